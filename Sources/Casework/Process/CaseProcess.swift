/// One process file, read and checked: how one kind of case goes from being asked to being decided.
///
/// A case keeps the process in the version that it began under.
public struct CaseProcess: Sendable, Hashable {
    /// Names the process in addresses and in the store.
    public let id: String
    /// Counts the versions of the file, from 1.
    public let version: Int
    public let title: String
    /// What the process is for, in a sentence or two.
    public let summary: String
    public let visibility: Visibility
    /// How long a closed case is kept; nil for as long as the installation runs.
    public let retention: Span?
    public let roles: [Role]
    public let calendars: [WorkingCalendar]
    public let fields: [Field]
    /// The first is where a case begins.
    public let states: [State]
    public let transitions: [Transition]
    public let checks: [Check]
    public let checklists: [Checklist]
    public let approvals: [Approval]
    public let clocks: [Clock]
    public let votes: [VoteSettings]
    public let deliberation: Deliberation?
    /// Who may attach conditions to the decision and say that they are met; empty when there are none.
    public let conditionKeepers: [String]
    public let conflicts: Conflicts
    public let review: Review?
    public let migrations: [ProcessMigration]
    /// The file as it was written.
    public let text: String
    /// Made of the lists above as soon as they are read.
    var index = ProcessIndex.empty

    /// Who may see the cases of a process.
    public enum Visibility: String, Sendable, CaseIterable {
        /// Whoever may see Steward's pages.
        case everyone
        /// Whoever works in the programme.
        case programme
        /// The requester, those who hold a role in the case, and those who took part.
        case participants
    }

    /// A part that somebody plays in a case.
    public struct Role: Sendable, Hashable {
        public let id: String
        public let holder: Holder
        public let line: Int

        public enum Holder: Sendable, Hashable {
            /// Who made the case.
            case requester
            /// Everyone who may see the case.
            case anyone
            /// Steward itself, when the time has come.
            case program
            /// The members of a group, as the directory of the installation knows it.
            case group(String)
            /// The person that a field of the case names.
            case field(String)
        }

        public init(id: String, holder: Holder, line: Int = 0) {
            self.id = id
            self.holder = holder
            self.line = line
        }

        /// The roles that every process has.
        public static let builtIn = [
            Role(id: "requester", holder: .requester), Role(id: "anyone", holder: .anyone), Role(id: "steward", holder: .program),
        ]
    }

    /// A place in which a case can be.
    public struct State: Sendable, Hashable {
        public let id: String
        public let title: String
        /// How a case ends here; nil for a state that is left again.
        public let end: Ending?
        /// The roles that may change the fields while the case is here.
        public let editors: [String]
        /// The fields that a role may change, for roles that may not change all of them.
        public var editedFields: [String: Set<String>] = [:]
        public let line: Int
    }

    public enum Ending: String, Sendable, CaseIterable, Codable {
        case accepted
        case rejected
        case withdrawn
        case done
    }

    /// A way from one state to another.
    public struct Transition: Sendable, Hashable {
        public let id: String
        /// What the button says.
        public let title: String
        public let from: [String]
        public let to: String
        /// The roles that may take it; `steward` for the program, which takes it as soon as its needs are met.
        public let by: [String]
        public let needs: [Need]
        /// Whether whoever takes it must say why.
        public let reasonRequired: Bool
        /// The vote that it opens.
        public let opens: String?
        /// The decision that it records.
        public let decides: Decision.Outcome?
        /// Approvals, checks, checklists and votes that begin anew.
        public let clears: [String]
        public let line: Int

        /// Whether the program takes it, and nobody else.
        public var isAutomatic: Bool { by.count == 1 && by[0] == "steward" }
    }

    /// An automated check: a function that a feature offers under a name.
    public struct Check: Sendable, Hashable {
        public let id: String
        public let title: String
        /// The function's name, such as `portfolio.overlap`.
        public let function: String
        /// The states on whose entry it runs; empty for whenever somebody asks.
        public let runsIn: [String]
        /// The roles that may set it aside, with a reason.
        public let waivers: [String]
        public let line: Int
    }

    public struct Checklist: Sendable, Hashable {
        public let id: String
        public let title: String
        public let items: [Item]
        /// The roles that may tick.
        public let by: [String]
        public let line: Int

        public struct Item: Sendable, Hashable {
            public let id: String
            public let title: String
        }
    }

