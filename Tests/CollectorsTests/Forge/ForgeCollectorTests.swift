import Foundation
import Ledger
import Store
import Synchronization
import TestSupport
import Testing
import Transport

@testable import Collectors

@Suite("Collecting from a live forge")
struct ForgeCollectorTests {
    @Test("everything that the forge holds is in the ledger, asked for once", arguments: [ForgeKind.gitlab, .github])
    func whole(_ kind: ForgeKind) async throws {
        let model = FakeModel(seed: 1, changes: 12, issues: 8)
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            #expect(summary.problems == [])
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 20)
            for (status, state) in [(1, "open"), (2, "closed"), (3, "merged")] {
                let wanted = model.items.count { $0.state == state }
                #expect(
                    try await scene.count("SELECT COUNT(*) FROM item_states WHERE ended_at IS NULL AND status = \(status)") == Int64(wanted)
                )
            }
            let kinds: [(FakeModel.Activity.Kind, ItemEventKind)] = [
                (.comment, .commented), (.lineComment, .lineCommented), (.approve, .approved), (.label, .labelled),
                (.unlabel, .unlabelled), (.requestReview, .reviewRequested), (.reopen, .reopened), (.merge, .merged),
            ]
            for (activity, event) in kinds {
                let wanted = model.items.reduce(0) { $0 + $1.activities.count { $0.kind == activity } }
                #expect(
                    try await scene.count("SELECT COUNT(*) FROM item_events WHERE ended_at IS NULL AND kind = \(event.rawValue)")
                        == Int64(wanted), "\(event)")
            }
            // The project, on GitLab its members and all sizes, and the lists; then every part once.
            let lists = kind == .gitlab ? 5 : 2
            #expect(scene.forge.asked.count == model.questions(kind) + lists)
            #expect(Set(scene.forge.asked).count == scene.forge.asked.count)
        }
    }

    @Test("a run after which nothing changed asks for no item", arguments: [ForgeKind.gitlab, .github])
    func unchanged(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 2, changes: 8, issues: 4)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            let before = try await scene.dump()
            // The second run asks from the last change; from then on the questions are the same, and cost nothing.
            #expect(try await scene.collect().outcome == .unchanged)
            scene.forge.forgetCounts()
            #expect(try await scene.collect().outcome == .unchanged)
            #expect(scene.forge.asked.count { ForgeScene.isAboutItem($0) } == 0)
            #expect(scene.forge.unchanged == scene.forge.asked.count)
            #expect(try await scene.dump() == before)
        }
    }

    @Test("only what changed is asked for again", arguments: [ForgeKind.gitlab, .github])
    func increment(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 3, changes: 10, issues: 5)) { (scene: ForgeScene) async throws in
            try await scene.collect()
            scene.forge.forgetCounts()
            scene.forge.change { model in
                model.now += 86_400
                model.act(on: 3, .comment)
            }
            let number = scene.forge.model.items[3].number
            let summary = try await scene.collect()
            #expect(summary.outcome == .complete)
            let asked = scene.forge.asked.filter { ForgeScene.isAboutItem($0) }
            #expect(!asked.isEmpty && asked.allSatisfy { $0.contains("/\(number)") })
            #expect(try await scene.items() == scene.freshItems())
        }
    }

    @Test("an item that changes while the pages are read is not lost, nor any other", arguments: [ForgeKind.gitlab, .github])
    func movingPages(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 4, changes: 25, issues: 15)) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(5)
            // Somebody acts on an item of the first pages again and again, so that all pages move.
            scene.forge.setAfterQuestion { number, model in
                if number.isMultiple(of: 9), number < 200 { model.act(on: number % 10, .comment) }
            }
            try await scene.collect()
            scene.forge.setAfterQuestion { _, _ in }
            try await scene.collect()
            #expect(try await scene.items() == scene.freshItems())
        }
    }

    @Test("many items that changed in one second are all read, though they fill several pages", arguments: [ForgeKind.gitlab, .github])
    func oneSecond(_ kind: ForgeKind) async throws {
        var model = FakeModel(seed: 5, changes: 14, issues: 6)
        for index in model.items.indices { model.items[index].updatedAt = model.now }
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(3)
            try await scene.collect()
            #expect(try await scene.count("SELECT COUNT(*) FROM items") == 20)
            let asked = scene.forge.asked.filter { ForgeScene.isAboutItem($0) }
            #expect(asked.count == Set(asked).count)
        }
    }

    @Test("errors of the forge and of the network leave the same ledger", arguments: [ForgeKind.gitlab, .github])
    func faults(_ kind: ForgeKind) async throws {
        let model = FakeModel(seed: 6, changes: 10, issues: 6)
        var clean = ""
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            try await scene.collect()
            clean = try await scene.dump()
        }
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            scene.forge.setFault { number, _ in
                switch number % 12 {
                case 3: return FakeForge.Reply(502, text: "<html>Bad gateway</html>")
                case 5:
                    var reply = FakeForge.Reply(text: "[{\"id\": 1, \"updated_at\": \"2023")
                    reply.cutAfter = 10
                    return reply
                case 7:
                    var reply = FakeForge.Reply()
                    reply.isSilent = true
                    return reply
                case 9: return FakeForge.Reply(503, headers: [("Retry-After", "7")], text: "")
                default: return nil
                }
            }
            #expect(try await scene.collect().outcome == .complete)
            #expect(try await scene.dump() == clean)
            #expect(scene.clock.pauses.contains(7))
        }
    }

    @Test("a rate limit is waited for, not run into", arguments: [ForgeKind.gitlab, .github])
    func rateLimit(_ kind: ForgeKind) async throws {
        let model = FakeModel(seed: 7, changes: 10, issues: 10)
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            scene.forge.setLimit(.init(questions: 40, seconds: 600))
            let waits = Mutex<[CollectionProgress]>([])
            let summary = try await scene.collector().collect(scene.repository) { progress in
                if progress.stage.hasPrefix("waiting") { waits.withLock { $0.append(progress) } }
            }
            #expect(summary.outcome == .complete)
            #expect(!waits.withLock { $0 }.isEmpty)
            #expect(waits.withLock { $0 }.allSatisfy { $0.stage == "waiting for the rate limit of forge.example" })
            // Every question was answered: none was sent while nothing was left.
            #expect(scene.forge.asked.count == scene.forge.told.count)
            #expect(scene.clock.pauses.reduce(0, +) > 600)
        }
    }

    @Test("a clock that is wrong by a day changes no wait", arguments: [-86_400, 86_400] as [Int64])
    func skew(_ seconds: Int64) async throws {
        try await ForgeScene.with(.github, FakeModel(seed: 7, changes: 10, issues: 10)) { (scene: ForgeScene) async throws in
            scene.forge.setSkew(seconds)
            scene.forge.setLimit(.init(questions: 40, seconds: 600))
            #expect(try await scene.collect().outcome == .complete)
            #expect(scene.forge.asked.count == scene.forge.told.count)
            #expect(scene.clock.pauses.allSatisfy { $0 <= 601 })
        }
    }

    @Test("a complaint without a time is answered with growing pauses")
    func secondaryLimit() async throws {
        try await ForgeScene.with(.github, FakeModel(seed: 8, changes: 2, issues: 0)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { number, _ in
                (4...6).contains(number) ? .init(403, text: #"{"message":"You have exceeded a secondary rate limit."}"#) : nil
            }
            #expect(try await scene.collect().outcome == .complete)
            #expect(scene.clock.pauses == [60, 120, 240])
        }
    }

    @Test("a wait longer than the patience ends the run, which says until when, and the next one goes on")
    func longWait() async throws {
        try await ForgeScene.with(.gitlab, FakeModel(seed: 9, changes: 6, issues: 2)) { (scene: ForgeScene) async throws in
            scene.forge.setFault { number, _ in number > 20 ? .init(429, headers: [("Retry-After", "80000")], text: "") : nil }
            let summary = try await scene.collect()
            #expect(summary.outcome == .failed || summary.outcome == .incomplete)
            #expect(summary.problems.first?.contains("answers no more questions before") == true)
            #expect(scene.clock.pauses == [])
            scene.forge.setFault { _, _ in nil }
            let read = Set(scene.forge.told.filter { ForgeScene.isAboutItem($0) })
            scene.forge.forgetCounts()
            #expect(try await scene.collect().outcome == .complete)
            // An item that was read whole is not asked for again.
            let again = read.intersection(scene.forge.told)
            #expect(again.count == 0)
            #expect(try await scene.items() == scene.freshItems())
        }
    }

    @Test("the projects of a group are found over all pages", arguments: [ForgeKind.gitlab, .github])
    func group(_ kind: ForgeKind) async throws {
        try await ForgeScene.with(kind, FakeModel(seed: 10, changes: 1, issues: 0)) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(1)
            let found = try await scene.collector().projects(ofGroup: "invented")
            #expect(found == ["invented/alpha", "invented/aleph"])
            #expect(scene.forge.asked.count == 2)
            let failure = await #expect(throws: ForgeFailure.self) { () async throws in
                _ = try await scene.collector().projects(ofGroup: "nobody")
            }
            #expect(failure?.reason == .notFound)
        }
    }

    @Test("the members of a group are found over all pages, with since when where the forge says", arguments: [ForgeKind.gitlab, .github])
    func members(_ kind: ForgeKind) async throws {
        let model = FakeModel(seed: 10, changes: 1, issues: 0)
        try await ForgeScene.with(kind, model) { (scene: ForgeScene) async throws in
            scene.forge.setPageSize(2)
            let found = try await scene.collector().members(ofGroup: "invented")
            let there = model.users.filter { !$0.isDeleted }
            #expect(found.count == there.count && found.count > 2)
            #expect(found.map(\.account.number) == there.map { Int64($0.id) })
            #expect(found.allSatisfy { $0.since == (kind == .gitlab ? Instant("2024-05-06T07:08:09Z") : nil) })
            // A list that breaks off says nothing of those who were not read.
            scene.forge.setFault { number, question in
                question.query["page"] == "2" ? FakeForge.Reply(404, text: "{}") : nil
            }
            await #expect(throws: ForgeFailure.self) { () async throws in
                _ = try await scene.collector().members(ofGroup: "invented")
            }
        }
    }
}

