extension Parameter {
    /// The column by which a table is sorted: its name, with a hyphen before it for the largest first.
    public static func sort(_ columns: [String], default standard: String) -> Parameter {
        choice(
            "sort", columns.flatMap { [Choice($0), Choice("-" + $0)] },
            "The column to sort by; a hyphen before it puts the largest first.", label: "Sort by", default: standard)
    }
}

extension Table.Column {
    /// A column by which readers may sort. Its heading leads to the same page in that order, and to the opposite order
    /// when the table has it already. Numbers and times begin with the largest.
    ///
    /// - Parameters:
    ///   - name: of the column in ``Parameter/sort(_:default:)``, which the route must declare.
    public init(_ title: String, _ kind: Table.ColumnKind = .text, sortable name: String, in request: Request) {
        let upwards = name
        let downwards = "-" + name
        let order: Table.Order? =
            switch request.text("sort") {
            case upwards: .ascending
            case downwards: .descending
            default: nil
            }
        let next =
            switch order {
            case .ascending: downwards
            case .descending: upwards
            case nil: kind == .text ? upwards : downwards
            }
        self.init(title, kind, sort: request.link(changing: ["sort": next, "cursor": nil]), order: order)
    }
}
