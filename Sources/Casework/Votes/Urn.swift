import Cryptography

/// The ballots of a secret vote: each under a key that is made from its voter's receipt, and from nothing else.
///
/// The receipt is random and is shown to the voter alone; Steward keeps its digest. So the voter can change the ballot until the vote
/// closes, and find it afterwards among those that were counted; nobody else can tell whose it is. The voters' roll says who has voted, in
/// the order of their identities. Neither has a time or an order of casting: the keys are random and the urn is written as a whole,
/// in the order of its keys.
///
/// What it does not protect from: somebody who reads the database before and after one ballot, or who runs the program that
/// receives it; a receipt that its voter hands on, who can thereby prove what they voted; a result that gives everyone away, such as a
/// unanimous one. `docs/secret-ballots.md` says more.
public struct Urn: Sendable, Hashable, Codable {
    /// By key.
    public var ballots: [String: Ballot] = [:]

    public init() {}

    /// Nil for a receipt that is too short to be secret, or longer than any that Steward gives.
    public static func key(_ receipt: String, case id: Int64, vote: String, openedAt: Int64) -> String? {
        let receipt = receipt.filter { !$0.isWhitespace && $0 != "-" }.lowercased()
        guard (20...128).contains(receipt.utf8.count) else { return nil }
        return Digest.sha256(Array("steward ballot\n\(id)\n\(vote)\n\(openedAt)\n\(receipt)".utf8)).map(Digest.hexadecimal)
    }

    /// A new receipt: 175 random bits in groups of five letters and digits, without those that look alike. Nil without randomness.
    public static func newReceipt() -> String? {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)
        guard let bytes = RandomBytes.make(35) else { return nil }
        let text = bytes.map { letters[Int($0) % letters.count] }
        return stride(from: 0, to: text.count, by: 5).map { String(decoding: text[$0..<$0 + 5], as: UTF8.self) }.joined(separator: "-")
    }
}
