import Ledger
import Store

/// Everything that is believed of a person now, with who said it and why.
struct PersonDossier: Sendable {
    /// By number.
    let accounts: [AccountRecord]
    /// Assertions about the accounts, in the order in which they were recorded.
    let beliefs: [AttributedAssertion]
    let names: LedgerNames
    let organisations: [Int64: Organisation]
    let affiliations: AffiliationCase
    /// The organisations that are customers now.
    let customers: Set<Int64>

    /// - Parameter numbers: all accounts of the person.
    init(_ numbers: Set<Int64>, _ reader: any SQLReader) throws {
        accounts = try reader.accountRecords(numbers).values.sorted { $0.id < $1.id }
        beliefs = try reader.beliefs(aboutAccounts: numbers)
        names = try LedgerNames(reader, for: beliefs.map(\.assertion))
        organisations = Dictionary(uniqueKeysWithValues: try reader.organisations().map { ($0.id, $0) })
        affiliations = try reader.affiliationCase(of: numbers.sorted())
        customers = Set(try reader.assertions(.organisationRevenue).map(\.assertion.subject))
    }

    func beliefs(_ predicates: Assertion.Predicate...) -> [AttributedAssertion] {
        beliefs.filter { predicates.contains($0.assertion.predicate) }
    }

    /// The organisations for which the person contributes at an instant, each once, with the rule that says so.
    func employers(at instant: Instant) -> [(organisation: Organisation, rule: String)] {
        var found: [(Organisation, String)] = []
        for account in accounts {
            let answer = affiliations.explain(account.id, at: instant)
            for part in answer.parts {
                guard let organisation = organisations[part.organisation], !found.contains(where: { $0.0.id == organisation.id }) else {
                    continue
                }
                found.append((organisation, answer.rule?.name ?? ""))
            }
        }
        return found
    }

    /// What is held of affiliations, with whether it counts in some stretch of time and why it does not in others.
    func affiliationStretches() -> [AffiliationStretch] {
        var stretches: [AffiliationStretch] = []
        for belief in beliefs(.accountOrganisation) {
            guard let organisation = belief.assertion.object.flatMap({ organisations[$0] }) else { continue }
            let pieces = affiliations.course(of: belief.assertion.subject).compactMap { time, answer -> AffiliationStretch.Piece? in
                guard belief.assertion.isValid(at: time.lowerBound) else { return nil }
                let loss = answer.losers.first { $0.held.id == belief.held.id }.map { "\($0.why)" }
                return AffiliationStretch.Piece(time: time, loss: loss)
            }
            stretches.append(AffiliationStretch(belief: belief, organisation: organisation, pieces: AffiliationStretch.joined(pieces)))
        }
        return stretches
    }
}

/// One assertion that an account is for an organisation, cut where it begins or ceases to count.
struct AffiliationStretch: Sendable {
    struct Piece: Sendable {
        var time: Range<Instant>
        /// Why it does not count; nil where it does.
        let loss: String?
    }

    let belief: AttributedAssertion
    let organisation: Organisation
    let pieces: [Piece]

    /// In words: whether it counts, and if not always, why not.
    var standing: String {
        let losses = Set(pieces.compactMap(\.loss)).sorted()
        if losses.isEmpty { return "counts" }
        let words = losses.joined(separator: "; ")
        return pieces.contains { $0.loss == nil } ? "counts in part: \(words)" : "does not count: \(words)"
    }

    /// Neighbours of the same kind as one.
    static func joined(_ pieces: [Piece]) -> [Piece] {
        var joined: [Piece] = []
        for piece in pieces {
            if let last = joined.last, last.loss == piece.loss, last.time.upperBound == piece.time.lowerBound {
                joined[joined.count - 1].time = last.time.lowerBound..<piece.time.upperBound
            } else {
                joined.append(piece)
            }
        }
        return joined
    }
}
