/// Finds a circle among many links at once, as a file brings them.
public enum CircleSearch {
    public struct Circle: Sendable, Hashable {
        /// The link that closes it, by its place in the list.
        public let link: Int
        /// The way around, the first node again at the end; only the first node when the circle is not certain.
        public let nodes: [Int64]
        /// Whether it is a circle; else only a way too long to be followed.
        public let isCertain: Bool
    }

    /// The first link, in the order of the list, that closes a circle with those at some instant; nil when none does.
    ///
    /// Links of a node to itself are left to the caller.
    public static func first(in links: [DatedTree.Link]) -> Circle? {
        let core = core(of: links)
        guard !core.isEmpty else { return nil }
        let tree = DatedTree(core.map { links[$0] })
        var steps = 0
        for index in core {
            do {
                let link = links[index]
                if let way = try tree.circle(closedBy: link, steps: &steps) {
                    return Circle(link: index, nodes: [link.child] + way, isCertain: true)
                }
            } catch {
                return Circle(link: index, nodes: [links[index].child], isCertain: false)
            }
        }
        return nil
    }

    /// The links that remain when those of nodes that nothing is part of, or that are part of nothing, are taken away
    /// again and again: all that can lie on a circle, whatever the time.
    private static func core(of links: [DatedTree.Link]) -> [Int] {
        var remaining = links.indices.filter { links[$0].child != links[$0].parent && links[$0].from < links[$0].to }
        var above: [Int64: [Int]] = [:], below: [Int64: [Int]] = [:]
        var up: [Int64: Int] = [:], down: [Int64: Int] = [:]
        for index in remaining {
            above[links[index].child, default: []].append(index)
            below[links[index].parent, default: []].append(index)
            up[links[index].child, default: 0] += 1
            down[links[index].parent, default: 0] += 1
        }
        var gone: Set<Int> = []
        var next = Array(Set(above.keys).union(below.keys))
        while let node = next.popLast() {
            // Nothing above it: no link to it can be on a circle. Nothing below it: none from it.
            if up[node, default: 0] == 0 {
                for index in below[node] ?? [] where gone.insert(index).inserted {
                    up[links[index].child, default: 0] -= 1
                    down[node, default: 0] -= 1
                    next.append(links[index].child)
                }
            }
            if down[node, default: 0] == 0 {
                for index in above[node] ?? [] where gone.insert(index).inserted {
                    down[links[index].parent, default: 0] -= 1
                    up[node, default: 0] -= 1
                    next.append(links[index].parent)
                }
            }
        }
        remaining.removeAll { gone.contains($0) }
        return remaining
    }
}
