import Casework
import Ledger
import Store

/// Keeps the evidence of open cases true: when the repository of a case moved, or an inspection ended, its checks run again.
public struct ReleaseUpkeep: Sendable {
    let desk: ReleaseDesk

    /// Seconds after which an address is asked again whether it moved.
    private static let askedEach: Int64 = 600
    private static let mostCases = 500

    /// Looks through the open cases once.
    ///
    /// - Parameters:
    ///   - recheck: runs the checks of a case again.
    ///   - failed: told of a case that could not be looked after; the others are.
    /// - Returns: the cases whose checks ran again.
    @discardableResult
    public func run(
        recheck: (Int64) async throws -> Void, failed: @Sendable (Int64, any Error) -> Void = { _, _ in }
    ) async throws -> [Int64] {
        var done: [Int64] = []
        for number in try await open() {
            do {
                guard try await isStale(number) else { continue }
                try await recheck(number)
                done.append(number)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                failed(number, error)
            }
        }
        return done
    }

    /// Grows whenever an inspection ends, so that whoever waits need not look through all cases to find out.
    public var ended: Int { desk.inspections.ended }

    /// The cases that are in a state in which a gate runs.
    private func open() async throws -> [Int64] {
        let cases = desk.cases
        return try await desk.store.read { reader in
            var numbers: Set<Int64> = []
            for process in cases.processes {
                let states = Set(process.checks.filter(\.isGate).flatMap(\.runsIn))
                for state in states.sorted() {
                    numbers.formUnion(try reader.cases(of: process.id, in: state, scope: .all, limit: Self.mostCases).map(\.id))
                }
            }
            return numbers.sorted()
        }
    }

    /// Whether the checks of a case would say something else now than is written in it.
    private func isStale(_ number: Int64) async throws -> Bool {
        let cases = desk.cases
        let found = try await desk.store.read { reader -> (Case, CaseProcess)? in
            guard let aCase = try cases.aCase(number, in: reader) else { return nil }
            return (aCase, try cases.process(of: aCase, in: reader))
        }
        guard let (aCase, process) = found, let repository = await desk.checks.repository(of: aCase, process) else { return false }
        let results = process.checks.filter { $0.isGate && $0.runsIn.contains(aCase.state) }.map { aCase.checks[$0.id] }
        switch try await desk.inspections.standing(of: repository, freshFor: Self.askedEach) {
        case .fresh(let inspection): return results.contains { $0?.evidence != inspection.evidence }
        case .pending: return false
        // Once it was looked at, a server that does not answer for a while changes nothing.
        case .impossible: return results.contains { $0 == nil }
        }
    }
}

extension CaseProcess.Check {
    /// Whether it is one of the gates of an inspection.
    var isGate: Bool { Gate.allCases.contains { $0.function == function } }
}
