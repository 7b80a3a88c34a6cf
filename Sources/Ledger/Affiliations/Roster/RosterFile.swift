/// Reads the roster of an organisation from comma-separated values:
/// `name,email,usernames,team,manager,from,to,organisation`, in any order. A row needs an address or a user name.
///
/// - `usernames`: set apart by white space or semicolons; `github.com:ada` is one of another forge than the usual.
/// - `team`: `Engineering/Platform` for a team that is part of a larger one.
/// - `manager`: an address, or a user name.
/// - `from`, `to`: days; `to` is the first that no longer counts.
public enum RosterFile {
    public static let headings = "name,email,usernames,team,manager,from,to,organisation"
    /// The largest roster, in bytes and in rows.
    public static let largestFile = 64 << 20
    static let mostRows = 500_000
    static let mostLogins = 20
    static let mostLevels = 20

    /// - Parameter host: the forge of user names that name none.
    public static func read(file: String, host: String, _ source: @escaping CSVReader.Source) -> FileReading<RosterRow> {
        do {
            return try rows(CSVReader(file: file, required: [], largest: largestFile, source), host: host)
        } catch {
            return .problems([error])
        }
    }

    /// A roster that is there as text.
    public static func read(_ text: String, file: String, host: String) -> FileReading<RosterRow> {
        read(file: file, host: host, CSVReader.source(of: text))
    }

    private static func rows(_ given: CSVReader, host: String) throws(FileProblem) -> FileReading<RosterRow> {
        var reader = given
        guard reader.columns.contains("email") || reader.columns.contains("usernames") else {
            throw FileProblem(reader.file, line: 1, "has no column “email” or “usernames”; one of them must name each person")
        }
        var check = FileCheck(file: reader.file)
        var rows: [RosterRow] = []
        while check.problems.count < ProgrammeFiles.mostProblems, let line = try reader.next() {
            guard rows.count < mostRows else { throw FileProblem(reader.file, line: line.line, "has more than \(mostRows) rows") }
            if let row = row(line, host: host, &check) { rows.append(row) }
        }
        if check.problems.isEmpty { RosterCheck(rows).run(&check) }
        return check.problems.isEmpty ? .rows(rows) : .problems(check.problems)
    }

    private static func row(_ line: CSVReader.Row, host: String, _ check: inout FileCheck) -> RosterRow? {
        let email = email(line, "email", &check)
        let logins = logins(line, host: host, &check)
        if line["email"] == nil, line["usernames"] == nil {
            check.fail(line, "email", "is empty, and so is usernames; one of them must name the person")
        }
        return RosterRow(
            check.place(line), name: check.text(line, "name"), email: email, logins: logins, team: team(line, &check),
            manager: manager(line, host: host, &check), days: check.days(line), organisation: check.text(line, "organisation"))
    }

    private static func email(_ line: CSVReader.Row, _ field: String, _ check: inout FileCheck) -> String? {
        guard let text = line[field] else { return nil }
        guard isAddress(text) else {
            check.fail(line, field, "“\(text.prefix(80))” is no e-mail address")
            return nil
        }
        return text.lowercased()
    }

    /// One `@` with something on both sides, no longer than mail allows, and nothing that would end or hide it.
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254 && HiddenCharacters.first(in: text) == nil
            && !text.contains { $0.isWhitespace || "<>,;\"".contains($0) }
    }

    private static func logins(_ line: CSVReader.Row, host: String, _ check: inout FileCheck) -> [RosterRow.Login] {
        let words = (line["usernames"] ?? "").split { $0.isWhitespace || $0 == ";" }
        guard words.count <= mostLogins else {
            check.fail(line, "usernames", "has more than \(mostLogins) user names")
            return []
        }
        var seen: Set<RosterRow.Login> = []
        return words.compactMap { word in
            guard let login = login(word, host: host) else {
                check.fail(line, "usernames", "“\(word.prefix(80))” is no user name such as ada or github.com:ada")
                return nil
            }
            return seen.insert(login.key).inserted ? login : nil
        }
    }

    private static func login(_ word: Substring, host: String) -> RosterRow.Login? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard let last = parts.last, parts.count <= 2 else { return nil }
        let name = last.hasPrefix("@") ? String(last.dropFirst()) : String(last)
        let host = parts.count == 2 ? String(parts[0]) : host
        guard FileCheck.isLogin(name), HiddenCharacters.first(in: name) == nil, isHost(host) else { return nil }
        return RosterRow.Login(host: host, name: name)
    }

    private static func isHost(_ text: String) -> Bool {
        (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                byte < 0x80
                    && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || byte == 0x2D
                        || byte == 0x2E)
            }
    }

    private static func team(_ line: CSVReader.Row, _ check: inout FileCheck) -> [String] {
        guard let text = check.text(line, "team", longest: 1000) else { return [] }
        let names = text.split(separator: "/", omittingEmptySubsequences: false).map { part in
            let inside = part.drop(while: \.isWhitespace)
            return inside.lastIndex { !$0.isWhitespace }.map { String(inside[...$0]) } ?? ""
        }
        guard names.allSatisfy({ !$0.isEmpty && $0.count <= 200 }) else {
            check.fail(line, "team", "“\(text.prefix(80))” has a level without a name, or one of more than 200 characters")
            return []
        }
        guard names.count <= mostLevels else {
            check.fail(line, "team", "has more than \(mostLevels) levels")
            return []
        }
        return names
    }

    private static func manager(_ line: CSVReader.Row, host: String, _ check: inout FileCheck) -> RosterRow.Person? {
        guard let text = line["manager"] else { return nil }
        if isAddress(text) { return .email(text.lowercased()) }
        guard !text.contains(where: \.isWhitespace), let login = login(text[...], host: host) else {
            check.fail(line, "manager", "“\(text.prefix(80))” is neither an e-mail address nor a user name")
            return nil
        }
        return .login(login)
    }
}
