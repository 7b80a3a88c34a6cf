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
