/// The targets of `Package.swift` and what they depend on, read from its text.
///
/// The manifest is read as text, as asking the package manager from inside a test would wait for the build that runs
/// the test. Targets below `Sources/` are declared with `floor(…)`, `.executableTarget(…)`, `.target(…)` or
/// `.systemLibrary(…)`.
struct PackageManifest: Sendable {
    /// The modules that each target depends on.
    let dependencies: [String: Set<String>]

    init(text: String) {
        let products = Self.products(in: text)
        let body = text.firstRange(of: "targets: [\n").map { text[$0.upperBound...] } ?? text[...]
        var dependencies: [String: Set<String>] = [:]
        for opening in ["floor(", ".executableTarget(", ".target(", ".systemLibrary("] {
            for range in body.ranges(of: opening) {
                let call = Self.call(in: body, from: range.upperBound)
                let names = Self.quoted(in: call)
                guard let name = names.first, !call.contains("path: \"Tests/") else { continue }
                dependencies[name] = Self.dependencies(in: call, products: products)
            }
        }
        self.dependencies = dependencies
    }

    /// `let hummingbird = Target.Dependency.product(name: "Hummingbird", …)` as `hummingbird` to `Hummingbird`.
    private static func products(in text: String) -> [String: String] {
        var products: [String: String] = [:]
        for line in text.split(separator: "\n")
        where line.hasPrefix("let ") && line.contains("Target.Dependency.product(") {
            let words = line.split(separator: " ")
            products[String(words[1])] = quoted(in: line).first
        }
        return products
    }

    private static func dependencies(in call: Substring, products: [String: String]) -> Set<String> {
        guard let start = call.firstIndex(of: "[") else { return [] }
        let end = matching(call, from: start) ?? call.endIndex
        let list = call[start..<end]
        guard !call[..<start].hasSuffix("providers: ") else { return [] }
        // The package that a product comes from often has the name of the product.
        var names: Set<String> = []
        for part in list.split(separator: ",") where !part.contains("package: ") { names.formUnion(quoted(in: part)) }
        let words = list.split(whereSeparator: { !($0.isLetter || $0.isNumber) })
        return names.union(words.compactMap { products[String($0)] })
    }

    /// The arguments of a call, up to its closing parenthesis.
    private static func call(in text: Substring, from start: Substring.Index) -> Substring {
        var depth = 1
        for index in text[start...].indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" { depth -= 1 }
            if depth == 0 { return text[start..<index] }
        }
        return text[start...]
    }

    private static func matching(_ text: Substring, from start: Substring.Index) -> Substring.Index? {
        var depth = 0
        return text[start...].indices.first { index in
            if text[index] == "[" { depth += 1 }
            if text[index] == "]" { depth -= 1 }
            return depth == 0
        }
    }

    private static func quoted(in text: some StringProtocol) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }

    /// Where the manifest and the table differ.
    func differences(from table: FloorTable) -> [String] {
        var differences: [String] = []
        let listed = Set(table.modules.map(\.name))
        for name in Set(dependencies.keys).symmetricDifference(listed).sorted() {
            differences.append(
                listed.contains(name)
                    ? "docs/architecture.md lists \(name), which Package.swift does not have"
                    : "Package.swift has \(name), which docs/architecture.md does not list")
        }
        for module in table.modules {
            guard let used = dependencies[module.name] else { continue }
            let allowed = module.inside.union(module.outside)
            for name in used.subtracting(allowed).sorted() {
                differences.append("Package.swift lets \(module.name) use \(name), which docs/architecture.md does not")
            }
            for name in allowed.subtracting(used).sorted() {
                differences.append("docs/architecture.md lets \(module.name) use \(name), which Package.swift does not")
            }
        }
        return differences
    }
}
