import Ledger
import Pages
import Store

/// Runs statements about people in one transaction and says how they are taken back.
struct AffiliationStating {
    let global: GlobalOptions

    func run(_ body: @escaping @Sendable (AffiliationStatement, any SQLReader) throws -> [AffiliationChange]) async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (calendar, now) = (office.desk.calendar, office.desk.clock())
            let changes = try await office.store.write { writer in
                try body(AffiliationStatement(writer, calendar: calendar, madeBy: Office.operatorName, at: now), writer)
            }
            guard !global.quiet else { return }
            let operations = changes.compactMap(\.operation)
            guard !operations.isEmpty else { return print("Nothing to do: that is so already.") }
            for operation in operations.reversed() { print("Done. Undo it with: steward operation undo \(operation)") }
        }
    }
}

extension SQLReader {
    /// The accounts of the person of whom a text on the command line names one or more.
    ///
    /// - Parameter alone: only the accounts that the text names.
    /// - Throws: an ``AffiliationRefusal`` when it names nobody, or several people.
    func accountsOfPerson(named text: String, alone: Bool = false) throws -> [Int64] {
        let named = try accounts(named: text)
        guard let first = named.first else {
            throw AffiliationRefusal(
                "account", "No account is named “\(text)”. Name it by its number, such as #12, by github.com/ada, or by its address.")
        }
        guard Set(named.map(\.person)).count == 1 else {
            let list = named.prefix(10).map { "#\($0.id) \($0.title)" }.joined(separator: ", ")
            throw AffiliationRefusal("account", "“\(text)” names accounts of several people: \(list). Give the number of one.")
        }
        guard !alone, let person = first.person else { return named.map(\.id) }
        return try accounts(ofPerson: person).map(\.id)
    }
}

/// For whom somebody contributes as time goes by, for a person at a terminal or for a program.
struct AffiliationCourse: Sendable {
    let titles: [Int64: String]
    let organisations: [Int64: String]
    /// The accounts that speak with one voice, with what holds for them.
    let voices: [(accounts: [Int64], course: [(time: Range<Instant>, answer: AffiliationAnswer)])]

    func show(_ calendar: ReportingCalendar) {
        for (accounts, course) in voices {
            print(accounts.map { "#\($0) \(titles[$0] ?? "")" }.joined(separator: ", ").asVisible)
            guard !course.isEmpty else {
                print("  Nothing is known of any time.")
                continue
            }
            var table = TextTable([
                .init("  From"), .init("Until"), .init("For", flexible: true), .init("Rule"), .init("Why", flexible: true),
            ])
            for (time, answer) in course {
                let note = answer.excess.map { "The shares were \(Self.percent($0)) and were scaled down. " } ?? ""
                table.add([
                    "  " + (Self.bound(time.lowerBound, calendar) ?? ""), Self.bound(time.upperBound, calendar) ?? "",
                    answer.parts.map(words).joined(separator: ", "), answer.rule?.name ?? "",
                    note + answer.winners.map(\.assertion.evidence).joined(separator: " "),
                ])
                for loser in answer.losers {
                    let assertion = loser.held.assertion
                    table.add(["", "", "not \(name(assertion.object ?? 0))", assertion.rule, "\(loser.why). \(assertion.evidence)"])
                }
            }
            Printer.show(table)
        }
    }

    func json(_ calendar: ReportingCalendar) -> JSON {
        .array(
            voices.map { accounts, course in
                JSON.object([
                    .init("accounts", .array(accounts.map { .integer(Int($0)) })),
                    .init("times", .array(course.map { json($0.time, $0.answer, calendar) })),
                ])
            })
    }

    private func json(_ time: Range<Instant>, _ answer: AffiliationAnswer, _ calendar: ReportingCalendar) -> JSON {
        let parts = answer.parts.map { part in
            JSON.object([.init("organisation", JSON(organisations[part.organisation])), .init("millionths", .integer(Int(part.share)))])
        }
        let losers = answer.losers.map { loser in
            JSON.object([
                .init("organisation", .string(name(loser.held.assertion.object ?? 0))), .init("rule", .string(loser.held.assertion.rule)),
                .init("why", .string("\(loser.why)")), .init("evidence", .string(loser.held.assertion.evidence)),
            ])
        }
        return JSON.object([
            .init("from", JSON(Self.bound(time.lowerBound, calendar))), .init("to", JSON(Self.bound(time.upperBound, calendar))),
            .init("rule", JSON(answer.rule?.name)), .init("conflict", .bool(answer.isConflict)), .init("parts", .array(parts)),
            .init("evidence", .array(answer.winners.map { .string($0.assertion.evidence) })), .init("losers", .array(losers)),
        ])
    }

    private func name(_ organisation: Int64) -> String { organisations[organisation] ?? "unknown" }

    private func words(_ part: AffiliationPart) -> String {
        part.share == AffiliationPart.whole ? name(part.organisation) : "\(name(part.organisation)) \(Self.percent(Int64(part.share)))"
    }

    private static func percent(_ share: Int64) -> String { "\(Decimals.text(share, places: 4)) %" }

    private static func bound(_ instant: Instant, _ calendar: ReportingCalendar) -> String? {
        instant <= .distantPast || instant >= .distantFuture ? nil : calendar.day(of: instant).description
    }
}
