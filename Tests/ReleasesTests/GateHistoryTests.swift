import CaseDesk
import Ledger
import Measures
import Store
import TestSupport
import Testing

@testable import Casework
@testable import Releases

@Suite("Measures of gates")
struct GateHistoryTests {
    private static let process: CaseProcess? = try? ShippedProcesses.all().first { $0.id == "open-source-release" }
    private static let day = Instant.secondsPerDay

    /// One line for each event of case 1: the day from the first, kind, subject, and the state that was entered, or a result.
    private func steps(_ lines: [(Int64, CaseEvent.Kind, String, String?)]) -> [CaseStep] {
        lines.map {
            CaseStep(caseID: 1, $0.1, at: $0.0 * Self.day, isAutomatic: ["pass", "approve"].contains($0.2), subject: $0.2, to: $0.3)
        }
    }

    @Test("an approval counts from being asked to the first voice, a check from its first failure to its pass, and going back is counted")
    func passages() throws {
        let process = try #require(Self.process)
        let history = GateHistory(
            steps([
                (0, .created, "open-source-release", "draft"), (1, .moved, "submit", "checks"),
                (1, .checked, "licence", "passed"),
                (1, .checked, "secrets", "failed"), (1, .moved, "mend", "needs_work"),
                (2, .checked, "secrets", "failed"),
                (4, .moved, "again", "checks"), (4, .checked, "secrets", "passed"),
                (4, .moved, "ask", "review"),
                (7, .refused, "legal", nil), (8, .approved, "legal", nil), (8, .moved, "ask_back", "draft"),
                (9, .moved, "submit", "checks"), (9, .moved, "ask", "review"), (11, .approved, "legal", nil),
                (11, .moved, "approve", "approved"),
            ]), of: process)
        #expect(history.passages.map { "\($0.gate) \($0.days)" } == ["secrets 3.0", "legal 3.0", "legal 2.0"])
        #expect(history.returns.map(\.state) == ["checks", "draft", "checks", "review"])
        #expect(history.acceptances == [GateHistory.Acceptance(number: 1, at: 11 * Self.day, isAutomatic: false)])
    }

    @Test("what Steward approves without anybody's voice is automatic")
    func automatic() throws {
        let process = try #require(Self.process)
        let history = GateHistory(
            steps([
                (0, .created, "open-source-release", "draft"), (0, .moved, "submit", "checks"),
                (0, .checked, "secrets", "passed"),
                (0, .moved, "pass", "approved"),
            ]), of: process)
        #expect(history.acceptances.map(\.isAutomatic) == [true])
        #expect(history.passages.isEmpty)
    }

    @Test("the share without a person, the times and what is overdue come out of real cases by themselves", arguments: TestEngine.allCases)
    func catalogue(_ engine: TestEngine) async throws {
        try await withTemporaryFolder { folder in
            try await withStore(on: engine) { store in
                let office = try await ReleaseFixture(store, folder: folder + "/data")
                let repository = try SampleRepository(in: folder)
                try await office.collect(repository.path)
                for risk in ["no", "no", "yes"] {
                    let answers = ReleaseFixture.answers(repository.path).merging(["patents": risk]) { $1 }
                    let number = try await office.commands.start("open-source-release", title: "Anvil", answers: answers, as: "ada")
                    try await office.act(number, "take", "submit", as: "ada")
                    try await office.pass()
                    guard risk == "yes" else { continue }
                    office.clock.pass(days: 2)
                    try await office.act(number, "approve", "legal", value: "yes", as: "lee")
                }
                func figure(_ id: String, _ parameters: [String: String] = [:]) async throws -> Double? {
                    let measure = try office.catalogue.measure(id)
                    let moment = Moment(revision: 0, now: Instant(seconds: office.clock.now))
                    let answer = try await measure.answer(Question(id, grain: .year, parameters: parameters), at: moment)
                    let point = try #require(answer.points.last)
                    if let value = point.value, value > 0 {
                        let rows = try await measure.rows(
                            RowRequest(Question(id, grain: .year, parameters: parameters), period: point.period), at: moment)
                        #expect(rows.total == point.n)
                    }
                    return point.value
                }
                #expect(try await figure("cases.open-source-release.auto-pass") == 2.0 / 3)
                #expect(try await figure("cases.open-source-release.rework") == 0)
                let days = try #require(try await figure("cases.open-source-release.gate-median", ["gate": "legal"]))
                #expect(days > 2 && days < 2.01)
                #expect(try await figure("cases.open-source-release.gate-p90", ["gate": "security"]) == nil)
                #expect(try await figure("releases.overdue") == nil)
                let decided = Instant(seconds: office.clock.now)
                _ = try await store.write { writer in
                    try Publications.record(
                        Publication(
                            location: "/a", title: "A", visibility: .closed, decidedAt: decided, reviewAt: decided.advanced(by: 60)),
                        in: writer)
                }
                #expect(try await figure("releases.overdue") == 0)
                office.clock.pass(seconds: 60)
                #expect(try await figure("releases.overdue") == 1)
                #expect(try await figure("releases.overdue", ["visibility": "open"]) == 0)
            }
        }
    }
}
