import Casework
import Ledger

/// The names in the two shipped processes on which the rest of Steward relies. An office that writes its own file under the same name
/// keeps these; `docs/release-policy.md` lists them.
enum ReleaseProcess {
    static let release = "open-source-release"
    static let exception = "closed-source-exception"

    /// The state whose entry means that the repository is public.
    static let published = "published"
    /// The state in which the looks after publication are over.
    static let maintained = "maintained"
    /// The state in which an exception holds.
    static let inForce = "in_force"
    /// The states in which an exception ended without being refused.
    static let endsOfException: Set<String> = ["opened", "retired"]

    static func isOne(_ process: String) -> Bool { process == release || process == exception }
}

/// What a case says about its repository.
struct ReleaseAnswers: Sendable {
    private let aCase: Case
    private let process: CaseProcess

    init(_ aCase: Case, _ process: CaseProcess) { (self.aCase, self.process) = (aCase, process) }

    /// What it is and whom it helps.
    static func purpose(_ answers: [String: FieldValue]) -> String? {
        guard case .text(let text)? = answers["purpose"] else { return nil }
        return text
    }

    /// Where the repository is that is looked at.
    var repository: String? { text("repository") }
    /// Where it is or will be public.
    var publicAddress: String? { text("public") ?? repository }
    /// The department's slug.
    var organisation: String? {
        guard case .reference(let slug)? = aCase.fields["organisation"] else { return nil }
        return slug
    }

    /// An SPDX expression: the title of the chosen option, or what was written for another licence.
    var licence: String? {
        guard case .choice(let id)? = aCase.fields["licence"] else { return nil }
        if id == "other" { return text("expression") }
        return title(of: id, in: "licence")
    }

    /// The last day of an exception.
    var until: CivilDate? {
        guard case .date(let text)? = aCase.fields["until"] else { return nil }
        return CivilDate(text)
    }

    /// Why it stays closed, as it may be published.
    var closedReason: String {
        if let reason = text("reason") { return reason }
        guard case .choice(let id)? = aCase.fields["ground"] else { return "" }
        return title(of: id, in: "ground") ?? ""
    }

    /// Why it is open: which way the decision came about, without names of people.
    var openReason: String {
        let given = process.approvals.filter { aCase.approvals[$0.id]?.contains(where: \.agrees) == true }.map(\.group)
        guard let decision = aCase.decision else { return "" }
        if !given.isEmpty { return "Approved after review by: \(given.joined(separator: ", "))." }
        return decision.by == .program ? "Every check passed, and no answer raised a risk." : ""
    }

    private func title(of option: String, in field: String) -> String? {
        guard case .choice(let options)? = process.field(field)?.kind else { return nil }
        return options.first { $0.id == option }?.title
    }

    private func text(_ field: String) -> String? {
        guard case .text(let text)? = aCase.fields[field] else { return nil }
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed.isEmpty ? nil : trimmed
    }
}
