import Access
import Casework
import Pages

/// Uploading a file to a field of a case, and running its checks: what needs no generated form.
struct UploadForm: Sendable {
    let desk: CaseDesk
    let example: String

    var routes: [Route] { upload.routes + checks.routes }

    /// The largest file, and what stands around it.
    static let bodyLimit = FileReference.largest + (64 << 10)
    static let fieldID = Parameter.path("field", "The field, by its id.")

    private var upload: Form {
        Form(
            "/cases/{case}/upload/{field}", "Upload a file", access: .may(.openCases), seenBy: .maySomewhere(.seeFigures),
            fields: [CaseForms.revision],
            button: "Upload", bodyLimit: Self.bodyLimit,
            path: [CaseForms.caseNumber, Self.fieldID],
            examples: [SafeURL(stringLiteral: "/cases/\(example)/upload/example")],
            file: .init("File", hint: "It takes the place of the one before."),
            show: { [desk] request, view in
                let sheet = try await desk.sheet(request)
                let field = try Self.field(request, sheet)
                guard case .file(let limit) = field.kind else { throw Problem.notFound("“\(field.title)” takes no file.") }
                return Page(
                    "Upload: \(field.title)",
                    lead: "\(field.help) At most \(Format.integer(limit)) bytes. Everyone who may see the case can read the file.",
                    breadcrumbs: CaseForms.crumbs(sheet),
                    body: view.filling(["revision": "\(sheet.aCase.revision)"]).html(
                        command: nil, hidden: ["revision"], cancel: "/cases/\(sheet.aCase.id)"))
            },
            submit: { [desk] request in
                let number = try await desk.upload(request)
                return SafeURL(stringLiteral: "/cases/\(number)#answers")
            })
    }

    fileprivate static func field(_ request: Request, _ sheet: CaseSheet) throws -> Field {
        let id = request.text("field") ?? ""
        guard let field = sheet.process.field(id) else { throw Problem.notFound("“\(sheet.process.title)” has no field “\(id)”.") }
        return field
    }

    private var checks: Form {
        Form(
            "/cases/{case}/checks", "Run the checks of a case", access: .may(.openCases), seenBy: .maySomewhere(.seeFigures), fields: [],
            button: "Run the checks",
            path: [CaseForms.caseNumber], examples: [SafeURL(stringLiteral: "/cases/\(example)/checks")],
            show: { [desk] request, view in
                let sheet = try await desk.sheet(request)
                return Page(
                    "Run the checks", breadcrumbs: CaseForms.crumbs(sheet),
                    body: view.html(command: nil, cancel: "/cases/\(sheet.aCase.id)"))
            },
            submit: { [desk] request in
                let sheet = try await desk.sheet(request)
                guard Viewer(request.caller).mayAct else { throw FormRefusal(nil, "Sign in to run checks.") }
                try await desk.runChecks(of: sheet.aCase.id)
                return SafeURL(stringLiteral: "/cases/\(sheet.aCase.id)#checks")
            })
    }
}

extension CaseDesk {
    /// Takes the file that came with a request, for the case and the field that its address names.
    ///
    /// - Returns: the number of the case.
    /// - Throws: ``FormRefusal`` with what is wrong with the file; nothing was changed then.
    @discardableResult
    func upload(_ request: Request) async throws -> Int64 {
        let sheet = try await sheet(request)
        let field = try UploadForm.field(request, sheet)
        let viewer = Viewer(request.caller)
        guard viewer.mayAct, let actor = viewer.actor else { throw FormRefusal(nil, "Sign in to upload files.") }
        guard let file = request.file else { throw FormRefusal("file", "Choose a file.") }
        do {
            try await upload(file, to: field, of: sheet.aCase.id, revision: request.integer("revision").map { Int64($0) }, by: actor)
        } catch let refusal as CaseRefusal {
            throw FormRefusal(refusal.sentences.map { FormProblem("file", $0) })
        }
        return sheet.aCase.id
    }
}
