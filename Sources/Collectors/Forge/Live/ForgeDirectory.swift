import Ledger

/// A project that a group holds.
public struct FoundProject: Sendable, Hashable {
    /// The forge's own number.
    public let number: Int64
    public let path: String
    /// Its web address, by which a repository of the ledger is located.
    public let address: String
    /// Nobody may change it any more.
    public let isArchived: Bool
}

extension ForgeCollector {
    /// The projects of a group of GitLab with all groups inside it, or of an organisation of GitHub, in the order of
    /// their paths.
    ///
    /// - Throws: a ``SourceFailure`` that says what to do, or `CancellationError`.
    public func projects(
        ofGroup path: String, progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }
    ) async throws -> [FoundProject] {
        let archive = try ForgeArchive(folder: "\(folder)/groups", keptFor: settings.archiveDays, now: clock.now())
        let client = ForgeClient(
            endpoint, transport: transport, archive: archive, patience: settings.patience, clock: clock, gate: gate,
            onWait: progress)
        let list =
            switch endpoint.forge {
            case .gitlab: "/groups/\(path.percentEncoded)/projects?include_subgroups=true&order_by=id&sort=asc&per_page=100"
            case .github: "/orgs/\(path.percentEncoded)/repos?type=all&sort=created&direction=asc&per_page=100"
            }
        var found: [Int64: FoundProject] = [:]
        var next: WebAddress? = try endpoint.address(list)
        while let address = next {
            let page = try await client.get(address)
            for element in try JSONDocument(bytes: page.body, source: address.description).root.listElements() {
                let project = try FoundProject(endpoint.forge, element)
                found[project.number] = project
            }
            progress(CollectionProgress(stage: "projects of \(path)", unit: "projects", done: found.count, total: nil))
            next = page.next
        }
        return found.values.sorted { $0.path < $1.path }
    }
}

extension FoundProject {
    fileprivate init(_ forge: ForgeKind, _ element: JSONValue) throws(JSONFailure) {
        number = try element.requiredInteger("id")
        path = try element.requiredString(forge == .gitlab ? "path_with_namespace" : "full_name")
        address = try element.requiredString(forge == .gitlab ? "web_url" : "html_url")
        isArchived = element["archived"]?.bool ?? false
    }
}
