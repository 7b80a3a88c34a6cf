internal import CInspectionData

/// Something that a rule leaves out, as gitleaks has it: by commit, path, text or word.
struct AllowList: Sendable {
    enum Target: String, Sendable {
        case secret, match, line
    }

    /// All kinds of conditions that it has must hold; otherwise one is enough.
    var needsAll = false
    var commits: Set<String> = []
    /// Of any of its paths.
    var path: Pattern?
    var patterns: [Pattern] = []
    var target = Target.secret
    /// In small letters.
    var stopWords: WordSet?

    private var hasTexts: Bool { !patterns.isEmpty || stopWords != nil }

    /// Whether it leaves out a path, whatever the file holds.
    func allows(path: UnsafeRawBufferPointer) -> Bool {
        if needsAll && (hasTexts || !commits.isEmpty) { return false }
        return self.path?.matches(path) ?? false
    }

    /// Whether it leaves out what a commit brought, whatever that is.
    func allows(commit: String) -> Bool {
        if needsAll && (hasTexts || path != nil) { return false }
        return commits.contains(commit)
    }

    struct Texts {
        var path: UnsafeRawBufferPointer
        var secret: UnsafeRawBufferPointer
        var match: UnsafeRawBufferPointer
        var line: UnsafeRawBufferPointer
    }

    func allows(_ texts: Texts) -> Bool {
        let text =
            switch target {
            case .secret: texts.secret
            case .match: texts.match
            case .line: texts.line
            }
        var conditions: [Bool] = []
        if let path { conditions.append(path.matches(texts.path)) }
        if !patterns.isEmpty { conditions.append(patterns.contains { $0.matches(text) }) }
        if let stopWords { conditions.append(stopWords.stands(in: texts.secret)) }
        // What holds of some commits only cannot be said of the contents.
        if needsAll { return commits.isEmpty && !conditions.isEmpty && conditions.allSatisfy(\.self) }
        return conditions.contains(true)
    }
}

/// One rule for finding a kind of secret.
struct SecretRule: Sendable {
    let id: String
    let description: String
    /// Nil for a rule that goes by the path alone.
    let pattern: Pattern?
    let path: Pattern?
    let secretGroup: Int
    /// Bits for each byte; what has no more is no secret. Nil when it does not matter.
    let entropy: Double?
    let keywords: [String]
    let allowLists: [AllowList]
    /// Part of its pattern is a name like `key` beside the value rather than a form that only such secrets have.
    let goesByName: Bool

    var isGeneric: Bool { id.lowercased().contains("generic") }
}

/// The rules of a file in the format of gitleaks (from version 8.25).
struct SecretRulePack: Sendable {
    let rules: [SecretRule]
    let allowLists: [AllowList]
    /// All keywords of all rules, and which rules have each.
    let keywords: WordSet
    let rulesOfKeyword: [[Int]]
    /// The rules without keywords.
    let always: [Int]
    /// The rules that go by the path alone.
    let byPath: [Int]
    /// Of the bytes that the rules were read from.
    let digest: String

    private static let mostRules = 5000

    /// The rules that come with Steward.
    static let standard: Result<SecretRulePack, InspectionError> = Result { () throws(InspectionError) in
        let bytes = UnsafeRawBufferPointer(start: steward_secret_rules_bytes(), count: steward_secret_rules_size)
        return try SecretRulePack(bytes, name: "gitleaks.toml")
    }

    /// - Throws: `InspectionError` that names the file and the rule.
    init(_ bytes: UnsafeRawBufferPointer, name: String) throws(InspectionError) {
        let file = try TOMLValue(bytes, name: name)
        guard let list = file["rules"]?.array, !list.isEmpty else { throw InspectionError(name, "it has no rules") }
        guard list.count <= Self.mostRules else { throw InspectionError(name, "it has more than \(Self.mostRules) rules") }
        var rules: [SecretRule] = []
        for (place, value) in list.enumerated() { rules.append(try Self.rule(value, "\(name): rules[\(place)]")) }
        self.rules = rules
        allowLists = try Self.allowLists(of: file, "\(name): allowlist")
        var numbers: [String: Int] = [:]
        var words: [String] = []
        var owners: [[Int]] = []
        for (place, rule) in rules.enumerated() {
            for word in rule.keywords {
                if let number = numbers[word] {
                    owners[number].append(place)
                } else {
                    numbers[word] = words.count
                    words.append(word)
                    owners.append([place])
                }
            }
        }
        keywords = try WordSet(words, name: "\(name): keywords")
        rulesOfKeyword = owners
        always = rules.indices.filter { rules[$0].keywords.isEmpty }
        byPath = rules.indices.filter { rules[$0].pattern == nil }
        digest = Fingerprint.hexadecimal(Fingerprint.sha256(Array(bytes)).prefix(8))
    }

