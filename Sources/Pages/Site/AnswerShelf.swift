import Synchronization

/// Keeps rendered answers under the tags that name them, so that a page which many read is rendered once.
///
/// A tag names an answer exactly: it is made of the ledger's revision, the address, the format and the audience. An answer under
/// an old tag is never asked for again, and goes when room is needed.
final class AnswerShelf: Sendable {
    private struct State {
        var answers: [String: Outgoing] = [:]
        /// The tags in the order in which they came.
        var order: [String] = []
        var size = 0
    }

    private let state = Mutex(State())
    /// In bytes of bodies.
    private let capacity: Int
    /// A large download would push out everything else.
    private var largest: Int { capacity / 16 }

    /// - Parameter capacity: in bytes of bodies.
    init(capacity: Int) { self.capacity = capacity }

    subscript(tag: String) -> Outgoing? { state.withLock { $0.answers[tag] } }

    /// Keeps an answer that is whole; the oldest half goes when there is no more room.
    func keep(_ answer: Outgoing, _ tag: String) {
        guard answer.status == 200, answer.body.count <= largest else { return }
        state.withLock { state in
            guard state.answers.updateValue(answer, forKey: tag) == nil else { return }
            state.order.append(tag)
            state.size += answer.body.count
            guard state.size > capacity else { return }
            let leaving = state.order.prefix(state.order.count / 2)
            for tag in leaving { state.size -= state.answers.removeValue(forKey: tag)?.body.count ?? 0 }
            state.order.removeFirst(leaving.count)
        }
    }
}
