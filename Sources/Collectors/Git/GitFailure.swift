/// Why a repository could not be read at all, said for the person who named it.
///
/// What is missing inside a repository that can be read is in a `ReadReport`.
public struct GitFailure: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case emptyPath
        case notFound
        case notARepository
        /// A transport, an option or a host that Steward does not pass on to git.
        case refusedTransport(String)
        /// The remote answered that there is no such repository, or that it is not for us.
        case noAccess
        /// The remote did not answer.
        case unreachable
        /// Git refuses a repository that belongs to somebody else.
        case dubious
        case damaged
        /// Written in a format that the installed git does not know.
        case unsupported
        case diskFull
        case gitMissing
        case cancelled
        case timedOut
        /// The system refused a call that reading needs.
        case system
        /// Git answered something that Steward does not understand, or failed in another way.
        case unexpected
    }

    public let reason: Reason
    /// The path or address, without credentials.
    public let location: String
    /// What git or the system said, if anything; bounded, without credentials.
    public let detail: String

    public init(_ reason: Reason, at location: String, detail: String = "") {
        self.reason = reason
        self.location = location
        self.detail = detail
    }
}

extension GitFailure: CustomStringConvertible {
    /// What happened, the reason that git or the system gave, what to do.
    public var description: String {
        let said = detail.isEmpty ? "" : " The reason given: \(detail)."
        return "\(sentence)\(said) \(hint)"
    }

    /// What happened, in one sentence.
    public var sentence: String {
        switch reason {
        case .emptyPath: "No repository was named."
        case .notFound: "There is nothing at “\(location)”."
        case .notARepository: "“\(location)” is not a git repository."
        case .refusedTransport(let what): "“\(location)” was refused: Steward does not pass \(what) on to git."
        case .noAccess: "“\(location)” does not exist or may not be read."
        case .unreachable: "“\(location)” could not be reached."
        case .dubious: "“\(location)” belongs to another user of this machine, and git refuses to serve it."
        case .damaged: "“\(location)” is damaged and cannot be read."
        case .unsupported: "“\(location)” is written in a format that the installed git does not know."
        case .diskFull: "There is no room left to collect “\(location)”."
        case .gitMissing: "“\(location)” cannot be read because git is not installed."
        case .cancelled: "Reading “\(location)” was cancelled."
        case .timedOut: "Reading “\(location)” took too long and was stopped."
        case .system: "Reading “\(location)” failed because the system refused a call."
        case .unexpected: "Reading “\(location)” failed."
        }
    }

    /// What to do about it.
    public var hint: String {
        switch reason {
        case .emptyPath, .notFound:
            "Give the path of a repository, or an address such as https://example.org/project.git."
        case .notARepository: "Give the top folder of a working tree, or a bare repository."
        case .refusedTransport:
            "Use \(GitLocation.transports.map { "\($0)://" }.joined(separator: ", ")), host:path or a path."
        case .noAccess: "Check the address, and that this user's key or the credentials in the address may read it."
        case .unreachable: "Check the address and the network, and collect again: what was fetched is kept."
        case .dubious: "Collect as its owner, or name its path instead of a file:// address."
        case .damaged: "Run `git fsck` there, or clone it anew, and collect again."
        case .unsupported: "Install a newer git and collect again."
        case .diskFull: "Make room in the data folder and collect again: what was stored is kept."
        case .gitMissing: "Install the package `git` and collect again."
        case .cancelled, .timedOut: "Collect again: what was stored is kept."
        case .system, .unexpected: "Collect again; if it stays, run `git fsck` in the repository."
        }
    }
}

extension GitFailure {
    /// A failure to run git at all.
    init(_ failure: ProcessFailure, at location: String) {
        switch failure {
        case .notInstalled(let program): self.init(.gitMissing, at: location, detail: "\(program) was not found")
        case .interrupted: self.init(.cancelled, at: location)
        case .timedOut(let limit): self.init(.timedOut, at: location, detail: "nothing came of it within \(limit)")
        case .refused(let call, let code): self.init(.system, at: location, detail: "\(call) failed with error \(code)")
        }
    }

    /// Git's own refusal, recognised by its words, which `LC_ALL=C` keeps in English.
    init(_ ending: Ending, at location: String) {
        let complaint = ending.complaint.lowercased()
        let known: [(String, Reason)] = [
            ("dubious ownership", .dubious), ("no space left on device", .diskFull), ("disk quota exceeded", .diskFull),
            ("not a git repository", .notARepository), ("bad config", .damaged),
            ("unknown repository extension", .unsupported), ("expected git repo version", .unsupported),
            ("unknown repository version", .unsupported), ("not allowed", .refusedTransport("this transport")),
            ("could not resolve host", .unreachable), ("connection refused", .unreachable),
            ("connection timed out", .unreachable), ("unable to access", .unreachable),
            ("network is unreachable", .unreachable), ("no route to host", .unreachable),
            ("early eof", .unreachable), ("unexpected disconnect", .unreachable),
            ("authentication failed", .noAccess), ("could not read username", .noAccess),
            ("could not read password", .noAccess), ("permission denied", .noAccess),
            ("host key verification", .noAccess),
            ("repository not found", .noAccess), ("does not exist", .noAccess),
            ("does not appear to be a git repository", .noAccess), ("the requested url returned error", .noAccess),
            ("could not read from remote", .noAccess), ("corrupt", .damaged), ("bad object", .damaged),
            ("unable to read", .damaged), ("could not read", .damaged), ("missing object", .damaged),
        ]
        let reason = known.first { complaint.contains($0.0) }?.1 ?? .unexpected
        self.init(reason, at: location, detail: Self.lastLines(of: ending))
    }

    /// The last lines of a complaint that are not a warning or a general remark.
    private static func lastLines(of ending: Ending) -> String {
        let lines = ending.complaint.split(whereSeparator: \.isNewline).filter {
            !$0.hasPrefix("warning:") && !$0.hasPrefix("hint:")
        }
        if lines.isEmpty { return ending.signal.map { "it was ended by signal \($0)" } ?? "" }
        return String(lines.suffix(2).joined(separator: "; ").prefix(500))
    }
}
