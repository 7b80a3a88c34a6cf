import Access
import Casework
import Pages

/// What is done to a case as a whole: it moves to another version of its process, and files come to it.
extension CaseAPI {
    var migrationPlan: Route {
        .data(
            "/api/v1/cases/{case}/migration", "What moving a case to the newest version of its process would change",
            details: "Nothing is changed by asking.", access: .maySomewhere(.seeFigures), parameters: [CaseForms.caseNumber],
            examples: [SafeURL(stringLiteral: "/api/v1/cases/\(example.number)/migration")],
            answer: .object([
                "from": .integer("The version that the case follows."), "to": .nullable(.integer("The version to which it would move.")),
                "changes": .array(of: .string(), "Sentences."), "obstacle": .nullable(.string("Why it cannot be moved now.")),
            ])
        ) { [desk] request in
            let sheet = try await desk.sheet(request)
            let json: JSON
            switch try await desk.migrationPlan(of: sheet) {
            case .success(let plan):
                json = [
                    "from": .integer(plan.from), "to": .integer(plan.to), "changes": .array(plan.changes.map(JSON.string)),
                    "obstacle": .null,
                ]
            case .failure(let refusal):
                json = [
                    "from": .integer(sheet.aCase.version), "to": .null, "changes": .array([]), "obstacle": .string(refusal.description),
                ]
            }
            return .data { json }
        }
    }

    var migration: Route {
        .submission(
            "/api/v1/cases/{case}/migration", "Move a case to the newest version of its process",
            details: "What it changes stays in the history of the case with the reason. It cannot be taken back.",
            access: .may(.manageCases),
            parameters: [CaseForms.caseNumber], fields: [CaseForms.migrationReason, CaseForms.revision], answer: CaseJSON.whole
        ) { [desk] request in
            try await desk.migrate(request)
            return CaseJSON.json(try await desk.sheet(request))
        }
    }

    var upload: Route {
        .submission(
            "/api/v1/cases/{case}/files/{field}", "Send a file to a field of a case",
            details: "It takes the place of the one before. At most what the field takes, and never more than 5 MiB.",
            access: .may(.openCases), parameters: [CaseForms.caseNumber, UploadForm.fieldID], fields: [CaseForms.revision],
            takesFile: true, bodyLimit: UploadForm.bodyLimit, answer: CaseJSON.whole
        ) { [desk] request in
            try await desk.upload(request)
            return CaseJSON.json(try await desk.sheet(request))
        }
    }
}
