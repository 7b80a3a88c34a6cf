import Casework

/// The gates as automated checks of cases.
struct GateChecks: Sendable {
    let desk: InspectionDesk

    /// Adds all gates to those that process files may name.
    func offer(in registry: inout CheckRegistry) {
        for gate in Gate.allCases {
            registry.offer(gate.function) { aCase, process, _ in try await result(of: gate, for: aCase, process) }
        }
    }

    /// Nil while the repository is being looked at.
    private func result(of gate: Gate, for aCase: Case, _ process: CaseProcess) async throws -> CheckResult? {
        guard let repository = await repository(of: aCase, process) else {
            return CheckResult(.unknown, summary: "The case does not say where the repository is.")
        }
        switch try await desk.standing(of: repository) {
        case .fresh(let inspection):
            let verdict = GateVerdict(gate, inspection.document, declared: ReleaseAnswers(aCase, process).licence)
            return CheckResult(verdict.status, summary: verdict.summary, evidence: inspection.evidence)
        case .pending: return nil
        case .impossible(let sentence, _): return CheckResult(.unknown, summary: sentence)
        }
    }

    /// The address that is looked at: once it is published the public one, where the server may read it.
    func repository(of aCase: Case, _ process: CaseProcess) async -> String? {
        let answers = ReleaseAnswers(aCase, process)
        let isPublished = process.transitions.contains { $0.to == ReleaseProcess.published && aCase.takenBy[$0.id] != nil }
        if isPublished, let address = answers.publicAddress, (try? await desk.inspector.access.place(of: address)) != nil { return address }
        return answers.repository
    }
}
