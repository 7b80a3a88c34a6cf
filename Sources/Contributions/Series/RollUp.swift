import Ledger
import Measures
import Synchronization

/// How far up a tree a contribution is counted: for the unit itself, the one above it, the one at the top, or the one on a
/// level counted from the top.
enum RollUp: Sendable, Hashable {
    case none, parent, ultimate
    case level(Int)

    /// - Parameter key: a value of ``MeasureParameter/rollUp``.
    init(key: String) {
        switch key {
        case "parent": self = .parent
        case "ultimate": self = .ultimate
        default: self = key.hasPrefix("level-") ? Int(key.dropFirst(6)).map { .level(max(1, $0)) } ?? .none : .none
        }
    }

    /// - Parameter path: a unit and what it is part of, the nearest first. Where it is shorter than the level asks for, the unit
    ///   itself counts.
    func target(of path: [Int64]) -> Int64? {
        switch self {
        case .none: path.first
        case .parent: path.count > 1 ? path[1] : path.first
        case .ultimate: path.last
        case .level(let level): path.isEmpty ? nil : path[max(0, path.count - level)]
        }
    }
}

/// Where the nodes of a tree count, at any time. It remembers what it worked out, as most contributions ask the same.
final class Lineage: Sendable {
    private struct Stretch {
        let from: Int64
        let to: Int64
        let target: Int64?
    }

    private let tree: DatedTree
    private let linksOf: [Int64: [DatedTree.Link]]
    /// Where a node counts that lies on such a way up, itself first; nil for nowhere.
    private let choose: @Sendable (_ path: [Int64], _ second: Int64) -> Int64?
    private let known = Mutex<[Int64: [Stretch]]>([:])

    init(_ tree: DatedTree, choose: @escaping @Sendable (_ path: [Int64], _ second: Int64) -> Int64?) {
        self.tree = tree
        self.choose = choose
        linksOf = Dictionary(grouping: tree.links, by: \.child)
    }

    func target(of node: Int64, at second: Int64) -> Int64? {
        known.withLock { known in
            let stretches: [Stretch]
            if let remembered = known[node] {
                stretches = remembered
            } else {
                stretches = self.stretches(of: node)
                known[node] = stretches
            }
            return stretches.first { $0.from <= second && second < $0.to }?.target
        }
    }

    /// The times between which nothing on any way up from a node changes.
    private func stretches(of node: Int64) -> [Stretch] {
        var bounds: Set<Int64> = [.min, .max]
        var seen: Set<Int64> = [node]
        var open = [node]
        while let next = open.popLast() {
            for link in linksOf[next] ?? [] {
                bounds.formUnion([link.from, link.to])
                if seen.insert(link.parent).inserted { open.append(link.parent) }
            }
        }
        // Who has somebody below them depends on the links from below too, and on what else these are part of.
        for link in tree.children(everOf: node).flatMap({ linksOf[$0.child] ?? [] }) { bounds.formUnion([link.from, link.to]) }
        let sorted = bounds.sorted()
        return zip(sorted, sorted.dropFirst()).map { from, to in
            Stretch(from: from, to: to, target: choose([node] + tree.ancestors(of: node, at: from), from))
        }
    }
}
