public import Store

/// Stands for a person: random, without meaning, and not derived from anything about them.
public struct PersonID: Sendable, Hashable {
    public let number: Int64

    public init(number: Int64) { self.number = number }

    /// A new identifier of 60 random bits: among 100,000 people two would meet once in two hundred million tries.
    public static func random() -> PersonID {
        PersonID(number: Int64.random(in: 1...(1 << 60 - 1)))
    }

    /// The bits one character of ``description`` stands for, in Crockford's alphabet: no i, l, o or u to misread.
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")
}

extension PersonID: CustomStringConvertible {
    /// Twelve characters, five bits each, as addresses spell a person.
    public var description: String {
        String((0..<12).map { Self.alphabet[Int(number >> (55 - 5 * $0)) & 31] })
    }

    /// Reads what ``description`` writes; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 12 else { return nil }
        var number: Int64 = 0
        for character in text {
            guard let bits = Self.alphabet.firstIndex(of: character) else { return nil }
            number = number << 5 | Int64(bits)
        }
        self.init(number: number)
    }
}

extension SQLReader {
    /// Somebody who did not ask not to be shown; nil when nobody is known.
    public func anyPerson() throws -> PersonID? {
        try integer(
            """
            SELECT p.object FROM assertions p WHERE p.predicate = ? AND p.ended_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM assertions o JOIN assertions q ON q.subject = o.subject AND q.predicate = ? AND q.ended_at IS NULL
                WHERE o.predicate = ? AND o.ended_at IS NULL AND q.object = p.object) ORDER BY p.id LIMIT 1
            """,
            [
                .text(Assertion.Predicate.accountPerson.rawValue), .text(Assertion.Predicate.accountPerson.rawValue),
                .text(Assertion.Predicate.accountOptOut.rawValue),
            ]
        ).map(PersonID.init(number:))
    }

    /// The account that was placed last with a person, whether it still is or not.
    public func lastAccount(ofPerson person: PersonID) throws -> Int64? {
        try integer(
            "SELECT subject FROM assertions WHERE predicate = ? AND object = ? ORDER BY id DESC LIMIT 1",
            [.text(Assertion.Predicate.accountPerson.rawValue), .integer(person.number)])
    }
}
