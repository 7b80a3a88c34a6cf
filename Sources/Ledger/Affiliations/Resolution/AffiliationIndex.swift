/// For whom every account contributes at every instant: the claims of all rules, resolved.
///
/// An account follows the strongest rule that speaks of it. Accounts of one person that share an address, or of which one is
/// only the user name of the other, speak with one voice. Where they say nothing, the strongest rule that speaks of any other
/// account of the person answers; the domains of other addresses answer last, and only when they all lead to one organisation.
///
/// Accounts with the same answers share one timeline, so that an index of a million accounts holds few.
public struct AffiliationIndex: Sendable, Equatable {
    /// By the account's number: an index in ``timelines``.
    public private(set) var timelineOfAccount: [Int32]
    /// The first is of those of whom nothing is known.
    public private(set) var timelines: [AffiliationTimeline] = [.unknown]

    /// - Parameters:
    ///   - claims: in any order.
    ///   - personOf: by the account's number, a number of its person from 0 on; negative for an account that is nobody's yet.
    ///   - voiceOf: by the account's number, what ``AffiliationVoices`` gives; empty when no two accounts share a voice.
    public init(claims: [AffiliationClaim], personOf: [Int32], voiceOf: [Int32] = []) {
        timelineOfAccount = Array(repeating: 0, count: personOf.count)
        var known: [AffiliationTimeline: Int32] = [.unknown: 0]
        var simple: [AffiliationClaim.Content: Int32] = [:]
        let byAccount = Groups(claims.count, personOf.count) { Int32(exactly: claims[$0].account) ?? -1 }
        let byPerson = Groups(personOf.count, Int(personOf.max() ?? -1) + 1) { personOf[$0] }

        func keep(_ timeline: AffiliationTimeline) -> Int32 {
            if let index = known[timeline] { return index }
            timelines.append(timeline)
            known[timeline] = Int32(timelines.count - 1)
            return Int32(timelines.count - 1)
        }
        func resolve(_ numbers: ArraySlice<Int32>) -> Int32 {
            guard numbers.count == 1, let number = numbers.first else {
                return keep(AffiliationTimeline(numbers.map { claims[Int($0)] }, as: .own))
            }
            // Most accounts have one claim, and thousands of them the same.
            let claim = claims[Int(number)]
            if let index = simple[claim.content] { return index }
            let index = keep(AffiliationTimeline([claim], as: .own))
            simple[claim.content] = index
            return index
        }
        for account in personOf.indices where personOf[account] < 0 {
            timelineOfAccount[account] = resolve(byAccount[account])
        }
        for person in byPerson.indices {
            let accounts = byPerson[person]
            if accounts.count == 1, let account = accounts.first.map({ Int($0) }) {
                let own = byAccount[account]
                if !own.isEmpty { timelineOfAccount[account] = resolve(own) }
                continue
            }
            let all = accounts.flatMap { byAccount[Int($0)] }
            guard !all.isEmpty else { continue }
            let ofPerson = AffiliationTimeline(all.map { claims[Int($0)] }, as: .person)
            var ofVoice: [Int32: Int32] = [:]
            var members: [Int32: [Int32]] = [:]
            for account in accounts.map({ Int($0) }) {
                members[Self.voice(of: account, voiceOf), default: []].append(Int32(account))
            }
            for account in accounts.map({ Int($0) }) {
                let voice = Self.voice(of: account, voiceOf)
                if let index = ofVoice[voice] {
                    timelineOfAccount[account] = index
                    continue
                }
                let own = (members[voice] ?? []).flatMap { byAccount[Int($0)] }
                let index = keep(AffiliationTimeline(own.map { claims[Int($0)] }, as: .own).overlaid(on: ofPerson))
                ofVoice[voice] = index
                timelineOfAccount[account] = index
            }
        }
    }

    /// The parts of a contribution that an account made at a second since 1970; they sum to ``AffiliationPart/whole``.
    public func parts(of account: Int64, at second: Int64) -> [AffiliationPart] {
        guard let timeline = timeline(of: account) else { return AffiliationPart.allUnknown }
        return timeline.parts(at: second)
    }

    /// Nil for a number that no account has.
    public func timeline(of account: Int64) -> AffiliationTimeline? {
        guard let account = Int(exactly: account), timelineOfAccount.indices.contains(account) else { return nil }
        return timelines[Int(timelineOfAccount[account])]
    }

    /// A voice of its own for an account that shares none.
    static func voice(of account: Int, _ voiceOf: [Int32]) -> Int32 {
        guard voiceOf.indices.contains(account), voiceOf[account] > 0 else { return -Int32(account) }
        return voiceOf[account]
    }
}

extension AffiliationClaim {
    /// What a claim says, of whichever account.
    struct Content: Hashable {
        let organisation: Int64
        let from: Int64
        let to: Int64
        let share: Int32?
    }

    var content: Content { Content(organisation: organisation, from: from, to: to, share: share) }
}

/// Numbers sorted into groups without a list for each.
private struct Groups {
    private var starts: [Int32]
    private var members: [Int32]

    /// - Parameter group: the group of a number; one outside the range leaves the number out.
    init(_ count: Int, _ groups: Int, _ group: (Int) -> Int32) {
        starts = Array(repeating: 0, count: groups + 1)
        for number in 0..<count {
            let group = Int(group(number))
            if group >= 0, group < groups { starts[group + 1] += 1 }
        }
        for group in 0..<groups { starts[group + 1] += starts[group] }
        var next = starts
        members = Array(repeating: 0, count: Int(starts[groups]))
        for number in 0..<count {
            let group = Int(group(number))
            guard group >= 0, group < groups else { continue }
            members[Int(next[group])] = Int32(number)
            next[group] += 1
        }
    }

    var indices: Range<Int> { 0..<(starts.count - 1) }

    subscript(group: Int) -> ArraySlice<Int32> { members[Int(starts[group])..<Int(starts[group + 1])] }
}
