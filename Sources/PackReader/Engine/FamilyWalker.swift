import Glibc

/// An object as it lies on the stack of a walker.
struct DecodedObject {
    var number: Int32
    var kind: UInt8
    var bytes: UnsafeMutablePointer<UInt8>
    var size: Int
    var lines: Lines
    /// Its lines were not looked for: it is binary, or nobody wants them.
    var hasLines: Bool
}

/// What happens to the objects of a family.
protocol FamilyVisitor: AnyObject {
    static var needsLines: Bool { get }
    /// The bytes and lines of both are there until this returns.
    ///
    /// - Parameter base: what the object is stored as a change to.
    func visit(_ object: borrowing DecodedObject, base: DecodedObject?)
    func fail(_ number: Int32, _ fault: ObjectFault)
}

/// Decodes the objects of a family: one that is stored whole, and all that are stored as changes to it.
///
/// Goes depth first, so that what an object is a change to always lies on the stack: each object is inflated once,
/// nothing is looked up twice, and no memory is asked for. One for each thread, and used by it alone.
final class FamilyWalker: @unchecked Sendable {
    private struct Frame {
        var object: DecodedObject
        var next: Int32
        var mark: Int
        var lineMark: Int
    }

    private let forest: Forest
    private let inflater = Inflater()
    private let hasher: LineDigest
    private let verification: Verification
    private let bytes: Region
    private let starts: Region
    private let hashes: Region
    private let lineCapacity: Int
    private let nameSize: Int
    private var delta: ObjectBytes
    private var frames: [Frame] = []
    private var mark = 0
    private var lineMark = 0

    /// - Parameter stack: the most bytes that the objects on the way to one, and their lines, may take.
    init(_ forest: Forest, hasher: LineDigest, verification: Verification, stack: Int) {
        self.forest = forest
        self.hasher = hasher
        self.verification = verification
        nameSize = forest.catalogue.nameSize
        let bytes = max(stack / 2, 1 << 16)
        self.bytes = Region(bytes: bytes)
        lineCapacity = max(stack / 2 / 12, 1 << 12)
        starts = Region(bytes: lineCapacity * 4)
        hashes = Region(bytes: lineCapacity * 8)
        delta = ObjectBytes(count: 1 << 16)
    }

    /// Visits the objects of a family that are marked, those between included.
    func walk<Visitor: FamilyVisitor>(_ root: Int32, _ visitor: Visitor) {
        mark = 0
        lineMark = 0
        frames.removeAll(keepingCapacity: true)
        enter(root, visitor)
        while let last = frames.indices.last {
            let child = frames[last].next
            if child < 0 {
                mark = frames[last].mark
                lineMark = frames[last].lineMark
                frames.removeLast()
                continue
            }
            let sibling = forest.nextChild[Int(child)]
            forest.fetch(sibling)
            frames[last].next = sibling
            enter(child, visitor)
        }
    }

    @inline(__always)
    private func enter<Visitor: FamilyVisitor>(_ number: Int32, _ visitor: Visitor) {
        let (mark, lineMark) = (self.mark, self.lineMark)
        forest.fetch(forest.firstChild[Int(number)])
        do throws(ObjectFault) {
            let object = try decode(number, wantsLines: Visitor.needsLines)
            visitor.visit(object, base: frames.last?.object)
            let child = forest.firstChild[Int(number)]
            if child >= 0 {
                frames.append(Frame(object: object, next: child, mark: mark, lineMark: lineMark))
            } else {
                self.mark = mark
                self.lineMark = lineMark
            }
        } catch {
            self.mark = mark
            self.lineMark = lineMark
            failFamily(number, error, visitor)
        }
    }

    /// An object cannot be read, nor what is stored as a change to it.
    private func failFamily<Visitor: FamilyVisitor>(_ number: Int32, _ fault: ObjectFault, _ visitor: Visitor) {
        visitor.fail(number, fault)
        var open = [forest.firstChild[Int(number)]]
        while let child = open.popLast() {
            guard child >= 0 else { continue }
            visitor.fail(child, fault == .tooLarge ? .tooLarge : .base)
            open.append(forest.nextChild[Int(child)])
            open.append(forest.firstChild[Int(child)])
        }
    }

    @inline(__always)
    private func decode(_ number: Int32, wantsLines: Bool) throws(ObjectFault) -> DecodedObject {
        let index = Int(number)
        if forest.catalogue.isLoose(number) { return try decodeLoose(number, wantsLines: wantsLines) }
        guard forest.kinds[index] != 0 else { throw forest.bases[index] == ObjectCatalogue.brokenBase ? .base : .header }
        let pack = forest.part(of: number)
        let offset = Int(forest.offsets[index])
        guard let header = EntryHeader(pack.bytes, at: offset, end: pack.end, nameSize: nameSize) else { throw .header }
        let data = pack.bytes + header.dataAt
        let stop = index + 1 == pack.next ? pack.end : min(pack.end, Int(forest.offsets[index + 1]))
        let length = max(0, stop - header.dataAt)
        var object: DecodedObject
        if forest.bases[index] < 0 {
            object = try room(number, size: header.size)
            guard inflater.inflate(data, length, into: object.bytes, size: header.size) else { throw .inflation }
            if wantsLines { try splitLines(&object) }
        } else {
            guard let base = frames.last?.object, base.number == forest.bases[index] else { throw .base }
            guard header.size <= bytes.count else { throw .tooLarge }
            if header.size > delta.count { delta = ObjectBytes(count: max(header.size, min(delta.count * 2, bytes.count))) }
            guard inflater.inflate(data, length, into: delta.start, size: header.size) else { throw .inflation }
            object = try apply(header.size, to: base, number, wantsLines: wantsLines)
        }
        if verification.includes(number) { try verify(object) }
        return object
    }

