import Casework
import Testing

@Suite("The checker of process files")
struct ProcessCheckerTests {
    /// What the checker says of the grant process after one text in it was replaced, each problem as `line: sentence`.
    private func problems(_ old: String, _ new: String) -> [String] {
        #expect(SmallProcess.grant.contains(old), "\(old)")
        return problems(in: SmallProcess.grant.replacing(old, with: new))
    }

    private func problems(in text: String) -> [String] {
        do {
            _ = try CaseProcess(reading: text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    private func line(of text: String, in file: String = SmallProcess.grant) -> Int {
        (file.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(text) } ?? -1) + 1
    }

    @Test("a state that no step leads to is found on its line")
    func unreachable() {
        let found = problems(
            "- {id: done, title: Done, end: done}", "- {id: done, title: Done, end: done}\n  - {id: island, title: Island, end: done}")
        #expect(found == ["line \(line(of: "id: done, title") + 1): No step leads to the state “island”: a case can never be there."])
    }

    @Test("a state without exit is found")
    func noExit() {
        let found = problems("- {id: close, title: Close, from: review,", "- {id: close, title: Close, from: triage,")
        #expect(found.contains("line \(line(of: "id: review, title")): No step leads out of the state “review”: give it one, or an “end”."))
    }

    @Test("states that only lead to each other never come to an end")
    func endless() {
        let text = """
            process: loop
            version: 1
            title: Loop
            states: [{id: a}, {id: b}, {id: c}, {id: z, end: done}]
            transitions:
              - {id: finish, from: a, to: z, by: requester}
              - {id: go, from: a, to: b, by: requester}
              - {id: on, from: b, to: c, by: requester}
              - {id: back, from: c, to: b, by: requester}
            """
        #expect(
            problems(in: text) == [
                "line 4: From the state “b” a case never comes to an end.", "line 4: From the state “c” a case never comes to an end.",
            ])
    }

    @Test("a clock that never pauses is refused, unless the file says why")
    func clock() {
        let place = line(of: "- id: first_reply")
        #expect(
            problems("pauses_in: [needs_work]", "") == [
                "line \(place): The clock “first_reply” never pauses, so it counts while somebody else must act: give it “pauses_in”, or say in “never_pauses” why."
            ])
        #expect(problems("pauses_in: [needs_work]", "never_pauses: The law gives one month.") == [])
        #expect(problems("pauses_in: [needs_work]", "pauses_in: [active]").contains { $0.contains("can never pause in “active”") })
        #expect(problems("    calendar: office\n", "").contains { $0.contains("counts working time, so it needs a “calendar”") })
        #expect(problems("before: 1 working day", "before: 3 working days").contains { $0.contains("which is before it begins") })
    }