    private static func rule(_ value: TOMLValue, _ place: String) throws(InspectionError) -> SecretRule {
        guard let id = value["id"]?.string, !id.isEmpty else { throw InspectionError(place, "it has no id") }
        let name = "\(place) (\(id))"
        guard value["required"] == nil else {
            throw InspectionError(name, "it depends on other rules, which is not supported")
        }
        let text = value["regex"]?.string
        let pattern = try text.map { text throws(InspectionError) in try Pattern(text, name: name) }
        let path = try value["path"]?.string.map { text throws(InspectionError) in try Pattern(text, name: name) }
        guard pattern != nil || path != nil else { throw InspectionError(name, "it has neither a regex nor a path") }
        let group = value["secretGroup"]?.integer.flatMap { Int(exactly: $0) } ?? 0
        guard group >= 0, group <= pattern?.groups ?? 0 else { throw InspectionError(name, "secretGroup: there is no group \(group)") }
        return SecretRule(
            id: id, description: value["description"]?.string ?? id, pattern: pattern, path: path, secretGroup: group,
            entropy: value["entropy"]?.number.flatMap { $0 == 0 ? nil : $0 }, keywords: try words(value["keywords"], "\(name): keywords"),
            allowLists: try allowLists(of: value, "\(name): allowlists"), goesByName: text?.contains("[\\w.-]{0,50}?") ?? false)
    }

    /// The lists of a rule or file, in today's form and in that of before 8.25.
    private static func allowLists(of value: TOMLValue, _ place: String) throws(InspectionError) -> [AllowList] {
        var lists: [AllowList] = []
        for list in (value["allowlists"]?.array ?? []) + (value["allowlist"].map { [$0] } ?? []) {
            guard list["targetRules"] == nil else { throw InspectionError(place, "targetRules is not supported") }
            lists.append(try allowList(list, place))
        }
        return lists
    }

    private static func allowList(_ value: TOMLValue, _ place: String) throws(InspectionError) -> AllowList {
        var list = AllowList()
        switch value["condition"]?.string?.uppercased() {
        case nil, "OR", "||": list.needsAll = false
        case "AND", "&&": list.needsAll = true
        case let other?: throw InspectionError(place, "condition: \(other) is neither AND nor OR")
        }
        if let target = value["regexTarget"]?.string, !target.isEmpty {
            guard let known = AllowList.Target(rawValue: target) else {
                throw InspectionError(place, "regexTarget: \(target) is not known")
            }
            list.target = known
        }
        list.commits = Set(try words(value["commits"], "\(place): commits"))
        let paths = try texts(value["paths"], "\(place): paths")
        // Each by itself first, so that one mistake cannot change what the others mean.
        for text in paths { _ = try Pattern(text, name: "\(place): paths") }
        if !paths.isEmpty { list.path = try Pattern(paths.map { "(?:\($0))" }.joined(separator: "|"), name: "\(place): paths") }
        for text in try texts(value["regexes"], "\(place): regexes") { list.patterns.append(try Pattern(text, name: "\(place): regexes")) }
        let stopWords = try words(value["stopwords"], "\(place): stopwords")
        if !stopWords.isEmpty { list.stopWords = try WordSet(stopWords, name: "\(place): stopwords") }
        return list
    }

    private static func texts(_ value: TOMLValue?, _ place: String) throws(InspectionError) -> [String] {
        guard let value else { return [] }
        guard let array = value.array else { throw InspectionError(place, "it is no list") }
        var texts: [String] = []
        for element in array {
            guard let text = element.string else { throw InspectionError(place, "it holds something else than texts") }
            texts.append(text)
        }
        return texts
    }

    private static func words(_ value: TOMLValue?, _ place: String) throws(InspectionError) -> [String] {
        try texts(value, place).map { $0.lowercased() }
    }
}
