import Ledger

/// Reads the JSON of SortingHat: `uidentities`, `organizations`, `blacklist`.
///
/// Source of the format: SortingHat 0.7, `sortinghat/parsing/sh.py` and `sortinghat/cmd/export.py`. Its periods from 1900 and
/// to 2100 mean that nothing is known of a beginning or an end. Gender, its accuracy and the country are never read.
struct SortingHatReader {
    private let name: String
    private let text: IdentityText
    private let limits: IdentityLimits
    private var reading = IdentityReading()
    private var entries = 0

    static let earliest = Instant(CivilDate(year: 1900, month: 1, day: 1))
    static let latest = Instant(CivilDate(year: 2100, month: 1, day: 1))

    static func read(_ bytes: [UInt8], name: String, limits: IdentityLimits) -> IdentityReading {
        var reader = SortingHatReader(name: name, limits: limits)
        reader.reading.sources = [IdentityPlace.label(name)]
        do {
            let document = try JSONDocument(bytes: bytes, source: name, limits: JSONLimits(bytes: limits.document, depth: limits.depth))
            try reader.read(document.root)
        } catch let failure as JSONFailure {
            let file = IdentityPlace(file: name, entry: failure.place.isEmpty ? nil : failure.place)
            reader.reading.findings.add(IdentityProblem(file, JSONFailure(failure.reason, in: "").description.trimmedStart))
        } catch let problem as IdentityProblem {
            reader.reading.findings.add(problem)
        } catch {
            reader.reading.findings.add(IdentityProblem(IdentityPlace(file: name), "\(error)"))
        }
        return reader.reading
    }

    private init(name: String, limits: IdentityLimits) {
        self.name = name
        self.limits = limits
        text = IdentityText(limits: limits, isExact: true)
    }

    private func place(_ entry: String) -> IdentityPlace { IdentityPlace(file: name, entry: entry) }

    private mutating func read(_ root: JSONValue) throws {
        guard root.isObject, root["uidentities"] != nil || root["organizations"] != nil else {
            throw IdentityProblem(IdentityPlace(file: name), "is no SortingHat file: it has neither “uidentities” nor “organizations”")
        }
        if let people = root["uidentities"] {
            guard people.isObject else { throw expected("an object", people, "uidentities") }
            for (key, value) in people.members { try attempt { try $0.readPerson(key, value) } }
        }
        if let organisations = root["organizations"] {
            guard organisations.isObject else { throw expected("an object", organisations, "organizations") }
            for (name, domains) in organisations.members { try attempt { try $0.readOrganisation(name, domains) } }
        }
        if let excluded = root["blacklist"] {
            guard excluded.isArray else { throw expected("an array", excluded, "blacklist") }
            for (index, entry) in excluded.elements.enumerated() {
                try attempt { reader in
                    let place = reader.place("blacklist[\(index)]")
                    guard let text = try reader.string(entry, "excluded", place) else {
                        throw IdentityProblem(place, "is empty")
                    }
                    try reader.count(place)
                    reader.reading.file.exclusions.append(.init(text, place))
                }
            }
        }
    }

    /// Goes on after a problem with one entry.
    private mutating func attempt(_ body: (inout SortingHatReader) throws -> Void) throws {
        do {
            try body(&self)
        } catch let problem as IdentityProblem {
            reading.findings.add(problem)
            if entries > limits.entries { throw problem }
        }
    }

    private mutating func count(_ place: IdentityPlace) throws(IdentityProblem) {
        entries += 1
        guard entries <= limits.entries else { throw IdentityProblem(place, "is one entry more than the \(limits.entries) that are read") }
    }

    private mutating func readPerson(_ key: String, _ value: JSONValue) throws {
        let entry = "uidentities.\(key)", place = place(entry)
        guard value.isObject else { throw expected("an object", value, entry) }
        var person = IdentityFile.Person(place)
        for (index, identity) in try array(value, "identities", entry).enumerated() {
            try attempt { reader in
                let place = reader.place("\(entry).identities[\(index)]")
                try reader.count(place)
                if let identity = try reader.identity(identity, place) { person.identities.append(.init(identity, place)) }
            }
        }
        for (index, enrolment) in try array(value, "enrollments", entry).enumerated() {
            try attempt { reader in
                let place = reader.place("\(entry).enrollments[\(index)]")
                try reader.count(place)
                person.enrolments.append(try reader.enrolment(enrolment, place))
            }
        }
        if let profile = value["profile"] { try attempt { try $0.readProfile(profile, &person) } }
        guard !person.identities.isEmpty else {
            reading.findings.note("People without identities are passed over: nothing can be theirs", at: place)
            return
        }
        reading.file.people.append(person)
    }

    private mutating func identity(_ value: JSONValue, _ place: IdentityPlace) throws -> IdentityFile.Identity? {
        guard value.isObject else { throw expected("an object", value, place.entry ?? "") }
        guard let source = try string(value["source"], "source", place) else { throw IdentityProblem(place, field: "source", "is missing") }
        let identity = IdentityFile.Identity(
            source: SortingHatSource.steward(source), username: try string(value["username"], "username", place),
            name: try string(value["name"], "name", place), email: try string(value["email"], "email", place))
        guard identity.username != nil || identity.name != nil || identity.email != nil else {
            throw IdentityProblem(place, "has neither name nor e-mail nor username")
        }
        return identity
    }

