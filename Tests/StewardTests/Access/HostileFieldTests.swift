import Access
import Audit
import Pages
import Store
import TestSupport
import Testing

@testable import steward

/// What a page would do if it believed what people type into it.
@Suite("HTML in every field of sign-in, users, roles and audit")
struct HostileFieldTests {
    private static let script = "<script>alert(1)</script>"
    private static let attribute = "\"><img src=x onerror=alert(2)>'"

    @Test("what was stored is shown as text on every page", arguments: TestEngine.allCases)
    func stored(_ engine: TestEngine) async throws {
        try await StaffedOffice.with(on: engine) { (office: StaffedOffice) async throws in
            let desk = office.desk
            for (index, text) in [Self.script, Self.attribute].enumerated() {
                let user = try await desk.makeUser(
                    name: "user\(index)", displayName: text, password: StaffedOffice.password, roles: ["administrator"], actor: text,
                    reason: text)
                try await desk.grant("coach", to: user.id, actor: text, reason: text)
                _ = try await desk.makeToken(text, of: user.id, scopes: [.seeFigures], days: 1, actor: text)
                try await desk.putRole(name: "role\(index)", title: text, summary: text, actor: text)
                _ = try await desk.signIn(name: user.name, password: StaffedOffice.password, from: Origin(address: text, browser: text))
                try await office.office.store.write {
                    _ = try AuditLog.append(
                        AuditEntry(at: 1, actor: text, action: text, subject: text, reason: text, before: text, after: text), in: $0)
                }
            }
            for name in ["user0", "user1"] {
                var browser = try await office.browser(as: name)
                var targets = office.site.routes.filter {
                    $0.kind == .page && $0.access.permission.map { [.manageUsers, .ownAccount, .readAudit].contains($0) } == true
                }
                .flatMap { $0.examples.map(\.text) }
                #expect(targets.count > 20)
                targets += ["/users?user=user0", "/users?user=user1", "/sign-in", "/sign-out", "/sign-in/with", "/"]
                for target in targets {
                    let answer = await browser.get(target)
                    #expect(answer.status == 200, "\(target): \(answer.status)")
                    #expect(!answer.text.contains("<script") && !answer.text.contains("<img src=x"), "\(target)")
                    #expect(MarkupCheck.faults(in: answer.text) == [], "\(target)")
                }
                let csv = await browser.get("/api/v1/audit?format=csv")
                #expect(csv.status == 200 && csv.header("Content-Type")?.hasPrefix("text/csv") == true)
            }
        }
    }

    @Test("what was typed comes back as text when a form is refused; a password never comes back")
    func typed() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var browser = try await office.browser(as: "root")
            let forms = office.site.routes.filter {
                $0.kind == .form && !$0.pattern.description.contains("{") && !$0.pattern.description.hasPrefix("/api/")
                    && ($0.access == .everybody || $0.access.permission.map { [.manageUsers, .ownAccount].contains($0) } == true)
            }
            #expect(forms.count > 15)
            for form in forms where !["/sign-out", "/account/sessions/end-others"].contains(form.pattern.description) {
                for text in [Self.script, Self.attribute] {
                    let path = form.pattern.description
                    let token = Browser.token(in: await browser.get(path).text) ?? ""
                    var fields: [(String, String)] = form.parameters.filter { $0.place == .form }.map { ($0.name, text) }
                    fields.append(("form-token", token))
                    let answer = await browser.postPairs(path, fields)
                    guard answer.status != 303 else { continue }
                    #expect(!answer.text.contains("<script") && !answer.text.contains("<img src=x"), "\(path)")
                    #expect(MarkupCheck.faults(in: answer.text) == [], "\(path)")
                    for field in form.parameters {
                        guard case .secret = field.kind, let field = answer.text.firstRange(of: "name=\"\(field.name)\"") else { continue }
                        #expect(!answer.text[field.upperBound...].prefix { $0 != ">" }.contains("value="), "\(path)")
                    }
                }
            }
        }
    }

    @Test(
        "an address with HTML in its query is refused or shown as text",
        arguments: [
            "/users?user=%3Cscript%3E", "/audit?actor=%3Cscript%3E&action=%22%3E%3Cimg%20src%3Dx%3E",
            "/sign-in?return=%3Cscript%3E&name=%3Cscript%3E",
            "/sign-in/return?error=x&error_description=%3Cscript%3E", "/sign-in/with?provider=%3Cscript%3E",
            "/sign-in/invitation?secret=%3Cscript%3E",
            "/users/roles/grant?user=%22%3E%3Cscript%3E&reason=%3Cscript%3E", "/account/sessions/end?session=%22%3E%3Cscript%3E",
        ])
    func queries(_ target: String) async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var browser = try await office.browser(as: "root")
            let answer = await browser.get(target)
            #expect(!answer.text.contains("<script") && !answer.text.contains("<img src=x"))
            #expect(MarkupCheck.faults(in: answer.text) == [])
        }
    }
}
