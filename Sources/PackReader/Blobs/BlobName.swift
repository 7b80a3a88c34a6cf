import Synchronization

extension ObjectID {
    /// The name that git gives to a file with these contents, in a repository with SHA-1 names; nil when libcrypto refuses.
    public static func ofBlob(_ contents: UnsafeRawBufferPointer) -> ObjectID? {
        // An empty file has an address too.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { room in
            let start = contents.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? room.baseAddress.map { UnsafePointer($0) }
            return start.flatMap { ObjectName.made(of: .blob, $0, contents.count, size: ObjectFormat.sha1.nameSize) }
        }
    }
}

extension Repository {
    /// What kind of object this is as its header says, without reading it; nil when only reading tells, or it is not there.
    public func kind(of id: ObjectID) -> ObjectKind? {
        turn.withLock { _ in
            let number = forest.find(id)
            guard number >= 0 else { return nil }
            forest.prepare(number)
            return ObjectKind(rawValue: forest.kinds[Int(number)])
        }
    }
}
