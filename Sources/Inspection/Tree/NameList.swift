import Glibc

/// Names of files and folders side by side, each held once however often it occurs.
struct NameList: Sendable {
    private var bytes: [UInt8] = []
    /// Where each name ends; it begins where the one before it ends.
    private var ends: [UInt32] = []
    /// The place of a name by its hash. Two names of the same hash are rare, and then the second is held as often as it occurs.
    private var known: [Int: Int32] = [:]
    private let mostBytes: Int

    /// - Parameter mostBytes: of all names together.
    init(mostBytes: Int) { self.mostBytes = min(mostBytes, Int(UInt32.max)) }

    /// The place of a name; nil when there is no room for it.
    mutating func place(of name: UnsafeRawBufferPointer) -> Int32? {
        var hasher = Hasher()
        hasher.combine(bytes: name)
        let hash = hasher.finalize()
        let before = known[hash]
        if let before, holds(name, at: before) { return before }
        guard name.count <= mostBytes - bytes.count, ends.count < Int(Int32.max) else { return nil }
        bytes.append(contentsOf: name)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
        let place = Int32(truncatingIfNeeded: ends.count - 1)
        if before == nil { known[hash] = place }
        return place
    }

    func length(at place: Int32) -> Int { range(place).count }

    func withBytes<Result>(at place: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let range = range(place)
        return bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// Gives up what finds names: from now on each name that comes is held, known or not.
    mutating func close() { known = [:] }

    private func range(_ place: Int32) -> Range<Int> {
        let place = Int(place)
        return (place > 0 ? Int(ends[place - 1]) : 0)..<Int(ends[place])
    }

    private func holds(_ name: UnsafeRawBufferPointer, at place: Int32) -> Bool {
        guard length(at: place) == name.count else { return false }
        return withBytes(at: place) { $0.elementsEqual(name) }
    }
}
