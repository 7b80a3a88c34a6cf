import Access
import Casework
import Inspection
import Ledger
import Pages

/// What the inspection of a case's repository found: gate by gate, with what to do, and what the evidence in the case rests on.
struct InspectionPages: Sendable {
    let desk: ReleaseDesk

    var routes: [Route] { [page, data] }

    private static let number = Parameter.path("case", "The number of a case.", kind: .integer(1...Int.max))
    /// So many rows of one gate are shown.
    private static let most = 200

    /// What both routes show, for somebody who may see it.
    private struct Sheet {
        let aCase: Case
        let process: CaseProcess
        let repository: String?
        let standing: InspectionDesk.Standing

        var inspection: StoredInspection? {
            switch standing {
            case .fresh(let inspection): inspection
            case .pending(let last), .impossible(_, let last): last
            }
        }

        /// In words, and whether what is shown is of the newest commit.
        var state: (word: String, sentence: String) {
            switch standing {
            case .fresh: ("fresh", "The newest commit was looked at, under the rules of today.")
            case .pending(.some): ("stale", "The repository or the rules changed since; it is looked at again.")
            case .pending(nil): ("waiting", "It has not been looked at yet; it comes by itself, most often within a minute.")
            case .impossible(let sentence, _): ("not possible", sentence)
            }
        }
    }

    private func sheet(_ request: Request) async throws -> Sheet {
        let number = Int64(request.integer("case") ?? 0)
        let missing = Problem.notFound(
            "There is no case \(number) whose inspection you may see.", suggestions: [.init("Open and closed", "/releases")])
        guard let (aCase, process) = try await desk.aCase(number, for: request.caller), process.checks.contains(where: \.isGate),
            ReleaseDesk.mayReadFindings(of: aCase, request.caller)
        else { throw missing }
        let repository = await desk.checks.repository(of: aCase, process)
        let standing: InspectionDesk.Standing
        if let repository {
            standing = try await desk.inspections.glance(at: repository)
        } else {
            standing = .impossible("The case does not say where the repository is.", last: nil)
        }
        return Sheet(aCase: aCase, process: process, repository: repository, standing: standing)
    }

    // MARK: Page

    private var page: Route {
        .page(
            "/releases/{case}", "What the inspection of a case found", details: "By gate, with what to do and the evidence.",
            access: .maySomewhere(.openCases), parameters: [Self.number], examples: ["/releases/1"]
        ) { [self] request in
            let sheet = try await sheet(request)
            let aCase = sheet.aCase
            var body = facts(sheet)
            if let inspection = sheet.inspection {
                for gate in Gate.allCases { body += section(gate, inspection, aCase, sheet.process) }
                body += unseen(inspection.document) + evidence(inspection)
            } else {
                body += EmptyState("Nothing was looked at yet", next: "\(sheet.state.sentence)").html
            }
            return .privatePage(
                Page(
                    "Inspection: \(aCase.title)",
                    lead: "Nothing found is no approval: that is a decision of people and of the rules that they made.",
                    breadcrumbs: [
                        .init("Cases", "/cases"), .init(sheet.process.title, "/cases/board/\(sheet.process.id)"),
                        .init(aCase.title, "/cases/\(aCase.id)"),
                    ],
                    actions: [.button("The case", to: "/cases/\(aCase.id)")], body: body))
        }
    }

    private func facts(_ sheet: Sheet) -> HTML {
        let state = sheet.state
        var facts: [(name: String, value: HTML)] = [
            ("Repository", .isolated(sheet.repository ?? "not named")), ("State", "\(HTML.tag(state.word)) \(state.sentence)"),
        ]
        if let inspection = sheet.inspection {
            let document = inspection.document
            let declared = ReleaseAnswers(sheet.aCase, sheet.process).licence
            let failed = Gate.allCases.filter { GateVerdict($0, document, declared: declared).status == .failed }
            let links = failed.map { "<a href=\"#gate-\($0.rawValue)\">\($0.title)</a>" as HTML }
            facts.insert(("Not passed", links.isEmpty ? "nothing: every gate passed" : links.joined(separator: ", ")), at: 0)
            let read = "\(Format.count(document.files, "file", "files")) and \(Format.count(document.commits, "commit", "commits"))"
            let newest: HTML = "the newest \(HTML.code(String(inspection.commit.prefix(12))))"
            facts.append(("Looked at", "\(Format.timeElement(inspection.finishedAt)): \(read), \(newest)"))
        }
        return Facts(facts, areText: true).html
    }

    /// What it takes to repeat the inspection, and what shows that its checks work.
    private func evidence(_ inspection: StoredInspection) -> HTML {
        var facts: [(name: String, value: HTML)] = [
            ("Commit", .code(inspection.commit)), ("Rules", "sha256 \(HTML.code(inspection.rules))"),
            ("Result", "sha256 \(HTML.code(inspection.resultHash))"),
        ]
        for control in inspection.document.controls {
            facts.append(("Planted control", "\(control.what): \(control.wasFound ? "found, so the check works" : "not found")"))
        }
        let lead: HTML = "The same commit under the same rules gives the same result."
        return Section("Evidence", id: "evidence", lead: lead, body: Facts(facts, areText: true).html).html
    }

