import Store

/// An account that a file names and the ledger does not have yet.
struct NewAccount {
    let source: String
    let spelling: String
    let identity: SpelledIdentity
    /// The user name at the forge that is the source; nil for an account that is an address.
    let login: String?
}

extension SQLWriter {
    /// Stores accounts, many at a time.
    ///
    /// - Parameter observed: since when a user name is what the forge shows. A file that does not know when says the beginning of time, so
    ///   that whatever the forge says goes before it.
    /// - Returns: the number of the first; the others follow.
    func store(_ accounts: [NewAccount], observed: Instant, at now: Instant) throws -> Int64 {
        let first = try takeNumbers("accounts", accounts.count)
        try bulkLoad(
            into: "accounts", columns: ["id", "source", "spelling", "name", "email", "email_key", "recorded_at"], onConflict: .fail
        ) { loader in
            for (index, account) in accounts.enumerated() {
                loader.integer(first + Int64(index))
                loader.text(account.source)
                loader.text(account.spelling)
                loader.text(account.identity.name)
                loader.text(account.identity.email)
                loader.text(account.identity.emailKey)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
        try bulkLoad(
            into: "account_profiles",
            columns: ["account_id", "version", "login", "login_key", "bot", "observed_at", "recorded_at"], onConflict: .fail
        ) { loader in
            for (index, account) in accounts.enumerated() {
                guard let login = account.login else { continue }
                loader.integer(first + Int64(index))
                loader.integer(1)
                loader.text(login)
                loader.text(BoundedKey.of(login.lowercased()))
                loader.integer(0)
                loader.integer(observed.seconds)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
        return first
    }
}
