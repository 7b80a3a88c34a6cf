import Cryptography
public import Ledger
public import Store
import Transport

/// Takes the deliveries of forges' webhooks: a delivery that proves where it comes from leads to one fetch of the item
/// that it is about. What it says of the item is not believed, as deliveries come late, twice, out of order and shortened.
public struct WebhookReceiver: Sendable {
    /// What became of a delivery.
    public enum Outcome: Sendable, Hashable {
        /// The item will be fetched with the next collection of its repository.
        case refetch(ForgeRefetch)
        /// The same delivery came before.
        case repeated
        /// It tells of nothing that Steward collects, or of a project that it does not know.
        case ignored
        /// The body is larger than allowed, or is not what the forge's documentation says; the words say why.
        case unreadable(String)
        case refused(WebhookRefusal)
    }

    private let store: any SQLStore
    /// The forge's host, such as `gitlab.com`: a secret speaks for one forge only.
    private let host: String
    private let secret: WebhookSecret
    private let clock: @Sendable () -> Instant

    /// GitHub sends at most 25 MB and GitLab less.
    public static let largestBody = 26 << 20
    /// How long a delivery is remembered: forges repeat one for hours, by hand for days.
    static let rememberedFor: Int64 = 7 * 86_400
    static let mostRemembered = 200_000

    public init(
        store: any SQLStore, host: String, secret: WebhookSecret, clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.store = store
        self.host = host
        self.secret = secret
        self.clock = clock
    }

    /// Takes one delivery.
    ///
    /// - Throws: only errors of the store; then the forge should be answered with an error, so that it tries again.
    public func receive(headers: [String: String], body: [UInt8]) async throws -> Outcome {
        let headers = HTTPHeaders(headers)
        let now = clock()
        guard body.count <= Self.largestBody else { return .unreadable("It is larger than \(Self.largestBody) bytes.") }
        do throws(WebhookRefusal) {
            try secret.verify(headers, body, at: now)
        } catch {
            return .refused(error)
        }
        let subject: WebhookSubject?
        do throws(JSONFailure) {
            subject = try WebhookSubject(secret.forge, headers, body)
        } catch {
            return .unreadable(error.description)
        }
        guard let subject else { return .ignored }
        let keys = keys(headers, body)
        let (forge, host) = (secret.forge, host)
        return try await store.write { writer in
            let projects = try writer.forgeProjects().filter { $0.forge == forge && $0.host == host }
            guard let project = subject.project(among: projects) else { return .ignored }
            let isNew = try writer.rememberDelivery(
                keys, at: now, keptFor: Self.rememberedFor, most: Self.mostRemembered)
            guard isNew else { return .repeated }
            try writer.askForRefetch(subject.kind, number: subject.number, ofRepository: project.repository, at: now)
            return .refetch(ForgeRefetch(repository: project.repository, kind: subject.kind, number: subject.number))
        }
    }

    /// The names by which a repetition is known. Who repeats an old delivery could give it a new name, as forges do not
    /// sign that, so the body counts as well.
    private func keys(_ headers: HTTPHeaders, _ body: [UInt8]) -> [String] {
        let names = ["x-github-delivery", "webhook-id", "idempotency-key", "x-gitlab-event-uuid"]
        let name = names.lazy.compactMap { headers[$0] }.first.map { "\(host) \($0.prefix(200))" }
        let digest = Digest.sha256(body).map { "\(host) body \(Digest.hexadecimal($0))" }
        return [name, digest].compactMap(\.self)
    }
}

/// Which item a delivery is about.
struct WebhookSubject: Hashable {
    let kind: ItemKind
    let number: Int64
    private let projectNumber: Int64?
    private let projectPath: String?

    /// Nil when the delivery is about something that Steward does not collect.
    init?(_ forge: ForgeKind, _ headers: HTTPHeaders, _ body: [UInt8]) throws(JSONFailure) {
        let document = try JSONDocument(bytes: body, source: "webhook").root
        switch forge {
        case .github:
            let repository = document["repository"]
            projectNumber = repository?["id"]?.integer
            projectPath = repository?["full_name"]?.string
            if let pull = document["pull_request"] {
                kind = .changeRequest
                number = try pull.requiredInteger("number")
            } else if let issue = document["issue"] {
                // A comment on a pull request is told as one on an issue.
                kind = issue["pull_request"] == nil ? .issue : .changeRequest
                number = try issue.requiredInteger("number")
            } else {
                return nil
            }
        case .gitlab:
            let project = document["project"]
            projectNumber = project?["id"]?.integer
            projectPath = project?["path_with_namespace"]?.string
            switch document["object_kind"]?.string {
            case "merge_request":
                kind = .changeRequest
                number = try document.requiredInteger("object_attributes.iid")
            case "issue", "work_item":
                kind = .issue
                number = try document.requiredInteger("object_attributes.iid")
            case "note":
                if let request = document["merge_request"] {
                    kind = .changeRequest
                    number = try request.requiredInteger("iid")
                } else if let issue = document["issue"] {
                    kind = .issue
                    number = try issue.requiredInteger("iid")
                } else {
                    return nil
                }
            default: return nil
            }
        }
        guard number > 0 else { return nil }
    }

    /// The number decides; the path only where no number is known yet.
    func project(among projects: [ForgeProject]) -> ForgeProject? {
        if let projectNumber, let found = projects.first(where: { $0.number == projectNumber }) { return found }
        guard let path = projectPath?.lowercased() else { return nil }
        return projects.first { $0.number == nil && $0.path.lowercased() == path }
    }
}
