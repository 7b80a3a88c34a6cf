import Inspection

/// What a format allows in one place of a document.
indirect enum DocumentRule: Sendable {
    /// A text; the tests say what is wrong with one.
    case string([TextTest])
    case flag
    /// A whole number or one with decimals, 0 or more.
    case number
    case list(DocumentRule, atLeast: Int = 0)
    /// One value, or a list of such values.
    case oneOrMore(DocumentRule)
    /// - Parameter isOpen: whether keys that nobody knows are passed over.
    case record([DocumentKey], isOpen: Bool = false)
    /// A mapping whose keys are data themselves.
    case map(key: TextTest, DocumentRule)
    case anything

    static var text: DocumentRule { .string([]) }

    static func text(_ tests: [TextTest]) -> DocumentRule { .string(tests) }
}

/// A key of a record.
struct DocumentKey: Sendable {
    let name: String
    let rule: DocumentRule
    let isRequired: Bool
    /// Whether an empty text is as good as any other.
    let mayBeEmpty: Bool
    /// Said where the key is used at all, such as that it is no longer part of the format.
    let advice: String?

    init(_ name: String, _ rule: DocumentRule, required: Bool = false, mayBeEmpty: Bool = false, advice: String? = nil) {
        (self.name, self.rule, isRequired, self.mayBeEmpty, self.advice) = (name, rule, required, mayBeEmpty, advice)
    }
}

/// Says what is wrong with a text; nil for nothing.
struct TextTest: Sendable {
    let problem: @Sendable (String) -> String?

    init(_ problem: @escaping @Sendable (String) -> String?) { self.problem = problem }

    /// - Parameter ruling: completes the sentence “it must be …”.
    init(_ ruling: String, _ holds: @escaping @Sendable (String) -> Bool) {
        problem = { holds($0) ? nil : "it must be \(ruling)" }
    }
}

/// Compares a document with the rules of its format. Each problem is named by its place; what is right beside it stays usable.
struct DocumentCheck {
    /// More than anybody mends in one go.
    static let mostProblems = 200

    let file: String
    private(set) var problems: [FieldProblem] = []
    /// The places of mistakes, as paths of keys and numbers.
    private var broken: Set<String> = []

    init(_ file: String) { self.file = file }

    mutating func report(_ path: String, line: Int?, _ message: String, severity: FieldProblem.Severity = .mistake) {
        if severity == .mistake { broken.insert(path) }
        guard problems.count < Self.mostProblems else { return }
        problems.append(FieldProblem(file, line: line, field: path, message, severity: severity))
    }

    /// Whether the place itself is at fault, or what holds it.
    func isBroken(_ path: String) -> Bool {
        var path = path[...]
        while true {
            if broken.contains(String(path)) { return true }
            guard let end = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return false }
            path = path[..<end]
        }
    }

    /// Whether something at the place or within it is at fault.
    func hasFault(at path: String) -> Bool {
        isBroken(path) || broken.contains { $0.hasPrefix(path + ".") || $0.hasPrefix(path + "[") }
    }

    mutating func check(_ value: PlacedValue, _ rule: DocumentRule, at path: String) {
        switch rule {
        case .anything: return
        case .string(let tests):
            guard let text = value.text else { return wrongType(value, "a text", path) }
            if case .number = value.content {
                report(path, line: value.line, "write \(text) in quotes: it is a text, and 1.10 is not 1.1", severity: .advice)
            }
            for test in tests {
                if let problem = test.problem(text) { return report(path, line: value.line, problem) }
            }
        case .flag:
            guard value.truth != nil else {
                let hint =
                    value.text.map { ["yes", "no", "on", "off"].contains($0.lowercased()) } == true ? " (YAML 1.2 has no yes and no)" : ""
                return wrongType(value, "true or false" + hint, path)
            }
        case .number:
            guard case .number(let digits) = value.content, let number = Double(digits), number.isFinite, number >= 0 else {
                return wrongType(value, "a number of 0 or more", path)
            }
        case .list(let element, let least):
            guard case .array(let values) = value.content else { return wrongType(value, "a list", path) }
            if values.count < least { report(path, line: value.line, "it needs \(least == 1 ? "an entry" : "\(least) entries")") }
            for (index, entry) in values.enumerated() where problems.count < Self.mostProblems {
                check(entry, element, at: "\(path)[\(index)]")
            }
        case .oneOrMore(let element):
            if case .array(let values) = value.content {
                for (index, entry) in values.enumerated() where problems.count < Self.mostProblems {
                    check(entry, element, at: "\(path)[\(index)]")
                }
            } else {
                check(value, element, at: path)
            }
        case .record(let keys, let isOpen):
            guard case .object(let members) = value.content else { return wrongType(value, "a mapping of keys to values", path) }
            check(members, keys, isOpen, line: value.line, path)
        case .map(let key, let rule):
            guard case .object(let members) = value.content else { return wrongType(value, "a mapping of keys to values", path) }
            for member in members where problems.count < Self.mostProblems {
                let place = joined(path, member.name)
                if let problem = key.problem(member.name) { report(place, line: member.value.line, problem) }
                check(member.value, rule, at: place)
            }
        }
    }

    private mutating func check(_ members: [PlacedValue.Member], _ keys: [DocumentKey], _ isOpen: Bool, line: Int?, _ path: String) {
        for member in members where problems.count < Self.mostProblems {
            let place = joined(path, member.name)
            guard let key = keys.first(where: { $0.name == member.name }) else {
                guard !isOpen else { continue }
                let near = Nearest.word(to: member.name, among: keys.map(\.name)).map { "; is “\($0)” meant?" } ?? ""
                report(place, line: member.value.line, "nothing has this name here\(near)")
                continue
            }
            // A key without a value is as good as none.
            guard !member.value.isNull else { continue }
            if let advice = key.advice { report(place, line: member.value.line, advice, severity: .advice) }
            check(member.value, key.rule, at: place)
        }
        for key in keys where key.isRequired {
            let found = members.first { $0.name == key.name }?.value
            if found == nil || found?.isNull == true || found?.text == "" && !key.mayBeEmpty {
                report(joined(path, key.name), line: found?.line ?? line, "it is missing")
            }
        }
    }

    private mutating func wrongType(_ value: PlacedValue, _ wanted: String, _ path: String) {
        let found =
            switch value.content {
            case .null: "it is empty"
            case .bool: "it is true or false"
            case .number: "it is a number"
            case .string: "it is a text"
            case .array: "it is a list"
            case .object: "it is a mapping"
            }
        report(path, line: value.line, "\(found) and must be \(wanted)")
    }

    private func joined(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
