import Ledger

/// Gathers what hour files of the public feed say about some projects.
struct PublicArchiveReader: Sendable {
    /// What files said.
    struct Findings: Sendable {
        /// Each item of each repository once: its newest state, with all events.
        var facts: [Int64: [ItemKey: ItemFact]] = [:]
        var problems = ProblemList()
        /// All lines.
        var lines = 0
        /// Items in `facts`.
        var items = 0
    }

    /// What makes an item unique in its repository.
    struct ItemKey: Hashable, Sendable {
        let kind: ItemKind
        let number: Int64
    }

    private let accounts: GitHubAccounts
    private let byNumber: [Int64: Int64]
    private let byPath: [String: Int64]
    private let limits: JSONLimits
    private let largest: Int

    /// - Parameters:
    ///   - projects: those of the forge whose events are kept; of two with one name the first.
    ///   - limits: for each line.
    ///   - largest: the longest content of a file in bytes.
    init(_ projects: [ForgeProject], host: String, limits: JSONLimits, largest: Int) {
        accounts = GitHubAccounts(host: host)
        byNumber = Dictionary(projects.compactMap { project in project.number.map { ($0, project.repository) } }) { first, _ in first }
        byPath = Dictionary(projects.map { ($0.path.lowercased(), $0.repository) }) { first, _ in first }
        self.limits = limits
        self.largest = largest
    }

    /// Reads one file and adds what it says.
    func read(_ path: String, into findings: inout Findings) {
        let name = String(path.split(separator: "/").last ?? "")
        var lines = JSONLines(source: name, limits: limits)
        var tooLittle = 0
        do {
            func take(_ line: Int, _ result: Result<JSONValue, JSONFailure>) {
                findings.lines += 1
                do throws(JSONFailure) {
                    if try !add(result.get(), &findings) { tooLittle += 1 }
                } catch {
                    findings.problems.add((error.place.hasPrefix("line ") ? error : error.inside("line \(line)")).description)
                }
            }
            try GzipFile.read(path, name: name, limit: largest) { try lines.read($0, take) }
            try lines.finish(take)
        } catch {
            findings.problems.add("\(error)")
        }
        if tooLittle > 0 {
            findings.problems.add("\(name): \(tooLittle) events tell too little of their items to be read.")
        }
    }

    /// - Returns: false when an event of a project tells too little.
    private func add(_ line: JSONValue, _ findings: inout Findings) throws(JSONFailure) -> Bool {
        guard let event = try PublicEvent(line) else { return true }
        let known = event.projectNumber.flatMap { byNumber[$0] } ?? byPath[event.projectPath.lowercased()]
        guard let repository = known else { return true }
        guard let fact = try event.fact(accounts) else { return false }
        let key = ItemKey(kind: fact.kind, number: fact.number)
        guard let before = findings.facts[repository]?[key] else {
            findings.facts[repository, default: [:]][key] = fact
            findings.items += 1
            return true
        }
        var newest = fact.state.updatedAt >= before.state.updatedAt ? fact : before
        newest.events = before.events + fact.events
        findings.facts[repository]?[key] = newest
        return true
    }
}
