import Ledger
import Synchronization

/// A clock that a test sets.
final class TestClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ text: String = "2026-11-23T10:00:00Z") { seconds = Mutex(Instant(text)!.seconds) }

    var now: Int64 {
        get { seconds.withLock { $0 } }
        set { seconds.withLock { $0 = newValue } }
    }
}
