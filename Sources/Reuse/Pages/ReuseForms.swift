import Access
import Pages

/// Sets findings aside and takes that back.
struct ReuseForms: Sendable {
    let desk: ReuseDesk

    var routes: [Route] { [refuse, restore].flatMap(\.routes) }

    static let finding = Parameter.field(
        "finding", .integer(1...Int(Int32.max)), "The number of the finding.", label: "Finding", required: true)
    static let reason = Parameter.field(
        "reason", .choice(RefusalReason.allCases.map { Parameter.Choice($0.rawValue, $0.words) }), "It holds for what is found later too.",
        label: "Why",
        required: true)
    static let note = Parameter.field("note", .text(maxLength: ReuseDesk.longestNote), "It stays in the audit log.", label: "In your words")

    private var refuse: Form {
        Form(
            "/reuse/refuse", "Set a finding aside", details: "It is remembered, so that it is not found again, and can be taken back.",
            access: .may(.manageFindings), fields: [Self.finding, Self.reason, Self.note], button: "Set aside",
            show: { _, view in
                Page(
                    "Set a finding aside", breadcrumbs: ReuseWords.crumbs,
                    body: view.html(command: "steward reuse refuse NUMBER --reason template", cancel: "/reuse"))
            },
            submit: { [desk] request in
                try await Self.refusing(desk, request)
                return "/reuse?finding=\(request.integer("finding") ?? 0)"
            })
    }

    private var restore: Form {
        Form(
            "/reuse/restore", "Take a finding up again", access: .may(.manageFindings), fields: [Self.finding], button: "Take it up again",
            show: { _, view in
                Page(
                    "Take a finding up again", breadcrumbs: ReuseWords.crumbs,
                    body: view.html(command: "steward reuse restore NUMBER", cancel: "/reuse"))
            },
            submit: { [desk] request in
                try await Self.restoring(desk, request)
                return "/reuse?finding=\(request.integer("finding") ?? 0)"
            })
    }

    static func refusing(_ desk: ReuseDesk, _ request: Request) async throws {
        do {
            try await desk.refuse(
                Int64(request.integer("finding") ?? 0), request.choice("reason") ?? .template, note: request.text("note"),
                actor: request.actor)
        } catch let refused as ReuseDesk.Refused {
            throw FormRefusal(refused.field, refused.description)
        }
    }

    static func restoring(_ desk: ReuseDesk, _ request: Request) async throws {
        do {
            try await desk.restore(Int64(request.integer("finding") ?? 0), actor: request.actor)
        } catch let refused as ReuseDesk.Refused {
            throw FormRefusal(refused.field, refused.description)
        }
    }
}
