import Measures

/// People credited in the trailers of commits.
struct Trailers: WindowMeasure {
    let card = MeasureCard(
        id: "code.trailers",
        title: "Credits in trailers",
        question: "How much review, testing and reporting is acknowledged?",
        definition: """
            Credits given in trailers such as Reviewed-by and Reported-by: one for each person, role and commit. The \
            lenient reading knows the usual keys in the last two paragraphs of a message, as people write them; the \
            strict one is git's own, and its figure stands in the remarks.
            """,
        unit: .commits, better: .higher, parameters: [creditTypes, CommonParameter.reading] + CommonParameter.commits,
        parts: .sum, rowNoun: "credits")

    private static let creditTypes = MeasureParameter(
        "types", "Which credits count.", .choices(Role.allCases.dropFirst().map(\.key)),
        default: Role.allCases.dropFirst().map(\.key).joined(separator: ","))

    func value(of window: Window) -> Double? { window.total }

    func listing(of window: Window) -> Listing { .commits(window.rows) }

    func remarks(on window: Window) -> [String] {
        guard window.parameter("reading") == "lenient" else { return [] }
        let strict = window.rows.count { window.facts.contributions.strict[Int($0)] }
        return ["Git's own strict reading finds \(strict) of the \(window.rows.count) credits of \(window.period)."]
    }
}
