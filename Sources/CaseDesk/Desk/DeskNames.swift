import Access
import Casework
import Ledger
import Measures
import Pages
import Store

extension SQLReader {
    /// A user who is not shut out.
    func deskUser(_ id: Int64) throws -> User? {
        try first("SELECT id, name, display_name, email FROM users WHERE id = ? AND disabled_at IS NULL", [.integer(id)]) { row in
            User(id: row.integer(0), name: row.text(1), displayName: row.text(2), email: row.optionalText(3))
        }
    }

    /// Users who are not shut out.
    func deskUsers() throws -> [User] {
        try rows("SELECT id, name, display_name, email FROM users WHERE disabled_at IS NULL ORDER BY display_name, id") { row in
            User(id: row.integer(0), name: row.text(1), displayName: row.text(2), email: row.optionalText(3))
        }
    }
}

extension CaseDesk {
    /// What people are called, by their identities.
    func names() async throws -> [String: String] {
        Dictionary(try await store.read { try $0.deskUsers() }.map { ($0.actor, $0.displayName) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same, with the contributors that the answers of a case name.
    func names(for sheet: CaseSheet) async throws -> [String: String] {
        let known = try await contributors(named: sheet.references)
        return try await names().merging(known.values.map { ($0.value, $0.label) }) { first, _ in first }
    }

    /// Contributors by what somebody typed: the user name at a forge, such as `github.com/ada`, or the identity that an answer holds.
    ///
    /// Addresses are not looked up: who asks would learn whether somebody is known by them.
    func contributors(named texts: [String]) async throws -> [String: Parameter.Choice] {
        let wanted = Set(texts.filter { $0.hasPrefix("person:") || Self.isAccount($0) }).sorted().prefix(50)
        guard !wanted.isEmpty else { return [:] }
        return try await store.read { reader in
            var found: [String: Parameter.Choice] = [:]
            for text in wanted {
                let accounts: [AccountCard]
                if text.hasPrefix("person:") {
                    accounts = try PersonID(String(text.dropFirst("person:".count))).map { try reader.accounts(ofPerson: $0) } ?? []
                } else {
                    accounts = try reader.accounts(spelled: text)
                }
                guard let account = accounts.first(where: { $0.login != nil && $0.person != nil }), let person = account.person else { continue }
                found[text] = Parameter.Choice("person:\(person)", account.title)
            }
            return found
        }
    }

    /// Whether a text is spelled like `github.com/ada`; a form has longer texts with strokes in them.
    private static func isAccount(_ text: String) -> Bool {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        return sides.count == 2 && text.utf8.count <= 200 && sides[0].contains(".") && !sides[1].isEmpty && !text.contains(where: \.isWhitespace)
    }

    /// Users, as a form offers them.
    func people() async throws -> [Parameter.Choice] { try await store.read { try $0.deskUsers() }.map { .init($0.actor, $0.displayName) } }

    /// What the fields of a process may name.
    ///
    /// - Parameter texts: what was typed, or what answers hold: contributors are looked up, as they are too many to be offered.
    func choices(for process: CaseProcess, naming texts: [String] = []) async throws -> FieldChoices {
        var choices = FieldChoices()
        let kinds = Set(process.fields.map(\.kind.words))
        let wanted = kinds.intersection(["project", "organisation"])
        if kinds.contains("person") {
            let users = try await store.read { try $0.deskUsers() }
            choices.people = users.map { .init($0.actor, $0.displayName) }
            choices.logins = Dictionary(users.map { ($0.name, $0.actor) }, uniquingKeysWith: { first, _ in first })
            choices.contributors = try await contributors(named: texts)
        }
        if kinds.contains("measure") { choices.measures = measures.catalogue.measures.map { .init($0.card.id, $0.card.title) } }
        if !wanted.isEmpty {
            let (projects, organisations) = try await store.read { reader in
                try (
                    wanted.contains("project") ? reader.projects().map { Parameter.Choice($0.slug, $0.title) } : [],
                    wanted.contains("organisation") ? reader.organisations().map { Parameter.Choice($0.slug, $0.name) } : []
                )
            }
            (choices.projects, choices.organisations) = (projects, organisations)
        }
        return choices
    }
}

extension SQLReader {
    /// The accounts with a user name at a forge, `github.com/ada`.
    fileprivate func accounts(spelled text: String) throws -> [AccountCard] {
        let sides = text.lowercased().split(separator: "/")
        guard sides.count == 2 else { return [] }
        let ids = try rows(
            """
            SELECT a.id FROM account_profiles p JOIN accounts a ON a.id = p.account_id
            WHERE p.login_key = ? AND a.source = ? AND p.ended_at IS NULL ORDER BY a.id LIMIT 10
            """, [.text(String(sides[1])), .text(String(sides[0]))]
        ) { $0.integer(0) }
        return try accountCards(ids)
    }

    /// Whether a user sees the cases that the programme sees.
    func isOfProgramme(_ actor: String, at instant: Int64) throws -> Bool {
        try deskCaller(actor, at: instant)?.may(.seeCases) ?? false
    }

    /// Whether a user may move cases to other versions and mend what goes wrong with them.
    func mayManageCases(_ actor: String, at instant: Int64) throws -> Bool {
        try deskCaller(actor, at: instant)?.may(.manageCases) ?? false
    }

    private func deskCaller(_ actor: String, at instant: Int64) throws -> Caller? {
        guard let id = User.id(actor: actor), let user = try deskUser(id) else { return nil }
        return Caller(user, holding: try heldRoles(of: id, at: instant), by: .visitor)
    }
}
