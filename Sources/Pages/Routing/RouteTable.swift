/// Finds the route for a path by walking a tree of segments. A literal segment wins over a named one.
struct RouteTable: Sendable {
    private struct Node {
        var literals: [String: Node] = [:]
        /// In an array because a value cannot hold itself: empty or one node.
        var named: [Node] = []
        var route: Int?
    }

    let routes: [Route]
    private var root = Node()

    init(_ routes: [Route]) throws(SiteError) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            if let other = Self.insert(index, at: route.pattern.segments[...], into: &root) {
                throw .ambiguous(route.pattern.description, routes[other].pattern.description)
            }
        }
    }

    /// The route that takes a path, if any.
    func route(for path: [String]) -> Route? {
        Self.find(path[...], in: root).map { routes[$0] }
    }

    /// The route whose pattern is nearest to a path that none takes, when it is near enough to be proposed.
    func nearest(to path: [String], where isWanted: (Route) -> Bool) -> Route? {
        let candidates = routes.lazy.filter(isWanted).map { ($0, $0.pattern.distance(to: path)) }
        guard let (route, distance) = candidates.min(by: { $0.1 < $1.1 }) else { return nil }
        return distance <= max(2, path.joined().utf8.count / 3) ? route : nil
    }

    /// The index of the route that is there already, if any.
    private static func insert(_ index: Int, at path: ArraySlice<PathPattern.Segment>, into node: inout Node) -> Int? {
        guard let first = path.first else {
            if let other = node.route { return other }
            node.route = index
            return nil
        }
        switch first {
        case .literal(let literal):
            return insert(index, at: path.dropFirst(), into: &node.literals[literal, default: Node()])
        case .named:
            if node.named.isEmpty { node.named = [Node()] }
            return insert(index, at: path.dropFirst(), into: &node.named[0])
        }
    }

    private static func find(_ path: ArraySlice<String>, in node: Node) -> Int? {
        guard let first = path.first else { return node.route }
        if let next = node.literals[first], let found = find(path.dropFirst(), in: next) { return found }
        guard let next = node.named.first, !first.isEmpty else { return nil }
        return find(path.dropFirst(), in: next)
    }
}
