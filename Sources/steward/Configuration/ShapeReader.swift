import Yams

/// Reads the nodes of a configuration file against the table of keys.
struct ShapeReader {
    let file: String
    let repeatedKeys: Set<YAMLPlace>
    private(set) var problems: [ConfigurationProblem] = []

    init(file: String, repeatedKeys: Set<YAMLPlace>) {
        self.file = file
        self.repeatedKeys = repeatedKeys
    }

    /// The layer that a file gives; problems are collected on the way.
    mutating func layer(from root: Node) -> ConfigurationLayer {
        guard case .mapping(let mapping) = root else {
            if !isEmpty(root) {
                report(root, "the file must be a mapping of keys to values, such as `data_folder: data`")
            }
            return [:]
        }
        var layer: ConfigurationLayer = [:]
        for (field, value) in fields(of: mapping, among: ConfigurationKeys.all, in: nil) {
            guard case .record(let inner) = field.shape else {
                layer[field.name] = setting(value, as: field.shape, named: field.name)
                continue
            }
            guard case .mapping(let section) = value else {
                if !isEmpty(value) { report(value, "`\(field.name)` must be \(field.shape.allowed)") }
                continue
            }
            for (key, value) in fields(of: section, among: inner, in: field.name) {
                layer["\(field.name).\(key.name)"] = setting(value, as: key.shape, named: key.name)
            }
        }
        return layer
    }

    private mutating func setting(_ node: Node, as shape: Shape, named name: String) -> Setting? {
        switch (shape, node) {
        case (.list, .scalar) where isEmpty(node):
            return Setting(origin: origin(node), content: .list([]))
        case (.list(let element), .sequence(let sequence)):
            guard sequence.count <= Shape.longestList else {
                report(node, "`\(name)` has \(sequence.count) entries; give at most \(Shape.longestList)")
                return nil
            }
            let entries = sequence.compactMap { setting($0, as: element, named: name) }
            return Setting(origin: origin(node), content: .list(entries))
        case (.record(let fields), .mapping(let mapping)):
            return record(mapping, fields, named: name, at: node)
        case (.shorthand(_, let fields), .mapping(let mapping)):
            return record(mapping, fields, named: name, at: node)
        case (.shorthand(let short, let fields), .scalar(let scalar)) where !isEmpty(node):
            guard let field = fields.first(where: { $0.name == short }) else { return nil }
            let value = Setting.reading(
                scalar.string, as: field.shape, named: name, at: origin(node), problems: &problems)
            return value.map { Setting(origin: origin(node), content: .record([short: $0])) }
        case (_, .scalar(let scalar)) where shape.isScalar && !isEmpty(node):
            return Setting.reading(scalar.string, as: shape, named: name, at: origin(node), problems: &problems)
        default:
            let found = isEmpty(node) ? "has no value" : "is \(kind(of: node))"
            report(node, "`\(name)` \(found); give \(shape.allowed)")
            return nil
        }
    }

    private mutating func record(
        _ mapping: Node.Mapping, _ shapes: [Field], named name: String, at node: Node
    ) -> Setting {
        var values: [String: Setting] = [:]
        var given: Set<String> = []
        for (field, value) in fields(of: mapping, among: shapes, in: name) {
            given.insert(field.name)
            values[field.name] = setting(value, as: field.shape, named: field.name)
        }
        for field in shapes where field.required && !given.contains(field.name) {
            report(node, "an entry of `\(name)` has no `\(field.name)`; give \(field.shape.allowed)")
        }
        return Setting(origin: origin(node), content: .record(values))
    }

    /// The known keys of a mapping with their values; unknown keys are reported with what was meant.
    private mutating func fields(
        of mapping: Node.Mapping, among known: [Field], in section: String?
    ) -> [(Field, Node)] {
        mapping.compactMap { key, value in
            guard case .scalar(let scalar) = key else {
                report(key, "a key must be a plain word")
                return nil
            }
            if let mark = scalar.mark, repeatedKeys.contains(YAMLPlace(line: mark.line, column: mark.column)) {
                return nil
            }
            if let field = known.first(where: { $0.name == scalar.string }) { return (field, value) }
            report(key, unknown(scalar.string, among: known, in: section))
            return nil
        }
    }

    private func unknown(_ key: String, among known: [Field], in section: String?) -> String {
        let place = section.map { " in `\($0)`" } ?? ""
        let complaint = "unknown key `\(key.prefix(100).asVisible)`\(place)"
        if let near = known.map(\.name).nearest(to: key) { return "\(complaint); did you mean `\(near)`?" }
        let elsewhere = ConfigurationKeys.leaves.map(\.path).first { $0 == key || $0.hasSuffix(".\(key)") }
        if let elsewhere { return "\(complaint); did you mean `\(elsewhere)`, that is, `\(key)` under its section?" }
        return "\(complaint); known are \(known.map { "`\($0.name)`" }.joined(separator: ", "))"
    }

    private mutating func report(_ node: Node, _ message: String) {
        problems.append(ConfigurationProblem(origin(node), message))
    }

    private func origin(_ node: Node) -> Origin {
        node.mark.map { .file(file, line: $0.line, column: $0.column) } ?? .wholeFile(file)
    }

    /// Whether a value was left out or written as null.
    private func isEmpty(_ node: Node) -> Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    private func kind(of node: Node) -> String {
        switch node {
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .scalar, .alias: "a single value"
        }
    }
}
