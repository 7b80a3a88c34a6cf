import Casework
import Ledger
public import Pages
import Store

/// What the commands about releases do; the roof reads the command line and prints.
public struct ReleaseCommands: Sendable {
    private let desk: ReleaseDesk

    public init(_ feature: ReleasesFeature) { desk = feature.desk }

    /// Why a command was not done, in a sentence.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// A table with its headings, for a terminal, and the same for programs.
    public struct Listing: Sendable {
        public let headings: [String]
        public let rows: [[String]]
        public let json: JSON
    }

    /// What is open and closed.
    ///
    /// - Parameters:
    ///   - visibility: `open` or `closed`; nil for both.
    ///   - overdue: only what should have been looked at again by now.
    public func list(visibility: String?, overdue: Bool) async throws -> Listing {
        if let visibility, Publication.Visibility(rawValue: visibility) == nil {
            throw Refusal(description: "“\(visibility)” is neither open nor closed.")
        }
        let now = desk.clock()
        let shown = try await desk.store.read { try Publications.current($0) }.filter { publication in
            (visibility == nil || publication.visibility.rawValue == visibility) && (!overdue || publication.isOverdue(at: now))
        }
        let rows = shown.map { publication in
            [
                publication.visibility.rawValue, publication.title, publication.location, publication.licence ?? "", publication.reason,
                publication.reviewAt.map { $0.date.description + (publication.isOverdue(at: now) ? " late" : "") } ?? "",
                publication.caseNumber.map(String.init) ?? "",
            ]
        }
        let json = JSON.array(
            shown.map { publication in
                [
                    "visibility": .string(publication.visibility.rawValue), "title": .string(publication.title),
                    "location": .string(publication.location),
                    "licence": JSON(publication.licence), "reason": .string(publication.reason),
                    "review": JSON(publication.reviewAt?.description),
                    "overdue": .bool(publication.isOverdue(at: now)), "case": publication.caseNumber.map { JSON.integer(Int($0)) } ?? .null,
                ]
            })
        return Listing(headings: ["Open", "Title", "Repository", "Licence", "Why", "Again", "Case"], rows: rows, json: json)
    }

    /// Inspects the repository of a case now, lets the checks of the case run, and says what each gate found.
    ///
    /// - Parameter recheck: runs the checks of a case.
    /// - Returns: a row for each gate, and whether all passed.
    public func check(_ number: Int64, recheck: (Int64) async throws -> Void) async throws -> (listing: Listing, isGreen: Bool) {
        let cases = desk.cases
        guard
            let (aCase, process) = try await desk.store.read({ reader -> (Case, CaseProcess)? in
                guard let aCase = try cases.aCase(number, in: reader) else { return nil }
                return (aCase, try cases.process(of: aCase, in: reader))
            })
        else { throw Refusal(description: "There is no case \(number).") }
        guard let repository = await desk.checks.repository(of: aCase, process), process.checks.contains(where: \.isGate) else {
            throw Refusal(description: "Case \(number) is about no repository that is inspected.")
        }
        _ = try await desk.inspections.standing(of: repository, freshFor: 0)
        await desk.inspections.work()
        switch try await desk.inspections.standing(of: repository) {
        case .pending: throw Refusal(description: "“\(repository)” changed while it was looked at; try again.")
        case .impossible(let sentence, _): throw Refusal(description: sentence)
        case .fresh(let inspection):
            try await recheck(number)
            let declared = ReleaseAnswers(aCase, process).licence
            let verdicts = Gate.allCases.map { GateVerdict($0, inspection.document, declared: declared) }
            let rows = verdicts.map { [$0.gate.title, $0.status.rawValue, $0.summary] } + [["Evidence", "", inspection.evidence]]
            let json = JSON.object([
                JSON.Member("evidence", .string(inspection.evidence)),
                JSON.Member(
                    "gates",
                    .array(
                        verdicts.map {
                            [
                                "gate": .string($0.gate.rawValue), "status": .string($0.status.rawValue), "summary": .string($0.summary),
                            ]
                        })),
            ])
            return (Listing(headings: ["Gate", "Result", "Found"], rows: rows, json: json), verdicts.allSatisfy { $0.status == .passed })
        }
    }
}
