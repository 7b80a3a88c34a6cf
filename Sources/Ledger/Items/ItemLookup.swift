public import Store

extension SQLReader {
    /// The project's slug and the number of a change request that its forge still has; nil when there is none.
    public func anyChangeRequest() throws -> (project: String, number: Int64)? {
        try rows(
            """
            SELECT p.slug, i.number FROM items i JOIN item_states s ON s.item_id = i.id AND s.ended_at IS NULL
            JOIN repositories r ON r.id = i.repository_id JOIN projects p ON p.id = r.project_id
            WHERE i.kind = ? AND s.status <> ? ORDER BY i.id LIMIT 1
            """,
            [.integer(Int64(ItemKind.changeRequest.rawValue)), .integer(Int64(ItemStatus.removed.rawValue))]
        ) { (project: $0.text(0), number: $0.integer(1)) }.first
    }
}
