public import Ledger

/// What one of GitLab's own notes says, such as `requested review from @ada and @bo`.
///
/// GitLab writes these notes in English whatever language its users choose. Only the wordings that it is known to use
/// are understood, at the beginning of the note, so that nothing that a person wrote into a title or a commit can play
/// at being one; everything else is ``ItemEventKind/other``.
public struct SystemNote: Sendable, Hashable {
    public struct Change: Sendable, Hashable {
        public let kind: ItemEventKind
        /// The user name of the person whom it is about, as the note spells it, without `@`.
        public var subject: String?
        public var term: String?

        public init(_ kind: ItemEventKind, subject: String? = nil, term: String? = nil) {
            self.kind = kind
            self.subject = subject
            self.term = term
        }
    }

    /// One for each person whom the note names, otherwise one.
    public let changes: [Change]

    public init(_ body: String) {
        // The sentence stands in the first line; below it are lists of commits.
        let line = body.prefix(2000).prefix { !$0.isNewline }
        let text = line.lowercased()
        let changes = Self.people(line, text) ?? Self.fixed(line, text).map { [$0] }
        self.changes = changes ?? [Change(.other, term: Self.others.first { text.hasPrefix($0.beginning) }?.term ?? "system note")]
    }

    // MARK: Wordings

    private static let wordings: [(beginning: String, kind: ItemEventKind)] = [
        ("approved this merge request", .approved),
        ("unapproved this merge request", .reviewDismissed),
        ("requested changes", .changesRequested),
        ("left review comments without approving", .reviewed),
        ("marked this merge request as **ready**", .readyForReview),
        ("unmarked as a **work in progress**", .readyForReview),
        ("unmarked this merge request as a **work in progress**", .readyForReview),
        ("marked this merge request as **draft**", .convertedToDraft),
        ("marked as a **work in progress**", .convertedToDraft),
        ("marked this merge request as a **work in progress**", .convertedToDraft),
        ("changed title from ", .renamed),
        ("removed milestone", .demilestoned),
        ("removed assignee", .unassigned),
        ("removed all assignees", .unassigned),
        ("locked ", .locked),
        ("unlocked ", .unlocked),
    ]

    /// A note that must be the whole sentence, or go on with how it came about: `closed via commit 1a2b3c`.
    private static let states: [(word: String, kind: ItemEventKind)] = [
        ("closed", .closed), ("merged", .merged), ("reopened", .reopened), ("opened", .reopened),
    ]

    private static let others: [(beginning: String, term: String)] = [
        ("mentioned in ", "mention"), ("changed the description", "description"), ("changed target branch", "target branch"),
        ("changed this line in ", "outdated comment"), ("added ~", "label note"), ("removed ~", "label note"),
        ("enabled an automatic", "automatic merge"), ("canceled the automatic", "automatic merge"),
        ("aborted the automatic", "automatic merge"), ("resolved all threads", "resolved threads"),
        ("marked the task ", "task"), ("moved ", "moved"),
    ]

    private static func fixed(_ line: Substring, _ text: String) -> Change? {
        if let found = wordings.first(where: { text.hasPrefix($0.beginning) }) { return Change(found.kind) }
        // Before version 9 it was `Status changed to closed by commit 1a2b3c`.
        let old = "status changed to "
        let state = text.hasPrefix(old) ? String(text.dropFirst(old.count)) : text
        for (word, kind) in states where state.hasPrefix(word) {
            let rest = state.dropFirst(word.count)
            if rest.isEmpty || rest.hasPrefix(" via ") || rest.hasPrefix(" by ") { return Change(kind) }
        }
        if isPush(text) { return Change(.pushed) }
        let milestone = "changed milestone to %"
        guard text.hasPrefix(milestone) else { return nil }
        return Change(.milestoned, term: line.dropFirst(milestone.count).trimmingQuotes)
    }

    /// `added 3 commits`, `added 1 new commit`.
    private static func isPush(_ text: String) -> Bool {
        let words = text.split(separator: " ", maxSplits: 3).prefix(4)
        guard words.count >= 3, words[0] == "added", Int(words[1]) != nil else { return false }
        let what = words[2] == "new" && words.count > 3 ? words[3] : words[2]
        return what.hasPrefix("commit")
    }

    // MARK: People

    private static let clauses: [(beginning: String, kind: ItemEventKind)] = [
        ("requested review from ", .reviewRequested), ("removed review request for ", .reviewRequestRemoved),
        ("assigned to ", .assigned), ("reassigned to ", .assigned), ("unassigned ", .unassigned),
        ("reset approvals from ", .reviewDismissed),
    ]

    /// Reads sentences such as `assigned to @ada and @bo and unassigned @cy`: the words between one name and the next
    /// say to which of the clauses the next one belongs.
    private static func people(_ line: Substring, _ text: String) -> [Change]? {
        guard var clause = clauses.first(where: { text.hasPrefix($0.beginning) }) else { return nil }
        var changes: [Change] = []
        var rest = line.dropFirst(clause.beginning.count)
        while let at = rest.firstIndex(of: "@") {
            let between = rest[..<at].lowercased()
            if let next = clauses.first(where: { between.hasSuffix($0.beginning) }) { clause = next }
            let name = rest[rest.index(after: at)...].prefix(while: Self.isNameCharacter)
            rest = rest[name.endIndex...]
            let login = String(name).withoutEndings
            if !login.isEmpty { changes.append(Change(clause.kind, subject: login)) }
        }
        return changes.isEmpty ? [Change(clause.kind)] : changes
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
    }
}

extension String {
    /// Without the marks that end a sentence, with which no user name ends.
    fileprivate var withoutEndings: String {
        var text = self[...]
        while let last = text.last, ".-".contains(last) { text = text.dropLast() }
        return String(text)
    }
}

extension Substring {
    fileprivate var trimmingQuotes: String {
        guard count > 1, first == "\"", last == "\"" else { return String(self) }
        return String(dropFirst().dropLast())
    }
}
