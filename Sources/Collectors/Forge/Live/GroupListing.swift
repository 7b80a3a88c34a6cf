import Cryptography
public import Ledger
import Transport

extension ForgeCollector {
    /// The paths of all projects of a GitLab group and of the groups below it, or of an owner at GitHub, in the forge's order.
    ///
    /// Forks are left out at GitHub, where an owner has them for working on other people's projects.
    ///
    /// - Parameter group: its path, such as `gitlab-org/security`.
    /// - Throws: ``ForgeFailure``, ``HTTPFailure``, ``JSONFailure``, ``ForgeArchiveFailure``, or `CancellationError`.
    public func projects(
        ofGroup group: String, progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> [String] {
        let elements = try await listed(GroupListing.projects(of: group, at: endpoint), of: group, "projects", progress)
        var found: [String] = []
        for element in elements {
            switch endpoint.forge {
            case .gitlab: found.append(try element.requiredString("path_with_namespace"))
            case .github: if element["fork"]?.bool != true { found.append(try element.requiredString("full_name")) }
            }
        }
        // Pages that shift while they are read show a project twice.
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// The members of a GitLab group, those of the groups above it too, or of an organisation at GitHub.
    ///
    /// GitHub shows those who keep their membership private only to a token of another member.
    ///
    /// - Parameter group: its path, such as `gitlab-org/security`.
    /// - Throws: as ``projects(ofGroup:progress:)`` does.
    public func members(
        ofGroup group: String, progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> [ForgeMember] {
        let elements = try await listed(GroupListing.members(of: group, at: endpoint), of: group, "members", progress)
        var mapping = GitLabMapping(host: endpoint.host)
        var found: [ForgeMember] = []
        for element in elements {
            switch endpoint.forge {
            case .gitlab:
                guard let account = mapping.learn(element) else { continue }
                found.append(ForgeMember(account: account, since: element["created_at"]?.instant))
            case .github:
                guard let account = try GitHubAccounts(host: endpoint.host).account(element) else { continue }
                found.append(ForgeMember(account: account, since: nil))
            }
        }
        return found
    }

    /// The elements of a list of a group, over all its pages.
    private func listed(
        _ paths: [String], of group: String, _ what: String, _ progress: @escaping @Sendable (CollectionProgress) -> Void
    ) async throws -> [JSONValue] {
        let name = Digest.sha256(Array(group.utf8)).map { Digest.hexadecimal(Array($0.prefix(8))) } ?? "unnamed"
        let archive = try ForgeArchive(folder: "\(folder)/group-\(name)", keptFor: settings.archiveDays, now: clock.now())
        let client = ForgeClient(
            endpoint, transport: transport, archive: archive, patience: settings.patience, clock: clock, gate: gate, onWait: progress)
        var failure: ForgeFailure?
        for path in paths {
            do {
                return try await GroupListing.read(path, what, client, progress)
            } catch let error as ForgeFailure where error.reason == .notFound {
                failure = failure ?? error
            }
        }
        throw failure ?? ForgeFailure(.notFound, at: group)
    }
}

/// An account among the members of a group.
public struct ForgeMember: Sendable, Hashable {
    public let account: ForgeAccount
    /// Since when, where the forge says.
    public let since: Instant?

    public init(account: ForgeAccount, since: Instant?) {
        self.account = account
        self.since = since
    }
}

/// How a forge lists what a group has.
private enum GroupListing {
    /// No group is believed to have more; a forge that goes on and on is stopped.
    static let most = 20_000

    /// To be asked in this order until one answers: at GitHub an owner is an organisation or a person.
    static func projects(of group: String, at endpoint: ForgeEndpoint) -> [String] {
        switch endpoint.forge {
        case .gitlab:
            [
                "/groups/\(group.percentEncoded)/projects?include_subgroups=true&with_shared=false&simple=true&order_by=id&sort=asc&per_page=100"
            ]
        case .github:
            ["orgs", "users"].map { "/\($0)/\(group.percentEncoded)/repos?sort=created&direction=asc&per_page=100" }
        }
    }

    static func members(of group: String, at endpoint: ForgeEndpoint) -> [String] {
        switch endpoint.forge {
        case .gitlab: ["/groups/\(group.percentEncoded)/members/all?per_page=100"]
        case .github: ["/orgs/\(group.percentEncoded)/members?per_page=100"]
        }
    }

    static func read(
        _ path: String, _ what: String, _ client: ForgeClient, _ progress: @Sendable (CollectionProgress) -> Void
    ) async throws -> [JSONValue] {
        var found: [JSONValue] = []
        var address: WebAddress? = try client.endpoint.address(path)
        while let asked = address {
            guard found.count < most else {
                throw ForgeFailure(.unexpected, at: asked.description, detail: "The list goes on after \(most) \(what).")
            }
            let answer = try await client.get(asked)
            found += try JSONDocument(bytes: answer.body, source: asked.description).root.listElements()
            progress(CollectionProgress(stage: what, unit: what, done: found.count, total: nil))
            address = answer.next
        }
        return found
    }
}
