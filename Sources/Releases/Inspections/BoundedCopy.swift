import Collectors
import Foundation

/// Fetches a repository into a folder, within bounds of time and size.
enum BoundedCopy {
    struct Limits: Sendable, Hashable {
        /// Bytes of the copy on disk.
        var bytes = 2 << 30
        var seconds = 900.0
    }

    struct TooMuch: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String
    }

    /// - Throws: `GitFailure`, or ``TooMuch``; a copy that grew too large is removed.
    static func update(of address: RemoteAddress, in folder: String, limits: Limits = Limits()) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await RepositoryCopy.update(of: address, in: folder) }
                group.addTask { try await watch(folder, address, limits) }
                defer { group.cancelAll() }
                // The watch ends with an error only, so what ends well is the fetching.
                _ = try await group.next()
            }
            // What came between the last look and the end counts too.
            guard size(of: folder, atMost: limits.bytes) != nil else { throw tooLarge(address, limits) }
        } catch let error as TooMuch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func watch(_ folder: String, _ address: RemoteAddress, _ limits: Limits) async throws {
        let end = ContinuousClock.now + .seconds(limits.seconds)
        while true {
            try await Task.sleep(for: .milliseconds(500))
            if ContinuousClock.now > end {
                throw TooMuch(description: "Copying \(address) took longer than \(Int(limits.seconds)) seconds.")
            }
            if size(of: folder, atMost: limits.bytes) == nil { throw tooLarge(address, limits) }
        }
    }

    private static func tooLarge(_ address: RemoteAddress, _ limits: Limits) -> TooMuch {
        TooMuch(
            description:
                "\(address) has more than \(limits.bytes >> 20) MiB, so it was not copied. "
                + "Have it collected instead: steward collect \(address)"
        )
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
}
