import Access
public import Ledger
public import Measures
public import Store

/// Where pages, API and commands ask for figures: the catalogue with the ledger behind it and the office's settings.
public struct MeasureDesk: Sendable {
    public let store: any SQLStore
    public let catalogue: Catalogue
    public let calendar: ReportingCalendar
    public let names: NamePolicy
    /// Tells the present; a test gives its own.
    public let clock: @Sendable () -> Instant
    private let marks: [Mark]

    /// A text that changes whenever facts change that the ledger's revision knows nothing of, and that measures are made from.
    public typealias Mark = @Sendable (any SQLReader) throws -> String

    public init(
        store: any SQLStore, catalogue: Catalogue, calendar: ReportingCalendar, names: NamePolicy = .shown, marks: [Mark] = [],
        clock: @escaping @Sendable () -> Instant = { .now }
    ) {
        self.marks = marks
        self.store = store
        self.catalogue = names == .shown ? catalogue : Catalogue(catalogue.measures.map { PseudonymousMeasure(measure: $0) })
        self.calendar = calendar
        self.names = names
        self.clock = clock
    }

    /// How pages and answers call people. ``PersonLabel`` says what each reader is shown.
    public enum NamePolicy: String, Sendable, CaseIterable {
        /// Staff see names, everybody else the name that somebody chose, a user name at a forge, or a pseudonym.
        case shown
        /// By a name made from their random identifier: for screenshots, and where names are nobody's business.
        case pseudonyms
    }

    /// The state that one page or answer reads.
    public func moment() async throws -> Moment {
        Moment(revision: try await store.read { try $0.revision() }, now: clock())
    }

    /// What the sender of a request may see of people.
    public func reader(_ request: Request) -> PersonLabel.Reader {
        names == .pseudonyms ? .pseudonyms : request.may(.seePeople) ? .staff : .everybody
    }

    /// What is shown where the same page goes to all.
    public var publicReader: PersonLabel.Reader { names == .pseudonyms ? .pseudonyms : .everybody }

    /// What somebody at the command line may see of people.
    public var operatorReader: PersonLabel.Reader { names == .pseudonyms ? .pseudonyms : .staff }
}

/// A measure whose parts name nobody.
private struct PseudonymousMeasure: Measure {
    let measure: any Measure

    var card: MeasureCard { measure.card }

    func answer(_ question: Question, at moment: Moment) async throws -> Answer {
        return try await measure.answer(question, at: moment).titled(for: .pseudonyms)
    }

    func rows(_ request: RowRequest, at moment: Moment) async throws -> RowPage { try await measure.rows(request, at: moment) }
}

extension MeasureDesk {
    /// Text that changes whenever an answer may: the revision of the ledger, the marks of what is kept beside it, and the day, on
    /// which running periods depend.
    public func revision() async throws -> String {
        let marks = marks
        let parts = try await store.read { reader in try ["\(reader.revision())"] + marks.map { try $0(reader) } }
        return "\(parts.joined(separator: ".")).\(calendar.day(of: clock()))"
    }

    /// The measure that a request names in its path.
    func measure(_ request: Request) throws -> any Measure {
        try answering { try catalogue.measure(request.text("id") ?? "") }
    }

    /// The question that a request's query asks of a measure; names that belong to the page are left out.
    func question(_ request: Request, of card: MeasureCard, without own: Set<String> = []) throws -> Question {
        try answering {
            try Question(of: card, values: request.given.filter { $0.key != "id" && !own.contains($0.key) }, calendar: calendar)
        }
    }

    /// Turns what a question cannot be answered for into what a reader is told.
    public func answering<T>(_ work: () throws -> T) throws -> T {
        do { return try work() } catch let error as QuestionError { throw Problem(error) }
    }

    public func answering<T>(_ work: () async throws -> T) async throws -> T {
        do { return try await work() } catch let error as QuestionError { throw Problem(error) }
    }
}

extension Problem {
    /// What a reader is told of a question that cannot be answered.
    public init(_ error: QuestionError) {
        if error.isNotFound {
            self = .notFound(error.description)
        } else if case .invalid(let parameter, let value, let allowed) = error {
            self = .parameters([ParameterError(parameter: parameter, received: value, allowed: allowed)])
        } else {
            self = .parameters([
                ParameterError(parameter: error.parameter ?? "question", received: nil, allowed: error.description)
            ])
        }
    }
}
