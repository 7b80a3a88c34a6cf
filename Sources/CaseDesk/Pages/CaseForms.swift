import Access
import Casework
import Ledger
import Pages

/// The forms that act in a case: each a page of its own, which asks the engine and shows its words beside the fields.
struct CaseForms: Sendable {
    let desk: CaseDesk
    let example: String

    var routes: [Route] { forms.flatMap(\.routes) }

    static let caseNumber = Parameter.path("case", "The number of a case.", kind: .integer(1...Int.max))
    /// What the reader saw; somebody else may have changed the case since.
    static let revision = Parameter.field("revision", .integer(1...Int.max), "The revision of the case that you saw.")
    static let reason = Parameter.field(
        "reason", .lines(maxBytes: 20_000), "In your own words; it stays with the case.", label: "Reason")

    /// The same where nothing is done without one.
    static let neededReason = Parameter.field(
        "reason", .lines(maxBytes: 20_000), "In your own words; it stays with the case.", label: "Reason", required: true)

    private var forms: [Form] {
        [
            step, edit, approve, waive, declare, position, without, raise, settle, say, addCondition, meetCondition, verdict, ballot,
            takeBallotBack, migration,
            button(
                "tick", "Tick an item of a checklist",
                [
                    .field("checklist", .text(maxLength: 100), "The checklist.", required: true),
                    .field("item", .text(maxLength: 100), "The item.", required: true),
                    .field("done", .flag, "Whether it is done.", default: "yes"),
                ]
            ) { request, _ in
                .mark(checklist: request.text("checklist") ?? "", item: request.text("item") ?? "", isDone: request.flag("done"))
            },
            button(
                "close-vote", "Close a vote when everyone has voted",
                [.field("vote", .text(maxLength: 100), "The vote, by its id.", required: true)]
            ) { request, _ in
                .closeVote(request.text("vote") ?? "")
            },
            button("invite", "Invite a side", [.field("side", .text(maxLength: 100), "The side.", required: true)]) { request, _ in
                .invite(side: request.text("side") ?? "")
            },
        ]
    }

    // MARK: What all have in common

    typealias Read = @Sendable (Request, CaseSheet) async throws -> CaseAction

    /// - Parameters:
    ///   - extra: further names in the path, after the case's.
    ///   - anchor: the part of the case's page on which the reader goes on.
    ///   - unseen: fields whose value is clear from the case.
    ///   - buttons: a choice that is made by the button that sends the form.
    ///   - named: what the button says, where the case decides.
    func form(
        _ path: String, _ title: String, _ fields: [Parameter], button: String, extra: [Parameter] = [], example tail: String? = nil,
        anchor: String,
        heading: (@Sendable (CaseSheet, Request) -> String)? = nil,
        choices: (@Sendable (CaseSheet) async throws -> [String: [Parameter.Choice]])? = nil,
        lead: (@Sendable (CaseSheet, Request) -> HTML)? = nil, more: (@Sendable (CaseSheet, Request) -> [Parameter])? = nil,
        fill: (@Sendable (CaseSheet, Request) -> [String: String])? = nil,
        unseen: (@Sendable (CaseSheet) -> Set<String>)? = nil, buttons: FormView.Buttons? = nil,
        named: (@Sendable (CaseSheet, Request) -> String?)? = nil, read: @escaping Read
    ) -> Form {
        let (desk, example) = (desk, SafeURL(stringLiteral: "/cases/\(example)/\(tail ?? path)"))
        var all: Form.More?
        if let more { all = { request in more(try await desk.sheet(request), request) } }
        return Form(
            PathPattern("/cases/{case}/\(path)"), title, access: .may(.openCases), seenBy: .maySomewhere(.seeFigures),
            fields: fields + [Self.revision], button: button, path: [Self.caseNumber] + extra, examples: [example], more: all,
            show: { request, view in
                let sheet = try await desk.sheet(request)
                var filled = ["revision": "\(sheet.aCase.revision)"]
                if !view.isRefused { filled.merge(fill?(sheet, request) ?? [:]) { _, new in new } }
                let shown = view.filling(filled)
                let offered = try await choices?(sheet) ?? [:]
                return Page(
                    heading?(sheet, request) ?? title, lead: lead?(sheet, request), breadcrumbs: Self.crumbs(sheet),
                    body: shown.html(
                        command: "steward case act \(sheet.aCase.id) --help", choices: offered,
                        hidden: (unseen?(sheet) ?? []).union(["revision"]),
                        buttons: buttons, button: named?(sheet, request), cancel: "/cases/\(sheet.aCase.id)"))
            },
            submit: { request in
                let sheet = try await desk.sheet(request)
                let action = try await read(request, sheet)
                try await desk.act(action, on: sheet, revision: request.integer("revision").map { Int64($0) }, request)
                return SafeURL(stringLiteral: "/cases/\(sheet.aCase.id)#\(anchor)")
            })
    }

