import Ledger

/// Reads the files of gitdm, any of them together: what one says of an address counts for the person whom another joins.
///
/// - affiliations of developers, as the CNCF keeps them: `login: name!example.org, name!example.com`, then a line for each
///   employer, which begins with a tab: `Example Works from 2015-01-01 until 2016-01-01`;
/// - an e-mail map: `name@example.org  Example Works < 2016-01-01`, the day being the first that no longer counts;
/// - aliases: `name@example.com  name@example.org`, the second being the one that is meant;
/// - a domain map: `example.org  Example Works < 2016-01-01`.
///
/// An exclamation mark may stand for the @. Sources of the formats: gitdm's README, the README of cncf/gitdm, and
/// SortingHat's reader of gitdm files, whose order of employers is followed: one begins when the one before it ends.
struct GitdmReader {
    enum Kind: Sendable {
        case developers, emails, aliases, domains
    }

    struct Employer {
        let organisation: String
        let until: CivilDate?
        let place: IdentityPlace
    }

    struct Alias {
        let target: String
        let place: IdentityPlace
    }

    let calendar: ReportingCalendar
    let text: IdentityText
    let limits: IdentityLimits
    var groups = IdentityGroups()
    var employers: [(address: String, list: [Employer])] = []
    var employersOf: [String: Int] = [:]
    var aliases: [String: Alias] = [:]
    var domains: [(domain: String, list: [Employer])] = []
    var domainsOf: [String: Int] = [:]
    /// The developer to whom an address was given.
    var developerOf: [String: (login: String, place: IdentityPlace)] = [:]
    var spelled: Set<String> = []
    /// The developer whose employers follow; nil before the first and after one that could not be read.
    var developer: Int?
    var entries = 0

    private var file = ""
    private var kind: Kind?

    init(calendar: ReportingCalendar, limits: IdentityLimits) {
        self.calendar = calendar
        self.limits = limits
        text = IdentityText(limits: limits)
    }

    /// Begins the next file. Its name may tell what it is; else its first line does.
    mutating func begin(_ name: String) {
        file = name
        developer = nil
        let words = name.lowercased()
        kind =
            words.contains("alias")
            ? .aliases
            : words.contains("affiliations") ? .developers : words.contains("domain") ? .domains : words.contains("email") ? .emails : nil
    }

    mutating func read(line number: Int, _ line: Substring, _ findings: inout IdentityFindings) {
        let isIndented = line.utf8.first == UInt8(ascii: "\t") || line.utf8.first == UInt8(ascii: " ")
        let content = line.trimmed
        guard !content.isEmpty, content.utf8.first != UInt8(ascii: "#") else { return }
        let place = IdentityPlace(file: file, line: number)
        let kind = kind ?? Self.kind(of: content)
        self.kind = kind
        do throws(IdentityProblem) {
            entries += 1
            guard entries <= limits.entries else {
                throw IdentityProblem(place, "is one line more than the \(limits.entries) that are read")
            }
            if kind == .developers {
                if isIndented {
                    try readEmployer(content, at: place, &findings)
                } else {
                    developer = nil
                    try readDeveloper(content, at: place, &findings)
                }
                return
            }
            let (key, value) = try columns(content, at: place)
            switch kind {
            case .aliases: try readAlias(key, value, at: place, &findings)
            case .emails: try readAddress(key, value, at: place, &findings)
            default: try readDomain(key, value, at: place, &findings)
            }
        } catch {
            findings.add(error)
        }
    }

    private static func kind(of line: Substring) -> Kind {
        let first = line.prefix { $0 != " " && $0 != "\t" }, rest = line[first.endIndex...].trimmed
        if first.hasSuffix(":") { return .developers }
        if !rest.contains(where: { $0 == " " || $0 == "\t" }), rest.contains("@") || rest.contains("!") { return .aliases }
        return first.contains("@") || first.contains("!") ? .emails : .domains
    }

    /// The two columns of a line, without a comment at its end.
    private func columns(_ line: Substring, at place: IdentityPlace) throws(IdentityProblem) -> (key: Substring, value: Substring) {
        let key = line.prefix { $0 != " " && $0 != "\t" }
        var value = line[key.endIndex...].trimmed
        if let mark = value.firstIndex(of: "#") {
            guard mark == value.startIndex || [" ", "\t"].contains(value[value.index(before: mark)]) else {
                throw IdentityProblem(place, "has a # inside of a name; a comment stands behind a space")
            }
            value = value[..<mark].trimmed
        }
        guard !value.isEmpty else { throw IdentityProblem(place, "has one column; two are needed") }
        return (key, value)
    }

