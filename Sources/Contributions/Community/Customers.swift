import Ledger
import Measures
import Pages

/// The change requests of a window by customer.
struct Customers {
    let window: ItemWindow
    /// When revenue and parents hold.
    let instant: Instant
    /// Revenue by ultimate parent, in hundredths.
    let revenue: [Int32: Int64]

    /// - Parameter instant: when revenue and parents hold.
    init(_ window: ItemWindow, at instant: Instant) {
        self.window = window
        self.instant = instant
        revenue = window.facts.programme.customers(at: instant)
    }

    /// The last instant of the window's period, or the present while it runs.
    static func end(of window: ItemWindow) -> Instant { min(window.range.upperBound.advanced(by: -1), window.now) }

    struct Customer {
        let organisation: Int32
        /// Change requests in millionths, as some may be shared with others.
        let millionths: Int64
        /// In hundredths.
        let revenue: Int64

        /// Change requests times revenue, in whole units of the currency.
        var product: Double { Double(millionths) / Double(Portion.whole) * Double(revenue) / 100 }
    }

    /// The customer to whom an organisation leads; nil when there is none.
    private func customer(of organisation: Int32) -> Int32? {
        guard organisation > 0 else { return nil }
        let top = window.facts.programme.ultimateParent(of: organisation, at: instant)
        return revenue[top] == nil ? nil : top
    }

    /// Customers with at least one change request, the largest product first.
    func all() -> [Customer] {
        var counts: [Int32: Int64] = [:]
        for row in window.rows {
            // Where each counts the whole, two organisations of one customer are one.
            var counted: Set<Int32> = []
            for portion in window.portions(row) {
                guard let customer = customer(of: portion.organisation) else { continue }
                if counted.insert(customer).inserted || !window.selection.crediting.isWhole {
                    counts[customer, default: 0] += Int64(portion.share)
                }
            }
        }
        return counts.map { Customer(organisation: $0.key, millionths: $0.value, revenue: revenue[$0.key] ?? 0) }.sorted { a, b in
            a.product == b.product ? a.organisation < b.organisation : a.product > b.product
        }
    }

    /// How many of the window's change requests lead to no customer.
    var unmapped: Int {
        window.rows.count { row in window.portions(row).allSatisfy { customer(of: $0.organisation) == nil } }
    }

    var isKnown: Bool { !window.facts.programme.revenue.isEmpty }

    static let none = "No organisation is marked as a customer with recurring revenue."
}

/// What measures of customers share: the rule by which revenue rolls up.
enum CustomerText {
    static let rollUp = """
        A change request counts for the ultimate parent of the organisation that its author was affiliated with when it \
        was opened. The revenue of a customer is that of the ultimate parent and of all organisations that are part of it.
        """
}

/// GitLab's *MRARR*: www-gitlab-com issue 8840. Its window and the day of the revenue were never published: here the
/// month of the merge and the revenue in force when the month ends.
struct MergeRevenue: ItemMeasure {
    let card = MeasureCard(
        id: "community.mrarr",
        title: "MRARR",
        question: "How much do customers with much at stake contribute?",
        definition: """
            The sum over customers of their change requests that were merged in the period times their annual \
            recurring revenue in force when the period ends; today's while it runs. \(CustomerText.rollUp) The unit is \
            MR$, which is not money.
            """,
        unit: .mrDollars, better: .higher, standards: [.gitlabIndicators],
        parameters: [ItemParameter.who(default: "all")] + ItemParameter.common, parts: .sum, rowNoun: "customers",
        caveats: ["A few customers with large revenue decide it: look at the share of the first three."])

    let anchor = ItemAnchor.merged

    func value(of window: ItemWindow) -> Double? {
        let customers = Customers(window, at: Customers.end(of: window))
        return customers.isKnown ? customers.all().reduce(0) { $0 + $1.product } : nil
    }

    func listing(of window: ItemWindow) -> ItemListing { .customers(Customers(window, at: Customers.end(of: window)).all()) }

    func remarks(on window: ItemWindow) -> [String] {
        let customers = Customers(window, at: Customers.end(of: window))
        guard customers.isKnown else { return [Customers.none] }
        let products = customers.all().map(\.product)
        let total = products.reduce(0, +)
        guard total > 0 else { return [] }
        let share = Format.percent(products.prefix(3).reduce(0, +) / total)
        return [
            "\(window.period): the first three of \(products.count) customers make up \(share). "
                + "\(customers.unmapped) merged change requests lead to no customer."
        ]
    }
}

/// GitLab Co-Create's *contributing customers*.
struct ContributingCustomers: ItemMeasure {
    let card = MeasureCard(
        id: "community.contributing-customers",
        title: "Contributing customers",
        question: "How many customers contribute?",
        definition: """
            Customers for whom at least one change request was opened in the period, whatever became of it; each once. \
            \(CustomerText.rollUp)
            """,
        unit: .organisations, better: .higher, standards: [.coCreate], parameters: ItemParameter.common, parts: .overlap,
        rowNoun: "customers", caveats: ["The published figure is quarterly: choose periods of a quarter to compare with it."])

    let anchor = ItemAnchor.opened

    func value(of window: ItemWindow) -> Double? {
        let customers = Customers(window, at: Customers.end(of: window))
        return customers.isKnown ? Double(customers.all().count) : nil
    }

    func listing(of window: ItemWindow) -> ItemListing { .customers(Customers(window, at: Customers.end(of: window)).all()) }

    func remarks(on window: ItemWindow) -> [String] {
        Customers(window, at: window.now).isKnown ? [] : [Customers.none]
    }
}

/// GitLab Co-Create's *influenced net ARR*: the revenue of each contributing customer once.
struct InfluencedRevenue: ItemMeasure {
    let card = MeasureCard(
        id: "community.influenced-arr",
        title: "Influenced recurring revenue",
        question: "How much recurring revenue stands behind the customers who contribute?",
        definition: """
            The annual recurring revenue of the customers for whom at least one change request was opened in the \
            period, each once; the revenue of now, as published, or of the end of the period. \(CustomerText.rollUp)
            """,
        unit: .money, better: .higher, standards: [.coCreate],
        parameters: [
            MeasureParameter(
                "revenue", "Which revenue counts: the one in force now, or when the period ends.",
                .choice(["now", "period-end"]), default: "now")
        ] + ItemParameter.common, parts: .overlap, rowNoun: "customers",
        caveats: ["The published figure is quarterly: choose periods of a quarter to compare with it."])

    let anchor = ItemAnchor.opened

    func value(of window: ItemWindow) -> Double? {
        let customers = customers(window)
        return customers.isKnown ? customers.all().reduce(0) { $0 + Double($1.revenue) / 100 } : nil
    }

    func listing(of window: ItemWindow) -> ItemListing { .customers(customers(window).all()) }

    func remarks(on window: ItemWindow) -> [String] { customers(window).isKnown ? [] : [Customers.none] }

    private func customers(_ window: ItemWindow) -> Customers {
        Customers(window, at: window.parameter("revenue") == "now" ? window.now : Customers.end(of: window))
    }
}

extension MeasureCard.Standard {
    static let coCreate = MeasureCard.Standard(
        "GitLab Co-Create success metrics", version: "2026",
        address: "https://handbook.gitlab.com/handbook/marketing/developer-relations/programs/cocreate/success-metrics/")
}
