import Foundation

/// Bare copies of repositories, made and brought up to date with git, within bounds of time, size and memory: anybody may have named the
/// address, and whoever answers there may send without end or not at all.
public enum BoundedCopy {
    public struct Limits: Sendable, Hashable {
        /// Bytes of the copy on disk.
        public var bytes = 2 << 30
        /// Seconds from the first question to the end.
        public var seconds = 900.0
        /// Bytes of address space of git, and of each program that it starts.
        public var memory = 6 << 30

        public init() {}
    }

    /// The remote sent more, or took longer, than the limits say.
    public struct TooMuch: Error, Sendable, Hashable, CustomStringConvertible {
        public let description: String
        let isTooLarge: Bool
    }

    /// Fetches the branches and tags of an address into `folder`, which holds this copy alone.
    ///
    /// Of what fails nothing is left: a new copy is removed, and so is one that grew too large. An older copy stays as it was.
    ///
    /// - Throws: `GitFailure`, ``TooMuch``, or `CancellationError`.
    public static func update(of address: RemoteAddress, in folder: String, limits: Limits = Limits()) async throws {
        let isNew = !FileManager.default.fileExists(atPath: folder)
        let before = unfinished(in: folder)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await blocking { interruption in
                        try GitMirror(git: GitProgram(), address: address, folder: folder, memoryLimit: limits.memory)
                            .update(interruption: interruption)
                    }
                }
                group.addTask { try await watch(folder, address, limits) }
                // Leaving waits for git, which is told to end.
                defer { group.cancelAll() }
                // The watch ends with an error only, so what ends well is the fetching.
                _ = try await group.next()
            }
            // What came between the last look and the end counts too.
            guard size(of: folder, atMost: limits.bytes) != nil else { throw tooLarge(address, limits) }
        } catch {
            if isNew || (error as? TooMuch)?.isTooLarge == true {
                try? FileManager.default.removeItem(atPath: folder)
            } else {
                for file in unfinished(in: folder).subtracting(before) { try? FileManager.default.removeItem(atPath: file) }
            }
            throw error
        }
    }

    private static func watch(_ folder: String, _ address: RemoteAddress, _ limits: Limits) async throws {
        let end = ContinuousClock.now + .seconds(limits.seconds)
        while true {
            try await Task.sleep(for: .milliseconds(200))
            if ContinuousClock.now > end {
                throw TooMuch(description: "Copying \(address) took longer than \(Int(limits.seconds)) seconds.", isTooLarge: false)
            }
            if size(of: folder, atMost: limits.bytes) == nil { throw tooLarge(address, limits) }
        }
    }

    private static func tooLarge(_ address: RemoteAddress, _ limits: Limits) -> TooMuch {
        TooMuch(
            description:
                "\(address) has more than \(limits.bytes >> 20) MiB, so it was not copied. "
                + "Have it collected instead: steward collect \(address)", isTooLarge: true)
    }

    /// The bytes of all files below a folder; nil when there are more than `limit`.
    private static func size(of folder: String, atMost limit: Int) -> Int? {
        guard let files = FileManager.default.enumerator(at: URL(fileURLWithPath: folder), includingPropertiesForKeys: [.fileSizeKey])
        else { return 0 }
        var sum = 0
        for case let file as URL in files {
            sum += (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
            if sum > limit { return nil }
        }
        return sum
    }

    /// Files that git writes to and gives another name once they are whole.
    private static func unfinished(in folder: String) -> Set<String> {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: Set<String> = []
        for case let file as String in files {
            let name = file.split(separator: "/").last ?? ""
            if name.hasPrefix("tmp_") || name.hasSuffix(".temp") || name.hasSuffix(".lock") { found.insert("\(folder)/\(file)") }
        }
        return found
    }
}
