import Measures
import Pages

/// In this feature a table is one on a page: it declares no tables of the store.
typealias Table = Pages.Table

extension RowCell {
    /// A person as a reader may see them; nothing for any other cell.
    func person(_ reader: PersonLabel.Reader) -> Table.Cell {
        if case .person(let person) = self { return .person(person, reader) }
        return .none
    }
}
