import Ledger
import Store

/// Makes up what a programme states about itself: coaches, customers, its own organisation and its targets.
struct InventedProgramme {
    private static let madeBy = "steward invent"
    private static let rule = "invented"

    let office: InventedOffice

    /// The role of a coach goes to accounts that may not have done anything yet.
    func writeRoster(in writer: any SQLWriter, at now: Instant) throws {
        guard office.items > 0 else { return }
        let book = ForgeAccountBook()
        let invented = InventedItems(office)
        let first = Instant(CivilDate(year: office.until.year - 3, month: 1, day: 1))
        var coaches: [Assertion] = []
        for number in 0..<min(40, office.people / 14) {
            let account = try book.account(of: invented.account(number * 7), observed: first, in: writer, at: now)
            let joined = first.advanced(by: Int64(number) * 30 * Instant.secondsPerDay)
            let left = number % 6 == 5 ? joined.advanced(by: 500 * Instant.secondsPerDay) : nil
            coaches.append(
                Assertion(
                    .accountCoach, subject: account, validFrom: joined, validTo: left, rule: Self.rule,
                    evidence: "Invented, as everybody here is."))
        }
        try recorder("coach roster", "Made up the coaches.", writer, now).record(coaches)
    }

    func write(in writer: any SQLWriter, at now: Instant) throws {
        guard office.items > 0 else { return }
        let organisations = try writer.organisations().sorted { $0.id < $1.id }.prefix(30)
        guard let own = organisations.first else { return }
        let start = Instant(CivilDate(year: office.until.year - 3, month: 1, day: 1))
        let evidence = "Invented, as every organisation here is."
        var assertions = [Assertion(.organisationOwn, subject: own.id, rule: Self.rule, evidence: evidence)]
        for (number, customer) in organisations.dropFirst().enumerated() {
            assertions.append(
                Assertion(
                    .organisationRevenue, subject: customer.id, object: Int64((number * number % 9 + 1) * 4_000_000),
                    validFrom: start, rule: Self.rule, evidence: evidence))
        }
        if organisations.count > 4 {
            assertions.append(
                Assertion(
                    .organisationParent, subject: organisations[3].id, object: organisations[2].id, rule: Self.rule, evidence: evidence))
        }
        try recorder("customers", "Made up the customers.", writer, now).record(assertions)
        try writeTargets(start, in: writer, at: now)
    }

    private func writeTargets(_ start: Instant, in writer: any SQLWriter, at now: Instant) throws {
        let terms = TermBook()
        let raised = Instant(CivilDate(year: office.until.year, month: 1, day: 1))
        let targets: [(measure: String, value: Int64, from: Instant, to: Instant?, reason: String)] = [
            ("contributors.unique-merged", 20, start, raised, "What the first year reached."),
            ("contributors.unique-merged", 30, raised, nil, "Two more coaches joined."),
            ("flow.open-age", 100, start, nil, "A quarter is too long to wait."),
            ("coaches.active", 20, start, nil, "One coach for each project that asks for one."),
            ("community.mrarr", 800_000, start, nil, "A third more than in the year before."),
        ]
        try recorder("targets", "Made up the targets.", writer, now).record(
            try targets.map { target in
                Assertion(
                    .measureTarget, subject: try terms.term(target.measure, in: writer), object: target.value * 1000,
                    validFrom: target.from, validTo: target.to, rule: Self.rule, evidence: target.reason)
            })
    }

    private func recorder(_ kind: String, _ summary: String, _ writer: any SQLWriter, _ now: Instant) -> OperationRecorder {
        OperationRecorder(writer, kind: kind, madeBy: Self.madeBy, summary: summary, at: now)
    }
}