    /// A form that stands on the case's page as a button.
    private func button(_ path: String, _ title: String, _ fields: [Parameter], read: @escaping Read) -> Form {
        form(path, title, fields, button: title, anchor: path == "invite" ? "sides" : "next", read: read)
    }

    static func crumbs(_ sheet: CaseSheet) -> [Page.Crumb] {
        [
            .init("Cases", "/cases"), .init(sheet.process.title, "/cases/board/\(sheet.process.id)"),
            .init(sheet.aCase.title, "/cases/\(sheet.aCase.id)"),
        ]
    }

    // MARK: Steps and answers

    private var step: Form {
        form(
            "steps/{step}", "Take a step", [], button: "Do it", extra: [.path("step", "The step, by its id in the process.")],
            example: "steps/example", anchor: "next",
            heading: { sheet, request in sheet.process.transition(request.text("step") ?? "")?.title ?? "No such step" },
            lead: { sheet, request in
                guard let transition = sheet.process.transition(request.text("step") ?? "") else {
                    return "The process “\(sheet.process.title)” has no step called “\(request.text("step") ?? "")”."
                }
                let refusal = sheet.refusal(of: .take(transition: transition.id, reason: CaseSheet.anyReason))
                let target = sheet.process.state(transition.to)?.title ?? transition.to
                let needs: HTML = refusal.map { " Not yet: \($0.description)" } ?? ""
                return "From “\(sheet.state?.title ?? sheet.aCase.state)” to “\(target)”.\(needs)"
            },
            more: { sheet, request in
                let isRequired = sheet.process.transition(request.text("step") ?? "")?.reasonRequired ?? false
                return [isRequired ? Self.neededReason : Self.reason]
            },
            named: { sheet, request in sheet.process.transition(request.text("step") ?? "")?.title },
            read: { request, _ in .take(transition: request.text("step") ?? "", reason: request.text("reason")) })
    }

    private var edit: Form {
        let title = Parameter.field("title", .text(maxLength: 200), "What the case is about, in a line.", label: "Title", required: true)
        let desk = desk
        let asksForTitle: @Sendable (CaseSheet) -> Bool = { $0.mayEditAll || $0.editableFields.isEmpty }
        // Who may change some answers only is asked for those. Who may change none any more still sees what they typed, with the refusal.
        let makeForm: @Sendable (CaseSheet, Request) async throws -> FieldForm = { sheet, request in
            let fields = sheet.editableFields
            let choices = try await desk.choices(for: sheet.process, naming: sheet.references + request.typed.values)
            return FieldForm(sheet.process, fields: fields.isEmpty ? nil : fields, choices: choices)
        }
        return Form(
            "/cases/{case}/edit", "Change the answers", access: .may(.openCases), seenBy: .maySomewhere(.seeFigures),
            fields: [Self.revision], button: "Save", bodyLimit: 4 << 20, path: [Self.caseNumber],
            examples: [SafeURL(stringLiteral: "/cases/\(example)/edit")],
            more: { request in
                let sheet = try await desk.sheet(request)
                // What is missing may be added later; the step that needs it asks.
                let answers = try await makeForm(sheet, request).parameters(isDraft: true)
                return (asksForTitle(sheet) ? [title] : []) + answers
            },
            examine: { request in
                let sheet = try await desk.sheet(request)
                let problems = try await makeForm(sheet, request).problems(request, isDraft: true)
                return (asksForTitle(sheet) ? FieldForm.titleProblems(request) : []) + problems
            },
            show: { request, view in
                let sheet = try await desk.sheet(request)
                let form = try await makeForm(sheet, request)
                var filled = ["revision": "\(sheet.aCase.revision)"]
                if !view.isRefused { filled.merge(form.typed(sheet.aCase.fields).merging(["title": sheet.aCase.title]) { $1 }) { $1 } }
                return Page(
                    "Change the answers", breadcrumbs: CaseForms.crumbs(sheet),
                    body: view.filling(filled).html(
                        command: "steward case act \(sheet.aCase.id) edit --answer FIELD=VALUE", choices: form.suggestions,
                        hidden: ["revision"],
                        cancel: "/cases/\(sheet.aCase.id)"))
            },
            submit: { request in
                let sheet = try await desk.sheet(request)
                let answers = try await makeForm(sheet, request).answers(request)
                let title = asksForTitle(sheet) ? request.text("title") : nil
                try await desk.act(
                    .edit(title: title, answers), on: sheet, revision: request.integer("revision").map { Int64($0) }, request)
                return "/cases/\(sheet.aCase.id)"
            })
    }

