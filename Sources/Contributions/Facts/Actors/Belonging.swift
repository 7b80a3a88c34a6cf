import Ledger

/// For whom one contribution was made, in one number: an organisation's index, or, where several shared it, which mixture.
///
/// Most contributions have one organisation, so a row keeps four bytes and the rare mixtures are kept once.
struct Belonging: Hashable, Sendable {
    /// From 0 on an organisation's index; below 0 the complement of a mixture's index.
    let code: Int32

    static let unknown = Belonging(code: 0)

    var isMixed: Bool { code < 0 }
}

/// An organisation's part of a contribution.
struct Portion: Hashable, Sendable {
    /// The organisation's index; 0 for the part of which nobody knows for whom it was made.
    let organisation: Int32
    /// In millionths; those of one contribution sum to ``whole``.
    let share: Int32

    static let whole = AffiliationPart.whole
}

/// The mixtures of organisations that occur, each once. It only grows, so that rows stay true when beliefs about others change.
struct Mixtures: Sendable {
    private(set) var all: [[Portion]] = []
    private var indexOf: [[Portion]: Int32] = [:]

    var isEmpty: Bool { all.isEmpty }

    /// - Parameter portions: at least one; they sum to ``Portion/whole``.
    mutating func belonging(_ portions: [Portion]) -> Belonging {
        if portions.count == 1 { return Belonging(code: portions[0].organisation) }
        if let known = indexOf[portions] { return Belonging(code: ~known) }
        all.append(portions)
        indexOf[portions] = Int32(all.count - 1)
        return Belonging(code: ~Int32(all.count - 1))
    }

    func portions(_ belonging: Belonging) -> [Portion] {
        belonging.isMixed ? all[Int(~belonging.code)] : [Portion(organisation: belonging.code, share: Portion.whole)]
    }

    func contains(_ organisation: Int32, in belonging: Belonging) -> Bool {
        belonging.isMixed ? all[Int(~belonging.code)].contains { $0.organisation == organisation } : belonging.code == organisation
    }

    /// The organisation with the largest part, of equal ones the first: what a list shows of a contribution in one word.
    func foremost(_ belonging: Belonging) -> Int32 {
        guard belonging.isMixed else { return belonging.code }
        let portions = all[Int(~belonging.code)]
        var best = portions[0]
        for portion in portions.dropFirst() where portion.share > best.share { best = portion }
        return best.organisation
    }

    /// The part whose organisation nobody knows, in millionths.
    func unknownShare(_ belonging: Belonging) -> Int32 {
        guard belonging.isMixed else { return belonging.code == 0 ? Portion.whole : 0 }
        return all[Int(~belonging.code)].first { $0.organisation == 0 }?.share ?? 0
    }
}

/// To what every account belongs as time goes by: organisations or teams, with what was claimed and what counts of it.
struct Membership: Sendable {
    private(set) var claims: [AffiliationClaim] = []
    private(set) var index = AffiliationIndex(claims: [], personOf: [])
    /// By timeline and span.
    private var belongings: [[Belonging]] = [[]]

    init() {}

    /// - Parameters:
    ///   - borrowed: claims that hold beside `claims` and are worked out anew each time.
    ///   - indexOf: the index of each organisation by its number.
    init(
        _ claims: [AffiliationClaim], borrowed: [AffiliationClaim], personOf: [Int32], voiceOf: [Int32], indexOf: [Int64: Int32],
        mixtures: inout Mixtures
    ) {
        self.claims = claims
        index = AffiliationIndex(claims: claims + borrowed, personOf: personOf, voiceOf: voiceOf)
        belongings = index.timelines.map { timeline in
            timeline.spans.map { span in
                mixtures.belonging(span.parts.map { Portion(organisation: indexOf[$0.organisation] ?? 0, share: $0.share) })
            }
        }
    }

    func belonging(of account: Int32, at second: Int64) -> Belonging {
        let timeline = Int(index.timelineOfAccount[Int(account)])
        guard timeline > 0, let span = index.timelines[timeline].span(at: second) else { return .unknown }
        return belongings[timeline][span]
    }

    func timeline(of account: Int) -> AffiliationTimeline { index.timelines[Int(index.timelineOfAccount[account])] }

    /// Whether `other` says the same of an account at all times.
    func agrees(with other: Membership, on account: Int) -> Bool { timeline(of: account) == other.timeline(of: account) }
}
