import ArgumentParser
import Contributions
import Ledger
import Measures
import Pages

/// `steward recognition`: what staff gave to projects of others.
struct RecognitionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recognition", abstract: "Show what staff gave to projects of others, and who may vote on a fund.",
        discussion: """
            By team and by project. People are listed in the order of the alphabet; those who opted out are counted and not named.
            docs/recognition.md tells what counts.

            EXAMPLES
              steward recognition --period 2026-Q3
              steward recognition --period 2026 --least 3 --json
            """)

    @Option(help: "A quarter (2026-Q3), month (2026-09) or year (2026); the present quarter when left out.") var period: String?
    @Option(help: "So many accepted change requests make somebody eligible.") var least = 1
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if let period, Recognition.period(period) == nil {
            throw ValidationError("--period takes a quarter (2026-Q3), a month (2026-09) or a year (2026)")
        }
        guard (1...1000).contains(least) else { throw ValidationError("--least takes a number from 1 to 1000") }
    }

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let desk = office.desk
            let chosen = period.flatMap(Recognition.period) ?? desk.calendar.period(.quarter, containing: desk.clock())
            let found = try await Recognition(desk, chosen, least: least, readsPeople: true)
            if json {
                print(found.json(desk.operatorReader).text)
                return
            }
            guard let merged = found.merged else {
                print("Nothing can be told of \(found.period). \(found.remarks.joined(separator: " "))")
                return
            }
            print(
                "\(found.period): \(Format.short(merged)) \(merged == 1 ? "change request" : "change requests") accepted elsewhere, \(Format.short(found.reviewed ?? 0)) reviewed, \(Format.short(found.commits ?? 0)) \(found.commits == 1 ? "commit" : "commits")\n"
            )
            let tables: [(String, [Recognition.Part], Double?)] = [("Team", found.teams, nil), ("Project", found.projects, found.reviewed)]
            for (heading, parts, reviewed) in tables where !parts.isEmpty {
                let hasReviews = reviewed != nil
                func cells(_ title: String, _ merged: Double, _ reviewed: Double?) -> [String] {
                    [title, Format.short(merged)] + (hasReviews ? [Format.short(reviewed ?? 0)] : [])
                }
                let columns: [TextTable.Column] = [
                    .init(heading, flexible: true), .init("Accepted", alignment: .trailing), .init("Reviewed", alignment: .trailing),
                ]
                var table = TextTable(hasReviews ? columns : Array(columns.prefix(2)))
                for part in parts { table.add(cells(part.title.asVisible, part.merged, part.reviewed)) }
                table.add(cells("All", merged, reviewed))
                Printer.show(table)
                print("")
            }
            print("Eligible for a fund: \(Format.short(found.people ?? 0))")
            for person in found.names(for: desk.operatorReader) { print("  \(person.name.asVisible)") }
            if found.optedOut > 0 { print("  and \(found.optedOut) who opted out of being shown") }
        }
    }
}
