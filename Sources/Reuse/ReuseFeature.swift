import Access
public import Measures
public import Pages
public import Store

/// What was written twice: the same code, or projects that do the same, in parts of the house that need not know of each other.
public struct ReuseFeature: Feature {
    private let desk: ReuseDesk

    public init(_ desk: ReuseDesk) { self.desk = desk }

    public var schemas: [Store.Schema] { [ReuseSchema.schema] }
    public var measures: [any Measure] { [] }
    public var navigation: [Frame.Entry] { [Frame.Entry("Reuse", "/reuse", in: .projects, for: .seeFindings)] }

    public func routes(_ desk: MeasureDesk, examples: ScopeExamples) -> [Route] {
        ReusePages(desk: self.desk).routes + ReuseForms(desk: self.desk).routes + ReuseAPI(desk: self.desk).routes
    }
}
