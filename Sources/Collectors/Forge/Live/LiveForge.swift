import Ledger

/// What differs between forges when they are collected live: where things are asked for, and what the answers mean.
protocol LiveForge: Sendable {
    var host: String { get }
    /// Addresses below the API's own, to be asked in this order until one answers.
    func projectPaths(_ known: ForgeProject?, path: String) -> [String]
    func project(_ answer: JSONValue) throws(JSONFailure) -> LiveProject
    /// Answers that help to understand those about the items, such as who the members are; several pages each.
    func companions(_ project: LiveProject) -> [String]
    func learning(_ companions: [[UInt8]]) -> Self
    /// The list of items that changed at or after a time, in the order of their last change.
    func listPath(_ list: LiveList, _ project: LiveProject, since: String?, together: Int) -> String
    func listed(_ element: JSONValue, _ list: LiveList) throws(JSONFailure) -> ListedItem
    /// One item alone, as the list shows it.
    func itemPath(_ kind: ItemKind, _ number: Int64, _ project: LiveProject) -> String
    /// The parts to ask for besides the item of the list. Each may depend on those before it.
    func nextPart(_ item: ListedItem, _ project: LiveProject, after parts: [ReadPart]) -> (name: String, path: String)?
    /// The GraphQL question for the sizes of some change requests; nil when their items tell them.
    func sizeQuestion(_ numbers: [Int64], _ project: LiveProject) -> [UInt8]?
    /// Throws when an answer is none to a question for sizes.
    func checkSizes(_ answer: JSONValue) throws(JSONFailure)
    func map(_ reading: ItemReading) -> MappedItem
    /// The list of commits between two times, the newest first; nil when this forge names no accounts there.
    func commitsPath(_ project: LiveProject, since: Instant?, until: Instant?) -> String?
    func commit(_ element: JSONValue) throws(JSONFailure) -> ListedCommit
}

extension LiveForge {
    func sizeQuestion(_ numbers: [Int64], _ project: LiveProject) -> [UInt8]? { nil }
    func checkSizes(_ answer: JSONValue) throws(JSONFailure) {}
    func commitsPath(_ project: LiveProject, since: Instant?, until: Instant?) -> String? { nil }
    func commit(_ element: JSONValue) throws(JSONFailure) -> ListedCommit { ListedCommit(committedAt: nil, author: nil) }
}

/// A project as its forge describes it now.
struct LiveProject: Sendable, Hashable {
    let number: Int64
    let path: String
    let lists: [LiveList]
}

/// One list of a project's items; its name is the name of the cursor.
enum LiveList: String, Sendable, Hashable {
    case mergeRequests = "merge_requests"
    case issues
    /// GitHub lists issues and pull requests together.
    case everything = "issues_and_pulls"
}

/// An item as a list shows it.
struct ListedItem: Sendable, Hashable {
    let kind: ItemKind
    let number: Int64
    /// As the forge spells it.
    let updatedAt: String
    let changedAt: Instant
}

/// A page of a part of an item.
struct ReadPart: Sendable {
    let name: String
    let place: ArchivePlace
    /// Where it came from, for failures.
    let address: String
    let body: [UInt8]
}

/// All that was read of an item.
struct ItemReading: Sendable {
    let item: ListedItem
    var parts: [ReadPart]

    /// What a list or the forge said of the item itself.
    static let itemPart = "item"
    /// What the forge said of the sizes of several change requests, this one among them.
    static let sizesPart = "sizes"

    /// The bodies of a part's pages; nil when the part was not asked for.
    func pages(_ name: String) -> [ReadPart]? {
        let pages = parts.filter { $0.name == name }
        return pages.isEmpty ? nil : pages
    }

    /// The elements of a part's pages together; nil when the part was not asked for.
    func elements(_ name: String) throws(JSONFailure) -> [JSONValue]? {
        guard let pages = pages(name) else { return nil }
        var elements: [JSONValue] = []
        for page in pages {
            let root = try page.document()
            guard root.isArray else { throw root.notAnArray() }
            elements += root.elements
        }
        return elements
    }

    /// The answer about the item itself, found in the page of a list or alone.
    func itemValue(_ numberName: StaticString) throws(JSONFailure) -> JSONValue {
        guard let part = parts.first(where: { $0.name == Self.itemPart }) else {
            throw JSONFailure(.missing, in: "\(item.kind) \(item.number)")
        }
        let root = try part.document()
        guard root.isArray else { return root }
        for element in root.elements where element[numberName]?.integer == item.number { return element }
        throw JSONFailure(.missing, in: part.address, at: "\(numberName) \(item.number)")
    }
}

extension ReadPart {
    func document() throws(JSONFailure) -> JSONValue { try JSONDocument(bytes: body, source: address).root }
}

extension JSONValue {
    fileprivate func notAnArray() -> JSONFailure {
        JSONFailure(.unexpected(expected: "an array", found: kindName), in: source)
    }

    /// The elements of an answer that must be a list.
    func listElements() throws(JSONFailure) -> Elements {
        guard isArray else { throw notAnArray() }
        return elements
    }
}

/// What an item's answers became.
struct MappedItem: Sendable {
    var fact: ItemFact?
    var problems: [String] = []
}