    @inline(__always)
    private func room(_ number: Int32, size: Int) throws(ObjectFault) -> DecodedObject {
        guard size <= bytes.count - mark - 2 * ObjectBytes.slack else { throw .tooLarge }
        let start = bytes.start.assumingMemoryBound(to: UInt8.self) + mark
        mark += (size + ObjectBytes.slack + 15) & ~15
        return DecodedObject(
            number: number, kind: forest.kinds[Int(number)], bytes: start, size: size, lines: emptyLines, hasLines: false)
    }

    private var emptyLines: Lines {
        Lines(
            starts: starts.start.assumingMemoryBound(to: UInt32.self) + lineMark,
            hashes: hashes.start.assumingMemoryBound(to: UInt64.self) + lineMark)
    }

    private func splitLines(_ object: inout DecodedObject) throws(ObjectFault) {
        guard !LineBuilder.isBinary(object.bytes, object.size) else { return }
        var builder = LineBuilder(object.bytes, into: object.lines, limit: lineCapacity - lineMark, hasher: hasher)
        guard builder.scan(from: 0, to: object.size), builder.finish(size: object.size) else { throw .tooLarge }
        keep(builder, &object)
    }

    @inline(__always)
    private func keep(_ builder: LineBuilder, _ object: inout DecodedObject) {
        object.lines = builder.lines
        object.hasLines = true
        lineMark += builder.lines.count
    }

    @inline(__always)
    private func apply(
        _ deltaSize: Int, to base: DecodedObject, _ number: Int32, wantsLines: Bool
    ) throws(ObjectFault) -> DecodedObject {
        let steps = UnsafePointer(delta.start)
        guard let sizes = Delta.sizes(steps, deltaSize), sizes.base == base.size else { throw .delta }
        var object = try room(number, size: sizes.result)
        guard wantsLines && base.hasLines else {
            guard
                Delta.apply(
                    steps, deltaSize, from: sizes.length, to: base.bytes, base.size, into: object.bytes, size: object.size)
            else { throw .delta }
            if wantsLines { try splitLines(&object) }
            return object
        }
        let (target, size) = (object.bytes, object.size)
        var builder = LineBuilder(target, into: object.lines, limit: lineCapacity - lineMark, hasher: hasher)
        var at = sizes.length
        var made = 0
        var hint = 0
        while at < deltaSize {
            switch Delta.step(steps, deltaSize, &at) {
            case .copy(let from, let count):
                guard from <= base.size - count, count <= size - made else { throw .delta }
                Delta.copy(base.bytes + from, target + made, count)
                guard builder.copy(base.lines, size: base.size, from: from, count: count, made: made, hint: &hint) else {
                    throw .tooLarge
                }
                made += count
            case .insert(let count):
                guard count <= size - made else { throw .delta }
                Delta.copy(steps + at, target + made, count)
                at += count
                guard builder.scan(from: made, to: made + count) else { throw .tooLarge }
                made += count
            case nil: throw .delta
            }
        }
        guard made == size, builder.finish(size: size) else { throw .delta }
        guard !LineBuilder.isBinary(target, size) else { return object }
        keep(builder, &object)
        return object
    }

    private func decodeLoose(_ number: Int32, wantsLines: Bool) throws(ObjectFault) -> DecodedObject {
        let catalogue = forest.catalogue
        let place = Int(number) - catalogue.firsts[catalogue.packs.count]
        let found = try catalogue.loose.read(at: place, limit: bytes.count, with: inflater)
        var object = try room(number, size: found.1.count)
        object.kind = found.0.rawValue
        memcpy(object.bytes, found.1.start, found.1.count)
        if wantsLines { try splitLines(&object) }
        if verification.includes(number) { try verify(object) }
        return object
    }

    private func verify(_ object: DecodedObject) throws(ObjectFault) {
        guard forest.isNamed(object.number) else { return }
        guard let kind = ObjectKind(rawValue: object.kind) else { throw .kind }
        let made = ObjectName.made(of: kind, object.bytes, object.size, size: forest.catalogue.nameSize)
        guard made == forest.id(object.number) else { throw .name }
    }
}

/// Which objects have their name made anew from their contents and compared.
public enum Verification: Sendable {
    /// One in 256, always the same ones.
    case sample
    case all

    @inline(__always)
    func includes(_ number: Int32) -> Bool {
        switch self {
        case .sample: UInt32(truncatingIfNeeded: number) &* 0x9E37_79B1 < 0x0100_0000
        case .all: true
        }
    }
}
