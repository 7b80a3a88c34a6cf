import Ledger

/// Writes the files of gitdm: people with a GitHub user name as the CNCF keeps them, the others by address, aliases, domains.
enum GitdmWriter {
    static func write(_ file: IdentityFile, calendar: ReportingCalendar) -> IdentityWriting {
        var (developers, emails, aliases): ([String], [String], [String]) = ([], [], [])
        var findings = IdentityFindings()
        for person in file.people {
            note(person, &findings)
            let addresses = addresses(of: person, &findings)
            let logins = logins(of: person)
            guard !logins.isEmpty else {
                emails.append(Self.emails(person, addresses, calendar, &findings))
                for alias in addresses.dropFirst() { aliases.append("\(alias)\t\(addresses[0])\n") }
                continue
            }
            let employers = employers(of: person, calendar, &findings)
            // Each user name has an entry; an alias says that the entries are one person's.
            let own = logins.map { "\($0)@users.noreply.github.com" }
            let others = Set(own.dropFirst().map { $0.lowercased() })
            let first = addresses.filter { !others.contains($0.lowercased()) }
            for (index, login) in logins.enumerated() {
                let list = index == 0 && !first.isEmpty ? first : [own[index]]
                developers.append("\(login): \(list.map { $0.replacing("@", with: "!") }.joined(separator: ", "))\n" + employers)
                if index > 0 { aliases.append("\(own[index])\t\(first.first ?? own[0])\n") }
            }
        }
        let domains = domains(of: file.organisations, &findings)
        findings.note("Names and addresses that join nobody are left out", count: file.exclusions.count)
        var writing = IdentityWriting()
        writing.findings = findings
        func part(_ name: String, _ head: String, _ entries: [String]) -> IdentityWriting.Part {
            let sorted = entries.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return .init(name: name, bytes: Array("# \(head)\n\(sorted.joined())".utf8))
        }
        writing.parts = [
            part(
                "developers_affiliations.txt",
                "User name at GitHub with addresses, then employers from the first day until the day after the last.", developers),
            part("email-map", "Address and employer, until the day after the last.", emails),
            part("aliases", "Address and the one that is meant.", aliases),
            part("domain-map", "Domain and the organisation that has it, until the day after the last.", [domains]),
        ]
        return writing
    }

    /// The user names at GitHub, each once.
    private static func logins(of person: IdentityFile.Person) -> [String] {
        var seen: Set<String> = []
        return person.identities.map(\.identity).filter { $0.source == "github.com" }.compactMap(\.username).filter { login in
            isWord(login) && !login.contains("@") && seen.insert(login.lowercased()).inserted
        }
    }

    private static func note(_ person: IdentityFile.Person, _ findings: inout IdentityFindings) {
        for identity in person.identities.map(\.identity) {
            if identity.name != nil { findings.note("Names of people are left out") }
            if identity.username != nil, identity.source != "github.com" {
                findings.note("User names of other forges than GitHub are left out")
            }
        }
        if person.displayName != nil { findings.note("Names by which people chose to be shown are left out") }
    }

    /// The addresses that a line can hold, each once.
    private static func addresses(of person: IdentityFile.Person, _ findings: inout IdentityFindings) -> [String] {
        var seen: Set<String> = []
        var addresses: [String] = []
        for address in person.identities.compactMap(\.identity.email) where seen.insert(address.lowercased()).inserted {
            let at = address.lastIndex(of: "@")
            guard isWord(address), address.count(where: { $0 == "@" }) == 1, at != address.startIndex, at != address.indices.last,
                !address.contains("!")
            else {
                findings.note("Addresses that gitdm's files cannot hold are left out")
                continue
            }
            addresses.append(address)
        }
        return addresses.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether a text can stand as one word of a line.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && !text.hasSuffix("*") && !text.hasPrefix("#")
            && !text.unicodeScalars.contains {
                $0.value <= 0x20 || $0.value == 0x7F || "<>,:#".unicodeScalars.contains($0) || $0.properties.isWhitespace
            }
    }

