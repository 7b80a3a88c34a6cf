/// A template laid beside a text, word by word.
struct LicenceAlignment: Sendable {
    let template: Int
    /// The words of the text that belong to it.
    var words: Range<Int>
    /// Words that stand in both.
    var matched = 0
    /// Places in the template of words that must stand there and do not.
    var missing: [Int] = []
    /// Places in the text of words that the template does not allow.
    var added: [Int] = []

    /// Words that stand in place of others: parts of `missing` and of `added`.
    var replaced: [(missing: Range<Int>, added: Range<Int>)] = []

    /// Other templates that fit the same words as well.
    var equals: [Int] = []

    var distance: Int { missing.count + added.count }
    /// What one alignment is worth against another of the same text.
    var score: Int { matched - 3 * distance }
}

/// Lays templates beside the words of one text.
struct LicenceAligner {
    let text: [LicenceWords.Word]
    /// The largest table of costs that is filled for words between two equal runs.
    private static let largestTable = 60_000
    /// How far beyond the first and last equal run words are looked for.
    private static let reach = 12

    private var costs: [UInt16] = []
    private var filled: [Int32: Int] = [:]

    init(text: [LicenceWords.Word]) { self.text = text }

    /// `limits`: words of the text that may be used.
    mutating func align(_ chain: LicenceChain, _ template: LicenceTemplate, number: Int, limits: Range<Int>) -> LicenceAlignment {
        var result = LicenceAlignment(template: number, words: chain.textStart..<chain.textEnd)
        filled.removeAll(keepingCapacity: true)
        guard let first = chain.blocks.first, let last = chain.blocks.last else { return result }
        let before = max(limits.lowerBound, first.text - first.template - Self.reach)
        between(template, 0..<first.template, min(before, first.text)..<first.text, freeStart: true, freeEnd: false, &result)
        for (at, block) in chain.blocks.enumerated() {
            if at > 0 {
                let one = chain.blocks[at - 1]
                between(
                    template, (one.template + one.length)..<block.template, (one.text + one.length)..<block.text,
                    freeStart: false, freeEnd: false, &result)
            }
            result.matched += block.length
        }
        let rest = (last.template + last.length)..<template.words.count
        let end = last.text + last.length
        let after = min(limits.upperBound, end + rest.count + Self.reach)
        between(template, rest, end..<max(end, after), freeStart: false, freeEnd: true, &result)
        return result
    }

    /// The cheapest way to lay some words of the template beside some words of the text.
    private mutating func between(
        _ template: LicenceTemplate, _ wanted: Range<Int>, _ given: Range<Int>, freeStart: Bool, freeEnd: Bool,
        _ result: inout LicenceAlignment
    ) {
        var wanted = wanted
        var given = given
        if wanted.isEmpty && given.isEmpty { return }
        if wanted.isEmpty && (freeStart || freeEnd) { return }
        while (wanted.count + 1) * (given.count + 1) > Self.largestTable {
            // Too much to compare: the words farthest from the equal run are not there.
            if wanted.count >= 200, wanted.count >= given.count || given.count < 200 {
                let cut = freeStart ? wanted.prefix(wanted.count - 199) : wanted.suffix(wanted.count - 199)
                result.missing += cut.filter { !template.optional[$0] }
                wanted = freeStart ? wanted.suffix(199) : wanted.prefix(199)
            } else {
                let cut = freeStart ? given.prefix(given.count - 199) : given.suffix(given.count - 199)
                if !freeStart && !freeEnd { result.added += cut.filter { text[$0].marks.isDisjoint(with: .free) } }
                given = freeStart ? given.suffix(199) : given.prefix(199)
            }
        }
        let before = (result.missing.count, result.added.count)
        defer {
            if result.missing.count > before.0, result.added.count > before.1 {
                result.replaced.append((before.0..<result.missing.count, before.1..<result.added.count))
            }
        }
        fill(template, wanted, given, freeStart: freeStart, freeEnd: freeEnd)
        trace(template, wanted, given, freeStart: freeStart, freeEnd: freeEnd, &result)
    }

