/// How the needs of a transition are written, for those who wrote one otherwise.
enum NeedForms {
    /// The forms of the need that somebody began to write; nil when its words begin none.
    static func forms(with keys: [String]) -> String? {
        guard let (word, written) = all.first(where: { keys.contains($0.word) }) else { return nil }
        return "a need of “\(word)” is written \(written)."
    }

    private static let all: [(word: String, written: String)] = [
        ("field", "{field: NAME}, which is met when it is filled in"),
        ("choice", "{choice: FIELD, is: OPTION} or {choice: FIELD, is: [OPTION, OPTION]}"),
        ("amount", "{amount: FIELD, at_most: 5000} or {amount: FIELD, more_than: 5000}; two limits are two needs"),
        ("date", "{date: FIELD, within: 30 days}, {date: FIELD, beyond: 30 days} or {date: FIELD, after: 30 days}"),
        ("check", "{check: NAME}"),
        ("checklist", "{checklist: NAME}"),
        ("approval", "{approval: NAME} or {approval: NAME, is: refused}"),
        ("vote", "{vote: NAME}, {vote: NAME, is: lost} or {vote: NAME, won_by: OPTION}"),
        ("in_state_for", "{in_state_for: 14 days}"),
        ("declared", "{declared: ROLE}"),
        ("other_than", "{other_than: ROLE}"),
        ("second_person", "{second_person: TRANSITION}"),
    ]
}