    /// An address with its @, in lower case as a key and as it is spelled.
    func address(
        _ token: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) -> (key: String, spelled: String) {
        var address = String(token)
        if !address.contains("@"), let mark = address.lastIndex(of: "!") { address.replaceSubrange(mark...mark, with: "@") }
        guard let checked = try text.checked(address, field: "address", at: place, &findings),
            !checked.contains(where: { " \t<>,".contains($0) }), let at = checked.lastIndex(of: "@"), at > checked.startIndex,
            checked.index(after: at) < checked.endIndex
        else { throw IdentityProblem(place, field: "address", "“\(address.prefix(100))” is no e-mail address") }
        return (checked.lowercased(), checked)
    }

    /// The node of an address, with its identity.
    mutating func node(_ address: (key: String, spelled: String), at place: IdentityPlace) -> Int {
        let node = groups.node("<" + address.key, at: place)
        if spelled.insert(address.key).inserted {
            groups.add(.init(IdentityFile.Identity(source: "git", email: address.spelled), place), to: node)
        }
        return node
    }

    private mutating func readAlias(
        _ key: Substring, _ value: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) {
        let alias = try address(key, at: place, &findings), target = try address(value, at: place, &findings)
        if let known = aliases[alias.key] {
            guard known.target == target.key else {
                throw IdentityProblem(place, field: "alias", "“\(alias.spelled)” stands for another address at \(known.place)")
            }
            return
        }
        var next: String? = target.key, steps = 0
        while let step = next, steps < 100 {
            guard step != alias.key else { throw IdentityProblem(place, field: "alias", "“\(alias.spelled)” leads in a circle to itself") }
            next = aliases[step]?.target
            steps += 1
        }
        aliases[alias.key] = Alias(target: target.key, place: place)
        let targetNode = node(target, at: place)
        groups.join(targetNode, node(alias, at: place))
    }

    private mutating func readAddress(
        _ key: Substring, _ value: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) {
        let address = try address(key, at: place, &findings)
        let said = try employer(value, at: place, &findings)
        guard let employer = kept(said, of: node(address, at: place), &findings) else { return }
        if let position = employersOf[address.key] {
            employers[position].list.append(employer)
        } else {
            employersOf[address.key] = employers.count
            employers.append((address.key, [employer]))
        }
    }

    private mutating func readDomain(
        _ key: Substring, _ value: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) {
        guard let domain = try text.checked(key, field: "domain", at: place, &findings)?.lowercased(),
            !domain.contains(where: { "@!<>,:/".contains($0) }), domain.first != ".", domain.last != "."
        else { throw IdentityProblem(place, field: "domain", "“\(key.prefix(100))” is no domain") }
        let employer = try employer(value, at: place, &findings)
        if let position = domainsOf[domain] {
            domains[position].list.append(employer)
        } else {
            domainsOf[domain] = domains.count
            domains.append((domain, [employer]))
        }
    }

    /// `Example Works < 2016-01-01`.
    private func employer(
        _ value: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) -> Employer {
        guard let mark = value.firstIndex(of: "<") else {
            return Employer(organisation: try organisation(value, at: place, &findings), until: nil, place: place)
        }
        let date = value[value.index(after: mark)...].trimmed
        return Employer(
            organisation: try organisation(value[..<mark].trimmed, at: place, &findings),
            until: try Self.day(date, at: place), place: place)
    }

    func organisation(
        _ name: Substring, at place: IdentityPlace, _ findings: inout IdentityFindings
    ) throws(IdentityProblem) -> String {
        guard let name = try text.checked(name, field: "organisation", at: place, &findings) else {
            throw IdentityProblem(place, field: "organisation", "is missing")
        }
        return name
    }

    static func day(_ text: Substring, at place: IdentityPlace) throws(IdentityProblem) -> CivilDate {
        guard let day = CivilDate(String(text)) else {
            throw IdentityProblem(place, field: "date", "“\(text.prefix(40))” is no day such as 2016-01-01")
        }
        return day
    }

    /// The employer when it is one: gitdm files say there too that somebody is a robot, or that nothing was found.
    mutating func kept(_ employer: Employer, of node: Int, _ findings: inout IdentityFindings) -> Employer? {
        switch GitdmWord(rawValue: employer.organisation.lowercased()) {
        case .robots:
            groups.markBot(node, at: employer.place)
            return nil
        case .unknown, .notFound, .notFoundInBrackets:
            findings.note("Employers that are only said to be unknown", at: employer.place)
            return nil
        case nil:
            return employer
        }
    }
}

/// What stands in the place of an employer without being one.
enum GitdmWord: String {
    case robots = "(robots)"
    case unknown = "(unknown)"
    case notFound = "notfound"
    case notFoundInBrackets = "(not found)"
}

extension Substring {
    /// Without spaces and tabs around it.
    var trimmed: Substring {
        let inside = drop { $0 == " " || $0 == "\t" }
        guard let last = inside.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return inside[inside.endIndex...] }
        return inside[...last]
    }
}