    /// costs[i, j]: the cost of laying the words of the template from i on beside the words of the text from j on.
    private mutating func fill(
        _ template: LicenceTemplate, _ wanted: Range<Int>, _ given: Range<Int>, freeStart: Bool, freeEnd: Bool
    ) {
        let (rows, columns) = (wanted.count, given.count)
        let width = columns + 1
        if costs.count < (rows + 1) * width { costs = [UInt16](repeating: 0, count: (rows + 1) * width) }
        for i in stride(from: rows, through: 0, by: -1) {
            let word = wanted.lowerBound + i
            for j in stride(from: columns, through: 0, by: -1) {
                if i == rows && j == columns { costs[i * width + j] = 0; continue }
                var best = UInt16.max
                if i < rows {
                    best = costs[(i + 1) * width + j] &+ (template.optional[word] ? 0 : 1)
                    if j < columns, template.words[word] == text[given.lowerBound + j].hash {
                        best = min(best, costs[(i + 1) * width + j + 1])
                    }
                }
                if j < columns {
                    let free =
                        i == 0 && freeStart || i == rows && freeEnd
                        || isFree(text[given.lowerBound + j], template, before: word)
                    best = min(best, costs[i * width + j + 1] &+ (free ? 0 : 1))
                }
                costs[i * width + j] = best
            }
        }
    }

    private func isFree(_ word: LicenceWords.Word, _ template: LicenceTemplate, before: Int) -> Bool {
        if !word.marks.isDisjoint(with: .free) { return true }
        let gap = template.gapBefore[before]
        guard gap >= 0 else { return false }
        return template.gaps[Int(gap)].words?.contains(word.hash) ?? true
    }

    private mutating func trace(
        _ template: LicenceTemplate, _ wanted: Range<Int>, _ given: Range<Int>, freeStart: Bool, freeEnd: Bool,
        _ result: inout LicenceAlignment
    ) {
        let (rows, columns) = (wanted.count, given.count)
        let width = columns + 1
        var (i, j) = (0, 0)
        var firstMatch = -1
        var lastMatch = -1
        while i < rows || j < columns {
            let cost = costs[i * width + j]
            let word = wanted.lowerBound + i
            if i < rows, j < columns, template.words[word] == text[given.lowerBound + j].hash, costs[(i + 1) * width + j + 1] == cost {
                if firstMatch < 0 { firstMatch = j }
                lastMatch = j
                result.matched += 1
                i += 1
                j += 1
                continue
            }
            // At the beginning and at the end words are left out before any is looked for far away.
            if j < columns {
                let outside = i == 0 && freeStart || i == rows && freeEnd
                let free = outside || isFree(text[given.lowerBound + j], template, before: word)
                if costs[i * width + j + 1] &+ (free ? 0 : 1) == cost {
                    if !outside { note(given.lowerBound + j, free: free, template, before: word, &result) }
                    j += 1
                    continue
                }
            }
            if !template.optional[word] { result.missing.append(word) }
            i += 1
        }
        if freeStart, firstMatch >= 0 { result.words = (given.lowerBound + firstMatch)..<result.words.upperBound }
        if freeEnd, lastMatch >= 0 { result.words = result.words.lowerBound..<(given.lowerBound + lastMatch + 1) }
    }

    /// A word that only the text has: added, or one of those that a gap takes until it is full.
    private mutating func note(
        _ at: Int, free: Bool, _ template: LicenceTemplate, before: Int, _ result: inout LicenceAlignment
    ) {
        guard free else { result.added.append(at); return }
        let gap = template.gapBefore[before]
        guard gap >= 0, text[at].marks.isDisjoint(with: .free) else { return }
        filled[gap, default: 0] += 1
        if filled[gap, default: 0] > template.gaps[Int(gap)].most { result.added.append(at) }
    }
}
