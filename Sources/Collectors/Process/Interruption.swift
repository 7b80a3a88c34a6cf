import Glibc
import Synchronization

/// Ends the children of one piece of work, and keeps it from starting more.
///
/// A child is known here from its start until just before it is reaped, so a signal never reaches a process
/// that got the same number later.
final class Interruption: Sendable {
    private struct State {
        var isInterrupted = false
        var children: Set<pid_t> = []
    }

    private let state = Mutex(State())

    var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

    /// Asks all children, each with its process group, to end. They clean up after themselves.
    func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            for child in state.children { kill(-child, SIGTERM) }
        }
    }

    /// Runs `spawn` and remembers the child; refuses when the work was interrupted.
    func enter(_ spawn: () throws(ProcessFailure) -> pid_t) throws(ProcessFailure) -> pid_t {
        try state.withLock { (state) throws(ProcessFailure) -> pid_t in
            if state.isInterrupted { throw .interrupted }
            let child = try spawn()
            state.children.insert(child)
            return child
        }
    }

    func leave(_ child: pid_t) {
        state.withLock { _ = $0.children.remove(child) }
    }
}
