import Ledger
import Measures

/// For whom contributions count, in one question: which organisations, teams and lines of management it is about, and how a
/// contribution is divided that was made for several.
struct Crediting: Sendable {
    /// Who did something when, and for whom; nobody is account 0.
    struct Deed {
        let account: Int32
        let belonging: Belonging
        let time: Int64
    }

    private let actors: Actors
    /// Each of several counts the whole.
    let isWhole: Bool
    /// Organisations count for those that they are part of.
    private let isRolledUp: Bool
    private let organisations: Lineage
    private let teams: Lineage
    private let managers: Lineage
    /// The organisation, team and manager that the question is about; 0 for the unknown one, nil for all.
    let organisation: Int32?
    private let team: Int32?
    private let manager: Int32?
    private let indexOf: [Int64: Int32]

    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(_ question: Question, of card: MeasureCard, _ actors: Actors) throws(QuestionError) {
        self.actors = actors
        isWhole = question.parameter(MeasureParameter.affiliation.name, of: card) == "whole"
        let rollUp = RollUp(key: question.parameter(MeasureParameter.rollUp.name, of: card))
        isRolledUp = rollUp != .none && !actors.organisationTree.tree.isEmpty
        let all = actors.organisations
        let indexOf = Dictionary(all.enumerated().map { ($1.id, Int32($0)) }, uniquingKeysWith: { first, _ in first })
        self.indexOf = indexOf
        organisations = Lineage(actors.organisationTree.tree) { path, _ in rollUp.target(of: path) }
        // A team is part of an organisation in the end, which is no team.
        teams = Lineage(actors.organisationTree.tree) { path, _ in
            rollUp.target(of: path.filter { number in indexOf[number].map { all[Int($0)].isTeam } ?? false }) ?? path.first
        }
        let management = actors.management
        managers = Lineage(management.tree) { path, second in
            let above = Array(path.dropFirst())
            switch rollUp {
            case .none, .parent: return rollUp.target(of: above)
            // Whoever leads stands in their own line.
            case .ultimate, .level: return rollUp.target(of: management.tree.children(of: path[0], at: second).isEmpty ? above : path)
            }
        }
        func unit(_ kind: String, _ slug: String?) throws(QuestionError) -> Int32? {
            guard let slug else { return nil }
            guard let index = all.firstIndex(where: { $0.slug == slug }) else { throw .unknownScope(kind: kind, slug: slug) }
            return Int32(index)
        }
        organisation = try unit("organisation", question.scope.organisation)
        team = try unit("team", question.scope.team)
        manager = try Self.manager(question.scope.manager, actors)
    }

    private static func manager(_ text: String?, _ actors: Actors) throws(QuestionError) -> Int32? {
        guard let text else { return nil }
        if text == Question.Scope.unknownOrganisation { return 0 }
        guard let id = PersonID(text), let person = actors.managersEver.first(where: { actors.personID($0) == id }) else {
            throw .unknownScope(kind: "manager", slug: text)
        }
        return person
    }

    /// Whether every contribution counts whole, as the question is about no part of them.
    var holdsEverything: Bool { organisation == nil && team == nil && manager == nil }

    /// How much of a contribution the question is about, in millionths; 0 for none of it.
    func share(of deed: Deed) -> Int32 {
        if let manager, self.manager(of: deed) != manager { return 0 }
        var share = Portion.whole
        if let organisation { share = self.share(of: organisation, in: organisations(of: deed)) }
        guard let team, share > 0 else { return share }
        let ofTeam = self.share(of: team, in: teams(of: deed))
        return Int32(Int64(share) * Int64(ofTeam) / Int64(Portion.whole))
    }

    private func share(of unit: Int32, in portions: [Portion]) -> Int32 {
        guard portions.contains(where: { $0.organisation == unit }) else { return 0 }
        return isWhole ? Portion.whole : portions.reduce(0) { $0 + ($1.organisation == unit ? $1.share : 0) }
    }

