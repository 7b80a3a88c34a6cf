import Ledger
public import Measures
public import Store

/// What a part of the office brings. The roof lists each feature once; nothing else knows it.
public protocol Feature: Sendable {
    /// The tables that the feature keeps beside the ledger.
    var schemas: [Store.Schema] { get }
    /// Its measures, in the order of the catalogue.
    var measures: [any Measure] { get }
    /// What changes with the facts of its measures that are not in the ledger; none unless it says so.
    var marks: [MeasureDesk.Mark] { get }
    /// Its entries of the main navigation, each in a group.
    var navigation: [Frame.Entry] { get }
    /// Its pages and its part of the API.
    ///
    /// - Parameter examples: what the examples of routes may name.
    func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route]
}

extension Feature {
    public var marks: [MeasureDesk.Mark] { [] }
}

/// One of each kind of thing that this installation has, which examples of addresses may name.
public struct ScopeExamples: Sendable {
    public let project: String
    public let group: String
    /// A change request by its project's slug and its number.
    public let changeRequest: (project: String, number: Int64)
    /// The number of an operation.
    public let operation: String
    /// An organisation by its slug.
    public let organisation: String
    /// The identifier of somebody who may be shown.
    public let person: String
    /// A project that was released, by its slug.
    public let released: String

    /// The first of each; in an empty installation the word `example`, whose pages say that there is no such thing.
    public static func load(_ store: any SQLStore) async throws -> ScopeExamples {
        try await store.read { reader in
            ScopeExamples(
                project: try reader.projects().first?.slug ?? "example", group: try reader.projectGroups().first?.slug ?? "example",
                changeRequest: try reader.anyChangeRequest() ?? (project: "example", number: 1),
                operation: try reader.operations(limit: 1).first.map { String($0.id) } ?? "example",
                organisation: try reader.organisations().first?.slug ?? "example",
                person: try reader.anyPerson()?.description ?? "example", released: try reader.anyReleasedProject() ?? "example")
        }
    }
}
