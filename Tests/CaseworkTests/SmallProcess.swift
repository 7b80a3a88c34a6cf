import Casework
import Testing

/// Processes small enough to read in a test.
enum SmallProcess {
    /// A grant: asked for, deliberated on by two sides, voted on by two classes, looked at after six months.
    static let grant = """
        process: grant
        version: 1
        title: Grant
        summary: Money for something that the community wants to do.
        visibility: programme
        retention: 10 years
        roles:
          steward_group: {group: ospo}
          director: {group: directors}
        calendars:
          office: {zone: Europe/London, days: [mon, tue, wed, thu, fri], hours: "09:00-17:00", holidays: [2026-12-25]}
        fields:
          - {id: amount, kind: money, title: Amount asked for, required: true, currencies: [EUR]}
          - {id: metric, kind: measure, title: What it should move, required: true}
          - {id: why, kind: long text, title: Why}
        states:
          - {id: draft, title: Draft}
          - {id: triage, title: Triage}
          - {id: needs_work, title: Needs work, edit: [requester]}
          - {id: consult, title: Consultation}
          - {id: vote, title: Vote}
          - {id: active, title: Active}
          - {id: review, title: Review}
          - {id: done, title: Done, end: done}
          - {id: rejected, title: Rejected, end: rejected}
          - {id: withdrawn, title: Withdrawn, end: withdrawn}
        transitions:
          - {id: submit, title: Submit, from: [draft, needs_work], to: triage, by: requester, needs: [fields]}
          - {id: ask, title: Ask for changes, from: triage, to: needs_work, by: steward_group, reason: required, clears: [overlap]}
          - {id: consult, title: Consult, from: triage, to: consult, by: steward_group, needs: [check: overlap, checklist: stakeholders, other_than: requester]}
          - {id: call_vote, title: Call the vote, from: consult, to: vote, by: steward_group, opens: main, needs: [baseline, concerns, approval: budget]}
          - {id: carried, title: Accept, from: vote, to: active, by: steward, decides: accepted, needs: [vote: main]}
          - {id: lost, title: Reject, from: vote, to: rejected, by: steward, decides: rejected, needs: [{vote: main, is: lost}]}
          - {id: close, title: Close, from: review, to: done, by: steward_group, needs: [verdict]}
          - {id: withdraw, title: Withdraw, from: [draft, triage, needs_work, consult, vote], to: withdrawn, by: requester}
        checks:
          - {id: overlap, title: Overlap with other spending, run: portfolio.overlap, in: [triage], waive: [director]}
        checklists:
          - {id: stakeholders, title: Stakeholders, by: steward_group, items: {community: Community asked, budget: Budget holder asked}}
        approvals:
          - {id: budget, title: Budget, group: finance, need: 2, in: [consult], two_person: true, declare: true}
        clocks:
          - id: first_reply
            title: First reply
            runs_in: [triage]
            pauses_in: [needs_work]
            due: 3 working days
            calendar: office
            escalate:
              - {before: 1 working day, to: steward_group}
              - {at: due, to: [steward_group, director]}
        votes:
          - id: main
            title: Shall we pay?
            method: majority
            open_for: 7 days
            quorum: 3/2 sqrt(n)
            reason_for: [no]
            classes:
              - {id: community, group: council, threshold: ">1/2", least_yes: 1}
              - {id: business, group: board, threshold: ">=2/3"}
        deliberation:
          in: [consult]
          chair: steward_group
          sides:
            - {id: community, title: Community, group: council}
            - {id: business, title: Business, group: board}
        conditions: {by: steward_group}
        review: {after: 6 months, measure: metric, starts_in: active, reopens_to: review, judge: steward_group}
        """

    /// A seat on a council: a secret ranked vote among the members, after a lane for those whom nobody opposes.
    static let seat = """
        process: seat
        version: 1
        title: Seat on the council
        visibility: participants
        roles:
          clerk: {group: clerks}
          nominee: {field: nominee}
        fields:
          - {id: nominee, kind: person, title: Nominee, required: true}
          - {id: weight, kind: whole number, title: Years of work, least: 0, most: 60}
          - {id: lane, kind: choice, title: Lane, required: true, options: {short: Unopposed, full: With a vote}}
        states:
          - {id: draft}
          - {id: asked}
          - {id: open_vote}
          - {id: silence}
          - {id: seated, end: accepted}
          - {id: refused, end: rejected}
        transitions:
          - {id: nominate, from: draft, to: asked, by: requester, needs: [fields, other_than: nominee]}
          - {id: decline, from: asked, to: refused, by: [nominee, clerk], reason: required}
          - {id: ballot, from: asked, to: open_vote, by: clerk, opens: ranking, needs: [{choice: lane, is: [full]}, {amount: weight, more_than: 1}]}
          - {id: announce, from: asked, to: silence, by: clerk, opens: objections, needs: [{choice: lane, is: short}, second_person: nominate]}
          - {id: elected, from: open_vote, to: seated, by: steward, decides: accepted, needs: [{vote: ranking, won_by: yes}]}
          - {id: not_elected, from: open_vote, to: refused, by: clerk, decides: rejected, needs: [{in_state_for: 4 days}]}
          - {id: unopposed, from: silence, to: seated, by: steward, decides: accepted, needs: [vote: objections]}
          - {id: opposed, from: silence, to: asked, by: steward, clears: [objections], needs: [{vote: objections, is: lost}]}
        votes:
          - {id: ranking, method: schulze, voters: council, secret: true, open_for: 3 days, options: {yes: Seat, no: No seat, later: Next year}}
          - {id: objections, method: lazy consensus, voters: council, open_for: 72 hours, reason_for: [no], declare: true}
        conflicts: {interest: noted}
        """

    static let people: [String: Set<String>] = [
        "ospo": ["user:sam", "user:sue"], "directors": ["user:dee"], "finance": ["user:fay", "user:fin", "user:flo"],
        "council": ["user:cat", "user:cor", "user:cy"], "board": ["user:bea", "user:bob", "user:bo"],
    ]

    static func actor(_ name: String) -> CaseActor { CaseActor(id: "user:\(name)", name: name.prefix(1).uppercased() + name.dropFirst()) }
}
