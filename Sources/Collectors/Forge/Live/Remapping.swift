import Ledger

/// Maps what the archive holds again.
enum Remapping {
    private static let together = 100

    static func run<Forge: LiveForge>(_ forge: Forge, _ run: ItemCollection, _ archive: ForgeArchive) async throws {
        let all = try archive.items()
        let companions = all.filter { $0.number == ArchivedItem.companions }
        var pages: [[UInt8]] = []
        for part in companions.last?.parts ?? [] {
            if let answer = try archive.answer(at: part.place) { pages.append(answer.body) }
        }
        let forge = forge.learning(pages)
        let items = all.filter { $0.number != ArchivedItem.companions }
        for start in stride(from: 0, to: items.count, by: together) {
            var facts: [ItemFact] = []
            for known in items[start..<min(items.count, start + together)] {
                let item = ListedItem(
                    kind: known.kind, number: known.number, updatedAt: known.updatedAt, changedAt: known.readAt)
                guard let reading = try ItemReader<Forge>.reading(known, item, archive) else {
                    run.report("The archive has lost a part of \(known.kind) \(known.number).")
                    continue
                }
                let mapped = forge.map(reading)
                if let fact = mapped.fact { facts.append(fact) }
                for problem in mapped.problems { run.report(problem) }
            }
            try await run.record(facts)
            run.show("mapping again", done: min(items.count, start + together), total: items.count)
        }
    }
}

extension ArchivedItem {
    /// Stands in the place of an item's number for what helps to understand all items.
    static let companions: Int64 = 0
}
