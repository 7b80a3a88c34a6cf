/// What a file says of people: which identities are one person's, for whom they worked, and which domains are whose.
///
/// Every format is read into this shape and written from it. It says nothing of gender, ethnicity, age or country: where a
/// format has a place for them, it stays empty, and what stands there is passed over.
public struct IdentityFile: Sendable, Hashable {
    /// An identity as a source spells it. At least one of the three texts is there; none of them is empty.
    public struct Identity: Sendable, Hashable {
        /// `git`, the host of a forge such as `github.com`, or the word of another tool such as `mls`.
        public var source: String
        /// The user name at the source.
        public var username: String?
        public var name: String?
        public var email: String?

        public init(source: String, username: String? = nil, name: String? = nil, email: String? = nil) {
            self.source = source
            self.username = username
            self.name = name
            self.email = email
        }
    }

    /// An identity with the place that says so.
    public struct Spelled: Sendable, Hashable {
        public var identity: Identity
        public var place: IdentityPlace

        public init(_ identity: Identity, _ place: IdentityPlace) {
            self.identity = identity
            self.place = place
        }
    }

    /// A person worked for an organisation in a half-open range of time; nil for no bound.
    public struct Enrolment: Sendable, Hashable {
        public var organisation: String
        public var from: Instant?
        public var to: Instant?
        /// In millionths; nil when nothing is said.
        public var share: Int64?
        public var place: IdentityPlace

        public init(_ organisation: String, from: Instant? = nil, to: Instant? = nil, share: Int64? = nil, place: IdentityPlace) {
            self.organisation = organisation
            self.from = from
            self.to = to
            self.share = share
            self.place = place
        }
    }

    public struct Person: Sendable, Hashable {
        public var place: IdentityPlace
        public var identities: [Spelled]
        public var enrolments: [Enrolment]
        /// Where the file says that a program uses the identities.
        public var bot: IdentityPlace?
        /// How the person is to be called.
        public var displayName: String?
        /// The git spelling that all other git spellings of the person stand for, where the file names one.
        public var canonical: Identity?

        public init(
            _ place: IdentityPlace, identities: [Spelled] = [], enrolments: [Enrolment] = [], bot: IdentityPlace? = nil,
            displayName: String? = nil, canonical: Identity? = nil
        ) {
            self.place = place
            self.identities = identities
            self.enrolments = enrolments
            self.bot = bot
            self.displayName = displayName
            self.canonical = canonical
        }
    }

    /// A domain whose addresses belong to an organisation in a half-open range of days.
    public struct Domain: Sendable, Hashable {
        public var name: String
        public var from: CivilDate?
        public var to: CivilDate?
        /// Whether everything below the domain belongs to the organisation too.
        public var hasSubdomains: Bool
        public var place: IdentityPlace

        public init(
            _ name: String, from: CivilDate? = nil, to: CivilDate? = nil, hasSubdomains: Bool = true, place: IdentityPlace
        ) {
            self.name = name
            self.from = from
            self.to = to
            self.hasSubdomains = hasSubdomains
            self.place = place
        }
    }

    public struct Organisation: Sendable, Hashable {
        public var name: String
        public var domains: [Domain]

        public init(_ name: String, domains: [Domain] = []) {
            self.name = name
            self.domains = domains
        }
    }

    /// A name or an address that many share, so that it never shows that two accounts are one person's.
    public struct Exclusion: Sendable, Hashable {
        public var text: String
        public var place: IdentityPlace

        public init(_ text: String, _ place: IdentityPlace) {
            self.text = text
            self.place = place
        }
    }

    public var people: [Person] = []
    /// Organisations with domains, and those that nobody worked for.
    public var organisations: [Organisation] = []
    public var exclusions: [Exclusion] = []

    public init() {}
}

extension IdentityFile.Identity {
    /// Two are equal when their bytes are, as accounts are.
    public static func == (a: Self, b: Self) -> Bool {
        ExactText(a.source) == ExactText(b.source) && ExactText(a.email ?? "") == ExactText(b.email ?? "")
            && ExactText(a.name ?? "") == ExactText(b.name ?? "") && ExactText(a.username ?? "") == ExactText(b.username ?? "")
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(ExactText(source))
        hasher.combine(ExactText(username ?? ""))
        hasher.combine(ExactText(email ?? ""))
        hasher.combine(ExactText(name ?? ""))
    }
}

extension IdentityFile.Identity: Comparable {
    /// By source, user name, address and name.
    public static func < (a: Self, b: Self) -> Bool {
        func precedes(_ a: String, _ b: String) -> Bool? {
            ExactText(a) == ExactText(b) ? nil : a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return precedes(a.source, b.source) ?? precedes(a.username ?? "", b.username ?? "") ?? precedes(a.email ?? "", b.email ?? "")
            ?? precedes(a.name ?? "", b.name ?? "") ?? false
    }
}

extension IdentityFile.Identity: CustomStringConvertible {
    /// `Ada Example <ada@example.org> @ada (github.com)`, for messages.
    public var description: String {
        ([name, email.map { "<\($0)>" }, username.map { "@\($0)" }].compactMap { $0 } + ["(\(source))"]).joined(separator: " ")
    }
}
