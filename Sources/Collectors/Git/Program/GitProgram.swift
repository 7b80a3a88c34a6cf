import Foundation

/// The git command line, told everything that could otherwise differ from machine to machine.
///
/// No configuration is read but that of the repository that is named, no hook, filter, pager, editor, helper or
/// file system monitor is started, no object is fetched on the way, and no replacement stands in for a commit.
struct GitProgram: Sendable {
    /// What git may do besides reading files.
    enum Access {
        case nothing
        /// Fetch from a remote over one of `GitLocation.transports`.
        case network
    }

    var program = "git"

    /// A git command in the repository whose git folder is `folder`.
    ///
    /// There is always one, if need be one that does not exist: git would otherwise look for a repository around
    /// the folder that Steward was started in, and obey its configuration.
    func command(
        _ arguments: [String], in folder: String, access: Access = .nothing, variables: [String: String] = [:],
        timeLimit: Duration? = nil, memoryLimit: Int? = nil
    ) -> Command {
        var all = ["--no-pager", "--no-replace-objects", "--literal-pathspecs", "--git-dir=\(folder)"]
        for setting in Self.settings { all += ["-c", setting] }
        return Command(
            program, all + arguments,
            environment: Self.environment(access).merging(variables) { $1 }, timeLimit: timeLimit, memoryLimit: memoryLimit)
    }

    /// Numbers and texts depend on these; the rest would start programs.
    private static let settings = [
        "core.quotePath=false", "core.attributesFile=/dev/null", "core.commitGraph=false", "core.fsmonitor=false",
        "core.hooksPath=/dev/null", "core.pager=cat", "core.askPass=/bin/false", "credential.helper=",
        "diff.algorithm=myers", "diff.context=3", "diff.renames=false",
        "fetch.recurseSubmodules=false", "gc.autoDetach=false", "i18n.commitEncoding=UTF-8",
        "i18n.logOutputEncoding=UTF-8", "log.mailmap=false", "log.showSignature=false", "maintenance.autoDetach=false",
        "protocol.ext.allow=never", "safe.directory=*", "submodule.recurse=false",
    ]

    static func environment(_ access: Access) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("GIT_") && !name.hasPrefix("LC_") && name != "LANG" && name != "LANGUAGE"
        }
        let pinned = [
            "LC_ALL": "C", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1",
            "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false", "GIT_EDITOR": "false", "GIT_ADVICE": "0",
        ]
        variables.merge(pinned) { $1 }
        switch access {
        case .nothing:
            variables["GIT_ALLOW_PROTOCOL"] = "none"
        case .network:
            variables["GIT_ALLOW_PROTOCOL"] = GitLocation.transports.joined(separator: ":")
            variables["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes -oConnectTimeout=30 -oControlMaster=no"
        }
        return variables
    }
}

extension GitCommandReader {
    /// What the installed git says of itself, such as `git version 2.39.5`.
    ///
    /// - Throws: ``GitFailure`` when there is none.
    public static func installedVersion() async throws -> String {
        try await blocking { interruption in
            let git = GitProgram()
            let said = try git.textAnswer(git.command(["version"], in: "/"), at: "git", interruption: interruption).text
            return said.split(whereSeparator: \.isNewline).first.map(String.init) ?? "git"
        }
    }
}
