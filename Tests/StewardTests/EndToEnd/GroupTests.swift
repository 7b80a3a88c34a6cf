import Testing

/// Groups of process files on the command line: made as roles, told when they are missing or empty.
@Suite("Groups of process files")
struct GroupTests {
    private static let file = """
        process: workshop
        version: 1
        title: Workshop
        roles: {committee: {group: commitee}, lead: {group: director}}
        fields: [{id: amount, kind: money, currencies: [EUR]}]
        states: [{id: draft}, {id: planned, end: accepted}]
        transitions:
          - {id: plan, from: draft, to: planned, by: committee, needs: [{amount: amount, at_most: 2000}]}
          - {id: large, from: draft, to: planned, by: lead, needs: [{amount: amount, more_than: 3000}]}
        """

    @Test("a group that is not there, one without members and a gap between amounts are told; a role that is made is a group")
    func check() async throws {
        let workplace = try Workplace()
        try workplace.write(Self.file, to: "workshop.yml")
        #expect(try await workplace.steward("user", "role", "make", "committee", "--title", "Grants committee").status == 0)
        let again = try await workplace.steward("user", "role", "make", "committee")
        #expect(again.status == 64)
        #expect(again.errors.contains("there is a role “committee” already"))
        #expect(try await workplace.steward("user", "role", "list").output.contains("Grants committee"))
        let checked = try await workplace.steward("process", "check", workplace.path("workshop.yml"))
        #expect(checked.status == 0)
        for sentence in [
            "line 4: The role “committee”: there is no group “commitee”; did you mean “committee”?",
            "line 4: The role “lead”: nobody is in the group “director” yet.",
            "In the state “draft” no step by “Amount” is open when it is more than 2000 and at most 3000.",
        ] {
            #expect(checked.output.contains(sentence), "\(sentence) in \(checked.output)")
        }
    }
}
