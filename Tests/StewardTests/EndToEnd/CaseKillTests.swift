import Access
import Audit
import Casework
import Foundation
import Glibc
import Store
import Synchronization
import TestSupport
import Testing
import Transport

/// The program is killed while people act in cases: each action is there with everything that belongs to it, or nothing of it is.
@Suite("Cases of a program that is killed", .timeLimit(.minutes(10)))
struct CaseKillTests {
    private static let kills = 12

    @Test(
        "each action of a killed program is there as a whole, with its history, audit entry, tasks and notices, or not at all",
        arguments: TestEngine.allCases)
    func killed(_ engine: TestEngine) async throws {
        let workplace = try Workplace()
        switch engine {
        case .sqlite: try await disturb(workplace, StoreLocation(workplace.path("data/steward.sqlite")), [:])
        case .postgres:
            try await TestServer.withSchema { address in
                try await disturb(workplace, .postgres(conninfo: address), ["STEWARD_DATABASE": TestServer.asLink(address)])
            }
        }
    }

    /// - Parameters:
    ///   - location: where the program keeps its cases.
    ///   - environment: tells the program so.
    private func disturb(_ workplace: Workplace, _ location: StoreLocation, _ environment: [String: String]) async throws {
        let ready = try await workplace.steward("case", "list", environment: environment)
        #expect(ready.status == 0, "\(ready.errors)")
        let crowd = Crowd(secret: try await token(in: location))
        var random = UInt64(271_828)
        for _ in 0..<Self.kills {
            let run = try workplace.start(Workplace.program, ["serve", "--port", "0"], environment)
            let address = try await address(of: run)
            // When it is killed is left to chance; many actions are under way at any time.
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let pause = Duration.milliseconds(Int(random >> 33) % 400 + 50)
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { await crowd.act(at: address) } }
                group.addTask {
                    try? await Task.sleep(for: pause)
                    kill(run.program.number, SIGKILL)
                }
                await group.waitForAll()
            }
            #expect(try await run.ending().wasKilled)
            try await check(location, crowd)
        }
        #expect(crowd.done.count > Self.kills)
        #expect(crowd.broken >= Self.kills, "no action was under way when the program was killed")
    }

    /// An API token of somebody who may begin cases.
    private func token(in location: StoreLocation) async throws -> String {
        let store = try openStore(at: location)
        let access = try AccessDesk(store: store, clock: { Int64(Date().timeIntervalSince1970) })
        let user = try await access.makeUser(name: "ada", displayName: "Ada Example", roles: ["member"], actor: "test")
        let made = try await access.makeToken(
            "test", of: user.id, scopes: Set(Permission.allCases.filter(\.isForTokens)), days: 30, actor: "test")
        try await store.close()
        return made.secret.text
    }

    /// Where the program says that it is ready.
    private func address(of run: Workplace.Run) async throws -> String {
        for _ in 0..<600 {
            let text = try String(contentsOf: run.output, encoding: .utf8)
            if let start = text.firstRange(of: "http://")?.lowerBound, text.hasSuffix("\n") {
                return String(text[start...].prefix { !$0.isWhitespace && $0 != "," })
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        let errors = try String(contentsOf: run.errors, encoding: .utf8)
        throw ChildProgram.StartFailure(description: "The program was not ready within 30 seconds: \(errors)")
    }

    // MARK: What must be so after each kill

    private func check(_ location: StoreLocation, _ crowd: Crowd) async throws {
        let done = crowd.done
        let store = try openStore(at: location)
        let cases = Cases(store: store, directory: FixedDirectory([:]), processes: [])
        try await store.read { reader in
            #expect(try AuditLog.verify(in: reader).fault == nil)
            let numbers = try reader.rows("SELECT id FROM cases ORDER BY id") { $0.integer(0) }
            #expect(numbers == (0..<Int64(numbers.count)).map { $0 + 1 }, "no number is given out without its case")
            for number in numbers { try Self.check(number, cases, reader) }
            let counted = try reader.rows("SELECT state, COUNT(*) FROM cases GROUP BY state") { "\($0.text(0)) \($0.int(1))" }
            let kept = try reader.rows("SELECT state, cases FROM case_counts WHERE cases > 0") { "\($0.text(0)) \($0.int(1))" }
            #expect(Set(counted) == Set(kept), "the counts of a board say what is there")
            for (number, revision) in done {
                let stored = try cases.aCase(number, in: reader)?.revision ?? 0
                #expect(stored >= revision, "case \(number): what was answered is stored")
            }
        }
        try await store.close()
    }

    private static func check(_ number: Int64, _ cases: Cases, _ reader: any SQLReader) throws {
        let aCase = try #require(try cases.aCase(number, in: reader))
        let events = try cases.events(of: number, in: reader).map(\.event)
        let places = events.filter { [.created, .moved].contains($0.kind) }
        #expect(places.first?.kind == .created && places.last?.to == aCase.state, "case \(number): the history leads to its state")
        let entries = try AuditLog.count(AuditFilter(action: "case.", subject: "case:\(number)"), in: reader)
        #expect(entries == aCase.revision, "case \(number): one audit entry for each revision")
        let waits = try reader.rows("SELECT who, kind, subject FROM case_waits WHERE case_id = ?", [.integer(number)]) { row in
            "\(row.text(0)) \(row.text(1)) \(row.text(2))"
        }
        let wanted = try cases.engine(for: aCase, in: reader).waits(in: aCase).map { "\($0.who) \($0.kind.rawValue) \($0.subject)" }
        #expect(Set(waits) == Set(wanted), "case \(number): it waits for whom its state says")
        for (kind, notice) in [(CaseEvent.Kind.posted, "case.said"), (.moved, "case.moved")] {
            let told = try reader.integer(
                "SELECT COUNT(*) FROM notification_events WHERE subject = ? AND kind = ?", [.text("case:\(number)"), .text(notice)])
            #expect(told == Int64(events.count { $0.kind == kind }), "case \(number): one notice for each event \(kind)")
        }
    }
}

/// People who act in cases, one after another, until the program does not answer any more.
private final class Crowd: Sendable {
    private let secret: String
    private let client = HTTPClient(limits: HTTPLimits(total: .seconds(20)))
    private let told = Mutex<[Int64: Int64]>([:])
    private let failures = Mutex(0)

    init(secret: String) { self.secret = secret }

    /// The revision of each case that the program answered last.
    var done: [Int64: Int64] { told.withLock { $0 } }
    /// How many actions got no answer.
    var broken: Int { failures.withLock { $0 } }

    private struct Answer: Decodable {
        let id: Int64
        let revision: Int64
    }

    func act(at address: String) async {
        let answers = #"{"wish":"access","person":"Ada Example","accounts":"ada","reach":"ada@example.org"}"#
        let deeds: [[String: String]] = [
            ["action": "say", "subject": "First", "text": "A word."], ["action": "take", "subject": "submit"],
            ["action": "say", "subject": "Second", "text": "Another."], ["action": "take", "subject": "withdraw"],
        ]
        do {
            while true {
                let number = try await send(address, "cases", ["process": "data-request", "title": "A case", "answers": answers])
                for deed in deeds { _ = try await send(address, "cases/\(number)/actions", deed) }
            }
        } catch {
            failures.withLock { $0 += 1 }
        }
    }

    private func send(_ address: String, _ path: String, _ fields: [String: String]) async throws -> Int64 {
        let body = fields.map { "\($0.key)=\($0.value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        let headers = [
            (name: "Authorization", value: "Bearer \(secret)"), (name: "Content-Type", value: "application/x-www-form-urlencoded"),
        ]
        let request = HTTPRequest(
            .post, try WebAddress("\(address)api/v1/\(path)"), headers: headers, body: Array(body.joined(separator: "&").utf8))
        let response = try await client.send(request)
        guard response.status == 200 else {
            Issue.record("\(path): \(response.status) \(String(decoding: response.body, as: UTF8.self).prefix(300))")
            throw CancellationError()
        }
        let answer = try JSONDecoder().decode(Answer.self, from: Data(response.body))
        told.withLock { $0[answer.id] = max($0[answer.id] ?? 0, answer.revision) }
        return answer.id
    }
}
