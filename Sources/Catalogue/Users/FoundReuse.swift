public import Pages

/// A project in which code of an entry was found, or the other way round.
public struct FoundReuse: Sendable, Hashable {
    public let project: String
    /// The titles of the groups that the project is in.
    public let groups: [String]
    /// Files in common, those of them that are the same byte by byte, and their lines, about.
    public let files: Int
    public let same: Int
    public let lines: Int
    /// Where both are shown side by side.
    public let address: SafeURL

    public init(project: String, groups: [String], files: Int, same: Int, lines: Int, address: SafeURL) {
        (self.project, self.groups, self.files, self.same, self.lines, self.address) = (project, groups, files, same, lines, address)
    }

    /// What speaks for it, in a few words.
    var words: String {
        let same = same > 0 ? ", \(Format.integer(same)) of them the same" : ""
        return "\(Format.count(files, "file", "files")) with about \(Format.count(lines, "line", "lines")) in common\(same)"
    }
}

/// Where the catalogue asks what code of its entries was found elsewhere. It is nobody's business but of those who may see findings,
/// because the other project need not be public.
public struct ReuseLookup: Sendable {
    let revision: @Sendable () async throws -> String
    let found: @Sendable (String) async throws -> [FoundReuse]

    /// - Parameters:
    ///   - revision: changes whenever what is found may.
    ///   - found: where code of a project is, by the project's slug.
    public init(
        revision: @escaping @Sendable () async throws -> String, found: @escaping @Sendable (_ project: String) async throws -> [FoundReuse]
    ) {
        (self.revision, self.found) = (revision, found)
    }

    /// Nobody looks.
    public static let none = ReuseLookup(revision: { "" }, found: { _ in [] })
}
