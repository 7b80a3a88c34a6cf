public import Store

/// What sign-in and roles keep in the database.
public enum AccessSchema {
    public static let schema = Schema(
        module: "access", tables: tables, migrations: [Migration(1, "users, roles and sessions", creating: tables)])

    private static let tables = [users, identities, roles, grants, sessions, tokens, invitations, attempts]

    static let users = Table("users", primaryKey: ["id"], unique: [["name"]]) {
        Column("id", .integer, .pseudonymous("Numbers the user.", retention: .person))
        Column("name", .text, .personal("What the user types to sign in.", retention: .person))
        Column("display_name", .text, .personal("What others see.", retention: .person))
        Column("email", .text, optional: true, .personal("Where messages to the user go.", retention: .person))
        Column(
            "password", .text, optional: true,
            .personal("A digest from which the password cannot be had (scrypt, with its cost and salt).", retention: .person))
        Column("made_at", .integer, .pseudonymous("When the user was made.", retention: .person))
        Column("signed_in_at", .integer, optional: true, .personal("When the user last signed in.", retention: .person))
        Column("disabled_at", .integer, optional: true, .pseudonymous("Since when the user is shut out.", retention: .person))
    }

    static let identities = Table(
        "user_identities", primaryKey: ["issuer", "subject"], indexes: [Index("user_identities_by_user", on: ["user_id"])]
    ) {
        Column("issuer", .text, .none("The provider that vouches for the user, by its address."))
        Column("subject", .text, .personal("The provider's own name for the user.", retention: .person, erasure: .rowDeleted))
        Column("user_id", .integer, .pseudonymous("Who it is here.", retention: .person, erasure: .rowDeleted))
        Column("label", .text, .personal("The user name at the provider, as it was last told.", retention: .person, erasure: .rowDeleted))
        Column("linked_at", .integer, .pseudonymous("Since when.", retention: .person, erasure: .rowDeleted))
    }

    static let roles = Table("roles", primaryKey: ["name"]) {
        Column("name", .text, .none("The role's name, by which process files call it."))
        Column("title", .text, .none("Its name for people to read."))
        Column("summary", .text, .none("Who should hold it."))
        Column("permissions", .text, .none("What it lets one do, joined by blanks."))
        Column("made_at", .integer, .none("When it was made."))
    }

    static let grants = Table(
        "role_grants", primaryKey: ["id"],
        indexes: [Index("role_grants_by_user", on: ["user_id"]), Index("role_grants_by_role", on: ["role"])]
    ) {
        Column("id", .integer, .none("Numbers the grant."))
        Column("user_id", .integer, .pseudonymous("Who holds the role.", retention: .person))
        Column("role", .text, .pseudonymous("Which role.", retention: .person))
        Column("project_group", .text, .none("The group of projects for which it is held; empty for everywhere."))
        Column("valid_from", .integer, .none("From when on it is held."))
        Column("valid_until", .integer, optional: true, .none("Until when; empty for as long as nobody ends it."))
        Column("reason", .text, optional: true, .personal("Why it was granted.", retention: .person))
        Column("granted_at", .integer, .none("When it was granted."))
        Column("granted_by", .text, .pseudonymous("Who granted it.", retention: .person))
    }

    static let sessions = Table(
        "sessions", primaryKey: ["digest"], indexes: [Index("sessions_by_user", on: ["user_id"])]
    ) {
        Column("digest", .text, .pseudonymous("A digest of the secret in the browser's cookie.", retention: .person, erasure: .rowDeleted))
        Column("user_id", .integer, .pseudonymous("Who is signed in.", retention: .person, erasure: .rowDeleted))
        Column("way", .text, .none("How the user signed in: by password, or the name of a provider."))
        Column("made_at", .integer, .pseudonymous("When the user signed in.", retention: .person, erasure: .rowDeleted))
        Column("used_at", .integer, .personal("When it was last used, to some minutes.", retention: .person, erasure: .rowDeleted))
        Column("ends_at", .integer, .none("When it ends whatever happens."))
        Column("address", .text, .personal("Where the browser was.", retention: .person, erasure: .rowDeleted))
        Column("browser", .text, .personal("What the browser calls itself.", retention: .person, erasure: .rowDeleted))
    }

    static let tokens = Table(
        "api_tokens", primaryKey: ["id"], unique: [["digest"]], indexes: [Index("api_tokens_by_user", on: ["user_id"])]
    ) {
        Column("id", .integer, .none("Numbers the token."))
        Column("digest", .text, .pseudonymous("A digest of the token.", retention: .person, erasure: .rowDeleted))
        Column("user_id", .integer, .pseudonymous("In whose name it acts.", retention: .person, erasure: .rowDeleted))
        Column("title", .text, .personal("What it is for, in the user's words.", retention: .person, erasure: .rowDeleted))
        Column("scopes", .text, .none("The permissions that it is narrowed to, joined by blanks."))
        Column("made_at", .integer, .none("When it was made."))
        Column("ends_at", .integer, .none("When it ends."))
        Column(
            "used_at", .integer, optional: true,
            .personal("When it was last used, to some minutes.", retention: .person, erasure: .rowDeleted))
    }

    static let invitations = Table("invitations", primaryKey: ["digest"]) {
        Column("digest", .text, .none("A digest of the secret in the link."))
        Column(
            "user_id", .integer, optional: true,
            .pseudonymous("Whose password it sets; empty when it makes a new user.", retention: .person, erasure: .rowDeleted))
        Column("roles", .text, .none("The roles that a new user gets, joined by blanks."))
        Column("made_at", .integer, .none("When it was made."))
        Column("made_by", .text, .pseudonymous("Who made it.", retention: .person))
        Column("ends_at", .integer, .none("When it ends, used or not."))
    }

    static let attempts = Table("sign_in_attempts", primaryKey: ["key"]) {
        Column("key", .text, .pseudonymous("A digest of the name or address that tried.", retention: .person, erasure: .rowDeleted))
        Column("count", .integer, .none("How often in a row without success."))
        Column("began_at", .integer, .none("When the first of them was."))
        Column("last_at", .integer, .none("When the last of them was; forgotten after a while."))
    }
}
