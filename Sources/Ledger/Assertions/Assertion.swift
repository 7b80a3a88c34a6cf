public import Store

/// Something that Steward believes: about which facts are whose, and what belongs to what.
///
/// A belief has two times. *Valid* time says when it is true in the world; *recorded* time says when
/// Steward held it. It is never edited: a better belief ends it and takes its place.
public struct Assertion: Sendable, Hashable {
    /// What kind of thing is believed, with its subject and object.
    public enum Predicate: String, Sendable, CaseIterable {
        /// An account is used by a person.
        case accountPerson = "account is person"
        /// An account is another spelling of an account, in the repository given as context.
        case accountSpelling = "account is spelled"
        /// Contributions from an account are made for an organisation.
        case accountOrganisation = "account is for organisation"
        /// An account is a bot; no object.
        case accountBot = "account is a bot"
        /// A project belongs to a group.
        case projectGroup = "project is in group"
        /// An account holds the role of a coach; the object is the term of their speciality, where one is known.
        case accountCoach = "account is a coach"
        /// An organisation is part of another.
        case organisationParent = "organisation is part of"
        /// An organisation is a customer with annual recurring revenue; the object is the amount in hundredths of the
        /// office's currency.
        case organisationRevenue = "organisation has recurring revenue"
        /// An organisation is one of those that run the programme; no object.
        case organisationOwn = "organisation is the programme's own"
        /// A repository is part of the product; no object.
        case repositoryProduct = "repository is part of the product"
        /// The programme tells community contributions apart by a rule: subject 0, the object is a ``CommunityRule``.
        case programmeCommunityRule = "programme knows its community by"
        /// A measure has a target: the subject is the term of the measure's id, the object the target in thousandths,
        /// the evidence the reason.
        case measureTarget = "measure has target"
    }

    public var predicate: Predicate
    public var subject: Int64
    public var object: Int64?
    /// The repository in which it holds; nil for everywhere.
    public var context: Int64?
    /// The half-open range in which it is true in the world; nil for no bound.
    public var validFrom: Instant?
    public var validTo: Instant?
    /// A short name of the rule that led to it, such as `same e-mail`.
    public var rule: String
    /// Why it is believed, in words for a person.
    public var evidence: String

    public init(
        _ predicate: Predicate, subject: Int64, object: Int64? = nil, context: Int64? = nil,
        validFrom: Instant? = nil, validTo: Instant? = nil, rule: String, evidence: String
    ) {
        self.predicate = predicate
        self.subject = subject
        self.object = object
        self.context = context
        self.validFrom = validFrom
        self.validTo = validTo
        self.rule = rule
        self.evidence = evidence
    }

    /// Whether it is true in the world at `instant`.
    public func isValid(at instant: Instant) -> Bool {
        (validFrom.map { $0 <= instant } ?? true) && (validTo.map { instant < $0 } ?? true)
    }
}

/// An assertion as it stands in the ledger.
public struct RecordedAssertion: Sendable, Hashable {
    public let id: Int64
    public let assertion: Assertion
    public let operation: Int64
    public let recordedAt: Instant
    public let endedAt: Instant?
}

extension SQLReader {
    /// The assertions of one kind that Steward held at `instant`; those that it holds now when nil.
    public func assertions(
        _ predicate: Assertion.Predicate, asKnown instant: Instant? = nil
    ) throws -> [RecordedAssertion] {
        let held = HeldCondition(at: instant)
        return try rows(
            """
            SELECT id, predicate, subject, object, context, valid_from, valid_to, rule, evidence, operation,
                   recorded_at, ended_at
            FROM assertions WHERE predicate = ? AND \(held.sql) ORDER BY id
            """, [.text(predicate.rawValue)] + held.arguments
        ) { row in
            try RecordedAssertion(row)
        }
    }
}

extension RecordedAssertion {
    /// Reads the columns `id, predicate, subject, object, context, valid_from, valid_to, rule, evidence,
    /// operation, recorded_at, ended_at`.
    init(_ row: any SQLRow) throws {
        guard let predicate = Assertion.Predicate(rawValue: row.text(1)) else {
            throw LedgerError.unknownPredicate(row.text(1))
        }
        id = row.integer(0)
        assertion = Assertion(
            predicate, subject: row.integer(2), object: row.optionalInteger(3), context: row.optionalInteger(4),
            validFrom: row.optionalInteger(5).map(Instant.init(seconds:)),
            validTo: row.optionalInteger(6).map(Instant.init(seconds:)),
            rule: row.text(7), evidence: row.text(8))
        operation = row.integer(9)
        recordedAt = Instant(seconds: row.integer(10))
        endedAt = row.optionalInteger(11).map(Instant.init(seconds:))
    }
}
