import Ledger
import Synchronization
import Transport

/// Reads all of an item: from the archive when the forge cannot have anything newer, else from the forge.
final class ItemReader<Forge: LiveForge>: Sendable {
    let forge: Forge
    let project: LiveProject
    private let client: ForgeClient
    private let archive: ForgeArchive
    private let sizes: SizeReader<Forge>
    /// Parts that this forge does not have, or does not show to this token.
    private let absent = Mutex<[String: ForgeFailure]>([:])

    /// A forge may go on writing for so many seconds what it says it has changed; what was read sooner is read again.
    static var settlingTime: Int64 { 60 }

    init(_ forge: Forge, _ project: LiveProject, _ client: ForgeClient, _ archive: ForgeArchive) {
        self.forge = forge
        self.project = project
        self.client = client
        self.archive = archive
        sizes = SizeReader(forge, project, client)
    }

    enum Outcome: Sendable {
        case read(MappedItem)
        /// The forge no longer has the item.
        case gone(ListedItem)
        /// The forge could not give it now.
        case failed(ListedItem, ForgeFailure)
    }

    /// What parts the forge did not give, in words, once each.
    var problems: [String] {
        absent.withLock { $0.sorted { $0.key < $1.key }.map { "All \($0.key): \($0.value)" } }
    }

    /// What this forge never tells, in words.
    var remark: String? { sizes.remark }

    /// The answers that tell the sizes of those of some change requests that will be read from the forge.
    func sizes(of items: [ListedItem]) async throws -> [Int64: ForgeAnswer] {
        let wanted = try items.filter { try $0.kind == .changeRequest && inArchive($0) == nil }
        return try await sizes.read(wanted.map(\.number))
    }

    /// - Parameters:
    ///   - page: what a list or the forge said of the item.
    ///   - size: an answer that tells the item's size; when there is none yet, it is asked for.
    func read(_ item: ListedItem, _ page: ForgeAnswer, _ address: String, size: ForgeAnswer? = nil) async throws -> Outcome {
        if let known = try fromArchive(item) { return .read(forge.map(known)) }
        var reading = ItemReading(item: item, parts: [])
        reading.parts.append(
            ReadPart(name: ItemReading.itemPart, place: page.place, address: address, body: page.body))
        var readAt: Instant?
        if item.kind == .changeRequest {
            var size = size
            if size == nil { size = try await sizes.read([item.number])[item.number] }
            if let size {
                readAt = size.answeredAt
                reading.parts.append(
                    ReadPart(
                        name: ItemReading.sizesPart, place: size.place,
                        address: try client.endpoint.graphQL()?.description ?? address, body: size.body))
            }
        }
        var asked = reading.parts
        while let part = forge.nextPart(item, project, after: asked) {
            // A part without an answer still tells which one comes next.
            asked.append(ReadPart(name: part.name, place: page.place, address: "", body: []))
            let key = "\(item.kind == .changeRequest ? "change requests" : "issues"): \(part.name)"
            guard absent.withLock({ $0[key] == nil }) else { continue }
            do {
                let pages = try await self.pages(part.name, part.path, &readAt)
                reading.parts += pages
                asked.removeLast()
                asked += pages
            } catch let failure as ForgeFailure where failure.reason == .notFound || failure.reason == .forbidden {
                guard try await exists(item) else { return .gone(item) }
                absent.withLock { $0[key] = failure }
            } catch let failure as ForgeFailure where failure.concernsOneAnswer {
                return .failed(item, failure)
            }
        }
        try archive.append(
            ArchivedItem(
                item.kind, number: item.number, updatedAt: item.updatedAt, readAt: readAt ?? page.answeredAt,
                parts: try reading.parts.map { .init($0.name, try archive.current($0.place)) }))
        return .read(forge.map(reading))
    }

    private func pages(_ name: String, _ path: String, _ readAt: inout Instant?) async throws -> [ReadPart] {
        var parts: [ReadPart] = []
        var address = try client.endpoint.address(path)
        while true {
            let answer = try await client.get(address)
            readAt = min(readAt ?? answer.answeredAt, answer.answeredAt)
            parts.append(ReadPart(name: name, place: answer.place, address: address.description, body: answer.body))
            guard let next = answer.next else { return parts }
            guard parts.count < Self.mostPages else {
                throw ForgeFailure(.unexpected, at: address.description, detail: "pages without end")
            }
            address = next
        }
    }

    /// An item with more than 200,000 events is not believed.
    private static var mostPages: Int { 2000 }

    private func exists(_ item: ListedItem) async throws -> Bool {
        do {
            _ = try await client.get(client.endpoint.address(forge.itemPath(item.kind, item.number, project)))
            return true
        } catch let failure as ForgeFailure where failure.reason == .notFound {
            return false
        }
    }

    /// The last reading, when the item has not changed since and it was read long enough after the change.
    private func fromArchive(_ item: ListedItem) throws -> ItemReading? {
        try inArchive(item).flatMap { try Self.reading($0, item, archive) }
    }

    private func inArchive(_ item: ListedItem) throws -> ArchivedItem? {
        guard let known = try archive.item(item.kind, item.number), known.updatedAt == item.updatedAt,
            known.readAt >= item.changedAt.advanced(by: Self.settlingTime)
        else { return nil }
        return known
    }

    /// What was read of an item; nil when the archive lost a part of it.
    static func reading(_ known: ArchivedItem, _ item: ListedItem, _ archive: ForgeArchive) throws -> ItemReading? {
        var reading = ItemReading(item: item, parts: [])
        for part in known.parts {
            guard let answer = try archive.answer(at: part.place) else { return nil }
            reading.parts.append(
                ReadPart(name: part.name, place: part.place, address: answer.address, body: answer.body))
        }
        return reading
    }
}

extension ForgeFailure {
    /// The forge may well answer about other items.
    var concernsOneAnswer: Bool {
        switch reason {
        case .unavailable, .unexpected, .foreignPage: true
        case .network(let failure): failure.reason == .tooLarge || failure.reason == .damaged || failure.reason == .truncated
        default: false
        }
    }

    /// The answer itself was larger than allowed.
    var isTooLarge: Bool {
        if case .network(let failure) = reason { return failure.reason == .tooLarge }
        return false
    }
}
