import Ledger
public import Measures

extension HTML {
    /// A person as `reader` may see them, with a link to the page about them where there is one for that reader.
    public static func person(_ person: PersonLabel, _ reader: PersonLabel.Reader) -> HTML {
        let text = person.text(for: reader)
        let shown = text.utf8.count > Table.longestText && text.count > Table.longestText ? text.prefix(Table.longestText) + "…" : text
        return person.hasPage(for: reader) ? .link(shown, to: "/people/\(person.id.description)") : .isolated(shown)
    }
}
