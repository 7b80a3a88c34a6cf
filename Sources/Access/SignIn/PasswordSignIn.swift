import Store

extension AccessDesk {
    /// Signs somebody in by name and password.
    ///
    /// An unknown name, a name without a password, and somebody who is shut out get the answer of a wrong password after
    /// the same time. A failure is counted against the name and the address; see ``AccessFailure/tooManyAttempts(seconds:)``.
    public func signIn(name: String, password: String, from origin: Origin) async throws -> NewSession {
        let name = name.lowercased()
        // What nobody can have chosen is not worth a digest of megabytes, and would not fit an index.
        guard name.utf8.count <= 100, password.utf8.count <= 1000 else { throw AccessFailure.wrongPassword }
        try await admitAttempt(name: name, address: origin.address)
        let found = try await store.read { reader -> (user: User, hash: PasswordHash?)? in
            guard let user = try reader.accessUser(named: name), !user.isDisabled else { return nil }
            return (user, try reader.passwordHash(of: user.id))
        }
        guard try await passwords.matches(password, found?.hash), let found, let hash = found.hash else {
            throw AccessFailure.wrongPassword
        }
        // The password is at hand only now: a hash of another cost is made anew.
        let fresh = hash.cost == passwords.cost ? nil : try await passwords.hash(password)
        let secret = try SecretText()
        let settings = settings
        let scribe = Scribe(actor: found.user.actor, now: clock())
        return try await store.write { writer in
            // Somebody may have shut the user out, or changed the password, while this one was digested.
            guard let user = try writer.accessUser(found.user.id), !user.isDisabled, try writer.passwordHash(of: user.id) == hash else {
                throw AccessFailure.wrongPassword
            }
            try AttemptLimits.succeeded(name: name, address: origin.address, in: writer)
            if let fresh { try writer.execute("UPDATE users SET password = ? WHERE id = ?", [.text(fresh.text), .integer(user.id)]) }
            return try writer.beginSession(of: user, way: "password", from: origin, secret: secret, settings: settings, by: scribe)
        }
    }

    func admitAttempt(name: String, address: String) async throws {
        let now = clock()
        try await store.write { try AttemptLimits.admit(name: name, address: address, now: now, in: $0) }
    }
}
