import Synchronization

extension Repository {
    /// Hands over the bytes of blobs, each once, in the order that is quickest and from several threads at the same time.
    ///
    /// When it is cancelled, blobs are left that `body` was never called for.
    ///
    /// - Parameters:
    ///   - ids: each is named once; what is named again is passed over.
    ///   - limit: no blob of more bytes is handed over, only that it is too large.
    ///   - body: is given the place in `ids`, and bytes that are there only during the call.
    public func blobs(
        _ ids: [ObjectID], atMost limit: Int, isCancelled: @escaping @Sendable () -> Bool = { false },
        _ body: @escaping @Sendable (Int, Result<UnsafeRawBufferPointer, PackError>) -> Void
    ) {
        turn.withLock { _ in
            engine.isCancelled = isCancelled
            defer { engine.isCancelled = { false } }
            var table = PairTable()
            var places: [Int] = []
            for (place, id) in ids.enumerated() {
                let number = forest.find(id)
                guard number >= 0 else {
                    body(place, .failure(PackError(.missing, object: id, ObjectFault.missing.detail)))
                    continue
                }
                if table.number(PairTable.nothing, number) == places.count { places.append(place) }
            }
            let wanted = Wanted(ids: ids, places: places, limit: limit, body: body)
            let works = (0..<engine.threads).map { _ in ContentWork(wanted) }
            let pairs = (0..<Int32(truncatingIfNeeded: places.count)).map { $0 }
            let left = Round<ContentWork>(forest, table, pairs, budget: engine.kept).run(works, engine)
            // What did not fit on a stack together with all that it is stored as a change to.
            let reader = PointReader(forest.catalogue, limit: engine.largest)
            guard let work = works.first else { return }
            for pair in left where !isCancelled() {
                do throws(ObjectFault) {
                    let (kind, bytes) = try reader.read(ids[places[Int(pair)]])
                    guard kind == .blob else { throw .kind }
                    work.compare(pair, old: nil, new: UnsafeRawBufferPointer(bytes.buffer))
                    withExtendedLifetime(bytes) {}
                } catch {
                    work.fail(pair, table.news[Int(pair)], error)
                }
            }
        }
    }

    private struct Wanted: Sendable {
        let ids: [ObjectID]
        /// The place in `ids` of each pair.
        let places: [Int]
        let limit: Int
        let body: @Sendable (Int, Result<UnsafeRawBufferPointer, PackError>) -> Void
    }

    private final class ContentWork: PairWork {
        static var needsLines: Bool { false }
        static var viewsLast: Bool { true }
        private let wanted: Wanted

        init(_ wanted: Wanted) { self.wanted = wanted }

        func view(_ object: borrowing DecodedObject) throws(ObjectFault) -> UnsafeRawBufferPointer? {
            guard object.kind == ObjectKind.blob.rawValue else { throw .kind }
            return UnsafeRawBufferPointer(start: object.bytes, count: object.size)
        }

        func compare(_ pair: Int32, old: UnsafeRawBufferPointer?, new: UnsafeRawBufferPointer?) {
            guard let new else { return }
            let place = wanted.places[Int(pair)]
            guard new.count <= wanted.limit else {
                return wanted.body(
                    place, .failure(PackError(.tooLarge, object: wanted.ids[place], "it has \(new.count) bytes")))
            }
            wanted.body(place, .success(new))
        }

        func decide(_ pair: Int32) {}

        func fail(_ pair: Int32, _ number: Int32, _ fault: ObjectFault) {
            let place = wanted.places[Int(pair)]
            wanted.body(place, .failure(PackError(fault.reason, object: wanted.ids[place], fault.detail)))
        }
    }
}
