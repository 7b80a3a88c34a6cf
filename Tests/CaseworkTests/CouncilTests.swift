import Casework
import Testing

/// Two seats, for which an answer says who stands, and a gate where two of three directors agree.
enum Council {
    static let text = """
        process: seats
        version: 1
        title: Seats
        visibility: programme
        roles:
          clerk: {group: clerks}
          friend: {field: friend}
        fields:
          - {id: standing, title: Who stands, kind: long text, required: true}
          - {id: friend, title: Friend, kind: person}
        states: [{id: draft}, {id: gate, edit: requester}, {id: election, edit: requester}, {id: seated, end: accepted}, {id: refused, end: rejected}]
        transitions:
          - {id: ask, from: draft, to: gate, by: requester, needs: fields}
          - {id: call, from: gate, to: election, by: clerk, needs: {approval: directors}, opens: election}
          - {id: stop, title: Stopped, from: gate, to: refused, by: steward, needs: {approval: directors, is: refused}, decides: rejected}
          - {id: elect, title: Elected, from: election, to: seated, by: steward, needs: {vote: election}, decides: accepted}
          - {id: nobody, from: election, to: refused, by: steward, needs: {vote: election, is: lost}, decides: rejected}
        approvals:
          - {id: directors, title: Directors, group: directors, need: 2, in: gate, other_than: friend, two_person: true}
        votes:
          - {id: election, title: Who takes the seats?, method: stv, seats: 2, options: {field: standing}, voters: council, open_for: 7 days,
             other_than: friend, two_person: true}
        """

    static let groups: [String: Set<String>] = [
        "clerks": ["user:sam"], "directors": ["user:dee", "user:don", "user:dot"],
        "council": ["user:cat", "user:cor", "user:cy", "user:rae", "user:fay"],
    ]

    static func asked(_ standing: String = "Ada Lovelace\n- Bo\n\nCy Twombly\n", friend: String? = nil) throws -> GrantCase {
        var answers: [String: FieldValue] = ["standing": .text(standing)]
        if let friend { answers["friend"] = .reference("user:\(friend)") }
        var seats = try GrantCase(text, groups: groups, answers: answers)
        try seats.act("rae", .take(transition: "ask"))
        return seats
    }

    static func open(friend: String? = nil) throws -> GrantCase {
        var seats = try asked(friend: friend)
        for name in ["dee", "don"] { try seats.act(name, .approve("directors")) }
        try seats.act("sam", .take(transition: "call"))
        return seats
    }
}

@Suite("Elections among those whom an answer names, and approvals by some of many")
struct CouncilTests {
    private func obstacle(_ seats: GrantCase) -> String? {
        seats.engine.obstacle(to: seats.process.approval("directors")!, in: seats.aCase)
    }

    private func standing(_ seats: GrantCase) -> ApprovalStanding.Verdict? {
        seats.engine.standing(of: seats.process.approval("directors")!, in: seats.aCase)?.verdict
    }

    // MARK: Options from an answer

    @Test("the options of a vote are the lines of an answer as they stood when it opened")
    func options() throws {
        var seats = try Council.open()
        let expected = [
            VoteOption(id: "ada-lovelace", title: "Ada Lovelace"), VoteOption(id: "bo", title: "Bo"),
            VoteOption(id: "cy-twombly", title: "Cy Twombly"),
        ]
        #expect(seats.aCase.votes["election"]?.settings.options == expected)
        #expect(seats.events.last { $0.kind == .voteOpened }?.text == "between Ada Lovelace; Bo; Cy Twombly")
        try seats.act("rae", .edit(["standing": .text("Zoe")]))
        #expect(seats.aCase.votes["election"]?.settings.options == expected)
        #expect(seats.refusal("cat", .cast(vote: "election", .ranking([["zoe"]])))?.kind == .invalid)
        for (voter, first) in [("cat", "bo"), ("cor", "bo"), ("cy", "ada-lovelace")] {
            try seats.act(voter, .cast(vote: "election", .ranking([[first], ["cy-twombly"]])))
        }
        try seats.wait(7 * day)
        #expect(seats.aCase.state == "seated")
        #expect(seats.aCase.decision?.winners(in: seats.process, of: seats.aCase) == ["Bo", "Ada Lovelace"])
        let record = DecisionRecord(seats.aCase, seats.process).markdown
        #expect(record.contains("Accepted: “Elected” by the vote “Who takes the seats?” on 2026-11-30. Won: Bo, Ada Lovelace."))
    }

