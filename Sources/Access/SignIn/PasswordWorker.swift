import Cryptography
import Dispatch
import Synchronization

/// Digests passwords one after another on a thread of its own: each takes much memory and a processor for a while, so many at
/// once would be a way to bring the machine down.
final class PasswordWorker: Sendable {
    private let queue = DispatchQueue(label: "steward.passwords")
    private let waiting = Atomic(0)
    /// How often a password was digested, for tests: as often for a name that nobody has.
    let digests = Atomic(0)
    let cost: Scrypt.Cost
    /// Compared with when there is no such user, so that the answer takes as long.
    private let nobody: PasswordHash

    /// More than this many at once are turned away.
    private static let mostWaiting = 32

    init(cost: Scrypt.Cost) throws(AccessFailure) {
        self.cost = cost
        nobody = try PasswordHash(ofNothingAt: cost)
    }

    /// Whether the password is the one of the hash; for no hash, false after the same time.
    func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        try await run { [nobody] in
            guard let hash else {
                _ = try nobody.matches(password)
                return false
            }
            return try hash.matches(password)
        }
    }

    func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await run { try PasswordHash(of: password, cost: cost) }
    }

    private func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= Self.mostWaiting else {
            waiting.wrappingSubtract(1, ordering: .relaxed)
            throw AccessFailure.busy
        }
        defer { waiting.wrappingSubtract(1, ordering: .relaxed) }
        digests.wrappingAdd(1, ordering: .relaxed)
        return try await withCheckedThrowingContinuation { done in
            queue.async { done.resume(with: Result { try work() }) }
        }
    }
}
