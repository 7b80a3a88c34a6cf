/// Finds which of the kept lines are deleted and inserted: Eugene W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986),
/// in linear space, with git's ways to stop early where the texts differ much.
///
/// Both texts span a grid; a diagonal step keeps a line, a step along an axis deletes or inserts one. From both corners of a box the farthest
/// points are advanced by one edit at a time until the two fronts meet on a diagonal. The box is cut there, and both parts are treated alike.
struct EditPath: ~Copyable {
    /// One mark for each line of a middle: whether it is changed.
    typealias Marks = (old: UnsafeMutablePointer<Bool>, new: UnsafeMutablePointer<Bool>)

    struct Box {
        var oldStart: Int
        var oldEnd: Int
        var newStart: Int
        var newEnd: Int
        /// Whether only the shortest path will do. The part of a box that the search has been through already is small enough for that.
        var exact: Bool
    }

    private struct Cut {
        let old: Int
        let new: Int
        let firstIsExact: Bool
        let secondIsExact: Bool
        /// The length of a shortest path through the exact parts, both of them or one, where it is known; 0 elsewhere.
        var length = 0
    }

    /// From this many edits on, a diagonal that got far with few edits is good enough.
    static let patience = 256
    /// So many equal lines in a row are worth cutting at.
    private static let longRun = 20
    /// How far a diagonal must have come for each edit to be called good.
    private static let progressForEachEdit = 4

    private var forward = Scratch<Int32>()
    private var backward = Scratch<Int32>()
    private var boxes = Scratch<Box>()

    init() {}

    /// - Returns: how many of the kept lines are changed. They are marked too where marks are asked for.
    mutating func follow(_ kept: Sorting.Kept, marks: Marks?) -> (added: Int, deleted: Int) {
        let diagonals = kept.oldCount + kept.newCount + 3
        // Diagonals, old minus new, run from -newCount - 1 to oldCount + 1.
        let fronts = Fronts(
            old: kept.old, new: kept.new,
            forward: forward.reserve(diagonals) + (kept.newCount + 1),
            backward: backward.reserve(diagonals) + (kept.newCount + 1),
            mostEdits: max(Sorting.roughRoot(diagonals), Self.patience))
        var changes = (added: 0, deleted: 0)
        boxes.grow(toHold: 2, keeping: 0)
        boxes.start[0] = Box(
            oldStart: 0, oldEnd: kept.oldCount, newStart: 0, newEnd: kept.newCount, exact: false)
        var waiting = 1
        while waiting > 0 {
            waiting -= 1
            let box = fronts.shrink(boxes.start[waiting])
            if box.oldStart == box.oldEnd || box.newStart == box.newEnd {
                changes.added += box.newEnd - box.newStart
                changes.deleted += box.oldEnd - box.oldStart
                if let marks {
                    for line in box.oldStart..<box.oldEnd { marks.old[Int(kept.oldPlaces[line])] = true }
                    for line in box.newStart..<box.newEnd { marks.new[Int(kept.newPlaces[line])] = true }
                }
                continue
            }
            let cut = fronts.cut(box)
            boxes.grow(toHold: waiting + 2, keeping: waiting)
            let isKnown = marks == nil && cut.length > 0
            if isKnown {
                // Of the exact parts a shortest path would be followed, of which only the length matters.
                let more =
                    (cut.secondIsExact ? box.newEnd : cut.new) - (cut.firstIsExact ? box.newStart : cut.new)
                    - (cut.secondIsExact ? box.oldEnd : cut.old) + (cut.firstIsExact ? box.oldStart : cut.old)
                changes.added += (cut.length + more) / 2
                changes.deleted += (cut.length - more) / 2
            }
            if !isKnown || !cut.firstIsExact {
                boxes.start[waiting] = Box(
                    oldStart: box.oldStart, oldEnd: cut.old, newStart: box.newStart, newEnd: cut.new, exact: cut.firstIsExact)
                waiting += 1
            }
            if !isKnown || !cut.secondIsExact {
                boxes.start[waiting] = Box(
                    oldStart: cut.old, oldEnd: box.oldEnd, newStart: cut.new, newEnd: box.newEnd, exact: cut.secondIsExact)
                waiting += 1
            }
        }
        return changes
    }

