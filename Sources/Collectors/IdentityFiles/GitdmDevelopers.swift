import Ledger

extension GitdmReader {
    /// `login: name!example.org, name!example.com`; an asterisk behind the user name only asks for a check.
    mutating func readDeveloper(
        _ line: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) {
        guard let colon = line.firstIndex(of: ":") else { throw IdentityProblem(place, "has no colon behind a user name") }
        let word = line[..<colon].trimmed
        guard let login = try text.checked(word.last == "*" ? word.dropLast() : word, field: "user name", at: place, &findings),
            !login.contains(where: { $0 == " " || $0 == "\t" || $0 == "@" })
        else { throw IdentityProblem(place, field: "user name", "“\(word.prefix(100))” is no user name") }
        let node = groups.node("@" + login.lowercased(), at: place)
        if spelled.insert("@" + login.lowercased()).inserted {
            groups.add(.init(IdentityFile.Identity(source: "github.com", username: login), place), to: node)
        } else {
            findings.note("User names that stand in several places; what is said there counts together", at: place)
        }
        developer = node
        for token in line[line.index(after: colon)...].split(separator: ",") {
            let token = token.trimmed
            guard !token.isEmpty else { continue }
            do throws(IdentityProblem) {
                let address = try address(token, at: place, &findings)
                if let known = developerOf[address.key], known.login != login.lowercased() {
                    throw IdentityProblem(
                        place, field: "address",
                        "“\(address.spelled)” belongs to two people; the other, \(known.login), stands at \(known.place)")
                }
                developerOf[address.key] = (login.lowercased(), place)
                groups.join(node, self.node(address, at: place))
            } catch {
                findings.add(error)
            }
        }
    }

    /// `Example Works from 2015-01-01 until 2016-01-01`, either end left out for no bound.
    mutating func readEmployer(
        _ line: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) {
        guard let developer else {
            findings.note("Employers of entries that could not be read", at: place)
            return
        }
        let (line, until) = try Self.bound(" until ", of: line, at: place)
        let (name, from) = try Self.bound(" from ", of: line, at: place)
        let employer = Employer(organisation: try organisation(name, at: place, &findings), until: until, place: place)
        guard kept(employer, of: developer, &findings) != nil else { return }
        if let from, let until, from >= until { throw IdentityProblem(place, field: "until", "does not come after “from”") }
        groups.add(
            .init(employer.organisation, from: from.map(calendar.start), to: until.map(calendar.start), place: place), to: developer)
    }

    /// Takes ` until 2016-01-01` from the end of a line. What only looks similar belongs to the name.
    private static func bound(
        _ word: String, of line: Substring, at place: IdentityPlace
    ) throws(IdentityProblem) -> (rest: Substring, day: CivilDate?) {
        guard let range = line.ranges(of: word).last else { return (line, nil) }
        let date = line[range.upperBound...].trimmed
        let looksLikeDate = date.utf8.count == 10 && date.utf8.allSatisfy { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") < 10 }
        return looksLikeDate ? (line[..<range.lowerBound].trimmed, try day(date, at: place)) : (line, nil)
    }

    /// The people and organisations of all files that were read.
    mutating func finish() -> IdentityFile {
        for (address, list) in employers {
            let node = groups.node("<" + address, at: list[0].place)
            for (employer, from) in Self.inOrder(list) {
                groups.add(
                    .init(
                        employer.organisation, from: from.map(calendar.start), to: employer.until.map(calendar.start), place: employer.place
                    ),
                    to: node)
            }
        }
        var file = IdentityFile()
        file.people = groups.people()
        var positions: [String: Int] = [:]
        for (domain, list) in domains {
            for (employer, from) in Self.inOrder(list) {
                let position = positions[employer.organisation] ?? file.organisations.count
                if position == file.organisations.count {
                    positions[employer.organisation] = position
                    file.organisations.append(.init(employer.organisation))
                }
                file.organisations[position].domains.append(.init(domain, from: from, to: employer.until, place: employer.place))
            }
        }
        return file
    }

    /// Employers with the days on which they begin: one begins when the one before it ends.
    static func inOrder(_ list: [Employer]) -> [(employer: Employer, from: CivilDate?)] {
        let sorted = list.enumerated().sorted { a, b in
            let (endA, endB) = (a.element.until ?? .distant, b.element.until ?? .distant)
            return endA != endB ? endA < endB : a.offset < b.offset
        }.map(\.element)
        var from: CivilDate?
        return sorted.compactMap { employer -> (employer: Employer, from: CivilDate?)? in
            defer { from = employer.until ?? from }
            // Two that end on one day: the second has no time of its own.
            if let start = from, let until = employer.until, start >= until { return nil }
            return (employer, from)
        }
    }
}
