import Access
public import Measures

extension MeasureCard {
    /// Its parts would tell what a single customer pays, which is nobody's business but the office's.
    var isRestricted: Bool { unit == .money || unit == .mrDollars }
}

extension Request {
    /// Whether the one who asks may see a figure divided: the parts of what is counted in money are not for everybody.
    func mayDivide(_ card: MeasureCard) -> Bool { may(.seeAmounts) || !card.isRestricted }

    /// - Throws: a ``Problem`` for a question whose answer would tell what a single customer pays.
    func check(_ question: Question, of card: MeasureCard) throws(Problem) {
        guard !mayDivide(card), question.split != nil || question.scope != Question.Scope() else { return }
        throw .forbidden(
            "\(card.title) is shown as a whole only: its parts would tell what single customers pay. They are for those who may "
                + "\(Permission.seeAmounts.sentence).")
    }
}

extension RowPage {
    /// Without the columns that say what customers pay for those who may not see that, and without the words of rows that are
    /// about somebody who does not want to be shown for those who may not see people: a title or the name of a commit would
    /// lead to them.
    public func visible(to request: Request) -> RowPage {
        let seesPeople = request.may(.seePeople)
        let kept = columns.indices.filter { request.may(.seeAmounts) || !columns[$0].isRestricted }
        guard !seesPeople || kept.count < columns.count else { return self }
        var page = self
        page.columns = kept.map { columns[$0] }
        page.rows = rows.map { row in
            let shown = kept.map { row[$0] }
            return seesPeople ? shown : Self.hidingWhoOptedOut(shown, page.columns)
        }
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
