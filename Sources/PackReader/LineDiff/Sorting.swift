internal import CDeflate

/// Decides which lines take part in the comparison, and gives equal lines equal small numbers.
///
/// A line without a partner in the other text is set aside: it is changed, whatever the path is. A line with very many partners is
/// set aside too if lines without any stand close before and after it, as such a line would only tear the path apart.
struct Sorting: ~Copyable {
    /// The lines that take part, by number, and where each stands in the middle of its text.
    struct Kept {
        let old: UnsafePointer<Int32>
        let new: UnsafePointer<Int32>
        let oldPlaces: UnsafePointer<Int32>
        let newPlaces: UnsafePointer<Int32>
        let oldCount: Int
        let newCount: Int
        /// The lines of the middles, set aside or not.
        let oldTotal: Int
        let newTotal: Int
    }

    private enum Fate {
        static let alone: UInt8 = 0
        static let useful: UInt8 = 1
        static let frequent: UInt8 = 2
    }

    /// A line with this many partners is frequent even in the longest text.
    private static let mostPartners = 1024
    /// How far to look for lines without a partner.
    private static let window = 100
    /// Of the lines around, at most one in so many may be frequent for the one between them to be set aside.
    private static let scarcity = 4

    private static let sieveWords = 64
    /// So many lines ahead a slot is fetched into the cache.
    private static let ahead = 8

    private var sieve = Scratch<UInt64>()
    private var slots = Scratch<Int32>()
    private var slotMask = 0
    private var keys = Scratch<UInt64>()
    private var kinds = 0
    /// How often each line occurs in the old text and in the new one: so many partners a line of the other has.
    private var oldPartners = Scratch<Int32>()
    private var newPartners = Scratch<Int32>()
    private var oldNumbers = Scratch<Int32>()
    private var newNumbers = Scratch<Int32>()
    private var fates = Scratch<UInt8>()
    private var heights = Scratch<Int32>()
    private var oldKept = Scratch<Int32>()
    private var newKept = Scratch<Int32>()
    private var oldPlaces = Scratch<Int32>()
    private var newPlaces = Scratch<Int32>()

    init() {}

    /// Numbers the lines of both middles and counts how often each occurs in each text.
    /// - Returns: whether any line has a partner.
    mutating func findPartners(_ middle: Middle) -> Bool {
        let lines = middle.old.count + middle.new.count
        var size = 16
        while size < lines * 2 { size *= 2 }
        slotMask = size - 1
        slots.reserve(size).initialize(repeating: -1, count: size)
        _ = keys.reserve(lines)
        let occursInOld = oldPartners.reserve(lines)
        let occursInNew = newPartners.reserve(lines)
        let oldNumbers = oldNumbers.reserve(middle.old.count)
        let newNumbers = newNumbers.reserve(middle.new.count)
        kinds = 0
        for place in middle.old.indices {
            fetchSlot(of: middle.old, place &+ Self.ahead)
            let number = number(of: middle.old[place])
            oldNumbers[place] = Int32(truncatingIfNeeded: number)
            occursInOld[number] &+= 1
        }
        let kindsInOld = kinds
        var shared = 0
        for place in middle.new.indices {
            fetchSlot(of: middle.new, place &+ Self.ahead)
            let number = number(of: middle.new[place])
            newNumbers[place] = Int32(truncatingIfNeeded: number)
            occursInNew[number] &+= 1
            if number < kindsInOld { shared += 1 }
        }
        return shared > 0
    }

