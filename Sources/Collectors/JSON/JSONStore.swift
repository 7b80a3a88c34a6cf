import CSimdjson

/// Owns the memory of one document.
///
/// Only ``JSONParser`` writes to it, and only while no value refers to it.
final class JSONStore {
    private let store: OpaquePointer
    /// What the document was read from, for failures.
    var source = ""

    init?() {
        guard let store = json_store_new() else { return nil }
        self.store = store
    }

    deinit { json_store_free(store) }

    /// Room for a text; nil when there is no memory.
    func room(_ length: Int) -> UnsafeMutablePointer<UInt8>? { json_store_room(store, length) }

    /// Parses the first bytes of the room.
    func parse(_ length: Int, _ limits: JSONLimits) throws(JSONFailure) -> JSONValue {
        var root = json_value()
        var outcome = json_store_parse(store, length, limits.depth, &root)
        if outcome == json_bad_string, let room = json_store_room(store, length),
            LoneSurrogates.replace(in: UnsafeMutableBufferPointer(start: room, count: length))
        {
            outcome = json_store_parse(store, length, limits.depth, &root)
        }
        guard outcome == json_ok else { throw JSONFailure(Self.reason(outcome, limits), in: source) }
        return JSONValue(self, root)
    }

    private static func reason(_ outcome: json_outcome, _ limits: JSONLimits) -> JSONFailure.Reason {
        switch outcome {
        case json_no_memory: .noMemory
        case json_too_deep: .tooDeep(limit: limits.depth)
        case json_not_utf8: .notUTF8
        case json_bad_string: .malformed("a string holds an escape or a control character that JSON does not allow")
        case json_bad_number: .malformed("a number is malformed or too great")
        case json_empty: .malformed("there is no document in it")
        case json_unfinished: .unfinished
        default: .malformed("it is not JSON, or its end is missing")
        }
    }
}

/// Halves of surrogate pairs, which some programs write when they cut a text between two UTF-16 units.
enum LoneSurrogates {
    /// Replaces each `\uD83D` that stands alone by `\uFFFD`, in place; returns whether there were any.
    static func replace(in text: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        var found = false
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let unit = unit(text, index), (0xD800..<0xE000).contains(unit) else {
                // An escape of one character: what follows `\\` begins anew.
                index += 2
                continue
            }
            if unit < 0xDC00, let low = self.unit(text, index + 6), (0xDC00..<0xE000).contains(low) {
                index += 12
                continue
            }
            for (offset, digit) in "FFFD".utf8.enumerated() { text[index + 2 + offset] = digit }
            found = true
            index += 6
        }
        return found
    }

    /// The UTF-16 unit of the escape at `index`.
    private static func unit(_ text: UnsafeMutableBufferPointer<UInt8>, _ index: Int) -> UInt32? {
        guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else { return nil }
        var value: UInt32 = 0
        for byte in text[(index + 2)..<(index + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
