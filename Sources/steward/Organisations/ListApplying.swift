import Ledger
import Pages
import Store

/// Takes a list over in one transaction and says what it did, and how it is taken back.
struct ListApplying {
    let global: GlobalOptions
    /// Whether nothing is to be kept.
    let dryRun: Bool
    let json: Bool

    /// Ends a transaction whose changes were only to be counted.
    private struct Rehearsed: Error {
        let change: AffiliationChange
    }

    /// - Parameters:
    ///   - name: what messages call the file.
    ///   - settle: brings up to date what follows from the list.
    func run(
        _ name: String, settle: @escaping @Sendable (Office, any SQLWriter, Instant) throws -> Void,
        _ body: @escaping @Sendable (any SQLWriter, ReportingCalendar, Instant) throws -> AffiliationChange
    ) async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            let (calendar, now, dryRun) = (office.desk.calendar, office.desk.clock(), dryRun)
            let change: AffiliationChange
            do {
                change = try await office.store.write { writer in
                    let change = try body(writer, calendar, now)
                    if dryRun { throw Rehearsed(change: change) }
                    try settle(office, writer, now)
                    return change
                }
            } catch let rehearsed as Rehearsed {
                change = rehearsed.change
            } catch let refusal as FileRefusal {
                throw Failure(refusing: refusal.problems, of: name)
            } catch let refusal as AffiliationRefusal {
                throw Failure(.failed, refusal.description)
            }
            show(change)
        }
    }

    private func show(_ change: AffiliationChange) {
        if json {
            let warnings = change.warnings.map { warning -> JSON in
                ["place": .string("\(warning.place)"), "subject": .string(warning.subject), "reason": .string(warning.reason)]
            }
            print(
                JSON.object([
                    .init("changes", .integer(change.changes)), .init("operation", JSON(dryRun ? nil : change.operation.map(Int.init))),
                    .init("dry_run", .bool(dryRun)), .init("warnings", .array(warnings)),
                ]).text)
            return
        }
        guard !global.quiet else { return }
        for warning in change.warnings.prefix(20) { print("\(warning.place): \(warning.subject): \(warning.reason)".asVisible) }
        if change.warnings.count > 20 { print("\((change.warnings.count - 20).grouped) more remarks; --json lists all.") }
        if change.changes == 0 {
            print("Nothing to do: that is so already.")
        } else if dryRun {
            print("Would make \(change.changes.grouped) changes; nothing was kept.")
        } else if let operation = change.operation {
            print("Made \(change.changes.grouped) changes. Undo them with: steward operation undo \(operation)")
        }
    }
}
