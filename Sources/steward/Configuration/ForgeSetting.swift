import Collectors
import Ledger
import Transport

/// A forge as the configuration names it.
struct ForgeSetting: Sendable, Hashable {
    static let standardRetentionDays = 30

    let host: String
    let kind: ForgeKind
    /// The address of its API; nil for the usual one of its kind.
    let api: String?
    /// Nil to read without signing in.
    let token: SecretSource?
    /// Nil when no webhooks are taken from it.
    let webhookSecret: SecretSource?
    /// How long its answers are kept; 0 keeps none.
    let retentionDays: Int
}

/// A project of a forge as the configuration names it.
struct ForgeProjectSetting: Sendable, Hashable {
    let location: ForgeLocation
    /// The short name of the project in Steward that it belongs to.
    let project: String
    let title: String?
    /// Short names of groups.
    let groups: [String]
}

/// Where a project of a forge is: `gitlab:group/project`, `github:owner/name`, or with a host of its own
/// `gitlab+https://host/group/project`; with `*` in the place of the project, all of a group.
struct ForgeLocation: Sendable, Hashable {
    let kind: ForgeKind
    /// In lower case, with its port where one is given.
    let host: String
    let path: String
    /// Whether it means all projects of a group or owner: `gitlab:group/*`.
    let isGroup: Bool
    /// Whether the forge is asked by https; only a forge for tests is not.
    let isSecure: Bool

    /// The address of the project's page, which names it in the ledger.
    var address: String { "\(isSecure ? "https" : "http")://\(host)/\(path)" }

    private static let hosts: [ForgeKind: String] = [.gitlab: "gitlab.com", .github: "github.com"]

    /// Whether a text means a project of a forge, right or wrong.
    static func isOne(_ text: String) -> Bool {
        ForgeKind.allCases.contains { text.hasPrefix("\($0.rawValue):") || text.hasPrefix("\($0.rawValue)+") }
    }

    /// Nil for what ``problem(in:)`` finds fault with.
    init?(_ text: String) {
        guard let kind = ForgeKind.allCases.first(where: { text.hasPrefix("\($0.rawValue):") || text.hasPrefix("\($0.rawValue)+") })
        else { return nil }
        let rest = text.dropFirst(kind.rawValue.count + 1)
        var isSecure = true
        let place: Substring
        if text.hasPrefix("\(kind.rawValue):") {
            host = Self.hosts[kind] ?? ""
            place = rest
        } else {
            guard let scheme = ["https://", "http://"].first(where: { rest.hasPrefix($0) }) else { return nil }
            isSecure = scheme == "https://"
            let parts = rest.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, TextRule.host.problem(in: String(parts[0])) == nil else { return nil }
            host = parts[0].lowercased()
            place = parts[1]
        }
        var names = place.split(separator: "/", omittingEmptySubsequences: false)
        isGroup = names.count > 1 && names.last == "*"
        if isGroup { names.removeLast() }
        let enough = isGroup ? 1 : 2
        guard names.count >= enough, kind == .gitlab || names.count == enough, place.utf8.count <= 1000,
            names.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasPrefix("-") && $0.utf8.allSatisfy(Self.isPathByte) })
        else { return nil }
        self.kind = kind
        self.isSecure = isSecure
        path = names.joined(separator: "/")
    }

    /// A project of the group.
    func project(_ path: String) -> ForgeLocation? {
        ForgeLocation("\(kind.rawValue)+\(isSecure ? "https" : "http")://\(host)/\(path)")
    }

    static func problem(in text: String) -> String? {
        ForgeLocation(text) == nil ? "is not a project of a forge" : nil
    }

    private static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._+".utf8.contains(byte)
        }
    }
}
