import Measures

/// The share of commits that their own author signed off.
struct SignOff: WindowMeasure {
    let card = MeasureCard(
        id: "code.dco",
        title: "Signed off by the author",
        question: "Do authors certify the origin of what they contribute?",
        definition: """
            Commits with a Signed-off-by trailer of their own author, as the Developer Certificate of Origin asks, \
            divided by all commits. Merges are left out.
            """,
        unit: .share, better: .higher,
        standards: [
            MeasureCard.Standard("Developer Certificate of Origin", version: "1.1", address: "https://developercertificate.org/")
        ],
        parameters: [
            MeasureParameter("merges", CommonParameter.merges.meaning, CommonParameter.merges.kind, default: "exclude"),
            MeasureParameter("by", CommonParameter.reading.meaning, CommonParameter.reading.kind, default: "lenient"),
            CommonParameter.bots, CommonParameter.dates,
        ],
        dimensions: [.project, .group, .organisation], parts: .sideBySide, rowNoun: "commits",
        caveats: ["The rows are the commits that are not signed off by their author: what there is to mend."])

    func value(of window: Window) -> Double? {
        guard !window.rows.isEmpty else { return nil }
        return 1 - window.count { isUnsigned($0, window) } / window.total
    }

    func listing(of window: Window) -> Listing { .commits(unsigned(window)) }

    private func unsigned(_ window: Window) -> [Int32] { window.rows.filter { isUnsigned($0, window) } }

    private func isUnsigned(_ row: Int32, _ window: Window) -> Bool {
        let wanted: CommitFlags = window.parameter("by") == "strict" ? .signedOffStrict : .signedOffLenient
        return !window.facts.commits.flags[Int(window.commit(row))].contains(wanted)
    }
}
