/// Checks the rows of one file and gathers what is wrong with them.
struct FileCheck {
    let file: String
    private(set) var problems: [FileProblem] = []

    init(file: String) { self.file = file }

    mutating func fail(_ row: CSVReader.Row, _ field: String, _ message: String) { fail(row.line, field, message) }

    mutating func fail(_ line: Int, _ field: String, _ message: String) {
        problems.append(FileProblem(file, line: line, field: field, message))
    }

    func place(_ row: CSVReader.Row) -> RowPlace { RowPlace(file: file, line: row.line) }

    mutating func required(_ row: CSVReader.Row, _ field: String, longest: Int) -> String? {
        guard let text = row[field] else {
            fail(row, field, "is empty")
            return nil
        }
        guard text.count <= longest, !text.contains(where: \.isNewline) else {
            fail(row, field, "is longer than \(longest) characters, or has more than one line")
            return nil
        }
        return text
    }

    /// A text that people read, when there is one: in one line, not too long, and without anything that they cannot see.
    mutating func text(_ row: CSVReader.Row, _ field: String, longest: Int = 200) -> String? {
        guard row[field] != nil, let text = required(row, field, longest: longest) else { return nil }
        if let hidden = HiddenCharacters.first(in: text) {
            fail(row, field, "holds \(hidden), which nobody can see; write it without")
            return nil
        }
        return text
    }

    static func isLogin(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"@,;\"<>/".utf8.contains($0) }
    }

    mutating func login(_ row: CSVReader.Row, _ field: String) -> String? {
        guard let text = required(row, field, longest: 255) else { return nil }
        let login = text.hasPrefix("@") ? String(text.dropFirst()) : text
        guard Self.isLogin(login) else {
            fail(row, field, "“\(login.prefix(80))” is no user name")
            return nil
        }
        return login
    }

    /// The columns `from` and `to`.
    mutating func days(_ row: CSVReader.Row) -> DayRange {
        let days = DayRange(from: date(row, "from"), to: date(row, "to"))
        if days.isEmpty { fail(row, "to", "is not after from; it is the first day that no longer counts") }
        return days
    }

    private mutating func date(_ row: CSVReader.Row, _ field: String) -> CivilDate? {
        guard let text = row[field] else { return nil }
        let date = CivilDate(text)
        if date == nil { fail(row, field, "“\(text.prefix(80))” is no day such as 2026-11-21") }
        return date
    }

    /// No two rows may name the same thing.
    mutating func unique<Row>(
        _ rows: [Row], _ field: String, _ what: String, at place: (Row) -> RowPlace, key: (Row) -> String
    ) {
        apart(rows, field, what, at: place, days: { _ in .always }, key: key)
    }

    /// No two rows may name the same thing for the same day.
    mutating func apart<Row>(
        _ rows: [Row], _ field: String, _ what: String, at place: (Row) -> RowPlace, days: (Row) -> DayRange, key: (Row) -> String
    ) {
        var seen: [String: [Row]] = [:]
        for row in rows {
            let key = key(row)
            if let other = seen[key]?.first(where: { days($0).overlaps(days(row)) }) {
                fail(
                    place(row).line, field,
                    "\(what) “\(key.prefix(80))” stands on line \(place(other).line) already, for some of the same days")
                if problems.count >= ProgrammeFiles.mostProblems { return }
            }
            seen[key, default: []].append(row)
        }
    }

    /// A user name works for one organisation: the file has no days to tell two apart.
    mutating func oneOrganisationEach(_ rows: [ContributorRow]) {
        var seen: [String: ContributorRow] = [:]
        for row in rows {
            for login in row.logins {
                let key = login.lowercased()
                if let other = seen[key], other.organisation.lowercased() != row.organisation.lowercased() {
                    fail(
                        row.place.line, "contributor_usernames",
                        "\(login.prefix(80)) works for \(other.organisation.prefix(80)) on line \(other.place.line) already")
                    if problems.count >= ProgrammeFiles.mostProblems { return }
                }
                seen[key] = row
            }
        }
    }

    private static let mostParents = 100

    /// No organisation may be part of itself, by however many steps. Days are not looked at: parents that take turns
    /// would make no sense either.
    mutating func noCircles(_ rows: [CustomerRow]) {
        var parents: [String: Set<String>] = [:]
        for row in rows {
            if let parent = row.parent { parents[row.organisation.lowercased(), default: []].insert(parent.lowercased()) }
        }
        for row in rows where row.parent != nil {
            let start = row.organisation.lowercased()
            var reached: Set<String> = [], next = Array(parents[start] ?? [])
            while let name = next.popLast(), reached.count <= Self.mostParents {
                if reached.insert(name).inserted { next += parents[name] ?? [] }
            }
            if reached.count > Self.mostParents {
                fail(row.place.line, "parent", "\(row.organisation.prefix(80)) has more than \(Self.mostParents) organisations above it")
                return
            }
            if reached.contains(start) {
                fail(row.place.line, "parent", "\(row.organisation.prefix(80)) is part of itself by way of \(row.parent?.prefix(80) ?? "")")
                if problems.count >= ProgrammeFiles.mostProblems { return }
            }
        }
    }
}

/// Finds the coaches in a list of people such as GitLab's `team.yml`, which the caller has read.
public enum TeamList {
    /// A person as the list has them; `line` is where they begin.
    public struct Person: Sendable {
        public let line: Int
        public let login: String?
        public let name: String?
        public let departments: [String]
        public let expertise: [String]

        public init(line: Int, login: String?, name: String?, departments: [String], expertise: [String]) {
            self.line = line
            self.login = login
            self.name = name
            self.departments = departments
            self.expertise = expertise
        }
    }

    /// Where the role must stand for a person to count.
    public enum Evidence: String, Sendable, CaseIterable {
        /// In the departments and in the expertise, as GitLab counts.
        case both
        /// In one of them at least.
        case either
    }

    public static let role = "Merge Request Coach"

    /// Nobody is dated: the list says who coaches on the day it was written.
    public static func coaches(_ people: [Person], file: String, role: String = role, evidence: Evidence = .both) -> FileReading<CoachRow> {
        var rows: [CoachRow] = [], problems: [FileProblem] = []
        var seen: Set<String> = []
        let wanted = role.lowercased()
        for person in people {
            let places = [person.departments, person.expertise].map { list in list.contains { plain($0).lowercased() == wanted } }
            guard evidence == .both ? places.allSatisfy({ $0 }) : places.contains(true) else { continue }
            guard let login = person.login, FileCheck.isLogin(login) else {
                problems.append(FileProblem(file, line: person.line, field: "gitlab", "a coach without a user name"))
                continue
            }
            guard seen.insert(login.lowercased()).inserted else { continue }
            rows.append(CoachRow(RowPlace(file: file, line: person.line), login: login, name: person.name, role: role))
        }
        return problems.isEmpty ? .rows(rows) : .problems(problems)
    }

    /// The text of an entry, which may be a link in HTML.
    private static func plain(_ text: String) -> String {
        var plain = "", inside = false
        for letter in text {
            if letter == "<" { inside = true } else if letter == ">" { inside = false } else if !inside { plain.append(letter) }
        }
        let start = plain.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}
