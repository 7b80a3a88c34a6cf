import Ledger

/// Reads people from comma-separated values, one file or several that belong together: the column `person` leads from one to
/// the other, and means nothing else.
struct IdentityCSVReader {
    private let calendar: ReportingCalendar
    private let limits: IdentityLimits
    private let text: IdentityText
    private var people: [String: Int] = [:]
    private var organisations: [String: Int] = [:]
    private var listed: Set<String> = []
    private var entries = 0
    private(set) var file = IdentityFile()

    init(calendar: ReportingCalendar, limits: IdentityLimits) {
        self.calendar = calendar
        self.limits = limits
        text = IdentityText(limits: limits, isExact: true)
    }

    mutating func read(_ bytes: [UInt8], name: String, _ findings: inout IdentityFindings) {
        var records = CSVRecords(bytes, file: name, limits: limits)
        let columns: [String], kind: IdentityCSV
        do throws(IdentityProblem) {
            guard let head = try records.next() else {
                throw IdentityProblem(IdentityPlace(file: name), "is empty; its first line names the columns")
            }
            columns = head.fields.map { $0.lowercased().filter { $0 != " " } }
            guard let found = IdentityCSV.kind(columns: columns) else {
                throw IdentityProblem(
                    IdentityPlace(file: name, line: head.line),
                    "names no columns that are known; an example is “\(IdentityCSV.accounts.columns.joined(separator: ","))”")
            }
            guard Set(columns).count == columns.count else {
                throw IdentityProblem(IdentityPlace(file: name, line: head.line), "names a column twice")
            }
            kind = found
        } catch {
            findings.add(error)
            return
        }
        while true {
            do throws(IdentityProblem) {
                guard let record = try records.next() else { return }
                let place = IdentityPlace(file: name, line: record.line)
                entries += 1
                guard entries <= limits.entries else {
                    findings.add(IdentityProblem(place, "is one line more than the \(limits.entries) that are read"))
                    return
                }
                guard record.fields.count == columns.count else {
                    throw IdentityProblem(place, "has \(record.fields.count) fields where there are \(columns.count) columns")
                }
                var row = Row(place: place)
                for (column, field) in zip(columns, record.fields) {
                    row.values[column] = try text.checked(field, field: column, at: place, &findings)
                }
                try read(row, kind)
            } catch {
                findings.add(error)
            }
        }
    }

    private struct Row {
        let place: IdentityPlace
        var values: [String: String] = [:]

        subscript(column: String) -> String? { values[column] }

        func needed(_ column: String) throws(IdentityProblem) -> String {
            guard let value = values[column] else { throw IdentityProblem(place, field: column, "is empty") }
            return value
        }

        func truth(_ column: String) throws(IdentityProblem) -> Bool {
            switch values[column]?.lowercased() {
            case nil, "no", "false", "0": false
            case "yes", "true", "1": true
            case let other?: throw IdentityProblem(place, field: column, "“\(other.prefix(40))” is neither yes nor no")
            }
        }
    }

    private mutating func read(_ row: Row, _ kind: IdentityCSV) throws(IdentityProblem) {
        switch kind {
        case .people: try readPerson(row)
        case .accounts: try readAccount(row)
        case .affiliations: try readAffiliation(row)
        case .organisations: _ = try organisation(row)
        case .domains: try readDomain(row)
        case .exclusions: file.exclusions.append(.init(try row.needed("text"), row.place))
        }
    }

    private mutating func person(_ row: Row) throws(IdentityProblem) -> Int {
        let key = try row.needed("person")
        if let index = people[key] { return index }
        people[key] = file.people.count
        file.people.append(IdentityFile.Person(row.place))
        return file.people.count - 1
    }

    private mutating func readPerson(_ row: Row) throws(IdentityProblem) {
        let index = try person(row)
        guard listed.insert(try row.needed("person")).inserted else { throw IdentityProblem(row.place, field: "person", "stands twice") }
        if try row.truth("bot") { file.people[index].bot = row.place }
        file.people[index].displayName = row["display_name"]
    }

    private mutating func readAccount(_ row: Row) throws(IdentityProblem) {
        let identity = IdentityFile.Identity(
            source: try row.needed("source"), username: row["username"], name: row["name"], email: row["email"])
        guard identity.username != nil || identity.name != nil || identity.email != nil else {
            throw IdentityProblem(row.place, "has neither user name nor name nor e-mail")
        }
        let isCanonical = try row.truth("canonical"), index = try person(row)
        file.people[index].identities.append(.init(identity, row.place))
        if isCanonical { file.people[index].canonical = identity }
    }

    private mutating func readAffiliation(_ row: Row) throws(IdentityProblem) {
        let from = try instant(row, "from"), to = try instant(row, "to")
        if let from, let to, from >= to { throw IdentityProblem(row.place, field: "to", "does not come after “from”") }
        var share: Int64?
        if let text = row["share"] {
            guard let value = Decimals.value(text, places: 6), (1...1_000_000).contains(value) else {
                throw IdentityProblem(row.place, field: "share", "“\(text.prefix(40))” is no share above 0 and up to 1")
            }
            share = value
        }
        let organisation = try row.needed("organisation"), index = try person(row)
        file.people[index].enrolments.append(.init(organisation, from: from, to: to, share: share, place: row.place))
    }

    private mutating func organisation(_ row: Row) throws(IdentityProblem) -> Int {
        let name = try row.needed("organisation")
        if let index = organisations[name] { return index }
        organisations[name] = file.organisations.count
        file.organisations.append(.init(name))
        return file.organisations.count - 1
    }

    private mutating func readDomain(_ row: Row) throws(IdentityProblem) {
        let from = try day(row, "from"), to = try day(row, "to")
        if let from, let to, from >= to { throw IdentityProblem(row.place, field: "to", "does not come after “from”") }
        let hasSubdomains = row["subdomains"] == nil ? true : try row.truth("subdomains")
        let domain = try row.needed("domain").lowercased(), index = try organisation(row)
        file.organisations[index].domains.append(.init(domain, from: from, to: to, hasSubdomains: hasSubdomains, place: row.place))
    }

    private func day(_ row: Row, _ column: String) throws(IdentityProblem) -> CivilDate? {
        guard let text = row[column] else { return nil }
        guard let day = CivilDate(text) else {
            throw IdentityProblem(row.place, field: column, "“\(text.prefix(40))” is no day such as 2016-01-01")
        }
        return day
    }

    /// A day in the reporting time zone, or an instant such as `2016-01-01T12:00:00Z`.
    private func instant(_ row: Row, _ column: String) throws(IdentityProblem) -> Instant? {
        guard let text = row[column], text.utf8.count > 10 else { return try day(row, column).map(calendar.start) }
        guard let instant = Instant(text) else {
            throw IdentityProblem(row.place, field: column, "“\(text.prefix(40))” is no day such as 2016-01-01")
        }
        return instant
    }

    /// What was read; people of whom no account is known are passed over.
    mutating func finish(_ findings: inout IdentityFindings) -> IdentityFile {
        for person in file.people where person.identities.isEmpty {
            findings.note("People without an account are passed over: nothing can be theirs", at: person.place)
        }
        file.people.removeAll(where: \.identities.isEmpty)
        return file
    }
}
