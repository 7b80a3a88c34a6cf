/// What stands around the place between two lines where a change would begin or end.
struct Split {
    /// The columns of the line after the place, of the nearest line before and of the nearest one after that; nil where only blank lines are.
    private(set) var indent: Int?
    private(set) var indentBefore: Int?
    private(set) var indentAfter: Int?
    /// The blank lines between.
    private(set) var blankBefore = 0
    private(set) var blankAfter = 0
    let isAtEnd: Bool

    /// Git looks at no more blank lines than this, and takes what comes then for not indented.
    private static let mostBlank = 20

    init(in indents: UnsafeBufferPointer<UInt8>, at place: Int) {
        isAtEnd = place >= indents.count
        indent = isAtEnd ? nil : Self.columns(indents[place])
        (indentBefore, blankBefore) = Self.nearest(indents, stride(from: place - 1, through: 0, by: -1))
        (indentAfter, blankAfter) = Self.nearest(indents, stride(from: place + 1, to: indents.count, by: 1))
    }

    private static func nearest(
        _ indents: UnsafeBufferPointer<UInt8>, _ lines: some Sequence<Int>
    ) -> (indent: Int?, blank: Int) {
        var blank = 0
        for line in lines {
            if let columns = columns(indents[line]) { return (columns, blank) }
            blank += 1
            if blank == mostBlank { return (0, blank) }
        }
        return (nil, blank)
    }

    private static func columns(_ indent: UInt8) -> Int? { indent == Indent.blank ? nil : Int(indent) }
}

/// How unusual it would look to begin a change at one place and to end it at another: the indent heuristic of git, which Michael Haggerty
/// tuned on many histories (`diff.indentHeuristic`, on since git 2.14). The weights are git's.
struct SplitScore {
    private var indent = 0
    private var penalty = 0

    private enum Weight {
        static let startOfText = 1
        static let endOfText = 21
        static let blankLine = -30
        static let blankLineAfter = 6
        static let deeper = (-4, besideBlank: 10)
        static let shallowerBeforeDeeper = (24, besideBlank: 17)
        static let shallower = (23, besideBlank: 17)
        /// One comparison of indents weighs as much as so much penalty.
        static let indents = 60
    }

    mutating func add(_ split: Split) {
        if split.indentBefore == nil && split.blankBefore == 0 { penalty += Weight.startOfText }
        if split.isAtEnd { penalty += Weight.endOfText }
        let blankAfter = split.indent == nil ? split.blankAfter + 1 : 0
        let blank = split.blankBefore + blankAfter
        penalty += Weight.blankLine * blank + Weight.blankLineAfter * blankAfter

        let own = split.indent ?? split.indentAfter
        indent += own ?? -1
        guard let own, let before = split.indentBefore, own != before else { return }
        let weight: (Int, besideBlank: Int)
        if own > before {
            weight = Weight.deeper
        } else if let after = split.indentAfter, after > own {
            weight = Weight.shallowerBeforeDeeper
        } else {
            weight = Weight.shallower
        }
        penalty += blank > 0 ? weight.besideBlank : weight.0
    }

    func isWorse(than other: SplitScore) -> Bool {
        Weight.indents * (indent - other.indent).signum() + (penalty - other.penalty) > 0
    }
}
