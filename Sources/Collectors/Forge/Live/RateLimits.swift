import Ledger
import Synchronization
import Transport

/// What a forge allows, as its answers say.
///
/// GitLab sends `RateLimit-Remaining` and `RateLimit-Reset`, GitHub the same with `X-` before; both tell the time of
/// the reset by the forge's clock, so it is compared with the `Date` of the same answer, never with the clock of this
/// machine.
struct RateLimits {
    /// Questions that are left until ``resetAfter`` seconds have passed.
    let remaining: Int64?
    let resetAfter: Int64?
    /// How long the forge wants to be left alone, in seconds.
    let retryAfter: Int64?

    /// A pause is never believed to be longer than a day.
    private static let longest: Int64 = 86_400

    init(_ headers: HTTPHeaders, now: Instant) {
        let serverNow = headers["date"].flatMap(Self.date) ?? now
        remaining = headers.number("ratelimit-remaining") ?? headers.number("x-ratelimit-remaining")
        let reset = headers.number("ratelimit-reset") ?? headers.number("x-ratelimit-reset")
        resetAfter = reset.map { Self.bounded($0 &- serverNow.seconds) }
        retryAfter =
            headers.number("retry-after").map(Self.bounded)
            ?? headers["retry-after"].flatMap(Self.date).map { Self.bounded($0.seconds &- serverNow.seconds) }
    }

    private static func bounded(_ seconds: Int64) -> Int64 { min(max(seconds, 0), longest) }

    /// Reads the one date form that HTTP servers may write: `Sat, 21 Nov 2026 13:42:57 GMT`.
    static func date(_ text: String) -> Instant? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", let month = months.firstIndex(of: String(words[2])), words[1].utf8.count == 2
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Instant("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}

/// The time before which no further question is sent, shared by all who ask one forge with one token.
final class RateGate: Sendable {
    private let opensAt = Mutex<Instant?>(nil)

    /// How long to wait, in seconds; 0 when a question may be sent.
    func wait(now: Instant) -> Int64 {
        opensAt.withLock { opensAt in
            guard let opens = opensAt else { return 0 }
            if opens > now { return opens.seconds - now.seconds }
            opensAt = nil
            return 0
        }
    }

    func close(for seconds: Int64, now: Instant) {
        let until = now.advanced(by: seconds)
        opensAt.withLock { $0 = max($0 ?? until, until) }
    }
}