    /// Sets lines aside. `findPartners` must have run.
    /// - Parameter onlyCounts: that the path may be another one, as long as it keeps as many lines.
    mutating func sort(_ middle: Middle, onlyCounts: Bool) -> Kept {
        let needed = onlyCounts ? mayTearApart(middle) : hasLonelyLines
        if needed { countSharedEnds(middle) }
        let fates = fates.reserve(middle.longest)
        let old = oldKept.reserve(middle.old.count)
        let new = newKept.reserve(middle.new.count)
        let oldPlaces = oldPlaces.reserve(middle.old.count)
        let newPlaces = newPlaces.reserve(middle.new.count)
        let oldCount = Self.keep(
            oldNumbers.start, middle.old.count, partners: newPartners.start, wholeCount: middle.wholeOldCount, fates,
            numbers: old, places: oldPlaces)
        let newCount = Self.keep(
            newNumbers.start, middle.new.count, partners: oldPartners.start, wholeCount: middle.wholeNewCount, fates,
            numbers: new, places: newPlaces)
        return Kept(
            old: old, new: new, oldPlaces: oldPlaces, newPlaces: newPlaces, oldCount: oldCount, newCount: newCount,
            oldTotal: middle.old.count, newTotal: middle.new.count)
    }

    /// Marks every line that does not take part as changed.
    func markSetAside(_ kept: Kept, _ marks: EditPath.Marks) {
        Self.mark(marks.old, kept.oldTotal, allBut: kept.oldPlaces, kept.oldCount)
        Self.mark(marks.new, kept.newTotal, allBut: kept.newPlaces, kept.newCount)
    }

    private static func mark(
        _ changed: UnsafeMutablePointer<Bool>, _ count: Int, allBut places: UnsafePointer<Int32>, _ kept: Int
    ) {
        changed.update(repeating: true, count: count)
        for index in 0..<kept { changed[Int(places[index])] = false }
    }

    /// Lines are everywhere in the table: the place of a later one is on its way while those before it are looked up.
    @inline(__always)
    private func fetchSlot(of hashes: UnsafeBufferPointer<UInt64>, _ place: Int) {
        if place < hashes.count { steward_prefetch(slots.start + (Int(truncatingIfNeeded: hashes[place]) & slotMask)) }
    }

