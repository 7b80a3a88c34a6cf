import Ledger
import Synchronization

/// Asks for the sizes of many change requests at once, where neither lists nor items tell them.
///
/// A forge that does not tell them is asked no more in this run: a size is worth less than the rest of an item.
final class SizeReader<Forge: LiveForge>: Sendable {
    private let forge: Forge
    private let project: LiveProject
    private let client: ForgeClient
    private let state = Mutex(State())

    private struct State {
        /// The most change requests in one question: the forge's largest page, until it finds that too complex.
        var together = 100
        var failure: ForgeFailure?
    }

    private static var fewer: Int { 20 }

    init(_ forge: Forge, _ project: LiveProject, _ client: ForgeClient) {
        self.forge = forge
        self.project = project
        self.client = client
    }

    /// Why sizes stay unknown, once.
    var remark: String? {
        state.withLock { $0.failure.map { "The sizes of merge requests stay unknown. \($0)" } }
    }

    /// The answer that tells the size of each of some change requests; none where the forge does not tell sizes.
    ///
    /// - Throws: ``ForgeFailure`` when the forge answers no questions at all for long; `CancellationError`.
    func read(_ numbers: [Int64]) async throws -> [Int64: ForgeAnswer] {
        var answers: [Int64: ForgeAnswer] = [:]
        var rest = numbers[...]
        while !rest.isEmpty, let together = state.withLock({ $0.failure == nil ? $0.together : nil }) {
            let group = Array(rest.prefix(together))
            guard let question = forge.sizeQuestion(group, project) else { break }
            do {
                guard let address = try client.endpoint.graphQL() else {
                    throw ForgeFailure(.notFound, at: client.endpoint.api, detail: "No GraphQL API stands beside it")
                }
                let answer = try await client.query(question, at: address) { (answer) throws(JSONFailure) in
                    try forge.checkSizes(answer)
                }
                for number in group { answers[number] = answer }
                rest = rest.dropFirst(together)
            } catch let failure as ForgeFailure {
                if case .rateLimited = failure.reason { throw failure }
                state.withLock { state in
                    if failure.reason == .queryTooComplex, state.together > Self.fewer {
                        state.together = Self.fewer
                    } else {
                        state.failure = failure
                    }
                }
            }
        }
        return answers
    }
}
