import Foundation
import Inspection

// Prints the licences of files as JSON lines, for benchmarks: licence-scan FILE… or, with -, of the paths on standard input.

struct Line: Encodable {
    struct Match: Encodable {
        var kind: String
        var expression: String
        var sameText: [String]
        var base: String?
        var from: Int
        var to: Int
        var coverage: Double
        var completeness: Double
        var distance: Int
        var added: [String]
        var missing: [String]
    }
    var path: String
    var matches: [Match]
}

var paths = Array(CommandLine.arguments.dropFirst())
if paths == ["-"] {
    paths = []
    while let line = readLine() { paths.append(line) }
}
let detector = LicenceDetector()
let encoder = JSONEncoder()
encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
for path in paths {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: LicenceDetector.mostBytes) else {
        FileHandle.standardError.write(Data("\(path): cannot be read\n".utf8))
        continue
    }
    let matches = detector.matches(in: [UInt8](data), path: path).map {
        Line.Match(
            kind: $0.kind.rawValue, expression: $0.expression, sameText: $0.sameText, base: $0.base, from: $0.lines.lowerBound,
            to: $0.lines.upperBound, coverage: $0.coverage, completeness: $0.completeness, distance: $0.differences.distance,
            added: $0.differences.added, missing: $0.differences.missing)
    }
    if let line = try? encoder.encode(Line(path: path, matches: matches)) {
        FileHandle.standardOutput.write(line + Data("\n".utf8))
    }
}