    // MARK: Approvals and checks

    private var approve: Form {
        form(
            "approve", "Agree or refuse",
            [
                .field(
                    "verdict", .choice([.init("agree", "I agree"), .init("refuse", "I refuse")]), "A refusal needs a reason.",
                    label: "Your voice", required: true)
            ], button: "Say so", anchor: "approvals",
            lead: { sheet, _ in
                let only: HTML = Self.onlyApproval(sheet).map { "“\($0.title)”. " } ?? ""
                return "\(only)A refusal needs a reason."
            },
            more: { sheet, _ in
                let approvals = sheet.process.approvals.filter(sheet.aCase.asks).map { Parameter.Choice($0.id, $0.title) }
                let absent = sheet.roster.absent.sorted().map { Parameter.Choice($0) }
                let behalf = Parameter.field(
                    "on-behalf-of", .choice(absent), "Somebody who is away and whose delegate you are.", label: "For somebody else")
                return [.field("approval", .choice(approvals), "What you agree to.", label: "Approval", required: true)]
                    + (absent.isEmpty ? [] : [behalf]) + [Self.reason]
            },
            fill: { sheet, _ in Self.onlyApproval(sheet).map { ["approval": $0.id] } ?? [:] },
            unseen: { sheet in Self.onlyApproval(sheet) == nil ? [] : ["approval"] }, buttons: .init("verdict", quiet: ["refuse"]),
            read: { request, sheet in
                .approve(
                    request.text("approval") ?? "", agrees: request.text("verdict") == "agree", reason: request.text("reason") ?? "",
                    onBehalfOf: sheet.roster.absent.isEmpty ? nil : request.text("on-behalf-of"))
            })
    }

    /// The approval that somebody can only mean: the only one that is asked for, or the only one that they may give.
    private static func onlyApproval(_ sheet: CaseSheet) -> CaseProcess.Approval? {
        let asked = sheet.process.approvals.filter(sheet.aCase.asks)
        guard asked.count > 1 else { return asked.first }
        let own = asked.filter { sheet.may(.approve($0.id)) }
        return own.count == 1 ? own.first : nil
    }

    /// The check that somebody can only mean: the only one that they may set aside.
    private static func onlyWaivable(_ sheet: CaseSheet) -> CaseProcess.Check? {
        let own = sheet.process.checks.filter { sheet.may(.waiveCheck($0.id, reason: CaseSheet.anyReason)) }
        return own.count == 1 ? own.first : nil
    }

    private var waive: Form {
        let named: @Sendable (CaseSheet, Request) -> CaseProcess.Check? = { sheet, request in
            sheet.process.check(request.text("check") ?? request.typed["check"] ?? "") ?? Self.onlyWaivable(sheet)
        }
        return form(
            "waive", "Set a check aside",
            [.field("check", .text(maxLength: 100), "The check, by its id.", required: true), Self.neededReason], button: "Set it aside",
            anchor: "checks",
            heading: { sheet, request in named(sheet, request).map { "Set “\($0.title)” aside" } ?? "Set a check aside" },
            choices: { sheet in ["check": sheet.process.checks.map { .init($0.id, $0.title) }] },
            lead: { sheet, request in "\(named(sheet, request).flatMap { sheet.aCase.checks[$0.id]?.summary } ?? "")" },
            fill: { sheet, _ in Self.onlyWaivable(sheet).map { ["check": $0.id] } ?? [:] },
            unseen: { sheet in Self.onlyWaivable(sheet) == nil ? [] : ["check"] },
            read: { request, _ in .waiveCheck(request.text("check") ?? "", reason: request.text("reason") ?? "") })
    }

    private var declare: Form {
        form(
            "declare", "Declare your interests",
            [
                .field(
                    "interest", .lines(maxBytes: 8_000),
                    "What could make you partial: a contract, a friend, a stake. Leave it empty when there is nothing.", label: "Interest"),
                .field("recuse", .flag, "Whether you take no part in the decision.", label: "I take no part", default: "no"),
            ], button: "Declare", anchor: "next",
            lead: { sheet, _ in
                sheet.process.conflicts.interestMeansRecusal
                    ? "Whoever declares an interest takes no part in the decision." : "What you declare is recorded with the case."
            },
            read: { request, _ in .declare(interest: request.text("interest"), recuse: request.flag("recuse")) })
    }

    // MARK: Deliberation

