/// Compares the accounts that a block brings together and gathers signs for each pair of people.
struct SuggestionComparison {
    struct Found {
        let sign: Sign
        /// The positions of the accounts in the source.
        let a: Int32
        let b: Int32
        let weight: Double
    }

    private let source: SuggestionSource
    private let blocks: SuggestionBlocks
    /// The signs found for two people, each sign once.
    private(set) var pairs: [UInt64: [Found]] = [:]

    /// Signs of one block that are between the same kind of handle and may hold for many.
    private static let mostInitials = 3

    init(_ source: SuggestionSource) {
        self.source = source
        blocks = SuggestionBlocks(source.accounts)
    }

    mutating func run() {
        let entries = blocks.entries
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].key == entries[start].key { end += 1 }
            if end - start > 1 { compare(entries[start..<end]) }
            start = end
        }
        for (pair, signs) in pairs { addContext(pair, signs) }
    }

    /// One account for each person and part of a block, the oldest.
    private func representatives(_ block: ArraySlice<SuggestionBlocks.Entry>) -> [SuggestionBlocks.Entry] {
        var seen: Set<UInt64> = []
        var chosen: [SuggestionBlocks.Entry] = []
        for entry in block {
            let person = UInt64(UInt32(source.accounts[Int(entry.account)].person))
            if seen.insert(person << 8 | UInt64(entry.part.rawValue)).inserted { chosen.append(entry) }
            // Far beyond what any block may have and still be looked at.
            if chosen.count > 400 { return [] }
        }
        return chosen
    }

    private mutating func compare(_ block: ArraySlice<SuggestionBlocks.Entry>) {
        let chosen = representatives(block)
        guard chosen.count > 1 else { return }
        let names = chosen.filter { $0.part == .fullName }
        let handles = chosen.filter { [.login, .mailbox, .singleName].contains($0.part) }
        if names.count > 1 { compareNames(names) }
        if !handles.isEmpty { compareHandles(handles, chosen) }
        compareInitials(chosen)
    }

    private func people(_ entries: [SuggestionBlocks.Entry]) -> Int { Set(entries.map { source.accounts[Int($0.account)].person }).count }

    private mutating func compareNames(_ entries: [SuggestionBlocks.Entry]) {
        let factor = Rarity.nameFactor(people(entries))
        guard factor > 0 else { return }
        forEachPair(entries, entries) { a, b in
            guard a.name.sorted == b.name.sorted else { return nil }
            // Few people have two accounts at one forge.
            let same = a.source == b.source && a.source != "git" ? 0.5 : 1
            if a.name.words != b.name.words { return (.nameOrder, factor * same) }
            return (a.shownName.lowercased() == b.shownName.lowercased() ? .sameName : .sameLetters, factor * same)
        }
    }

    private mutating func compareHandles(_ handles: [SuggestionBlocks.Entry], _ all: [SuggestionBlocks.Entry]) {
        let factor = Rarity.factor(people(handles))
        guard factor > 0 else { return }
        let blocks = blocks
        forEachPair(handles, handles) { a, b, partA, partB in
            let sign: Sign
            switch (partA, partB) {
            case (.login, .login):
                guard a.source != b.source || a.source == "git" else { return nil }
                sign = .sameLogin
            case (.login, .mailbox), (.mailbox, .login): sign = .loginInAddress
            case (.mailbox, .mailbox): sign = .sameMailbox
            default: sign = .nameIsHandle
            }
            return (sign, factor * Self.agreement(a, b) * (Self.isCommonWord(a, b, partA, partB, blocks) ? 0.3 : 1))
        }
        let names = all.filter { $0.part == .compactName }
        let nameFactor = Rarity.factor(people(handles + names))
        if nameFactor > 0 {
            forEachPair(handles, names) { a, b in (.handleOfName, nameFactor * Self.agreement(a, b)) }
        }
        let initials = all.filter { $0.part == .initialAndName }
        if people(initials) <= Self.mostInitials {
            forEachPair(handles, initials) { a, b in (.initialsHandle, factor * Self.agreement(a, b)) }
        }
    }

    private mutating func compareInitials(_ entries: [SuggestionBlocks.Entry]) {
        let initialled = entries.filter { $0.part == .initialled }
        let full = entries.filter { $0.part == .fullWithInitials }
        let names = Set(full.map { source.accounts[Int($0.account)].name.sorted }).count
        guard !initialled.isEmpty, names > 0, names <= Self.mostInitials, people(initialled) <= Self.mostInitials else { return }
        forEachPair(initialled, full) { _, _ in (.initials, names == 1 ? 1 : 0.4) }
    }

    /// Two full names that have less than two words in common speak against one person.
    private static func agreement(_ a: SuggestionSource.Account, _ b: SuggestionSource.Account) -> Double {
        guard a.name.isFull, b.name.isFull else { return 1 }
        let common = Set(a.name.words).intersection(b.name.words).count
        if common >= 2 { return 1 }
        if common == 1, a.name.isInitialled || b.name.isInitialled { return 0.8 }
        return common == 1 ? 0.35 : 0.2
    }

    /// The handle in which two accounts agree is a word of many names, such as a first name.
    private static func isCommonWord(
        _ a: SuggestionSource.Account, _ b: SuggestionSource.Account, _ partA: SuggestionBlocks.Part, _ partB: SuggestionBlocks.Part,
        _ blocks: SuggestionBlocks
    ) -> Bool {
        let handle: String? =
            switch partA {
            case .login: a.login.flatMap(Handle.compact)
            case .mailbox: a.mailbox.flatMap(Handle.compact)
            default: a.name.words.first
            }
        return handle.map(blocks.isCommon) ?? true
    }

    private mutating func addContext(_ pair: UInt64, _ signs: [Found]) {
        guard let best = signs.max(by: { $0.weight < $1.weight }) else { return }
        let (a, b) = (source.accounts[Int(best.a)], source.accounts[Int(best.b)])
        if let organisation = a.organisation, organisation == b.organisation {
            note(.sameOrganisation, best.a, best.b, 1)
        } else if let domain = a.domain, domain == b.domain, blocks.isRare(domain: domain) {
            note(.sameDomain, best.a, best.b, 1)
        }
    }

    private mutating func forEachPair(
        _ left: [SuggestionBlocks.Entry], _ right: [SuggestionBlocks.Entry],
        _ judge: (SuggestionSource.Account, SuggestionSource.Account) -> (Sign, Double)?
    ) {
        forEachPair(left, right) { a, b, _, _ in judge(a, b) }
    }

    private mutating func forEachPair(
        _ left: [SuggestionBlocks.Entry], _ right: [SuggestionBlocks.Entry],
        _ judge: (SuggestionSource.Account, SuggestionSource.Account, SuggestionBlocks.Part, SuggestionBlocks.Part) -> (Sign, Double)?
    ) {
        for one in left {
            for other in right {
                let (a, b) = (source.accounts[Int(one.account)], source.accounts[Int(other.account)])
                guard a.person != b.person else { continue }
                let isInOrder = one.account < other.account
                let found = isInOrder ? judge(a, b, one.part, other.part) : judge(b, a, other.part, one.part)
                guard let (sign, factor) = found, factor > 0 else { continue }
                note(sign, min(one.account, other.account), max(one.account, other.account), factor)
            }
        }
    }

    /// Keeps a sign for a pair of people; of the same sign the strongest.
    private mutating func note(_ sign: Sign, _ a: Int32, _ b: Int32, _ factor: Double) {
        let pair = SuggestionSource.pair(source.accounts[Int(a)].person, source.accounts[Int(b)].person)
        let found = Found(sign: sign, a: a, b: b, weight: sign.weight * factor)
        if let index = pairs[pair]?.firstIndex(where: { $0.sign == sign }) {
            if let known = pairs[pair]?[index], known.weight < found.weight { pairs[pair]?[index] = found }
        } else {
            pairs[pair, default: []].append(found)
        }
    }
}
