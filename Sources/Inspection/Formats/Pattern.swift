internal import CRE2

/// A pattern in RE2's syntax, matched in time that grows with the text only.
public final class Pattern: @unchecked Sendable {
    // RE2's patterns may be used by several threads; nothing changes after `init`.
    private let pattern: OpaquePointer
    /// How many groups it has.
    public let groups: Int

    /// More than any pattern of a rule file needs; one that repeats a thousandfold is refused.
    public static let memory = 16 << 20

    /// - Parameters:
    ///   - name: of the rule that has the pattern, for errors.
    ///   - isUTF8: whether `.` stands for a whole letter; otherwise for a byte.
    ///   - memory: bytes that matching may take.
    /// - Throws: `InspectionError` when it is not valid, or too large.
    public init(_ text: String, name: String, isUTF8: Bool = false, memory: Int = Pattern.memory) throws(InspectionError) {
        var text = text
        var problem = [CChar](repeating: 0, count: 300)
        let made = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { re2_pattern_new($0.baseAddress, $0.count, memory, isUTF8, &problem, problem.count) }
        }
        guard let made else {
            let words = String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            throw InspectionError(name, "its pattern is not valid: \(words)")
        }
        pattern = made
        groups = Int(re2_pattern_groups(made))
    }

    deinit { re2_pattern_free(pattern) }

    /// The number of the group of that name.
    public func group(named name: String) -> Int? {
        var name = name
        let number = name.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { re2_pattern_group(pattern, $0.baseAddress, $0.count) }
        }
        return number < 0 ? nil : Int(number)
    }

    public func matches(_ bytes: UnsafeRawBufferPointer) -> Bool {
        re2_pattern_find(pattern, bytes.start, bytes.count, 0, nil, 0)
    }

    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
    }

    /// The first match that begins at `from` or later: the ranges of the whole and of each group, nil for a group that took no part.
    public func find(in bytes: UnsafeRawBufferPointer, from: Int = 0) -> [Range<Int>?]? {
        withUnsafeTemporaryAllocation(of: re2_span.self, capacity: groups + 1) { spans -> [Range<Int>?]? in
            guard re2_pattern_find(pattern, bytes.start, bytes.count, from, spans.baseAddress, Int32(min(groups + 1, 32))) else {
                return nil
            }
            return spans.prefix(min(groups + 1, 32)).map {
                $0.start == Int.max || $0.start < 0 || $0.start > bytes.count ? nil : $0.start..<$0.end
            }
        }
    }
}

/// Words that are looked for all at once, letters of ASCII in either case.
public final class WordSet: @unchecked Sendable {
    // Nothing changes after `init`.
    private let set: OpaquePointer
    public let count: Int

    /// - Throws: `InspectionError` when a word is empty, or they are too many.
    public init(_ words: [String], name: String) throws(InspectionError) {
        let bytes = words.flatMap { Array($0.utf8) }
        let lengths = words.map(\.utf8.count)
        let made = bytes.withUnsafeBytes { word_set_new($0.start, lengths, lengths.count) }
        guard let made else { throw InspectionError(name, "its words are too many, or one of them is empty") }
        set = made
        count = words.count
    }

    deinit { word_set_free(set) }

    /// For each word whether it stands in the bytes.
    public func find(in bytes: UnsafeRawBufferPointer) -> [Bool] {
        [UInt8](unsafeUninitializedCapacity: count) { found, filled in
            found.initialize(repeating: 0)
            word_set_find(set, bytes.start, bytes.count, found.baseAddress, nil)
            filled = count
        }.map { $0 != 0 }
    }

    /// Whether any of the words stands in the bytes.
    public func stands(in bytes: UnsafeRawBufferPointer) -> Bool { find(in: bytes).contains(true) }
}

extension UnsafeRawBufferPointer {
    /// For functions that take the address of text.
    fileprivate var start: UnsafePointer<CChar>? { baseAddress?.assumingMemoryBound(to: CChar.self) }
}
