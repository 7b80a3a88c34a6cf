import Ledger
import Measures

/// The choices that measures of change requests and issues leave open, said once, with the defaults that are printed.
enum ItemParameter {
    static func who(default standard: String) -> MeasureParameter {
        MeasureParameter(
            "who", "Whose change requests count: the community's, those of the programme's own organisations, or all.",
            .choice(["community", "company", "all"]), default: standard)
    }

    static let community = MeasureParameter(
        "community",
        """
        How the community is told apart: as the programme says (by affiliation when it says nothing), by the label \
        “community contribution”, or by the affiliation of the author at the time of opening.
        """, .choice(["programme", "label", "affiliation"]), default: "programme")
    static let labels = MeasureParameter(
        "labels", "Which labels count: those of now, as GitLab counts, or those at the time of the merge.",
        .choice(["now", "at-merge"]), default: "now")
    static let product = MeasureParameter(
        "product", "Which list of product repositories counts: the one in force at the end of each period, or today's.",
        .choice(["then", "now"]), default: "then")
    static let bots = MeasureParameter(
        "bots", "Whether authors that were marked as bots count.", .choice(["exclude", "include"]), default: "exclude")
    static let preset = MeasureParameter(
        "preset",
        """
        GitLab parity tells the community apart by label, counts accounts, applies today's list of product \
        repositories to all history, takes the label “automation:bot-authored” for a sign of a bot, and an \
        assignment by somebody else for a request for review.
        """, .choice(["none", "gitlab-parity"]), default: "none")
    static let counting = MeasureParameter(
        "counting", "Whether people or accounts are counted.", .choice(["people", "accounts"]), default: "people")
    static let drafts = MeasureParameter(
        "drafts", "Whether what is a draft on that day counts.", .choice(["include", "exclude"]), default: "include")
    static let percentile = MeasureParameter(
        "percentile", "Between two values, interpolated (type 7), or one that occurred (the smallest that enough values do not exceed).",
        .choice(["interpolated", "discrete"]), default: "interpolated")
    static let since = MeasureParameter(
        "since", "When the clock starts: at creation, or when it was first ready for review.",
        .choice(["created", "ready"]), default: "created")

    static func statistic(default standard: String = "median") -> MeasureParameter {
        MeasureParameter(
            "statistic", "Which figure of the distribution is shown.", .choice(["median", "p75", "p90", "mean"]),
            default: standard)
    }

    /// What every measure of change requests takes.
    static let common = [community, labels, product, bots, preset]
    /// What every measure of issues takes.
    static let issues = [product, bots]

    private static let parity = ["community": "label", "counting": "accounts", "product": "now", "labels": "now"]

    /// The value of a parameter: the one given, else the preset's, else the default.
    static func value(_ name: String, of question: Question, _ card: MeasureCard) -> String {
        if let given = question.parameters[name] { return given }
        if isParity(question), card.parameters.contains(where: { $0.name == name }), let value = parity[name] { return value }
        return question.parameter(name, of: card)
    }

    static func isParity(_ question: Question) -> Bool { question.parameters[preset.name] == "gitlab-parity" }
}

extension [Dimension] {
    /// What a change request can be split by: the coach is the first who answered it.
    static var withCoach: [Dimension] { Dimension.common + [.coach] }
}
