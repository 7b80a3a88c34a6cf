/// What one inspection by the server may take.
public struct InspectionLimits: Sendable, Hashable {
    /// Seconds of each gate by itself, all threads together; all gates together may take twice as long by the clock.
    public var gateSeconds = 300
    /// Seconds of copying a repository.
    public var copySeconds = 900
    /// The largest copy, in MiB.
    public var copyMebibytes = 2048

    public init() {}
}
