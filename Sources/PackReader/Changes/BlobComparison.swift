/// Counts the lines of all pairs of files.
struct BlobComparison {
    let forest: Forest
    let extras: ExtraObjects
    let engine: EngineSettings

    /// Git takes larger files for binary without looking (`core.bigFileThreshold`).
    static let largestText = 512 << 20

    func compare(_ table: borrowing PairTable) -> GrowingBuffer<LineResult> {
        var results = GrowingBuffer<LineResult>(capacity: table.count)
        var left: [Int32] = []
        var single: [Int32] = []
        left.reserveCapacity(table.count)
        for pair in 0..<table.count {
            results.append(LineResult())
            let (old, new) = (table.olds[pair], table.news[pair])
            switch (side(old), side(new)) {
            case (.submodule, .submodule): results[pair] = LineResult(added: 1, deleted: 1)
            case (.submodule, .nothing): results[pair] = LineResult(deleted: 1)
            case (.nothing, .submodule): results[pair] = LineResult(added: 1)
            case (.faulty(let fault), _): results[pair] = LineResult(fault: fault.rawValue, faulty: old)
            case (_, .faulty(let fault)): results[pair] = LineResult(fault: fault.rawValue, faulty: new)
            case (.submodule, _), (_, .submodule): single.append(Int32(truncatingIfNeeded: pair))
            default: left.append(Int32(truncatingIfNeeded: pair))
            }
        }
        let works = (0..<engine.threads).map { _ in BlobWork(results: results.start) }
        var rounds = 0
        while !left.isEmpty && rounds < ChangeReader.mostRounds {
            left = Round<BlobWork>(forest, table, left, budget: engine.kept).run(works, engine)
            rounds += 1
        }
        if let work = works.first { compareSingly(single + left, of: table, work) }
        return results
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
    private func compareSingly(_ pairs: [Int32], of table: borrowing PairTable, _ work: BlobWork) {
        guard !pairs.isEmpty else { return }
        let reader = PointReader(forest.catalogue, limit: engine.largest)
        for pair in pairs where !engine.isCancelled() {
            let (old, new) = (table.olds[Int(pair)], table.news[Int(pair)])
            var number = old
            do throws(ObjectFault) {
                let a = try lines(old, reader)
                number = new
                let b = try old == new ? a : lines(new, reader)
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

    /// The hashes of all lines; nil for a binary file.
    private func lines(_ number: Int32, _ reader: PointReader) throws(ObjectFault) -> [UInt64]? {
        if number < 0 { return [] }
        if extras.isSubmodule(number) { return lines(ofSubmodule: extras.id(number)) }
        let object: (kind: ObjectKind, bytes: ObjectBytes)
        do throws(ObjectFault) {
            object = try reader.read(forest.id(number))
        } catch {
            if error == .tooLarge, reader.size(of: forest.id(number)) > Self.largestText { return nil }
            throw error
        }
        guard object.kind == .blob else { throw .kind }
        return lines(of: object.bytes)
    }

    private func lines(of object: ObjectBytes) -> [UInt64]? {
        let bytes = UnsafePointer(object.start)
        if object.count > Self.largestText || LineBuilder.isBinary(bytes, object.count) { return nil }
        var hashes: [UInt64] = []
        object.buffer.split(separator: 10, omittingEmptySubsequences: false).forEach { line in
            let start = bytes + line.startIndex
            if line.endIndex < object.count {
                hashes.append(engine.hasher.hash(start, line.count))
            } else if !line.isEmpty {
                hashes.append(engine.hasher.unterminated(start, line.count))
            }
        }
        return hashes
    }

    /// Git shows a submodule as a file of one line.
    private func lines(ofSubmodule id: ObjectID) -> [UInt64]? {
        let text = Array("Subproject commit \(id)\n".utf8)
        let bytes = ObjectBytes(count: text.count)
        for (index, byte) in text.enumerated() { bytes.start[index] = byte }
        return lines(of: bytes)
    }
}
