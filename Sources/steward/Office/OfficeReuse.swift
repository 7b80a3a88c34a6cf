import Catalogue
import Collectors
import Foundation
import Ledger
import Pages
import Reuse
import Store

extension Configuration {
    /// Where the files of a repository that git reads are on this machine; nil when they are not there.
    ///
    /// An address has a bare copy in the data folder since its first collection.
    func filesFolder(of repository: Repository) -> String? {
        guard repository.kind == "git", let location = try? GitLocation(repository.location) else { return nil }
        switch location {
        case .folder(let path): return path
        case .remote:
            let copy = GitCollector.copy(of: repository, in: "\(dataFolder)/git")
            return FileManager.default.fileExists(atPath: copy + "/config") ? copy : nil
        }
    }
}

extension Configuration {
    /// Where it is found out what was written twice.
    func reuse(_ store: any SQLStore, clock: @escaping @Sendable () -> Instant) -> ReuseDesk {
        ReuseDesk(store: store, folder: { filesFolder(of: $0) }, clock: clock)
    }
}

extension ReuseLookup {
    /// The catalogue and the search for reuse know nothing of each other; this is where they meet.
    init(_ desk: ReuseDesk) {
        self.init(
            revision: { try await desk.revision() },
            found: { project in
                try await desk.sharers(of: project).map { sharer in
                    FoundReuse(
                        project: sharer.title, groups: sharer.groups, files: sharer.files, same: sharer.same, lines: sharer.lines,
                        address: SafeURL(segments: ["reuse"], query: [("finding", String(sharer.finding))]))
                }
            })
    }
}

extension Office {
    var reuse: ReuseDesk { configuration.reuse(store, clock: desk.clock) }
}
