import Access
import Ledger
public import Pages

/// The same for programs.
struct ReuseAPI: Sendable {
    let desk: ReuseDesk

    var routes: [Route] { [list, files, refuse, restore] }

    private static let most = 200

    private var list: Route {
        .data(
            "/api/v1/reuse", "What was written twice", details: "Most lines first, \(Self.most) at a time.", access: .may(.seeFindings),
            parameters: [
                .choice("which", FindingChoice.allCases.map { Parameter.Choice($0.rawValue) }, "Which findings.", default: "open"),
                .integer("offset", 0...1_000_000, "Passes over so many.", default: 0),
            ],
            answer: .object(["findings": .array(of: Self.shape), "total": .integer("Of this choice.")])
        ) { [desk] request in
            let choice: FindingChoice = request.choice("which") ?? .open
            let found = try await desk.findings(choice, offset: request.integer("offset") ?? 0, limit: Self.most)
            let counts = try await desk.counts()
            let total =
                switch choice {
                case .open: counts.open;
                case .refused: counts.refused;
                case .all: counts.open + counts.refused
                }
            return .data { ["findings": .array(found.map(\.json)), "total": .integer(total)] }
        }
    }

    private var files: Route {
        .data(
            "/api/v1/reuse/files", "The places of the files behind a finding", access: .may(.seeFindings), parameters: [ReusePages.number],
            formats: [.json, .csv],
            answer: .array(
                of: .object([
                    "number": .integer("Numbers what was written once."), "member": .integer("Numbers its places."), "project": .string(),
                    "path": .string(),
                    "blob": .string("The name of the contents in git."), "lines": .integer("Shared, about."),
                    "likeness": .number("The share of the smaller file."),
                ]))
        ) { [desk] request in
            let id = request.integer("finding")
            let places = if let id { try await desk.evidence(of: Int64(id), limit: 12_000) } else { [Evidence]() }
            return .data(
                filename: "reuse-files", json: { .array(places.map(\.json)) },
                csv: {
                    CSV(
                        columns: ["number", "member", "project", "path", "blob", "lines", "likeness"],
                        rows: places.map {
                            [
                                .integer($0.number), .integer($0.member), .text($0.project), .text($0.path), .text($0.name),
                                .integer($0.lines), .number($0.likeness),
                            ]
                        })
                })
        }
    }

    private var refuse: Route {
        .submission(
            "/api/v1/reuse/refuse", "Set a finding aside", access: .may(.manageFindings),
            fields: [ReuseForms.finding, ReuseForms.reason, ReuseForms.note],
            answer: Self.shape
        ) { [desk] request in
            try await ReuseForms.refusing(desk, request)
            return try await desk.finding(Int64(request.integer("finding") ?? 0), evidence: 0)?.finding.json ?? .null
        }
    }

    private var restore: Route {
        .submission(
            "/api/v1/reuse/restore", "Take a finding up again", access: .may(.manageFindings), fields: [ReuseForms.finding],
            answer: Self.shape
        ) {
            [desk] request in
            try await ReuseForms.restoring(desk, request)
            return try await desk.finding(Int64(request.integer("finding") ?? 0), evidence: 0)?.finding.json ?? .null
        }
    }

    private static let shape = Schema.object([
        "id": .integer(), "kind": .oneOf(FindingKind.allCases.map(\.rawValue)),
        "projects": .array(of: .object(["slug": .string(), "title": .string(), "groups": .array(of: .string())])),
        "files": .integer(), "same": .integer("Files that are the same byte by byte."), "lines": .integer("Shared, about."),
        "likeness": .number(),
        "words": .nullable(.number("How alike the READMEs are.")), "packages": .nullable(.number("How alike direct dependencies are.")),
        "terms": .string("Words and packages that make them alike."), "found": .string("ISO 8601, UTC."),
        "refused": .nullable(.object(["reason": .string(), "note": .nullable(.string()), "by": .string(), "at": .string()])),
    ])
}

extension Finding {
    /// The finding as the API and the command line tell it.
    public var json: JSON {
        let refused =
            refusal.map { said -> JSON in
                [
                    "reason": .string(said.reason.rawValue), "note": JSON(said.note), "by": .string(said.madeBy),
                    "at": .string(Instant(seconds: said.madeAt).description),
                ]
            } ?? .null
        return [
            "id": .integer(Int(id)), "kind": .string(kind.rawValue),
            "projects": .array(
                projects.map { ["slug": .string($0.slug), "title": .string($0.title), "groups": .array($0.groups.map(JSON.string))] }),
            "files": .integer(files), "same": .integer(same), "lines": .integer(lines), "likeness": .number(likeness), "words": JSON(words),
            "packages": JSON(packages), "terms": .string(terms), "found": .string(Instant(seconds: foundAt).description),
            "refused": refused,
        ]
    }

    /// What it says, in a few words each.
    public var reasons: [String] { ReuseWords.reasons(self) }
}

extension Evidence {
    public var json: JSON {
        [
            "number": .integer(number), "member": .integer(member), "project": .string(project), "path": .string(path),
            "blob": .string(name),
            "lines": .integer(lines), "likeness": .number(likeness),
        ]
    }
}
