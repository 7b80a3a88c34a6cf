import Access
import Casework
import Ledger
import Notifications
import Pages
import Store

/// What somebody is told, why, and what was not sent; their settings; the rules and their trial.
struct NotificationPages: Sendable {
    let desk: CaseDesk

    var routes: [Route] { [list, one, outbox, rules, trial] + settings.routes + feed.routes + switching.routes + retry.routes }

    private static let rows = 50
    private static let crumbs = [Page.Crumb("Cases", "/cases"), Page.Crumb("What I am told", "/notifications")]

    // MARK: Own messages

    private var list: Route {
        .page(
            "/notifications", "What I am told", details: "Each message with the rule that asked for it and what became of it.",
            access: .signedIn,
            parameters: [
                .choice("show", ["all", .init("not-sent", "what was not sent")], "Which messages.", label: "Show", default: "all"),
                .integer("before", 1...Int.max, "Only messages with smaller numbers."),
            ]
        ) { [desk] request in
            guard let actor = Viewer(request.caller).actor else { throw Problem.forbidden("Sign in to see what you are told.") }
            let filter = DeliveryFilter(
                recipient: actor.id, states: request.text("show") == "not-sent" ? DeliveryFilter.notSent : [],
                before: request.integer("before").map { Int64($0) }, leavesOutObvious: true)
            let found = try await desk.store.read { try $0.deliveries(filter, limit: Self.rows + 1) }
            return .privatePage(
                Page(
                    "What I am told",
                    lead:
                        "Each message says why you get it. What was not sent is here too, with the reason. What you did yourself is left out.",
                    breadcrumbs: [.init("Cases", "/cases")],
                    actions: [.button("Settings", to: "/notifications/settings"), .button("Rules", to: "/notifications/rules")],
                    body: "\(FilterForm(request, fields: ["show"]).html)\(Self.table(found, request, address: "/notifications/message"))"))
        }
    }

    /// - Parameters:
    ///   - names: what people are called, in a list of everybody's messages; nil in somebody's own.
    ///   - unseen: subjects that the reader may not see.
    private static func table(
        _ found: [Delivery], _ request: Request, address: String, names: [String: String]? = nil, unseen: Set<String> = []
    ) -> HTML {
        let lines = Array(found.prefix(rows))
        let next = found.count > rows ? lines.last.map { request.link(changing: ["before": "\($0.id)"]) } : nil
        let who: [Table.Column] = names == nil ? [] : [.init("Who")]
        let table = Table(
            "Messages", id: "messages-table",
            columns: [.init("What")] + who + [.init("When", .time), .init("By"), .init("State"), .init("Why")],
            rows: lines.map { delivery -> [Table.Cell] in
                let isUnseen = delivery.event.map { unseen.contains($0.subject) } ?? false
                let title = isUnseen ? "About a case that you may not see" : delivery.event?.title ?? "Daily digest"
                let person: [Table.Cell] = names.map { [.text($0[delivery.recipient] ?? delivery.recipient)] } ?? []
                return [.link(title, SafeURL(stringLiteral: "\(address)/\(delivery.id)"))] + person
                    + [
                        .instant(Instant(seconds: delivery.madeAt)), .text(delivery.channel.rawValue), .html(.tag(delivery.state.rawValue)),
                        .text(names == nil ? delivery.ownExplanation : delivery.explanation),
                    ]
            }, empty: EmptyState("There is no message", next: "Messages come as soon as something happens that a rule speaks of."),
            hidesCaption: true, stacks: true)
        return table.html
            + Pager(
                "messages", shown: lines.count, first: request.isGiven("before") ? request.link(changing: ["before": nil]) : nil, next: next
            ).html
    }

    private var one: Route {
        .page(
            "/notifications/message/{number}", "Why I got a message", access: .signedIn,
            parameters: [.path("number", "The number of a message.", kind: .integer(1...Int.max))], examples: ["/notifications/message/1"]
        ) { [desk] request in
            let number = Int64(request.integer("number") ?? 0)
            let actor = Viewer(request.caller).actor?.id
            let delivery = try await desk.store.read { try $0.delivery(number) }
            let isOwn = delivery?.recipient == actor
            guard let delivery, isOwn ? !delivery.isHiddenFromRecipient : request.may(.manageCases) else {
                throw Problem.notFound("There is no message \(number) for you.")
            }
            let mayRead = isOwn ? true : try await desk.unseen([delivery], by: Viewer(request.caller)).isEmpty
            let about: HTML =
                !mayRead
                ? "<p>It is about a case that you may not see.</p>"
                : delivery.event.map { event -> HTML in
                    "<p>\(HTML.link(event.title, to: SafeURL(untrusted: event.link) ?? "/cases"))</p>\(CaseWords.prose(event.text))"
                } ?? ""
            func mute(_ title: String, _ what: String) -> HTML {
                PostButton(title, to: "/notifications/mute", fields: [("what", what)]).html(for: request)
            }
            var muted: HTML = ""
            if isOwn, let event = delivery.event {
                let subject = mute("No more about this case", "subject:\(event.subject)")
                muted = "<p>\(subject) \(mute("No more by this rule", "rule:\(delivery.rule)"))</p>"
            }
            return .privatePage(
                Page(
                    isOwn ? "Why I got a message" : "A message to somebody",
                    lead: "\(isOwn ? delivery.ownExplanation : delivery.explanation)", breadcrumbs: Self.crumbs,
                    body: """
                        \(HTML.panel(about))
                        \(Facts([
                            ("Rule", "\(delivery.rule)"), ("Channel", "\(delivery.channel.rawValue)"),
                            ("State", "\(delivery.state.rawValue)"),
                            ("Attempts", "\(delivery.attempts)"), ("Put into the outbox", CaseWords.time(delivery.madeAt)),
                            ("Settled", delivery.doneAt.map { CaseWords.time($0) } ?? "not yet"),
                        ]).html)
                        \(muted)
                        """))
        }
    }

