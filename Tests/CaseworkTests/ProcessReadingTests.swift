import Casework
import Testing

@Suite("Process files")
struct ProcessReadingTests {
    @Test("a whole process is read as it is written")
    func whole() throws {
        let process = try CaseProcess(reading: SmallProcess.grant)
        #expect(process.id == "grant")
        #expect(process.states.map(\.id).first == "draft")
        #expect(process.firstState.editors == ["requester"])
        #expect(process.clocks.first?.due == Span(3, .workingDays))
        #expect(process.vote("main")?.quorum == .root(3, 2))
        #expect(process.vote("main")?.classes.map(\.leastYes) == [1, 0])
        #expect(process.groups == ["ospo", "directors", "finance", "council", "board"])
    }
}
