import Ledger

/// Writes the JSON that SortingHat 0.7 exported, with its members in the same order.
///
/// SortingHat names people and identities by hashes of their addresses. Those would let anybody check a guess, so they are
/// numbered instead; SortingHat makes its own when it loads the file.
enum SortingHatWriter {
    static func write(_ file: IdentityFile, now: Instant) -> IdentityWriting {
        var writing = IdentityWriting()
        var json = JSONText()
        json.open("{")
        json.name("blacklist")
        json.open("[")
        for exclusion in file.exclusions {
            json.next()
            json.string(exclusion.text)
        }
        json.close("]")
        json.name("organizations")
        json.open("{")
        for organisation in file.organisations {
            json.name(organisation.name)
            json.open("[")
            for domain in organisation.domains {
                json.next()
                json.open("{")
                json.name("domain")
                json.string(domain.name)
                json.name("is_top")
                json.raw(domain.hasSubdomains ? "true" : "false")
                json.close("}")
                if domain.from != nil || domain.to != nil {
                    writing.findings.note("Days from and to which a domain belongs to an organisation are left out")
                }
            }
            json.close("]")
        }
        json.close("}")
        json.name("source")
        json.raw("null")
        json.name("time")
        json.string(dateTime(now, separator: " "))
        json.name("uidentities")
        json.open("{")
        for (index, person) in file.people.enumerated() { write(person, number: index + 1, &json, &writing.findings) }
        json.close("}")
        json.close("}")
        writing.parts = [.init(name: "sortinghat.json", bytes: json.bytes + [UInt8(ascii: "\n")])]
        return writing
    }

    private static func write(_ person: IdentityFile.Person, number: Int, _ json: inout JSONText, _ findings: inout IdentityFindings) {
        let digits = String(number)
        let uuid = "person-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        json.name(uuid)
        json.open("{")
        json.name("enrollments")
        json.open("[")
        for enrolment in person.enrolments {
            let from = enrolment.from ?? SortingHatReader.earliest, to = enrolment.to ?? SortingHatReader.latest
            guard from >= SortingHatReader.earliest, to <= SortingHatReader.latest, from < to else {
                findings.note("Employments before 1900 or after 2100 are left out")
                continue
            }
            json.next()
            json.open("{")
            json.name("end")
            json.string(dateTime(to, separator: "T"))
            json.name("organization")
            json.string(enrolment.organisation)
            json.name("start")
            json.string(dateTime(from, separator: "T"))
            json.name("uuid")
            json.string(uuid)
            json.close("}")
        }
        json.close("]")
        json.name("identities")
        json.open("[")
        for (index, spelled) in person.identities.enumerated() {
            let identity = spelled.identity
            json.next()
            json.open("{")
            json.name("email")
            json.string(identity.email)
            json.name("id")
            json.string("\(uuid)-\(index + 1)")
            json.name("name")
            json.string(identity.name)
            json.name("source")
            json.string(SortingHatSource.sortingHat(identity.source))
            json.name("username")
            json.string(identity.username)
            json.name("uuid")
            json.string(uuid)
            json.close("}")
        }
        json.close("]")
        json.name("profile")
        json.open("{")
        json.name("country")
        json.raw("null")
        json.name("email")
        json.raw("null")
        json.name("gender")
        json.raw("null")
        json.name("gender_acc")
        json.raw("null")
        json.name("is_bot")
        json.raw(person.bot == nil ? "false" : "true")
        json.name("name")
        json.string(person.displayName)
        json.name("uuid")
        json.string(uuid)
        json.close("}")
        json.name("uuid")
        json.string(uuid)
        json.close("}")
    }

    /// In UTC, without an offset, as SortingHat writes times.
    private static func dateTime(_ instant: Instant, separator: String) -> String {
        String(instant.description.dropLast()).replacing("T", with: separator)
    }
}

/// JSON with an indent of four, as text.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    /// Whether something stands in each open object or array.
    private var isFilled: [Bool] = []

    mutating func open(_ bracket: StaticString) {
        raw(bracket)
        isFilled.append(false)
    }

    mutating func close(_ bracket: StaticString) {
        if isFilled.popLast() == true { newLine() }
        raw(bracket)
    }

    mutating func raw(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Begins the next element of an array.
    mutating func next() {
        if isFilled.last == true { bytes.append(UInt8(ascii: ",")) }
        if !isFilled.isEmpty { isFilled[isFilled.count - 1] = true }
        newLine()
    }

    /// Begins the next member of an object.
    mutating func name(_ key: String) {
        next()
        string(key)
        raw(": ")
    }

    /// A string, or null.
    mutating func string(_ text: String?) {
        guard let text else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: raw("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func newLine() {
        bytes.append(UInt8(ascii: "\n"))
        for _ in isFilled { raw("    ") }
    }
}
