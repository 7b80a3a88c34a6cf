import Ledger
import Store

/// Something that several projects wrote, before it is stored.
struct FindingDraft: Sendable {
    let projects: [Int64]
    var kind: FindingKind
    var code: [SharedCode] = []
    var words: Double?
    var packages: Double?
    var terms: [String] = []
    var refusal: Int64?

    var lines: Int { code.reduce(0) { $0 + $1.lines } }

    /// Names the finding by what it is about, so that it keeps its number when it is found again.
    var key: String {
        let name = "\(kind.rawValue):\(projects.map(String.init).joined(separator: "-"))"
        return refusal.map { "\(name):refused-\($0)" } ?? name
    }
}

/// What a finding says.
public enum FindingKind: String, Sendable, CaseIterable {
    /// Code stands in several projects.
    case code
    /// Projects say the same of themselves, and may do the same.
    case topic
}

/// Puts together what is shared by the projects between which it is.
struct FindingMaker {
    let settings: ReuseSettings
    let owners: Owners
    let refusals: [Refusal]

    /// Names of packages that both must need beside a README that is alike.
    static let leastPackages = 3
    static let leastPackageLikeness = 0.3
    /// Between more projects than these READMEs are not likened, for that says nothing and takes the square of their number.
    static let mostLikened = 50

    func drafts(code: [SharedCode], words: [Likeness.Pair], packages: [Likeness.Pair], projectOf: [Int64: Int64]) -> [FindingDraft] {
        var drafts: [String: FindingDraft] = [:]
        for shared in code {
            var draft = FindingDraft(projects: shared.projects, kind: .code)
            draft.refusal = refusals.first { $0.covers(shared) }?.id
            drafts[draft.key, default: draft].code.append(shared)
        }
        drafts = drafts.filter { $0.value.lines >= settings.leastLinesShared }
        let alike = byProjects(words, projectOf)
        let built = byProjects(packages, projectOf)
        for (key, draft) in drafts where draft.projects.count <= Self.mostLikened {
            let pairs = draft.projects.flatMap { a in draft.projects.filter { $0 > a }.map { ProjectPair(a, $0) } }
            let bestWords = pairs.compactMap { alike[$0] }.max { $0.value < $1.value }
            let bestPackages = pairs.compactMap { built[$0] }.max { $0.value < $1.value }
            drafts[key]?.words = bestWords?.value
            drafts[key]?.packages = bestPackages?.value
            drafts[key]?.terms = (bestWords?.terms ?? []) + (bestPackages?.terms ?? [])
        }
        for (pair, found) in alike where owners.areApart(pair.a, pair.b) && found.value >= settings.leastWords {
            var draft = FindingDraft(projects: [pair.a, pair.b], kind: .topic)
            draft.words = found.value
            draft.packages = built[pair]?.value
            draft.terms = found.terms + (built[pair]?.terms ?? [])
            draft.refusal = refusals.first { $0.covers(projects: draft.projects) }?.id
            drafts[draft.key] = draft
        }
        return drafts.values.sorted { ($0.lines, $0.words ?? 0, $1.key) > ($1.lines, $1.words ?? 0, $0.key) }
    }

    /// Two projects, the one with the smaller number first.
    struct ProjectPair: Hashable {
        let a: Int64
        let b: Int64

        init(_ a: Int64, _ b: Int64) { (self.a, self.b) = (min(a, b), max(a, b)) }
    }

    /// Of the repositories of two projects those that are most alike.
    private func byProjects(_ pairs: [Likeness.Pair], _ projectOf: [Int64: Int64]) -> [ProjectPair: Likeness.Pair] {
        var best: [ProjectPair: Likeness.Pair] = [:]
        for pair in pairs {
            guard let a = projectOf[pair.a], let b = projectOf[pair.b], a != b else { continue }
            let key = ProjectPair(a, b)
            if best[key].map({ $0.value < pair.value }) ?? true { best[key] = pair }
        }
        return best
    }
}

/// A decision that a finding means nothing. It holds for what is found later as well.
struct Refusal: Sendable {
    let id: Int64
    /// The projects between which everything is set aside; nil when certain contents are.
    let projects: Set<Int64>?
    let blobs: Set<Int64>

    /// Whether something is set aside: all its contents are, or all between its projects.
    func covers(_ shared: SharedCode) -> Bool {
        if projects != nil { return covers(projects: shared.projects) }
        return shared.places.allSatisfy { blobs.contains($0.blob) }
    }

    func covers(projects found: [Int64]) -> Bool { projects.map { $0.isSuperset(of: found) } ?? false }

    /// The refusals in force.
    static func all(_ reader: any SQLReader) throws -> [Refusal] {
        var blobs: [Int64: Set<Int64>] = [:]
        try reader.forEachRow(
            """
            SELECT b.refusal_id, b.blob FROM reuse_refused_blobs b JOIN reuse_refusals r ON r.id = b.refusal_id WHERE r.undone_at IS NULL
            """, []
        ) { blobs[$0.integer(0), default: []].insert($0.integer(1)) }
        return try reader.rows("SELECT id, projects FROM reuse_refusals WHERE undone_at IS NULL ORDER BY id") { row in
            Refusal(
                id: row.integer(0), projects: row.optionalText(1).map { Set($0.split(separator: ",").compactMap { Int64($0) }) },
                blobs: blobs[row.integer(0)] ?? [])
        }
    }
}
