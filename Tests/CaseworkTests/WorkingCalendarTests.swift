import Casework
import Foundation
import Ledger
import Testing

@Suite("Working calendars")
struct WorkingCalendarTests {
    private let office = WorkingCalendar(
        id: "office", zone: "Europe/London", week: [Range<Int>](repeating: 9 * 3600..<17 * 3600, count: 5) + [0..<0, 0..<0],
        holidays: [CivilDate(year: 2026, month: 12, day: 25)])!

    private func at(_ text: String) -> Int64 { Instant(text)!.seconds }

    @Test("working time is counted within hours, without nights, weekends and holidays")
    func counted() {
        // Friday 2026-11-20 15:00 to Monday 10:00, in winter, when London is UTC: two hours and one.
        #expect(office.workingSeconds(from: at("2026-11-20T15:00:00Z"), to: at("2026-11-23T10:00:00Z")) == 3 * 3600)
        // Thursday to Monday across Christmas: Thursday's eight hours only.
        #expect(office.workingSeconds(from: at("2026-12-24T00:00:00Z"), to: at("2026-12-28T00:00:00Z")) == 8 * 3600)
        #expect(office.workingSeconds(from: at("2026-11-21T00:00:00Z"), to: at("2026-11-23T00:00:00Z")) == 0)
        #expect(office.workingSeconds(from: at("2026-11-23T10:00:00Z"), to: at("2026-11-20T15:00:00Z")) == 0)
    }

    @Test("nine o'clock stays nine o'clock when summer time begins and ends")
    func summerTime() {
        // 2026-03-29 is the change: on Friday the office opens at 09:00Z, on Monday at 08:00Z.
        #expect(office.instant(after: 8 * 3600 + 1, from: at("2026-03-27T09:00:00Z")) == at("2026-03-30T08:00:01Z"))
        #expect(office.workingSeconds(from: at("2026-03-30T07:00:00Z"), to: at("2026-03-30T09:00:00Z")) == 3600)
        // 2026-10-25 is the change back.
        #expect(office.workingSeconds(from: at("2026-10-26T08:00:00Z"), to: at("2026-10-26T10:00:00Z")) == 3600)
    }

    @Test("three working days from Friday afternoon end on Wednesday afternoon")
    func due() {
        #expect(office.secondsInWorkingDay == 8 * 3600)
        #expect(office.instant(after: 3 * 8 * 3600, from: at("2026-11-20T15:00:00Z")) == at("2026-11-25T15:00:00Z"))
        #expect(office.instant(after: 0, from: at("2026-11-21T15:00:00Z")) == at("2026-11-21T15:00:00Z"))
        #expect(office.instant(after: 1, from: at("2026-11-21T15:00:00Z")) == at("2026-11-23T09:00:01Z"))
    }

    @Test(
        "the instant at which working time has passed is the one up to which it is counted",
        arguments: ["Europe/London", "Asia/Kolkata", "America/New_York", "Pacific/Apia"])
    func inverse(_ zone: String) throws {
        let calendar = try #require(
            WorkingCalendar(
                id: "x", zone: zone,
                week: [8 * 3600..<12 * 3600, 9 * 3600..<18 * 3600, 0..<0, 0..<86_400, 22 * 3600..<86_400, 0..<0, 0..<3600],
                holidays: [CivilDate(year: 2026, month: 3, day: 26)]))
        var generator = SmallGenerator(seed: 5)
        for _ in 0..<300 {
            let start = Int64.random(in: at("2025-01-01")...at("2028-01-01"), using: &generator)
            let length = Int64.random(in: 1...2_000_000, using: &generator)
            let end = calendar.instant(after: length, from: start)
            #expect(calendar.workingSeconds(from: start, to: end) == length)
            #expect(calendar.workingSeconds(from: start, to: end - 1) == length - 1)
        }
    }

    @Test("time before 1970 is counted as time after it is")
    func proleptic() {
        // 1969-12-31 was a Wednesday; London was an hour ahead of UTC all that winter.
        #expect(office.workingSeconds(from: at("1969-12-31"), to: at("1970-01-01")) == 8 * 3600)
    }

    @Test("a calendar without a working hour, or of no place, is none")
    func wrong() {
        #expect(WorkingCalendar(id: "x", zone: "Europe/London", week: [Range<Int>](repeating: 0..<0, count: 7)) == nil)
        #expect(WorkingCalendar(id: "x", zone: "Europe/Atlantis", week: [Range<Int>](repeating: 0..<3600, count: 7)) == nil)
        #expect(WorkingCalendar(id: "x", zone: "UTC", week: [0..<3600]) == nil)
    }

    @Test("lengths of time are read in words")
    func spans() {
        #expect(Span("3 working days") == Span(3, .workingDays))
        #expect(Span("1 month") == Span(1, .months))
        #expect(Span("72 hours")?.description == "72 hours")
        #expect(Span("1 working hour")?.description == "1 working hour")
        for wrong in ["", "3", "days", "-1 days", "1.5 days", "3 fortnights", "99999999999999999999 days", "100001 days", "3  4 days"] {
            #expect(Span(wrong) == nil, "\(wrong)")
        }
    }
}
