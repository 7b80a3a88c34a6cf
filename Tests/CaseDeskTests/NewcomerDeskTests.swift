import Casework
import Foundation
import Ledger
import Notifications
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

/// What somebody missed who had written a process with the documentation alone: on pages, in the API and on the command line.
@Suite("What a newcomer missed around cases", .serialized)
struct NewcomerDeskTests {
    private static let grant = """
        process: hackathon
        version: 1
        title: Hackathon grant
        visibility: programme
        roles:
          coordinator: {group: programme-manager}
          director: {group: director}
        fields:
          - {id: amount, title: How much money, kind: money, currencies: [EUR], required: true}
          - {id: organiser, title: Organiser, kind: person}
          - {id: metric, title: Measure, kind: measure}
          - {id: note, title: Note, kind: text}
          - {id: report, title: Report, kind: file, limit: 100}
        states:
          - {id: draft, title: Draft}
          - {id: asked, title: Asked}
          - {id: report_due, title: Report due, edit: {requester: [report, note]}}
          - {id: reported, title: Reported, end: done}
        transitions:
          - {id: ask, title: Ask, from: draft, to: asked, by: requester, needs: [fields]}
          - {id: accept, title: Accepted, from: asked, to: report_due, by: steward, decides: accepted, needs: [{approval: committee}]}
          - {id: report, title: Hand in the report, from: report_due, to: reported, by: requester, needs: [{field: report}]}
          - {id: close, title: Close, from: report_due, to: reported, by: director, reason: required}
        approvals:
          - {id: committee, title: Committee, group: coach, need: 1, in: [asked], declare: true}
        clocks:
          - id: report
            title: Report
            runs_in: [report_due]
            never_pauses: The report depends on nobody but the team.
            due: 30 days
            escalate:
              - {before: 7 days, to: requester}
              - {at: due, to: requester}
              - {at: due, to: [requester, coordinator]}
        """

    /// A case whose report is due.
    private func approved(_ commands: CaseCommands) async throws -> Int64 {
        let number = try await commands.start("hackathon", title: "Spring", answers: ["amount": "1500", "organiser": "ben"], as: "ada")
        _ = try await commands.act(number, .init("take", "ask"), as: "ada")
        _ = try await commands.act(number, .init("declare"), as: "cole")
        _ = try await commands.act(number, .init("approve", "committee"), as: "cole")
        return number
    }

    @Test("an answer that names a person or a measure names one that there is, whichever way it comes")
    func named() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let wrong = await complaint { _ = try await commands.start("hackathon", title: "X", answers: ["organiser": "bem"], as: "ada") }
            #expect(wrong == "“Organiser” cannot be “bem”: no user and no contributor is called that, or several are. Did you mean “Ben”?")
            let measure = await complaint {
                _ = try await commands.start("hackathon", title: "X", answers: ["metric": "cases.hackathon.breachs"], as: "ada")
            }
            #expect(measure.hasSuffix("there is no such measure; the page of measures lists all. Did you mean “cases.hackathon.breaches”?"))
            let sent = await desk.post(
                "/api/v1/cases", ["process": "hackathon", "title": "X", "answers": #"{"organiser":"user:99"}"#], as: "ada")
            #expect(sent.status == 422)
            #expect(sent.text.contains("cannot be “user:99”"))
            for (typed, stored) in [("ben", "user:2"), ("Ben", "user:2"), ("user:2", "user:2")] {
                let number = try await commands.start("hackathon", title: "X", answers: ["organiser": typed], as: "ada")
                #expect(try await desk.desk.cases.aCase(number)?.fields["organiser"] == .reference(stored))
                var deed = CaseCommands.Deed("edit")
                deed.answers = ["organiser": "nobody at all"]
                let refused = deed
                #expect(await complaint { _ = try await commands.act(number, refused, as: "ada") }.contains("cannot be “nobody at all”"))
            }
        }
    }