    @Test("a vote does not open between too few, twice the same, or lines that are too long")
    func fewOptions() throws {
        func obstacles(_ standing: String) throws -> [String] {
            var seats = try Council.asked(standing)
            for name in ["dee", "don"] { try seats.act(name, .approve("directors")) }
            return seats.refusal("sam", .take(transition: "call"))?.sentences ?? []
        }
        #expect(try obstacles("Ada\nBo") == ["“Who stands” gives 2 to choose between, a line for each; the vote needs 3 at least."])
        #expect(try obstacles("Ada\nBo\nada") == ["“ada” stands twice in “Who stands”."])
        #expect(try obstacles("Ada\nBo\n" + String(repeating: "x", count: 201)).count == 1)
        #expect(try obstacles((0...100).map { "P\($0)" }.joined(separator: "\n")).count == 1)
        #expect(try obstacles("Ада\nБо\nÜ 1\nÜ-1") == [])
    }

    @Test("lines that give no name of their own are options by their number")
    func names() throws {
        var seats = try Council.asked("Ада\nJo (A)\nJo A")
        for name in ["dee", "don"] { try seats.act(name, .approve("directors")) }
        try seats.act("sam", .take(transition: "call"))
        #expect(seats.aCase.votes["election"]?.settings.options.map(\.id) == ["option-1", "jo-a", "option-3"])
    }

    @Test("options from an answer need a long text, a method that chooses, and no step that waits for one of them")
    func checked() {
        func found(_ old: String, _ new: String) -> String {
            do { _ = try CaseProcess(reading: Council.text.replacing(old, with: new)) } catch { return "\(error)" }
            return ""
        }
        #expect(found("kind: long text", "kind: text").contains("takes its options from “standing”, which is a text"))
        #expect(found("{field: standing}", "{field: nobody}").contains("names the field “nobody”"))
        #expect(found("method: stv, seats: 2", "method: majority").contains("asks one question, so it takes no “options”"))
        #expect(found("needs: {vote: election}", "needs: {vote: election, won_by: bo}").contains("whose options an answer gives"))
        #expect(found("other_than: friend, two_person: true}\n", "other_than: council}\n").contains("names the role “council”"))
    }

