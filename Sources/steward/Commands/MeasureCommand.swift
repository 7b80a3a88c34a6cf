import ArgumentParser
import Ledger
import Measures
import Pages

/// `steward measure`: figures in the terminal and for scripts.
struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Show figures, what they mean and what they were counted from.",
        discussion: """
            EXAMPLES
              steward measure list
              steward measure show contributors.active --period quarter
              steward measure show code.commits --split project --format csv
              steward measure rows contributors.new --at 2026-03
            """,
        subcommands: [MeasureListCommand.self, MeasureShowCommand.self, MeasureRowsCommand.self])
}

/// How figures are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
}

/// `steward measure list`: all measures.
struct MeasureListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all measures with the question that each answers.",
        discussion: """
            EXAMPLES
              steward measure list
              steward measure list --format csv
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions
    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let cards = office.desk.catalogue.measures.map(\.card)
            switch format {
            case .json: print(JSON.array(cards.map(\.json)).text)
            case .csv:
                let rows = cards.map { [CSV.Cell.text($0.id), .text($0.title), .text($0.question), .text($0.unit.rawValue)] }
                print(CSV(columns: ["id", "title", "question", "unit"], rows: rows).text, terminator: "")
            case .table:
                var table = TextTable([.init("Measure"), .init("Question", flexible: true), .init("Unit")])
                for card in cards { table.add([card.id, card.question, card.unit.rawValue]) }
                Printer.show(table)
            }
        }
    }
}

/// What every question to a measure can say.
struct QuestionOptions: ParsableArguments {
    @Option(help: "Cut time into months, quarters, years or trailing twelve months.", completion: .list(Grain.allCases.map(\.rawValue)))
    var period: String?
    @Option(help: "The first period: 2025, 2025-Q1, 2025-03 or a day in it.") var from: String?
    @Option(help: "The last period.") var to: String?
    @Option(help: "Only this project.") var project: String?
    @Option(help: "Only the projects of this group.") var group: String?
    @Option(help: "Only contributions for this organisation; unknown for those without one.") var organisation: String?
    @Option(help: "Only contributions of people in this team; unknown for those without one.") var team: String?
    @Option(help: "Only contributions in this person's line of management, by identifier.") var manager: String?
    @Option(help: "Divide the figure.", completion: .list(Dimension.allCases.map(\.rawValue))) var split: String?
    @Option(help: ArgumentHelp("Answer as it was known at the end of this day.", valueName: "date")) var asKnown: String?
    @Option(name: .customLong("set"), help: ArgumentHelp("Set one of the measure's own parameters.", valueName: "name=value"))
    var parameters: [String] = []

    func question(of card: MeasureCard, _ calendar: ReportingCalendar) throws -> Question {
        var values = [
            "period": period, "from": from, "to": to, "project": project, "group": group, "organisation": organisation,
            "team": team, "manager": manager,
            "split": split, "as-known": asKnown,
        ].compactMapValues { $0 }
        for pair in parameters {
            let sides = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else {
                throw Failure(
                    .usage, "“\(pair)” is not a parameter.", hints: ["Write --set name=value, for example --set types=authored,reviewed."])
            }
            values[sides[0]] = sides[1]
        }
        return try Question(of: card, values: values, calendar: calendar)
    }
}

/// `steward measure show`: the figures of one measure.
struct MeasureShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the figures of a measure, period by period.",
        discussion: """
            EXAMPLES
              steward measure show contributors.active
              steward measure show contributors.new --period quarter --from 2024-Q1
              steward measure show code.commits --split organisation --format csv
              steward measure show contributors.active --as-known 2026-06-30
              steward measure show contributors.occasional --set most=3
            """)

    @Argument(help: "The measure, such as contributors.active.") var measure: String
    @OptionGroup(title: "Question") var options: QuestionOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions
    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let measure = try office.desk.catalogue.measure(self.measure)
            let question = try options.question(of: measure.card, office.desk.calendar)
            let moment = try await office.desk.moment()
            let answer = try await measure.answer(question, at: moment).titled(for: office.desk.operatorReader)
            switch format {
            case .json: print(answer.json(question, of: measure.card, at: moment).text)
            case .csv: print(answer.csv(of: measure.card).text, terminator: "")
            case .table: AnswerPrinter(card: measure.card, question: question, answer: answer).print()
            }
        }
    }
}

/// `steward measure rows`: what one figure was counted from.
struct MeasureRowsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rows", abstract: "List the rows that one figure was counted from.",
        discussion: """
            EXAMPLES
              steward measure rows contributors.new --at 2026-03
              steward measure rows code.commits --at 2026-Q1 --period quarter --split project --part alpha
              steward measure rows contributors.active --at 2026 --period year --format csv > people.csv
            """)

    @Argument(help: "The measure, such as contributors.active.") var measure: String
    @Option(help: ArgumentHelp("The period of the figure; the present one when left out.", valueName: "period")) var at: String?
    @Option(help: "Only this part of the split.") var part: String?
    @Option(help: "At most so many rows; all when left out.") var limit: Int?
    @OptionGroup(title: "Question") var options: QuestionOptions
    @OptionGroup(title: "Global options") var global: GlobalOptions
    @Option(help: "Write a table, CSV or JSON.") var format = OutputFormat.table

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let measure = try office.desk.catalogue.measure(self.measure)
            let question = try options.question(of: measure.card, office.desk.calendar)
            let moment = try await office.desk.moment()
            let page = try await rows(of: measure, question, office.desk, moment)
            switch format {
            case .json: print(page.json(office.desk.operatorReader).text)
            case .csv: print(page.csv(office.desk.operatorReader).text, terminator: "")
            case .table:
                var table = TextTable(page.columns.map { .init($0.title, flexible: ["subject", "person", "file"].contains($0.name)) })
                for row in page.rows { table.add(row.map { $0.text(office.desk.operatorReader) }) }
                Printer.show(table)
                print("\(page.rows.count.grouped) of \(page.total.grouped) \(measure.card.rowNoun)")
            }
        }
    }

    private func rows(
        of measure: any Measure, _ question: Question, _ desk: MeasureDesk, _ moment: Moment
    ) async throws -> RowPage {
        let period = try period(question, desk.calendar, moment)
        if let limit, limit < 1 { throw Failure(.usage, "--limit must be at least 1.") }
        var wanted = limit ?? .max
        var request = RowRequest(question, period: period, part: part, limit: min(wanted, RowRequest.mostRows))
        var all = try await measure.rows(request, at: moment)
        while let next = all.next, all.rows.count < wanted {
            wanted = (limit ?? .max)
            request.cursor = next
            request.limit = min(wanted - all.rows.count, RowRequest.mostRows)
            let page = try await measure.rows(request, at: moment)
            all.rows += page.rows
            all.next = page.next
        }
        return all
    }

    private func period(_ question: Question, _ calendar: ReportingCalendar, _ moment: Moment) throws -> Period {
        guard let at else { return calendar.period(question.grain, containing: moment.now) }
        guard let period = Period(question.grain, at) else {
            throw QuestionError.invalid(
                parameter: "at", value: at, allowed: "a year (2026), quarter (2026-Q1), month (2026-03) or day (2026-03-31)")
        }
        return period
    }
}
