/// The keys that one rule gives to accounts, small enough for millions.
///
/// Keys are held as 128 bits, half of which are mixed with a secret of this run, so nobody can make two keys that meet.
struct KeyTable {
    private struct Entry {
        let hash: UInt64
        let check: UInt64
        let account: Int32
        /// 0 for an account that only mentions the key.
        let holder: Int64
        let since: Int64
    }

    private var entries: [Entry] = []

    mutating func add(_ key: JoiningKey, _ account: Int) {
        entries.append(
            Entry(
                hash: StableHash.of(key.text), check: UInt64(bitPattern: Int64(key.text.hashValue)), account: Int32(account),
                holder: key.holder?.number ?? 0, since: key.holder?.since ?? 0))
    }

    /// Calls `body` with the accounts of each key that several have, in order of age, the groups in order of their accounts.
    func forEachGroup(_ body: ([Int]) -> Void) {
        let sorted = entries.sorted { ($0.hash, $0.check, $0.account) < ($1.hash, $1.check, $1.account) }
        var groups: [[Int]] = []
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end].hash == sorted[start].hash, sorted[end].check == sorted[start].check { end += 1 }
            if end - start > 1 {
                let members = Self.withOneHolder(sorted[start..<end])
                if members.count > 1 { groups.append(members) }
            }
            start = end
        }
        groups.sort { $0.lexicographicallyPrecedes($1) }
        groups.forEach(body)
    }

    private static func withOneHolder(_ entries: ArraySlice<Entry>) -> [Int] {
        var latest: (since: Int64, holder: Int64)?
        var isContested = false
        for entry in entries where entry.holder != 0 {
            guard let known = latest, known.since >= entry.since else {
                latest = (entry.since, entry.holder)
                isContested = false
                continue
            }
            // A holder may be known by several accounts, of which only one says since when.
            if known.since == entry.since, known.holder != entry.holder { isContested = true }
        }
        let holder = isContested ? nil : latest?.holder
        var members: [Int] = []
        for entry in entries where entry.holder == 0 || entry.holder == holder {
            if members.last != Int(entry.account) { members.append(Int(entry.account)) }
        }
        return members
    }
}
