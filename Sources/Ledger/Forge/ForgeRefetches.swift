public import Store

/// An item that a webhook says has changed, waiting to be fetched.
public struct ForgeRefetch: Sendable, Hashable {
    public let repository: Int64
    public let kind: ItemKind
    public let number: Int64
    /// Grows with each request for the same item.
    public let asked: Int64

    public init(repository: Int64, kind: ItemKind, number: Int64, asked: Int64 = 1) {
        self.repository = repository
        self.kind = kind
        self.number = number
        self.asked = asked
    }
}

extension SQLReader {
    /// The items of a repository that wait, those that wait longest first.
    public func forgeRefetches(ofRepository repository: Int64, limit: Int = 1000) throws -> [ForgeRefetch] {
        try rows(
            """
            SELECT kind, number, asked FROM forge_refetches WHERE repository_id = ?
            ORDER BY asked_at, kind, number LIMIT ?
            """, [.integer(repository), .int(limit)]
        ) { row in
            ItemKind(rawValue: row.int(0)).map {
                ForgeRefetch(repository: repository, kind: $0, number: row.integer(1), asked: row.integer(2))
            }
        }.compactMap(\.self)
    }
}

extension SQLWriter {
    /// Asks for an item to be fetched; asking twice leads to one fetch.
    public func askForRefetch(_ kind: ItemKind, number: Int64, ofRepository repository: Int64, at now: Instant) throws {
        try execute(
            """
            INSERT INTO forge_refetches (repository_id, kind, number, asked, asked_at) VALUES (?, ?, ?, 1, ?)
            ON CONFLICT (repository_id, kind, number) DO UPDATE SET asked = forge_refetches.asked + 1
            """, [.integer(repository), .int(kind.rawValue), .integer(number), .integer(now.seconds)])
    }

    /// Notes that an item was fetched, unless it was asked for again in the meantime. Belongs to the transaction that
    /// stores what was fetched.
    public func finishRefetch(_ refetch: ForgeRefetch) throws {
        try execute(
            "DELETE FROM forge_refetches WHERE repository_id = ? AND kind = ? AND number = ? AND asked = ?",
            [.integer(refetch.repository), .int(refetch.kind.rawValue), .integer(refetch.number), .integer(refetch.asked)])
    }

    /// Remembers deliveries of webhooks by their keys and forgets old ones.
    ///
    /// - Parameters:
    ///   - keptFor: seconds after which a delivery is forgotten.
    ///   - most: deliveries that are remembered at most; the oldest are forgotten first.
    /// - Returns: whether none of the keys was known.
    public func rememberDelivery(_ keys: [String], at now: Instant, keptFor: Int64, most: Int) throws -> Bool {
        try execute("DELETE FROM webhook_deliveries WHERE received_at < ?", [.integer(now.seconds &- keptFor)])
        var isNew = true
        for key in keys {
            let added = try execute(
                "INSERT INTO webhook_deliveries (key, received_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                [.text(key), .integer(now.seconds)])
            isNew = isNew && added == 1
        }
        let count = try integer("SELECT COUNT(*) FROM webhook_deliveries") ?? 0
        if count > Int64(most) {
            try execute(
                """
                DELETE FROM webhook_deliveries WHERE key IN
                    (SELECT key FROM webhook_deliveries ORDER BY received_at, key LIMIT ?)
                """, [.integer(count - Int64(most))])
        }
        return isNew
    }
}