    // MARK: For those who run it

    private var outbox: Route {
        let states = DeliveryState.allCases.map { Parameter.Choice($0.rawValue) }
        return .page(
            "/notifications/outbox", "What was sent to everybody, and what was not", access: .may(.manageCases),
            parameters: [
                .choice("state", states, "Where messages stand.", label: "State"),
                .integer("before", 1...Int.max, "Only messages with smaller numbers."),
            ]
        ) { [desk] request in
            let filter = DeliveryFilter(
                states: request.choice("state", as: DeliveryState.self).map { [$0] } ?? [],
                before: request.integer("before").map { Int64($0) })
            let (found, counts) = try await desk.store.read { (try $0.deliveries(filter, limit: Self.rows + 1), try $0.deliveryCounts()) }
            let names = try await desk.names()
            let unseen = try await desk.unseen(found, by: Viewer(request.caller))
            let facts = DeliveryState.allCases.map { (name: $0.rawValue, value: "\(Format.integer(counts[$0] ?? 0))" as HTML) }
            return .privatePage(
                Page(
                    "Outbox", lead: "Every message to everybody. A message that was given up says why, and can be sent again.",
                    breadcrumbs: Self.crumbs,
                    body: """
                        \(Facts(facts).html)
                        \(FilterForm(request, fields: ["state"]).html)
                        \(Self.table(found, request, address: "/notifications/message", names: names, unseen: unseen))
                        """))
        }
    }

    private var retry: Form {
        Form(
            "/notifications/retry", "Send a message again that was given up", access: .may(.manageCases),
            fields: [.field("number", .integer(1...Int.max), "The number of the message.", label: "Message", required: true)],
            button: "Send it again",
            show: { _, view in
                Page("Send a message again", breadcrumbs: Self.crumbs, body: view.html(command: "steward notifications retry NUMBER"))
            },
            submit: { [desk] request in
                let (number, now) = (Int64(request.integer("number") ?? 0), desk.now())
                guard try await desk.store.write({ try $0.retryDelivery(number, at: now) }) else {
                    throw FormRefusal("number", "There is no message \(number) that was given up.")
                }
                return "/notifications/outbox?state=waiting"
            })
    }

    // MARK: Rules

    private var rules: Route {
        .page("/notifications/rules", "The rules of notifications", details: "Who is told of what, and how.", access: .signedIn) {
            [desk] request in
            let rules = try await desk.store.read { try $0.notificationRules() }
            let mayChange = request.may(.manageCases)
            let rows = rules.map { rule -> [Table.Cell] in
                let button: HTML =
                    mayChange
                    ? PostButton(
                        rule.isOn ? "Switch off" : "Switch on", to: "/notifications/rules/switch",
                        fields: [("rule", rule.id), ("on", rule.isOn ? "no" : "yes")],
                        label: "\(rule.isOn ? "Switch off" : "Switch on"): \(rule.title)"
                    ).html(for: request) : ""
                return [
                    .link(rule.title, "/notifications/rules/trial?rule=\(rule.id)"), .text(rule.events.joined(separator: ", ")),
                    .text(Self.conditions(rule)),
                    .text(rule.audience.joined(separator: ", ")), .text(rule.channels.map(\.rawValue).joined(separator: ", ")),
                    .html("\(HTML.tag(rule.isOn ? "on" : "off"))\(rule.isUrgent ? " urgent" : "" as HTML) \(button)"),
                ]
            }
            let table = Table(
                "Rules", id: "rules-table",
                columns: [.init("Rule"), .init("Events"), .init("If"), .init("Who"), .init("By"), .init("State")], rows: rows,
                hidesCaption: true, stacks: true)
            return .privatePage(
                Page(
                    "Rules of notifications", lead: "Try a rule over what happened before you switch it on.", breadcrumbs: Self.crumbs,
                    body: "\(table.html)<p class=\"remark\">Rules of your own: <code>steward notifications set FILE</code></p>"))
        }
    }

