import Ledger

/// Writes people as comma-separated values, a file for each kind of thing.
enum IdentityCSVWriter {
    static func write(_ file: IdentityFile, calendar: ReportingCalendar) -> IdentityWriting {
        var tables: [IdentityCSV: [UInt8]] = [:]
        func add(_ fields: [String?], to kind: IdentityCSV) {
            var line: [UInt8] = []
            for (index, field) in fields.enumerated() {
                if index > 0 { line.append(UInt8(ascii: ",")) }
                line += cell(field ?? "")
            }
            tables[kind, default: []] += line + [0x0D, 0x0A]
        }
        for kind in IdentityCSV.allCases { add(kind.columns, to: kind) }
        func time(_ instant: Instant?) -> String? {
            guard let instant else { return nil }
            let day = calendar.day(of: instant)
            return calendar.start(of: day) == instant ? day.description : instant.description
        }
        for (index, person) in file.people.enumerated() {
            let key = "p\(index + 1)"
            add([key, person.bot == nil ? nil : "yes", person.displayName], to: .people)
            for identity in person.identities.map(\.identity) {
                let isCanonical = identity == person.canonical && person.identities.count > 1
                add([key, identity.source, identity.username, identity.name, identity.email, isCanonical ? "yes" : nil], to: .accounts)
            }
            for enrolment in person.enrolments {
                let share = enrolment.share.map { Decimals.text($0, places: 6) }
                add([key, enrolment.organisation, time(enrolment.from), time(enrolment.to), share], to: .affiliations)
            }
        }
        for organisation in file.organisations {
            add([organisation.name], to: .organisations)
            for domain in organisation.domains {
                add(
                    [
                        organisation.name, domain.name, domain.hasSubdomains ? "yes" : "no", domain.from?.description,
                        domain.to?.description,
                    ], to: .domains)
            }
        }
        for exclusion in file.exclusions { add([exclusion.text], to: .exclusions) }
        var writing = IdentityWriting()
        writing.parts = IdentityCSV.allCases.map { .init(name: $0.fileName, bytes: tables[$0] ?? []) }
        return writing
    }

    private static func cell(_ text: String) -> [UInt8] {
        let bytes = Array((IdentityCSV.needsApostrophe(text) ? "'" + text : text).utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 < 0x20 }) else { return bytes }
        let quote = UInt8(ascii: "\"")
        return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
