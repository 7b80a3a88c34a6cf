import Glibc

/// The parsers by themselves, without the checksums and compression that keep random bytes away from them.
enum FuzzParts {
    static func readCommit(_ input: UnsafeRawBufferPointer) {
        let bytes = padded(input)
        for size in [20, 32] {
            var names = 0
            _ = CommitHeader.read(
                bytes.start, bytes.count, nameSize: size, tree: { names &+= Int($0[size - 1]) },
                parent: { names &+= Int($0[size - 1]) })
        }
    }

    private static let emptyCatalogue: ObjectCatalogue? = {
        let folder = "/dev/shm/steward-fuzz-nothing"
        return try? ObjectCatalogue(folders: [folder], format: .sha1)
    }()

    static func compareTrees(_ input: UnsafeRawBufferPointer) {
        guard let (old, new) = input.halves, let catalogue = emptyCatalogue else { return }
        let (before, after) = (padded(old), padded(new))
        var result = TreeResult()
        withUnsafeMutablePointer(to: &result) { result in
            let work = TreeWork(Forest(catalogue), ExtraObjects(catalogue), thread: 0, results: result)
            work.compare(0, old: UnsafeRawBufferPointer(before.buffer), new: UnsafeRawBufferPointer(after.buffer))
            guard result.pointee.fault == CommitRecord.noFault else { return }
            for place in 0..<work.differences.count {
                let difference = work.differences[place]
                let end = Int(difference.nameAt) + Int(difference.nameLength)
                guard difference.nameLength > 0, end <= work.names.count else { fatalError("a name outside of the names") }
            }
        }
    }

    /// The lines of what a delta makes must be the same, whether they are carried over from the base or read.
    static func applyDelta(_ input: UnsafeRawBufferPointer) {
        guard let (base, delta) = input.halves else { return }
        let (before, steps) = (padded(base), padded(delta))
        guard let sizes = Delta.sizes(steps.start, steps.count), sizes.base == before.count, sizes.result < 1 << 20 else {
            return
        }
        let after = ObjectBytes(count: sizes.result)
        guard
            Delta.apply(
                steps.start, steps.count, from: sizes.length, to: before.start, before.count, into: after.start,
                size: after.count)
        else { return }
        let hasher = LineDigest()
        let limit = max(before.count, after.count) + 1
        let (known, carried, read) = (LineMemory(limit), LineMemory(limit), LineMemory(limit))
        var builder = LineBuilder(before.start, into: known.lines, limit: limit, hasher: hasher)
        guard builder.scan(from: 0, to: before.count), builder.finish(size: before.count) else { fatalError("no room") }
        let baseLines = builder.lines

        builder = LineBuilder(after.start, into: read.lines, limit: limit, hasher: hasher)
        guard builder.scan(from: 0, to: after.count), builder.finish(size: after.count) else { fatalError("no room") }
        let wanted = builder.lines

        builder = LineBuilder(after.start, into: carried.lines, limit: limit, hasher: hasher)
        var (at, made, hint) = (sizes.length, 0, 0)
        while at < steps.count {
            switch Delta.step(steps.start, steps.count, &at) {
            case .copy(let from, let count):
                guard
                    builder.copy(baseLines, size: before.count, from: from, count: count, made: made, hint: &hint)
                else { fatalError("no room") }
                made += count
            case .insert(let count):
                at += count
                guard builder.scan(from: made, to: made + count) else { fatalError("no room") }
                made += count
            case nil: fatalError("a delta that could be applied")
            }
        }
        guard builder.finish(size: after.count) else { fatalError("no room") }
        let found = builder.lines
        guard found.count == wanted.count, found.isUnterminated == wanted.isUnterminated,
            (0..<found.count).allSatisfy({ found.hashes[$0] == wanted.hashes[$0] && found.starts[$0] == wanted.starts[$0] })
        else { fatalError("lines that were carried over are not those that were read") }
        withExtendedLifetime((known, carried, read, before, after, steps)) {}
    }

    private final class LineMemory {
        let lines: Lines

        init(_ count: Int) { lines = Lines(starts: .allocate(capacity: count), hashes: .allocate(capacity: count)) }

        deinit {
            lines.starts.deallocate()
            lines.hashes.deallocate()
        }
    }
}
