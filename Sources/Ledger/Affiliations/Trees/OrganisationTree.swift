/// Which organisation is part of which, and when: teams of companies, companies of groups, departments of a government.
public struct OrganisationTree: Sendable, Equatable {
    public let tree: DatedTree

    /// - Parameter held: assertions of ``Assertion/Predicate/organisationParent``; others are passed over.
    public init(_ held: [RecordedAssertion]) {
        tree = DatedTree(
            held.filter { $0.assertion.predicate == .organisationParent }.inOrderOfForce.compactMap { held in
                held.assertion.object.map { DatedTree.Link(child: held.assertion.subject, parent: $0, held.assertion) }
            })
    }

    /// The organisation of which one is part at an instant.
    public func parent(of organisation: Int64, at instant: Instant) -> Int64? { tree.parent(of: organisation, at: instant.seconds) }

    /// The organisations above one, the nearest first.
    public func ancestors(of organisation: Int64, at instant: Instant) -> [Int64] {
        tree.ancestors(of: organisation, at: instant.seconds)
    }

    /// The organisation at the top, which is the organisation itself when it is part of none.
    public func ultimateParent(of organisation: Int64, at instant: Instant) -> Int64 {
        tree.top(of: organisation, at: instant.seconds)
    }

    /// All organisations that are part of one at an instant, through however many steps; not the one itself.
    public func descendants(of organisation: Int64, at instant: Instant) -> Set<Int64> {
        tree.descendants(of: organisation, at: instant.seconds)
    }
}
