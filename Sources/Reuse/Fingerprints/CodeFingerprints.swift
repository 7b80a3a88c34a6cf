/// What is kept of a source file to find it again elsewhere.
struct CodeFingerprints: Sendable {
    struct Mark: Sendable, Hashable {
        let hash: UInt64
        /// The line on which the run of words begins, from 1.
        let line: Int32
    }

    /// Each hash once, sorted.
    let marks: [Mark]
    let lines: Int
    let words: Int

    init(_ bytes: UnsafeRawBufferPointer, fileExtension: String, _ settings: ReuseSettings) {
        let tokens = CodeTokens(bytes, style: CodeStyle(fileExtension: fileExtension), foldsNames: settings.foldsNames)
        let grams = Winnowing.grams(of: tokens.words, length: settings.gram)
        var first: [UInt64: Int32] = [:]
        for place in Winnowing.places(of: grams, window: settings.window) {
            let hash = grams[place]
            guard hash % UInt64(settings.sampling) == 0, first[hash] == nil else { continue }
            first[hash] = tokens.lines[place]
        }
        marks = first.map { Mark(hash: $0.key, line: $0.value) }.sorted { $0.hash < $1.hash }
        lines = bytes.count { $0 == UInt8(ascii: "\n") } + (bytes.last.map { $0 == UInt8(ascii: "\n") ? 0 : 1 } ?? 0)
        words = tokens.words.count
    }
}

/// How code is compared. What changes a fingerprint changes ``rules``, and then everything is read anew.
public struct ReuseSettings: Sendable, Hashable {
    /// Words of a k-gram: what is shorter is never found.
    public var gram = 20
    /// Hashes of a window: what has `gram + window - 1` words is found, if `sampling` is 1.
    public var window = 21
    /// One fingerprint in so many is kept, chosen by its hash alone, so that the same ones are kept everywhere.
    public var sampling = 4
    /// Whether all names are taken for the same, so that renaming hides nothing and more is found by chance.
    public var foldsNames = false
    /// What stands in more files than this, or a file that is in more repositories, is boilerplate.
    public var common = 20
    /// So many kept fingerprints must be shared by two files that are not the same.
    public var leastShared = 4
    /// And this share of those of the smaller file, unless they share many.
    public var leastShare = 0.3
    /// So many shared fingerprints are enough whatever their share.
    public var manyShared = 15
    /// Files of fewer bytes and lines say nothing.
    public var leastBytes = 300
    public var leastLines = 10
    /// So many lines in all make a finding.
    public var leastLinesShared = 20
    /// How alike two READMEs are whose projects may do the same: the cosine of their words.
    public var leastWords = 0.35
    /// Files of more bytes are not read.
    public var fileBytes = 1 << 20
    /// Projects of one group are compared as well.
    public var withinGroups = false

    public init() {}

    /// What the fingerprints depend on.
    var rules: String { "words 2, k \(gram), w \(window), 1/\(sampling)\(foldsNames ? ", names folded" : "")" }
}