@Suite("What a forge's headers say")
struct ForgeHeaderTests {
    private let noon = Instant("2026-11-21T12:00:00Z")!

    @Test("the next page is found among other links, and only it")
    func link() {
        #expect(
            LinkHeader.next("<https://a/?page=1>; rel=\"prev\", <https://a/?page=3>; rel=\"next\", <https://a/>; rel=\"first\"")
                == "https://a/?page=3")
        #expect(LinkHeader.next("<https://a/?x=,;>; rel=next") == "https://a/?x=,;")
        #expect(LinkHeader.next("<https://a/?page=9>; rel=\"last\"") == nil)
        #expect(LinkHeader.next("<https://a") == nil)
        #expect(LinkHeader.next("") == nil)
    }

    @Test("times are compared with the forge's clock, whatever this machine's says")
    func reset() {
        let headers = HTTPHeaders([
            "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "784111807",
            "Retry-After": "Sun, 06 Nov 1994 08:50:00 GMT",
        ])
        let limits = RateLimits(headers, now: noon)
        #expect(limits.remaining == 3)
        #expect(limits.resetAfter == 30)
        #expect(limits.retryAfter == 23)
    }

    @Test("absurd times are bounded", arguments: ["9223372036854775807", "-5", "soon", "0"])
    func absurd(_ text: String) {
        let limits = RateLimits(HTTPHeaders(["RateLimit-Reset": text, "Retry-After": text]), now: noon)
        #expect((0...86_400).contains(limits.resetAfter ?? 0))
        #expect((0...86_400).contains(limits.retryAfter ?? 0))
    }

    @Test("the API is where the forge's documentation says")
    func endpoints() throws {
        func api(_ forge: ForgeKind, _ address: String) throws -> [String] {
            let endpoint = try ForgeEndpoint(forge, at: address, token: nil)
            return [endpoint.host, endpoint.api]
        }
        #expect(try api(.github, "https://github.com") == ["github.com", "https://api.github.com"])
        #expect(try api(.github, "https://git.example.org/") == ["git.example.org", "https://git.example.org/api/v3"])
        #expect(try api(.gitlab, "https://gitlab.com") == ["gitlab.com", "https://gitlab.com/api/v4"])
        func graphQL(_ forge: ForgeKind, _ address: String, api: String? = nil) throws -> String? {
            try ForgeEndpoint(forge, at: address, api: api, token: nil).graphQL()?.text
        }
        #expect(try graphQL(.gitlab, "https://gitlab.com") == "https://gitlab.com/api/graphql")
        #expect(try graphQL(.gitlab, "https://example.org:8443/gitlab/") == "https://example.org:8443/gitlab/api/graphql")
        #expect(try graphQL(.gitlab, "https://example.org", api: "https://example.org/elsewhere") == nil)
        #expect(try graphQL(.github, "https://github.com") == nil)
        #expect(try api(.gitlab, "https://example.org:8443/gitlab") == ["example.org:8443", "https://example.org:8443/gitlab/api/v4"])
    }
}
