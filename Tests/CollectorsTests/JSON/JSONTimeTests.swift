import Ledger
import Testing

@testable import Collectors

@Suite("Times in JSON")
struct JSONTimeTests {
    private func instant(_ text: String) -> Instant? {
        Array(text.utf8).withUnsafeBufferPointer { RFC3339.instant($0) }
    }

    @Test(
        "times are read in every spelling that forges use",
        arguments: [
            ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z"), ("2024-01-02T03:04:05.999999999Z", "2024-01-02T03:04:05Z"),
            ("2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05Z"), ("2024-01-02T03:04:05.123-0530", "2024-01-02T08:34:05Z"),
            ("2016-11-04 09:31:48 UTC", "2016-11-04T09:31:48Z"), ("2016-11-04 09:31:48 +0100", "2016-11-04T08:31:48Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"), ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        ])
    func good(_ text: String, _ expected: String) {
        #expect(instant(text) == Instant(expected))
    }

    @Test(
        "what is no time is none",
        arguments: [
            "", "2024-01-02", "2024-13-02T03:04:05Z", "2024-02-30T03:04:05Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2024-01-02T24:00:00Z", "2024-01-02T03:60:05Z", "2024-01-02T03:04:05", "2024-01-02T03:04:05.Z",
            "2024-01-02T03:04:05+2", "2024-01-02T03:04:05+02:0", "2024-01-02T03:04:05+25:00", "2024-1-2T03:04:05ZZZZZ",
            "2024-01-02T03:04:05ZZ", "99999999999999999999999", "２０２４-01-02T03:04:05Z", "2024-01-02T03:04:05.1234567890123456789012345678Z",
        ])
    func bad(_ text: String) {
        #expect(instant(text) == nil)
    }

    @Test("a day's number is that of the ledger's calendar, over 800 years")
    func calendar() {
        for day in stride(from: Int64(-200_000), to: 100_000, by: 97) {
            let expected = Instant(seconds: day * 86_400)
            #expect(instant("\(expected)") == expected)
        }
    }
}