    /// The farthest points on every diagonal, from either corner. The place on the old side stands for a point: the new one is that minus the diagonal.
    private struct Fronts {
        let old: UnsafePointer<Int32>
        let new: UnsafePointer<Int32>
        let forward: UnsafeMutablePointer<Int32>
        let backward: UnsafeMutablePointer<Int32>
        /// After so many edits the search takes the best that it has.
        let mostEdits: Int

        func shrink(_ box: Box) -> Box {
            var box = box
            while box.oldStart < box.oldEnd && box.newStart < box.newEnd && old[box.oldStart] == new[box.newStart] {
                box.oldStart += 1
                box.newStart += 1
            }
            while box.oldStart < box.oldEnd && box.newStart < box.newEnd && old[box.oldEnd - 1] == new[box.newEnd - 1] {
                box.oldEnd -= 1
                box.newEnd -= 1
            }
            return box
        }

        /// Where to cut a box whose corners on either end have different lines.
        func cut(_ box: Box) -> Cut {
            // Kept at hand: what is written to the fronts changes none of them.
            let (old, new, forward, backward) = (old, new, forward, backward)
            let lowest = box.oldStart - box.newEnd
            let highest = box.oldEnd - box.newStart
            let startDiagonal = box.oldStart - box.newStart
            let endDiagonal = box.oldEnd - box.newEnd
            // Fronts meet on the way forward if the length of the path is odd, else on the way back.
            let meetsForward = (startDiagonal - endDiagonal) & 1 != 0
            var ahead = startDiagonal...startDiagonal
            var behind = endDiagonal...endDiagonal
            forward[startDiagonal] = Int32(truncatingIfNeeded: box.oldStart)
            backward[endDiagonal] = Int32(truncatingIfNeeded: box.oldEnd)
            var edits = 0
            while true {
                edits += 1
                var sawLongRun = false

                ahead = widen(ahead, lowest, highest, forward, outside: -1)
                var diagonal = ahead.upperBound
                var above = forward[diagonal &+ 1]
                while diagonal >= ahead.lowerBound {
                    let below = forward[diagonal &- 1]
                    let start = Int(below >= above ? below &+ 1 : above)
                    above = below
                    var place = start
                    let limit = min(box.oldEnd, box.newEnd &+ diagonal)
                    let mates = new - diagonal
                    while place < limit && old[place] == mates[place] { place = place &+ 1 }
                    if place &- start > longRun { sawLongRun = true }
                    forward[diagonal] = Int32(truncatingIfNeeded: place)
                    if meetsForward && behind.contains(diagonal) && Int(backward[diagonal]) <= place {
                        return meeting(at: place, diagonal, length: 2 * edits - 1)
                    }
                    diagonal = diagonal &- 2
                }

                behind = widen(behind, lowest, highest, backward, outside: .max)
                diagonal = behind.upperBound
                above = backward[diagonal &+ 1]
                while diagonal >= behind.lowerBound {
                    let below = backward[diagonal &- 1]
                    let start = Int(below < above ? below : above &- 1)
                    above = below
                    var place = start
                    let limit = max(box.oldStart, box.newStart &+ diagonal)
                    let mates = new - diagonal
                    while place > limit && old[place &- 1] == mates[place &- 1] { place = place &- 1 }
                    if start &- place > longRun { sawLongRun = true }
                    backward[diagonal] = Int32(truncatingIfNeeded: place)
                    if !meetsForward && ahead.contains(diagonal) && place <= Int(forward[diagonal]) {
                        return meeting(at: place, diagonal, length: 2 * edits)
                    }
                    diagonal = diagonal &- 2
                }

                if box.exact { continue }
                if sawLongRun && edits > patience {
                    if let cut = promisingAhead(ahead, box, edits) ?? promisingBehind(behind, box, edits) { return cut }
                }
                if edits >= mostEdits { return farthest(ahead, behind, box, edits) }
            }
        }

        /// Takes in one more diagonal on either side, or lets one go where the edge of the box is reached: only every second is in use.
        private func widen(
            _ range: ClosedRange<Int>, _ lowest: Int, _ highest: Int, _ front: UnsafeMutablePointer<Int32>, outside: Int32
        ) -> ClosedRange<Int> {
            var low = range.lowerBound + 1
            var high = range.upperBound - 1
            if range.lowerBound > lowest {
                low = range.lowerBound - 1
                front[low - 1] = outside
            }
            if range.upperBound < highest {
                high = range.upperBound + 1
                front[high + 1] = outside
            }
            return low...high
        }

