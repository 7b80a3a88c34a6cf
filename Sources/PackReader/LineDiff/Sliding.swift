/// Moves each change to where git shows it.
///
/// A run of changed lines can move down by one if the line after it equals its first line, and up likewise. Where it can stand in several
/// places, git prefers the last one beside a change of the other text, and else the one where the indentation around its ends is
/// the most usual (`SplitScore`). Runs that touch become one. The number of changed lines stays what it was.
enum Sliding {
    /// One text with its marks. Marks exist for the places -1 and `count` too, and are never set there.
    struct Side {
        let hashes: UnsafeBufferPointer<UInt64>
        let indents: UnsafeBufferPointer<UInt8>
        let changed: UnsafeMutablePointer<Bool>

        var count: Int { hashes.count }
    }

    /// A run of changed lines, often an empty one: there is one before every unchanged line and one at the end, so that the runs of both texts pair up.
    private struct Run {
        let side: Side
        private(set) var start = 0
        private(set) var end = 0

        init(firstOf side: Side) {
            self.side = side
            reachDown()
        }

        var isEmpty: Bool { start == end }
        var count: Int { end - start }

        mutating func goToNext() -> Bool {
            guard end < side.count else { return false }
            start = end + 1
            end = start
            reachDown()
            return true
        }

        /// Does nothing if this is the first run.
        mutating func goToPrevious() {
            guard start > 0 else { return }
            end = start - 1
            start = end
            reachUp()
        }

        mutating func moveUp() -> Bool {
            guard start > 0, side.hashes[start - 1] == side.hashes[end - 1] else { return false }
            start -= 1
            end -= 1
            side.changed[start] = true
            side.changed[end] = false
            reachUp()
            return true
        }

        mutating func moveDown() -> Bool {
            guard end < side.count, side.hashes[start] == side.hashes[end] else { return false }
            side.changed[start] = false
            side.changed[end] = true
            start += 1
            end += 1
            reachDown()
            return true
        }

        private mutating func reachDown() {
            while side.changed[end] { end += 1 }
        }

        private mutating func reachUp() {
            while side.changed[start - 1] { start -= 1 }
        }
    }

    /// How far up a run may be moved for the sake of indentation.
    private static let farthestMove = 100

    static func slide(changesOf side: Side, beside other: Side) {
        var run = Run(firstOf: side)
        var opposite = Run(firstOf: other)
        repeat {
            if !run.isEmpty { place(&run, &opposite) }
            _ = opposite.goToNext()
        } while run.goToNext()
    }

    private static func place(_ run: inout Run, _ opposite: inout Run) {
        var highestEnd = 0
        var canAlign = false
        var count = 0
        // A run that meets another one takes it in, and may then be able to move farther.
        repeat {
            count = run.count
            while run.moveUp() { opposite.goToPrevious() }
            highestEnd = run.end
            canAlign = !opposite.isEmpty
            while run.moveDown() {
                _ = opposite.goToNext()
                if !opposite.isEmpty { canAlign = true }
            }
        } while count != run.count

        guard run.end > highestEnd else { return }
        if canAlign {
            while opposite.isEmpty, run.moveUp() { opposite.goToPrevious() }
            return
        }
        let wanted = bestEnd(of: run, highest: highestEnd)
        while run.end > wanted, run.moveUp() { opposite.goToPrevious() }
    }

    /// The lowest of the ends with the best score.
    private static func bestEnd(of run: Run, highest: Int) -> Int {
        let first = max(highest, run.end - run.count - 1, run.end - farthestMove)
        var best = first
        var bestScore: SplitScore?
        for end in first...run.end {
            var score = SplitScore()
            score.add(Split(in: run.side.indents, at: end))
            score.add(Split(in: run.side.indents, at: end - run.count))
            if let known = bestScore, score.isWorse(than: known) { continue }
            bestScore = score
            best = end
        }
        return best
    }
}