    // MARK: Units

    /// The organisation for which a contribution was made, where it is one and needs no rolling up.
    func plainOrganisation(of belonging: Belonging) -> Int32? { isRolledUp || belonging.isMixed ? nil : belonging.code }

    /// The organisations for which it was made, rolled up; several may be the same.
    func organisations(of deed: Deed) -> [Portion] {
        guard isRolledUp else { return actors.mixtures.portions(deed.belonging) }
        return actors.mixtures.portions(deed.belonging).map { portion in
            Portion(organisation: target(of: portion.organisation, at: deed.time, in: organisations), share: portion.share)
        }
    }

    private func teams(of deed: Deed) -> [Portion] {
        guard deed.account > 0 else { return [Portion(organisation: 0, share: Portion.whole)] }
        return actors.mixtures.portions(actors.teams.belonging(of: deed.account, at: deed.time)).map { portion in
            Portion(organisation: target(of: portion.organisation, at: deed.time, in: teams), share: portion.share)
        }
    }

    private func target(of unit: Int32, at second: Int64, in lineage: Lineage) -> Int32 {
        guard isRolledUp, unit > 0 else { return unit }
        return lineage.target(of: actors.organisations[Int(unit)].id, at: second).flatMap { indexOf[$0] } ?? unit
    }

    /// The person in whose line it was made; 0 when nobody knows.
    private func manager(of deed: Deed) -> Int32 {
        guard deed.account > 0 else { return 0 }
        return managers.target(of: Int64(actors.person(of: deed.account)), at: deed.time).map { Int32($0) } ?? 0
    }

    // MARK: Parts

    /// What each organisation has of a contribution before it is rolled up, where it counts for one organisation after.
    ///
    /// - Parameters:
    ///   - share: how much of it counts.
    ///   - organisation: the organisation for which it counts, rolled up; nil for all of the question.
    func portions(of deed: Deed, share: Int32, for organisation: Int32?) -> [Portion] {
        let portions = actors.mixtures.portions(deed.belonging)
        let wanted = organisation ?? self.organisation
        let targets = organisations(of: deed)
        return divide(share, among: portions.indices.filter { wanted == nil || targets[$0].organisation == wanted }.map { portions[$0] })
    }

    /// - Parameter share: how much of a contribution counts.
    func parts(of deed: Deed, _ share: Int32, by dimension: Dimension) -> [Portion] {
        switch dimension {
        case .organisation: divide(share, among: organisations(of: deed).filter { organisation == nil || $0.organisation == organisation })
        case .team: divide(share, among: teams(of: deed).filter { team == nil || $0.organisation == team })
        default: [Portion(organisation: manager(of: deed), share: share)]
        }
    }

    /// What of a share falls to each: in proportion, so that the parts make up the share exactly, or all of it to each.
    private func divide(_ share: Int32, among portions: [Portion]) -> [Portion] {
        if portions.count == 1 { return [Portion(organisation: portions[0].organisation, share: share)] }
        var merged: [Portion] = []
        for portion in portions {
            if let index = merged.firstIndex(where: { $0.organisation == portion.organisation }) {
                merged[index] = Portion(organisation: portion.organisation, share: merged[index].share + portion.share)
            } else {
                merged.append(portion)
            }
        }
        if isWhole { return merged.map { Portion(organisation: $0.organisation, share: share) } }
        let sum = merged.reduce(Int64(0)) { $0 + Int64($1.share) }
        guard sum > 0 else { return [] }
        var (passed, given) = (Int64(0), Int64(0))
        return merged.map { portion in
            passed += Int64(portion.share)
            let until = Int64(share) * passed / sum
            defer { given = until }
            return Portion(organisation: portion.organisation, share: Int32(until - given))
        }.filter { $0.share > 0 }
    }
}

extension Actors {
    /// By person index: everybody to whom somebody ever reported.
    var managersEver: [Int32] { Set(management.tree.links.map { Int32($0.parent) }).sorted() }
}