    private static let side = Parameter.field(
        "side", .text(maxLength: 100), "The side for which you speak, by its id.", label: "Side", required: true)

    @Sendable private static func sides(_ sheet: CaseSheet) -> [String: [Parameter.Choice]] {
        ["side": sheet.process.deliberation?.sides.map { .init($0.id, $0.title) } ?? []]
    }

    private var position: Form {
        let views = Position.View.allCases.map { Parameter.Choice($0.rawValue) }
        return form(
            "position", "Say your side's position",
            [
                Self.side, .field("view", .choice(views), "Where your side stands.", label: "View", required: true),
                .field("text", .lines(maxBytes: 80_000), "In your side's own words.", label: "Position", required: true),
            ], button: "Say it", anchor: "sides", choices: Self.sides,
            read: { request, _ in
                .takePosition(side: request.text("side") ?? "", request.choice("view") ?? .neutral, text: request.text("text") ?? "")
            })
    }

    private var without: Form {
        form(
            "without", "Go on without a side", [Self.side, Self.neededReason], button: "Go on without it", anchor: "sides",
            choices: Self.sides,
            lead: { _, _ in "The reason stays with the decision: write what was done to hear this side." },
            read: { request, _ in .leaveEmpty(side: request.text("side") ?? "", reason: request.text("reason") ?? "") })
    }

    private var raise: Form {
        form(
            "concerns/raise", "Raise a concern",
            [
                .field(
                    "text", .lines(maxBytes: 80_000), "What speaks against it, and what would meet the concern.", label: "Concern",
                    required: true)
            ],
            button: "Raise it", anchor: "concerns",
            more: { sheet, _ in
                let sides = sheet.process.deliberation?.sides.map { Parameter.Choice($0.id, $0.title) } ?? []
                return sides.isEmpty ? [] : [.field("side", .choice(sides), "The side whose concern it is, if it is one's.", label: "Side")]
            },
            read: { request, sheet in
                .raiseConcern(side: sheet.process.deliberation == nil ? nil : request.text("side"), text: request.text("text") ?? "")
            })
    }

    private var settle: Form {
        let states = [
            Parameter.Choice(Concern.Status.met.rawValue, "it is met"),
            .init(Concern.Status.acceptedDissent.rawValue, "the dissent is accepted"),
        ]
        return form(
            "concerns/settle", "Settle a concern",
            [
                .field("concern", .integer(1...1_000), "The number of the concern.", label: "Concern", required: true),
                .field(
                    "status", .choice(states), "Whoever raised it says that it is met; those who lead the deliberation accept dissent.",
                    label: "How", required: true),
                Self.neededReason,
            ], button: "Settle it", anchor: "concerns",
            read: { request, _ in
                .settleConcern(request.integer("concern") ?? 0, request.choice("status") ?? .met, reason: request.text("reason") ?? "")
            })
    }

    private var say: Form {
        form(
            "say", "Write",
            [
                .field(
                    "thread", .text(maxLength: 200), "What it is about: an answer names the same thread.", label: "Thread", required: true),
                .field("text", .lines(maxBytes: 80_000), "Everyone who may see the case reads it.", label: "Text", required: true),
            ], button: "Write", anchor: "discussion",
            read: { request, _ in .post(thread: request.text("thread") ?? "", text: request.text("text") ?? "") })
    }

    // MARK: Outcome and votes

    private var verdict: Form {
        let verdicts = [
            Parameter.Choice(Outcome.Verdict.worked.rawValue, "it worked"), .init(Outcome.Verdict.partly.rawValue, "it worked in part"),
            .init(Outcome.Verdict.no.rawValue, "it did not work"), .init(Outcome.Verdict.unknown.rawValue, "nobody can tell"),
        ]
        return form(
            "verdict", "Say whether it worked",
            [
                .field(
                    "verdict", .choice(verdicts), "What the figure before, the figure after and everything else say.", label: "Verdict",
                    required: true), Self.neededReason,
            ],
            button: "Say so", anchor: "outcome",
            lead: { sheet, _ in
                guard let outcome = sheet.aCase.outcome, let later = outcome.later else {
                    return "The figure after the decision is not taken yet."
                }
                let target: HTML? = outcome.target.map { " Aimed at: \($0.words)." }
                return "Before the decision: \(CaseWords.figure(outcome.baseline)). After it: \(CaseWords.figure(later)).\(target)"
            },
            read: { request, _ in .judge(request.choice("verdict") ?? .unknown, reason: request.text("reason") ?? "") })
    }

    private var ballot: Form { BallotForm(forms: self).form }
    private var takeBallotBack: Form { BallotForm(forms: self).back }
}
