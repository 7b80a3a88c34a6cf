import CPostgres

/// Turns what PostgreSQL reports into a ``StoreError``, by SQLSTATE.
/// <https://www.postgresql.org/docs/15/errcodes-appendix.html>
enum PostgresFailure {
    /// The error in `result`. Only its primary message is used: the detail below it quotes values.
    static func error(in result: OpaquePointer?, on connection: OpaquePointer?, doing: String) -> any Error {
        let state = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "C"))) }.map { String(cString: $0) } ?? ""
        let primary = result.flatMap { PQresultErrorField($0, Int32(UInt8(ascii: "M"))) }.map { String(cString: $0) }
        let message = primary ?? connection.map { String(cString: PQerrorMessage($0)) } ?? "the connection was lost"
        return error(state: state, message: message, doing: doing)
    }

    static func error(state: String, message: String, doing: String) -> any Error {
        if state == "57014" { return CancellationError() }
        let (reason, hint) = meaning(of: state)
        // Messages of the class "data exception" quote the value that they speak of.
        let detail = state.hasPrefix("22") ? withoutQuotes(message) : message
        return StoreError(reason, doing: doing, detail: tidied(detail), hint: hint)
    }

    /// The lines of a message as one sentence without its full stop.
    static func tidied(_ message: String) -> String {
        message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func withoutQuotes(_ message: String) -> String {
        let parts = message.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "\"…\"" }.joined()
    }

    private static func meaning(of state: String) -> (StoreError.Reason, hint: String) {
        let reach = "Check that the PostgreSQL server runs and accepts connections from here."
        switch state {
        case "53100":
            return (.diskFull, "Make room on the disk of the PostgreSQL server, then try again; what was stored before is kept.")
        case "53300":
            return (
                .unavailable, "The PostgreSQL server has no free connection. Raise max_connections or lower the number that Steward opens."
            )
        case "55P03", "40P01", "40001":
            return (.busy, "Another program is writing to the database. Wait until it is done, or stop it.")
        case "42501":
            return (.statement, "Grant the database user the right to create and change tables in its schema.")
        case "3F000":
            return (.statement, "The database has no schema that the user may use. Create one, or set search_path.")
        case "": return (.unavailable, reach)
        default: break
        }
        switch state.prefix(2) {
        case "08", "53", "57", "58": return (.unavailable, reach)
        case "28", "3D": return (.unavailable, "Check the user, the password and the name of the database.")
        case "23": return (.constraint, "")
        case "XX": return (.corrupt, "Look at the log of the PostgreSQL server.")
        default: return (.statement, "")
        }
    }
}
