import Casework
import Pages

/// The sides of a case with their positions and concerns.
struct DeliberationParts {
    let sheet: CaseSheet
    let request: Request

    private var aCase: Case { sheet.aCase }

    var html: HTML { sides + concerns }

    private var sides: HTML {
        guard let deliberation = sheet.process.deliberation else { return "" }
        let blocks = deliberation.sides.map { side -> HTML in
            let record = aCase.sides[side.id] ?? SideRecord()
            let positions = record.positions.map { position -> HTML in
                let who: HTML = "\(CaseWords.person(position.by)), \(position.view.rawValue), \(CaseWords.day(position.at))"
                return "<blockquote>\(CaseWords.prose(position.text))<footer>\(who)</footer></blockquote>"
            }
            let silent: HTML = record.emptyBecause.map { "<p>Goes on without this side: \($0)</p>" } ?? ""
            var actions: [HTML] = []
            if sheet.may(.takePosition(side: side.id, .neutral, text: CaseSheet.anyReason)) {
                actions.append(.link("Say your position", to: "/cases/\(aCase.id)/position?side=\(side.id)"))
            }
            if record.invitedAt == nil, sheet.may(.invite(side: side.id)) {
                actions.append(
                    PostButton(
                        "Invite", to: "/cases/\(aCase.id)/invite", fields: [("side", side.id), ("revision", "\(aCase.revision)")],
                        label: "Invite \(side.title)"
                    ).html(for: request))
            }
            if record.positions.isEmpty, sheet.may(.leaveEmpty(side: side.id, reason: CaseSheet.anyReason)) {
                actions.append(.link("Go on without it", to: "/cases/\(aCase.id)/without?side=\(side.id)"))
            }
            let list: HTML = actions.isEmpty ? "" : "<ul class=\"actions\">\(actions.map { "<li>\($0)</li>" as HTML })</ul>"
            return .panel("<h3>\(side.title) \(HTML.tag(record.standing.rawValue))</h3>\(positions)\(silent)\(list)")
        }
        return Section("Sides", id: "sides", lead: "Whose views the decision needs, each in its own words.", body: .columns(blocks)).html
    }

    private var concerns: HTML {
        let mayRaise = sheet.may(.raiseConcern(side: nil, text: CaseSheet.anyReason))
        guard !aCase.concerns.isEmpty || mayRaise && sheet.process.deliberation != nil else { return "" }
        let rows = aCase.concerns.map { concern -> [Table.Cell] in
            let maySettle = [Concern.Status.met, .acceptedDissent].contains {
                sheet.may(.settleConcern(concern.number, $0, reason: CaseSheet.anyReason))
            }
            let settle: HTML =
                concern.status == .open && maySettle
                ? .link("Settle", to: "/cases/\(aCase.id)/concerns/settle?concern=\(concern.number)") : ""
            let side = concern.side.map { CaseWords.side($0, sheet.process) } ?? "no side"
            let settled: HTML? = concern.settlement.map { "<p>\($0)</p>" }
            return [
                .integer(concern.number), .html(CaseWords.prose(concern.text)), .html("\(CaseWords.person(concern.by)), \(side)"),
                .html("\(HTML.tag(concern.status.rawValue))\(settled)"), .html(settle),
            ]
        }
        let table = Table(
            "Concerns", id: "concerns-table",
            columns: [.init("No.", .number), .init("Concern"), .init("Raised by"), .init("State"), .init("")], rows: rows,
            empty: EmptyState("Nobody has raised a concern", next: "A concern is met, or its dissent is recorded with the decision."),
            hidesCaption: true, stacks: true)
        let raise: [HTML] = mayRaise ? [.button("Raise a concern", to: "/cases/\(aCase.id)/concerns/raise")] : []
        return Section("Concerns", id: "concerns", actions: raise, body: table.html).html
    }
}
