import CaseDesk
import Casework
import Foundation
import Pages
import Transport

/// What the commands about cases and notifications have in common.
enum CaseOffice {
    /// Opens the office, runs `body`, and says a refusal as a failure.
    static func with(_ global: GlobalOptions, _ body: (CaseCommands, NotificationCommands) async throws -> Void) async throws {
        try await Office.with(global.loadConfiguration().configuration) { office in
            do {
                office.warnOfFaultyProcesses()
                let desk = office.caseDesk()
                try await body(CaseCommands(desk, keyboard: Office.operatorName), NotificationCommands(desk, keyboard: Office.operatorName))
            } catch let refusal as CaseCommands.Refusal {
                throw Failure(.usage, refusal.description)
            }
        }
    }

    /// Reads a file that answers a field.
    static func open(_ path: String, _ limit: Int) throws -> UploadedFile {
        do { return UploadedFile(name: path, bytes: try BoundedFile.bytes(at: path, limit: limit)) } catch {
            throw Failure(.usage, "\(path) \(error)")
        }
    }

    /// `field=text`, as options give them.
    static func answers(_ given: [String]) throws -> [String: String] {
        var answers: [String: String] = [:]
        for answer in given {
            let sides = answer.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else {
                throw Failure(.usage, "“\(answer)” is no answer.", hints: ["Write it as field=text, such as hours_now=40."])
            }
            answers[String(sides[0])] = String(sides[1])
        }
        return answers
    }
}

extension CaseCommands.Listing {
    func show(json: Bool, empty: String, flexible: Set<String>) {
        if json {
            print(self.json.text)
            return
        }
        guard !rows.isEmpty else {
            print(empty)
            return
        }
        var table = TextTable(
            headings.map { heading in
                heading == "No." ? .init(heading, alignment: .trailing) : .init(heading, flexible: flexible.contains(heading))
            })
        for row in rows { table.add(row) }
        Printer.show(table)
    }
}