    @inline(__always)
    private mutating func number(of hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let found = Int(slots.start[slot])
            if found < 0 { break }
            if keys.start[found] == hash { return found }
            slot = (slot + 1) & slotMask
        }
        slots.start[slot] = Int32(truncatingIfNeeded: kinds)
        keys.start[kinds] = hash
        oldPartners.start[kinds] = 0
        newPartners.start[kinds] = 0
        kinds += 1
        return kinds - 1
    }

    /// Where every line has a partner in the other middle, nothing is set aside and nobody needs to know how many it has.
    private var hasLonelyLines: Bool {
        (0..<kinds).contains { oldPartners.start[$0] == 0 || newPartners.start[$0] == 0 }
    }

    /// Whether the shared ends can have a say in how many lines are kept.
    ///
    /// A line without a partner in the other middle can have one in the shared ends. It is changed all the same, but where it takes part the
    /// path may be another one. As long as the shortest path is followed, as it is in short texts, that keeps as many lines. So
    /// the ends matter only if a frequent line may be set aside that has a partner in the other middle.
    private mutating func mayTearApart(_ middle: Middle) -> Bool {
        if middle.old.count + middle.new.count > 2 * EditPath.patience { return hasLonelyLines }
        return isCrowdedByLonely(oldNumbers.start, middle.old.count, partners: newPartners.start)
            || isCrowdedByLonely(newNumbers.start, middle.new.count, partners: oldPartners.start)
    }

    /// Whether some line with a partner has so many lonely ones around it that it is set aside if it is frequent, whatever the others are.
    ///
    /// For that, more lonely lines than three for each frequent one, of which it counts as two, must stand in a stretch around it, some of them
    /// on each side. With 1 for a lonely line and -3 for any other, the best stretches that end before it and begin after it must add up to more than 6.
    private mutating func isCrowdedByLonely(_ lines: UnsafePointer<Int32>, _ count: Int, partners: UnsafePointer<Int32>) -> Bool {
        let price = Int32(Self.scarcity - 1)
        let before = heights.reserve(count)
        var best: Int32 = 0
        var highest: Int32 = 0
        for place in 0..<count {
            before[place] = best
            best = max(best, 0) &+ (partners[Int(lines[place])] == 0 ? 1 : 0 &- price)
            highest = max(highest, best)
        }
        // Nothing on the other side can be higher than all of it.
        if highest <= price { return false }
        var after: Int32 = 0
        for place in (0..<count).reversed() {
            let isLonely = partners[Int(lines[place])] == 0
            if !isLonely && before[place] > 0 && after > 0 && before[place] &+ after > 2 * price { return true }
            after = max(after, 0) &+ (isLonely ? 1 : 0 &- price)
        }
        return false
    }

    /// Partners count wherever they are in the other text, in the shared ends too.
    private mutating func countSharedEnds(_ middle: Middle) {
        // One bit for each hash that starts like one of the middles' does. Few lines of the ends get beyond it.
        var words = Self.sieveWords
        while words * 8 < kinds { words *= 2 }
        let bits = UInt64(words * 64 - 1)
        let sieve = self.sieve.reserve(words)
        sieve.initialize(repeating: 0, count: words)
        for number in 0..<kinds {
            let bit = (keys.start[number] &>> 32) & bits
            sieve[Int(truncatingIfNeeded: bit &>> 6)] |= 1 &<< (bit & 63)
        }
        for end in [middle.before, middle.after] {
            for hash in end {
                let bit = (hash &>> 32) & bits
                if sieve[Int(truncatingIfNeeded: bit &>> 6)] &>> (bit & 63) & 1 == 0 { continue }
                countShared(hash)
            }
        }
    }

    private mutating func countShared(_ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & slotMask
        while true {
            let found = Int(slots.start[slot])
            if found < 0 { return }
            if keys.start[found] == hash {
                oldPartners.start[found] &+= 1
                newPartners.start[found] &+= 1
                return
            }
            slot = (slot + 1) & slotMask
        }
    }

    private static func keep(
        _ lines: UnsafePointer<Int32>, _ count: Int, partners: UnsafePointer<Int32>, wholeCount: Int,
        _ fates: UnsafeMutablePointer<UInt8>, numbers: UnsafeMutablePointer<Int32>, places: UnsafeMutablePointer<Int32>
    ) -> Int {
        let many = min(roughRoot(wholeCount), mostPartners)
        for place in 0..<count {
            let partners = Int(partners[Int(lines[place])])
            fates[place] = partners == 0 ? Fate.alone : partners >= many ? Fate.frequent : Fate.useful
        }
        var kept = 0
        for place in 0..<count {
            if fates[place] == Fate.alone { continue }
            if fates[place] == Fate.frequent && tearsApart(fates, count, place) { continue }
            numbers[kept] = lines[place]
            places[kept] = Int32(truncatingIfNeeded: place)
            kept += 1
        }
        return kept
    }

    /// Whether a frequent line stands in a run of lines without partners, before it as well as after it.
    private static func tearsApart(_ fates: UnsafePointer<UInt8>, _ count: Int, _ place: Int) -> Bool {
        let before = run(fates, from: place - 1, through: max(0, place - window), by: -1)
        guard before.alone > 0 else { return false }
        let after = run(fates, from: place + 1, through: min(count - 1, place + window), by: 1)
        guard after.alone > 0 else { return false }
        // The line itself counts once in each direction.
        let frequent = before.frequent + after.frequent + 2
        return frequent * scarcity < frequent + before.alone + after.alone
    }

    private static func run(
        _ fates: UnsafePointer<UInt8>, from start: Int, through end: Int, by step: Int
    ) -> (alone: Int, frequent: Int) {
        var run = (alone: 0, frequent: 0)
        for place in stride(from: start, through: end, by: step) {
            switch fates[place] {
            case Fate.alone: run.alone += 1
            case Fate.frequent: run.frequent += 1
            default: return run
            }
        }
        return run
    }

    /// A power of two near the square root.
    static func roughRoot(_ number: Int) -> Int {
        var root = 1
        var left = number
        while left > 0 {
            root <<= 1
            left >>= 2
        }
        return root
    }
}
