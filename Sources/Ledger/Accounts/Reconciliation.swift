import Store

extension OperationRecorder {
    /// Makes the assertions that a rule holds equal to what it concludes now: ends what it no longer
    /// concludes, records what is new, and leaves the rest with its first recorded time.
    ///
    /// - Parameter evidenceCounts: whether other words of evidence make another belief. Mostly they are only words for
    ///   people: when nothing else changes, the belief has not.
    func reconcile(_ held: [RecordedAssertion], with wanted: [Assertion], evidenceCounts: Bool = false) throws {
        func key(_ assertion: Assertion) -> Assertion {
            var key = assertion
            if !evidenceCounts { key.evidence = "" }
            return key
        }
        let wantedKeys = Set(wanted.map(key))
        let heldKeys = Set(held.map { key($0.assertion) })
        try end(held.filter { !wantedKeys.contains(key($0.assertion)) }.map(\.id))
        try record(wanted.filter { !heldKeys.contains(key($0)) })
    }
}
