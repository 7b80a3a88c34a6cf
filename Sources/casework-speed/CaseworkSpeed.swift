import Access
import Audit
import CaseDesk
import Casework
import Foundation
import Ledger
import Logging
import Measures
import Pages
import Store
import Synchronization
import Transport

/// Fills a store with invented cases and measures the board, "what waits for me" and transitions, as pages and the API answer them and
/// as casework does them underneath. See `Benchmarks/casework`.
@main
struct CaseworkSpeed {
    let cases: Cases
    let visit: Visit
    let time: InventedTime
    let count: Int

    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let place = arguments.first ?? "casework.sqlite"
        let store = try openStore(at: place.hasPrefix("host=") ? .postgres(conninfo: place) : StoreLocation(place))
        let time = InventedTime()
        let processes = [try CaseProcess(reading: file), try CaseProcess(reading: poll)]
        let visit = try await Visit(store, processes, time)
        let directory = FixedDirectory(visit.groups.merging(["all": Set((0..<1000).map { "user:a\($0)" })]) { $1 })
        let cases = Cases(store: store, directory: directory, processes: processes, clock: { time.now })
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
        let speed = CaseworkSpeed(cases: cases, visit: visit, time: time, count: count)
        try await speed.fill()
        try await speed.measure()
        let fault = try await store.read { try AuditLog.verify(in: $0).fault }
        print("the audit log verifies: \(fault == nil)")
        try await store.close()
    }

    /// A clock that runs a minute for each case.
    final class InventedTime: Sendable {
        private let seconds = Mutex(Instant("2026-01-05T09:00:00Z")!.seconds)
        var now: Int64 { seconds.withLock { $0 } }
        func pass(_ length: Int64) { seconds.withLock { $0 += length } }
    }

    // MARK: Inventing

    /// So many cases are stored in one transaction.
    private static let batch = 2000

    private func fill() async throws {
        let start = ContinuousClock.now
        var last = start
        for first in stride(from: 0, to: count, by: Self.batch) {
            let end = min(count, first + Self.batch)
            try await cases.store.write { writer in
                let batch = CaseBatch(cases, in: writer)
                // The votes of the older cases close as time goes by.
                for id in try cases.due(limit: 100_000, in: writer) { try batch.apply(.advance, to: id, by: .program) }
                for number in first..<end { try invent(number, in: batch) }
                try batch.store()
            }
            let now = ContinuousClock.now
            guard now - last > .seconds(10) || end == count else { continue }
            last = now
            print("invented \(end) of \(count) cases in \(now - start)")
            // A line that waits in a buffer is no progress.
            fflush(nil)
        }
    }

    /// A case that goes some of the way: some wait for somebody, most are voted on and over.
    private func invent(_ number: Int, in batch: CaseBatch) throws {
        let requester = CaseActor(id: "user:r\(number % 5000)", name: "Requester \(number % 5000)")
        let steward = visit.member("ospo", number), finance = visit.member("finance", number)
        time.pass(60)
        let fields: [String: FieldValue] = [
            "amount": .money(Int64(number % 1000) * 100, currency: "EUR"),
            "why": .text(String(repeating: "Some reasons for it. ", count: 20)),
        ]
        let id = try batch.begin("grant", title: "Invented case \(number)", fields: fields, by: requester).id
        let far = number % 10
        guard far > 0 else { return }
        try batch.apply(.take(transition: "submit"), to: id, by: requester)
        guard far > 1 else { return }
        guard far > 2 else {
            try batch.apply(.take(transition: "ask", reason: "Say why."), to: id, by: steward)
            return
        }
        try batch.apply(.take(transition: "consult"), to: id, by: steward)
        guard far > 3 else { return }
        try batch.apply(.approve("budget"), to: id, by: finance)
        try batch.apply(.take(transition: "call_vote"), to: id, by: steward)
        for voter in 0...far % 3 {
            try batch.apply(.cast(vote: "main", .stance(.yes)), to: id, by: visit.member("council", voter))
        }
    }

    // MARK: Measuring

    private func measure() async throws {
        let store = cases.store
        try await pages()
        try await measured("the query of a board: counts and five columns of 50", 200) { _ in
            try await store.read { reader in
                _ = try reader.caseCounts(of: "grant", scope: .all)
                for state in ["draft", "triage", "needs_work", "consult", "vote"] {
                    _ = try reader.cases(of: "grant", in: state, scope: .all, limit: 50)
                }
            }
        }
        try await measured("what waits for a voter of one group", 200) { number in
            try await store.read { _ = try $0.waits(for: [visit.member("council", number).id, "group:council"], limit: 200) }
        }
        try await measured("what waits for a member of the office", 200) { number in
            try await store.read { _ = try $0.waits(for: [visit.member("ospo", number).id, "group:ospo"], limit: 200) }
        }
        let waiting = try await store.read { try $0.cases(of: "grant", in: "triage", scope: .all, limit: 1000) }
        try await measured("a transition", waiting.count) { number in
            _ = try await cases.apply(.take(transition: "consult"), to: waiting[number].id, by: visit.member("ospo", 1))
        }
        let open = try await store.read { try $0.cases(of: "grant", in: "vote", scope: .all, limit: 500) }
        try await measured("a ballot", open.count) { number in
            do {
                _ = try await cases.apply(.cast(vote: "main", .stance(.no)), to: open[number].id, by: visit.member("council", 24))
            } catch is CaseRefusal {
                // Its vote is over by now.
            }
        }
        for method in ["open", "secret"] {
            let asker = CaseActor(id: "user:r1", name: "Requester")
            let id = try await cases.begin("poll", title: "A poll of a thousand", by: asker).aCase.id
            _ = try await cases.apply(.take(transition: method), to: id, by: asker)
            try await measured("a ballot of 1,000 voters, \(method)", 1000) { number in
                let voter = CaseActor(id: "user:a\(number)", name: "Voter \(number)")
                _ = try await cases.apply(.cast(vote: method, .ranking([["a"], ["c"], ["b"]])), to: id, by: voter)
            }
        }
        try await measured("a case page: case, events, offers", 500) { number in
            try await store.read { reader in
                guard let aCase = try cases.aCase(Int64(number * (count / 500) + 1), in: reader) else { return }
                _ = try cases.events(of: aCase.id, in: reader)
                _ = try cases.engine(for: aCase, in: reader).offers(in: aCase, for: visit.member("ospo", 1))
            }
        }
        let moved = try await store.read { try $0.cases(of: "grant", in: "triage", scope: .all, limit: 5) }
        try await measured("a transition, and the time-in-state figures after it", moved.count) { number in
            let by = visit.member("ospo", 1)
            _ = try await cases.apply(.take(transition: "consult"), to: moved[number].id, by: by)
            try await visit.get("/api/v1/measures/cases.grant.time-median/values", as: ("ospo", 1))
        }
    }

    /// What people and programs are answered, from the request to the last byte of the page.
    private func pages() async throws {
        try await measured("board", 200) { number in try await visit.get("/cases/board/grant", as: ("ospo", number)) }
        try await measured("my work of a member of the office", 200) { number in try await visit.get("/cases", as: ("ospo", number)) }
        try await measured("my work of a voter", 200) { number in try await visit.get("/cases", as: ("council", number)) }
        try await measured("the table of late cases", 100) { number in
            try await visit.get("/cases/list/grant?which=late", as: ("ospo", number))
        }
        let waiting = try await cases.store.read { try $0.cases(of: "grant", in: "triage", scope: .all, limit: 500) }
        try await measured("the page of a case", waiting.count) { number in
            try await visit.get("/cases/\(waiting[number].id)", as: ("ospo", number))
        }
        try await measured("transition, by the API", waiting.count) { number in
            try await visit.post("/api/v1/cases/\(waiting[number].id)/actions", "action=take&subject=consult", as: ("ospo", number))
        }
    }

    private func measured(_ name: String, _ times: Int, _ body: (Int) async throws -> Void) async throws {
        var lengths: [Double] = []
        for number in 0..<times {
            let start = ContinuousClock.now
            try await body(number)
            lengths.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        guard !lengths.isEmpty else { return print("\(name): nothing to measure") }
        lengths.sort()
        func at(_ p: Double) -> String { String(format: "%.2f", lengths[min(lengths.count - 1, Int(p * Double(lengths.count)))]) }
        print("\(name): median \(at(0.5)) ms, p95 \(at(0.95)) ms, p99 \(at(0.99)) ms, slowest \(at(1)) ms, of \(times)")
        fflush(nil)
    }

    private static let poll = """
        process: poll
        version: 1
        title: Poll
        states: [{id: draft}, {id: voting}, {id: over, end: done}]
        transitions:
          - {id: open, from: draft, to: voting, by: requester, opens: open}
          - {id: secret, from: draft, to: voting, by: requester, opens: secret}
          - {id: finish, from: voting, to: over, by: requester}
        votes:
          - {id: open, method: schulze, voters: all, open_for: 7 days, options: [a, b, c]}
          - {id: secret, method: schulze, voters: all, open_for: 7 days, options: [a, b, c], secret: true}
        """

    private static let file = """
        process: grant
        version: 1
        title: Grant
        roles:
          stewards: {group: ospo}
        calendars:
          office: {zone: Europe/London}
        fields:
          - {id: amount, kind: money, required: true, currencies: [EUR]}
          - {id: why, kind: long text}
        states: [{id: draft}, {id: triage}, {id: needs_work, edit: [requester]}, {id: consult}, {id: vote}, {id: paid, end: accepted}, {id: refused, end: rejected}]
        transitions:
          - {id: submit, from: [draft, needs_work], to: triage, by: requester, needs: [fields]}
          - {id: ask, from: triage, to: needs_work, by: stewards, reason: required}
          - {id: consult, from: triage, to: consult, by: stewards}
          - {id: call_vote, from: consult, to: vote, by: stewards, opens: main, needs: [approval: budget]}
          - {id: pay, from: vote, to: paid, by: steward, decides: accepted, needs: [vote: main]}
          - {id: refuse, from: vote, to: refused, by: steward, decides: rejected, needs: [{vote: main, is: lost}]}
        approvals:
          - {id: budget, group: finance, need: 1, in: [consult]}
        clocks:
          - {id: reply, runs_in: [triage], pauses_in: [needs_work], due: 5 working days, calendar: office, escalate: [{at: due, to: stewards}]}
        votes:
          - {id: main, method: majority, voters: council, open_for: 7 days}
        """
}
