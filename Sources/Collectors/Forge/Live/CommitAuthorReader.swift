import Ledger
import Transport

/// A commit as a forge lists it.
struct ListedCommit: Sendable {
    let committedAt: Instant?
    /// Nil when the forge knows no account for the address, or gave none.
    let author: ForgeAuthor?
}

/// Reads which accounts a forge names as the authors of commits: it knows the addresses that their owners confirmed.
///
/// Commits are listed a hundred at a time, the newest first. Only the first run walks over all of them, and goes on where it was
/// interrupted; later ones ask for what is new. Nothing is asked where the ledger holds no git history of the project, which
/// the answers are about.
struct CommitAuthorReader<Forge: LiveForge> {
    let forge: Forge
    let project: LiveProject
    let client: ForgeClient
    let run: ItemCollection

    private static var cursor: String { "commit_authors" }
    /// A commit may be pushed so many seconds after it was made.
    private static var overlap: Int64 { 30 * Instant.secondsPerDay }
    /// A list of more than two million commits is not believed.
    private static var mostPages: Int { 20_000 }

    func read() async throws {
        guard forge.commitsPath(project, since: nil, until: nil) != nil, try await run.hasHistory() else { return }
        var place = CommitPlace(try await run.cursor(Self.cursor) ?? "")
        do {
            if place.until != nil { try await walk(&place) }
            try await walk(&place)
        } catch let failure as ForgeFailure where [.notFound, .forbidden, .unexpected].contains(failure.reason) {
            run.remark("Which accounts wrote commits stays unknown. \(failure)")
        } catch let failure as ForgeFailure where failure.concernsOneAnswer {
            run.report(failure.description)
        } catch let failure as JSONFailure {
            run.report(failure.description)
        }
    }

    private func walk(_ place: inout CommitPlace) async throws {
        let since = place.since?.advanced(by: -Self.overlap)
        guard let path = forge.commitsPath(project, since: since, until: place.until) else { return }
        var address: WebAddress? = try client.endpoint.address(path)
        var known: Set<Link> = []
        var pages = 0
        while let asked = address {
            guard pages < Self.mostPages else { throw ForgeFailure(.unexpected, at: asked.description, detail: "pages without end") }
            let answer = try await client.get(asked)
            let commits = try listed(answer, asked)
            let times = commits.compactMap(\.committedAt)
            // Somebody's clock that was ahead must not hide what comes.
            if place.newest == nil { place.newest = times.max().map { min($0, answer.answeredAt) } }
            let last = place
            place = answer.next == nil ? CommitPlace(since: place.newest ?? place.since) : place
            if answer.next != nil { place.until = times.max() ?? last.until }
            let authors = commits.compactMap(\.author).filter { known.insert(Link($0)).inserted }
            try await run.record(authors, observed: answer.answeredAt, cursor: (Self.cursor, place.text))
            pages += 1
            address = answer.next
            run.show("authors of commits", unit: "pages", done: pages)
        }
    }

    private func listed(_ answer: ForgeAnswer, _ address: WebAddress) throws(JSONFailure) -> [ListedCommit] {
        var commits: [ListedCommit] = []
        for (index, element) in try JSONDocument(bytes: answer.body, source: address.description).root.listElements().enumerated() {
            do throws(JSONFailure) {
                commits.append(try forge.commit(element))
            } catch {
                run.report(error.inside("[\(index)]").description)
            }
        }
        return commits
    }

    /// What one commit after the other says again.
    private struct Link: Hashable {
        let identity: SpelledIdentity
        let number: Int64?
        let login: String?

        init(_ author: ForgeAuthor) {
            (identity, number, login) = (author.identity, author.account.number, author.account.login)
        }
    }
}

/// How far the commits were walked over, as a cursor keeps it: three times, `-` for none.
struct CommitPlace: Sendable, Hashable {
    /// Everything before was read by walks that came to their end.
    var since: Instant?
    /// The newest commit of a walk under way.
    var newest: Instant?
    /// How far back that walk has come.
    var until: Instant?

    init(since: Instant? = nil) { self.since = since }

    init(_ text: String) {
        let parts = text.split(separator: " ").map { Instant(String($0)) }
        guard parts.count == 3 else { return }
        (since, newest, until) = (parts[0], parts[1], parts[2])
    }

    var text: String { [since, newest, until].map { $0?.description ?? "-" }.joined(separator: " ") }
}
