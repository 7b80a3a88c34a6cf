import Casework
import Foundation
import Testing

/// `docs/processes.md`, held against the reader of process files.
@Suite("The documentation of process files")
struct ProcessDocumentationTests {
    private let text: String

    init() throws {
        let checkout = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
        text = try String(contentsOfFile: "\(checkout)/docs/processes.md", encoding: .utf8)
    }

    /// What stands between ```yaml and ```.
    private var examples: [String] {
        text.components(separatedBy: "```yaml\n").dropFirst().compactMap { part in
            // An example within a list is indented like the list.
            let lines = part.components(separatedBy: "```")[0].components(separatedBy: "\n")
            let indent = lines.first.map { $0.prefix { $0 == " " }.count } ?? 0
            return lines.map { String($0.dropFirst(min(indent, $0.prefix { $0 == " " }.count))) }.joined(separator: "\n")
        }
    }

    @Test("the smallest process of the documentation is a process")
    func smallest() throws {
        let whole = examples.filter { $0.hasPrefix("process:") }
        #expect(whole.count == 1)
        #expect(try CaseProcess(reading: whole[0]).states.count == 4)
    }

    @Test("all the pieces of the documentation together are a process, with a few states and steps around them")
    func pieces() throws {
        let pieces = examples.filter { !$0.hasPrefix("process:") && !$0.hasPrefix("casework:") && !$0.contains("migrations:") }
        #expect(pieces.count >= 6)
        let process = try CaseProcess(
            reading: """
                process: pieces
                version: 1
                title: Pieces
                fields:
                  - {id: nominee, kind: person}
                  - {id: metric, kind: measure, required: true}
                  - {id: goal, kind: number}
                  - {id: candidates, kind: long text}
                states: [{id: draft}, {id: triage}, {id: needs_work}, {id: consult}, {id: review}, {id: voting}, {id: electing}, {id: active}, {id: done, end: done}]
                transitions:
                  - {id: submit, from: [draft, needs_work], to: triage, by: requester, needs: [fields, {other_than: nominee}]}
                  - {id: ask, from: triage, to: needs_work, by: steward_group, reason: required}
                  - {id: consult, from: triage, to: consult, by: steward_group, needs: [check: overlap, checklist: stakeholders, declared: requester]}
                  - {id: vote, from: consult, to: voting, by: steward_group, needs: [baseline, concerns, sides, {in_state_for: 14 days}], opens: main}
                  - {id: accept, from: voting, to: active, by: steward, needs: [vote: main], decides: accepted}
                  - {id: reject, from: voting, to: done, by: steward, needs: [{vote: main, is: lost}], decides: rejected}
                  - {id: elect, from: consult, to: electing, by: steward_group, opens: seats}
                  - {id: elected, from: electing, to: done, by: steward, needs: {vote: seats}}
                  - {id: empty, from: electing, to: done, by: steward, needs: {vote: seats, is: lost}}
                  - {id: finish, from: review, to: done, by: steward_group, needs: [verdict, conditions, approval: legal, {second_person: submit}]}
                """ + "\n" + pieces.joined(separator: "\n"))
        #expect(process.checks.map(\.id) == ["overlap"])
        #expect(process.votes.first?.classes.count == 2)
        #expect(process.votes.last?.optionsField == "candidates")
        #expect(process.doubts == [])
        #expect(process.clocks.first?.escalations.count == 3)
        #expect(process.review?.targetField == "goal")
        #expect(process.approvals.first?.otherThan == ["nominee"])
    }

    @Test("every kind of field, every method of a vote and every plain need is in the documentation")
    func words() {
        for word in [
            "text", "long text", "choice", "number", "whole number", "money", "date", "person", "project", "organisation", "measure",
            "file",
            "lazy consensus", "majority", "consensus", "score", "dots", "schulze", "stv", "quadratic", "fields", "sides", "concerns",
            "conditions",
            "baseline", "verdict", "everyone", "programme", "participants", "accepted", "rejected", "withdrawn", "done",
        ] {
            #expect(text.contains("`\(word)`"), "\(word)")
        }
    }
}
