public import Store

/// Which rules join accounts. The configuration gives it, and the ledger keeps it, because accounts are also placed where
/// no configuration is at hand.
public struct JoiningSettings: Sendable, Hashable {
    /// Rules that are switched off, by their names; see ``JoiningRules/all``.
    public var off: Set<String>
    /// Terms, in lower case, that join no accounts because an imported file or a person excluded them: a name, an address or
    /// a user name. They are beliefs of the ledger and not part of the configuration.
    public internal(set) var excluded: Set<String> = []
    /// Signs of bots beside those that Steward ships, one a line as in `bot-patterns.txt`.
    public var botPatterns: [String]

    public init(off: Set<String> = [], botPatterns: [String] = []) {
        self.off = off
        self.botPatterns = botPatterns
    }

    public func isOn(_ rule: String) -> Bool { !off.contains(rule) }

    /// Whether no rule may look at what an account is called.
    func excludes(_ account: JoiningAccount) -> Bool {
        guard !excluded.isEmpty else { return false }
        let address = MailAddress(account.email)
        let terms = [account.name.lowercased(), account.email.lowercased(), account.currentLogin, address?.text, address?.mailbox]
        return terms.contains { $0.map { !$0.isEmpty && excluded.contains($0) } ?? false }
    }

    /// Grows when a rule or a list changes what it concludes, so that every ledger is placed anew once.
    private static let version: Int64 = 1

    /// Stands for everything on which the placement of an account depends beside the ledger.
    var placementMark: Int64 {
        Int64(
            bitPattern: StableHash.of(
                off.sorted().joined(separator: "\n") + "\n\(Self.version)\n" + excluded.sorted().joined(separator: "\n")) >> 1)
    }
}

extension SQLReader {
    /// The settings that were taken over last; everything is on when none were.
    public func joiningSettings() throws -> JoiningSettings {
        var settings = JoiningSettings()
        try forEachRow("SELECT name, value FROM joining_settings ORDER BY name", []) { row in
            if row.text(0).hasPrefix("rule ") {
                if row.text(1) == "off" { settings.off.insert(String(row.text(0).dropFirst(5))) }
            } else if row.text(0).hasPrefix("bot pattern ") {
                settings.botPatterns.append(row.text(1))
            }
        }
        try forEachRow(
            "SELECT t.text FROM assertions a JOIN terms t ON t.id = a.subject WHERE a.predicate = ? AND a.ended_at IS NULL",
            [.text(Assertion.Predicate.identityExcluded.rawValue)]
        ) { settings.excluded.insert($0.text(0).lowercased()) }
        return settings
    }
}

extension SQLWriter {
    /// Takes settings over. Accounts are placed anew, and bots marked anew, the next time that either is asked for.
    ///
    /// - Returns: whether anything changed.
    @discardableResult
    public func setJoining(_ settings: JoiningSettings) throws -> Bool {
        let held = try joiningSettings()
        guard held.off != settings.off || held.botPatterns != settings.botPatterns else { return false }
        try execute("DELETE FROM joining_settings")
        let rules = settings.off.sorted().map { ("rule \($0)", "off") }
        let patterns = settings.botPatterns.enumerated().map { index, line in
            ("bot pattern \(String(repeating: "0", count: max(0, 6 - String(index).count)))\(index)", line)
        }
        for (name, value) in rules + patterns {
            try execute("INSERT INTO joining_settings (name, value) VALUES (?, ?)", [.text(name), .text(value)])
        }
        return true
    }
}

/// FNV-1a over 64 bits: the same for the same text on every machine and in every run. Anybody can find two texts with the
/// same value, so it only narrows a search and never decides.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { bytes in
            bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        }
    }
}
