import Casework
import Ledger
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

/// Approvals by some of many, elections among those whom an answer names, and what commands say about both.
@Suite("Councils on pages and on the command line", .serialized)
struct CouncilDeskTests {
    private static let seats = """
        process: seats
        version: 1
        title: Seats
        visibility: programme
        roles:
          lead: {group: programme-manager}
        fields:
          - {id: standing, title: Who stands, kind: long text, required: true}
        states: [{id: draft}, {id: gate}, {id: election}, {id: seated, end: accepted}, {id: refused, end: rejected}]
        transitions:
          - {id: ask, from: draft, to: gate, by: requester, needs: fields}
          - {id: call, from: gate, to: election, by: lead, needs: [{approval: members}, {checklist: ready}], opens: election}
          - {id: stop, title: Stopped, from: gate, to: refused, by: steward, needs: {approval: members, is: refused}, decides: rejected}
          - {id: elect, title: Elected, from: election, to: seated, by: steward, needs: {vote: election}, decides: accepted}
          - {id: nobody, from: election, to: refused, by: steward, needs: {vote: election, is: lost}, decides: rejected}
        checklists:
          - {id: ready, title: Ready, by: lead, items: {room: The room is booked, list: The list is closed}}
        approvals:
          - {id: members, title: Members agree, group: member, need: 2, in: gate, two_person: true}
        votes:
          - {id: election, title: Who sits?, method: stv, options: {field: standing}, voters: member, open_for: 7 days, secret: true, quorum: 1/2,
             other_than: requester}
        """

    private func deed(_ action: String, _ subject: String, item: String = "", value: String = "", text: String = "") -> CaseCommands.Deed {
        var deed = CaseCommands.Deed(action, subject)
        (deed.item, deed.value, deed.text) = (item, value, text)
        return deed
    }

    private func asked(_ commands: CaseCommands) async throws -> Int64 {
        let number = try await commands.start("seats", title: "Seats", answers: ["standing": "Ben\nCole"], as: "ada")
        _ = try await commands.act(number, deed("take", "ask"), as: "ada")
        return number
    }

    @Test("what a case shows says how far an approval has come and for whom it still waits")
    func approvals() async throws {
        try await withDesk(with: [Self.seats]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await asked(commands)
            // Ada asked, so of the members it waits for the others.
            var lines = try await commands.show(number).lines
            #expect(lines.contains("Members agree: 0 of 2"))
            #expect(
                lines.filter { $0.hasSuffix(": Approve or refuse members") }.sorted() == [
                    "Waits for Ben: Approve or refuse members", "Waits for Cole: Approve or refuse members",
                    "Waits for Mara: Approve or refuse members", "Waits for Max: Approve or refuse members",
                ])
            _ = try await commands.act(number, deed("approve", "members"), as: "ben")
            _ = try await commands.act(number, deed("approve", "members", value: "no", text: "No."), as: "cole")
            lines = try await commands.show(number).lines
            #expect(lines.contains("Members agree: 1 of 2, by Ben; 1 refused, by Cole"))
            for name in ["mara", "max"] {
                _ = try await commands.act(number, deed("approve", "members", value: "no", text: "No."), as: name)
            }
            #expect(try await desk.state(number) == "refused")
            #expect(
                try await commands.show(number).lines.contains(
                    "Members agree: 1 of 2, by Ben; 3 refused, by Cole and Mara and Max; it is refused"))
        }
    }

    @Test("when too few are left who may approve, the page and the command say so")
    func outOfReach() async throws {
        try await withDesk(with: [Self.seats]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await asked(commands)
            for name in ["ben", "cole", "mara"] { _ = try await commands.act(number, deed("declare", "", value: "recuse"), as: name) }
            let sentence = "“Members agree” needs 2 of member, and only 1 may give it"
            #expect(try await commands.show(number).lines.contains { $0.contains(sentence) })
            let page = await desk.get("/cases/\(number)", as: "max").text
            #expect(page.contains(sentence))
            let history = await desk.get("/cases/\(number)/history", as: "max").text
            #expect(history.contains("found that too few are left for “Members agree”"))
        }
    }

    @Test("the command line names the items of a checklist, and asks for the receipt of a secret ballot")
    func words() async throws {
        try await withDesk(with: [Self.seats]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await asked(commands)
            #expect(
                await complaint { _ = try await commands.act(number, deed("tick", "ready"), as: "mara") }
                    == "Say which item of “Ready”: --item room (The room is booked), --item list (The list is closed).")
            #expect(
                await complaint { _ = try await commands.act(number, deed("tick", "ready", item: "rooms"), as: "mara") }
                    == "“Ready” has no item called “rooms”. Its items are room (The room is booked), list (The list is closed).")
            for item in ["room", "list"] { _ = try await commands.act(number, deed("tick", "ready", item: item), as: "mara") }
            for name in ["ben", "cole"] { _ = try await commands.act(number, deed("approve", "members"), as: name) }
            _ = try await commands.act(number, deed("take", "call"), as: "mara")
            for name in ["ben", "cole", "mara"] {
                #expect(try await commands.act(number, deed("vote", "election", value: "ben > cole"), as: name).receipt != nil)
            }
            #expect(
                await complaint { _ = try await commands.act(number, deed("vote", "election", value: "cole"), as: "ben") }
                    == "Ben has voted in “Who sits?”, which is secret: give --receipt with what was shown then.")
            #expect(
                await complaint { _ = try await commands.act(number, deed("vote", "election", value: "cole"), as: "ada") }
                    == "You may not vote in “Who sits?”: it is not for the requester.")
            desk.clock.pass(7 * 86_400)
            _ = try await commands.advance()
            #expect(try await desk.state(number) == "seated")
            #expect(try await commands.record(number).contains("Won: Ben."))
            #expect(await desk.get("/cases/\(number)", as: "max").text.contains("<dt>Won</dt>"))
        }
    }

    @Test("a process is shown with who approves and votes, and how")
    func process() throws {
        let lines = ProcessWords(try CaseProcess(reading: Self.seats)).lines
        for line in [
            "    needs the approval “Members agree” is given", "    needs the approval “Members agree” is refused",
            "    opens the vote “Who sits?”",
            "  An approval: 2 of member must agree, in “Gate”", "  not by who asked", "  A vote of member, open for 7 days, secret",
            "  Options in order; one seat with transfers (STV)", "  between what “Who stands” says, a line for each",
            "  quorum: 1/2 of the voters",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }
}
