import Collectors
import Foundation
import Synchronization

/// Shows how far a command has come, on standard error.
final class CommandProgress: Sendable {
    private let line: ProgressLine
    private let begun = ContinuousClock.now
    /// When each stage of each piece of work began, for its rate.
    private let stages = Mutex<[String: ContinuousClock.Instant]>([:])

    init(quiet: Bool) {
        let environment = ProcessInfo.processInfo.environment
        let terminal = Terminal.current(environment: environment)
        let begun = begun
        line = ProgressLine(
            quiet ? .quiet : terminal.showsErrors ? .overwriting : .plainLines, width: terminal.width ?? 80,
            clock: { Self.seconds(since: begun) }, write: { StandardError.write($0) })
    }

    func show(_ what: String, _ unit: String, _ done: Int, of total: Int?) {
        let start = stages.withLock { stages in
            let start = stages[what] ?? .now
            stages[what] = start
            return start
        }
        let state = ProgressState(what: what, unit: unit, done: done, total: total, elapsed: Self.seconds(since: start))
        Task { await line.show(state) }
    }

    func show(_ name: String, _ progress: CollectionProgress) {
        show("\(name): \(progress.stage)", progress.unit, progress.done, of: progress.total)
    }

    func say(_ text: String) async { await line.say(text) }

    func close() async { await line.close() }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        let duration = start.duration(to: .now)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
