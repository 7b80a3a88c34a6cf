import Ledger
import Testing

@Suite("Time")
struct TimeTests {
    @Test("dates and days since 1970 lead back to each other, leap days and years before 1970 too")
    func days() {
        for days in stride(from: Int64(-800_000), through: 3_000_000, by: 997) {
            #expect(CivilDate(daysSince1970: days).daysSince1970 == days)
        }
        #expect(CivilDate(daysSince1970: 0).description == "1970-01-01")
        #expect(CivilDate("2024-02-29")?.daysSince1970 == 19782)
        #expect(CivilDate(daysSince1970: -1).description == "1969-12-31")
    }

    @Test(
        "a date that does not exist is no date",
        arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026-1-1", "", "2026-01-01x", "２０２６-01-01"])
    func refused(_ text: String) { #expect(CivilDate(text) == nil) }

    @Test("an instant is written and read in UTC")
    func instants() {
        let instant = Instant(seconds: 1_700_000_000)
        #expect(instant.description == "2023-11-14T22:13:20Z")
        #expect(Instant("2023-11-14T22:13:20Z") == instant)
        #expect(Instant("2023-11-14T24:00:00Z") == nil)
        #expect(Instant("2023-11-14T22:13:20") == nil)
        #expect(Instant(seconds: -1).description == "1969-12-31T23:59:59Z")
    }

    @Test("periods are half-open and follow each other without a gap", arguments: [Grain.month, .quarter, .year])
    func periods(_ grain: Grain) {
        let period = Period(grain, containing: CivilDate("2026-03-31")!)
        #expect(period.endDay == period.advanced(by: 1).firstDay)
        #expect(period.firstDay <= CivilDate("2026-03-31")! && CivilDate("2026-03-31")! < period.endDay)
        #expect(Period(grain, period.key) == period)
    }

    @Test("a trailing period holds the twelve months that end with its month")
    func trailing() {
        let period = Period(.trailing, "2026-03")!
        #expect(period.firstDay.description == "2025-04-01" && period.endDay.description == "2026-04-01")
        #expect(period.description == "12 months to 2026-03")
    }

    @Test("a period is read from a year, a quarter, a month or a day, and from nothing else")
    func reading() {
        #expect(Period(.month, "2026-02-28")?.key == "2026-02")
        #expect(Period(.quarter, "2026-02")?.key == "2026-Q1")
        #expect(Period(.year, "2026-Q4")?.key == "2026")
        for text in ["", "2026-Q5", "2026-13", "26", "2026-02-30", "now", "2026-Q", "-2026"] {
            #expect(Period(.month, text) == nil, "\(text)")
        }
    }

    @Test("months begin at midnight in the reporting time zone, also where clocks change")
    func timeZones() throws {
        let london = try #require(ReportingCalendar(timeZone: "Europe/London"))
        let july = london.range(of: Period(.month, "2026-07")!)
        #expect(july.lowerBound.description == "2026-06-30T23:00:00Z")
        let march = london.range(of: Period(.month, "2026-03")!)
        #expect(march.upperBound.seconds - march.lowerBound.seconds == 31 * 86_400 - 3600)
        #expect(london.day(of: Instant("2026-06-30T23:30:00Z")!).description == "2026-07-01")
        #expect(ReportingCalendar(timeZone: "Mars/Olympus") == nil)
        #expect(ReportingCalendar.utc.day(of: Instant("2026-06-30T23:30:00Z")!).description == "2026-06-30")
    }
}
