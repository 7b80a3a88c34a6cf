/// Brings accounts together that share a sign, so that not every account is compared with every other.
struct SuggestionBlocks {
    /// What an account shares.
    enum Part: UInt8 {
        case fullName, fullWithInitials, initialled
        case login, mailbox, singleName, compactName, initialAndName
    }

    struct Entry {
        let key: UInt64
        let account: Int32
        let part: Part
    }

    private(set) var entries: [Entry] = []
    /// The words that several people have in their names: a user name of just such a word says little.
    private var namesakes: [UInt64: (person: Int32, count: Int32)] = [:]
    private var domains: [String: (person: Int32, count: Int32)] = [:]

    init(_ accounts: [SuggestionSource.Account]) {
        entries.reserveCapacity(accounts.count * 6)
        for (index, account) in accounts.enumerated() { add(account, Int32(index)) }
        entries.sort { ($0.key, $0.account, $0.part.rawValue) < ($1.key, $1.account, $1.part.rawValue) }
    }

    /// Whether three people or more have the word in their names.
    func isCommon(_ word: String) -> Bool { (namesakes[StableHash.of(word)]?.count ?? 0) >= 3 }

    /// Whether few people write with the domain.
    func isRare(domain: String) -> Bool { (domains[domain]?.count ?? 0) <= 12 }

    private mutating func add(_ account: SuggestionSource.Account, _ index: Int32) {
        if let domain = account.domain { Self.count(domain, account.person, in: &domains) }
        let words = account.name.words
        if account.name.isFull {
            add("n " + account.name.sorted.joined(separator: " "), index, .fullName)
            for word in words { Self.count(StableHash.of(word), account.person, in: &namesakes) }
            addInitials(words, index, isInitialled: account.name.isInitialled)
            if !account.name.isInitialled { addCompact(words, index) }
        } else if words.count == 1, let handle = Handle.compact(words[0]) {
            add("h " + handle, index, .singleName)
        }
        if let handle = account.login.flatMap(Handle.compact) { add("h " + handle, index, .login) }
        if let handle = account.mailbox.flatMap(Handle.compact) { add("h " + handle, index, .mailbox) }
    }

    /// "J. Doe", "Doe, J." and "John Doe" meet at `j doe`.
    private mutating func addInitials(_ words: [String], _ index: Int32, isInitialled: Bool) {
        let names = words.filter { $0.utf8.count > 1 }
        if isInitialled {
            guard names.count == 1, let letter = words.first(where: { $0.utf8.count == 1 }) else { return }
            add("i \(letter) \(names[0])", index, .initialled)
        } else if words.count == 2 {
            add("i \(words[0].prefix(1)) \(words[1])", index, .fullWithInitials)
            add("i \(words[1].prefix(1)) \(words[0])", index, .fullWithInitials)
        } else if let first = words.first, let last = words.last {
            add("i \(first.prefix(1)) \(last)", index, .fullWithInitials)
        }
    }

    private mutating func addCompact(_ words: [String], _ index: Int32) {
        guard let first = words.first, let last = words.last else { return }
        for name in Set([first + last, last + first, words.joined()]) where name.utf8.count >= 6 { add("h " + name, index, .compactName) }
        if last.utf8.count >= 3 { add("h " + first.prefix(1) + last, index, .initialAndName) }
    }

    private mutating func add(_ key: String, _ account: Int32, _ part: Part) {
        entries.append(Entry(key: StableHash.of(key), account: account, part: part))
    }

    /// Counts the people; accounts of one person mostly follow one another or are few, so a person may count twice.
    private static func count<Key: Hashable>(_ key: Key, _ person: Int32, in counts: inout [Key: (person: Int32, count: Int32)]) {
        guard let known = counts[key] else {
            counts[key] = (person, 1)
            return
        }
        if known.person != person { counts[key] = (person, known.count + 1) }
    }
}
