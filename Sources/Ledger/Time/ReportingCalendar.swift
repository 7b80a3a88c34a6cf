import Foundation

/// Turns periods into instants in the time zone in which an office reports.
public struct ReportingCalendar: Sendable {
    /// The IANA name of the time zone, such as `UTC` or `Europe/London`.
    public let timeZoneName: String
    private let zone: TimeZone?

    /// Reports in UTC.
    public static let utc = ReportingCalendar()

    private init() {
        timeZoneName = "UTC"
        zone = nil
    }

    /// Nil when the system does not know the time zone.
    public init?(timeZone name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: name) else { return nil }
        timeZoneName = name
        self.zone = zone
    }

    /// The first instant of a day in the reporting time zone.
    public func start(of day: CivilDate) -> Instant {
        let utc = Instant(day)
        guard let zone else { return utc }
        // The offset is asked for at the first guess and again where that leads, for days on which it changes.
        let guess = utc.advanced(by: -offset(of: zone, at: utc))
        return utc.advanced(by: -offset(of: zone, at: guess))
    }

    /// The day on which an instant falls in the reporting time zone.
    public func day(of instant: Instant) -> CivilDate {
        guard let zone else { return instant.date }
        return instant.advanced(by: offset(of: zone, at: instant)).date
    }

    /// The half-open range of instants that a period covers.
    public func range(of period: Period) -> Range<Instant> {
        start(of: period.firstDay)..<start(of: period.endDay)
    }

    /// The period of `grain` that holds an instant.
    public func period(_ grain: Grain, containing instant: Instant) -> Period {
        Period(grain, containing: day(of: instant))
    }

    private func offset(of zone: TimeZone, at instant: Instant) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))))
    }
}
