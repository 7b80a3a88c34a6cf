/// One argument of a statement, in the types that SQLite and PostgreSQL share.
///
/// Booleans are stored as integers 0 and 1, instants as seconds since 1970 (see ``Ledger``), so that one
/// statement means the same on both engines.
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// An integer, or null when `value` is absent.
    public static func optional<I: BinaryInteger>(_ value: I?) -> SQLValue {
        value.map { .integer(Int64($0)) } ?? .null
    }

    /// A text, or null when `value` is absent.
    public static func optional(_ value: String?) -> SQLValue {
        value.map(SQLValue.text) ?? .null
    }

    /// An integer of any width.
    public static func int<I: BinaryInteger>(_ value: I) -> SQLValue { .integer(Int64(value)) }

    /// 1 for true, 0 for false.
    public static func bool(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(stringLiteral value: String) { self = .text(value) }
    public init(nilLiteral: ()) { self = .null }
}
