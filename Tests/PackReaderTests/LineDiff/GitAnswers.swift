import Foundation
import Testing

@testable import PackReader

/// What git itself says of pairs of texts: each pair becomes a file of two commits.
struct GitAnswers {
    /// As git prints them: `added deleted`, or two hyphens; nil for a file that did not change.
    let counts: [String?]
    let hunks: [[Hunk]]
    let hunksWithoutContext: [[Hunk]]

    init(_ pairs: [TextPairs.Pair]) throws {
        let run = try GitRun()
        var stream = Array("feature done\n".utf8)
        for (time, side) in [pairs.map(\.old), pairs.map(\.new)].enumerated() {
            stream += "commit refs/heads/main\ncommitter A <a@example.org> \(time + 1) +0000\ndata 0\n".utf8
            for (number, text) in side.enumerated() {
                stream += "M 100644 inline \(number)\ndata \(text.count)\n".utf8
                stream += text
                stream.append(0x0a)
            }
        }
        stream += "done\n".utf8
        try run.git("fast-import", "--quiet", input: stream)
        var counts = [String?](repeating: nil, count: pairs.count)
        for line in String(decoding: try run.git("diff-tree", "-r", "--numstat", "main~", "main"), as: UTF8.self)
            .split(separator: "\n")
        {
            let fields = line.split(separator: "\t")
            let number = try #require(Int(fields[2]))
            counts[number] = "\(fields[0]) \(fields[1])"
        }
        self.counts = counts
        hunks = try Self.hunks(run.git("diff-tree", "-r", "-p", "-U3", "main~", "main"), pairs.count)
        hunksWithoutContext = try Self.hunks(run.git("diff-tree", "-r", "-p", "-U0", "main~", "main"), pairs.count)
    }

    /// Runs of changed lines in a patch, whatever context it has.
    private static func hunks(_ patch: [UInt8], _ files: Int) throws -> [[Hunk]] {
        var hunks = [[Hunk]](repeating: [], count: files)
        var file = 0
        // The numbers of the next lines, and how many lines of each text the hunk of the patch has left.
        var (old, new, oldLeft, newLeft) = (1, 1, 0, 0)
        var run = (old: 0, new: 0)
        func endRun() {
            guard run.old + run.new > 0 else { return }
            hunks[file].append(
                Hunk(
                    oldStart: run.old == 0 ? old - 1 : old - run.old, oldCount: run.old,
                    newStart: run.new == 0 ? new - 1 : new - run.new, newCount: run.new))
            run = (0, 0)
        }
        for line in patch.split(separator: 0x0a, omittingEmptySubsequences: false) {
            if oldLeft + newLeft == 0 {
                // A note on a missing line feed comes after the last line.
                if line.first == UInt8(ascii: "\\") { continue }
                endRun()
                let text = String(decoding: line, as: UTF8.self)
                if text.hasPrefix("diff --git ") {
                    file = try #require(text.split(separator: "/").last.flatMap { Int($0) })
                } else if text.hasPrefix("@@ ") {
                    let ranges = text.split(separator: " ")[1...2].map { range in
                        range.dropFirst().split(separator: ",").compactMap { Int($0) }
                    }
                    oldLeft = ranges[0].count > 1 ? ranges[0][1] : 1
                    newLeft = ranges[1].count > 1 ? ranges[1][1] : 1
                    old = ranges[0][0] + (oldLeft == 0 ? 1 : 0)
                    new = ranges[1][0] + (newLeft == 0 ? 1 : 0)
                }
                continue
            }
            switch line.first {
            case UInt8(ascii: "-"): (run.old, old, oldLeft) = (run.old + 1, old + 1, oldLeft - 1)
            case UInt8(ascii: "+"): (run.new, new, newLeft) = (run.new + 1, new + 1, newLeft - 1)
            case UInt8(ascii: "\\"): break
            default:
                endRun()
                (old, new, oldLeft, newLeft) = (old + 1, new + 1, oldLeft - 1, newLeft - 1)
            }
        }
        return hunks
    }
}
