import Synchronization

/// The time that one check has taken, all threads together. Asked from all threads.
final class CheckMeter: Sendable {
    private let name: String
    private let limit: Double
    /// Nanoseconds.
    private let spent = Atomic<Int64>(0)
    private let skipped = Atomic<Int>(0)

    init(_ name: String, limit: Double) {
        self.name = name
        self.limit = limit
    }

    /// Seconds.
    var left: Double { limit - Double(spent.load(ordering: .relaxed)) / 1e9 }

    /// Reads a file, or passes it over when the check has had its time.
    func read(_ file: FileView, with check: any Check) -> FileResult? {
        guard left > 0 else {
            skipped.add(1, ordering: .relaxed)
            return nil
        }
        return measured { check.read(file) }
    }

    func conclude(_ inspected: InspectedTree, with check: any Check) throws(InspectionError) -> Conclusion {
        try measured { () throws(InspectionError) in try check.conclude(inspected) }
    }

    private func measured<Value, Failure: Error>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
        let start = ContinuousClock.now
        defer {
            let (seconds, attoseconds) = (ContinuousClock.now - start).components
            spent.add(seconds * 1_000_000_000 + attoseconds / 1_000_000_000, ordering: .relaxed)
        }
        return try body()
    }

    /// What the check left out, under its own name; nil when it finished.
    ///
    /// - Parameter isCutShort: it says itself that it did not look at everything.
    func gap(isCutShort: Bool) -> Gap? {
        let files = skipped.load(ordering: .relaxed)
        guard files > 0 || (isCutShort && left <= 0) else { return nil }
        let bound = limit == limit.rounded() ? String(Int64(limit)) : String(limit)
        let missed = files > 0 ? "; \(files.counted("file was", "files were")) not looked at" : ""
        return Gap(name, "it was not finished within \(bound) s\(missed)")
    }
}
