import Store

/// One row of `item_states`, without the times at which Steward held it.
struct StateRow: Equatable {
    static let columns = [
        "item_id", "version", "status", "title", "draft", "confidential", "closed_at", "merged_at", "merged_by", "labels",
        "milestone", "target_branch", "additions", "deletions", "files", "updated_at",
    ]

    let item: Int64
    let version: Int64
    let status: Int
    let title: String
    let draft: Bool
    let confidential: Bool
    let closedAt: Int64?
    let mergedAt: Int64?
    var mergedBy: Int64?
    let labels: String
    let milestone: String?
    var targetBranch: String?
    var additions: Int?
    var deletions: Int?
    var files: Int?
    let updatedAt: Int64

    init(_ numbered: NumberedItem, version: Int64) {
        let state = numbered.fact.state
        item = numbered.id
        self.version = version
        status = state.status.rawValue
        title = state.title.onOneLine(longest: 500)
        draft = state.isDraft
        confidential = state.isConfidential
        closedAt = state.closedAt?.seconds
        mergedAt = state.mergedAt?.seconds
        mergedBy = numbered.mergedBy
        labels = Set(state.labels.map { $0.onOneLine(longest: 255) }).sorted().joined(separator: "\n")
        milestone = state.milestone?.onOneLine(longest: 255)
        targetBranch = state.targetBranch?.onOneLine(longest: 255)
        additions = state.additions
        deletions = state.deletions
        files = state.files
        updatedAt = state.updatedAt.seconds
    }

    init(_ row: any SQLRow) {
        item = row.integer(0)
        version = row.integer(1)
        status = row.int(2)
        title = row.text(3)
        draft = row.bool(4)
        confidential = row.bool(5)
        closedAt = row.optionalInteger(6)
        mergedAt = row.optionalInteger(7)
        mergedBy = row.optionalInteger(8)
        labels = row.text(9)
        milestone = row.optionalText(10)
        targetBranch = row.optionalText(11)
        additions = row.optionalInteger(12).map(Int.init)
        deletions = row.optionalInteger(13).map(Int.init)
        files = row.optionalInteger(14).map(Int.init)
        updatedAt = row.integer(15)
    }

    /// The row that takes the place of `current`; nil when that one stays in force, because this one says the same or
    /// is older.
    ///
    /// A source that does not know the size, the target or who merged keeps what another said.
    func replacing(_ current: StateRow) -> StateRow? {
        guard updatedAt >= current.updatedAt else { return nil }
        var renewed = self
        renewed.mergedBy = mergedBy ?? current.mergedBy
        renewed.targetBranch = targetBranch ?? current.targetBranch
        renewed.additions = additions ?? current.additions
        renewed.deletions = deletions ?? current.deletions
        renewed.files = files ?? current.files
        return renewed.says(current) ? nil : renewed
    }

    /// Two rows say the same when they differ in nothing but the version and the time of the source's last change,
    /// which a source also moves for things that nobody counts.
    private func says(_ other: StateRow) -> Bool {
        status == other.status && ExactText(title) == ExactText(other.title) && draft == other.draft
            && confidential == other.confidential && closedAt == other.closedAt && mergedAt == other.mergedAt
            && mergedBy == other.mergedBy && ExactText(labels) == ExactText(other.labels)
            && milestone == other.milestone && targetBranch == other.targetBranch && additions == other.additions
            && deletions == other.deletions && files == other.files
    }

    /// Appends the cells of ``columns``.
    func load(into loader: any BulkLoader) {
        loader.integer(item)
        loader.integer(version)
        loader.integer(status)
        loader.text(title)
        loader.integer(draft ? 1 : 0)
        loader.integer(confidential ? 1 : 0)
        loader.integer(closedAt)
        loader.integer(mergedAt)
        loader.integer(mergedBy)
        loader.text(labels)
        loader.text(milestone)
        loader.text(targetBranch)
        loader.integer(additions)
        loader.integer(deletions)
        loader.integer(files)
        loader.integer(updatedAt)
    }
}

extension String {
    /// The beginning of a text from outside, with every control character turned into a blank.
    func onOneLine(longest: Int) -> String {
        let isControl: (Unicode.Scalar) -> Bool = {
            $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029
        }
        let shortened = utf8.count > longest ? String(prefix(longest)) : self
        guard shortened.unicodeScalars.contains(where: isControl) else { return shortened }
        return String(String.UnicodeScalarView(shortened.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }
}
