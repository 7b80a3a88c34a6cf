public import Store

extension SQLReader {
    /// The slug of a project that is open now; nil when there is none.
    public func anyReleasedProject() throws -> String? {
        try first(
            """
            SELECT p.slug FROM publications d JOIN projects p ON p.id = d.project_id
            WHERE d.ended_at IS NULL AND d.released_at IS NOT NULL AND d.visibility = ? ORDER BY d.id
            """, [.text(Publication.Visibility.open.rawValue)]
        ) { $0.text(0) }
    }
}
