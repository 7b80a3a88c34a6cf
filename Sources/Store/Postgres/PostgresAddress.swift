import CPostgres

/// Where a PostgreSQL database is and who asks, as libpq reads it from an address or from `key=value` pairs.
///
/// The secrets in it go to the server and nowhere else: messages show ``description`` and pass ``scrubbed(_:)``.
struct PostgresAddress: Sendable {
    let settings: [String: String]
    private let secrets: [String]

    /// - Throws: ``StoreError`` with reason `unavailable` when the address cannot be read. libpq's own words are
    ///   not shown, because they may quote the password.
    init(_ text: String) throws {
        try Self.checkUserPart(of: text)
        guard let options = PQconninfoParse(text, nil) else {
            throw Self.unreadable("it is not in a form that PostgreSQL reads")
        }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var secrets: [String] = []
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                let value = String(cString: value)
                settings[String(cString: keyword)] = value
                // libpq marks passwords with a star, for programs that show a form.
                if option.pointee.dispchar?.pointee == CChar(UInt8(ascii: "*")), !value.isEmpty { secrets.append(value) }
            }
            option += 1
        }
        self.settings = settings
        self.secrets = secrets
    }

    /// Host, port, database and user.
    var description: String {
        let shown = ["host", "port", "dbname", "user"].compactMap { key in settings[key].map { "\(key)=\($0)" } }
        return shown.isEmpty ? "the local server" : shown.joined(separator: " ")
    }

    /// `message` without any secret of this address.
    func scrubbed(_ message: String) -> String {
        secrets.reduce(message) { message, secret in
            message.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "•••")
        }
    }

    /// A password that holds one of `/ ? # @` unescaped would be taken for a host or a port, and be shown as such.
    private static func checkUserPart(of text: String) throws {
        guard text.isPostgresAddress, let at = text.lastIndex(of: "@"), let scheme = text.firstRange(of: "://") else { return }
        guard scheme.upperBound <= at else { return }
        if text[scheme.upperBound..<at].contains(where: { "/?#@".contains($0) }) {
            throw unreadable("what stands before its last @ has a character that must be escaped")
        }
    }

    private static func unreadable(_ detail: String) -> StoreError {
        StoreError(
            .unavailable, doing: "reading the address of the PostgreSQL database", detail: detail,
            hint: """
                Write postgresql://user:password@host:5432/database, and in user and password %40 for @, %2F for /, \
                %3A for :, %3F for ?, %23 for #
                """)
    }
}

extension String {
    /// Whether the text is written as an address of a PostgreSQL database.
    var isPostgresAddress: Bool {
        hasPrefix("postgres://") || hasPrefix("postgresql://")
    }
}
