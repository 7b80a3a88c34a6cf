import Foundation
import Ledger

/// What a text in the configuration must be.
enum TextRule: Sendable {
    /// Something for people to read.
    case title
    case path
    /// A path of a SQLite file, or the address of a PostgreSQL database.
    case database
    case host
    case timeZone
    case slug
    case domain
    case date
    /// A folder or an address of a repository.
    case repository
    /// A ref by its full name, or a folder of refs.
    case reference
    /// The address of an API, without credentials.
    case webAddress
    /// The name of an environment variable.
    case variable
    case currency
    /// A number with three decimals at most.
    case decimal
    /// An account by its user name at a forge, its address or its identity in git.
    case account

    static let longestTitle = 200
    static let longestPath = 4096
}

extension TextRule {
    /// What is allowed, in words that finish the sentence "give …".
    var allowed: String {
        switch self {
        case .title: "a text of at most \(Self.longestTitle) characters on one line"
        case .path: "a path"
        case .database: "a path, or an address such as postgres://user@host/database"
        case .host: "a host name or an IP address"
        case .timeZone: "an IANA time zone such as UTC or Europe/London"
        case .slug: "a short name of lower-case letters, digits, `-`, `.` and `_` that begins with a letter or digit"
        case .domain: "a domain such as example.org"
        case .date: "a date such as 2026-11-21"
        case .repository:
            "a path, an address that begins with https://, http://, ssh://, git:// or file://, or a project of a forge: "
                + "gitlab:group/project, github:owner/name, gitlab+https://host/group/project"
        case .reference: "a reference, or a folder of references, such as refs/pull"
        case .webAddress: "an address that begins with https:// or http://, without a user name or password"
        case .variable: "the name of an environment variable, such as GITLAB_TOKEN"
        case .currency: "the three capital letters of a currency, such as EUR"
        case .decimal: "a number with three decimals at most, such as 120 or 0.25"
        case .account: "an account such as github.com/ada, ada@example.org or Ada Example <ada@example.org>"
        }
    }

    /// What is wrong with `text`; nil when it obeys the rule.
    func problem(in text: String) -> String? {
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "holds a control character"
        }
        switch self {
        case .title: return text.count > Self.longestTitle ? "is longer than \(Self.longestTitle) characters" : nil
        case .path: return Self.problem(inPath: text)
        case .database: return Self.problem(inDatabase: text)
        case .host: return Self.problem(inHost: text)
        case .timeZone: return Self.problem(inTimeZone: text)
        case .slug: return (try? Slug.checked(text)) == nil ? "is not a short name" : nil
        case .domain: return Self.problem(inDomain: text)
        case .date: return CivilDate(text) == nil ? "is not a day of the calendar written as year-month-day" : nil
        case .repository: return Self.problem(inRepository: text)
        case .reference: return Self.problem(inReference: text)
        case .webAddress: return Self.problem(inWebAddress: text)
        case .variable: return Self.problem(inVariable: text)
        case .currency:
            let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
            return isCode ? nil : "is not the code of a currency"
        case .decimal: return Thousandths.value(text) == nil ? "is not such a number" : nil
        case .account: return Self.problem(inAccount: text)
        }
    }

    private static func problem(inPath text: String) -> String? {
        text.utf8.count > longestPath ? "is longer than \(longestPath) bytes" : nil
    }

    private static func problem(inDatabase text: String) -> String? {
        guard let scheme = scheme(of: text) else {
            let isParameters = ["host=", "dbname=", "service="].contains { text.contains($0) }
            return isParameters ? "is a list of parameters" : problem(inPath: text)
        }
        return ["postgres", "postgresql"].contains(scheme) ? nil : "is an address of another kind of database"
    }

    private static func problem(inHost text: String) -> String? {
        let letters = text.utf8.count <= 253 && text.utf8.allSatisfy { isHostByte($0) }
        return letters ? nil : "is neither a host name nor an IP address; a port has its own key"
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
            true
        default: false
        }
    }

    private static func problem(inTimeZone text: String) -> String? {
        // The name becomes a path below the system's time zone folder: only names are let through.
        let isName = text.utf8.allSatisfy { isHostByte($0) && $0 != UInt8(ascii: ".") || "/_+".utf8.contains($0) }
        return isName && ReportingCalendar(timeZone: text) != nil ? nil : "is not a time zone that this machine knows"
    }

    /// What somebody meant who gave `text`, where the right values are a known set.
    func suggestion(for text: String) -> String? {
        if case .timeZone = self { TimeZone.knownTimeZoneIdentifiers.nearest(to: text) } else { nil }
    }

    private static func problem(inDomain text: String) -> String? {
        guard !text.contains("@") else { return "is an e-mail address; give only what follows the @" }
        guard !text.hasPrefix("*"), !text.hasPrefix(".") else {
            return "begins with a wildcard; a domain covers everything below it already"
        }
        guard text.utf8.allSatisfy({ $0 < 128 }) else { return "is not ASCII; give it in its encoded form (xn--…)" }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let arePlain = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isHostByte($0) && $0 != UInt8(ascii: ":") }
        }
        guard arePlain, text.utf8.count <= 253 else { return "is not a domain" }
        return labels.count > 1 ? nil : "has no dot: it would cover a whole top-level domain"
    }

    private static func problem(inWebAddress text: String) -> String? {
        guard let scheme = scheme(of: text), ["https", "http"].contains(scheme) else { return "is no address of the web" }
        let rest = text.dropFirst(scheme.count + 3)
        guard !rest.contains("@") else { return "holds a user name or password; give the token by `token_env` or `token_file`" }
        let host = rest.prefix { !"/?#".contains($0) }
        guard !host.isEmpty, problem(inHost: String(host)) == nil, !rest.contains("?"), !rest.contains("#"), !rest.contains(" ") else {
            return "is no plain address of a host and a path"
        }
        return problem(inPath: text)
    }

    private static func problem(inVariable text: String) -> String? {
        let isName =
            (1...100).contains(text.utf8.count) && text.first?.isNumber == false
            && text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isHostByte($0) && !"-.:".utf8.contains($0) }
        return isName ? nil : "is no name of a variable; never write a token itself into the file"
    }

    private static func problem(inRepository text: String) -> String? {
        if ForgeLocation.isOne(text) { return ForgeLocation.problem(in: text) }
        guard !text.hasPrefix("-") else { return "begins with `-`, which git would take for an option" }
        guard !text.contains("::") else { return "names a transport helper, which Steward never runs" }
        guard let scheme = scheme(of: text) else { return problem(inPath: text) }
        return ["https", "http", "ssh", "git", "file"].contains(scheme) ? nil : "has an address scheme that is not read"
    }

    private static func problem(inAccount text: String) -> String? {
        guard text.utf8.count <= 500 else { return "is longer than 500 bytes" }
        if text.contains("@") { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isUserName = parts.count == 2 && parts[0].contains(".") && !parts[1].isEmpty && problem(inHost: String(parts[0])) == nil
        return isUserName ? nil : "is neither a user name at a forge nor an address"
    }

    private static func problem(inReference text: String) -> String? {
        guard text.hasPrefix("refs/") else { return "does not begin with refs/" }
        // A folder takes in everything below it, so a pattern would only seem to be taken.
        if let last = text.utf8.last, last == UInt8(ascii: "/") || text.contains(where: "*?[ ".contains) {
            return "is no name of a reference or folder: leave out stars, spaces and a slash at the end"
        }
        return nil
    }

    /// What stands before `://`, in lower case; nil for a path.
    static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        return text[..<colon].lowercased()
    }
}
