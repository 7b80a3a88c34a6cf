import Access
import Casework
import Pages
import Store

/// Moving a case to the newest version of its process: what changes is shown first, and stays in its history.
extension CaseForms {
    static let migrationReason = Parameter.field(
        "reason", .lines(maxBytes: 20_000), "Why the case goes on under the new version; it stays with the case.", label: "Reason",
        required: true)

    var migration: Form {
        let desk = desk
        return Form(
            "/cases/{case}/migrate", "Move a case to the newest version of its process", access: .may(.manageCases),
            seenBy: .maySomewhere(.seeFigures),
            fields: [Self.migrationReason, Self.revision], button: "Move it", path: [Self.caseNumber],
            examples: [SafeURL(stringLiteral: "/cases/\(example)/migrate")],
            show: { request, view in
                let sheet = try await desk.sheet(request)
                let body: HTML
                switch try await desk.migrationPlan(of: sheet) {
                case .success(let plan):
                    let items = plan.changes.map { "<li>\($0)</li>" as HTML }
                    body = """
                        <p>From version \(plan.from) to version \(plan.to). This cannot be taken back.</p><ul>\(items)</ul>
                        \(view.filling(["revision": "\(sheet.aCase.revision)"]).html(
                            command: "steward case migrate \(sheet.aCase.id) …", hidden: ["revision"], cancel: "/cases/\(sheet.aCase.id)"))
                        """
                case .failure(let refusal):
                    body = Notice(.information, "It cannot be moved now", body: HTML.isolated(refusal.description)).html
                }
                return Page("Move the case to the newest version", breadcrumbs: Self.crumbs(sheet), body: body)
            },
            submit: { request in
                let number = try await desk.migrate(request)
                return "/cases/\(number)"
            })
    }
}

extension CaseDesk {
    /// Moves the case that a request's address names, as its fields say.
    ///
    /// - Returns: the number of the case.
    /// - Throws: ``FormRefusal`` with the engine's words; nothing was changed then.
    @discardableResult
    func migrate(_ request: Request) async throws -> Int64 {
        let number = try await sheet(request).aCase.id
        guard let actor = Viewer(request.caller).actor else { throw FormRefusal(nil, "Sign in to move cases.") }
        do {
            try await migrate(
                number, reason: request.text("reason") ?? "", revision: request.integer("revision").map { Int64($0) }, by: actor)
        } catch let refusal as CaseRefusal {
            throw FormRefusal(refusal.sentences.map { FormProblem(nil, $0) })
        }
        return number
    }

    /// What moving a case to the newest version of its process would change, or why it cannot be moved.
    func migrationPlan(of sheet: CaseSheet) async throws -> Result<MigrationPlan, CaseRefusal> {
        let (cases, aCase) = (cases, sheet.aCase)
        return try await store.read { reader in
            do { return .success(try cases.migrationPlan(of: aCase, in: reader)) } catch let refusal as CaseRefusal {
                return .failure(refusal)
            }
        }
    }
}
