import Dispatch
import Synchronization

/// Batches of a history as they are read.
///
/// Reading begins with the first batch that is asked for, waits while nobody takes what was read, and ends with
/// the loop over it: leaving the loop early, or cancelling the task, ends git as well. It is read once.
public final class HistoryStream<Batch: Sendable>: AsyncSequence, Sendable {
    public typealias Element = Batch

    private struct State {
        var work: (@Sendable (Outlet<Batch>) throws -> Void)?
        var report = ReadReport()
    }

    private let state: Mutex<State>
    private let handover = Handover<Batch>(capacity: 2)
    private let interruption = Interruption()

    /// - Parameter work: reads on a thread of its own and gives batches to the outlet.
    init(_ work: @escaping @Sendable (Outlet<Batch>) throws -> Void) {
        state = Mutex(State(work: work))
    }

    /// What could not be read; complete when the loop has ended by itself.
    public var report: ReadReport { state.withLock { $0.report } }

    public func makeAsyncIterator() -> Iterator { Iterator(self) }

    public final class Iterator: AsyncIteratorProtocol {
        private let stream: HistoryStream

        fileprivate init(_ stream: HistoryStream) {
            self.stream = stream
            stream.begin()
        }

        deinit { stream.stop() }

        /// The next batch; nil at the end.
        ///
        /// - Throws: `GitFailure` when the reading as a whole failed or was cancelled.
        public func next() async throws -> Batch? {
            try await withTaskCancellationHandler {
                try await stream.handover.take()
            } onCancel: { [stream] in
                stream.stop()
            }
        }
    }

    private func begin() {
        let work = state.withLock { state in
            defer { state.work = nil }
            return state.work
        }
        guard let work else { return }
        let outlet = Outlet<Batch>(
            interruption: interruption, give: { [handover] in handover.give($0) },
            miss: { [self] gap in state.withLock { $0.report.add(gap) } })
        DispatchQueue(label: "steward.history").async { [handover] in
            handover.end(Result { try work(outlet) })
        }
    }

    private func stop() {
        interruption.interrupt()
        handover.abandon()
    }
}

/// Where a reading puts what it read.
struct Outlet<Batch: Sendable>: Sendable {
    let interruption: Interruption
    private let giveBatch: @Sendable (Batch) -> Bool
    private let addGap: @Sendable (ReadReport.Gap) -> Void

    init(
        interruption: Interruption, give: @escaping @Sendable (Batch) -> Bool,
        miss: @escaping @Sendable (ReadReport.Gap) -> Void
    ) {
        self.interruption = interruption
        giveBatch = give
        addGap = miss
    }

    /// Hands a batch over, waiting until there is room.
    func give(_ batch: Batch) throws(ProcessFailure) {
        if !giveBatch(batch) { throw .interrupted }
    }

    /// Notes what could not be read.
    func miss(_ gap: ReadReport.Gap) { addGap(gap) }
}