    /// Whether a text can stand as the name of an employer in every file.
    private static func isName(_ text: String) -> Bool {
        guard GitdmWord(rawValue: text.lowercased()) == nil, text.utf8.first != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: " ")
        else { return false }
        let dated = text.firstRange(of: " until ") ?? text.firstRange(of: " from ")
        return dated == nil && !text.isEmpty
            && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F || $0 == "<" || $0 == "#" }
    }

    private static func days(
        _ enrolment: IdentityFile.Enrolment, _ calendar: ReportingCalendar, _ findings: inout IdentityFindings
    ) -> (from: CivilDate?, to: CivilDate?)? {
        let from = enrolment.from.map(calendar.day), to = enrolment.to.map(calendar.day)
        guard isName(enrolment.organisation), (from.map(calendar.start) ?? enrolment.from) == enrolment.from,
            (to.map(calendar.start) ?? enrolment.to) == enrolment.to,
            [from, to].allSatisfy({ $0.map { (1...9999).contains($0.year) } ?? true })
        else {
            findings.note("Employments that do not begin or end with a day, or whose employer's name cannot stand in a line, are left out")
            return nil
        }
        return (from, to)
    }

    private static func employers(
        of person: IdentityFile.Person, _ calendar: ReportingCalendar, _ findings: inout IdentityFindings
    ) -> String {
        var lines = person.bot == nil ? "" : "\t(Robots)\n"
        for enrolment in person.enrolments {
            guard let days = days(enrolment, calendar, &findings) else { continue }
            lines += "\t\(enrolment.organisation)\(days.from.map { " from \($0)" } ?? "")\(days.to.map { " until \($0)" } ?? "")\n"
        }
        return lines.isEmpty ? "\tNotFound\n" : lines
    }

    /// Lines for the first address of a person; nothing when a time between two employers cannot be said.
    private static func emails(
        _ person: IdentityFile.Person, _ addresses: [String], _ calendar: ReportingCalendar, _ findings: inout IdentityFindings
    ) -> String {
        guard let address = addresses.first else {
            findings.note("People without an address or a user name at GitHub are left out")
            return ""
        }
        var lines = person.bot == nil ? "" : "\(address)\t(Robots)\n"
        var employers: [GitdmReader.Employer] = [], wanted: [(name: String, from: CivilDate?, to: CivilDate?)] = []
        for enrolment in person.enrolments {
            guard let days = days(enrolment, calendar, &findings) else { continue }
            employers.append(.init(organisation: enrolment.organisation, until: days.to, place: enrolment.place))
            wanted.append((enrolment.organisation, days.from, days.to))
        }
        let read = GitdmReader.inOrder(employers).map { (name: $0.employer.organisation, from: $0.from, to: $0.employer.until) }
        if read.elementsEqual(wanted, by: { $0 == $1 }) {
            for employer in employers { lines += "\(address)\t\(employer.organisation)\(employer.until.map { " < \($0)" } ?? "")\n" }
        } else {
            findings.note(
                "Employments of people without a user name at GitHub are left out where there is a gap or an overlap",
                count: employers.count)
        }
        if lines.isEmpty, addresses.count == 1 { return "\(address)\t(Unknown)\n" }
        return lines
    }

    /// A line for each domain and organisation; nothing of a domain when a time between two owners cannot be said.
    private static func domains(of organisations: [IdentityFile.Organisation], _ findings: inout IdentityFindings) -> String {
        typealias Owner = (name: String, from: CivilDate?, to: CivilDate?)
        var owners: [String: [Owner]] = [:]
        for organisation in organisations {
            if organisation.domains.isEmpty { findings.note("Organisations without domains and people are left out") }
            findings.note(
                "Domains whose sub-domains belong to others are left out", count: organisation.domains.count { !$0.hasSubdomains })
            for domain in organisation.domains where domain.hasSubdomains {
                owners[domain.name, default: []].append((organisation.name, domain.from, domain.to))
            }
        }
        var lines = ""
        for (domain, list) in owners.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let wanted = list.sorted {
                ($0.to ?? .distant, $0.from ?? .distant, $0.name) < ($1.to ?? .distant, $1.from ?? .distant, $1.name)
            }
            let read = GitdmReader.inOrder(wanted.map { .init(organisation: $0.name, until: $0.to, place: IdentityPlace(file: "")) })
                .map { ($0.employer.organisation, $0.from, $0.employer.until) as Owner }
            guard read.elementsEqual(wanted, by: { $0 == $1 }), wanted.allSatisfy({ isName($0.name) }), isWord(domain) else {
                findings.note(
                    "Domains whose owners change with a gap or an overlap, or whose owner's name cannot stand in a line, are left out")
                continue
            }
            for owner in wanted { lines += "\(domain)\t\(owner.name)\(owner.to.map { " < \($0)" } ?? "")\n" }
        }
        return lines
    }
}

extension CivilDate {
    /// After every day of a file.
    static let distant = CivilDate(year: 10_000, month: 1, day: 1)
}
