/// Things that were not looked at. Of very many the first by name are kept, and the others counted.
struct GapList: Sendable {
    private var gaps: [Gap] = []
    private var left = 0

    /// So many are named.
    static let most = 100

    mutating func add(_ gap: Gap) {
        gaps.append(gap)
        if gaps.count >= 4 * Self.most { cut() }
    }

    private mutating func cut() {
        gaps.sort { ($0.subject, $0.reason) < ($1.subject, $1.reason) }
        left += max(0, gaps.count - Self.most)
        gaps.removeLast(max(0, gaps.count - Self.most))
    }

    /// Sorted, and how many `things` there are beyond those that are named.
    func all(_ things: String) -> [Gap] {
        var copy = self
        copy.cut()
        return copy.gaps + (copy.left > 0 ? [Gap("\(copy.left) more \(things)", "they could not be looked at either")] : [])
    }
}
