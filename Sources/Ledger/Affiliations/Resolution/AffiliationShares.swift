/// An organisation's part of a contribution.
public struct AffiliationPart: Sendable, Hashable {
    /// The organisation's number; ``unknown`` for the part of which nobody knows for whom it was made.
    public let organisation: Int64
    /// In millionths of the contribution.
    public let share: Int32

    public init(organisation: Int64, share: Int32) {
        self.organisation = organisation
        self.share = share
    }

    /// A whole contribution, in millionths.
    public static let whole: Int32 = 1_000_000
    /// Stands for no organisation; those of the ledger are numbered from 1.
    public static let unknown: Int64 = 0
    /// What holds where nothing is known.
    public static let allUnknown = [AffiliationPart(organisation: unknown, share: whole)]
}

/// Divides a contribution among the organisations for which it was made at once.
enum AffiliationShares {
    /// What was said of the shares: an organisation, and its share in millionths where one was given.
    typealias Said = (organisation: Int64, share: Int32?)

    /// Parts that sum to ``AffiliationPart/whole`` exactly, by the organisation's number.
    ///
    /// An organisation that is named twice counts once, with the larger share. Organisations without a share divide evenly
    /// what the others leave. Shares of more than the whole are scaled down in proportion. What nobody claims is unknown.
    /// Fractions of a millionth go to the largest remainders, among equal ones to the smaller number.
    static func parts(_ said: [Said]) -> [AffiliationPart] {
        if said.count == 1, said[0].share == nil {
            return [AffiliationPart(organisation: said[0].organisation, share: AffiliationPart.whole)]
        }
        let said = merged(said)
        let whole = Int64(AffiliationPart.whole)
        let stated = stated(said)
        let silent = said.filter { $0.share == nil }
        var parts: [AffiliationPart] = []
        if stated > whole {
            let named = said.filter { $0.share != nil }
            parts = divide(whole, by: named.map { ($0.organisation, Int64($0.share ?? 0)) })
        } else {
            let rest = silent.isEmpty ? [] : divide(whole - stated, by: silent.map { ($0.organisation, 1) })
            parts = said.compactMap { said in said.share.map { AffiliationPart(organisation: said.organisation, share: $0) } } + rest
        }
        let left = whole - parts.reduce(0) { $0 + Int64($1.share) }
        if left > 0 { parts.append(AffiliationPart(organisation: AffiliationPart.unknown, share: Int32(left))) }
        return parts.filter { $0.share > 0 }.sorted { $0.organisation < $1.organisation }
    }

    /// The sum of the shares that were given, an organisation that is named twice counted once.
    static func stated(_ said: [Said]) -> Int64 { merged(said).reduce(0) { $0 + Int64($1.share ?? 0) } }

    private static func merged(_ said: [Said]) -> [Said] {
        var share: [Int64: Int32?] = [:]
        for said in said {
            if let known = share[said.organisation] {
                share[said.organisation] = known.map { max($0, said.share ?? 0) } ?? said.share
            } else {
                share.updateValue(said.share, forKey: said.organisation)
            }
        }
        return share.map { (organisation: $0.key, share: $0.value) }.sorted { $0.organisation < $1.organisation }
    }

    private static func divide(_ amount: Int64, by weights: [(organisation: Int64, weight: Int64)]) -> [AffiliationPart] {
        let sum = weights.reduce(0) { $0 + $1.weight }
        guard sum > 0 else { return [] }
        // At most a million millionths for each, so no product overflows.
        var shares = weights.map { ($0.weight * amount / sum, $0.weight * amount % sum) }
        let left = amount - shares.reduce(0) { $0 + $1.0 }
        let largest = weights.indices.sorted {
            (shares[$1].1, weights[$0].organisation) < (shares[$0].1, weights[$1].organisation)
        }
        for index in largest.prefix(Int(left)) { shares[index].0 += 1 }
        return weights.indices.map { AffiliationPart(organisation: weights[$0].organisation, share: Int32(shares[$0].0)) }
    }
}
