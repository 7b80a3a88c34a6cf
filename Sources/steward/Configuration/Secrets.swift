/// Hides what must not be shown in an address.
enum Secrets {
    /// What stands in the place of a secret.
    static let mask = "***"

    /// `text` with the password of an address hidden: `postgres://ada:***@host/db`, `https://***@host/path`.
    ///
    /// A user name alone is hidden in web addresses, where it is commonly a token, and kept elsewhere. Passwords given
    /// as parameters of a database address are hidden as well.
    static func masked(_ text: String) -> String {
        guard let scheme = TextRule.scheme(of: text), let start = text.firstRange(of: "://")?.upperBound else {
            return text
        }
        let rest = text[start...]
        let authorityEnd = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // A password may hold an unescaped slash by mistake; the last @ of the address is then still its end.
        let at = rest[..<authorityEnd].lastIndex(of: "@") ?? rest.lastIndex(of: "@")
        var shown = String(text[..<start])
        if let at {
            let user = rest[..<at]
            if let colon = user.firstIndex(of: ":") {
                shown += user[..<colon] + ":" + mask
            } else {
                shown += scheme == "http" || scheme == "https" ? mask : String(user)
            }
            shown += maskedParameters(String(rest[at...]))
        } else {
            shown += maskedParameters(String(rest))
        }
        return shown
    }

    private static func maskedParameters(_ text: String) -> String {
        guard let question = text.firstIndex(of: "?") else { return text }
        let parameters = text[text.index(after: question)...].split(separator: "&", omittingEmptySubsequences: false)
        let shown = parameters.map { parameter -> String in
            let name = parameter.prefix { $0 != "=" }
            let isSecret = ["password", "sslpassword", "passfile", "token"].contains(name.lowercased())
            return isSecret ? "\(name)=\(mask)" : String(parameter)
        }
        return text[...question] + shown.joined(separator: "&")
    }
}