    @Test("a threshold that everyone's yes does not reach is refused, and a quorum that can never come")
    func thresholds() {
        #expect(
            problems("\">1/2\"", "\">1/1\"") == [
                "line \(line(of: "- id: main")): The vote “main” asks for more than 1/1 yes in “community”, which even everyone's yes does not reach."
            ])
        #expect(problems("\">=2/3\"", "\">=4/3\"").count == 1)
        #expect(problems("\">=2/3\"", "\">=1/1\"") == [])
        #expect(problems("quorum: 3/2 sqrt(n)", "quorum: 4/3").contains { $0.contains("can never come") })
    }

    @Test("names that lead nowhere are found, with what was meant")
    func names() {
        #expect(
            problems("by: requester, needs: [fields]", "by: requestor, needs: [fields]") == [
                "line \(line(of: "id: submit")): The transition “submit” names the role “requestor”, which the file does not have. Did you mean “requester”?"
            ])
        #expect(problems("check: overlap,", "check: overlaps,").contains { $0.contains("Did you mean “overlap”?") })
        #expect(problems("to: triage, by", "to: triaje, by").contains { $0.contains("names the state “triaje”") })
        #expect(problems("opens: main", "opens: mine").contains { $0.contains("names the vote “mine”") })
        #expect(problems("measure: metric", "measure: amount").contains { $0.contains("names the measure field “amount”") })
        #expect(problems("judge: steward_group", "judge: stewards").contains { $0.contains("names the role “stewards”") })
        #expect(
            problems("visibility: programme", "visibility: program").contains { $0.contains("it may be everyone, programme, participants") }
        )
        #expect(problems("summary: Money", "sumary: Money").contains { $0.contains("did you mean “summary”?") })
        #expect(
            problems("kind: money, title: Amount asked for, required: true, currencies: [EUR]", "kind: money, title: X, required: true")
                .contains { $0.contains("needs “currencies”") })
    }

    @Test("a vote that nobody opens, and a step that waits for a vote that was not opened, are found")
    func votes() {
        let found = problems("opens: main, ", "")
        #expect(found.contains { $0.contains("No transition opens the vote “main”") })
        #expect(found.contains { $0.contains("waits for the vote “main”, which no step before it opens") })
    }

    @Test("Steward going round in a circle by itself is found")
    func circle() {
        let text = """
            process: loop
            version: 1
            title: Loop
            fields: [{id: why, kind: text}]
            states: [{id: a}, {id: b}, {id: z, end: done}]
            transitions:
              - {id: finish, from: a, to: z, by: requester}
              - {id: go, from: a, to: b, by: steward, needs: [field: why]}
              - {id: back, from: b, to: a, by: steward, needs: [field: why]}
            """
        #expect(problems(in: text).count == 2)
        #expect(problems(in: text).allSatisfy { $0.contains("round in a circle") })
    }

    @Test("a checklist that no transition needs, which could never be ticked, is found")
    func idleChecklist() {
        #expect(
            problems("check: overlap, checklist: stakeholders, ", "check: overlap, ") == [
                "line \(line(of: "id: stakeholders, title")): No transition needs the checklist “stakeholders”."
            ])
    }

    @Test("a step that nobody may take is found")
    func nobody() {
        #expect(
            problems("by: requester, needs: [fields]", "by: requester, needs: [fields, other_than: requester]").contains {
                $0.contains("can be taken by nobody")
            })
    }

    @Test("an identity that stands twice is found on its second line")
    func twice() {
        #expect(
            problems("- {id: triage, title: Triage}", "- {id: triage, title: Triage}\n  - {id: triage, title: Again}") == [
                "line \(line(of: "id: triage, title") + 1): The state “triage” stands twice."
            ])
        #expect(
            problems("version: 1", "version: 1\nversion: 2") == [
                "line 2: The key “version” stands here, and again further down in the same mapping."
            ])
    }

    @Test(
        "what is no process file is refused in words, and quickly",
        arguments: [
            "", "42", "[]", "process: x", ": :", "process: [", "\t", "a: &a [*a]", String(repeating: "[", count: 5000),
            String(repeating: "- ", count: 5000), String(repeating: "a:\n ", count: 3000), "process: \u{1}", "\u{FEFF}",
        ])
    func noProcess(_ text: String) {
        #expect(!problems(in: text).isEmpty)
        #expect(problems(in: text).allSatisfy { !$0.contains("\u{1}") })
    }

    @Test("a file that is too large is refused")
    func large() {
        #expect(problems(in: SmallProcess.grant + "\n#" + String(repeating: "x", count: 300_000)).first?.contains("at most") == true)
    }

    @Test("every file that is cut short or damaged is refused or read, and never ends the program")
    func damaged() {
        var generator = SmallGenerator(seed: 3)
        let bytes = Array(SmallProcess.grant.utf8)
        for _ in 0..<400 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged.remove(at: place)
                case 1: damaged[place] = UInt8.random(in: 32...126, using: &generator)
                default: damaged.removeSubrange(place..<min(damaged.count, place + 200))
                }
                if damaged.isEmpty { break }
            }
            _ = problems(in: String(decoding: damaged, as: UTF8.self))
        }
    }

    @Test("numbers in quotes and thousands with separators are refused on their line")
    func numbers() {
        let hackathon = HackathonGrant.text
        func found(_ old: String, _ new: String) -> [String] { problems(in: hackathon.replacing(old, with: new)) }
        let step = "needs: [{date: held_on, after: 1 day}]"
        let place = line(of: step, in: hackathon)
        #expect(found(step, "needs: [{amount: amount, at_most: 2000}]") == [])
        #expect(found(step, "needs: [{amount: amount, at_most: 1999.50}]") == [])
        #expect(
            found(step, "needs: [{amount: amount, at_most: \"2,000\"}]").first
                == "line \(place): “at_most” of a need of “held” is the text “2,000”: write the number without quotes.")
        #expect(found(step, "needs: [{amount: amount, more_than: '1.999,5'}]").first?.contains("without quotes") == true)
        #expect(
            found(step, "needs: [{amount: amount, more_than: 1.9995}]") == [
                "line \(place): The transition “held” compares “amount” with 1.9995, and an amount of EUR has at most 2 decimals."
            ])
        let block = hackathon.replacing("version: 1\n", with: "version: \"1\"\n")
        #expect(problems(in: block).first == "line 2: “version” of the file is the text “1”: write the number without quotes.")
        let field = problems(
            in: hackathon.replacing(
                "  - {id: report, title: Report, kind: file}", with: "  - id: report\n    kind: number\n    most: 2,000"))
        #expect(
            field.contains { $0.contains("must be a number such as 2000 or 1999.50, without separators between thousands, not “2,000”.") })
    }

    @Test("an unknown need is answered with all that there are")
    func needs() {
        let found = problems("needs: [fields]", "needs: [{felds: true}]").joined()
        let words = [
            "baseline", "concerns", "fields", "sides", "verdict", "amount with at_most or more_than", "date with within, beyond or after",
        ]
        for word in words {
            #expect(found.contains(word), "\(word)")
        }
    }

    @Test("amounts for which no step leads on, or two do, are told; steps whose limits meet are not")
    func gaps() throws {
        func doubts(_ low: String, _ high: String) throws -> [String] {
            let ways = """
                  - {id: small, from: asked, to: approved, by: coordinator, needs: [{amount: amount, at_most: \(low)}]}
                  - {id: large, from: asked, to: outcome, by: coordinator, needs: [{amount: amount, more_than: \(high)}]}
                approvals:
                """
            return try CaseProcess(reading: HackathonGrant.text.replacing("approvals:", with: ways)).doubts.map(\.sentence)
        }
        #expect(try doubts("2000", "2000") == [])
        #expect(
            try doubts("2000", "3000") == [
                "In the state “asked” no step by “How much money” is open when it is more than 2000 and at most 3000."
            ])
        #expect(
            try doubts("3000", "2000") == [
                "In the state “asked” both “small” and “large” are open when “How much money” is more than 2000 and at most 3000."
            ])
        #expect(try CaseProcess(reading: SmallProcess.seat).doubts == [])
    }

    @Test("what a clock or a need counts from must be a required date; who may not approve must leave somebody who may")
    func newcomer() throws {
        func found(_ old: String, _ new: String) -> [String] {
            #expect(HackathonGrant.text.contains(old), "\(old)")
            return problems(in: HackathonGrant.text.replacing(old, with: new))
        }
        #expect(problems(in: HackathonGrant.text) == [])
        #expect(
            found("starts: {field: held_on}", "starts: {field: amount}").contains {
                $0.contains("counts from “amount”, which is no date but a money.")
            })
        #expect(found("kind: date, required: true", "kind: date").contains { $0.contains("make the field “required: true”") })
        #expect(
            found("never_pauses: The report depends on nobody but the team.", "pauses_in: [overdue]").contains {
                $0.contains("waits for nobody")
            })
        #expect(found("{date: held_on, after: 1 day}", "{date: helt_on, after: 1 day}").contains { $0.contains("Did you mean “held_on”?") })
        #expect(found("{requester: [report, size]}", "{requester: [raport]}").contains { $0.contains("Did you mean “report”?") })
        #expect(found("{requester: [report, size]}", "{requestor: [report]}").contains { $0.contains("Did you mean “requester”?") })
        #expect(
            found("other_than: [requester, organiser]", "other_than: [requester, organizer]").contains {
                $0.contains("Did you mean “organiser”?")
            })
        #expect(found("group: committee, need: 1", "group: director, need: 1").isEmpty)
        #expect(
            found("other_than: [requester, organiser]", "other_than: [anyone]").contains {
                $0.contains("cannot say “other_than” of “anyone”")
            })
        #expect(
            found(
                "group: committee, need: 1, in: [asked], other_than: [requester, organiser]",
                "group: director, need: 1, in: [asked], other_than: director"
            )
            .contains { $0.contains("can be given by nobody") })
        #expect(found("measure: {id: contributors.unique}", "measure: {name: contributors.unique}").contains { $0.contains("has no “id”") })
        #expect(found("review: {", "review: {baseline: perhaps, ").contains { $0.contains("may be “optional”") })

        let process = try CaseProcess(reading: HackathonGrant.text)
        func lacking(_ changed: [String: Int], measures: Set<String> = ["contributors.unique"]) -> [String] {
            let sizes = ["programme-manager": 1, "director": 1, "committee": 3].merging(changed) { $1 }
            return process.problems(in: .init(checks: [], groups: sizes, measures: measures)).map(\.sentence)
        }
        #expect(lacking([:]) == [])
        #expect(
            lacking(["committee": 2]) == [
                "The approval “committee” needs 1 of the group “committee”, which has 2, and up to 2 of them may not give it: the group needs 3."
            ])
        #expect(lacking(["director": 0]) == ["The role “director”: nobody is in the group “director” yet."])
        #expect(
            lacking([:], measures: ["contributors.unique-all"]) == [
                "The review: there is no measure “contributors.unique”; did you mean “contributors.unique-all”?"
            ])
        let other = try CaseProcess(
            reading: HackathonGrant.text.replacing("director: {group: director}", with: "director: {group: directors}"))
        #expect(
            other.problems(in: .init(checks: [], groups: ["director": 1, "committee": 3, "programme-manager": 1])).map(\.sentence) == [
                "The role “director”: there is no group “directors”; did you mean “director”?"
            ])
    }

    @Test("what an installation lacks is found: checks that nobody offers, groups that are too small")
    func surroundings() throws {
        let process = try CaseProcess(reading: SmallProcess.grant)
        let sizes = SmallProcess.people.mapValues(\.count)
        #expect(process.problems(in: .init(checks: ["portfolio.overlap"], groups: sizes)) == [])
        #expect(
            process.problems(in: .init(checks: ["portfolio.overlay"])).map(\.sentence) == [
                "No part of Steward offers the check “portfolio.overlap”. Did you mean “portfolio.overlay”?"
            ])
        let small = process.problems(in: .init(checks: ["portfolio.overlap"], groups: sizes.merging(["finance": 1]) { $1 }))
        #expect(small.map(\.sentence) == ["The approval “budget” needs 2 of the group “finance”, which has 1."])
    }
}