        private func meeting(at place: Int, _ diagonal: Int, length: Int) -> Cut {
            Cut(old: place, new: place - diagonal, firstIsExact: true, secondIsExact: true, length: length)
        }

        /// Of the diagonals that came far for their edits, the one that came farthest, if it stands at the end of a long run of equal lines.
        private func promisingAhead(_ range: ClosedRange<Int>, _ box: Box, _ edits: Int) -> Cut? {
            var best = progressForEachEdit * edits
            var cut: Cut?
            let middle = box.oldStart - box.newStart
            for diagonal in stride(from: range.upperBound, through: range.lowerBound, by: -2) {
                let oldPlace = Int(forward[diagonal])
                let newPlace = oldPlace - diagonal
                let progress = (oldPlace - box.oldStart) + (newPlace - box.newStart) - abs(diagonal - middle)
                guard progress > best,
                    oldPlace >= box.oldStart + longRun, oldPlace < box.oldEnd,
                    newPlace >= box.newStart + longRun, newPlace < box.newEnd,
                    areEqual(oldPlace - longRun, newPlace - longRun)
                else { continue }
                best = progress
                cut = Cut(old: oldPlace, new: newPlace, firstIsExact: true, secondIsExact: false, length: edits)
            }
            return cut
        }

        private func promisingBehind(_ range: ClosedRange<Int>, _ box: Box, _ edits: Int) -> Cut? {
            var best = progressForEachEdit * edits
            var cut: Cut?
            let middle = box.oldEnd - box.newEnd
            for diagonal in stride(from: range.upperBound, through: range.lowerBound, by: -2) {
                let oldPlace = Int(backward[diagonal])
                let newPlace = oldPlace - diagonal
                let progress = (box.oldEnd - oldPlace) + (box.newEnd - newPlace) - abs(diagonal - middle)
                guard progress > best,
                    oldPlace > box.oldStart, oldPlace <= box.oldEnd - longRun,
                    newPlace > box.newStart, newPlace <= box.newEnd - longRun,
                    areEqual(oldPlace, newPlace)
                else { continue }
                best = progress
                cut = Cut(old: oldPlace, new: newPlace, firstIsExact: false, secondIsExact: true, length: edits)
            }
            return cut
        }

        private func areEqual(_ oldPlace: Int, _ newPlace: Int) -> Bool {
            for step in 0..<longRun where old[oldPlace + step] != new[newPlace + step] { return false }
            return true
        }

        /// The point farthest from its own corner, of either front. On a tie, of the one from the end.
        ///
        /// A front comes farther on its diagonal with each two edits, as long as the box goes on: what it reached inside of the box it
        /// did not reach with fewer.
        private func farthest(_ ahead: ClosedRange<Int>, _ behind: ClosedRange<Int>, _ box: Box, _ edits: Int) -> Cut {
            var best = (sum: -1, old: -1)
            for diagonal in stride(from: ahead.upperBound, through: ahead.lowerBound, by: -2) {
                // Points may lie outside of the box, as fronts go one step too far.
                let place = min(Int(forward[diagonal]), box.oldEnd, box.newEnd + diagonal)
                let sum = 2 * place - diagonal
                if sum > best.sum { best = (sum, place) }
            }
            var nearest = (sum: Int.max, old: Int.max)
            for diagonal in stride(from: behind.upperBound, through: behind.lowerBound, by: -2) {
                let place = max(Int(backward[diagonal]), box.oldStart, box.newStart + diagonal)
                let sum = 2 * place - diagonal
                if sum < nearest.sum { nearest = (sum, place) }
            }
            let covered = best.sum - (box.oldStart + box.newStart)
            if covered > (box.oldEnd + box.newEnd) - nearest.sum {
                let (old, new) = (best.old, best.sum - best.old)
                let isInside = old < box.oldEnd && new < box.newEnd
                return Cut(old: old, new: new, firstIsExact: true, secondIsExact: false, length: isInside ? edits : 0)
            }
            let (old, new) = (nearest.old, nearest.sum - nearest.old)
            let isInside = old > box.oldStart && new > box.newStart
            return Cut(old: old, new: new, firstIsExact: false, secondIsExact: true, length: isInside ? edits : 0)
        }
    }
}
