public import Ledger

/// Reads the accounts that one GitLab names, and remembers the user names that it saw, because notes name people by
/// nothing else.
public struct GitLabAccounts: Sendable {
    /// The host name, such as `gitlab.com`.
    public let host: String
    private var byLogin: [String: ForgeAccount] = [:]
    private var byNumber: [Int64: ForgeAccount] = [:]

    public init(host: String) { self.host = host }

    /// Reads `{"id": 7, "username": "ada", …}`, as authors, reviewers, members and users are written.
    ///
    /// - Returns: nil when there is nobody, when GitLab's own ghost stands in for a deleted user, and when there is
    ///   neither a number nor a user name, which is told as a failure.
    mutating func account(
        _ value: JSONValue?, _ place: @autoclosure () -> String, _ report: inout MappingReport
    ) -> ForgeAccount? {
        guard let value else { return nil }
        guard value.isObject else {
            report.unexpected("an account", value, at: place())
            return nil
        }
        let number = report.integer(value, "id", place())
        let login = report.string(value, "username", place()).flatMap { $0.isEmpty ? nil : $0 }
        guard number != nil || login != nil else {
            report.add(JSONFailure(.missing, in: value.source, at: "\(place()).id"))
            return nil
        }
        guard !Self.isGhost(login, name: value["name"]?.string) else { return nil }
        let email = value["public_email"]?.string ?? value["email"]?.string
        let account = ForgeAccount(
            host: host, number: number, login: login, name: value["name"]?.string.flatMap { $0.isEmpty ? nil : $0 },
            email: email.flatMap { $0.isEmpty ? nil : $0 },
            isBot: value["bot"]?.bool == true || Self.isBot(login: login, email: email, number: number, host: host))
        remember(account)
        return account
    }

    /// Reads who did something: an account, or in an export only its number, beside which a name may stand.
    ///
    /// An export gives the name of a note's author and not the user name. The number is what tells people apart: two
    /// of one name stay two, and somebody without a number stays unknown.
    mutating func actor(
        _ value: JSONValue, _ object: String, _ number: String, _ place: @autoclosure () -> String,
        _ report: inout MappingReport
    ) -> ForgeAccount? {
        let person = value.member(named: object)
        if let person, !person.isObject || person["id"] != nil || person["username"] != nil {
            return account(person, "\(place()).\(object)", &report)
        }
        guard let number = report.integer(value, number, place()) else { return nil }
        var account = numbered(number)
        if account.login == nil, account.name == nil, let name = person?["name"]?.string, !name.isEmpty {
            account.name = name
            remember(account)
        }
        return account
    }

    /// The same account without a word about what is wrong with it, which was said before.
    func quietly(_ value: JSONValue?) -> ForgeAccount? {
        var (copy, report) = (self, MappingReport())
        return copy.account(value, "", &report)
    }

    /// Keeps an account for the notes and numbers that name it.
    public mutating func remember(_ account: ForgeAccount) {
        if let key = account.loginKey { byLogin[key] = account }
        if let number = account.number { byNumber[number] = account }
    }

    /// The account that a note calls `@login`; one that only has the user name when nothing told its number.
    func named(_ login: String) -> ForgeAccount? {
        return byLogin[login.lowercased()]
            ?? ForgeAccount(
                host: host, number: nil, login: login,
                isBot: Self.isBot(login: login, email: nil, number: nil, host: host))
    }

    /// The account of a number; a placeholder when nothing told who it is.
    func numbered(_ number: Int64) -> ForgeAccount {
        byNumber[number]
            ?? ForgeAccount(
                host: host, number: number, login: nil,
                isBot: Self.isBot(login: nil, email: nil, number: number, host: host))
    }

    /// GitLab gives what deleted users wrote to an account of this name; a number follows the user name where somebody
    /// had it before.
    private static func isGhost(_ login: String?, name: String?) -> Bool {
        name == "Ghost User" && login?.hasPrefix("ghost") == true
    }

    /// The signs by which GitLab itself tells programs: the user names that it gives to the tokens of projects and
    /// groups and to service accounts, addresses below `noreply.` and its own helper on gitlab.com.
    ///
    /// `users.noreply.` is where GitLab hides the addresses of people.
    static func isBot(login: String?, email: String?, number: Int64?, host: String) -> Bool {
        if host == "gitlab.com", number == gitLabBot { return true }
        if let domain = email?.lowercased().split(separator: "@").last,
            domain == "noreply.gitlab.com" || domain == "noreply.\(host)" || domain.hasSuffix(".noreply.gitlab.com"),
            !domain.hasPrefix("users.noreply.")
        {
            return true
        }
        guard let login = login?.lowercased() else { return false }
        return ["project_", "group_"].contains { kind in
            guard login.hasPrefix(kind) else { return false }
            let rest = login.dropFirst(kind.count)
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let end = rest[digits.endIndex...]
            return !digits.isEmpty
                && (end == "_bot" || end.hasPrefix("_bot_") || end.hasPrefix("_bot") && end.dropFirst(4).allSatisfy(\.isNumber))
        }
    }

    /// `@gitlab-bot` at gitlab.com.
    private static let gitLabBot: Int64 = 1_786_152
}
