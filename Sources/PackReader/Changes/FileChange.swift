/// One file that a commit changed. It is there only during the call that hands it over.
public struct FileChange {
    public enum Lines: Sendable, Hashable {
        case counted(added: Int, deleted: Int)
        case binary
        /// An object that the comparison needs is missing, damaged or too large.
        case unknown(PackError)
    }

    /// As git writes it, in whatever bytes it was committed.
    public let path: UnsafeRawBufferPointer
    /// 0 when the file is new.
    public let oldMode: UInt32
    /// 0 when the file is gone.
    public let newMode: UInt32
    /// The contents before and after; the commit of a submodule.
    public var old: ObjectID? { names.id(oldNumber) }
    public var new: ObjectID? { names.id(newNumber) }
    public let lines: Lines
    /// Where lines changed, if that was asked for and lines were counted. With `HunkRule.diff` their lines add up to the counts.
    public let hunks: [Hunk]?

    let oldNumber: Int32
    let newNumber: Int32
    /// Most visitors want no names, which are far from everything else in memory.
    unowned(unsafe) let names: ObjectNames

    /// Git's letter: A, D, M, or T when a file became a link or a submodule or the other way round.
    public var status: Character {
        if oldMode == 0 { return "A" }
        if newMode == 0 { return "D" }
        return oldMode & 0o170000 == newMode & 0o170000 ? "M" : "T"
    }
}

/// Takes the changes of commits, one commit after the other.
public protocol ChangeVisitor {
    /// The files of a commit follow, in git's order; none for a merge.
    mutating func commit(_ id: ObjectID) throws
    mutating func file(_ change: FileChange) throws
    /// The files of a commit cannot be told: nothing of it was handed over.
    mutating func unreadable(_ id: ObjectID, _ error: PackError) throws
}

/// Names of objects by number.
final class ObjectNames {
    private let reader: ChangeReader

    init(_ reader: ChangeReader) { self.reader = reader }

    /// Nil for nothing.
    func id(_ number: Int32) -> ObjectID? { number < 0 ? nil : reader.id(number) }
}
