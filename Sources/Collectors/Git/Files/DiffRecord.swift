import Ledger

/// What `git diff-tree -z` says about one commit, as it is read.
protocol DiffRecord: SendableMetatype {
    associatedtype Answer: Sendable

    init(sha: String)
    var sha: String { get }
    /// False while something that git announced is still to come.
    var isWhole: Bool { get }
    var answer: Answer { get }
    /// The size of the answer, in files.
    var weight: Int { get }

    /// Reads one line, with the fields that belong to it; false when it makes no sense.
    mutating func take(_ field: UnsafeRawBufferPointer, _ fields: inout FieldReader) throws -> Bool

    /// The answer when the comparison failed.
    static func unknown(_ sha: String) -> Answer
    static var gap: ReadReport.Gap.Kind { get }
}

/// Files with lines counted: all the `--raw` lines, then as many `--numstat` lines in the same order.
struct FilesRecord: DiffRecord {
    let sha: String
    private var statuses: [UInt8] = []
    private var changes: [FileChange] = []

    init(sha: String) { self.sha = sha }

    var isWhole: Bool { changes.count == statuses.count }
    var answer: CommitFiles { CommitFiles(sha: sha, changes: changes) }
    var weight: Int { changes.count + 1 }
    static func unknown(_ sha: String) -> CommitFiles { CommitFiles(sha: sha, changes: nil) }
    static var gap: ReadReport.Gap.Kind { .lines }

    mutating func take(_ field: UnsafeRawBufferPointer, _ fields: inout FieldReader) throws -> Bool {
        if field.first == UInt8(ascii: ":") {
            guard let status = field.last else { return false }
            statuses.append(status)
            // The path comes again with the lines; without it git was cut off here, and the lines are missing too.
            _ = try fields.field(endingWith: 0)
            return true
        }
        guard changes.count < statuses.count, let first = field.firstIndex(of: UInt8(ascii: "\t")),
            let second = field[(first + 1)...].firstIndex(of: UInt8(ascii: "\t"))
        else { return false }
        changes.append(
            FileChange(
                status: Character(Unicode.Scalar(statuses[changes.count])),
                path: PathText.readable(UnsafeRawBufferPointer(rebasing: field[(second + 1)...])),
                added: Self.number(field[..<first]), removed: Self.number(field[(first + 1)..<second])))
        return true
    }

    /// Nil for the hyphen of a binary file.
    private static func number(_ digits: Slice<UnsafeRawBufferPointer>) -> Int? {
        var number = 0
        for digit in digits {
            guard digit.isDecimalDigit else { return nil }
            number = number &* 10 &+ Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}

/// Renames: `--raw` lines with two paths each.
struct RenamesRecord: DiffRecord {
    let sha: String
    private var renames: [Rename] = []
    private(set) var isWhole = true

    init(sha: String) { self.sha = sha }

    var answer: CommitRenames { CommitRenames(sha: sha, renames: renames) }
    var weight: Int { renames.count + 1 }
    static func unknown(_ sha: String) -> CommitRenames { CommitRenames(sha: sha, renames: nil) }
    static var gap: ReadReport.Gap.Kind { .renames }

    mutating func take(_ field: UnsafeRawBufferPointer, _ fields: inout FieldReader) throws -> Bool {
        guard field.first == UInt8(ascii: ":") else { return false }
        guard let from = try fields.field(endingWith: 0).map(PathText.readable),
            let to = try fields.field(endingWith: 0).map(PathText.readable)
        else {
            isWhole = false
            return true
        }
        renames.append(Rename(sha: sha, from: from, to: to))
        return true
    }
}
