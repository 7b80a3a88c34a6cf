/// Names and addresses that strangers share; see `generic-names.txt`.
struct GenericNames: Sendable {
    private var words: [Kind: Set<String>] = [:]
    private var globs: [Kind: [Glob]] = [:]

    enum Kind: String { case name, local, domain, address }

    static let shipped = GenericNames(DataPack.genericNames)

    init(_ lines: [String]) {
        for line in lines {
            guard let space = line.firstIndex(of: " "), let kind = Kind(rawValue: String(line[..<space])) else { continue }
            let value = line[line.index(after: space)...].lowercased()
            let glob = Glob(value)
            if glob.isLiteral { words[kind, default: []].insert(value) } else { globs[kind, default: []].append(glob) }
        }
    }

    func contains(_ text: String, _ kind: Kind) -> Bool {
        if words[kind]?.contains(text) == true { return true }
        return globs[kind]?.contains { $0.matches(text) } ?? false
    }
}
