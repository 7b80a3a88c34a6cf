/// What the threads of one repository share, and the memory each of them may take.
final class EngineSettings: @unchecked Sendable {
    let threads: Int
    /// The most bytes that are kept of objects until they are compared.
    let kept: Int
    /// The most bytes of an object that is read by itself.
    let largest: Int
    let verification: Verification
    let hasher = LineDigest()
    let walkers: [FamilyWalker]
    /// Whether to stop; asked before each family.
    var isCancelled: @Sendable () -> Bool = { false }

    init(_ forest: Forest, threads: Int, budget: Int, verification: Verification) {
        let threads = max(1, min(threads, 64))
        self.threads = threads
        self.verification = verification
        kept = budget / 2
        largest = max(budget / 4, 1 << 20)
        let stack = min(budget / 2 / threads, 1 << 30)
        let hasher = hasher
        walkers = (0..<threads).map { _ in
            FamilyWalker(forest, hasher: hasher, verification: verification, stack: stack)
        }
    }
}
