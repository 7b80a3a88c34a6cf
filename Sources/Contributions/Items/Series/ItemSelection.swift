import Ledger
import Measures

/// Who opened an item, as the programme sees it.
enum AuthorClass: Int, Sendable, CaseIterable {
    case community, company, bot

    var key: String {
        switch self {
        case .community: "community"
        case .company: "company"
        case .bot: "bot"
        }
    }
}

/// Which change requests or issues a question is about.
struct ItemSelection: Sendable {
    let facts: ItemFacts
    let kind: ItemKind
    let rule: CommunityRule
    /// Nobody said which rule holds, so that it is the default.
    let isDefaultRule: Bool
    let labelsAtMerge: Bool
    let isParity: Bool
    let productNow: Bool
    let crediting: Crediting
    private let scope: ScopeFilter
    private let wanted: AuthorClass?
    private let withBots: Bool

    /// - Throws: ``QuestionError/unknownScope(kind:slug:)``
    init(
        _ question: Question, of card: MeasureCard, _ kind: ItemKind, in facts: ItemFacts, now: Instant
    ) throws(QuestionError) {
        self.facts = facts
        self.kind = kind
        func value(_ parameter: MeasureParameter) -> String { ItemParameter.value(parameter.name, of: question, card) }
        isParity = ItemParameter.isParity(question)
        let told = facts.programme.communityRule(at: now)
        let asked = CommunityRule(key: value(ItemParameter.community))
        rule = asked ?? told ?? .affiliation
        isDefaultRule = asked == nil && told == nil
        labelsAtMerge = value(ItemParameter.labels) == "at-merge"
        productNow = value(ItemParameter.product) == "now"
        scope = try ScopeFilter(question.scope, facts.projects, facts.groups)
        crediting = try Crediting(question, of: card, facts.actors)
        withBots = value(ItemParameter.bots) == "include"
        switch ItemParameter.value("who", of: question, card) {
        case "community": wanted = .community
        case "company": wanted = .company
        default: wanted = nil
        }
    }

    func holds(project: Int32) -> Bool { scope.holds(project: project) }

    /// Whether it lies in the scope of the question, whoever opened it.
    func isInScope(_ item: Item) -> Bool {
        item.kind == kind && scope.holds(project: item.project) && share(of: item) > 0
    }

    /// How much of it the question is about, in millionths.
    func share(of item: Item) -> Int32 {
        crediting.holdsEverything ? Portion.whole : crediting.share(of: Crediting.Deed(item))
    }

    /// - Parameter products: by repository index, see ``products(at:)``.
    func contains(_ item: Item, _ products: [Bool]) -> Bool {
        guard isInScope(item), products[Int(item.repository)] else { return false }
        let author = authorClass(item)
        if author == .bot { return withBots && wanted == nil }
        return wanted == nil || author == wanted
    }

    /// By repository index: whether it is part of the product at an instant.
    func products(at instant: Instant) -> [Bool] {
        facts.repositories.map { facts.programme.isProduct($0.id, at: instant) }
    }

    func authorClass(_ item: Item) -> AuthorClass {
        if item.has(.bot) || isParity && item.has(labelsAtMerge ? .botLabelAtMerge : .botLabel) { return .bot }
        switch rule {
        case .label: return item.has(labelsAtMerge ? .communityLabelAtMerge : .communityLabel) ? .community : .company
        case .affiliation: return item.has(.company) ? .company : .community
        }
    }

    func isCommunity(_ item: Item) -> Bool { authorClass(item) == .community }

    func isFeature(_ item: Item) -> Bool { item.has(labelsAtMerge ? .featureLabelAtMerge : .featureLabel) }

    /// What a reader must know of the choices that were made.
    var remarks: [String] {
        var remarks: [String] = []
        if kind == .changeRequest {
            switch rule {
            case .label: remarks.append("Community: change requests with the label “\(CommunityRule.communityLabel)”.")
            case .affiliation where facts.programme.own.isEmpty:
                remarks.append("Community: every author who is no bot, because no organisation is marked as the programme's own.")
            case .affiliation:
                remarks.append(
                    "Community: authors who were not affiliated with the programme's own organisations; unknown counts as community.")
            }
            if isDefaultRule { remarks.append("The programme has not said how it tells its community apart; this is the default.") }
        }
        if facts.programme.products.isEmpty { remarks.append("No repository is marked as part of the product, so all count.") }
        return remarks
    }
}

extension Crediting.Deed {
    /// The opening of an item.
    init(_ item: Item) {
        self.init(account: item.account, belonging: item.belonging, time: item.createdAt)
    }
}
