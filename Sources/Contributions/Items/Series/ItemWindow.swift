import Ledger
import Measures
import Pages

/// The items that one figure is counted from: one part of one period.
struct ItemWindow: CountingWindow {
    let selection: ItemSelection
    let question: Question
    let card: MeasureCard
    let period: Period
    let range: Range<Instant>
    /// Indexes of items, or of whatever the measure counts.
    private(set) var counted: Counted
    /// The present.
    let now: Instant
    let calendar: ReportingCalendar
    /// Whether rows are items, which have organisations.
    let rowsAreItems: Bool
    /// By repository index, for measures that look at more items than the window holds.
    let products: [Bool]
    /// The last day of the period, or today while it runs, and the instant at which the day after begins.
    let day: CivilDate
    let dayEnd: Instant
    /// Accounts are counted, not people.
    let countsAccounts: Bool
    /// The organisation for which the items count here; nil for all.
    private(set) var organisation: Int32?
    /// Where the rows are all of the history: what was found of them. Nil for a part.
    var soFar: ItemAccumulation.Found?

    init(
        selection: ItemSelection, question: Question, card: MeasureCard, period: Period, range: Range<Instant>,
        counted: Counted, now: Instant, calendar: ReportingCalendar, rowsAreItems: Bool, products: [Bool]
    ) {
        self.selection = selection
        self.question = question
        self.card = card
        self.period = period
        self.range = range
        self.counted = counted
        self.now = now
        self.calendar = calendar
        self.rowsAreItems = rowsAreItems
        self.products = products
        (day, dayEnd) = Self.lastDay(of: range, now: now, calendar)
        countsAccounts = ItemParameter.value(ItemParameter.counting.name, of: question, card) == "accounts"
    }

    /// The last day that a range covers, no later than today, and the instant at which it ends.
    static func lastDay(of range: Range<Instant>, now: Instant, _ calendar: ReportingCalendar) -> (CivilDate, Instant) {
        let day = min(calendar.day(of: range.upperBound.advanced(by: -1)), calendar.day(of: now))
        return (day, calendar.start(of: CivilDate(daysSince1970: day.daysSince1970 + 1)))
    }

    var facts: ItemFacts { selection.facts }

    var unknownShare: Double? {
        guard rowsAreItems else { return nil }
        if let soFar, selection.crediting.organisation == nil { return soFar.unknownShare }
        return counted.unknownShare(for: organisation ?? selection.crediting.organisation, facts.actors.mixtures) { item($0).belonging }
    }

    func narrowed(to counted: Counted, organisation: Int32?) -> ItemWindow {
        var part = self
        part.counted = counted
        part.organisation = organisation
        part.soFar = nil
        return part
    }

    /// What each organisation has of a row, before it is rolled up.
    func portions(_ row: Int32) -> [Portion] {
        selection.crediting.portions(of: Crediting.Deed(item(row)), share: counted.share(row), for: organisation)
    }

    func item(_ row: Int32) -> Item { facts.table.items[Int(row)] }

    /// The value of one of the measure's parameters.
    func parameter(_ name: String) -> String { ItemParameter.value(name, of: question, card) }

    func integer(_ name: String) -> Int { Int(parameter(name)) ?? 0 }

    /// Who opened an item, as a person or an account; nil when nobody knows.
    func member(_ item: Item) -> ItemMember? {
        guard item.author >= 0 else { return nil }
        return ItemMember(person: item.author, account: countsAccounts ? item.account : 0)
    }

    /// Items of each author that `counts`, in the order of their first item here; items without a known author are
    /// left out, authors of whom none counts are not.
    func itemsByMember(where counts: (Item) -> Bool = { _ in true }) -> [(member: ItemMember, count: Int)] {
        var order: [ItemMember] = []
        // By person or account: one more than the place in `order`.
        var places = [Int32](repeating: 0, count: countsAccounts ? facts.actors.accountCount : facts.people.count)
        var tally: [Int] = []
        for row in rows {
            let item = item(row)
            guard let member = member(item) else { continue }
            let index = Int(countsAccounts ? item.account : item.author)
            if places[index] == 0 {
                order.append(member)
                tally.append(0)
                places[index] = Int32(order.count)
            }
            if counts(item) { tally[Int(places[index]) - 1] += 1 }
        }
        return zip(order, tally).map { ($0, $1) }
    }

    /// How many known authors the items have.
    var memberCount: Int { soFar?.members ?? itemsByMember().count }

    /// Items here whose author nobody knows, as a remark.
    var ghostRemark: [String] {
        let ghosts = rows.count { item($0).author < 0 }
        return ghosts == 0 ? [] : ["\(ghosts) change requests have no known author, and count for no contributor."]
    }

    /// Days of the calendar from the day of an instant to the window's day, in the reporting time zone.
    func age(since seconds: Int64) -> Int {
        Int(day.daysSince1970 - calendar.day(of: Instant(seconds: seconds)).daysSince1970)
    }

    /// The chosen figure of a distribution; nil without values.
    func statistic(_ values: [Double]) -> Double? {
        let rule = PercentileRule(rawValue: parameter(ItemParameter.percentile.name)) ?? .interpolated
        switch parameter("statistic") {
        case "mean": return Statistics.mean(values)
        case "p75": return Statistics.percentile(0.75, of: values, rule)
        case "p90": return Statistics.percentile(0.9, of: values, rule)
        default: return Statistics.percentile(0.5, of: values, rule)
        }
    }
}

extension ItemWindow {
    /// The rows, without those that are drafts when the window's day ends, where the question leaves drafts out.
    func withoutDrafts() -> [Int32] {
        guard parameter(ItemParameter.drafts.name) == "exclude" else { return rows }
        return rows.filter { row in !facts.table.drafts[Int(row)].contains { $0.covers(endingAt: dayEnd.seconds) } }
    }

    /// The number of values with their quartile and decile, as a remark; nothing without values.
    func distribution(_ values: [Double], of what: String) -> [String] {
        guard !values.isEmpty else { return [] }
        let rule = PercentileRule(rawValue: parameter(ItemParameter.percentile.name)) ?? .interpolated
        let figures = [("median", 0.5), ("75 %", 0.75), ("90 %", 0.9)].map { name, p in
            "\(name) \(Format.short(Statistics.percentile(p, of: values, rule) ?? 0))"
        }
        return ["\(period): \(values.count) \(what); days: \(figures.joined(separator: ", "))."]
    }
}
