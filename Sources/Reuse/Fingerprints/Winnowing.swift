/// Winnowing, by S. Schleimer, D. Wilkerson and A. Aiken: *Winnowing: Local Algorithms for Document Fingerprinting*, SIGMOD 2003.
///
/// Of each window of `window` hashes of k-grams at least one is chosen. So two texts that share a run of `k + window - 1` words share a
/// fingerprint, and what is shorter than `k` words is never found.
enum Winnowing {
    /// The places of the chosen hashes, upwards: the smallest of each window, of equal ones the last.
    static func places(of hashes: [UInt64], window: Int) -> [Int] {
        guard window > 0, hashes.count >= window else { return [] }
        var chosen: [Int] = []
        // Places whose hash is smaller than all that come after them in the window, smallest first.
        var rising: [Int] = []
        var head = 0
        for place in hashes.indices {
            while rising.count > head, let last = rising.last, hashes[last] >= hashes[place] { rising.removeLast() }
            rising.append(place)
            if rising[head] + window <= place { head += 1 }
            guard place + 1 >= window else { continue }
            if chosen.last != rising[head] { chosen.append(rising[head]) }
            if head > 1024 {
                rising.removeFirst(head)
                head = 0
            }
        }
        return chosen
    }

    /// The hashes of all runs of `length` words, by the place of their first word.
    static func grams(of words: [UInt64], length: Int) -> [UInt64] {
        guard length > 0, words.count >= length else { return [] }
        let base: UInt64 = 0x9E37_79B9_7F4A_7C15
        var highest: UInt64 = 1
        for _ in 1..<length { highest = highest &* base }
        var rolling: UInt64 = 0
        var grams: [UInt64] = []
        grams.reserveCapacity(words.count - length + 1)
        for place in words.indices {
            if place >= length { rolling = rolling &- words[place - length] &* highest }
            rolling = rolling &* base &+ words[place]
            if place + 1 >= length { grams.append(mixed(rolling)) }
        }
        return grams
    }

    /// Spreads all bits over all others, so that the smallest hash says nothing of the words (the last step of SplitMix64).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
