import Collectors
import Ledger

/// Where something is collected from, and by which collector.
struct Place: Sendable {
    /// What names it in the ledger.
    struct Key: Sendable, Hashable {
        let kind: String
        let location: String

        /// The address without what git and forges write differently.
        var address: String { location.hasSuffix(".git") ? String(location.dropLast(4)) : location }
    }

    let key: Key
    /// As it was given, which may hold credentials that the ledger does not.
    let given: String

    /// A place from the command line: a folder or file, an address for git, or a project of a forge.
    init(named text: String) throws {
        if let forge = ForgeLocation(text) {
            self.init(forge, given: text)
        } else if ForgeLocation.isOne(text) {
            throw Failure(
                .usage, "“\(text)” is not a project of a forge",
                hints: ["Write github:owner/name, gitlab:group/project, or gitlab+https://host/group/project."])
        } else {
            let location = try RepositoryLocation.checked(text)
            self.init(Key(kind: CollectorChoice.kind(of: location), location: location), given: text)
        }
    }

    /// A place from the configuration, which may be gone for a moment.
    init(configured text: String) throws {
        let location = try RepositoryLocation.configured(text)
        self.init(Key(kind: CollectorChoice.kind(of: location), location: location), given: text)
    }

    init(_ forge: ForgeLocation, given: String? = nil) {
        self.init(Key(kind: forge.kind.rawValue, location: forge.address), given: given ?? forge.path)
    }

    private init(_ key: Key, given: String) {
        self.key = key
        self.given = given
    }
}

extension Repository {
    var place: Place.Key { Place.Key(kind: kind, location: location) }
}
