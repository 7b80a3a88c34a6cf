import Ledger
import Store
import Synchronization

/// Keeps the rates of the busiest accounts until something is collected: everything that anybody did is read for them.
final class RateShelf: Sendable {
    private let kept = Mutex<(mark: LedgerMark, rates: [SuspiciousRate])?>(nil)

    /// Those that nobody has judged, the busiest first.
    func unjudged(_ reader: any SQLReader, at now: Instant) throws -> [SuspiciousRate] {
        let mark = try reader.mark()
        let known = kept.withLock { kept in
            kept.flatMap { $0.mark == mark || mark.differsOnlyInBeliefs(from: $0.mark) ? $0.rates : nil }
        }
        let rates = try known ?? reader.busiestRates()
        kept.withLock { $0 = (mark, rates) }
        let judged = try reader.judgedAsBotOrNot(at: now)
        return rates.filter { !judged.contains($0.account) }
    }
}
