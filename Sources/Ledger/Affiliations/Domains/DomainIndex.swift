/// Finds the organisations behind a domain of addresses, each for its time.
///
/// The longest domain with which an address ends decides, for as long as it is anybody's; before and after, the next shorter
/// one does. A domain without its sub-domains keeps those from the shorter ones too: they are somebody else's, and nobody
/// said whose. A domain at which anybody can get an address leads to nobody, and neither does anything below it that is not
/// named itself.
struct DomainIndex {
    struct Rule {
        let organisation: Int64
        /// The organisation's name.
        let name: String
        /// In lower case.
        let domain: String
        let hasSubdomains: Bool
        let validity: Validity
        /// Of several rules for one domain at one time the smallest counts.
        let rank: Int
    }

    /// For whom addresses of a domain are, and when.
    struct Match {
        let rule: Rule
        let validity: Validity
    }

    private var rules: [String: [Rule]] = [:]
    private let free: Set<String>

    /// - Parameter free: domains at which anybody can get an address, in lower case.
    init(free: Set<String> = []) { self.free = free }

    mutating func add(_ rule: Rule) { rules[rule.domain, default: []].append(rule) }

    /// The domain of an address in lower case; nil when it has none.
    static func domain(ofAddress address: String) -> Substring? {
        address.lastIndex(of: "@").map { address[address.index(after: $0)...] }
    }

    func matches(_ domain: Substring) -> [Match] {
        var found: [Match] = []
        var open = [Validity(nil, nil)]
        var rest = domain
        while !open.isEmpty, !free.contains(String(rest)) {
            let here = rules[String(rest)] ?? []
            let isWhole = rest.utf8.count == domain.utf8.count
            for rank in Set(here.map(\.rank)).sorted() {
                let equal = here.filter { $0.rank == rank }
                for rule in equal where isWhole || rule.hasSubdomains {
                    found += open.compactMap { $0.common(with: rule.validity) }.map { Match(rule: rule, validity: $0) }
                }
                for rule in equal { open = open.flatMap { $0.without(rule.validity) } }
            }
            guard let dot = rest.firstIndex(of: ".") else { break }
            rest = rest[rest.index(after: dot)...]
        }
        return found
    }
}
