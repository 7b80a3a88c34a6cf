/// Bare copies of repositories, made and brought up to date with git.
public enum RepositoryCopy {
    /// Fetches the branches and tags of an address into `folder`, which holds this copy alone.
    ///
    /// - Throws: `GitFailure`; a copy that was there stays as it was.
    public static func update(of address: RemoteAddress, in folder: String) async throws {
        try await blocking { interruption in
            try GitMirror(git: GitProgram(), address: address, folder: folder).update(interruption: interruption)
        }
    }
}
