public import Ledger

extension RandomAccessCollection {
    /// The elements whose time lies in a range, found by halving.
    ///
    /// - Parameter seconds: the time of an element, UTC, in seconds since 1970; the elements are in its order.
    public func within(_ range: Range<Instant>, _ seconds: (Element) -> Int64) -> SubSequence {
        let start = firstIndex(from: range.lowerBound.seconds, seconds)
        return self[start..<Swift.max(start, firstIndex(from: range.upperBound.seconds, seconds))]
    }

    /// Where the elements of a time and later begin.
    private func firstIndex(from time: Int64, _ seconds: (Element) -> Int64) -> Index {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if seconds(self[index(startIndex, offsetBy: middle)]) < time { low = middle + 1 } else { high = middle }
        }
        return index(startIndex, offsetBy: low)
    }
}
