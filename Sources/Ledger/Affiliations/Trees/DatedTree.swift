/// Things that are part of each other, each link for a time: organisations of larger ones, people of those they report to.
///
/// A thing has at most one parent at an instant. Where several links hold, the last one that was given is in force, so give
/// them in order of force. Links may form a circle, as they come from outside: a walk ends where it would begin again.
public struct DatedTree: Sendable, Equatable {
    /// A link in a half-open range of seconds since 1970.
    public struct Link: Sendable, Hashable {
        public let child: Int64
        public let parent: Int64
        public let from: Int64
        public let to: Int64

        public init(child: Int64, parent: Int64, from: Int64 = .min, to: Int64 = .max) {
            self.child = child
            self.parent = parent
            self.from = from
            self.to = to
        }

        public init(child: Int64, parent: Int64, _ assertion: Assertion) {
            self.init(
                child: child, parent: parent, from: assertion.validFrom?.seconds ?? .min, to: assertion.validTo?.seconds ?? .max)
        }

        public func holds(at second: Int64) -> Bool { from <= second && second < to }
    }

    /// More steps than any organisation or line of management has; a walk goes no further.
    public static let deepest = 100

    private var above: [Int64: [Link]] = [:]
    private var below: [Int64: [Link]] = [:]

    /// - Parameter links: in order of force. A link of a thing to itself says nothing.
    public init(_ links: some Sequence<Link>) {
        for link in links where link.child != link.parent && link.from < link.to {
            above[link.child, default: []].append(link)
            below[link.parent, default: []].append(link)
        }
    }

    public var isEmpty: Bool { above.isEmpty }

    public func parent(of node: Int64, at second: Int64) -> Int64? {
        above[node]?.last { $0.holds(at: second) }?.parent
    }

    /// What a node is part of, the nearest first.
    public func ancestors(of node: Int64, at second: Int64) -> [Int64] {
        var path: [Int64] = []
        var next = node
        while path.count < Self.deepest, let parent = parent(of: next, at: second), parent != node, !path.contains(parent) {
            path.append(parent)
            next = parent
        }
        return path
    }

    /// The node at the top of those that a node is part of; the node itself when it is part of nothing.
    public func top(of node: Int64, at second: Int64) -> Int64 { ancestors(of: node, at: second).last ?? node }

    /// What is part of a node directly, by number.
    public func children(of node: Int64, at second: Int64) -> [Int64] {
        let candidates = Set((below[node] ?? []).filter { $0.holds(at: second) }.map(\.child))
        return candidates.filter { parent(of: $0, at: second) == node }.sorted()
    }

    /// The links from below a node, whenever they hold.
    public func children(everOf node: Int64) -> [Link] { below[node] ?? [] }

    /// Everything that is part of a node, through however many steps; not the node itself.
    public func descendants(of node: Int64, at second: Int64) -> Set<Int64> {
        var found: Set<Int64> = []
        var next = children(of: node, at: second)
        while let child = next.popLast() {
            guard child != node, found.insert(child).inserted else { continue }
            next += children(of: child, at: second)
        }
        return found
    }

    /// All links, of children in the order of their numbers.
    public var links: [Link] { above.keys.sorted().flatMap { above[$0] ?? [] } }

    /// Why a link cannot be: the way from its parent up to its child, both ends included, when there is an instant at which
    /// every step of it holds together with the link itself. Nil when the link closes no circle.
    ///
    /// What is asked for may replace a link of the child itself; that makes no difference, as the way ends at the child.
    ///
    /// - Throws: ``LedgerError/tooDeep(_:)`` when the way is longer than ``deepest``, or too many ways lead up.
    public func circle(closedBy link: Link) throws -> [Int64]? {
        var steps = 0
        return try circle(closedBy: link, steps: &steps)
    }

    /// More steps than an honest tree needs; one that needs more is refused.
    private static let mostSteps = 1_000_000

    /// - Parameter steps: counts the steps of several searches together.
    func circle(closedBy link: Link, steps: inout Int) throws -> [Int64]? {
        guard link.child != link.parent else { return [link.child] }
        var visited: [Int64: [Range<Int64>]] = [:]
        var open: [(path: [Int64], from: Int64, to: Int64)] = [([link.parent], link.from, link.to)]
        while let (path, from, to) = open.popLast() {
            guard path.count <= Self.deepest else { throw LedgerError.tooDeep(Self.deepest) }
            for step in above[path[path.count - 1]] ?? [] {
                let (from, to) = (max(from, step.from), min(to, step.to))
                steps += 1 + (visited[step.parent]?.count ?? 0)
                guard steps <= Self.mostSteps else { throw LedgerError.tooDeep(Self.deepest) }
                guard from < to else { continue }
                if step.parent == link.child { return path + [step.parent] }
                let known = visited[step.parent, default: []].contains { $0.lowerBound <= from && to <= $0.upperBound }
                if known || path.contains(step.parent) { continue }
                visited[step.parent, default: []].append(from..<to)
                open.append((path + [step.parent], from, to))
            }
        }
        return nil
    }
}