    @Test("of equals the one that had fewer before is excluded, and who is last in the list when they never differed; the count says which")
    func ties() {
        let never = TransferableVote(options: ["a", "b", "c"], seats: 1, rankings: [[["a"]], [["a"]], [["b"]], [["c"]]])
        // a has two of four and needs three, so that b goes after c.
        #expect(never.excluded == ["c", "b"])
        #expect(never.explanation.contains("c is excluded with 1; b had as many, and c stands last among the options."))
        let before = TransferableVote(
            options: ["a", "b", "c", "d"], seats: 1,
            rankings: Array(repeating: [["a"]], count: 4) + Array(repeating: [["b"]], count: 2) + Array(repeating: [["c"]], count: 3)
                + [[["d"], ["b"]]])
        #expect(before.excluded.prefix(2) == ["d", "b"])
        #expect(
            before.explanation.contains("b is excluded with 3; c had as many, and more at the latest earlier stage at which they differed.")
        )
    }

    // MARK: Who has no voice

    @Test("whoever has a role of “other_than”, or asked, has no voice in the vote, as it was when the vote opened")
    func otherThan() throws {
        var seats = try Council.open(friend: "fay")
        #expect(seats.aCase.votes["election"]?.electorate == ["voters": ["user:cat", "user:cor", "user:cy"]])
        try seats.act("rae", .edit(["friend": .reference("user:cat")]))
        #expect(seats.refusal("cat", .cast(vote: "election", .ranking([["bo"]]))) == nil)
        #expect(
            seats.refusal("rae", .cast(vote: "election", .ranking([["bo"]])))?.sentences == [
                "You may not vote in “Who takes the seats?”: it is not for the requester."
            ])
        #expect(seats.refusal("fay", .cast(vote: "election", .ranking([["bo"]])))?.kind == .forbidden)
        let surroundings = CaseProcess.Surroundings(checks: [], groups: ["clerks": 1, "directors": 3, "council": 2])
        #expect(
            seats.process.problems(in: surroundings).map(\.sentence) == [
                """
                The approval “directors” needs 2 of the group “directors”, which has 3, and up to 2 of them may not give it: \
                the group needs 4.
                """,
                "The vote “election” needs 1 of the group “council”, which has 2, and up to 2 of them may not take part in it: the group needs 3.",
            ])
    }

    // MARK: Two of three

    @Test("two of three agree though the third refuses; with the second refusal the approval is refused and the case goes its way")
    func twoOfThree() throws {
        var seats = try Council.asked()
        try seats.act("dee", .approve("directors", agrees: false, reason: "Too soon."))
        #expect(obstacle(seats) == "“Directors” needs 2 more of directors.")
        #expect(seats.engine.waits(in: seats.aCase).filter { $0.kind == .approve }.map(\.who) == ["user:don", "user:dot"])
        var granted = seats
        for name in ["don", "dot"] { try granted.act(name, .approve("directors")) }
        #expect(standing(granted) == .granted)
        #expect(granted.refusal("sam", .take(transition: "call")) == nil)
        try seats.act("don", .approve("directors", agrees: false, reason: "Too dear."))
        #expect(seats.aCase.state == "refused")
        #expect(seats.aCase.decision?.refusers?.map(\.name) == ["Dee", "Don"])
        #expect(
            DecisionRecord(seats.aCase, seats.process).markdown.contains(
                "Rejected: “Stopped” by the refusal of user:dee and user:don on 2026-11-23, because Too soon; Too dear."))
    }

    @Test("one agreement that is needed, or that of all, is refused with the first no, until it is taken back")
    func firstNo() throws {
        for need in ["1", "all"] {
            let text = Council.text.replacing("need: 2", with: "need: \(need)").replacing(
                "by: steward, needs: {approval", with: "by: clerk, needs: {approval")
            var seats = try GrantCase(text, groups: Council.groups, answers: ["standing": .text("Ada")])
            try seats.act("rae", .take(transition: "ask"))
            #expect(seats.refusal("sam", .take(transition: "stop"))?.sentences == ["“Directors” is not refused."])
            try seats.act("dee", .approve("directors", agrees: false, reason: "No."))
            #expect(obstacle(seats) == "Dee refused “Directors”: No.")
            #expect(seats.refusal("sam", .take(transition: "stop")) == nil)
            try seats.act("dee", .retractApproval("directors"))
            #expect(standing(seats) == .open)
        }
    }

    @Test("who is recused or excluded cannot make up a number; when too few are left, the history says so once, and nothing waits for them")
    func tooFew() throws {
        var seats = try Council.asked(friend: "dee")
        #expect(standing(seats) == .open)
        try seats.act("don", .declare(interest: "My sister stands.", recuse: true))
        #expect(standing(seats) == .outOfReach)
        let sentence = "“Directors” needs 2 of directors, and only 1 may give it: too few are there who are not excluded or recused."
        #expect(obstacle(seats) == sentence)
        try seats.act("sam", .post(thread: "x", text: "And now?"))
        #expect(seats.events.filter { $0.kind == .approvalOutOfReach }.map(\.text) == [sentence])
        #expect(!seats.engine.waits(in: seats.aCase).contains { $0.kind == .approve })
        // A no among too few is a refusal: it leads on where the file has a way.
        try seats.act("dot", .approve("directors", agrees: false, reason: "No."))
        #expect(seats.aCase.state == "refused")
    }

    @Test("a step waits for those of a group who may take it")
    func waits() throws {
        var grant = try GrantCase()
        grant.groups["ospo"]?.insert("user:rae")
        try grant.act("rae", .take(transition: "submit"))
        try grant.act("steward", .recordCheck("overlap", CheckResult(.passed, summary: "Nothing else pays for it.")))
        for item in ["community", "budget"] { try grant.act("sam", .mark(checklist: "stakeholders", item: item, isDone: true)) }
        func deciders() -> [String] {
            grant.engine.waits(in: grant.aCase).filter { $0.kind == .decide && $0.subject == "consult" }.map(\.who)
        }
        #expect(deciders() == ["user:sam", "user:sue"])
        try grant.act("sue", .declare(interest: "Mine.", recuse: true))
        #expect(deciders() == ["user:sam"])
    }

    // MARK: The file

    @Test("votes after which a case would stay where it is are told, and seats for which all win")
    func deadEnds() throws {
        func doubts(_ old: String, _ new: String) throws -> [String] {
            #expect(Council.text.contains(old), "\(old)")
            return try CaseProcess(reading: Council.text.replacing(old, with: new)).doubts.map(\.sentence)
        }
        let lost = "  - {id: nobody, from: election, to: refused, by: steward, needs: {vote: election, is: lost}, decides: rejected}\n"
        #expect(try CaseProcess(reading: Council.text).doubts == [])
        #expect(
            try doubts(lost, "") == [
                "From the state “election” no step leads on when no result comes of the vote “election”: give one {vote: election, is: lost}."
            ])
        #expect(try doubts(lost, "  - {id: leave, from: election, to: refused, by: clerk}\n") == [])
        let fixed = Council.text.replacing("{field: standing}", with: "[ada, bo]")
        #expect(
            try CaseProcess(reading: fixed).doubts.map(\.sentence) == [
                "The vote “election” fills 2 seats from 2 options, so all win, however people vote: give it 3 options at least."
            ])
        let won = Council.text.replacing("{field: standing}", with: "[ada, bo, cy]")
            .replacing("needs: {vote: election}", with: "needs: {vote: election, won_by: ada}")
        #expect(
            try CaseProcess(reading: won).doubts.map(\.sentence) == [
                """
                From the state “election” no step leads on when “bo” or “cy” wins the vote “election”: \
                give one {vote: election, won_by: bo}, or {vote: election}.
                """
            ])
    }

    @Test("one thing stands without brackets wherever a list may stand")
    func oneThing() throws {
        let process = try CaseProcess(
            reading: """
                process: one
                version: 1
                title: One
                fields: {id: day, kind: date, required: true}
                states: [{id: draft}, {id: work}, {id: done, end: done}]
                transitions:
                  - {id: go, from: draft, to: work, by: requester, needs: fields}
                  - {id: end, from: work, to: done, by: requester, needs: {checklist: last}, clears: last}
                checklists: {id: last, by: requester, items: Seen}
                clocks: {id: late, runs_in: work, starts: {field: day}, due: 3 days, escalate: {at: due, to: requester}}
                """)
        #expect(process.fields.count == 1 && process.transitions[0].needs == [.fields])
        #expect(process.checklists[0].items.map(\.title) == ["Seen"])
        #expect(process.clocks[0].escalations.count == 1)
    }

    @Test("a comma in a text or a number is told with what to do, and a need by the forms that its word takes")
    func advice() {
        func found(_ old: String, _ new: String) -> String {
            do { _ = try CaseProcess(reading: HackathonGrant.text.replacing(old, with: new)) } catch { return "\(error)" }
            return ""
        }
        #expect(
            found("{id: asked, title: Asked}", "{id: asked, title: Asked, waiting for the logo}").contains(
                "State has an unknown key “waiting for the logo”; known are id, title, end, edit. If it belongs to the text before it, put that text in quotes"
            ))
        let need = "needs: [{date: held_on, after: 1 day}]"
        #expect(
            found(need, "needs: {amount: amount, at_most: 2,000}").contains(
                "write that without a comma between thousands: 2000, not 2,000."))
        #expect(found(need, "needs: {amount: amount, at_most: 2,000,000}").contains("write that without a comma between thousands"))
        #expect(
            found(need, "needs: {amount: amount}").hasSuffix(
                "This need of “held” is not understood; a need of “amount” is written {amount: FIELD, at_most: 5000} or "
                    + "{amount: FIELD, more_than: 5000}; two limits are two needs."))
        #expect(found(need, "needs: {amount: amount, more_than: x}").contains("“more_than” of a need of “held” must be a number"))
        #expect(found("approvals:", "conditions: {who: director}\napprovals:").contains("“conditions” has an unknown key “who”"))
    }

    @Test("a clock that counts from a date needs no word about pauses, and pauses nowhere")
    func dateClock() throws {
        let bare = HackathonGrant.text.replacing("    never_pauses: The report depends on nobody but the team.\n", with: "")
        #expect(try CaseProcess(reading: bare).clocks[0].neverPauses == nil)
        let pausing = bare.replacing("    starts: {field: held_on}\n", with: "    starts: {field: held_on}\n    pauses_in: [overdue]\n")
        #expect(throws: ProcessFileError.self) { try CaseProcess(reading: pausing) }
        do { _ = try CaseProcess(reading: pausing) } catch {
            #expect("\(error)".hasSuffix("counts from a date, which waits for nobody, so it pauses nowhere: leave out “pauses_in”."))
        }
    }
}
