import Ledger
import Measures

/// How many customers stand behind what was merged, and how much the largest weigh. It holds no amount of any one of
/// them: who knows how often a customer contributed could work out what it pays.
struct CustomerShare: Sendable {
    let customers: Int
    let changeRequests: Int
    /// The share of the first three customers in the sum of change requests times revenue; nil when nobody contributed.
    let firstThree: Double?

    init(_ selection: ItemSelection, in range: Range<Instant>, now: Instant) {
        let facts = selection.facts
        let instant = min(range.upperBound.advanced(by: -1), now)
        let revenue = facts.programme.customers(at: instant)
        var counts: [Int32: Int64] = [:]
        var changeRequests = 0
        for row in selection.merged(in: range) {
            let item = facts.items[Int(row)]
            var leads = false
            for portion in selection.crediting.portions(of: Crediting.Deed(item), share: selection.share(of: item), for: nil)
            where portion.organisation > 0 {
                let top = facts.programme.ultimateParent(of: portion.organisation, at: instant)
                guard revenue[top] != nil else { continue }
                counts[top, default: 0] += Int64(portion.share)
                leads = true
            }
            if leads { changeRequests += 1 }
        }
        let products = counts.map { Double($0.value) * Double(revenue[$0.key] ?? 0) }.sorted(by: >)
        let total = products.reduce(0, +)
        customers = counts.count
        self.changeRequests = changeRequests
        firstThree = total > 0 ? products.prefix(3).reduce(0, +) / total : nil
    }
}
