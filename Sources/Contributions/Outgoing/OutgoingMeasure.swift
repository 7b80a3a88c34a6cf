import Ledger
import Measures

/// What measures of work for others have in common.
protocol OutgoingMeasure: ItemMeasure {
    var own: OwnNamespaces { get }
}

extension OutgoingMeasure {
    var anchor: ItemAnchor { .merged }
    var isAboutProduct: Bool { false }

    /// By repository index: whether it is somebody else's.
    func repositories(_ selection: ItemSelection, at instant: Instant) -> [Bool] {
        guard let outside = own.outside(selection.facts, at: instant) else { return selection.facts.repositories.map { _ in false } }
        return selection.facts.repositories.map { outside[Int($0.project)] }
    }

    /// Of staff, and accepted by somebody else.
    func selected(in window: ItemWindow) -> [Int32] {
        let byOthers = window.parameter(OutgoingText.acceptedBy.name) == "others"
        return window.rows.filter { row in
            let item = window.item(row)
            guard item.has(.company) else { return false }
            return !byOthers || item.mergedBy <= 0 || window.facts.actors.person(of: item.mergedBy) != item.author
        }
    }

    func isKnown(_ window: ItemWindow) -> Bool { OutgoingText.missing(own, window.facts, at: window.now) == nil }

    func remarks(on window: ItemWindow) -> [String] { OutgoingText.missing(own, window.facts, at: window.now).map { [$0] } ?? [] }
}

/// What measures of work for others say.
enum OutgoingText {
    static let definition = """
        Somebody is staff who was affiliated with one of the programme's own organisations at that time. A project is somebody else's \
        when none of its repositories lies in the house's own namespaces (`programme.own_namespaces`); where none are given, when none of \
        its repositories is part of the product. Only projects that were collected are known.
        """

    static let acceptedBy = MeasureParameter(
        "accepted-by", "Whether it counts what somebody merged who opened it.", .choice(["others", "anybody"]), default: "others")

    /// What must be said before anything can be counted; nil when all is.
    static func missing(_ own: OwnNamespaces, _ facts: ItemFacts, at instant: Instant) -> String? {
        if facts.programme.own.isEmpty {
            return "No organisation is marked as the programme's own (programme.own_organisations), so nobody is staff."
        }
        if own.outside(facts, at: instant) == nil { return "Nothing says which projects are the house's own: programme.own_namespaces." }
        return nil
    }

    /// FOSS Contributor Fund, Indeed: who contributed in the quarter may vote.
    static let fund = MeasureCard.Standard(
        "FOSS Contributor Fund", version: "2019", address: "https://github.com/indeedeng/FOSS-Contributor-Fund")
}

/// Change requests of staff that others accepted.
struct OutgoingMerged: OutgoingMeasure {
    let own: OwnNamespaces

    let card = MeasureCard(
        id: "outgoing.merged",
        title: "Change requests accepted elsewhere",
        question: "What did our staff give to projects of others?",
        definition: "Change requests of staff that were merged in the period, in projects of others. \(OutgoingText.definition)",
        unit: .changeRequests, parameters: [OutgoingText.acceptedBy, ItemParameter.bots], dimensions: [.project, .group, .organisation],
        parts: .sum, rowNoun: "change requests",
        caveats: ["A count says little of what a contribution was worth. It is for thanks, never for ratings."])

    func value(of window: ItemWindow) -> Double? { isKnown(window) ? window.total : nil }
}

/// Change requests that staff reviewed for others, and that were then merged.
struct OutgoingReviews: OutgoingMeasure {
    let own: OwnNamespaces

    let card = MeasureCard(
        id: "outgoing.reviews",
        title: "Change requests reviewed elsewhere",
        question: "How much of the work of others did our staff read?",
        definition: """
            Change requests that were merged in the period, in projects of others, and that somebody of our staff reviewed who did not \
            open them: by a comment on a line, a review with or without a verdict, or an approval. Each counts once, however many \
            reviewed it. Whether a reviewer is staff is asked of the day on which the change request was opened. \
            \(OutgoingText.definition)
            """,
        unit: .changeRequests, parameters: [ItemParameter.bots], dimensions: [.project, .group], parts: .sum, rowNoun: "change requests",
        caveats: [
            "What was reviewed and never merged does not count, though the work was done.",
            "A change request of staff that other staff reviewed counts here, and as accepted elsewhere. The two are not to be added.",
        ])

    func selected(in window: ItemWindow) -> [Int32] {
        window.rows.filter { row in
            let createdAt = window.item(row).createdAt
            return window.facts.table.reviewers[Int(row)].contains { account in
                let belonging = window.facts.actors.belonging(of: account, at: createdAt)
                return window.facts.programme.isOwn(belonging, of: window.facts.actors.mixtures, at: Instant(seconds: createdAt))
            }
        }
    }

    func value(of window: ItemWindow) -> Double? { isKnown(window) ? window.total : nil }
}

/// Staff who may vote on a fund for open source.
struct OutgoingPeople: OutgoingMeasure {
    let own: OwnNamespaces

    let card = MeasureCard(
        id: "outgoing.people",
        title: "Staff with accepted work elsewhere",
        question: "How many of our staff had something accepted by others, and may vote on the fund?",
        definition: """
            Staff of whom at least `least` change requests were merged in the period, in projects of others. The rows stand in no \
            order that says anything. \(OutgoingText.definition)
            """,
        unit: .people, standards: [OutgoingText.fund],
        parameters: [
            MeasureParameter("least", "So many accepted change requests make somebody eligible.", .integer(1...1000), default: "1"),
            OutgoingText.acceptedBy, ItemParameter.bots,
        ], dimensions: [.project, .group, .organisation], parts: .overlap, rowNoun: "people")

    func value(of window: ItemWindow) -> Double? { isKnown(window) ? Double(eligible(window).count) : nil }

    func listing(of window: ItemWindow) -> ItemListing { .members(eligible(window)) }

    private func eligible(_ window: ItemWindow) -> [ItemMember] {
        let least = window.integer("least")
        return window.itemsByMember().filter { $0.count >= least }.map(\.member)
    }
}
