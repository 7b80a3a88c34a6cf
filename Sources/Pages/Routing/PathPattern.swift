/// A path such as `/measures/{id}`: literal segments and named ones, each of which takes one whole segment.
public struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case named(String)
    }

    public let description: String
    let segments: [Segment]

    public init(_ text: String) {
        description = text
        segments = text.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}") ? .named(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    public init(stringLiteral text: String) { self.init(text) }

    /// The names in the path, in order.
    var names: [String] {
        segments.compactMap { if case .named(let name) = $0 { name } else { nil } }
    }

    /// The values of the names in a path that matches.
    func values(in path: [String]) -> [(name: String, value: String)] {
        zip(segments, path).compactMap { segment, value in
            if case .named(let name) = segment { (name, value) } else { nil }
        }
    }

    /// How far a path is from this pattern, in edits; a name is as near as can be to anything.
    func distance(to path: [String]) -> Int {
        var distance = 0
        for index in 0..<max(segments.count, path.count) {
            guard index < segments.count else {
                distance += min(path[index].utf8.count + 1, 64)
                continue
            }
            switch segments[index] {
            case .literal(let literal):
                let given = index < path.count ? Array(path[index].lowercased().utf8.prefix(64)) : []
                distance += Suggestion.distance(given, Array(literal.lowercased().utf8.prefix(64)))
            case .named: distance += index < path.count ? 0 : 64
            }
        }
        return distance
    }

    /// The path with the values of `path` for its names.
    func filled(from path: [String]) -> SafeURL {
        SafeURL(
            segments: segments.enumerated().map { index, segment in
                switch segment {
                case .literal(let literal): literal
                case .named(let name): index < path.count ? path[index] : name
                }
            })
    }
}
