import Casework
import Collectors
import Glibc
import Inspection
import TestSupport
import Testing

@testable import Releases

@Suite("Gates that take too long")
struct GateTimeTests {
    private struct SlowCheck: Check {
        let name = Gate.licence.rawValue
        let version = "1"

        func read(_ file: FileView) -> FileResult {
            usleep(50_000)
            return FileResult()
        }
    }

    @Test("a gate that is not finished in time says so with its bound, and the others are judged by themselves")
    func slowGate() async throws {
        try await withTemporaryFolder { folder in
            let repository = try SampleRepository(in: folder)
            var options = Inspection.Options()
            options.threads = 1
            options.budget.checkSeconds = 0.01
            let slow = try Inspection.run(on: Tree.open(repository.path), checks: [SlowCheck()], options: options)
            let document = InspectionDocument(slow, location: repository.path, commit: try repository.head())
            #expect(GateVerdict(.licence, document).status == .failed)
            #expect(GateVerdict(.licence, document).summary.contains("it was not finished within 0.01 s; 4 files were not looked at"))
            for gate in Gate.allCases where gate != .licence { #expect(GateVerdict(gate, document).status == .passed) }
        }
    }

    @Test("what an office sets is what an inspection may take")
    func limits() {
        var given = InspectionLimits()
        (given.gateSeconds, given.copySeconds, given.copyMebibytes) = (20, 30, 40)
        let limits = Inspector.Limits(given)
        #expect(limits.budget.checkSeconds == 20 && limits.budget.seconds == 40)
        #expect(limits.copy.seconds == 30 && limits.copy.bytes == 40 << 20)
        #expect(Inspector.Limits().budget.checkSeconds == 300 && Inspector.Limits().budget.seconds == 600)
    }
}
