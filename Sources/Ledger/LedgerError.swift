/// What the ledger refuses, said for the person who asked.
public enum LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownPredicate(String)
    case unknownOperation(Int64)
    /// An operation cannot be undone because a later one built on it.
    case changedSince(operation: Int64, by: Int64)
    case alreadyUndone(operation: Int64)
    case invalidSlug(String)
    case taken(kind: String, slug: String)
    case unknown(kind: String, slug: String)
    /// More things would be part of each other, or report to each other, than the number given.
    case tooDeep(Int)
    /// What was given as the address of a repository is none.
    case invalidLocation(String)

    public var description: String {
        switch self {
        case .unknownPredicate(let name):
            "The ledger holds an assertion of the kind “\(name)”, which this Steward does not know."
        case .unknownOperation(let id):
            "There is no operation \(id)."
        case .changedSince(let operation, let later):
            "Operation \(operation) cannot be undone: operation \(later) changed the same things later. Undo \(later) first."
        case .alreadyUndone(let operation):
            "Operation \(operation) has been undone already."
        case .invalidSlug(let slug):
            "“\(slug)” cannot name something in addresses: use 1 to 80 lower-case letters, digits, dots, underscores and hyphens, "
                + "beginning with a letter or digit."
        case .taken(let kind, let slug):
            "There is a \(kind) named “\(slug)” already."
        case .unknown(let kind, let slug):
            "There is no \(kind) named “\(slug)”."
        case .tooDeep(let deepest):
            "More than \(deepest) things would stand above each other."
        case .invalidLocation(let location):
            "“\(location)” is not the address of a repository: give one without spaces, such as https://forge.example/group/name."
        }
    }
}
