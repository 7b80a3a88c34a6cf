import Testing

@testable import Collectors

@Suite("Handing batches over")
struct HandoverTests {
    @Test("a loop gets all batches in order, and the report of what is missing")
    func order() async throws {
        let stream = HistoryStream<Int> { outlet in
            for number in 0..<100 { try outlet.give(number) }
            outlet.miss(.init(.commit, "c0ffee"))
        }
        var taken: [Int] = []
        for try await number in stream { taken.append(number) }
        #expect(taken == Array(0..<100))
        #expect(stream.report.gaps == [.init(.commit, "c0ffee")])
    }

    @Test("an error comes after the batches that were given before it")
    func failure() async {
        let stream = HistoryStream<Int> { outlet in
            try outlet.give(1)
            throw GitFailure(.damaged, at: "somewhere")
        }
        var taken: [Int] = []
        await #expect(throws: GitFailure(.damaged, at: "somewhere")) {
            for try await number in stream { taken.append(number) }
        }
        #expect(taken == [1])
    }

    @Test("leaving the loop stops the giver")
    func leaving() async throws {
        try await confirmation { stopped in
            let (ended, report) = AsyncStream.makeStream(of: Bool.self)
            let stream = HistoryStream<Int> { outlet in
                defer { report.finish() }
                do {
                    while true { try outlet.give(1) }
                } catch {
                    report.yield(outlet.interruption.isInterrupted)
                }
            }
            for try await _ in stream { break }
            for await interrupted in ended where interrupted { stopped() }
        }
    }

    @Test("cancelling the task stops a giver that waits for a child")
    func cancelling() async {
        let (begun, report) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            let stream = HistoryStream<Int> { outlet in
                let command = Command("sleep", ["1000"], environment: ["PATH": "/usr/bin:/bin"])
                let child = try ChildProcess(command, interruption: outlet.interruption)
                report.yield()
                _ = try withUnsafeTemporaryAllocation(byteCount: 10, alignment: 1) { try child.read(into: $0) }
            }
            for try await _ in stream {}
        }
        for await _ in begun { break }
        task.cancel()
        await #expect(throws: ProcessFailure.interrupted) { try await task.value }
    }
}
