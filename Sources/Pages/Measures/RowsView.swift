import Measures

/// The page that lists the rows behind a figure.
struct RowsView {
    let desk: MeasureDesk
    let card: MeasureCard
    let query: RowRequest
    let request: Request
    let rows: RowPage

    var page: Page {
        let links = QuestionLinks(query.question)
        let part = query.part.map { ", \($0)" } ?? ""
        let table = Table(
            "\(card.rowNoun) behind \(card.title) in \(query.period)", id: "rows",
            columns: rows.columns.map { .init($0.title, kind(of: $0)) },
            rows: rows.rows.map { zip(rows.columns, $0).map { cell($1, in: $0) } },
            empty: EmptyState("Nothing was counted in \(query.period)", next: "Choose another period."), hidesCaption: true)
        let pager = Pager(
            card.rowNoun, shown: rows.rows.count, total: rows.total,
            first: query.cursor == nil ? nil : request.link(changing: ["cursor": nil]),
            next: rows.next.map { request.link(changing: ["cursor": $0]) })
        return Page(
            "\(card.title) in \(query.period)\(part): rows", lead: "What the figure was counted from.",
            breadcrumbs: [.init("Measures", "/measures"), .init(card.title, links.page)],
            actions: [download("CSV", "csv"), download("JSON", "json")],
            asKnown: query.question.asKnown.map { .init($0, present: request.link(changing: ["as-known": nil])) },
            body: "\(table.html)\(pager.html)")
    }

    private func download(_ title: String, _ format: String) -> HTML {
        HTML.button(
            title,
            to: request.link(
                to: "/api/v1/measures/\(card.id)/rows", changing: ["format": format, "limit": "\(RowRequest.mostRows)", "cursor": nil]))
    }

    private func kind(of column: RowColumn) -> Table.ColumnKind {
        switch rows.rows.first.flatMap({ row in rows.columns.firstIndex(of: column).map { row[$0] } }) {
        case .integer, .number: .number
        case .instant: .time
        default: .text
        }
    }

    private func cell(_ cell: RowCell, in column: RowColumn) -> Table.Cell {
        switch cell {
        case .text(let text) where column.name == "commit": .html("<code title=\"\(text)\">\(text.prefix(10))</code>")
        case .text(let text): .text(text)
        case .integer(let number): .integer(number)
        case .number(let number): .value(number, column.name == "share" ? .percent : .decimals(2))
        case .instant(let instant): .instant(instant)
        case .person(let person): .person(person, desk.reader(request))
        case .project(let slug, let title): .link(title, "/projects/\(slug)")
        case .organisation(_, let title): .text(title)
        case .none: .none
        }
    }
}
