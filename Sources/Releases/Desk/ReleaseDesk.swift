import Access
import Casework
import Inspection
import Ledger
import Pages
import Store

/// Where pages, API, commands and upkeep meet releases.
struct ReleaseDesk: Sendable {
    let cases: Cases
    let inspections: InspectionDesk
    let checks: GateChecks
    let clock: @Sendable () -> Instant

    var store: any SQLStore { cases.store }
    var processes: [CaseProcess] { cases.processes }

    init(
        store: any SQLStore, dataFolder: String, processes: [CaseProcess], limits: InspectionLimits, isManual: Bool,
        clock: @escaping @Sendable () -> Instant
    ) {
        cases = Cases(store: store, directory: RoleDirectory(), processes: processes, clock: { clock().seconds })
        let access = RepositoryAccess(store: store, dataFolder: dataFolder)
        let inspector = Inspector(store: store, access: access, clock: clock, limits: Inspector.Limits(limits))
        inspections = InspectionDesk(inspector, isManual: isManual)
        checks = GateChecks(desk: inspections)
        self.clock = clock
    }

    /// A case with its process, as one reader may see it; nil when there is none that they may see.
    func aCase(_ number: Int64, for caller: Caller) async throws -> (aCase: Case, process: CaseProcess)? {
        let cases = cases
        let isOfProgramme = caller.may(.seeCases)
        let actor = caller.user?.actor ?? (caller.way == .local ? "local" : nil)
        return try await store.read { reader in
            guard let aCase = try cases.aCase(number, in: reader) else { return nil }
            let engine = try cases.engine(for: aCase, in: reader)
            guard engine.maySee(aCase, actor, isOfProgramme: isOfProgramme) else { return nil }
            return (aCase, engine.process)
        }
    }

    /// Whether somebody may read what an inspection found: reviewers, and those of the case itself.
    static func mayReadFindings(of aCase: Case, _ caller: Caller) -> Bool {
        if caller.mayAnywhere(.seeFindings) { return true }
        let actor = caller.user?.actor ?? (caller.way == .local ? "local" : nil)
        guard let actor else { return false }
        return aCase.requester.id == actor || aCase.participants.contains(actor)
            || ["owner", "second"].contains { aCase.fields[$0] == .reference(actor) }
    }
}

/// The groups of process files are the roles of the installation.
private struct RoleDirectory: CaseDirectory {
    func members(of groups: Set<String>, at instant: Int64, in reader: any SQLReader) throws -> [String: Set<String>] {
        var members: [String: Set<String>] = [:]
        for group in groups { members[group] = Set(try reader.holders(of: group, at: instant).map(\.actor)) }
        return members
    }
}
