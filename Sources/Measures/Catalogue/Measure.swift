public import Ledger

/// A named definition over the ledger, which answers with figures and with the rows that they were counted from.
public protocol Measure: Sendable {
    var card: MeasureCard { get }

    /// The figures for a question.
    ///
    /// - Throws: ``QuestionError`` when the question names something that does not exist.
    func answer(_ question: Question, at moment: Moment) async throws -> Answer

    /// The rows that one figure of the answer was counted from.
    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage
}

/// The state of the ledger that one page, request or command reads: all its figures agree with each other.
public struct Moment: Sendable, Hashable {
    /// The ledger's revision.
    public let revision: Int64
    /// The present, which decides what period is still running.
    public let now: Instant

    public init(revision: Int64, now: Instant) {
        self.revision = revision
        self.now = now
    }
}

/// All measures of an installation, in the order in which features bring them.
public struct Catalogue: Sendable {
    public let measures: [any Measure]
    private let byID: [String: any Measure]

    public init(_ measures: [any Measure]) {
        self.measures = measures
        byID = Dictionary(measures.map { ($0.card.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// - Throws: ``QuestionError/unknownMeasure(_:)``
    public func measure(_ id: String) throws -> any Measure {
        guard let measure = byID[id] else { throw QuestionError.unknownMeasure(id) }
        return measure
    }

    /// The measures in families, families in the order of their first member.
    public var families: [(name: String, measures: [any Measure])] {
        var families: [(name: String, measures: [any Measure])] = []
        for measure in measures {
            if let index = families.firstIndex(where: { $0.name == measure.card.family }) {
                families[index].measures.append(measure)
            } else {
                families.append((measure.card.family, [measure]))
            }
        }
        return families
    }
}