    private mutating func enrolment(_ value: JSONValue, _ place: IdentityPlace) throws -> IdentityFile.Enrolment {
        guard let organisation = try string(value["organization"], "organization", place) else {
            throw IdentityProblem(place, field: "organization", "is missing")
        }
        let from = try instant(value["start"], "start", place), to = try instant(value["end"], "end", place)
        let enrolment = IdentityFile.Enrolment(
            organisation, from: from <= Self.earliest ? nil : from, to: to >= Self.latest ? nil : to, place: place)
        guard from < to else { throw IdentityProblem(place, field: "end", "does not come after the start") }
        return enrolment
    }

    private mutating func readProfile(_ profile: JSONValue, _ person: inout IdentityFile.Person) throws {
        let entry = "\(person.place.entry ?? "").profile", place = place(entry)
        guard profile.isObject else { throw expected("an object", profile, entry) }
        if let bot = profile["is_bot"] {
            guard let isBot = bot.bool else { throw IdentityProblem(place, field: "is_bot", "is neither true nor false") }
            if isBot { person.bot = place }
        }
        person.displayName = try string(profile["name"], "name", place)
        if ["gender", "gender_acc", "country"].contains(where: { profile.member(named: $0) != nil }) {
            reading.findings.note(
                "Gender and country of profiles are never read: Steward keeps nothing that a tool guessed of a person from their name",
                at: place)
        }
        if let email = try string(profile["email"], "email", place), !person.identities.contains(where: { $0.identity.email == email }) {
            reading.findings.note("Addresses that only stand in a profile are not read: no source spelled them", at: place)
        }
    }

    private mutating func readOrganisation(_ key: String, _ domains: JSONValue) throws {
        let entry = "organizations.\(key)"
        let here = place(entry)
        guard let name = try text.checked(key, field: "name", at: here, &reading.findings) else {
            throw IdentityProblem(here, "has no name")
        }
        guard domains.isArray || domains.isNull else { throw expected("an array", domains, entry) }
        var organisation = IdentityFile.Organisation(name)
        for (index, domain) in domains.elements.enumerated() {
            try attempt { reader in
                let place = reader.place("\(entry)[\(index)]")
                try reader.count(place)
                guard let name = try reader.string(domain["domain"], "domain", place) else {
                    throw IdentityProblem(place, field: "domain", "is missing")
                }
                guard let isTop = domain["is_top"]?.bool ?? domain["is_top_domain"]?.bool else {
                    throw IdentityProblem(place, field: "is_top", "is neither true nor false")
                }
                organisation.domains.append(.init(name.lowercased(), hasSubdomains: isTop, place: place))
            }
        }
        reading.file.organisations.append(organisation)
    }

    private func array(_ value: JSONValue, _ field: StaticString, _ entry: String) throws -> JSONValue.Elements {
        guard let array = value[field] else { return JSONValue.Elements(of: nil) }
        guard array.isArray else { throw expected("an array", array, "\(entry).\(field)") }
        return array.elements
    }

    /// Nil for null, for nothing, and for an empty text.
    private mutating func string(_ value: JSONValue?, _ field: String, _ place: IdentityPlace) throws -> String? {
        guard let value, !value.isNull else { return nil }
        guard let string = value.string else { throw IdentityProblem(place, field: field, "is \(value.kindName), not a string") }
        return try text.checked(string, field: field, at: place, &reading.findings)
    }

    /// `2015-01-01T00:00:00`, with or without a fraction and an offset; without one it is UTC, as SortingHat has it.
    private func instant(_ value: JSONValue?, _ field: String, _ place: IdentityPlace) throws -> Instant {
        guard let value else { throw IdentityProblem(place, field: field, "is missing") }
        guard let string = value.string else { throw IdentityProblem(place, field: field, "is \(value.kindName), not a date") }
        if let instant = value.instant ?? Instant(string) { return instant }
        let plain = string.prefix { $0 != "." }
        guard plain.utf8.count == 19, let instant = Instant(String(plain).replacing(" ", with: "T") + "Z") else {
            throw IdentityProblem(place, field: field, "“\(string.prefix(40))” is no date")
        }
        return instant
    }

    private func expected(_ what: String, _ found: JSONValue, _ entry: String) -> IdentityProblem {
        IdentityProblem(place(entry), "\(what) was expected, \(found.kindName) was found")
    }
}

/// SortingHat calls forges by their products.
enum SortingHatSource {
    private static let hosts = ["github": "github.com", "gitlab": "gitlab.com"]

    static func steward(_ source: String) -> String { hosts[source] ?? source }

    static func sortingHat(_ source: String) -> String { hosts.first { $0.value == source }?.key ?? source }
}

extension String {
    fileprivate var trimmedStart: String { String(drop { $0 == ":" || $0 == " " }) }
}
