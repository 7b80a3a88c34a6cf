import Ledger

/// What the house itself runs, so that work elsewhere can be told from it.
public struct OwnNamespaces: Sendable, Hashable {
    /// Addresses without their scheme, in small letters: `github.com/works`, `gitlab.works.example`, `/srv/git`.
    private let places: [String]
    private let projects: Set<String>
    private let groups: Set<String>

    /// - Parameter texts: addresses of a forge, of a group there or of a project, paths of folders, `project:SLUG`, `group:SLUG`.
    public init(_ texts: [String] = []) {
        projects = Set(texts.filter { $0.hasPrefix("project:") }.map { String($0.dropFirst("project:".count)) })
        groups = Set(texts.filter { $0.hasPrefix("group:") }.map { String($0.dropFirst("group:".count)) })
        places = texts.filter { !$0.hasPrefix("project:") && !$0.hasPrefix("group:") }.map(Self.plain).filter { !$0.isEmpty }
    }

    var isEmpty: Bool { places.isEmpty && projects.isEmpty && groups.isEmpty }

    /// Whether a repository lies in one of the places.
    func holds(_ location: String) -> Bool {
        let location = Self.plain(location)
        return places.contains { location == $0 || location.hasPrefix($0 + "/") }
    }

    /// An address as people say it: without scheme, user, and what stands at its end for convenience.
    private static func plain(_ text: String) -> String {
        var text = Substring(text.lowercased())
        if let scheme = text.firstRange(of: "://") {
            text = text[scheme.upperBound...]
            if let slash = text.firstIndex(of: "/") ?? text.indices.last, let at = text[...slash].lastIndex(of: "@") {
                text = text[text.index(after: at)...]
            }
        } else if !text.hasPrefix("/"), let at = text.firstIndex(of: "@"), let colon = text[at...].firstIndex(of: ":") {
            // git@host:path
            text = "\(text[text.index(after: at)..<colon])/\(text[text.index(after: colon)...])"
        }
        for ending in ["/*", "/", ".git"] where text.hasSuffix(ending) { text = text.dropLast(ending.count) }
        return String(text)
    }
}

extension OwnNamespaces {
    /// By project index: whether it is somebody else's at an instant. Nil when nothing says what is the house's own.
    ///
    /// A project is the house's own when any of its repositories lies in a namespace. Where no namespace was given, the repositories that
    /// are marked as part of the product are the house's own.
    func outside(_ facts: ItemFacts, at instant: Instant) -> [Bool]? {
        guard !isEmpty || !facts.programme.products.isEmpty else { return nil }
        var own = facts.projects.map { projects.contains($0.slug) }
        for group in facts.groups where groups.contains(group.slug) {
            for project in group.projects { own[Int(project)] = true }
        }
        for repository in facts.repositories where !own[Int(repository.project)] {
            own[Int(repository.project)] = isEmpty ? facts.programme.isProduct(repository.id, at: instant) : holds(repository.location)
        }
        return own.map { !$0 }
    }
}
