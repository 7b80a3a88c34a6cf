/// Finds the route for a path by walking a tree of segments. A literal segment wins over a named one.
struct RouteTable: Sendable {
    private struct Node {
        var literals: [String: Node] = [:]
        /// In an array because a value cannot hold itself: empty or one node.
        var named: [Node] = []
        var routes: [Route.Method: Int] = [:]
    }

    let routes: [Route]
    private var root = Node()

    init(_ routes: [Route]) throws(SiteError) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            if let other = Self.insert(index, route.method, at: route.pattern.segments[...], into: &root) {
                throw .ambiguous(route.pattern.description, routes[other].pattern.description)
            }
        }
    }

    /// The route that takes a path, if any.
    func route(for path: [String], _ method: Route.Method = .get) -> Route? {
        Self.find(path[...], method, in: root).map { routes[$0] }
    }

    /// The methods with which a path can be asked.
    func methods(for path: [String]) -> [Route.Method] {
        Route.Method.allCases.filter { route(for: path, $0) != nil }
    }

    /// The route whose pattern is nearest to a path that none takes, when it is near enough to be proposed.
    func nearest(to path: [String], where isWanted: (Route) -> Bool) -> Route? {
        let candidates = routes.lazy.filter(isWanted).map { ($0, $0.pattern.distance(to: path)) }
        guard let (route, distance) = candidates.min(by: { $0.1 < $1.1 }) else { return nil }
        return distance <= max(2, path.joined().utf8.count / 3) ? route : nil
    }

    /// The index of the route that is there already, if any.
    private static func insert(
        _ index: Int, _ method: Route.Method, at path: ArraySlice<PathPattern.Segment>, into node: inout Node
    ) -> Int? {
        guard let first = path.first else {
            if let other = node.routes[method] { return other }
            node.routes[method] = index
            return nil
        }
        switch first {
        case .literal(let literal):
            return insert(index, method, at: path.dropFirst(), into: &node.literals[literal, default: Node()])
        case .named:
            if node.named.isEmpty { node.named = [Node()] }
            return insert(index, method, at: path.dropFirst(), into: &node.named[0])
        }
    }

    private static func find(_ path: ArraySlice<String>, _ method: Route.Method, in node: Node) -> Int? {
        guard let first = path.first else { return node.routes[method] }
        if let next = node.literals[first], let found = find(path.dropFirst(), method, in: next) { return found }
        guard let next = node.named.first, !first.isEmpty else { return nil }
        return find(path.dropFirst(), method, in: next)
    }
}
