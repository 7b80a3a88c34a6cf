import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import steward

@Suite("steward process check")
struct ProcessCheckCommandTests {
    private static let file = """
        process: workshop
        version: 1
        title: Workshop
        states: [{id: draft}, {id: planned, end: accepted}]
        transitions: [{id: plan, from: draft, to: planned, by: requester}]
        """

    private func check(_ texts: [String]) async throws -> Failure? {
        try await withTemporaryFolder { folder in
            let paths = try texts.enumerated().map { number, text in
                let path = "\(folder)/\(number).yml"
                try text.write(toFile: path, atomically: true, encoding: .utf8)
                return path
            }
            let command = try Steward.parseAsRoot(["process", "check", "--quiet"] + paths)
            do {
                try await #require(command as? ProcessCheckCommand).run()
                return nil
            } catch let failure as Failure {
                return Failure(failure.status, failure.message, hints: failure.hints.map { $0.replacingOccurrences(of: folder + "/", with: "") })
            }
        }
    }

    @Test("a good file is accepted, and of several files every mistake is told with its file and line")
    func mistakes() async throws {
        let accepted = try await check([Self.file])
        #expect(accepted?.message == nil)
        let failure = try await check([Self.file, Self.file.replacing("to: planned", with: "to: plan"), "process: ["])
        #expect(failure?.status == .configuration)
        #expect(failure?.message == "the process files have 4 mistakes")
        #expect(failure?.hints.filter { $0.hasPrefix("1.yml:") }.count == 3)
        #expect(failure?.hints.contains("1.yml:5: The transition “plan” names the state “plan”, which the file does not have.") == true)
        #expect(failure?.hints.last?.hasPrefix("2.yml:") == true)
    }

    @Test("a file that is not there is told by its name")
    func missing() async throws {
        let command = try Steward.parseAsRoot(["process", "check", "/nowhere/x.yml"])
        await #expect(throws: Failure.self) { () async throws in try await #require(command as? ProcessCheckCommand).run() }
    }
}
