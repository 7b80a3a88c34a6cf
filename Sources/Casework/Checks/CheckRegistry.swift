import Store

/// The functions that features offer for automated checks, by the names under which process files call them.
public struct CheckRegistry: Sendable {
    /// Looks at a case and says what it found; nil when that takes longer, and whoever offers it will ask for the checks to be run again.
    /// It must not change anything in cases.
    public typealias Function = @Sendable (_ aCase: Case, _ process: CaseProcess, _ now: Int64) async throws -> CheckResult?

    private var functions: [String: Function] = [:]

    public init() {}

    /// Offers a function; of two under one name the later is called.
    public mutating func offer(_ name: String, _ function: @escaping Function) { functions[name] = function }

    public var names: Set<String> { Set(functions.keys) }

    subscript(name: String) -> Function? { functions[name] }
}

extension Cases {
    /// Does an action of the program's in a case. Whoever has more to store with it, such as notices, does both in one transaction.
    public typealias Doing = @Sendable (_ action: CaseAction, _ number: Int64) async throws -> Change

    /// Runs the checks of a case whose time it is, and records what they found.
    ///
    /// A check runs outside the transaction, as it may ask other machines; what it finds is recorded for the case as it is then. A
    /// function that fails, or that no feature offers, gives the result `unknown`, never a silent pass. What failed is recorded first, so
    /// that no step is taken because of what passed before the others are known.
    ///
    /// - Parameters:
    ///   - all: whether those run too that have a result already.
    ///   - doing: records one result; ``apply(_:to:by:revision:)`` when nil.
    /// - Returns: the last change; nil when no check had to run.
    @discardableResult
    public func runChecks(
        of id: Int64, with registry: CheckRegistry, all: Bool = false, doing: Doing? = nil
    ) async throws -> Change? {
        let (aCase, process) = try await store.read { reader in
            let aCase = try reader.requiredCase(id)
            return (aCase, try shelf.process(aCase.process, aCase.version, in: reader))
        }
        guard process.state(aCase.state)?.end == nil else { return nil }
        var found: [(check: String, result: CheckResult)] = []
        for check in process.checks where check.runsIn.isEmpty ? all : check.runsIn.contains(aCase.state) {
            guard all || aCase.mustRun(check) else { continue }
            if let result = await Self.result(of: check, registry, aCase, process, clock()) { found.append((check.id, result)) }
        }
        var last: Change?
        for (check, result) in found.filter({ $0.result.status != .passed }) + found.filter({ $0.result.status == .passed }) {
            guard try await isOpen(id) else { break }
            last = try await act(.recordCheck(check, result), on: id, doing)
        }
        return last
    }

    private func act(_ action: CaseAction, on id: Int64, _ doing: Doing?) async throws -> Change {
        guard let doing else { return try await apply(action, to: id, by: .program) }
        return try await doing(action, id)
    }

    /// Whether a case has not come to an end; one result can lead there before the next is recorded.
    private func isOpen(_ id: Int64) async throws -> Bool { try await aCase(id)?.closedAt == nil }

    private static func result(
        of check: CaseProcess.Check, _ registry: CheckRegistry, _ aCase: Case, _ process: CaseProcess, _ now: Int64
    ) async -> CheckResult? {
        guard let function = registry[check.function] else {
            return CheckResult(.unknown, summary: "No part of Steward offers the check “\(check.function)”.")
        }
        do {
            return try await function(aCase, process, now)
        } catch {
            return CheckResult(.unknown, summary: "It ended with an error: \(String("\(error)".prefix(500)).shown)")
        }
    }

    /// Takes the figure of the case's measure before the decision, and freezes it. Does nothing when that was done, or no measure is named.
    @discardableResult
    public func freezeBaseline(of id: Int64, with measurer: any CaseMeasurer) async throws -> Change? {
        let (aCase, process) = try await store.read { reader in
            let aCase = try reader.requiredCase(id)
            return (aCase, try shelf.process(aCase.process, aCase.version, in: reader))
        }
        guard let measure = process.review?.measure(of: aCase), aCase.needsBaseline(of: measure) else { return nil }
        let figure = try await measurer.figure(of: measure, for: aCase, at: clock())
        return try await apply(.freezeBaseline(figure), to: id, by: .program)
    }

    /// Takes the figures of all cases whose review is due; for a timer, after ``advanceAll(limit:)``.
    ///
    /// A measure that cannot be taken is tried again the next time; the error goes to `failed`.
    ///
    /// - Parameter doing: records one figure; ``apply(_:to:by:revision:)`` when nil.
    public func measureOutcomes(
        with measurer: any CaseMeasurer, doing: Doing? = nil, failed: @Sendable (Int64, any Error) -> Void = { _, _ in }
    ) async throws -> [Change] {
        var changes: [Change] = []
        for process in processes {
            guard let review = process.review else { continue }
            let open = try await store.read { try $0.cases(of: process.id, in: review.reopensTo, scope: .all, limit: 10_000) }
            for row in open {
                guard let aCase = try await aCase(row.id), let outcome = aCase.outcome, outcome.later == nil else { continue }
                do {
                    let figure = try await measurer.figure(of: outcome.measure, for: aCase, at: clock())
                    changes.append(try await act(.recordOutcome(figure), on: row.id, doing))
                } catch {
                    failed(row.id, error)
                }
            }
        }
        return changes
    }
}

extension Case {
    /// Whether a check has no result that holds: none at all, or a failure from before the case came into its state.
    func mustRun(_ check: CaseProcess.Check) -> Bool {
        guard let result = checks[check.id] else { return true }
        return (result.status == .failed || result.status == .unknown) && result.at < enteredAt
    }
}
