import ArgumentParser
import Ledger
import Pages
import Store

/// `steward people suggestions`: which accounts may be one person's.
struct PeopleSuggestionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggestions", abstract: "List accounts that may be one person's, with the reasons.",
        discussion: """
            Nothing is joined by it: accept one with `steward people join`, refuse or put it off with `steward people refuse`.

            EXAMPLES
              steward people suggestions
              steward people suggestions --limit 100 --least 0.7 --json
              steward people suggestions --conflicts
            """)

    @Option(help: "At most so many.") var limit = 20
    @Option(help: "Only those with this score or a higher one, from 0 to 1.") var least = 0.3
    @Flag(help: "List what rules would join and refusals keep apart instead.") var conflicts = false
    @Flag(help: "Write JSON.") var json = false
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            if conflicts { return try await showConflicts(office) }
            let (limit, least, now) = (max(0, limit), least, office.desk.clock())
            let (found, cards) = try await office.store.read { reader in
                let found = try reader.suggestionList(at: now).page(limit: limit).filter { $0.score >= least }
                let cards = try reader.accountCards(found.flatMap { [$0.first, $0.second] })
                return (found, Dictionary(cards.map { ($0.id, $0.title) }, uniquingKeysWith: { first, _ in first }))
            }
            if json { return print(JSON.array(found.map { Self.json($0, cards) }).text) }
            guard !found.isEmpty else { return print("Nothing suggests that two of the accounts are one person's.") }
            var table = TextTable([
                .init("Score", alignment: .trailing), .init("Account", flexible: true), .init("Account", flexible: true),
                .init("Why", flexible: true),
            ])
            for suggestion in found {
                table.add([
                    Thousandths.text(Int64(suggestion.score * 1000)), "#\(suggestion.first) \(cards[suggestion.first] ?? "")",
                    "#\(suggestion.second) \(cards[suggestion.second] ?? "")", suggestion.reasons.map(\.words).joined(separator: " "),
                ])
            }
            Printer.show(table)
        }
    }

    private func showConflicts(_ office: Office) async throws {
        let limit = max(0, limit)
        let found = try await office.store.read { try $0.joiningConflicts().prefix(limit) }
        if json {
            return print(
                JSON.array(
                    found.map { conflict in
                        [
                            "accounts": .array([conflict.first, conflict.second].map { .integer(Int($0)) }), "rule": .string(conflict.rule),
                            "evidence": .string(conflict.evidence),
                            "refused": .array([conflict.refusedFirst, conflict.refusedSecond].map { .integer(Int($0)) }),
                            "refusal": .string(conflict.refusal),
                        ]
                    }
                ).text)
        }
        guard !found.isEmpty else { return print("No rule would join what was refused.") }
        var table = TextTable([
            .init("Accounts"), .init("Rule"), .init("Would join because", flexible: true), .init("Kept apart because", flexible: true),
        ])
        for conflict in found {
            table.add(["#\(conflict.first) #\(conflict.second)", conflict.rule, conflict.evidence, conflict.refusal])
        }
        Printer.show(table)
    }

    private static func json(_ suggestion: Ledger.Suggestion, _ cards: [Int64: String]) -> JSON {
        func account(_ id: Int64, _ person: PersonID) -> JSON {
            ["account": .integer(Int(id)), "title": .string(cards[id] ?? ""), "person": .string(person.description)]
        }
        return [
            "score": JSON(suggestion.score), "first": account(suggestion.first, suggestion.firstPerson),
            "second": account(suggestion.second, suggestion.secondPerson),
            "reasons": .array(
                suggestion.reasons.map {
                    ["sign": .string($0.rule), "words": .string($0.words), "weight": JSON($0.weight)]
                }),
        ]
    }
}
