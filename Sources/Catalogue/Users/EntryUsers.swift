import Ledger
import Pages

/// Who reuses an entry: whom its files name, and where its code was found.
struct EntryUsers: Sendable {
    struct User: Sendable {
        let name: String
        /// The part of the house that it is; nil when nobody of that name is known.
        let organisation: CatalogueEntry.Department?
        let isStated: Bool
        fileprivate(set) var found: [FoundReuse]
    }

    /// Those whom the files name, in their order; then the projects in which only code was found.
    let all: [User]

    /// Names beyond so many are left: no catalogue is read that far.
    static let most = 200

    /// A found project is the user whom the files name when one of its groups, or the project itself, has the user's name.
    ///
    /// - Parameters:
    ///   - stated: names as files spell them.
    ///   - organisations: all that the ledger knows.
    init(stated: [String], found: [FoundReuse], organisations: some Sequence<CatalogueEntry.Department>) {
        var known: [String: CatalogueEntry.Department] = [:]
        for organisation in organisations {
            for name in [organisation.name, organisation.slug] where known[Self.folded(name)] == nil {
                known[Self.folded(name)] = organisation
            }
        }
        var users: [User] = []
        var places: [String: Int] = [:]
        for text in stated.prefix(Self.most) {
            let organisation = known[Self.folded(text)]
            let name = organisation?.name ?? text
            guard places[Self.folded(name)] == nil else { continue }
            places[Self.folded(name)] = users.count
            users.append(User(name: name, organisation: organisation, isStated: true, found: []))
        }
        for reuse in found.prefix(Self.most) {
            if let place = (reuse.groups + [reuse.project]).lazy.compactMap({ places[Self.folded($0)] }).first {
                users[place].found.append(reuse)
            } else {
                users.append(User(name: reuse.project, organisation: nil, isStated: false, found: [reuse]))
            }
        }
        all = users
    }

    /// Names that differ in case, accents and signs alone are the same.
    private static func folded(_ name: String) -> String {
        let words = SearchText.text(of: name)
        return words.isEmpty ? name : words
    }

    // MARK: On the page

    /// - Parameters:
    ///   - departments: slugs of those that have a page with something on it.
    ///   - tellsFound: whether whoever reads may see what was found.
    func section(departments: Set<String>, tellsFound: Bool) -> HTML {
        guard !all.isEmpty else { return "" }
        let table = Table(
            "Who reuses it", id: "users-table", columns: [.init("Who"), .init("How that is known")],
            rows: all.map { user in
                let link = user.organisation.flatMap {
                    departments.contains($0.slug) ? SafeURL(segments: ["catalogue", "departments", $0.slug]) : nil
                }
                let groups = user.isStated ? [] : user.found.flatMap(\.groups)
                let who: HTML = groups.isEmpty ? "" : " <span class=\"remark\">(\(HTML.isolated(groups.joined(separator: ", "))))</span>"
                let name: HTML = link.map { HTML.link(user.name, to: $0) } ?? .isolated(user.name)
                return [.html("\(name)\(who)"), .html(reasons(user))]
            }, hidesCaption: true)
        let lead =
            tellsFound
            ? "As its own files say, and where the same code was found. Who took it from whom, and whether it is a reuse at all, that does not tell."
            : "As its own files say."
        return Section("Who reuses it", id: "users", lead: "\(lead)", body: table.html).html
    }

    private func reasons(_ user: User) -> HTML {
        var reasons: [HTML] = user.isStated ? ["its files say so"] : []
        for reuse in user.found {
            let project: HTML = user.isStated ? "\(HTML.isolated(reuse.project)): " : ""
            reasons.append("\(project)\(HTML.link(reuse.words, to: reuse.address))")
        }
        return reasons.count == 1 ? reasons[0] : "<ul>\(reasons.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    // MARK: For programs

    static var schema: Pages.Schema {
        .array(
            of: .object([
                "name": .string(), "organisation": .nullable(.string("The slug of the organisation, where it is known.")),
                "stated": .boolean("Whether its files say so."),
                "found": .array(
                    of: .object([
                        "project": .string(), "files": .integer("In common."), "same": .integer("The same byte by byte."),
                        "lines": .integer("In common, about."), "address": .string(),
                    ]), "Where the same code was found; empty for those who may not see findings."),
            ]), "Who reuses it.")
    }

    var json: JSON {
        .array(
            all.map { user in
                [
                    "name": .string(user.name), "organisation": JSON(user.organisation?.slug), "stated": .bool(user.isStated),
                    "found": .array(
                        user.found.map { reuse in
                            [
                                "project": .string(reuse.project), "files": .integer(reuse.files), "same": .integer(reuse.same),
                                "lines": .integer(reuse.lines), "address": .string(reuse.address.text),
                            ]
                        }),
                ]
            })
    }
}
