import Casework
import Foundation
import Notifications
import Store
import TestSupport
import Testing

@testable import CaseDesk
@testable import Pages

@Suite("Pages of cases", .serialized)
struct CasePagesTests {
    @Test("a case goes from its form to its end on the pages alone")
    func wholeWay() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            #expect(await desk.post("/cases/\(number)/steps/submit", [:], as: "ada").status == 303)
            #expect(try await desk.state(number) == "identity")
            // Only what counts now is asked; what comes later can neither be seen nor ticked.
            let first = await desk.get("/cases/\(number)", as: "pia").text
            #expect(first.contains("Tick: It is proved") && !first.contains("id=\"checklist-receipt\""))
            let tooEarly = await desk.post("/cases/\(number)/tick", ["checklist": "receipt", "item": "backups", "done": "yes"], as: "pia")
            #expect(tooEarly.status == 422)
            #expect(tooEarly.text.contains("is ticked while the case is in “"))
            #expect(await desk.get("/cases", as: "pia").text.contains("A case of data-request"))
            for item in ["proof", "authority"] {
                #expect(
                    await desk.post("/cases/\(number)/tick", ["checklist": "identity", "item": item, "done": "yes"], as: "pia").status
                        == 303)
            }
            #expect(await desk.post("/cases/\(number)/steps/identified", [:], as: "pia").status == 303)
            // What was ticked before stays to be read, and can no longer be taken back.
            let later = await desk.get("/cases/\(number)", as: "pia").text
            #expect(later.contains("id=\"checklist-identity\"") && !later.contains("Take back: It is proved"))
            #expect(later.contains("Tick: ") && later.contains("id=\"checklist-search\""))
            for item in ["accounts", "hold", "others"] {
                _ = await desk.post("/cases/\(number)/tick", ["checklist": "search", "item": item, "done": "yes"], as: "pia")
            }
            #expect(await desk.post("/cases/\(number)/approve", ["approval": "privacy", "verdict": "agree"], as: "pia").status == 303)
            let early = await desk.post("/cases/\(number)/steps/carry_out", [:], as: "pia")
            #expect(early.status == 422)
            #expect(early.text.contains("A second person agrees"))
            #expect(await desk.post("/cases/\(number)/approve", ["approval": "second", "verdict": "agree"], as: "max").status == 303)
            #expect(await desk.post("/cases/\(number)/steps/carry_out", [:], as: "pia").status == 303)
            for item in ["done", "backups", "receivers"] {
                _ = await desk.post("/cases/\(number)/tick", ["checklist": "receipt", "item": item, "done": "yes"], as: "pia")
            }
            #expect(await desk.post("/cases/\(number)/steps/answer", ["reason": "Here it is."], as: "max").status == 303)
            #expect(try await desk.state(number) == "answered")
            #expect(await desk.get("/cases/\(number)/history", as: "ada").text.contains("Here it is."))
            #expect(await desk.get("/cases/\(number)/record", as: "ada").status == 200)
        }
    }

    @Test("nobody sees, opens or changes a case by guessing its number: every address with a case in it")
    func guessing() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            let before = try await desk.desk.cases.aCase(number)
            var walked = 0
            for route in desk.site.routes where route.pattern.description.contains("{case}") {
                let path = route.pattern.description.replacing("{case}", with: "\(number)").replacing("{step}", with: "withdraw")
                    .replacing("{field}", with: "wish").replacing("{vote}", with: "x").replacing("{digest}", with: "x")
                for user in [nil, "ben", "cole", "dana"] {
                    let isForm = route.kind == .form
                    let answer =
                        isForm
                        ? await desk.post(path, Self.filled(route), as: user) : await desk.get(path, as: user)
                    // Who may move cases is asked before any case is looked for: the answer is the same for every number.
                    let moves = ["/migrate", "/migration"].contains { route.pattern.description.hasSuffix($0) }
                    let refused = isForm && moves ? [403] : [404]
                    let expected = user == nil && isForm ? [401, 403, 404] : refused
                    #expect(expected.contains(answer.status), "\(route.kind) \(path) as \(user ?? "a visitor"): \(answer.status)")
                    #expect(!answer.text.contains("Ada Example"))
                    walked += 1
                }
            }
            #expect(walked > 100)
            #expect(try await desk.desk.cases.aCase(number) == before)
            // The very same answer for a case that is not there.
            let (hidden, missing) = (await desk.get("/cases/\(number)", as: "ben"), await desk.get("/cases/987", as: "ben"))
            #expect(hidden.status == missing.status)
            #expect(
                hidden.text.replacing("\(number)", with: "N") == missing.text.replacing("987", with: "N").replacing("\(number)", with: "N"))
        }
    }

    /// Something for each field that a form requires.
    private static func filled(_ route: Route) -> [String: String] {
        var fields: [String: String] = [:]
        for field in route.parameters where field.place == .form && field.isRequired {
            switch field.kind {
            case .choice(let choices): fields[field.name] = choices.first?.value
            case .integer: fields[field.name] = "1"
            case .date: fields[field.name] = "2027-01-01"
            default: fields[field.name] = "x"
            }
        }
        return fields
    }

    @Test("lists hold only what their reader may see")
    func lists() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            for address in [
                "/cases/board/data-request", "/cases/list/data-request?which=all", "/api/v1/processes/data-request/cases?which=all",
            ] {
                #expect(await desk.get(address, as: "ada").text.contains("A case of data-request"), "\(address)")
                #expect(await desk.get(address, as: "pia").text.contains("A case of data-request"), "\(address)")
                #expect(await !desk.get(address, as: "ben").text.contains("A case of data-request"), "\(address)")
                #expect(await !desk.get(address, as: nil).text.contains("A case of data-request"), "\(address)")
            }
            #expect(await !desk.get("/cases", as: "ben").text.contains("A case of data-request"))
        }
    }

    @Test("all that is missing or wrong is told at once, above the form with a link and beside its field, by the title of the field")
    func mistakes() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let answer = await desk.post(
                "/cases/new/efficiency", ["f-today": "By hand", "f-hours-now": "many", "f-cost": "12,5 EUR", "f-measure": "no.such"],
                as: "ada")
            #expect(answer.status == 422)
            for field in ["title", "f-change", "f-hours-now", "f-hours-then", "f-measure"] {
                #expect(answer.text.contains("<a href=\"#field-\(field)\">"), "\(field)")
                #expect(answer.text.contains("id=\"field-\(field)-problem\""), "\(field)")
            }
            for words in ["“What you propose” is missing.", "“Hours a month today” must be a number, such as 12.5."] {
                #expect(answer.text.contains(words), "\(words)")
            }
            #expect(!answer.text.contains("bytes"), "nobody counts bytes in a form")
            // In the order of the form, each field once.
            let links = answer.text.split(separator: "<a href=\"#field-").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            #expect(links == ["title", "f-change", "f-hours-now", "f-hours-then", "f-measure"])
            #expect(answer.text.contains("value=\"many\""))
            #expect(answer.text.contains("By hand"))
            #expect(MarkupCheck.faults(in: answer.text).isEmpty, "\(MarkupCheck.faults(in: answer.text))")
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            let edited = await desk.post("/cases/\(number)/edit", ["f-wish": "money"], as: "ada")
            for words in ["“Title” is missing.", "“What you ask for” must be A copy of what is kept about me, A correction"] {
                #expect(edited.text.contains(words), "\(words)")
            }
        }
    }

    @Test("a draft keeps what was typed, right or wrong, for its author alone, until the case is begun")
    func drafts() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let saved = await desk.post(
                "/cases/new/data-request", ["f-person": "Ada <b>", "f-wish": "nonsense", "save-draft": "yes"], as: "ada")
            #expect(saved.status == 303)
            #expect(await desk.get("/cases/new/data-request", as: "ada").text.contains("Ada &lt;b&gt;"))
            #expect(await !desk.get("/cases/new/data-request", as: "ben").text.contains("Ada &lt;b&gt;"))
            #expect(await desk.get("/cases", as: "ada").text.contains("No title yet"))
            _ = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            #expect(await !desk.get("/cases/new/data-request", as: "ada").text.contains("Ada &lt;b&gt;"))
        }
    }

    @Test("somebody who saw an older state is told that another was faster, and changes nothing")
    func stale() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            let revision = try #require(try await desk.desk.cases.aCase(number)).revision
            _ = await desk.post("/cases/\(number)/say", ["thread": "T", "text": "First", "revision": "\(revision)"], as: "ada")
            let late = await desk.post("/cases/\(number)/steps/submit", ["revision": "\(revision)"], as: "ada")
            #expect(late.status == 422)
            #expect(late.text.contains("Somebody else changed the case"))
            #expect(try await desk.state(number) == "draft")
        }
    }

    @Test("markup in every text of a case is shown as text, and every page of it is well formed")
    func hostile() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let evil = "<script>alert(1)</script>\"'&\u{202E}"
            let number = try await desk.begin(
                "data-request", ["wish": "access", "person": evil, "accounts": evil + "\n\n" + evil, "details": evil, "reach": evil],
                as: "ada")
            _ = await desk.post(
                "/cases/\(number)/edit", ["title": evil, "f-wish": "access", "f-person": evil, "f-accounts": evil, "f-reach": evil],
                as: "ada")
            _ = await desk.post("/cases/\(number)/say", ["thread": evil, "text": evil], as: "ada")
            _ = await desk.post("/cases/\(number)/concerns/raise", ["text": evil], as: "ada")
            _ = await desk.post("/cases/\(number)/declare", ["interest": evil], as: "ada")
            _ = try await desk.desk.dispatcher(mail: nil, sender: nil, senderName: "").run()
            for address in ["", "/record", "/history", "/edit", "/say", "/steps/submit"].map({ "/cases/\(number)\($0)" }) + [
                "/cases", "/cases/board/data-request", "/cases/list/data-request", "/notifications", "/processes/data-request",
            ] {
                let answer = await desk.get(address, as: "ada")
                #expect(answer.status == 200, "\(address)")
                #expect(!answer.text.contains("<script"), "\(address)")
                #expect(MarkupCheck.faults(in: answer.text).isEmpty, "\(address): \(MarkupCheck.faults(in: answer.text))")
            }
        }
    }

    @Test("a file is bounded, belongs to its case, is given back as a download, and never as a page")
    func files() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let answers = [
                "what": "x", "recipient": "x", "form": "audit", "amount": "1 EUR", "years": "1", "exposure": "x", "health": "x",
                "alternatives": "x",
                "measure": "cases.investment.breaches", "target": "0",
            ]
            let number = try await desk.begin("investment", answers, as: "ada")
            let address = "/cases/\(number)/upload/offer"
            let bytes = Array("<script>alert(1)</script>".utf8) + [0, 255, 13, 10]
            #expect(await desk.upload(address, name: "../..\\evil\";.html", bytes: bytes, as: "ben").status == 404)
            let taken = await desk.upload(address, name: "../..\\evil\u{0}.html", bytes: bytes, as: "ada")
            #expect(taken.status == 303, "\(taken.text)")
            guard case .file(let file)? = try await desk.desk.cases.aCase(number)?.fields["offer"] else {
                Issue.record("The file is not there.")
                return
            }
            #expect(file.bytes == bytes.count)
            #expect(file.name == "evil.html")
            let got = await desk.get("/cases/\(number)/files/\(file.digest)", as: "ada")
            #expect(got.body == bytes)
            #expect(got.header("Content-Type") == "application/octet-stream")
            #expect(got.header("Content-Disposition") == "attachment; filename=\"evil.html\"")
            #expect(await desk.get("/cases/\(number)/files/\(String(repeating: "0", count: 64))", as: "ada").status == 404)
            let large = await desk.upload(address, name: "x", bytes: [UInt8](repeating: 1, count: 5_000_001), as: "ada")
            #expect(large.status == 422)
            #expect(await desk.upload(address, name: "x", bytes: [], as: "ada").status == 422)
            #expect(await desk.upload("/cases/\(number)/upload/what", name: "x", bytes: [1], as: "ada").status != 303)
        }
    }

    @Test("whoever a case waits for is told once, by mail, with the address of the case; who did it is not")
    func told() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            _ = try await desk.desk.dispatcher(mail: nil, sender: nil, senderName: "").run()
            let deliveries = try await desk.store.read { try $0.deliveries(limit: 100) }
            let waiting = deliveries.filter { $0.rule == "waiting" && $0.channel == .mail && $0.state == .waiting }
            #expect(waiting.map(\.recipient) == ["user:6"])
            #expect(waiting.first?.event?.link == "/cases/\(number)")
            #expect(!deliveries.contains { $0.recipient == "user:1" && $0.state == .waiting })
        }
    }

    @Test("an API token acts like its user, with the engine's words when it may not")
    func api() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let answers = #"{"wish":"access","person":"Ada","accounts":"x","reach":"y"}"#
            let begun = await desk.post("/api/v1/cases", ["process": "data-request", "title": "Mine", "answers": answers], as: "ada")
            #expect(begun.status == 200, "\(begun.text)")
            #expect(begun.text.contains("\"state\":\"draft\""))
            let done = await desk.post("/api/v1/cases/1/actions", ["action": "take", "subject": "submit"], as: "ada")
            #expect(done.text.contains("\"state\":\"identity\""))
            let refused = await desk.post("/api/v1/cases/1/actions", ["action": "take", "subject": "identified"], as: "ada")
            #expect(refused.status == 422)
            #expect(refused.text.contains("Only a member of privacy officer may choose"))
            #expect(await desk.get("/api/v1/work", as: "pia").text.contains("\"what\":\"checklist\""))
        }
    }

    @Test("time in states and times not kept come with every process, by the history alone")
    func measures() async throws {
        try await withDesk { (desk: DeskFixture) async throws in
            let number = try await desk.begin("data-request", DeskFixture.request, as: "ada")
            desk.clock.pass(2 * 86_400)
            _ = await desk.post("/cases/\(number)/steps/submit", [:], as: "ada")
            desk.clock.pass(40 * 86_400)
            _ = try await desk.desk.advance()
            _ = await desk.post("/cases/\(number)/steps/withdraw", [:], as: "ada")
            let all = await desk.get("/api/v1/measures", as: "mara").text
            for id in ["efficiency", "nomination", "investment", "outreach", "data-request"] {
                for name in ["time-median", "time-p90", "breaches"] { #expect(all.contains("cases.\(id).\(name)"), "\(id) \(name)") }
            }
            let stays = try await ProcessHistoryReader<CaseStays>(desk.store).history(of: desk.desk.processes[4])
            #expect(stays.whole.map(\.days) == [42])
            #expect(stays.breaches.map(\.clock) == ["month"])
        }
    }
}
