import Access
import Casework
import Pages

/// Who looks at cases, and what they may do with them.
struct Viewer: Sendable {
    /// Nil for somebody who cannot be held to what they do.
    let actor: CaseActor?
    /// The roles that they hold, which are the groups of process files.
    let groups: [String]
    /// Whether they see the cases that the programme sees.
    let isOfProgramme: Bool
    /// Whether they may begin cases and act in them.
    let mayAct: Bool

    init(_ caller: Caller) {
        actor = caller.user.map { CaseActor(id: $0.actor, name: $0.displayName) } ?? (caller.way == .local ? Self.machine : nil)
        groups = caller.roles.filter { $0.projectGroup == nil }.map(\.role.name)
        isOfProgramme = caller.may(.seeCases)
        mayAct = actor != nil && caller.may(.openCases)
    }

    /// Somebody at the machine itself, as long as nobody can sign in: they hold no role, so they can ask but not decide.
    static let machine = CaseActor(id: "local", name: "Somebody at this machine")

    /// By what cases wait for them: themselves and their groups.
    var waitKeys: [String] { (actor.map { [$0.id] } ?? []) + groups.map { "group:\($0)" } }

    /// The cases of a process that may stand in lists for them.
    func scope(of process: CaseProcess) -> CaseScope? {
        switch process.visibility {
        case .everyone: return .all
        case .programme where isOfProgramme: return .all
        default: break
        }
        if !process.groups.isDisjoint(with: groups) { return .all }
        return actor.map { .of(requester: $0.id, waitingFor: waitKeys) }
    }
}
