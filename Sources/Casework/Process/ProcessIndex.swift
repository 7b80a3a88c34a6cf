/// The parts of a process by their names, and its steps by the state that they lead away from: looked up at every action.
///
/// It says nothing that the lists of the process do not say, so it counts for nothing when two processes are compared.
final class ProcessIndex: Sendable, Hashable {
    let roles: [String: CaseProcess.Role]
    let calendars: [String: WorkingCalendar]
    let fields: [String: Field]
    let states: [String: CaseProcess.State]
    let transitions: [String: CaseProcess.Transition]
    let checks: [String: CaseProcess.Check]
    let checklists: [String: CaseProcess.Checklist]
    let approvals: [String: CaseProcess.Approval]
    let votes: [String: VoteSettings]
    /// The steps from each state, in the order of the file.
    let steps: [String: [CaseProcess.Transition]]
    /// Those of them that the program takes.
    let automaticSteps: [String: [CaseProcess.Transition]]
    /// The states from which a step needs a checklist, by its name.
    let checklistStates: [String: [CaseProcess.State]]

    static let empty = ProcessIndex(nil)

    init(_ process: CaseProcess?) {
        roles = Self.byName((process?.roles ?? []) + CaseProcess.Role.builtIn, \.id)
        calendars = Self.byName(process?.calendars, \.id)
        fields = Self.byName(process?.fields, \.id)
        states = Self.byName(process?.states, \.id)
        transitions = Self.byName(process?.transitions, \.id)
        checks = Self.byName(process?.checks, \.id)
        checklists = Self.byName(process?.checklists, \.id)
        approvals = Self.byName(process?.approvals, \.id)
        votes = Self.byName(process?.votes, \.id)
        var steps: [String: [CaseProcess.Transition]] = [:]
        for transition in process?.transitions ?? [] {
            for state in Set(transition.from) { steps[state, default: []].append(transition) }
        }
        self.steps = steps
        automaticSteps = steps.mapValues { $0.filter(\.isAutomatic) }
        checklistStates = checklists.mapValues { list in
            (process?.states ?? []).filter { state in (steps[state.id] ?? []).contains { $0.needs.contains(.checklist(list.id)) } }
        }
    }

    /// Of parts that bear the same name, which a check of the file reports, the first counts.
    private static func byName<Part>(_ parts: [Part]?, _ name: (Part) -> String) -> [String: Part] {
        Dictionary((parts ?? []).map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
    }

    static func == (a: ProcessIndex, b: ProcessIndex) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
