import Ledger
import Pages
import Store

extension Office {
    /// Takes over what the configuration says of who is who, and places and marks accounts by it.
    ///
    /// - Returns: remarks on links whose accounts are not known; they are made when the accounts come.
    @discardableResult
    func applyJoining() async throws -> [String] {
        let (joining, now, source) = (configuration.joining, desk.clock(), "steward.yml")
        return try await store.write { writer in
            var remarks: [String] = []
            var pairs: [(Int64, Int64, evidence: String)] = []
            for link in joining.links {
                var accounts: Set<Int64> = []
                for name in link.accounts {
                    let found = try writer.accounts(named: name).map(\.id)
                    if found.isEmpty { remarks.append("The account “\(name)”, which \(source) links, is not known yet.") }
                    accounts.formUnion(found)
                }
                guard let oldest = accounts.min() else { continue }
                let evidence = "\(source) links \(link.accounts.joined(separator: " and ")): \(link.reason)"
                for other in accounts.subtracting([oldest]).sorted() where !pairs.contains(where: { $0.0 == oldest && $0.1 == other }) {
                    pairs.append((oldest, other, evidence))
                }
            }
            let isChanged = try writer.setJoining(joining.settings)
            let linked = try writer.setConfiguredLinks(pairs, madeBy: source, at: now)
            if isChanged || linked > 0 { try writer.placeAccounts(madeBy: source, at: now) }
            if isChanged { try writer.markBots(madeBy: source, at: now) }
            return remarks
        }
    }
}
