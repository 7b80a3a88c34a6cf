public import Ledger

/// The formats of files of people.
public enum IdentityFormat: String, Sendable, CaseIterable {
    /// The JSON that SortingHat 0.7 exported and that its successors read.
    case sortinghat
    /// The files of gitdm: e-mail map, aliases, domain map, and the affiliations of developers that the CNCF keeps.
    case gitdm
    /// How a project wants names and addresses spelled, see gitmailmap(5).
    case mailmap
    /// A folder of comma-separated values, one file for each kind of thing.
    case csv

    /// Whether nothing of the format can be written without e-mail addresses.
    public var needsAddresses: Bool { self == .gitdm || self == .mailmap }
}

/// What was read of one or several files.
public struct IdentityReading: Sendable {
    public var file = IdentityFile()
    public var findings = IdentityFindings()
    /// The names of the files as places call them.
    public var sources: Set<String> = []

    public init() {}
}

/// What is written of people: files by name, and what the format could not say.
public struct IdentityWriting: Sendable {
    public struct Part: Sendable {
        public let name: String
        public let bytes: [UInt8]
    }

    public internal(set) var parts: [Part] = []
    public internal(set) var findings = IdentityFindings()
}

/// What reading may cost at most.
public struct IdentityLimits: Sendable, Hashable {
    /// Longest file in bytes.
    public var file = 1 << 30
    /// Longest JSON document in bytes, which is held in memory.
    public var document = 256 << 20
    /// Longest line in bytes.
    public var line = 64 << 10
    /// Longest name, address or other text, in bytes.
    public var text = 4000
    /// Most identities, enrolments and other entries of all files together.
    public var entries = 10_000_000
    /// Deepest nesting of JSON.
    public var depth = 12

    public init() {}
}

extension IdentityWriting {
    /// Writes people in a format.
    ///
    /// - Parameters:
    ///   - calendar: the time zone in which a day of the file begins, where the format knows days only.
    ///   - now: the time that a format with a time of its own gives.
    public init(_ file: IdentityFile, as format: IdentityFormat, calendar: ReportingCalendar, now: Instant) {
        switch format {
        case .sortinghat: self = SortingHatWriter.write(file.withoutShares, now: now)
        case .gitdm: self = GitdmWriter.write(file.withoutShares, calendar: calendar)
        case .mailmap: self = MailmapWriter.write(file)
        case .csv: self = IdentityCSVWriter.write(file, calendar: calendar)
        }
        if format == .sortinghat || format == .gitdm {
            let shares = file.people.reduce(0) { $0 + $1.enrolments.count { $0.share != nil } }
            findings.note("Shares of several employments at once are left out", count: shares)
        }
    }
}
