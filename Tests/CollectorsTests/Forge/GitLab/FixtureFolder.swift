import Foundation
import Ledger

@testable import Collectors

/// Answers of GitLab that other projects keep for their own tests, in the folder that the environment names.
///
/// `Benchmarks/forge/gitlab-fixtures` makes the folder from clones of those projects; nothing of theirs is part of Steward.
struct FixtureFolder {
    static let variable = "STEWARD_GITLAB_FIXTURES"

    static var path: String? { ProcessInfo.processInfo.environment[variable] }

    /// Whether the folder holds something of a project.
    static func has(_ project: String) -> Bool {
        path.map { FileManager.default.fileExists(atPath: "\($0)/\(project)") } ?? false
    }

    static func reason(_ project: String) -> String {
        "\(variable) names no folder with the fixtures of \(project): run Benchmarks/forge/gitlab-fixtures"
    }

    let project: String

    private var folder: String { "\(Self.path ?? "")/\(project)" }

    func json(_ name: String) throws -> JSONValue {
        try JSONDocument(bytes: try Data(contentsOf: URL(filePath: "\(folder)/\(name)")), source: name).root
    }

    func list(_ name: String) throws -> [JSONValue] { Array(try json(name).elements) }

    /// The rows of a table by the names of its columns.
    func table(_ name: String) throws -> [[String: String]] {
        let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        let rows = Self.cells(text)
        guard let head = rows.first else { return [] }
        return rows.dropFirst().map { Dictionary(zip(head, $0), uniquingKeysWith: { first, _ in first }) }
    }

    /// The JSON in a column of each row.
    func documents(_ name: String, column: String = "data") throws -> [JSONValue] {
        try table(name).map { try JSONDocument(bytes: Array(($0[column] ?? "").utf8), source: name).root }
    }

    /// Folders below this one that hold the tree of a project export.
    func exports() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("tree/project") }.sorted()
            .map { "\(folder)/\($0.dropLast("/tree/project".count))" }
    }

    /// Comma-separated values as RFC 4180 has them.
    private static func cells(_ text: String) -> [[String]] {
        var (rows, row, cell) = ([[String]](), [String](), [UInt8]())
        var isQuoted = false
        let bytes = Array(text.utf8)
        var index = 0
        func endCell() {
            row.append(String(decoding: cell, as: UTF8.self))
            cell = []
        }
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && index + 1 < bytes.count && bytes[index + 1] == byte:
                cell.append(byte)
                index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted: endCell()
            case UInt8(ascii: "\r") where !isQuoted: break
            case UInt8(ascii: "\n") where !isQuoted:
                endCell()
                rows.append(row)
                row = []
            default: cell.append(byte)
            }
            index += 1
        }
        if !cell.isEmpty || !row.isEmpty {
            endCell()
            rows.append(row)
        }
        return rows
    }
}
