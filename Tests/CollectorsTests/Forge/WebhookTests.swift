import Cryptography
import Foundation
import Ledger
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Collectors

@Suite("Webhooks")
struct WebhookTests {
    private static let noon = Instant("2026-11-21T12:00:00Z")!

    /// A ledger with one GitHub and one GitLab project.
    private func withProjects(on engine: TestEngine, _ body: (any SQLStore) async throws -> Void) async throws {
        try await withStore(on: engine) { (store: any SQLStore) async throws in
            try await store.migrate([LedgerSchema.schema])
            try await store.write { writer in
                let project = try writer.addProject(slug: "alpha", title: "alpha", at: Self.noon)
                for (forge, host) in [(ForgeKind.github, "github.com"), (.gitlab, "gitlab.com")] {
                    let repository = try writer.repository(
                        at: "https://\(host)/invented/alpha", kind: forge.rawValue, project: project, at: Self.noon)
                    try writer.setForgeProject(
                        ForgeProject(repository: repository.id, forge: forge, host: host, path: "invented/alpha", number: 4711),
                        at: Self.noon)
                }
            }
            try await body(store)
        }
    }

    private let secret = Secret("It's a Secret to Everybody")!

    private func github(_ store: any SQLStore, at now: Instant = noon) -> WebhookReceiver {
        WebhookReceiver(store: store, host: "github.com", secret: .github(secret), clock: { now })
    }

    private func signed(_ body: String, delivery: String, secret: Secret? = nil) -> [String: String] {
        let digest = Digest.hmacSHA256(Array(body.utf8), key: (secret ?? self.secret).bytes) ?? []
        return ["X-Hub-Signature-256": "sha256=\(Digest.hexadecimal(digest))", "X-GitHub-Delivery": delivery, "X-GitHub-Event": "any"]
    }

    private let pull = #"{"action":"closed","pull_request":{"number":7},"repository":{"id":4711,"full_name":"invented/alpha"}}"#

    private func refetches(_ store: any SQLStore) async throws -> [ForgeRefetch] {
        try await store.read { reader in try reader.forgeProjects().flatMap { try reader.forgeRefetches(ofRepository: $0.repository) } }
    }

    @Test("GitHub's own example of a signature is accepted")
    func documented() throws {
        // From GitHub's documentation, "Validating webhook deliveries".
        let headers = HTTPHeaders(["X-Hub-Signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"])
        try WebhookSecret.github(secret).verify(headers, Array("Hello, World!".utf8), at: Self.noon)
    }

    @Test("a delivery leads to one fetch, however often it comes", arguments: TestEngine.allCases)
    func repeated(_ engine: TestEngine) async throws {
        try await withProjects(on: engine) { (store: any SQLStore) async throws in
            let receiver = github(store)
            let body = Array(pull.utf8)
            let first = try await receiver.receive(headers: signed(pull, delivery: "d-1"), body: body)
            #expect(first == .refetch(ForgeRefetch(repository: 1, kind: .changeRequest, number: 7)))
            #expect(try await receiver.receive(headers: signed(pull, delivery: "d-1"), body: body) == .repeated)
            // Somebody repeats the body under a new name, which GitHub does not sign.
            #expect(try await receiver.receive(headers: signed(pull, delivery: "d-2"), body: body) == .repeated)
            #expect(try await refetches(store) == [ForgeRefetch(repository: 1, kind: .changeRequest, number: 7, asked: 1)])
            // Another thing happens to the same item before it was fetched.
            let other = pull.replacing("closed", with: "labeled")
            _ = try await receiver.receive(headers: signed(other, delivery: "d-3"), body: Array(other.utf8))
            #expect(try await refetches(store) == [ForgeRefetch(repository: 1, kind: .changeRequest, number: 7, asked: 2)])
        }
    }

