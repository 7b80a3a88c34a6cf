public import Store

/// Something that Steward believes: about which facts are whose, and what belongs to what.
///
/// A belief has two times. *Valid* time says when it is true in the world; *recorded* time says when
/// Steward held it. It is never edited: a better belief ends it and takes its place.
public struct Assertion: Sendable, Hashable {
    /// What kind of thing is believed, with its subject and object.
    public enum Predicate: String, Sendable, CaseIterable {
        /// An account is used by a person: what placement concludes from everything else that is believed.
        case accountPerson = "account is person"
        /// Two accounts are one person's; the subject is the smaller number. Somebody said so: a person, a file, the configuration.
        case accountSame = "account is the same person's as account"
        /// Two accounts are two people's, whatever rules may suggest; the subject is the smaller number.
        case accountDistinct = "account is another person's than account"
        /// Whether two accounts are one person's is to be asked again when the validity ends; the subject is the smaller number.
        case accountPostponed = "account is compared later with account"
        /// An account is another spelling of an account, in the repository given as context.
        case accountSpelling = "account is spelled"
        /// Contributions from an account are made for an organisation.
        case accountOrganisation = "account is for organisation"
        /// An account is a bot; no object.
        case accountBot = "account is a bot"
        /// A person uses an account that some rule takes for a bot; no object.
        case accountHuman = "account is no bot"
        /// An account's person works in a team, which is an organisation of that kind.
        case accountTeam = "account is in team"
        /// An account's person reports to the person of another account.
        case accountManager = "account reports to account"
        /// An account's person does not want to be shown: counted, never named; no object.
        case accountOptOut = "account is not shown"
        /// An account's person chose how to be called; the object is the term of that name.
        case accountDisplayName = "account is shown as"
        /// A project belongs to a group.
        case projectGroup = "project is in group"
        /// An account holds the role of a coach; the object is the term of their speciality, where one is known.
        case accountCoach = "account is a coach"
        /// A name or an address, the subject's term, is shared by strangers and shows of no two accounts that they are one
        /// person's; no object.
        case identityExcluded = "term joins no accounts"
        /// Addresses with a domain, the object's term, belong to an organisation; valid from and to the first instants of
        /// days in UTC, which stand for these days in the reporting time zone.
        case organisationDomain = "organisation has domain"
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
    /// The part of a contribution that it speaks of, in millionths, for an affiliation that is one of several at once; nil
    /// when nothing was said, which divides what the others leave evenly.
    public var share: Int64?
    /// A short name of the rule that led to it, such as `same e-mail`.
    public var rule: String
    /// Why it is believed, in words for a person.
    public var evidence: String

    public init(
        _ predicate: Predicate, subject: Int64, object: Int64? = nil, context: Int64? = nil,
        validFrom: Instant? = nil, validTo: Instant? = nil, share: Int64? = nil, rule: String, evidence: String
    ) {
        self.predicate = predicate
        self.subject = subject
        self.object = object
        self.context = context
        self.validFrom = validFrom
        self.validTo = validTo
        self.share = share
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
            SELECT \(RecordedAssertion.columns) FROM assertions WHERE predicate = ? AND \(held.sql) ORDER BY id
            """, [.text(predicate.rawValue)] + held.arguments
        ) { row in
            try RecordedAssertion(row)
        }
    }
}

extension RecordedAssertion {
    /// The columns that ``init(_:)`` reads.
    static let columns = """
        id, predicate, subject, object, context, valid_from, valid_to, share, rule, evidence, operation, recorded_at, ended_at
        """

    init(_ row: any SQLRow) throws {
        guard let predicate = Assertion.Predicate(rawValue: row.text(1)) else {
            throw LedgerError.unknownPredicate(row.text(1))
        }
        id = row.integer(0)
        assertion = Assertion(
            predicate, subject: row.integer(2), object: row.optionalInteger(3), context: row.optionalInteger(4),
            validFrom: row.optionalInteger(5).map(Instant.init(seconds:)),
            validTo: row.optionalInteger(6).map(Instant.init(seconds:)),
            share: row.optionalInteger(7), rule: row.text(8), evidence: row.text(9))
        operation = row.integer(10)
        recordedAt = Instant(seconds: row.integer(11))
        endedAt = row.optionalInteger(12).map(Instant.init(seconds:))
    }
}
