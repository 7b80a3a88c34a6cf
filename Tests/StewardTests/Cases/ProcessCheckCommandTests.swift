import ArgumentParser
import Casework
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
                return Failure(
                    failure.status, failure.message, hints: failure.hints.map { $0.replacingOccurrences(of: folder + "/", with: "") })
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

    @Test("a file with mistakes takes its own process out and no other, even where Steward brings one of the same name")
    func faulty() async throws {
        try await withTemporaryFolder { folder in
            func write(_ name: String, _ text: String) throws {
                try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            }
            try write("good.yml", Self.file)
            try write("bad.yml", Self.file.replacing("workshop", with: "outreach # ours").replacing("to: planned", with: "to: plan"))
            try write("steward.yml", "casework:\n  processes: [bad.yml, good.yml]\n")
            let sources = ConfigurationSources(file: nil, flags: [:], environment: [:], currentFolder: folder)
            let (sound, faulty) = try ConfigurationLoader.load(sources).configuration.processes()
            #expect(sound.map(\.id).contains("workshop") && sound.map(\.id).contains("investment"))
            #expect(!sound.map(\.id).contains("outreach"))
            #expect(faulty.map(\.process) == ["outreach"])
            #expect(faulty.first?.summary.hasPrefix("the process “outreach” is left out, as its file has mistakes: ") == true)
            #expect(faulty.first?.summary.hasSuffix("Run: steward process check \(folder)/bad.yml") == true)
        }
    }
}
