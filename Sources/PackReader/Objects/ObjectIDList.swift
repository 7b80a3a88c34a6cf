/// Names of objects of one repository side by side, in no more bytes than they have.
public struct ObjectIDList: Sendable {
    private var bytes: [UInt8] = []
    /// Of each name.
    private var size = 0

    public init() {}

    public var isEmpty: Bool { bytes.isEmpty }
    public var count: Int { isEmpty ? 0 : bytes.count / size }

    /// Adds a name, which must have as many bytes as the others: a repository has one format of names.
    public mutating func append(_ id: ObjectID) {
        if bytes.isEmpty { size = id.size }
        precondition(id.size == size, "all names of a repository are of one length")
        id.withBytes { bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: size)) }
    }

    public mutating func removeLast() { bytes.removeLast(size) }

    public subscript(place: Int) -> ObjectID {
        precondition(place >= 0 && place < count, "there is no such name")
        return bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { preconditionFailure("bytes that are there have an address") }
            return ObjectID(start + place * size, size: size)
        }
    }
}