    /// Agreement of some members of a group.
    public struct Approval: Sendable, Hashable {
        public let id: String
        public let title: String
        public let group: String
        public let need: Count
        /// The states in which it is given; empty for every state that is no end.
        public let states: [String]
        /// Whether who made the case cannot be among those who approve, and two different people must have acted at least.
        public let isTwoPerson: Bool
        /// Whether only those who declared their interests count.
        public let needsDeclaration: Bool
        /// Roles whose holders cannot be among those who approve.
        public let otherThan: [String]
        /// The answers of which one makes it asked for; empty when it always is.
        public let occasions: [Occasion]
        public let line: Int

        /// The roles whose holders cannot approve: those of ``otherThan``, and with ``isTwoPerson`` who made the case.
        public var excluded: [String] { otherThan + (isTwoPerson && !otherThan.contains("requester") ? ["requester"] : []) }

        /// An answer that makes an approval asked for.
        public struct Occasion: Sendable, Hashable {
            public let field: String
            /// The options of which one was chosen.
            public let options: [String]
        }

        public enum Count: Sendable, Hashable {
            case number(Int)
            /// Every member who has not recused themselves.
            case all
        }
    }

    /// What interests of their own mean for those who decide.
    public struct Conflicts: Sendable, Hashable {
        /// Whether a declared interest means recusal; otherwise it is recorded, and its holder chooses.
        public let interestMeansRecusal: Bool
        public init(interestMeansRecusal: Bool = true) { self.interestMeansRecusal = interestMeansRecusal }
    }

    /// The look at what a decision led to.
    public struct Review: Sendable, Hashable {
        public let after: Span
        public let measured: Measured
        /// Whether a decision may be taken when the measure has no value before it.
        public let isBaselineOptional: Bool
        /// The field that holds the target; nil when none is asked for.
        public let targetField: String?
        /// The state whose entry starts the time.
        public let startsIn: String
        /// The state to which the record is reopened.
        public let reopensTo: String
        /// The roles that say whether it worked.
        public let judges: [String]
        public let line: Int

        /// What is measured.
        public enum Measured: Sendable, Hashable {
            /// The measure that the answer to a field names.
            case field(String)
            /// The same measure in every case, by its id in the catalogue.
            case measure(String)
        }

        /// The id of the measure for a case; nil as long as its answer does not name one.
        public func measure(of aCase: Case) -> String? {
            switch measured {
            case .measure(let id): id
            case .field(let field): if case .reference(let id)? = aCase.fields[field] { id } else { nil }
            }
        }
    }
}

extension CaseProcess {
    public func state(_ id: String) -> State? { index.states[id] }
    public func transition(_ id: String) -> Transition? { index.transitions[id] }
    public func field(_ id: String) -> Field? { index.fields[id] }
    public func check(_ id: String) -> Check? { index.checks[id] }
    public func checklist(_ id: String) -> Checklist? { index.checklists[id] }
    public func approval(_ id: String) -> Approval? { index.approvals[id] }
    public func vote(_ id: String) -> VoteSettings? { index.votes[id] }
    public func role(_ id: String) -> Role? { index.roles[id] }
    public func calendar(_ id: String) -> WorkingCalendar? { index.calendars[id] }

    /// The transitions from a state, in the order of the file.
    public func transitions(from state: String) -> [Transition] { index.steps[state] ?? [] }

    /// The states in which a checklist counts: those from which a transition needs it. Only there is it ticked, so that nobody confirms
    /// early what is to be seen later.
    public func states(ofChecklist id: String) -> [State] { index.checklistStates[id] ?? [] }

    /// Where a case begins.
    public var firstState: State { states[0] }

    /// Every group that the file names; what the directory is asked for.
    public var groups: Set<String> {
        var groups = Set(approvals.map(\.group))
        for role in roles { if case .group(let group) = role.holder { groups.insert(group) } }
        for vote in votes { groups.formUnion(vote.classes.map(\.group)) }
        groups.formUnion(deliberation?.sides.map(\.group) ?? [])
        return groups
    }
}

/// How the cases of an older version go on under this one.
public struct ProcessMigration: Sendable, Hashable {
    public let fromVersion: Int
    /// The new state for each old one whose name changed; the others keep theirs.
    public let states: [String: String]
    /// The new field for each old one whose name changed.
    public let fields: [String: String]
    public let line: Int
}

extension CaseProcess {
    /// Options of a choice as people read them: `“No” or “Not sure”`.
    public func words(ofOptions ids: [String], in field: String) -> String {
        guard case .choice(let options)? = self.field(field)?.kind else { return ids.joined(separator: " or ") }
        return ids.map { id in "“\(options.first { $0.id == id }?.title ?? id)”" }.joined(separator: " or ")
    }

    /// A group in words: `programme manager` for `programme-manager`.
    public static func words(ofGroup group: String) -> String { String(group.map { $0 == "-" || $0 == "_" ? " " : $0 }) }
}
