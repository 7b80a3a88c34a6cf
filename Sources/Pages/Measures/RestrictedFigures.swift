public import Measures

extension MeasureCard {
    /// Its parts would tell what a single customer pays, which is nobody's business but the office's.
    var isRestricted: Bool { unit == .money || unit == .mrDollars }
}

extension Request {
    /// Whether the one who asks may see a figure divided: until there is a sign-in, only the machine itself may see the
    /// parts of what is counted in money.
    func mayDivide(_ card: MeasureCard) -> Bool { isLocal || !card.isRestricted }

    /// - Throws: a ``Problem`` for a question whose answer would tell what a single customer pays.
    func check(_ question: Question, of card: MeasureCard) throws(Problem) {
        guard !mayDivide(card), question.split != nil || question.scope != Question.Scope() else { return }
        throw .forbidden(
            "\(card.title) is shown as a whole only: its parts would tell what single customers pay. They are shown on the machine on "
                + "which Steward runs.")
    }
}

extension RowPage {
    /// Without the columns that only the machine itself may see, and without the words of rows that are about somebody
    /// who does not want to be shown: a title or the name of a commit would lead to them.
    public func visible(to request: Request) -> RowPage {
        guard !request.isLocal else { return self }
        let kept = columns.indices.filter { !columns[$0].isRestricted }
        var page = self
        page.columns = kept.map { columns[$0] }
        page.rows = rows.map { row in Self.hidingWhoOptedOut(kept.map { row[$0] }, page.columns) }
        return page
    }

    /// What leads to the person who did it.
    private static let telling: Set<String> = ["commit", "subject", "reference", "title"]

    /// The same row without what tells who it is about, where that is somebody who opted out.
    private static func hidingWhoOptedOut(_ row: [RowCell], _ columns: [RowColumn]) -> [RowCell] {
        let isHidden = row.contains { cell in
            if case .person(let person) = cell { person.isOptedOut } else { false }
        }
        return isHidden ? zip(columns, row).map { telling.contains($0.name) ? .none : $1 } : row
    }
}
