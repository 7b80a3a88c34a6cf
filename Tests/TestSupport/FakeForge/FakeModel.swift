import Foundation

/// What an invented forge holds: one project with its people and items, made from a seed.
public struct FakeModel: Sendable {
    public struct User: Sendable {
        public let id: Int
        public var login: String
        public var isBot = false
        public var isDeleted = false
    }

    /// Something that somebody did to an item.
    public struct Activity: Sendable {
        public enum Kind: Sendable, CaseIterable {
            case comment, lineComment, approve, label, unlabel, requestReview, push, close, reopen, merge
        }

        public let id: Int
        public let kind: Kind
        public let actor: Int
        public let at: Int
        /// The label's or comment's text.
        public var text = ""
        /// The reviewer.
        public var subject = 0
    }

    public struct Item: Sendable {
        public let isChange: Bool
        public let number: Int
        public let author: Int
        public let createdAt: Int
        public var updatedAt: Int
        public var title: String
        public var description = "Invented."
        public var state = "open"
        public var mergedAt: Int?
        public var closedAt: Int?
        public var mergedBy: Int?
        public var labels: [String] = []
        public var activities: [Activity] = []
        /// Lines and files that a change adds, removes and touches.
        public var additions = 0
        public var deletions = 0
        public var files = 1
    }

    public struct Commit: Sendable {
        public let sha: String
        public let name: String
        public let email: String
        public let at: Int
        /// The account that the forge knows for the address.
        public var author: Int?

        public init(_ sha: String, _ name: String, _ email: String, at: Int, author: Int?) {
            (self.sha, self.name, self.email, self.at, self.author) = (sha, name, email, at, author)
        }
    }

    /// In any order; GitHub alone lists them with accounts.
    public var commits: [Commit] = []
    public var projectID = 4711
    public var path = "invented/alpha"
    public var oldPaths: [String] = []
    public var users: [User]
    public var items: [Item] = []
    /// Seconds since 1970 by the forge's clock.
    public var now = 1_700_000_000
    private var numbers: SeededNumbers
    private var lastID = 1000

    public init(seed: UInt64, changes: Int, issues: Int, people: Int = 8) {
        numbers = SeededNumbers(seed)
        users = (1...people).map { User(id: 100 + $0, login: "person\($0)", isBot: $0 == people) }
        for index in 0..<(changes + issues) { add(isChange: index < changes) }
    }

    private mutating func person() -> Int { users[Int.random(in: users.indices, using: &numbers)].id }

    private mutating func id() -> Int {
        lastID += 1
        return lastID
    }

    /// Opens an item and lets some things happen to it.
    public mutating func add(isChange: Bool) {
        now += Int.random(in: 1...5000, using: &numbers)
        let number = (items.filter { $0.isChange == isChange }.map(\.number).max() ?? 0) + 1
        // GitHub numbers both kinds in one row; so do we, on both forges.
        let all = (items.map(\.number).max() ?? 0) + 1
        items.append(
            Item(
                isChange: isChange, number: max(number, all), author: person(), createdAt: now, updatedAt: now,
                title: "Item \(max(number, all))"))
        (items[items.count - 1].additions, items[items.count - 1].deletions) = (max(number, all) * 7, max(number, all) * 3)
        for _ in 0..<Int.random(in: 0...5, using: &numbers) { act(on: items.count - 1) }
    }

    /// Lets something happen to an item.
    public mutating func act(on index: Int, _ wanted: Activity.Kind? = nil) {
        now += Int.random(in: 1...500, using: &numbers)
        let kind = wanted ?? Activity.Kind.allCases[Int.random(in: Activity.Kind.allCases.indices, using: &numbers)]
        var item = items[index]
        var activity = Activity(id: id(), kind: kind, actor: person(), at: now, text: "Something \(now)")
        let isOpen = item.state == "open"
        switch kind {
        case .comment: break
        case .lineComment, .approve, .push: guard item.isChange else { return }
        case .label:
            activity.text = "label \(Int.random(in: 1...4, using: &numbers))"
            guard !item.labels.contains(activity.text) else { return }
            item.labels.append(activity.text)
        case .unlabel:
            guard let label = item.labels.first else { return }
            activity.text = label
            item.labels.removeFirst()
        case .requestReview:
            guard item.isChange else { return }
            activity.subject = person()
        case .close:
            guard isOpen else { return }
            (item.state, item.closedAt) = ("closed", now)
        case .reopen:
            guard item.state == "closed" else { return }
            (item.state, item.closedAt) = ("open", nil)
        case .merge:
            guard isOpen, item.isChange else { return }
            (item.state, item.mergedAt, item.closedAt, item.mergedBy) = ("merged", now, now, activity.actor)
        }
        if kind == .push {
            item.additions += 10
            item.deletions += 1
            item.files += 1
        }
        item.activities.append(activity)
        item.updatedAt = now
        items[index] = item
    }

    /// A day passes: things happen to some items, and some are opened.
    public mutating func passDay(actions: Int, new: Int = 1) {
        now += 86_400
        for _ in 0..<actions { act(on: Int.random(in: items.indices, using: &numbers)) }
        for index in 0..<new { add(isChange: index.isMultiple(of: 2)) }
    }

    public mutating func renameUser(_ id: Int, to login: String) {
        if let index = users.firstIndex(where: { $0.id == id }) { users[index].login = login }
    }

    public mutating func deleteUser(_ id: Int) {
        if let index = users.firstIndex(where: { $0.id == id }) { users[index].isDeleted = true }
    }

    public mutating func moveProject(to newPath: String) {
        oldPaths.append(path)
        path = newPath
    }

    public func item(_ number: Int, isChange: Bool) -> Item? {
        items.first { $0.number == number && $0.isChange == isChange }
    }
}
