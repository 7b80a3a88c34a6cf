/// When versions of packages were released, from a file: nothing is asked over the network.
///
/// One release a line, `package URL,day`, for example `pkg:npm/left-pad@1.3.0,2018-04-09`; lines that begin with `#` are remarks.
public struct ReleaseDates: Sendable {
    /// For each package URL without a version: the day of each version, in days since 1970.
    private var days: [String: [String: Int]] = [:]

    private static let mostBytes = 256 << 20

    /// - Throws: `InspectionError` with the file and the line that cannot be read.
    public init(_ bytes: [UInt8], name: String) throws(InspectionError) {
        guard bytes.count <= Self.mostBytes else { throw InspectionError(name, "it has more than \(Self.mostBytes) bytes") }
        for (number, line) in TextDependencies.lines(bytes).enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            guard let comma = line.lastIndex(of: ","), let at = line[..<comma].lastIndex(of: "@"), line.hasPrefix("pkg:"),
                let day = Self.day(line[line.index(after: comma)...])
            else { throw InspectionError(name, "line \(number + 1): it is no package URL with a version, a comma and a day as YYYY-MM-DD") }
            days[String(line[..<at]), default: [:]][String(line[line.index(after: at)..<comma])] = day
        }
    }

    /// How far a set of packages is behind: libyears (Cox, Bouwers, van Eekelen and Visser 2015), the years from the release in use to
    /// the newest one, summed.
    public struct Freshness: Sendable, Equatable {
        public var libyears: Double
        /// Years behind, by package URL; only packages that are.
        public var behind: [String: Double]
        /// Packages whose dates are not known: they are no part of the sum.
        public var unknown: Int
    }

    public func freshness(of urls: some Sequence<String>) -> Freshness {
        var result = Freshness(libyears: 0, behind: [:], unknown: 0)
        for url in Set(urls).sorted() {
            guard let at = url.lastIndex(of: "@"), let releases = days[String(url[..<at])],
                let used = releases[String(url[url.index(after: at)...])], let newest = releases.values.max()
            else {
                result.unknown += 1
                continue
            }
            let years = Double(newest - used) / 365.25
            result.libyears += years
            if years > 0 { result.behind[url] = years }
        }
        return result
    }

    /// Days since 1970 in the Gregorian calendar.
    private static func day(_ text: Substring) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2], let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        // A year that begins in March ends with the day that leap years add.
        let shifted = month > 2 ? year : year - 1
        let monthDays = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + monthDays + day - 1 - 719_468
    }
}
