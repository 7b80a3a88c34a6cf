import Collectors
import Ledger
import Logging
import Pages
import Store
import Transport

/// Takes webhooks of the configured forges and fetches what they announce while pages are served.
struct Webhooks: Sendable {
    private let office: Office
    private let receivers: [String: WebhookReceiver]
    /// Wakes the fetching.
    private let announced = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    /// - Throws: ``Failure`` when a secret that the configuration names cannot be had.
    init(_ office: Office) throws {
        self.office = office
        var receivers: [String: WebhookReceiver] = [:]
        for forge in office.configuration.forges {
            guard let source = forge.webhookSecret else { continue }
            let secret: Secret
            do { secret = try source.read() } catch { throw Failure(.configuration, error.description) }
            receivers[forge.host] = WebhookReceiver(
                store: office.store, host: forge.host, secret: WebhookSecret(secret, of: forge.kind), clock: office.desk.clock)
        }
        self.receivers = receivers
    }

    private static let headers = [
        "X-Hub-Signature-256", "X-GitHub-Event", "X-GitHub-Delivery", "X-Gitlab-Token", "X-Gitlab-Event", "X-Gitlab-Event-UUID",
        "Idempotency-Key", "webhook-id", "webhook-signature", "webhook-timestamp",
    ]

    var route: Route {
        .hook(
            "/hooks/{host}", "Takes a webhook of a forge",
            details: """
                The forge's secret must be in the configuration. What a delivery says is not believed: it leads to one fetch of \
                the item that it is about.
                """,
            parameters: [.path("host", "The host name of the forge, as the configuration spells it.")],
            answer: .object(["outcome": .oneOf(["fetch", "repeated", "ignored"], "What the delivery leads to.")]),
            bodyLimit: WebhookReceiver.largestBody
        ) { request in
            guard let receiver = receivers[request.text("host")?.lowercased() ?? ""] else {
                throw Problem.notFound("No webhooks are taken from this forge. Its secret is missing in the configuration.")
            }
            let given = Self.headers.compactMap { name in request.header(name).map { (name, $0) } }
            switch try await receiver.receive(headers: Dictionary(uniqueKeysWithValues: given), body: request.body) {
            case .refetch:
                announced.continuation.yield()
                return .taken(["outcome": "fetch"])
            case .repeated: return .taken(["outcome": "repeated"])
            case .ignored: return .taken(["outcome": "ignored"])
            case .unreadable(let why): throw Problem.invalidContent(why)
            case .refused(let refusal): throw Problem.forbidden(refusal.description)
            }
        }
    }

    /// Fetches what waits, now and whenever a webhook announces more, until the task is cancelled.
    func fetchAnnounced() async {
        guard !receivers.isEmpty else { return }
        announced.continuation.yield()
        for await _ in announced.stream {
            do { try await fetch() } catch is CancellationError { return } catch {
                office.logger.error("What webhooks announced could not be fetched: \(Failure(error).message)")
            }
        }
    }

    private func fetch() async throws {
        let waiting = try await office.store.read { reader in
            try reader.repositories().filter { repository in
                guard Forges.isLive(repository.place) else { return false }
                return !(try reader.forgeRefetches(ofRepository: repository.id, limit: 1).isEmpty)
            }
        }
        guard !waiting.isEmpty else { return }
        let forges = try Forges(office, for: waiting.map(\.place))
        for repository in waiting {
            let summary = try await forges.collector(of: repository.place)?.collect(repository, .announced)
            for problem in summary?.problems ?? [] { office.logger.warning("\(repository.location): \(problem)") }
        }
        try await office.applyOrganisations()
    }
}

extension WebhookSecret {
    /// GitLab's signing tokens tell themselves apart by how they begin.
    fileprivate init(_ secret: Secret, of forge: ForgeKind) {
        switch forge {
        case .github: self = .github(secret)
        case .gitlab: self = secret.begins(with: "whsec_") ? .gitlabSigning(secret) : .gitlabToken(secret)
        }
    }
}
