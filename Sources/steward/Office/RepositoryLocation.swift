import Collectors

/// How a repository is named in the ledger.
enum RepositoryLocation {
    /// The absolute path or the address without credentials, after a check that git may be given it.
    static func checked(_ text: String) throws -> String {
        try GitLocation(text).description
    }

    /// The same for a location from the configuration, where one folder that is gone, perhaps for a moment, must not
    /// keep the others from being read: its own collection tells that it is gone.
    static func configured(_ text: String) throws -> String {
        do {
            return try checked(text)
        } catch let failure as GitFailure where failure.reason == .notFound {
            return failure.location
        }
    }
}