    private static func conditions(_ rule: NotificationRule) -> String {
        rule.conditions.sorted { $0.key < $1.key }.map { "\($0.key) is \($0.value.joined(separator: " or "))" }.joined(separator: ", ")
    }

    private var trial: Route {
        .page(
            "/notifications/rules/trial", "What a rule would have done", details: "Nothing is sent and nothing is stored.",
            access: .may(.manageCases),
            parameters: [
                .text("rule", maxLength: 60, "The rule, by its short name.", label: "Rule"),
                .integer("days", 1...366, "Over how many past days.", label: "Days", default: 30),
            ]
        ) { [desk] request in
            let rules = try await desk.store.read { try $0.notificationRules() }
            let form = FilterForm(
                request, fields: ["rule", "days"], button: "Try", choices: ["rule": rules.map { .init($0.id, $0.title) }])
            guard let rule = rules.first(where: { $0.id == request.text("rule") }) else {
                return .privatePage(
                    Page(
                        "What a rule would have done", breadcrumbs: Self.crumbs + [.init("Rules", "/notifications/rules")], body: form.html)
                )
            }
            let now = desk.now()
            let days = Int64(request.integer("days") ?? 30)
            let result = try await RuleSimulation.run(
                rule, from: now - days * 86_400, to: now + 1, store: desk.store, directory: desk.directory)
            let names = try await desk.names()
            let rows = result.lines.prefix(100).map { line -> [Table.Cell] in
                [
                    .text(line.event.title), .instant(Instant(seconds: line.event.at)),
                    .text(names[line.delivery.recipient] ?? line.delivery.recipient),
                    .text(line.delivery.channel.rawValue),
                    .text(line.alreadyBy.map { "hears of it by “\($0)” already" } ?? Self.words(line.delivery.outcome)),
                ]
            }
            let table = Table(
                "Messages", id: "trial-table",
                columns: [.init("What"), .init("When", .time), .init("Who"), .init("By"), .init("What would have happened")],
                rows: Array(rows), empty: EmptyState("The rule would have told nobody", next: "Choose more days."), hidesCaption: true,
                stacks: true)
            let busiest =
                result.busiest.map { "\(names[$0.recipient] ?? $0.recipient), \(Format.count($0.count, "message", "messages")) in one day" }
                ?? "nobody"
            return .privatePage(
                Page(
                    "What a rule would have done",
                    lead: """
                        \(rule.title), over the last \(Format.count(Int(days), "day", "days")). Quiet hours, mutes and \
                        addresses are those of today.
                        """,
                    breadcrumbs: Self.crumbs + [.init("Rules", "/notifications/rules")],
                    body: """
                        \(form.html)
                        \(Facts([
                            ("Events looked at", "\(Format.integer(result.events))"),
                            ("Events that it speaks of", "\(Format.integer(result.matched))"),
                            ("Messages beside those of other rules", "\(Format.integer(result.added))"),
                            ("Most for one person", "\(busiest)"),
                        ]).html)
                        \(table.html)
                        """))
        }
    }

    static func words(_ outcome: PlannedDelivery.Outcome) -> String {
        switch outcome {
        case .send(let time): "sent at \(Instant(seconds: time))"
        case .gather: "in the next digest"
        case .publish: "in the feed"
        case .withhold(let reason): "not sent: \(reason)"
        }
    }

    private var switching: Form {
        Form(
            "/notifications/rules/switch", "Switch a rule on or off", access: .may(.manageCases),
            fields: [
                .field("rule", .text(maxLength: 60), "The rule, by its short name.", label: "Rule", required: true),
                .field("on", .flag, "Whether it holds. Events that happened before are not told of.", label: "On", default: "yes"),
            ], button: "Switch",
            show: { _, view in
                Page("Switch a rule on or off", breadcrumbs: Self.crumbs, body: view.html(command: "steward notifications turn NAME off"))
            },
            submit: { [desk] request in
                let (id, isOn, now) = (request.text("rule") ?? "", request.flag("on"), desk.now())
                try await desk.switchRule(id, isOn: isOn, actor: request.caller.actor, at: now)
                return "/notifications/rules"
            })
    }
}

extension CaseDesk {
    /// The subjects of messages to others that somebody may not see: who runs the outbox does not see every case.
    fileprivate func unseen(_ deliveries: [Delivery], by viewer: Viewer) async throws -> Set<String> {
        let subjects = Set(deliveries.compactMap(\.event?.subject).filter { $0.hasPrefix("case:") })
        let cases = cases
        return try await store.read { reader in
            try subjects.filter { subject in
                guard let number = Int64(subject.dropFirst("case:".count)), let aCase = try cases.aCase(number, in: reader)
                else { return true }
                return try !cases.engine(for: aCase, in: reader).maySee(aCase, viewer.actor?.id, isOfProgramme: viewer.isOfProgramme)
            }
        }
    }
}
