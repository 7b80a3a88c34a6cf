import Ledger

/// Cuts bytes into lines of text as they come, within bounds: nothing of a line that is too long is kept.
struct IdentityLines {
    private let file: String
    private let limit: Int
    private var line: [UInt8] = []
    private var isTooLong = false
    private(set) var number = 0

    init(file: String, limit: Int) {
        self.file = file
        self.limit = limit
    }

    /// Calls `body` with each line that ends in these bytes, without its end.
    mutating func read(
        _ bytes: UnsafeRawBufferPointer, _ findings: inout IdentityFindings,
        _ body: (_ line: Int, _ text: Substring, _ findings: inout IdentityFindings) -> Void
    ) {
        var rest = bytes[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<end])
            endLine(&findings, body)
            rest = rest[(end + 1)...]
        }
        append(rest)
    }

    /// Reads a last line that nothing ends.
    mutating func finish(
        _ findings: inout IdentityFindings, _ body: (_ line: Int, _ text: Substring, _ findings: inout IdentityFindings) -> Void
    ) {
        if !line.isEmpty || isTooLong { endLine(&findings, body) }
    }

    private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
        isTooLong = isTooLong || line.count + bytes.count > limit
        if isTooLong { line.removeAll() } else { line.append(contentsOf: bytes) }
    }

    private mutating func endLine(
        _ findings: inout IdentityFindings, _ body: (_ line: Int, _ text: Substring, _ findings: inout IdentityFindings) -> Void
    ) {
        number += 1
        defer {
            line.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        guard !isTooLong else {
            findings.add(IdentityProblem(IdentityPlace(file: file, line: number), "is longer than \(limit) bytes"))
            return
        }
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard let text = String(validating: line, as: UTF8.self) else {
            findings.add(IdentityProblem(IdentityPlace(file: file, line: number), "is not UTF-8"))
            return
        }
        body(number, text[...], &findings)
    }
}
