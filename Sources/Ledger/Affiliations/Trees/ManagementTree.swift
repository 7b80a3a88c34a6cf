/// Who reports to whom, and when. It holds people, as one person's accounts report as one.
public struct ManagementTree: Sendable, Equatable {
    public let tree: DatedTree

    /// - Parameters:
    ///   - held: assertions of ``Assertion/Predicate/accountManager``; others are passed over.
    ///   - personOf: the number of an account's person, whatever numbers the caller gives to people; nil for nobody.
    public init(_ held: [RecordedAssertion], personOf: (_ account: Int64) -> Int64?) {
        tree = DatedTree(
            held.filter { $0.assertion.predicate == .accountManager }.inOrderOfForce.compactMap { held in
                guard let person = personOf(held.assertion.subject), let manager = held.assertion.object.flatMap(personOf)
                else { return nil }
                return DatedTree.Link(child: person, parent: manager, held.assertion)
            })
    }

    /// The person to whom one reports at an instant.
    public func manager(of person: Int64, at instant: Instant) -> Int64? { tree.parent(of: person, at: instant.seconds) }

    /// The line of management above a person, the nearest first.
    public func ancestors(of person: Int64, at instant: Instant) -> [Int64] { tree.ancestors(of: person, at: instant.seconds) }

    /// Everybody who reports to a person, through however many levels; not the person.
    public func reports(to person: Int64, at instant: Instant) -> Set<Int64> { tree.descendants(of: person, at: instant.seconds) }
}