    private func section(_ gate: Gate, _ inspection: StoredInspection, _ aCase: Case, _ process: CaseProcess) -> HTML {
        let document = inspection.document
        let verdict = GateVerdict(gate, document, declared: ReleaseAnswers(aCase, process).licence)
        let result = process.checks.first { $0.function == gate.function }.flatMap { aCase.checks[$0.id] }
        let entries = verdict.open + verdict.takenOver + verdict.notes
        let rows = entries.prefix(Self.most).map { entry -> [Table.Cell] in
            let weight: HTML =
                entry.takenOver.map { "taken over until \($0.until): \($0.reason)" }
                ?? .tag(entry.level.rawValue, isBad: entry.level == .error)
            return [.text(entry.message), .text(entry.place), .text(entry.remedy), .html(weight), .html(.code(entry.rule))]
        }
        let table = Table(
            gate.title, id: "gate-\(gate.rawValue)-table",
            columns: [.init("What"), .init("Where"), .init("What to do"), .init("Weight"), .init("Rule")], rows: Array(rows),
            hidesCaption: true,
            stacks: true)
        let more: HTML =
            entries.count > Self.most ? "<p class=\"remark\">The first \(Self.most) of \(Format.integer(entries.count)) are shown.</p>" : ""
        let waived: HTML = result?.waivedBy.map { "<p>Set aside by \(HTML.isolated($0.name)): \(result?.reason ?? "")</p>" } ?? ""
        // The case says the same, unless it still rests on another inspection.
        let isOther = result.map { $0.evidence != inspection.evidence } ?? false
        let older: HTML = isOther ? "<p class=\"remark\">In the case: \(result?.status.rawValue ?? ""), \(result?.evidence ?? "").</p>" : ""
        let status: HTML =
            result?.waivedBy != nil && !isOther ? .tag("set aside") : .tag(verdict.status.rawValue, isBad: verdict.status == .failed)
        let found = rows.isEmpty ? "" : table.html
        return Section(
            gate.title, id: "gate-\(gate.rawValue)", lead: "\(status) \(verdict.summary)", body: found + more + waived + older
        ).html
    }

    private func unseen(_ document: InspectionDocument) -> HTML {
        guard !document.unseen.isEmpty || !document.remarks.isEmpty else { return "" }
        let items =
            document.unseen.map { "<li>\(HTML.isolated($0.subject)): \($0.reason)</li>" as HTML }
            + document.remarks.map { "<li>\(HTML.isolated($0))</li>" as HTML }
        return Section("Not looked at, and remarks", id: "unseen", body: "<ul>\(items)</ul>").html
    }

    // MARK: Data

    private static let entry = Schema.object([
        "rule": .string(), "level": .oneOf(FindingLevel.allCases.map(\.rawValue)),
        "confidence": .oneOf(Confidence.allCases.map(\.rawValue)),
        "path": .nullable(.string()), "line": .nullable(.integer()), "commit": .nullable(.string()), "message": .string(),
        "remedy": .string(),
        "fingerprint": .string(), "taken_over_until": .nullable(.string("The last day on which the repository's baseline takes it over.")),
    ])

    private var data: Route {
        .data(
            "/api/v1/releases/{case}", "What the inspection of a case found", access: .maySomewhere(.openCases), parameters: [Self.number],
            examples: ["/api/v1/releases/1"],
            answer: .object([
                "repository": .nullable(.string()), "state": .oneOf(["fresh", "stale", "waiting", "not possible"]),
                "explanation": .string(),
                "commit": .nullable(.string()), "rules": .nullable(.string("SHA-256 of the names and versions of the rules.")),
                "result": .nullable(.string("SHA-256 of the canonical report.")), "finished": .nullable(.string("ISO 8601, UTC.")),
                "gates": .array(
                    of: .object([
                        "gate": .oneOf(Gate.allCases.map(\.rawValue)), "status": .oneOf(["passed", "failed"]), "summary": .string(),
                        "findings": .array(of: Self.entry),
                    ])),
            ])
        ) { [self] request in
            let sheet = try await sheet(request)
            let (inspection, declared) = (sheet.inspection, ReleaseAnswers(sheet.aCase, sheet.process).licence)
            return .data {
                [
                    "repository": JSON(sheet.repository), "state": .string(sheet.state.word), "explanation": .string(sheet.state.sentence),
                    "commit": JSON(inspection?.commit), "rules": JSON(inspection?.rules), "result": JSON(inspection?.resultHash),
                    "finished": JSON(inspection?.finishedAt.description),
                    "gates": .array(
                        inspection.map { inspection in
                            Gate.allCases.map { Self.json(GateVerdict($0, inspection.document, declared: declared)) }
                        } ?? []),
                ]
            }
        }
    }

    private static func json(_ verdict: GateVerdict) -> JSON {
        let findings = (verdict.open + verdict.takenOver + verdict.notes).map { entry -> JSON in
            [
                "rule": .string(entry.rule), "level": .string(entry.level.rawValue), "confidence": .string(entry.confidence.rawValue),
                "path": JSON(entry.path), "line": JSON(entry.line), "commit": JSON(entry.commit), "message": .string(entry.message),
                "remedy": .string(entry.remedy), "fingerprint": .string(entry.fingerprint),
                "taken_over_until": JSON(entry.takenOver?.until),
            ]
        }
        return [
            "gate": .string(verdict.gate.rawValue), "status": .string(verdict.status.rawValue), "summary": .string(verdict.summary),
            "findings": .array(findings),
        ]
    }
}