    @Test("a contributor is named by the user name at a forge, and shown by it; an address names nobody")
    func contributor() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let now = Instant(seconds: desk.clock.now)
            try await desk.store.write { writer in
                let account = ForgeAccount(
                    host: "gitlab.example", number: 7, login: "Grace", name: "Grace Example", email: "grace@example.org")
                _ = try ForgeAccountBook().account(of: account, observed: now, in: writer, at: now)
                try writer.placeAccounts(madeBy: "test", at: now)
            }
            let number = try await commands.start("hackathon", title: "X", answers: ["organiser": "gitlab.example/grace"], as: "ada")
            let aCase = try #require(try await desk.desk.cases.aCase(number))
            #expect(aCase.fields["organiser"]?.words.hasPrefix("person:") == true)
            for address in ["/cases/\(number)", "/cases/\(number)/record"] {
                #expect(await desk.get(address, as: "ada").text.contains("Grace at gitlab.example"), "\(address)")
            }
            #expect(try await commands.show(number).lines.contains("Organiser: Grace at gitlab.example"))
            for typed in ["grace@example.org", "gitlab.example/nobody", "person:000000000000", "other.example/grace"] {
                let refused = await complaint {
                    _ = try await commands.start("hackathon", title: "X", answers: ["organiser": typed], as: "ada")
                }
                #expect(refused.contains("cannot be “\(typed)”"), "\(refused)")
            }
            // The form shows it again and takes it as it stands.
            #expect(await desk.get("/cases/\(number)/edit", as: "ada").text.contains(aCase.fields["organiser"]?.words ?? "?"))
            let kept = await desk.post(
                "/cases/\(number)/edit", ["title": "Y", "f-organiser": aCase.fields["organiser"]?.words ?? "", "f-amount": "5"], as: "ada")
            #expect(kept.status == 303, "\(kept.text)")
        }
    }

    @Test("a file is handed in on the command line, as large as its field takes, and only where it may be")
    func files() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let open: CaseCommands.FileOpener = { path, limit in
                #expect(limit == 100)
                return UploadedFile(name: path, bytes: Array("From \(path)".utf8))
            }
            let first = try await commands.start(
                "hackathon", title: "X", answers: ["amount": "10", "report": "@plans/early.md"], as: "ada", open: open)
            #expect(try await desk.desk.cases.aCase(first)?.fields["report"]?.words == "early.md")
            let number = try await approved(commands)
            var deed = CaseCommands.Deed("edit")
            deed.answers = ["report": "@report.md", "note": "Thirty people came."]
            let whole = deed
            _ = try await commands.act(number, whole, as: "ada", open: open)
            let aCase = try #require(try await desk.desk.cases.aCase(number))
            guard case .file(let file)? = aCase.fields["report"] else {
                Issue.record("The file is not there.")
                return
            }
            let kept = try await desk.store.read { try desk.desk.cases.file(file.digest, of: aCase, in: $0) }
            #expect(kept?.bytes == Array("From report.md".utf8))
            #expect(aCase.fields["note"] == .text("Thirty people came."))
            #expect(await complaint { _ = try await commands.act(number, whole, as: "mara", open: open) }.contains("You may not change"))
            deed.answers = ["report": "report.md"]
            let bare = deed
            #expect(
                await complaint { _ = try await commands.act(number, bare, as: "ada", open: open) }
                    == "“Report” takes a file: write report=@ and its path.")
            // Both or neither: the note stays as it was when the file is too large.
            deed.answers = ["report": "@large", "note": "Changed."]
            let large = deed
            let refused = await complaint {
                _ = try await commands.act(number, large, as: "ada") { UploadedFile(name: $0, bytes: [UInt8](repeating: 1, count: $1 + 1)) }
            }
            #expect(refused.contains("has 101 bytes"))
            #expect(try await desk.desk.cases.aCase(number)?.fields["note"] == .text("Thirty people came."))
        }
    }

    @Test("who may change some answers is asked for those alone; the others stay, whatever a program sends")
    func someAnswers() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await approved(commands)
            let page = await desk.get("/cases/\(number)", as: "ada").text
            #expect(page.contains("Change the answers") && page.contains("Upload: Report"))
            #expect(await !desk.get("/cases/\(number)", as: "mara").text.contains("Change the answers"))
            let form = await desk.get("/cases/\(number)/edit", as: "ada").text
            #expect(form.contains("name=\"f-note\""))
            for name in ["title", "f-amount", "f-organiser", "f-metric"] { #expect(!form.contains("name=\"\(name)\""), "\(name)") }
            #expect(await desk.post("/cases/\(number)/edit", ["f-note": "It rained."], as: "ada").status == 303)
            let sent = await desk.post(
                "/api/v1/cases/\(number)/actions", ["action": "edit", "answers": #"{"amount":"9000"}"#], as: "ada")
            #expect(sent.status == 422)
            #expect(sent.text.contains("You may not change “How much money” while the case is in “Report due”, only “Note”, “Report”."))
            let aCase = try #require(try await desk.desk.cases.aCase(number))
            #expect(aCase.fields["amount"] == .money(150_000, currency: "EUR") && aCase.fields["note"] == .text("It rained."))
            #expect(aCase.fields["organiser"] == .reference("user:2"))
            let history = await desk.get("/cases/\(number)/history", as: "ada").text
            #expect(history.contains("no answer → It rained."))
            #expect(page.contains("the approval of Cole"))
        }
    }

    @Test("each entry of an escalation tells its own people, one message for each person and moment")
    func escalations() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await approved(commands)
            func told(_ rule: String) async throws -> [String] {
                _ = try await desk.desk.dispatcher(mail: nil, sender: nil, senderName: "").run()
                return try await desk.store.read { try $0.deliveries(limit: 1000) }
                    .filter { $0.rule == rule && $0.channel == .mail && $0.event?.subject == "case:\(number)" }.map(\.recipient).sorted()
            }
            desk.clock.pass(23 * 86_400)
            _ = try await desk.desk.advance()
            // Not the director, for whom the case waits, too: the entry names the requester.
            #expect(try await told("due") == ["user:1"])
            #expect(try await told("breached") == [])
            desk.clock.pass(7 * 86_400)
            _ = try await desk.desk.advance()
            #expect(try await told("due") == ["user:1"])
            #expect(try await told("breached") == ["user:1", "user:3", "user:4"])
        }
    }

    @Test("the command line says what a declaration means, whose turn it is, and no step that Steward takes itself")
    func words() async throws {
        try await withDesk(with: [Self.grant]) { (desk: DeskFixture) async throws in
            let commands = desk.commands
            let number = try await commands.start("hackathon", title: "X", answers: ["amount": "10"], as: "ada")
            _ = try await commands.act(number, .init("take", "ask"), as: "ada")
            let lines = try await commands.show(number).lines
            #expect(!lines.contains { $0.hasPrefix("Steps:") })
            #expect(lines.contains("Waits for the group coach: Approve or refuse committee"))
            #expect(
                try await commands.act(number, .init("declare"), as: "cole").remark
                    == "No interests are declared. Cole may take part in the decision.")
            var deed = CaseCommands.Deed("declare")
            deed.text = "My brother organises it."
            #expect(
                try await commands.act(number, deed, as: "cole").remark
                    == "An interest is declared. Cole is recused: they take no part in the decision.")
            #expect(
                await complaint { _ = try await commands.act(number, .init("edit"), as: "ada") }
                    == "Nobody may change the answers while the case is in “Asked”.")
            let other = try await approved(commands)
            #expect(try await commands.show(other).lines.contains("Waits for Ada: Fill in report"))
            let shown = ProcessWords(try CaseProcess(reading: Self.grant)).lines
            for line in ["    tells who asked 7 days before", "    tells who asked and programme manager when it is due"] {
                #expect(shown.contains(line), "\(line)")
            }
        }
    }
}
