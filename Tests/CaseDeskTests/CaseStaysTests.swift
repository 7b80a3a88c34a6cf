import Casework
import Ledger
import Measures
import Store
import TestSupport
import Testing

@testable import CaseDesk

@Suite("Time in states")
struct CaseStaysTests {
    private static let process: CaseProcess? = try? ShippedProcesses.all().first { $0.id == "data-request" }

    /// One line for each event: its case, the hour from the first, kind, subject, and the state that was entered.
    private func stays(_ lines: [(Int64, Int64, CaseEvent.Kind, String, String?)]) throws -> CaseStays {
        let steps = lines.map { CaseStep(caseID: $0.0, $0.2, at: $0.1 * 3600, subject: $0.3, to: $0.4) }
        return CaseStays(steps, of: try #require(Self.process))
    }

    @Test("a stay lies between coming and leaving; those of all cases come in the order in which they ended")
    func order() throws {
        let found = try stays([
            (1, 0, .created, "", "draft"), (1, 9, .moved, "submit", "identity"), (1, 20, .clockDue, "month", nil),
            (1, 24, .moved, "withdraw", "withdrawn"),
            (2, 2, .created, "", "draft"), (2, 5, .moved, "submit", "identity"),
        ])
        #expect(found.stays.map { "\($0.number) \($0.state) \($0.days * 24)" } == ["2 draft 3.0", "1 draft 9.0", "1 identity 15.0"])
        #expect(found.whole.map { "\($0.number) \($0.days)" } == ["1 1.0"])
        #expect(found.breaches == [CaseStays.Breach(number: 1, clock: "month", state: "identity", at: 20 * 3600)])
        #expect(found.first == 0)
        #expect(found.newest == 86_400)
    }

    @Test("a new version of the process does not end a stay, unless it calls the state by another name; a move to the same state does")
    func versions() throws {
        let same = try stays([
            (1, 0, .created, "", "draft"), (1, 4, .migrated, "1 → 2", "draft"), (1, 9, .moved, "submit", "identity"),
        ])
        #expect(same.stays.map(\.entered) == [0])
        let renamed = try stays([
            (1, 0, .created, "", "idea"), (1, 4, .migrated, "1 → 2", "draft"), (1, 9, .moved, "again", "draft"),
        ])
        #expect(renamed.stays.map { "\($0.state) \($0.left - $0.entered)" } == ["idea 14400", "draft 18000"])
    }

    @Test("the median and the 90th percentile of the stays that ended in a period", arguments: TestEngine.allCases)
    func figures(_ engine: TestEngine) async throws {
        try await withDesk(on: engine) { (desk: DeskFixture) async throws in
            // Four stay in the draft for 1, 2, 3 and 264 hours; a fifth is still there.
            for user in ["ada", "ada", "ada", "ada", "ada"] { _ = try await desk.begin("data-request", DeskFixture.request, as: user) }
            for (number, more) in [(1, 1), (2, 1), (3, 1), (4, 261)] as [(Int, Int64)] {
                desk.clock.pass(more * 3600)
                _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            }
            let process = desk.desk.processes[4]
            let reader = ProcessHistoryReader<CaseStays>(desk.store)
            let moment = Moment(revision: 0, now: Instant(seconds: desk.clock.now + 3600))
            func figure(_ statistic: StateTimeMeasure.Statistic) async throws -> Answer.Point {
                let measure = StateTimeMeasure(process, statistic, reader, .utc)
                let question = Question(measure.card.id, grain: .year, parameters: ["state": "draft"])
                return try #require(try await measure.answer(question, at: moment).points.last)
            }
            // Between 2 and 3 hours; nine tenths of the way lie 0.7 of the way from 3 to 264.
            let (median, ninth) = (try await figure(.median), try await figure(.p90))
            #expect(median.n == 4)
            #expect(abs((median.value ?? 0) - 2.5 / 24) < 1e-9)
            #expect(abs((ninth.value ?? 0) - (3 + 0.7 * 261) / 24) < 1e-9)
        }
    }
}
