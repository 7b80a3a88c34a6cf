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

    /// Users, as a form offers them.
    func people() async throws -> [Parameter.Choice] { try await store.read { try $0.deskUsers() }.map { .init($0.actor, $0.displayName) } }

    /// What the fields of a process may name.
    func choices(for process: CaseProcess) async throws -> FieldChoices {
        var choices = FieldChoices()
        let kinds = Set(process.fields.map(\.kind.words))
        let wanted = kinds.intersection(["project", "organisation"])
        if kinds.contains("person") { choices.people = try await people() }
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
