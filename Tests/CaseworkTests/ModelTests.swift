import Audit
import Casework
import Foundation
import Store
import TestSupport
import Testing

/// The processes of these tests and every process file below `Sources`.
enum ProcessFiles {
    static let all: [(name: String, text: String)] = [("grant", SmallProcess.grant), ("seat", SmallProcess.seat)] + shipped

    private static let shipped: [(name: String, text: String)] = {
        let checkout = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        let root = URL(filePath: "\(checkout)/Sources").resolvingSymlinksInPath().path
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
        return paths.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted().compactMap { path in
            guard let text = try? String(contentsOfFile: "\(root)/\(path)", encoding: .utf8),
                text.split(separator: "\n").contains(where: { $0.hasPrefix("process: ") })
            else {
                return nil
            }
            return (path, text)
        }
    }()
}

@Suite("Random actions, legal and not")
struct ModelTests {
    /// So many of each process. `STEWARD_MODEL_ACTIONS=100000 swift test --filter ModelTests` does as many and prints its figures.
    private static let asked = ProcessInfo.processInfo.environment["STEWARD_MODEL_ACTIONS"].flatMap { Int($0) }
    private static let actions = asked ?? 100_000
    /// So many of them go through the store, which takes longer.
    private static let storedActions = max(2000, actions / 50)

    @Test(
        "no sequence of actions leads a case out of its file, or breaks a rule of votes and clocks", arguments: ProcessFiles.all.map(\.name)
    )
    func engine(_ name: String) throws {
        let text = try #require(ProcessFiles.all.first { $0.name == name }?.text)
        let process = try CaseProcess(reading: text)
        let begun = ContinuousClock.now
        var model = CaseModel(process, seed: 42)
        var cases: [CaseEngine.Step] = []
        var (done, refused, silent, ended) = (0, 0, 0, 0)
        var visited: Set<String> = [process.firstState.id]
        for number in 0..<Self.actions {
            let now = model.tick()
            let engine = CaseEngine(process: process, roster: Roster(groups: model.groups, absences: model.absences(at: now)), now: now)
            // A case that is over is tried some more, then another takes its place.
            if cases.count < 3 || number % 300 == 0 || number % 10 == 0 && cases[number % cases.count].aCase.closedAt != nil {
                if let step = try? engine.begin(
                    id: Int64(number + 1), title: "Case", fields: model.fields().compactMapValues(\.self), by: model.actor())
                {
                    model.check(step, after: nil, CaseEngine(process: process, roster: engine.roster, now: step.aCase.updatedAt))
                    if cases.count == 3, let over = cases.firstIndex(where: { $0.aCase.closedAt != nil }) { cases.remove(at: over) }
                    cases = (cases + [step]).suffix(3)
                }
                continue
            }
            let place = number % cases.count
            let before = cases[place]
            model.holdsStill = cases.indices.contains { other in
                other != place && cases[other].aCase.votes.values.contains { $0.status == .open }
            }
            let (action, actor) = model.attempt(on: before.aCase, engine, visited: visited)
            do {
                let step = try engine.apply(action, by: actor, to: before.aCase, urns: before.urns)
                model.check(
                    step, after: before.aCase, CaseEngine(process: process, roster: engine.roster, now: max(now, before.aCase.updatedAt)))
                cases[place] = step
                if step.aCase != before.aCase { done += 1 }
                visited.insert(step.aCase.state)
                if step.aCase.closedAt != nil, before.aCase.closedAt == nil { ended += 1 }
            } catch {
                if error.sentences.isEmpty || error.sentences.contains(where: { $0.count <= 5 }) { silent += 1 }
                refused += 1
            }
        }
        #expect(model.faults == [])
        #expect(silent == 0, "a refusal says why")
        // A model that is refused everything, or that never gets anywhere, would show nothing.
        #expect(done > Self.actions / 20)
        #expect(refused > Self.actions / 20)
        #expect(ended > 0)
        #expect(process.states.map(\.id).filter { !visited.contains($0) } == [], "no case came there")
        if Self.asked != nil {
            let share = "\(done) done, \(refused) refused, \(ended) ends, \(visited.count) of \(process.states.count) states"
            print("\(name): \(Self.actions) actions in \(ContinuousClock.now - begun): \(share)")
        }
    }

    @Test(
        "each change has its entry in the audit log, the chain verifies, and the history says the same",
        arguments: ProcessFiles.all.map(\.name))
    func store(_ name: String) async throws {
        let text = try #require(ProcessFiles.all.first { $0.name == name }?.text)
        let process = try CaseProcess(reading: text)
        try await withStore(on: .sqlite) { (store: any SQLStore) async throws -> Void in
            try await store.migrate([AuditSchema.schema, CaseSchema.schema])
            let time = TestClock()
            let start = CaseModel(process, seed: 77)
            let cases = Cases(store: store, directory: FixedDirectory(start.groups), processes: [process], clock: { time.now })
            let (changes, faults): (Int, [String]) = try await store.write { writer -> (Int, [String]) in
                var model = start
                var changes = 0
                var open: [Int64] = []
                var visited: Set<String> = []
                for number in 0..<Self.storedActions {
                    time.now = max(time.now, model.tick())
                    if open.count < 4 || number % 300 == 0 {
                        let fields = model.fields().compactMapValues(\.self)
                        if let change = try Self.tried({
                            try cases.begin(process.id, title: "Case", fields: fields, by: model.actor(), in: writer)
                        }) {
                            changes += 1
                            open = (open + [change.aCase.id]).suffix(4)
                        }
                        continue
                    }
                    let id = open[number % open.count]
                    guard let before = try cases.aCase(id, in: writer) else { continue }
                    // Little is done in a case that is over: after some more attempts another takes its place.
                    if before.closedAt != nil, number % 10 == 0 {
                        open.removeAll { $0 == id }
                        continue
                    }
                    visited.insert(before.state)
                    let (action, actor) = model.attempt(on: before, try cases.engine(for: before, in: writer), visited: visited)
                    let change = try Self.tried { try cases.apply(action, to: id, by: actor, revision: before.revision, in: writer) }
                    if let change, change.aCase != before || !change.events.isEmpty { changes += 1 }
                }
                return (changes, model.faults)
            }
            #expect(faults == [])
            try await store.read { reader in
                let verification = try AuditLog.verify(in: reader)
                #expect(verification.fault == nil)
                #expect(verification.sound.count == Int64(changes))
                #expect(changes > Self.storedActions / 20)
                let counted = try reader.rows("SELECT state, COUNT(*) FROM cases GROUP BY state") { ($0.text(0), $0.int(1)) }
                #expect(try reader.caseCounts(of: process.id, scope: .all) == Dictionary(uniqueKeysWithValues: counted))
                // The states of the history lead from one to the next, and to where the case is.
                for row in try reader.cases(of: process.id, CaseFilter(.all), scope: .all, at: 0, limit: 10_000) {
                    var state: String?
                    for entry in try cases.events(of: row.id, in: reader) where [.created, .moved, .migrated].contains(entry.event.kind) {
                        #expect(entry.event.from == state)
                        state = entry.event.to
                    }
                    #expect(state == row.state)
                }
            }
        }
    }

    /// Nil for a refusal; every other error is one.
    private static func tried(_ body: () throws -> Cases.Change) throws -> Cases.Change? {
        do {
            return try body()
        } catch is CaseRefusal {
            return nil
        }
    }
}
