import Contributions
import Ledger
import Measures
import Pages
import Store

/// What taking over the programme's settings did.
struct ProgrammeReport: Sendable {
    struct Part: Sendable {
        let title: String
        let change: ProgrammeChange
    }

    var parts: [Part] = []
    /// Files, and targets, that were not taken over.
    var problems: [FileProblem] = []

    var unmatched: [UnmatchedRow] { parts.flatMap(\.change.unmatched) }
}

extension Office {
    /// Takes over what `steward.yml` and its files say of the programme. A file with a mistake is left out, and what it
    /// said before stays.
    func applyProgramme() async throws -> ProgrammeReport {
        let programme = configuration.programme
        let files = ProgrammeReader(programme: programme).read()
        let (calendar, now, catalogue) = (desk.calendar, desk.clock(), desk.catalogue)
        return try await store.write { writer in
            var report = ProgrammeReport(problems: files.problems)
            let importer = ProgrammeImport(
                writer, calendar: calendar, host: programme.defaultHost, madeBy: "steward.yml", at: now)
            func add(_ title: String, _ change: ProgrammeChange) { report.parts.append(.init(title: title, change: change)) }
            if let names = programme.ownOrganisations {
                add("Own organisations", try importer.ownOrganisations(names, from: "steward.yml"))
            }
            if let rule = programme.communityRule { add("Community rule", try importer.communityRule(rule, from: "steward.yml")) }
            if let targets = programme.targets {
                let unknown = targets.filter { (try? catalogue.measure($0.measure)) == nil }
                report.problems += unknown.map {
                    FileProblem($0.place.file, line: $0.place.line, field: "measure", "there is no measure “\($0.measure)”")
                }
                if unknown.isEmpty { add("Targets", try importer.targets(targets, from: "steward.yml")) }
            }
            for (list, change) in try files.apply(by: importer, source: { ProgrammeReader.name(of: programme.files[$0] ?? "") }) {
                add(list.title, change)
            }
            if report.parts.contains(where: { $0.change.changes > 0 }) { try writer.placeAccounts(madeBy: "steward.yml", at: now) }
            return report
        }
    }
}
