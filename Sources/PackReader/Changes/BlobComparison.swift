/// Counts the lines of all pairs of files.
struct BlobComparison {
    let forest: Forest
    let extras: ExtraObjects
    let engine: EngineSettings

    /// Git takes larger files for binary without looking (`core.bigFileThreshold`).
    static let largestText = 512 << 20

    /// Counts lines.
    func count(_ table: borrowing PairTable) -> GrowingBuffer<LineResult> {
        var results = Self.empty(table.count, LineResult())
        let works = (0..<engine.threads).map { _ in BlobWork(results: results.start) }
        compare(table, &results, works) { _, _ in }
        return results
    }

    /// Counts lines, and finds where they changed.
    func findHunks(
        _ table: borrowing PairTable, _ rule: Repository.HunkRule, _ hunks: inout HunkResults?
    ) -> GrowingBuffer<LineResult> {
        var results = Self.empty(table.count, LineResult())
        let places = Self.empty(table.count, HunkPlace())
        let most = engine.kept / 4 / engine.threads / MemoryLayout<StoredHunk>.stride
        let works = (0..<engine.threads).map {
            HunkWork(results: results.start, places: places.start, thread: $0, rule, mostHunks: most)
        }
        compare(table, &results, works) { pair, result in
            guard let work = works.first else { return }
            let (old, new) = (Int(result.deleted), Int(result.added))
            work.keep([Hunk(oldStart: old, oldCount: old, newStart: new, newCount: new)], of: pair)
        }
        hunks = HunkResults(places, works, rule)
        return results
    }

    private static func empty<Element: BitwiseCopyable>(_ count: Int, _ element: Element) -> GrowingBuffer<Element> {
        var buffer = GrowingBuffer<Element>(capacity: count)
        for _ in 0..<count { buffer.append(element) }
        return buffer
    }

    /// - Parameter submodule: is told of pairs of which no side is a file.
    private func compare<Work: FileWork>(
        _ table: borrowing PairTable, _ results: inout GrowingBuffer<LineResult>, _ works: [Work],
        submodule: (Int32, LineResult) -> Void
    ) {
        var left: [Int32] = []
        var single: [Int32] = []
        left.reserveCapacity(table.count)
        for index in 0..<table.count {
            let pair = Int32(truncatingIfNeeded: index)
            let (old, new) = (table.olds[index], table.news[index])
            func settle(_ result: LineResult) {
                results[index] = result
                submodule(pair, result)
            }
            switch (side(old), side(new)) {
            case (.submodule, .submodule): settle(LineResult(added: 1, deleted: 1))
            case (.submodule, .nothing): settle(LineResult(deleted: 1))
            case (.nothing, .submodule): settle(LineResult(added: 1))
            case (.faulty(let fault), _): results[index] = LineResult(fault: fault.rawValue, faulty: old)
            case (_, .faulty(let fault)): results[index] = LineResult(fault: fault.rawValue, faulty: new)
            case (.submodule, _), (_, .submodule): single.append(pair)
            default: left.append(pair)
            }
        }
        var rounds = 0
        while !left.isEmpty && rounds < ChangeReader.mostRounds {
            left = Round<Work>(forest, table, left, budget: engine.kept).run(works, engine)
            rounds += 1
        }
        if let work = works.first { compareSingly(single + left, of: table, work) }
    }

    private enum Side {
        case nothing, file, submodule
        case faulty(ObjectFault)
    }

    private func side(_ number: Int32) -> Side {
        if number < 0 { return .nothing }
        guard Int(number) < forest.catalogue.count else {
            return extras.isSubmodule(number) ? .submodule : .faulty(.missing)
        }
        forest.prepare(number)
        switch forest.kinds[Int(number)] {
        case ObjectKind.blob.rawValue, Forest.unknownKind: return .file
        case 0: return .faulty(.base)
        default: return .faulty(.kind)
        }
    }

    /// Compares pairs that did not fit, one by one; of each only its two files are in memory.
    private func compareSingly(_ pairs: [Int32], of table: borrowing PairTable, _ work: some FileWork) {
        guard !pairs.isEmpty else { return }
        let reader = PointReader(forest.catalogue, limit: engine.largest)
        for pair in pairs where !engine.isCancelled() {
            let (old, new) = (table.olds[Int(pair)], table.news[Int(pair)])
            var number = old
            do throws(ObjectFault) {
                let a = try view(old, reader, work)
                number = new
                let b = try old == new ? a : view(new, reader, work)
                guard let a, let b else {
                    work.decide(pair)
                    continue
                }
                a.withUnsafeBytes { a in
                    b.withUnsafeBytes { b in
                        work.compare(pair, old: old < 0 ? nil : a, new: new < 0 ? nil : b)
                    }
                }
            } catch {
                work.fail(pair, number, error)
            }
        }
    }

    /// What of a file its comparisons need; nil for a binary one.
    private func view(_ number: Int32, _ reader: PointReader, _ work: some FileWork) throws(ObjectFault) -> [UInt64]? {
        if number < 0 { return [] }
        if extras.isSubmodule(number) { return view(of: SubmoduleText.of(extras.id(number)), work) }
        let object: (kind: ObjectKind, bytes: ObjectBytes)
        do throws(ObjectFault) {
            object = try reader.read(forest.id(number))
        } catch {
            if error == .tooLarge, reader.size(of: forest.id(number)) > Self.largestText { return nil }
            throw error
        }
        guard object.kind == .blob else { throw .kind }
        return view(of: object.bytes, work)
    }

    private func view(of object: ObjectBytes, _ work: some FileWork) -> [UInt64]? {
        if object.count > Self.largestText || LineBuilder.isBinary(UnsafePointer(object.start), object.count) { return nil }
        return work.view(of: object, engine.hasher)
    }
}

/// Git shows a submodule as a file of one line.
enum SubmoduleText {
    static func of(_ id: ObjectID) -> ObjectBytes {
        let text = Array("Subproject commit \(id)\n".utf8)
        let bytes = ObjectBytes(count: text.count)
        for (index, byte) in text.enumerated() { bytes.start[index] = byte }
        return bytes
    }
}
