/// Where every run of four words stands in the texts of all licences.
final class LicenceIndex: Sendable {
    struct Posting {
        var template: UInt16
        var position: UInt16
    }

    /// Words in a run.
    static let run = 4

    let list: LicenceList
    let templates: [LicenceTemplate]
    /// The runs in each template.
    let runs: [Int]
    private let buckets: [UInt32]
    private let hashes: [UInt32]
    private let postings: [Posting]
    private static let bucketBits: UInt32 = 18

    static let shared = LicenceIndex(.shared)

    init(_ list: LicenceList) {
        self.list = list
        var templates: [LicenceTemplate] = []
        var known: [[UInt32]: Int] = [:]
        for (place, entry) in list.entries.enumerated() {
            for (kind, text) in [(entry.isException ? LicenceTemplate.Kind.exception : .text, entry.text), (.notice, entry.notice)] {
                guard !text.isEmpty else { continue }
                let template = LicenceTemplate(entry: place, kind: kind, marked: text)
                guard template.words.count >= Self.run, template.words.count < Int(UInt16.max) else { continue }
                // The same words under two ids are one template.
                if let same = known[template.words], templates[same].kind == kind {
                    templates[same].entries.append(place)
                } else {
                    known[template.words] = templates.count
                    templates.append(template)
                }
            }
        }
        self.templates = templates
        runs = templates.map { $0.words.count - Self.run + 1 }
        let total = runs.reduce(0, +)
        var counts = [UInt32](repeating: 0, count: (1 << Int(Self.bucketBits)) + 1)
        for template in templates { Self.eachRun(template.words) { _, hash in counts[Int(hash >> (32 - Self.bucketBits)) + 1] += 1 } }
        for at in 1..<counts.count { counts[at] += counts[at - 1] }
        buckets = counts
        var hashes = [UInt32](repeating: 0, count: total)
        var postings = [Posting](repeating: Posting(template: 0, position: 0), count: total)
        for (number, template) in templates.enumerated() {
            Self.eachRun(template.words) { position, hash in
                let bucket = Int(hash >> (32 - Self.bucketBits))
                let place = Int(counts[bucket])
                counts[bucket] += 1
                hashes[place] = hash
                postings[place] = Posting(template: UInt16(truncatingIfNeeded: number), position: UInt16(truncatingIfNeeded: position))
            }
        }
        self.hashes = hashes
        self.postings = postings
    }

    /// The hash of each run of words, with the place where it begins.
    private static func eachRun(_ words: [UInt32], _ body: (Int, UInt32) -> Void) {
        guard words.count >= run else { return }
        for at in 0...(words.count - run) {
            body(at, hash(words[at], words[at + 1], words[at + 2], words[at + 3]))
        }
    }

    @inline(__always)
    static func hash(_ one: UInt32, _ two: UInt32, _ three: UInt32, _ four: UInt32) -> UInt32 {
        var hash = UInt64(one) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ UInt64(two)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 29) ^ UInt64(three)) &* 0x94D0_49BB_1331_11EB
        hash = (hash ^ (hash >> 31) ^ UInt64(four)) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: hash >> 32)
    }

    /// Calls the body with every place in a template that has this run of words.
    @inline(__always)
    func eachPosting(of hash: UInt32, _ body: (Posting) -> Void) {
        let bucket = Int(hash >> (32 - Self.bucketBits))
        var at = Int(buckets[bucket])
        let end = Int(buckets[bucket + 1])
        while at < end {
            if hashes[at] == hash { body(postings[at]) }
            at += 1
        }
    }
}
