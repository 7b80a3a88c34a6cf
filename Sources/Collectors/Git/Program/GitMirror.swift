import Foundation

/// A bare copy of a remote repository's branches and tags, brought up to date by fetching what is new.
///
/// The address is not stored in it: what is fetched, and from where, is said anew each time.
struct GitMirror {
    let git: GitProgram
    let address: RemoteAddress
    let folder: String
    /// Bytes of address space of git while it fetches, and of each program that it starts; nil for as much as it takes.
    var memoryLimit: Int?

    /// For a remote that accepts the connection and then says nothing.
    private static let patience: Duration = .seconds(120)
    /// A list of names that takes more address space is none that anybody made by hand; git would read one without end into memory.
    private static let listMemory = 1 << 30
    private static let longestFetch: Duration = .seconds(24 * 3600)
    private static let branchesAndTags = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]

    func update(interruption: Interruption) throws {
        let head = try remoteHead(interruption)
        try create(head.format)
        let fetch = [
            "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=120", "fetch", "--quiet", "--prune", "--no-tags",
            "--no-write-fetch-head", "--no-recurse-submodules", "--force", "--end-of-options", address.description,
        ]
        _ = try git.answer(
            git.command(
                fetch + Self.branchesAndTags, in: folder, access: .network, variables: signIn,
                timeLimit: Self.longestFetch, memoryLimit: memoryLimit),
            at: address.description, interruption: interruption)
        if let standsFor = head.value { try write { try HistoryView.write(standsFor + "\n", to: folder + "/HEAD") } }
    }

    /// What `HEAD` is on the other side: the text of the file, and the format of the objects.
    private func remoteHead(_ interruption: Interruption) throws -> (value: String?, format: ObjectFormat) {
        let answer = try git.textAnswer(
            git.command(
                ["ls-remote", "--symref", "--end-of-options", address.description, "HEAD"], in: folder + ".none",
                access: .network,
                variables: signIn, timeLimit: Self.patience, memoryLimit: min(Self.listMemory, memoryLimit ?? .max)),
            at: address.description, interruption: interruption)
        var branch: String?
        var object: String?
        for line in answer.text.split(separator: "\n") {
            let columns = line.split(separator: "\t", maxSplits: 1)
            guard columns.count == 2, columns[1] == "HEAD" else { continue }
            if columns[0].hasPrefix("ref: refs/") { branch = String(columns[0]) } else { object = String(columns[0]) }
        }
        return (branch ?? object, object?.utf8.count == ObjectFormat.sha256.digits ? .sha256 : .sha1)
    }

    /// The credentials of the address, for git and the programs that it starts, and for nobody else's eyes.
    private var signIn: [String: String] {
        guard let header = address.authorization else { return [:] }
        return [
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.\(address.origin).extraHeader",
            "GIT_CONFIG_VALUE_0": header,
        ]
    }

    private func create(_ format: ObjectFormat) throws {
        if FileManager.default.fileExists(atPath: folder + "/config") { return }
        try write {
            for part in ["/objects/info", "/objects/pack", "/refs/heads", "/refs/tags"] {
                try FileManager.default.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
            }
            try HistoryView.write("ref: refs/heads/main\n", to: folder + "/HEAD")
            // Last, as the sign that the rest is there.
            try HistoryView.write(HistoryView.configuration(format), to: folder + "/config")
        }
    }

    private func write(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw GitFailure(writing: error, at: address.description)
        }
    }
}
