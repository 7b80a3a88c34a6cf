/// Joins accounts into people by keys and by what was said, the strongest rule first, and never two that were refused.
///
/// Accounts are numbered by their place in order of age. The outcome depends only on what was put in, and that of a group of
/// accounts not on others with which they share nothing: placing a few gives what placing all would give.
struct PlacementGraph {
    /// What was said of two accounts.
    struct Link {
        let a: Int
        let b: Int
        /// The rule's place in ``JoiningRules/all``.
        let rule: Int
        /// Numbers the assertion for the caller.
        let id: Int
    }

    struct Refusal {
        let a: Int
        let b: Int
        let id: Int
    }

    /// What joined an account with others.
    struct Reason: Equatable {
        let rule: Int
        /// The account with which the rule joined it.
        let other: Int
        /// The link that did; nil for an equal key.
        let link: Int?
    }

    /// Two accounts that a rule would join against a refusal.
    struct Conflict: Equatable {
        let a: Int
        let b: Int
        let rule: Int
        let link: Int?
        let refusal: Int
    }

    /// Nil for an account that joined no other; one of each group has none either.
    private(set) var reasons: [Reason?]
    /// For each account the rules by which it could be joined with some other, or that explain why it was, one bit each.
    private(set) var rulesAt: [UInt32]
    private(set) var conflicts: [Conflict] = []
    private var parent: [Int]
    private var refused: [Int: [(partner: Int, id: Int)]] = [:]

    init(count: Int) {
        reasons = Array(repeating: nil, count: count)
        rulesAt = Array(repeating: 0, count: count)
        parent = Array(0..<count)
    }

    mutating func run(keys: [Int: KeyTable], links: [Link], refusals: [Refusal]) {
        for refusal in refusals where refusal.a != refusal.b {
            refused[refusal.a, default: []].append((refusal.b, refusal.id))
            refused[refusal.b, default: []].append((refusal.a, refusal.id))
        }
        let links = Dictionary(grouping: links, by: \.rule)
        for rule in JoiningRules.all.indices {
            let said = (links[rule] ?? []).sorted {
                (min($0.a, $0.b), max($0.a, $0.b), $0.id) < (min($1.a, $1.b), max($1.a, $1.b), $1.id)
            }
            for link in said where link.a != link.b { _ = join(link.a, link.b, rule, link: link.id) }
            keys[rule]?.forEachGroup { members in
                // Each goes to the first with whom it may: mostly the oldest, another where a refusal stands between.
                for (index, member) in members.enumerated().dropFirst() { join(member, toOneOf: members[..<index], rule) }
            }
        }
    }

    /// The oldest account of the group to which an account belongs.
    mutating func head(of index: Int) -> Int {
        var index = index
        while parent[index] != index {
            parent[index] = parent[parent[index]]
            index = parent[index]
        }
        return index
    }

    private mutating func join(_ member: Int, toOneOf others: ArraySlice<Int>, _ rule: Int) {
        var tried: Set<Int> = []
        for other in others where tried.insert(head(of: other)).inserted {
            if join(member, other, rule, link: nil) { return }
        }
    }

    /// - Returns: whether both are in one group now.
    private mutating func join(_ a: Int, _ b: Int, _ rule: Int, link: Int?) -> Bool {
        rulesAt[a] |= 1 << UInt32(rule)
        rulesAt[b] |= 1 << UInt32(rule)
        let (headA, headB) = (head(of: a), head(of: b))
        guard headA != headB else { return true }
        if let refusal = refusal(between: headA, headB) {
            conflicts.append(Conflict(a: a, b: b, rule: rule, link: link, refusal: refusal))
            return false
        }
        let (old, young) = (min(headA, headB), max(headA, headB))
        parent[young] = old
        if let more = refused.removeValue(forKey: young) { refused[old, default: []] += more }
        // The younger account is the one that came to the other.
        let explained = [max(a, b), young, min(a, b), old].first { reasons[$0] == nil }
        if let explained {
            rulesAt[explained] |= 1 << UInt32(rule)
            reasons[explained] = Reason(rule: rule, other: explained == a ? b : explained == b ? a : max(a, b), link: link)
        }
        return true
    }

    /// A refusal that stands between two groups; the first recorded where there are several.
    private mutating func refusal(between a: Int, _ b: Int) -> Int? {
        guard let ofA = refused[a], let ofB = refused[b] else { return nil }
        let (few, other) = ofA.count <= ofB.count ? (ofA, b) : (ofB, a)
        var found: Int?
        for entry in few where head(of: entry.partner) == other { found = min(found ?? .max, entry.id) }
        return found
    }
}
