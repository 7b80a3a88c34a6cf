/// What `git diff` shows of two versions of a file.
public enum FileHunks: Hashable, Sendable {
    case changes([Hunk])
    case binary
}

extension Repository {
    /// How git finds the changes between two versions of a file.
    public enum HunkRule: Sendable {
        /// Like `git diff` and `git log -p`: the lines add up to those of `--numstat`.
        case diff
        /// Like `git diff -U0` and `git blame`, which leave out the common end of both versions first. That can change the result.
        case blame
    }

    /// The lines that changed between two versions of a file. Nil stands for no file.
    public func hunks(from old: ObjectID?, to new: ObjectID?, _ rule: HunkRule = .diff) throws(PackError) -> FileHunks {
        let old = try contents(old)
        let new = try contents(new)
        return Self.hunks(old, new, rule)
    }

    static func hunks(_ old: [UInt8], _ new: [UInt8], _ rule: HunkRule) -> FileHunks {
        old.withUnsafeBytes { old in
            new.withUnsafeBytes { new in
                if isBinary(old) || isBinary(new) { return .binary }
                let hasher = LineDigest()
                var before = TextLines(old, hasher: hasher)
                var after = TextLines(new, hasher: hasher)
                if rule == .blame {
                    let tail = CommonTail.lines(old, new)
                    before.dropLast(tail)
                    after.dropLast(tail)
                }
                var diff = LineDiff()
                return .changes(diff.hunks(old: before, new: after))
            }
        }
    }

    private func contents(_ id: ObjectID?) throws(PackError) -> [UInt8] {
        guard let id else { return [] }
        let found = try object(id)
        guard found.kind == .blob else { throw PackError(.damaged, object: id, "it is no file") }
        return found.bytes
    }

    /// Git's rule: a NUL among the first 8,000 bytes.
    private static func isBinary(_ text: UnsafeRawBufferPointer) -> Bool { text.prefix(8000).contains(0) }
}
