import Collectors

/// How a repository is named in the ledger.
enum RepositoryLocation {
    /// The absolute path or the address without credentials, after a check that git may be given it.
    static func checked(_ text: String) throws -> String {
        try GitLocation(text).description
    }
}
