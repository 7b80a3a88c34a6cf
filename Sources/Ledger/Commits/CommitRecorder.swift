public import Store
import Synchronization

/// Writes the facts of one repository's history into the ledger.
///
/// Each call belongs to the transaction of its writer and may be repeated: what is stored already stays as it
/// is. Create one recorder for a collection and give it up when a transaction failed.
public final class CommitRecorder: Sendable {
    public let repository: Int64
    public let book: AccountBook
    let paths = Mutex<[ExactText: Int64]>([:])

    public init(repository: Int64, book: AccountBook) {
        self.repository = repository
        self.book = book
    }

    /// Stores commits, parents before children.
    ///
    /// - Returns: the number of commits that the repository was not known to hold.
    public func record(_ batch: [CommitFact], in writer: any SQLWriter, at now: Instant) throws -> Int {
        let batch = Self.withoutRepetitions(batch)
        let known = try identifiers(of: batch.map(\.sha), in: writer)
        let new = known.isEmpty ? batch : batch.filter { known[$0.sha] == nil }
        let first = try writer.takeNumbers("commits", new.count)
        try recordCommits(new, first: first, in: writer, at: now)
        try recordTrailers(new, first: first, in: writer, at: now)
        try completeParents(batch.filter { known[$0.sha] != nil }, in: writer)
        var number = first
        return try writer.bulkLoad(
            into: "repository_commits", columns: ["repository_id", "commit_id", "on_default", "recorded_at"],
            onConflict: .ignore
        ) { loader in
            for fact in batch {
                loader.integer(repository)
                if let known = known[fact.sha] {
                    loader.integer(known)
                } else {
                    loader.integer(number)
                    number += 1
                }
                loader.integer(0)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
    }

    private static func withoutRepetitions(_ batch: [CommitFact]) -> [CommitFact] {
        var seen = Set(batch.map(\.sha))
        if seen.count == batch.count { return batch }
        seen = []
        return batch.filter { seen.insert($0.sha).inserted }
    }

    /// The numbers of the commits that the ledger holds.
    public func identifiers(of shas: [String], in reader: any SQLReader) throws -> [String: Int64] {
        var found: [String: Int64] = [:]
        found.reserveCapacity(shas.count)
        let together = 200
        let whole = shas.count / together * together
        let marks = Array(repeating: "?", count: together).joined(separator: ", ")
        for start in stride(from: 0, to: whole, by: together) {
            try reader.forEachRow(
                "SELECT sha, id FROM commits WHERE sha IN (\(marks))", shas[start..<(start + together)].map(SQLValue.text)
            ) { found[$0.text(0)] = $0.integer(1) }
        }
        for sha in shas[whole...] {
            found[sha] = try reader.integer("SELECT id FROM commits WHERE sha = ?", [.text(sha)])
        }
        return found
    }

    private func recordCommits(
        _ new: [CommitFact], first: Int64, in writer: any SQLWriter, at now: Instant
    ) throws {
        // Accounts come first: a statement must not run while a bulk load is under way.
        let authors = try new.map { try book.account(of: $0.author, in: writer, at: now) }
        let committers = try new.map { try book.account(of: $0.committer, in: writer, at: now) }
        try writer.bulkLoad(
            into: "commits",
            columns: [
                "id", "sha", "parents", "parent_count", "author", "committer", "authored_at", "author_offset",
                "committed_at", "committer_offset", "subject", "notes", "lines_state", "added", "removed", "files",
                "recorded_at",
            ], onConflict: .fail
        ) { loader in
            for (index, fact) in new.enumerated() {
                loader.integer(first + Int64(index))
                loader.text(fact.sha)
                loader.text(fact.parents.joined(separator: " "))
                loader.integer(Int64(fact.parents.count))
                loader.integer(authors[index])
                loader.integer(committers[index])
                loader.integer(fact.authoredAt.seconds)
                loader.integer(fact.authorOffset)
                loader.integer(fact.committedAt.seconds)
                loader.integer(fact.committerOffset)
                loader.text(fact.subject)
                loader.integer(Int64(fact.notes.rawValue))
                loader.integer(Int64(Self.initialState(of: fact).rawValue))
                loader.integer(0)
                loader.integer(0)
                loader.integer(0)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
    }

    /// A commit at the edge of a shallow repository gets its parents when they are fetched later.
    private func completeParents(_ known: [CommitFact], in writer: any SQLWriter) throws {
        for fact in known where !fact.parents.isEmpty && !fact.notes.contains(.shallowBoundary) {
            try writer.execute(
                """
                UPDATE commits SET parents = ?, parent_count = ?, notes = ?, lines_state = ?
                WHERE sha = ? AND parent_count = 0 AND lines_state = 3
                """,
                [
                    .text(fact.parents.joined(separator: " ")), .int(fact.parents.count), .int(fact.notes.rawValue),
                    .int(Self.initialState(of: fact).rawValue), .text(fact.sha),
                ])
        }
    }

    private static func initialState(of fact: CommitFact) -> LinesState {
        if fact.parents.count > 1 { return .merge }
        return fact.notes.contains(.shallowBoundary) ? .unknown : .pending
    }

    private func recordTrailers(
        _ new: [CommitFact], first: Int64, in writer: any SQLWriter, at now: Instant
    ) throws {
        try writer.bulkLoad(
            into: "commit_trailers", columns: ["commit_id", "position", "name", "value", "strict", "lenient"],
            onConflict: .fail
        ) { loader in
            for (index, fact) in new.enumerated() {
                for (position, trailer) in fact.trailers.enumerated() {
                    loader.integer(first + Int64(index))
                    loader.integer(Int64(position))
                    loader.text(trailer.name)
                    loader.text(trailer.value)
                    loader.integer(trailer.strict ? 1 : 0)
                    loader.integer(trailer.lenient ? 1 : 0)
                    try loader.endRow()
                }
            }
        }
        let credits = try new.map { try Credit.credits(of: $0, book: book, in: writer, at: now) }
        try writer.bulkLoad(
            into: "commit_credits", columns: ["commit_id", "account_id", "role", "strict"], onConflict: .ignore
        ) { loader in
            for (index, credits) in credits.enumerated() {
                for credit in credits {
                    loader.integer(first + Int64(index))
                    loader.integer(credit.account)
                    loader.integer(Int64(credit.role.rawValue))
                    loader.integer(credit.strict ? 1 : 0)
                    try loader.endRow()
                }
            }
        }
    }
}

/// A person that a trailer names, with what for.
struct Credit {
    let account: Int64
    let role: CreditRole
    let strict: Bool

    /// The credits of a commit; an account and role that stand twice count once, strict when either is.
    static func credits(
        of fact: CommitFact, book: AccountBook, in writer: any SQLWriter, at now: Instant
    ) throws -> [Credit] {
        var credits: [Credit] = []
        for trailer in fact.trailers {
            guard let role = CreditRole(trailer: trailer.name), let identity = SpelledIdentity(credited: trailer.value)
            else { continue }
            let account = try book.account(of: identity, in: writer, at: now)
            if let index = credits.firstIndex(where: { $0.account == account && $0.role == role }) {
                guard trailer.strict else { continue }
                credits[index] = Credit(account: account, role: role, strict: true)
            } else {
                credits.append(Credit(account: account, role: role, strict: trailer.strict))
            }
        }
        return credits
    }
}

extension SpelledIdentity {
    /// Reads `Ada Example <ada@example.org>`, a bare address or a bare name, as people write them in trailers;
    /// nil when nothing is left of it.
    init?(credited value: String) {
        let longest = 200
        let text = String(value.prefix(longest))
        if let open = text.lastIndex(of: "<"), let close = text[open...].firstIndex(of: ">") {
            let name = text[..<open].trimmingBlanks()
            self.init(name: name, email: text[text.index(after: open)..<close].trimmingBlanks())
        } else {
            let word = text[...].trimmingBlanks()
            let isAddress = word.contains("@") && !word.contains(" ")
            self.init(name: isAddress ? "" : word, email: isAddress ? word : "")
        }
        if name.isEmpty && email.isEmpty { return nil }
    }
}

extension Substring {
    func trimmingBlanks() -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\"" }
        guard let first = firstIndex(where: { !blank($0) }), let last = lastIndex(where: { !blank($0) }) else { return "" }
        return String(self[first...last])
    }
}
