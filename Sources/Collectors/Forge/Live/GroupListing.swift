import Ledger

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
        let name = Digest.sha256(Array(group.utf8)).map { Digest.hexadecimal(Array($0.prefix(8))) } ?? "unnamed"
        let archive = try ForgeArchive(folder: "\(folder)/group-\(name)", keptFor: settings.archiveDays, now: clock.now())
        let client = ForgeClient(
            endpoint, transport: transport, archive: archive, patience: settings.patience, clock: clock, gate: gate, onWait: progress)
        var failure: ForgeFailure?
        for path in GroupListing.paths(of: group, at: endpoint) {
            do {
                return try await GroupListing.read(path, client, progress)
            } catch let error as ForgeFailure where error.reason == .notFound {
                failure = failure ?? error
            }
        }
        throw failure ?? ForgeFailure(.notFound, at: group)
    }
}

/// How a forge lists the projects of a group.
private enum GroupListing {
    /// No group is believed to have more projects; a forge that goes on and on is stopped.
    static let mostProjects = 20_000

    /// To be asked in this order until one answers: at GitHub an owner is an organisation or a person.
    static func paths(of group: String, at endpoint: ForgeEndpoint) -> [String] {
        switch endpoint.forge {
        case .gitlab:
            ["/groups/\(group.percentEncoded)/projects?include_subgroups=true&with_shared=false&simple=true&order_by=id&sort=asc&per_page=100"]
        case .github:
            ["orgs", "users"].map { "/\($0)/\(group.percentEncoded)/repos?sort=created&direction=asc&per_page=100" }
        }
    }

    static func read(
        _ path: String, _ client: ForgeClient, _ progress: @Sendable (CollectionProgress) -> Void
    ) async throws -> [String] {
        var found: [String] = []
        var address: WebAddress? = try client.endpoint.address(path)
        while let asked = address, found.count < mostProjects {
            let answer = try await client.get(asked)
            for element in try JSONDocument(bytes: answer.body, source: asked.description).root.listElements() {
                switch client.endpoint.forge {
                case .gitlab: found.append(try element.requiredString("path_with_namespace"))
                case .github: if element["fork"]?.bool != true { found.append(try element.requiredString("full_name")) }
                }
            }
            progress(CollectionProgress(stage: "projects", unit: "projects", done: found.count, total: nil))
            address = answer.next
        }
        // Pages that shift while they are read show a project twice.
        var seen: Set<String> = []
        return found.filter { seen.insert($0).inserted }
    }
}