    @Test("a request that came during a fetch is not lost", arguments: TestEngine.allCases)
    func during(_ engine: TestEngine) async throws {
        try await withProjects(on: engine) { (store: any SQLStore) async throws in
            let seen = ForgeRefetch(repository: 1, kind: .issue, number: 3, asked: 1)
            try await store.write { writer in
                try writer.askForRefetch(.issue, number: 3, ofRepository: 1, at: Self.noon)
                try writer.askForRefetch(.issue, number: 3, ofRepository: 1, at: Self.noon)
                try writer.finishRefetch(seen)
            }
            #expect(try await refetches(store) == [ForgeRefetch(repository: 1, kind: .issue, number: 3, asked: 2)])
            try await store.write { try $0.finishRefetch(ForgeRefetch(repository: 1, kind: .issue, number: 3, asked: 2)) }
            #expect(try await refetches(store) == [])
        }
    }

    @Test("a wrong secret, a missing signature and a changed body are refused, and nothing is stored")
    func refused() async throws {
        try await withProjects(on: .sqlite) { (store: any SQLStore) async throws in
            let receiver = github(store)
            let wrong = signed(pull, delivery: "d-1", secret: Secret("another"))
            #expect(try await receiver.receive(headers: wrong, body: Array(pull.utf8)) == .refused(.wrongSignature))
            #expect(
                try await receiver.receive(headers: ["X-GitHub-Delivery": "d"], body: Array(pull.utf8))
                    == .refused(.unsigned(header: "X-Hub-Signature-256")))
            let changed = Array(pull.replacing("7", with: "8").utf8)
            #expect(try await receiver.receive(headers: signed(pull, delivery: "d-1"), body: changed) == .refused(.wrongSignature))
            for header in ["sha256=", "", "sha256=00", "sha1=757107ea"] {
                #expect(
                    try await receiver.receive(headers: ["X-Hub-Signature-256": header], body: Array(pull.utf8))
                        == .refused(.wrongSignature))
            }
            #expect(try await refetches(store) == [])
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM webhook_deliveries") } == 0)
        }
    }

    @Test("what is signed and yet not understood is told, or passed over, and never crashes")
    func surprises() async throws {
        try await withProjects(on: .sqlite) { (store: any SQLStore) async throws in
            let receiver = github(store)
            func outcome(_ body: String) async throws -> WebhookReceiver.Outcome {
                try await receiver.receive(headers: signed(body, delivery: UUID().uuidString), body: Array(body.utf8))
            }
            func isUnreadable(_ outcome: WebhookReceiver.Outcome) -> Bool {
                if case .unreadable = outcome { return true }
                return false
            }
            #expect(try await outcome(#"{"zen":"Keep it simple.","repository":{"id":4711}}"#) == .ignored)
            #expect(try await outcome(#"{"issue":{"number":-5},"repository":{"id":4711}}"#) == .ignored)
            #expect(try await outcome(#"{"issue":{"number":5},"repository":{"id":99,"full_name":"other/place"}}"#) == .ignored)
            #expect(isUnreadable(try await outcome("not JSON")))
            #expect(isUnreadable(try await outcome(#"{"issue":{"number":"five"},"repository":{"id":4711}}"#)))
            #expect(isUnreadable(try await outcome(String(repeating: "[", count: 100_000))))
            #expect(try await refetches(store) == [])
        }
    }

    @Test("a comment on a pull request leads to the pull request")
    func comment() async throws {
        try await withProjects(on: .sqlite) { (store: any SQLStore) async throws in
            let body = #"{"issue":{"number":9,"pull_request":{"url":"x"}},"repository":{"id":4711}}"#
            let outcome = try await github(store).receive(headers: signed(body, delivery: "d"), body: Array(body.utf8))
            #expect(outcome == .refetch(ForgeRefetch(repository: 1, kind: .changeRequest, number: 9)))
        }
    }

    @Test("GitLab's secret token is compared as a whole, and its events lead to their items")
    func gitlabToken() async throws {
        try await withProjects(on: .sqlite) { (store: any SQLStore) async throws in
            let receiver = WebhookReceiver(store: store, host: "gitlab.com", secret: .gitlabToken(secret), clock: { Self.noon })
            func outcome(_ body: String, token: String = "It's a Secret to Everybody") async throws -> WebhookReceiver.Outcome {
                try await receiver.receive(
                    headers: ["X-Gitlab-Token": token, "Idempotency-Key": UUID().uuidString], body: Array(body.utf8))
            }
            let request = #"{"object_kind":"merge_request","object_attributes":{"iid":4},"project":{"id":4711}}"#
            #expect(try await outcome(request, token: "It's a Secret to Everybod") == .refused(.wrongSignature))
            #expect(try await outcome(request) == .refetch(ForgeRefetch(repository: 2, kind: .changeRequest, number: 4)))
            let note = #"{"object_kind":"note","object_attributes":{"id":1},"issue":{"iid":5},"project":{"id":4711}}"#
            #expect(try await outcome(note) == .refetch(ForgeRefetch(repository: 2, kind: .issue, number: 5)))
            #expect(try await outcome(#"{"object_kind":"push","project":{"id":4711}}"#) == .ignored)
        }
    }

    @Test("GitLab's signature covers id, time and body, and is refused when it is too old")
    func gitlabSigning() async throws {
        try await withProjects(on: .sqlite) { (store: any SQLStore) async throws in
            let key = [UInt8](repeating: 42, count: 32)
            let signing = try #require(Secret("whsec_" + Data(key).base64EncodedString()))
            let body = #"{"object_kind":"issue","object_attributes":{"iid":4},"project":{"id":4711}}"#
            func receive(_ time: Int64, at now: Int64, id: String = "msg", key: [UInt8] = key) async throws -> WebhookReceiver.Outcome {
                let digest = Digest.hmacSHA256(Array("msg.\(time).\(body)".utf8), key: key) ?? []
                let headers = [
                    "webhook-id": id, "webhook-timestamp": "\(time)",
                    "webhook-signature": "v1,AAAA v1,\(Data(digest).base64EncodedString())",
                ]
                let receiver = WebhookReceiver(
                    store: store, host: "gitlab.com", secret: .gitlabSigning(signing), clock: { Instant(seconds: now) })
                return try await receiver.receive(headers: headers, body: Array(body.utf8))
            }
            #expect(try await receive(1000, at: 1000, key: [UInt8](repeating: 1, count: 32)) == .refused(.wrongSignature))
            #expect(try await receive(1000, at: 1000, id: "other") == .refused(.wrongSignature))
            #expect(try await receive(1000, at: 1301) == .refused(.outdated))
            #expect(try await receive(1000, at: 699) == .refused(.outdated))
            #expect(try await receive(1000, at: 1300) == .refetch(ForgeRefetch(repository: 2, kind: .issue, number: 4)))
            #expect(try await receive(1000, at: 1300) == .repeated)
        }
    }

    @Test("deliveries are forgotten after a time, and only so many are remembered", arguments: TestEngine.allCases)
    func bounded(_ engine: TestEngine) async throws {
        try await withProjects(on: engine) { (store: any SQLStore) async throws in
            func remember(_ key: String, at seconds: Int64) async throws -> Bool {
                try await store.write { try $0.rememberDelivery([key], at: Instant(seconds: seconds), keptFor: 100, most: 3) }
            }
            #expect(try await remember("a", at: 0))
            #expect(try await remember("a", at: 100) == false)
            #expect(try await remember("a", at: 101))
            for (index, key) in ["b", "c", "d"].enumerated() { #expect(try await remember(key, at: 102 + Int64(index))) }
            #expect(try await store.read { try $0.integer("SELECT COUNT(*) FROM webhook_deliveries") } == 3)
            #expect(try await remember("d", at: 105) == false)
        }
    }
}
