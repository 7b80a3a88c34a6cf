public import Ledger

/// What a person is called, and by whom.
///
/// This is the one place that decides it: pages, rows, files, the API and the command line all show people through
/// ``text(for:)``. A name is shown to staff alone, for it may be somebody's legal name; everybody else sees the name that
/// the person chose, else the user name at a forge, which is public there already, else a pseudonym.
public struct PersonLabel: Sendable, Hashable {
    public let id: PersonID
    /// As a source spells it. For staff alone: show it by ``text(for:)``.
    let name: String
    /// The user name at a forge; nil for somebody who is known from git only.
    let handle: String?
    /// The name that the person chose to be shown by.
    let chosenName: String?
    /// Counted, and shown to nobody but staff.
    public let isOptedOut: Bool

    public init(id: PersonID, name: String, handle: String? = nil, chosenName: String? = nil, isOptedOut: Bool = false) {
        self.id = id
        self.name = name
        self.handle = handle
        self.chosenName = chosenName
        self.isOptedOut = isOptedOut
    }

    /// Who reads.
    public enum Reader: String, Sendable, CaseIterable {
        /// Somebody of the programme, who may see names.
        case staff
        /// Everybody else.
        case everybody
        /// Whoever reads an office that shows no names at all, such as one for screenshots.
        case pseudonyms
    }

    /// How somebody who does not want to be shown stands in a list.
    public static let optedOut = "(opted out)"

    /// What `reader` is shown.
    public func text(for reader: Reader) -> String {
        switch reader {
        case .staff: (chosenName ?? name) + (isOptedOut ? " " + Self.optedOut : "")
        case .everybody: isOptedOut ? Self.optedOut : chosenName ?? handle ?? pseudonym
        case .pseudonyms: isOptedOut ? Self.optedOut : pseudonym
        }
    }

    /// Whether there is a page of the person that `reader` may open.
    public func hasPage(for reader: Reader) -> Bool { reader == .staff || !isOptedOut }

    /// Made from the random identifier, so that it says nothing and stays the same.
    var pseudonym: String { "Contributor \(id.description.suffix(5))" }
}
