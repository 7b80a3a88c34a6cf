import Ledger
import Measures
import Store

/// Reads ``ItemFacts`` from the ledger in one consistent view.
struct ItemLoader {
    let reader: any SQLReader
    let asKnown: Instant?

    /// Reads everything, or only what changed since `previous` where that gives the same.
    func load(since previous: ItemFacts? = nil) throws -> ItemFacts {
        let mark = try reader.mark()
        if let previous, let asKnown, try reader.isSettled(at: asKnown, since: previous.mark) { return previous }
        let structure = try StructureLoader(reader: reader, asKnown: asKnown).load()
        let actors = try ActorLoader(reader: reader, asKnown: asKnown).load(since: previous.map { ($0.actors, $0.mark) })
        let organisations = Dictionary(
            actors.organisations.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        let programme = try Programme(reader: reader, asKnown: asKnown, organisations: organisations)
        let repositories = try repositories(structure)
        if asKnown == nil, let previous, repositories.prefix(previous.repositories.count).elementsEqual(previous.repositories) {
            let renewal = ItemRenewal(
                reader: reader, previous: previous, mark: mark, actors: actors, programme: programme, repositories: repositories,
                structure: structure)
            if let renewed = try renewal.facts() { return renewed }
        }
        var rows = try ItemRows(
            reader: reader, asKnown: asKnown, actors: actors, programme: programme, repositories: repositories, labelSets: [])
        try rows.loadAll()
        return ItemFacts(
            mark: mark, asKnown: asKnown, table: rows.table.sortedByCreation(), repositories: repositories,
            labelSets: rows.labelSets, programme: programme, actors: actors, structure: structure)
    }

    private func repositories(_ structure: Structure) throws -> [ItemFacts.Repository] {
        let forge = Dictionary(
            try reader.forgeProjects().map { ($0.repository, $0) }, uniquingKeysWith: { first, _ in first })
        return try reader.repositories().compactMap { repository in
            guard let project = structure.projectOfRepository[repository.id] else { return nil }
            let named = forge[repository.id]
            return ItemFacts.Repository(
                id: repository.id, project: project, path: named?.path ?? structure.projects[Int(project)].slug,
                forge: named?.forge ?? ForgeKind(rawValue: repository.kind), location: repository.location)
        }
    }
}
