/// Finds the commits of a history that cannot be read, and those that lead to them.
///
/// Git itself stops at the first; this looks at each commit by itself, which takes longer and passes them all.
struct DamageSurvey {
    struct Findings {
        /// Commits that are missing or damaged, in the order in which they were met.
        var unreadable: [String] = []
        /// Readable commits with an unreadable parent: taken for roots, they make the rest readable.
        var cuts: Set<String> = []
    }

    private enum Standing {
        /// To be looked at; these commits have it for a parent.
        case awaited(by: [String])
        case readable
        case unreadable
    }

    let git: GitProgram
    let view: HistoryView
    let shallow: Set<String>

    func read(from tips: [String], excluding known: Set<String>, _ interruption: Interruption) throws -> Findings {
        var findings = Findings()
        var standing: [String: Standing] = [:]
        known.forEach { standing[$0] = .readable }
        var awaited: [String] = []
        for tip in tips where standing[tip] == nil {
            standing[tip] = .awaited(by: [])
            awaited.append(tip)
        }
        let reader = ObjectReader(git, view, contents: true, interruption: interruption)
        while !awaited.isEmpty {
            var next: [String] = []
            try reader.look(up: awaited) { index, found in
                let name = awaited[index]
                guard let found, found.type == "commit", let parents = Self.parents(found.bytes) else {
                    if case .awaited(let children) = standing[name] { findings.cuts.formUnion(children) }
                    standing[name] = .unreadable
                    findings.unreadable.append(name)
                    return
                }
                standing[name] = .readable
                for parent in shallow.contains(name) ? [] : parents {
                    switch standing[parent] {
                    case nil:
                        standing[parent] = .awaited(by: [name])
                        next.append(parent)
                    case .awaited(let children): standing[parent] = .awaited(by: children + [name])
                    case .readable: break
                    case .unreadable: findings.cuts.insert(name)
                    }
                }
            }
            awaited = next
        }
        return findings
    }

    /// The parents that a commit names; nil when it is none.
    private static func parents(_ bytes: [UInt8]) -> [String]? {
        let lines = bytes.prefix(1 << 14).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let first = lines.first, first.starts(with: "tree ".utf8) else { return nil }
        return lines.dropFirst().prefix { $0.starts(with: "parent ".utf8) }.map {
            String(decoding: $0.dropFirst(7), as: UTF8.self)
        }
    }
}
