import Access
import Pages
import Store
import TestSupport
import Testing

@testable import steward

@Suite("Pages of invitations and roles")
struct AccessPageTests {
    @Test("who joins must choose a name and is told so; who sets a new password is not asked for one")
    func invitations() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            let joining = try await office.desk.invite(roles: ["member"], actor: "test").secret.text
            var browser = Browser(office.site)
            let page = await browser.get("/sign-in/invitation?secret=\(joining)").text
            #expect(page.contains("<label for=\"field-name\">Name</label>"), "the name is not called optional")
            #expect(page.contains("id=\"field-name\" name=\"name\" required"))
            #expect(page.contains("What others see; when it is left empty, the name above."))
            #expect(!page.contains("Not needed"))
            #expect(MarkupCheck.faults(in: page).isEmpty, "\(MarkupCheck.faults(in: page))")
            let words = "correct horse battery staple"
            let nameless = await browser.submit(
                "/sign-in/invitation", ["secret": joining, "new-password": words, "repetition": words],
                from: "/sign-in/invitation?secret=\(joining)")
            #expect(nameless.status == 422 && nameless.text.contains("Name is missing: choose what you will type to sign in."))
            let joined = await browser.submit(
                "/sign-in/invitation", ["secret": joining, "name": "nia", "new-password": words, "repetition": words],
                from: "/sign-in/invitation?secret=\(joining)")
            #expect(joined.status == 303)
            let user = try #require(try await office.desk.user(named: "nia"))
            #expect(user.displayName == "nia")

            let renewing = try await office.desk.inviteToNewPassword(user.id, actor: "test").secret.text
            var other = Browser(office.site)
            let renewal = await other.get("/sign-in/invitation?secret=\(renewing)").text
            #expect(
                renewal.contains("Set a new password for") && !renewal.contains("id=\"field-name\"")
                    && !renewal.contains("id=\"field-display-name\""))
            let set = await other.submit(
                "/sign-in/invitation", ["secret": renewing, "new-password": words + " two", "repetition": words + " two"],
                from: "/sign-in/invitation?secret=\(renewing)")
            #expect(set.status == 303)
        }
    }

    private static func isTicked(_ permission: Permission, in page: String) -> Bool {
        page.contains("name=\"permissions\" value=\"\(permission.rawValue)\" checked")
    }

    @Test("what a role permits is ticked from a list under headings, in words, and nothing ticked is a mistake beside the list")
    func roles() async throws {
        try await StaffedOffice.with { (office: StaffedOffice) async throws in
            var root = try await office.browser(as: "root")
            let page = await root.get("/roles/put?name=grants").text
            #expect(MarkupCheck.faults(in: page).isEmpty, "\(MarkupCheck.faults(in: page))")
            #expect(page.ranges(of: "type=\"checkbox\"").count == Permission.allCases.count)
            for permission in Permission.allCases {
                let words = permission.sentence
                #expect(page.contains(words.prefix(1).uppercased() + words.dropFirst().replacing("'", with: "&#39;")), "\(permission)")
                #expect(page.contains("<legend>\(permission.feature)</legend>"), "\(permission)")
                #expect(Self.isTicked(permission, in: page) == Role.reviewer.permissions.contains(permission), "\(permission)")
            }
            // Each heading stands once: what belongs together stands together.
            let features = Set(Permission.allCases.map(\.feature))
            #expect(page.ranges(of: "<fieldset><legend>").count == features.count)

            let fields = [("name", "grants"), ("title", "Grants"), ("form-token", Browser.token(in: page) ?? "")]
            let none = await root.postPairs("/roles/put", fields)
            #expect(none.status == 422 && none.text.contains("What it permits is missing: choose at least one."))
            #expect(none.text.contains("<a href=\"#field-permissions\">") && !none.text.contains(" checked"))
            let unknown = await root.postPairs("/roles/put", fields + [("permissions", "cases.fly")])
            #expect(unknown.status == 422)
            let stored = await root.postPairs("/roles/put", fields + [("permissions", "cases.see"), ("permissions", "figures.see")])
            #expect(stored.status == 303, "\(stored.text)")
            #expect(try await office.desk.roles().first { $0.name == "grants" }?.permissions == [.seeCases, .seeFigures])

            // The form of a role that is there begins with what it permits now.
            let again = await root.get("/roles/put?name=grants").text
            for permission in Permission.allCases {
                #expect(Self.isTicked(permission, in: again) == [.seeCases, .seeFigures].contains(permission), "\(permission)")
            }
            #expect(again.contains("value=\"Grants\""))
            #expect(await root.get("/roles").text.contains("<a href=\"/roles/put?name=grants\">Change"))
        }
    }
}
