import Ledger
import Measures
import Store

/// Something believed for a time.
struct Belief<Value: Sendable & Equatable>: Sendable, Equatable {
    let value: Value
    let from: Instant?
    let to: Instant?

    init(_ value: Value, _ assertion: Assertion) {
        self.value = value
        from = assertion.validFrom
        to = assertion.validTo
    }

    func holds(at instant: Instant) -> Bool {
        (from.map { $0 <= instant } ?? true) && (to.map { instant < $0 } ?? true)
    }
}

/// What the programme says of itself: whose it is, what it counts, who coaches, who its customers are, what it aims at.
struct Programme: Sendable, Equatable {
    /// How the community is told apart; the affiliation of authors where nothing is said.
    private(set) var communityRules: [Belief<CommunityRule>] = []
    /// By organisation index: the programme's own organisations.
    private(set) var own: [Int32: [Belief<Bool>]] = [:]
    /// By the repository's number. Empty: every repository is in scope.
    private(set) var products: [Int64: [Belief<Bool>]] = [:]
    /// By account: who holds the role of a coach.
    private(set) var coaches: [Int32: [Belief<Bool>]] = [:]
    /// By organisation index: annual recurring revenue in hundredths of the office's currency.
    private(set) var revenue: [Int32: [Belief<Int64>]] = [:]
    /// By organisation index: the organisation that it is part of.
    private(set) var parents: [Int32: [Belief<Int32>]] = [:]
    /// By the measure's id: the target and its reason.
    private(set) var targets: [String: [Belief<Target>]] = [:]

    struct Target: Sendable, Equatable {
        /// In the measure's unit.
        let value: Double
        let reason: String
    }

    /// Nil when nobody has said.
    func communityRule(at instant: Instant) -> CommunityRule? {
        communityRules.last { $0.holds(at: instant) }?.value
    }

    func isOwn(_ organisation: Int32, at instant: Instant) -> Bool {
        own[organisation]?.contains { $0.holds(at: instant) } ?? false
    }

    /// Whether any of those for whom a contribution was made is one of the programme's own.
    func isOwn(_ belonging: Belonging, of mixtures: Mixtures, at instant: Instant) -> Bool {
        guard !own.isEmpty else { return false }
        guard belonging.isMixed else { return isOwn(belonging.code, at: instant) }
        return mixtures.portions(belonging).contains { isOwn($0.organisation, at: instant) }
    }

    /// By person index: who was ever a coach.
    func peopleWhoCoached(_ actors: Actors) -> MemberSet {
        var people = MemberSet(capacity: actors.accountCount)
        for account in coaches.keys where account > 0 && Int(account) < actors.accountCount { people.insert(actors.person(of: account)) }
        return people
    }

    func isProduct(_ repository: Int64, at instant: Instant) -> Bool {
        products.isEmpty || products[repository]?.contains { $0.holds(at: instant) } ?? false
    }

    /// The accounts that hold the role of a coach.
    func coaches(at instant: Instant) -> [Int32] {
        coaches.filter { $0.value.contains { $0.holds(at: instant) } }.keys.sorted()
    }

    /// The target in force.
    func target(of measure: String, at instant: Instant) -> Target? {
        targets[measure]?.last { $0.holds(at: instant) }?.value
    }

    /// The organisation at the top of those that an organisation is part of. A circle ends where it would begin again.
    func ultimateParent(of organisation: Int32, at instant: Instant) -> Int32 {
        var organisation = organisation
        var seen: Set<Int32> = [organisation]
        while let parent = parents[organisation]?.last(where: { $0.holds(at: instant) })?.value,
            seen.insert(parent).inserted
        {
            organisation = parent
        }
        return organisation
    }

    /// Revenue by ultimate parent: the sum of what is asserted of it and of all organisations that are part of it.
    func customers(at instant: Instant) -> [Int32: Int64] {
        var customers: [Int32: Int64] = [:]
        for (organisation, beliefs) in revenue {
            guard let amount = beliefs.last(where: { $0.holds(at: instant) })?.value else { continue }
            let top = ultimateParent(of: organisation, at: instant)
            let (sum, isTooLarge) = customers[top, default: 0].addingReportingOverflow(amount)
            customers[top] = isTooLarge ? .max : sum
        }
        return customers
    }

}

extension Programme {
    /// - Parameter organisations: the index of each organisation by its number.
    init(reader: any SQLReader, asKnown: Instant?, organisations: [Int64: Int32]) throws {
        func held(_ predicate: Assertion.Predicate) throws -> [Assertion] {
            try reader.assertions(predicate, asKnown: asKnown).inOrderOfForce.map(\.assertion)
        }
        for assertion in try held(.programmeCommunityRule) {
            guard let object = assertion.object, let rule = CommunityRule(rawValue: Int(truncatingIfNeeded: object)) else { continue }
            communityRules.append(Belief(rule, assertion))
        }
        for assertion in try held(.organisationOwn) {
            guard let organisation = organisations[assertion.subject] else { continue }
            own[organisation, default: []].append(Belief(true, assertion))
        }
        for assertion in try held(.repositoryProduct) {
            products[assertion.subject, default: []].append(Belief(true, assertion))
        }
        for assertion in try held(.accountCoach) {
            guard let account = Int32(exactly: assertion.subject) else { continue }
            coaches[account, default: []].append(Belief(true, assertion))
        }
        for assertion in try held(.organisationRevenue) {
            guard let organisation = organisations[assertion.subject], let amount = assertion.object else { continue }
            revenue[organisation, default: []].append(Belief(amount, assertion))
        }
        for assertion in try held(.organisationParent) {
            guard let child = organisations[assertion.subject], let parent = assertion.object.flatMap({ organisations[$0] })
            else { continue }
            parents[child, default: []].append(Belief(parent, assertion))
        }
        let targeted = try held(.measureTarget)
        guard !targeted.isEmpty else { return }
        let terms = try reader.terms()
        for assertion in targeted {
            guard let measure = terms[assertion.subject], let thousandths = assertion.object else { continue }
            let target = Target(value: Double(thousandths) / 1000, reason: assertion.evidence)
            targets[measure, default: []].append(Belief(target, assertion))
        }
    }
}
