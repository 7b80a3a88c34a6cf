public import Store

/// An account that works as no person does. It is only suggested: somebody states whether it is a bot.
public struct SuspiciousRate: Sendable, Hashable {
    public let account: Int64
    /// Commits written and things done at forges, all in all.
    public let events: Int
    /// The most in one day of UTC.
    public let mostInADay: Int
    /// Days on which something happened in 20 hours of the 24 or more.
    public let daysAroundTheClock: Int
    /// Half of the times between one event and the next are shorter; in seconds.
    public let medianGap: Int64
    /// What is suspicious, in words with the numbers.
    public let reasons: [String]
}

/// From where on a rate is suspicious.
public struct SuspiciousRateLimits: Sendable, Hashable {
    /// Fewer events say nothing.
    public var leastEvents = 300
    /// So many in one day, on three days or more.
    public var perDay = 100
    /// So many days around the clock.
    public var daysAroundTheClock = 3
    /// Half of the events follow one another within so many seconds.
    public var medianGap: Int64 = 10
    /// Only the most active accounts are looked at, so that the work is bounded.
    public var mostAccounts = 500

    public init() {}
}

extension SQLReader {
    /// Accounts with suspicious rates, the busiest first, without those that are marked as bots or stated to be none.
    public func suspiciousRates(_ limits: SuspiciousRateLimits = SuspiciousRateLimits(), at now: Instant) throws -> [SuspiciousRate] {
        let judged = try judgedAsBotOrNot(at: now)
        return try busiestRates(limits).filter { !judged.contains($0.account) }
    }

    /// The accounts that are marked as bots, or stated to be none, at an instant.
    public func judgedAsBotOrNot(at now: Instant) throws -> Set<Int64> {
        Set(try (assertions(.accountBot) + assertions(.accountHuman)).filter { $0.assertion.isValid(at: now) }.map(\.assertion.subject))
    }

    /// The same whatever is believed of the accounts: it changes only with what was collected.
    public func busiestRates(_ limits: SuspiciousRateLimits = SuspiciousRateLimits()) throws -> [SuspiciousRate] {
        let events = """
            SELECT author AS who, authored_at AS moment FROM commits
            UNION ALL SELECT actor, at FROM item_events WHERE actor IS NOT NULL AND ended_at IS NULL
            """
        let busy = try rows(
            """
            SELECT who FROM (\(events)) AS events GROUP BY who HAVING COUNT(*) >= ? ORDER BY COUNT(*) DESC, who LIMIT ?
            """, [.int(limits.leastEvents), .int(limits.mostAccounts)]
        ) { $0.integer(0) }
        var moments = Dictionary(uniqueKeysWithValues: busy.map { ($0, [Int64]()) })
        try forEachRow("SELECT who, moment FROM (\(events)) AS events", []) { row in
            moments[row.integer(0)]?.append(row.integer(1))
        }
        return busy.compactMap { SuspiciousRate(account: $0, moments: moments[$0] ?? [], limits) }
    }
}

extension SuspiciousRate {
    /// Nil when nothing is suspicious.
    init?(account: Int64, moments: [Int64], _ limits: SuspiciousRateLimits) {
        guard moments.count >= max(2, limits.leastEvents) else { return nil }
        let moments = moments.sorted()
        var perDay: [Int64: Int] = [:]
        var hours: [Int64: UInt32] = [:]
        for moment in moments {
            let day = moment.quotientAndRemainder(dividingBy: 86_400)
            perDay[day.quotient, default: 0] += 1
            hours[day.quotient, default: 0] |= 1 << UInt32(abs(day.remainder) / 3600)
        }
        let gaps = zip(moments, moments.dropFirst()).map { $1 &- $0 }.sorted()
        let median = gaps[gaps.count / 2]
        let most = perDay.values.max() ?? 0
        let busyDays = perDay.values.count { $0 >= limits.perDay }
        let longDays = hours.values.count { $0.nonzeroBitCount >= 20 }
        var reasons: [String] = []
        if busyDays >= 3 { reasons.append("\(limits.perDay) events or more on \(busyDays) days, \(most) on the busiest.") }
        if longDays >= limits.daysAroundTheClock { reasons.append("Events in 20 hours or more of a day on \(longDays) days.") }
        if median <= limits.medianGap { reasons.append("Half of \(moments.count) events follow one another within \(median) seconds.") }
        guard !reasons.isEmpty else { return nil }
        self.init(
            account: account, events: moments.count, mostInADay: most, daysAroundTheClock: longDays, medianGap: median, reasons: reasons)
    }
}
