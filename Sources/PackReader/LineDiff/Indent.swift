/// How far a line is indented, as git measures it when it chooses between equal places for a change.
enum Indent {
    /// Stands for a line of nothing but white space.
    static let blank = UInt8.max
    /// Git looks no further than this.
    private static let deepest = 200

    /// The columns before the first character that is no white space, at most 200, or `blank`. Tabs end at every eighth column; carriage
    /// returns take no column.
    static func of(_ line: UnsafeRawBufferPointer) -> UInt8 {
        var columns = 0
        for byte in line {
            switch byte {
            case UInt8(ascii: " "): columns += 1
            case UInt8(ascii: "\t"): columns += 8 - columns % 8
            case UInt8(ascii: "\r"), UInt8(ascii: "\n"): break
            default: return UInt8(columns)
            }
            if columns >= deepest { return UInt8(deepest) }
        }
        return blank
    }
}
