import Ledger

/// Reads accounts as GitHub's REST API spells them.
struct GitHubAccounts {
    /// The forge's host, such as `github.com`.
    let host: String

    /// The user name of the account that GitHub shows in place of every account that was deleted.
    private static let ghost = "ghost"

    /// The account in a member such as `user` or `actor`; nil when GitHub no longer knows whose it was.
    ///
    /// - Throws: when the member is there and is no account.
    func account(_ name: StaticString, of value: JSONValue) throws(JSONFailure) -> ForgeAccount? {
        guard let user = try value.optionalObject(name) else { return nil }
        do throws(JSONFailure) {
            return try account(user)
        } catch {
            throw error.inside("\(name)")
        }
    }

    /// The account that an object describes; nil for the ghost, who stands for many people, and for an empty object.
    func account(_ user: JSONValue) throws(JSONFailure) -> ForgeAccount? {
        var members = user.members
        guard members.next() != nil else { return nil }
        let login = try user.optionalString("login")?.asForgeName
        let number = try user.optionalInteger("id")
        guard login != Self.ghost else { return nil }
        guard number != nil || login?.isEmpty == false else { throw JSONFailure(.missing, in: user.source, at: "login") }
        let isBot = user["type"]?.isText("Bot") == true || login?.hasSuffix("[bot]") == true
        return ForgeAccount(
            host: host, number: number, login: login, name: user["name"]?.string?.asForgeName,
            email: user["email"]?.string?.asForgeName, isBot: isBot)
    }
}

extension JSONValue {
    /// Whether this is a string of just these bytes.
    func isText(_ text: StaticString) -> Bool {
        withBytes { bytes in text.withUTF8Buffer { $0.elementsEqual(bytes) } } ?? false
    }
}

extension String {
    /// A name from outside, short and on one line. Forges allow no such names, so this only disarms a forged source.
    var asForgeName: String {
        let isPlain: (Unicode.Scalar) -> Bool = {
            $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x2028 && $0.value != 0x2029
        }
        if utf8.count <= 255, unicodeScalars.allSatisfy(isPlain) { return self }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: unicodeScalars.prefix(255).map { isPlain($0) ? $0 : " " })
        return String(name)
    }
}
