import Ledger
import Store

/// What people chose about being shown, and which accounts have a user name that is public at a forge.
///
/// A wish holds from the day on which it was said, for the past too: it is read as it is known now, even for figures as
/// they were known earlier.
struct PrivacyWishes: Sendable {
    private var handles = MemberSet(capacity: 0)
    private(set) var optedOut: Set<Int64> = []
    private(set) var chosenNames: [Int64: String] = [:]

    /// - Parameter accounts: one more than the largest number of an account.
    mutating func makeRoom(for accounts: Int) { handles = MemberSet(capacity: accounts) }

    mutating func markHandle(_ account: Int) { handles.insert(Int32(account)) }

    func hasHandle(_ account: Int) -> Bool { handles.contains(Int32(account)) }

    mutating func load(from reader: any SQLReader) throws {
        optedOut = Set(try reader.assertions(.accountOptOut).map(\.assertion.subject))
        chosenNames = [:]
        chosenNames = [:]
        let chosen = try reader.assertions(.accountDisplayName)
        guard !chosen.isEmpty else { return }
        let terms = try reader.texts(ofTerms: Set(chosen.compactMap(\.assertion.object)))
        // The newest word of a person counts.
        for held in chosen { chosenNames[held.assertion.subject] = held.assertion.object.flatMap { terms[$0] } }
    }

    /// - Parameter person: the index of the person behind an account.
    func apply(to people: inout [ContributionFacts.Person], person: (Int) -> Int?) {
        for account in optedOut { if let index = person(Int(account)) { people[index].isOptedOut = true } }
        for (account, name) in chosenNames.sorted(by: { $0.key < $1.key }) {
            if let index = person(Int(account)) { people[index].chosenName = name }
        }
    }
}
