/// Runs of words that a text and a template share, one after another in both: where in the text the template may stand.
struct LicenceChain: Sendable {
    /// Equal words: `length` from `text` on and from `template` on.
    struct Block: Sendable {
        var text: Int
        var template: Int
        var length: Int
    }

    var blocks: [Block]
    /// Words in blocks, less a part of what lies between them.
    var score: Double

    var textStart: Int { blocks.first?.text ?? 0 }
    var textEnd: Int { blocks.last.map { $0.text + $0.length } ?? 0 }
    var matched: Int { blocks.reduce(0) { $0 + $1.length } }
}

/// Finds chains. Keeps its memory from one template to the next.
struct ChainFinder {
    /// More blocks of one template than this are not looked at: the longest are kept.
    static let mostBlocks = 192
    /// How much a word between two blocks counts against the chain.
    private static let skipCost = 0.3
    private static let mostChains = 40

    private var lastText: [Int] = []
    private var lastBlock: [Int] = []

    /// The chains of the hits, which are sorted by their place in the text, that have at least the given score; best first.
    mutating func chains(_ hits: ArraySlice<LicenceHit>, templateWords: Int, atLeast: Double) -> [LicenceChain] {
        var blocks = blocks(hits, templateWords: templateWords)
        if blocks.count > Self.mostBlocks {
            blocks.sort { $0.length > $1.length }
            blocks.removeSubrange(Self.mostBlocks...)
        }
        blocks.sort { ($0.text, $0.template) < ($1.text, $1.template) }
        var found: [LicenceChain] = []
        while !blocks.isEmpty, found.count < Self.mostChains {
            guard let chain = best(blocks), chain.score >= atLeast else { break }
            found.append(chain)
            let (start, end) = (chain.textStart, chain.textEnd)
            blocks.removeAll { $0.text < end && $0.text + $0.length > start }
        }
        return found
    }

    private mutating func blocks(_ hits: ArraySlice<LicenceHit>, templateWords: Int) -> [LicenceChain.Block] {
        if lastText.count < templateWords {
            lastText = [Int](repeating: -2, count: templateWords)
            lastBlock = [Int](repeating: 0, count: templateWords)
        } else {
            for at in 0..<templateWords { lastText[at] = -2 }
        }
        var blocks: [LicenceChain.Block] = []
        for hit in hits {
            let (text, template) = (Int(hit.text), Int(hit.posting.position))
            // Hits of one place in the text come together, so what is remembered for the word before is of the place before.
            if template > 0, lastText[template - 1] == text - 1 {
                let block = lastBlock[template - 1]
                blocks[block].length += 1
                lastBlock[template] = block
            } else {
                lastBlock[template] = blocks.count
                blocks.append(LicenceChain.Block(text: text, template: template, length: LicenceIndex.run))
            }
            lastText[template] = text
        }
        return blocks
    }

    private func best(_ blocks: [LicenceChain.Block]) -> LicenceChain? {
        var scores = [Double](repeating: 0, count: blocks.count)
        var before = [Int](repeating: -1, count: blocks.count)
        var top = 0
        for at in blocks.indices {
            let block = blocks[at]
            var score = 0.0
            for other in 0..<at {
                let one = blocks[other]
                let textGap = block.text - one.text - one.length
                let templateGap = block.template - one.template - one.length
                // Blocks may overlap a little: the words are then counted once.
                let overlap = max(0, -min(textGap, templateGap))
                guard block.text > one.text, block.template > one.template, overlap < min(block.length, one.length) else { continue }
                let with =
                    scores[other] - Double(overlap) - Self.skipCost * Double(max(0, textGap) + max(0, templateGap))
                if with > score { (score, before[at]) = (with, other) }
            }
            scores[at] = score + Double(block.length)
            if scores[at] > scores[top] { top = at }
        }
        guard !blocks.isEmpty else { return nil }
        var chain: [LicenceChain.Block] = []
        var at = top
        while at >= 0 {
            chain.append(blocks[at])
            at = before[at]
        }
        chain.reverse()
        // Cut what overlaps, from the later block.
        for at in chain.indices.dropFirst() {
            let one = chain[at - 1]
            let cut = max(0, one.text + one.length - chain[at].text, one.template + one.length - chain[at].template)
            chain[at].text += cut
            chain[at].template += cut
            chain[at].length -= cut
        }
        return LicenceChain(blocks: chain.filter { $0.length > 0 }, score: scores[top])
    }
}

/// A run of words of the text that stands in a template too.
struct LicenceHit: Sendable {
    var text: UInt32
    var posting: LicenceIndex.Posting
}
