import Ledger
public import Measures
public import Store

/// What a part of the office brings. The roof lists each feature once; nothing else knows it.
public protocol Feature: Sendable {
    /// The tables that the feature keeps beside the ledger.
    var schemas: [Store.Schema] { get }
    /// Its measures, in the order of the catalogue.
    var measures: [any Measure] { get }
    /// Its entries of the main navigation.
    var navigation: [Frame.Entry] { get }
    /// Its pages and its part of the API.
    ///
    /// - Parameter examples: what the examples of routes may name.
    func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route]
}

/// A project, a group and a change request of this installation, which examples of addresses may name.
public struct ScopeExamples: Sendable {
    public let project: String
    public let group: String
    /// A change request by its project's slug and its number.
    public let changeRequest: (project: String, number: Int64)

    /// The first of each; in an empty installation the word `example`, whose pages say that there is no such thing.
    public static func load(_ store: any SQLStore) async throws -> ScopeExamples {
        try await store.read { reader in
            ScopeExamples(
                project: try reader.projects().first?.slug ?? "example", group: try reader.projectGroups().first?.slug ?? "example",
                changeRequest: try reader.anyChangeRequest() ?? (project: "example", number: 1))
        }
    }
}
