import Synchronization

/// How much an inspection may take. What lies beyond is named in the report, and the report is not whole.
public struct Budget: Sendable, Hashable {
    /// Files of a tree, links and submodules included.
    public var files = 500_000
    /// Folders inside each other, the top one counted; the same in a folder, in a commit and in the history.
    public var depth = 256
    /// Bytes of all different names of files and folders of a tree together; of the history so many again.
    public var nameBytes = 64 << 20
    /// Bytes of one file.
    public var fileBytes = 8 << 20
    /// Bytes of all files together, those of the history included.
    public var bytes = 64 << 30
    /// Seconds by the clock.
    public var seconds = 900.0
    /// Seconds of each check by itself, all its threads together: a slow one is left off, and the others go on.
    public var checkSeconds = 600.0
    /// Findings of one check.
    public var findings = 10_000
    /// Bytes that may be held of objects at a time.
    public var memory = 64 << 20

    public init() {}
}

/// Something that was not looked at, so that nobody takes silence for a clean result.
public struct Gap: Sendable, Hashable, Codable {
    /// The path, object or part that it concerns.
    public let subject: String
    public let reason: String

    public init(_ subject: String, _ reason: String) {
        self.subject = subject
        self.reason = reason
    }
}

/// What is left of a budget while an inspection runs. Asked from all threads.
public final class Allowance: Sendable {
    public let budget: Budget
    private let end: ContinuousClock.Instant
    private let taken = Atomic<Int>(0)
    private let stop: @Sendable () -> Bool

    public init(_ budget: Budget, isCancelled: @escaping @Sendable () -> Bool = { false }) {
        self.budget = budget
        end = ContinuousClock.now + .seconds(budget.seconds)
        stop = isCancelled
    }

    /// What is left of `other`, and of it no more than so many seconds.
    init(_ other: Allowance, atMost seconds: Double) {
        budget = other.budget
        end = min(other.end, ContinuousClock.now + .seconds(seconds))
        stop = other.stop
    }

    /// Whether to go on; false as well once whoever asked for the inspection does not want it any more.
    public var hasTime: Bool { !stop() && ContinuousClock.now < end }

    /// Takes the bytes of a file from what is left; false when there are not so many.
    public func take(_ bytes: Int) -> Bool { taken.add(bytes, ordering: .relaxed).newValue <= budget.bytes }
}

/// Why nothing could be inspected.
public struct InspectionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path, file or field that it concerns.
    public let subject: String
    public let detail: String

    public init(_ subject: String, _ detail: String) {
        self.subject = subject
        self.detail = detail
    }

    public var description: String { "\(subject.withVisibleControls): \(detail)" }
}
