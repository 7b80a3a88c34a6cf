import Casework
import Pages

/// What fields that name something may name, by the identity that is stored, with the words that are shown.
struct FieldChoices: Sendable {
    /// Users.
    var people: [Parameter.Choice] = []
    /// The identities of users by the names with which they sign in.
    var logins: [String: String] = [:]
    /// Contributors by what was typed to name them.
    var contributors: [String: Parameter.Choice] = [:]
    var projects: [Parameter.Choice] = []
    var organisations: [Parameter.Choice] = []
    var measures: [Parameter.Choice] = []

    /// Offered as suggestions, by identity.
    func choices(for kind: Field.Kind) -> [Parameter.Choice] {
        switch kind {
        case .person: people
        case .project: projects
        case .organisation: organisations
        case .measure: measures
        default: []
        }
    }

    /// The identity for what was typed: an identity, or a name that only one has.
    func resolve(_ typed: String, for kind: Field.Kind) -> String? {
        let choices = choices(for: kind)
        if let exact = choices.first(where: { $0.value == typed }) { return exact.value }
        let named = choices.filter { $0.label.lowercased() == typed.lowercased() }
        if named.count == 1 { return named[0].value }
        return kind == .person ? logins[typed.lowercased()] ?? contributors[typed]?.value : nil
    }

    /// Reads an answer: one that names something must name something that there is.
    func value(of field: Field, from typed: String) throws(FieldProblem) -> FieldValue? {
        guard field.kind == .person || field.kind == .project || field.kind == .organisation || field.kind == .measure,
            typed.contains(where: { !$0.isWhitespace })
        else { return try field.value(from: typed) }
        let name = typed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let known = resolve(name, for: field.kind) { return .reference(known) }
        let known = choices(for: field.kind).flatMap { [$0.label, $0.value] } + (field.kind == .person ? logins.keys.sorted() : [])
        let near = Suggestion.nearest(to: name, among: known).map { " Did you mean “\($0)”?" } ?? ""
        throw FieldProblem(field: field.id, sentence: "“\(field.title)” cannot be “\(name.prefix(60))”: \(unknown(field.kind))\(near)")
    }

    /// The words for an identity; itself when it is not known any more.
    func label(_ identity: String, for kind: Field.Kind) -> String {
        choices(for: kind).first { $0.value == identity }?.label ?? contributors.values.first { $0.value == identity }?.label ?? identity
    }

    func hint(for kind: Field.Kind) -> String {
        switch kind {
        case .person: "A user of Steward: their name, or what the list offers. Or a contributor, such as github.com/ada."
        case .project: "A project that Steward knows, by its short name."
        case .organisation: "An organisation that Steward knows, by its short name."
        case .measure: "A measure of the catalogue, by its id."
        default: ""
        }
    }

    func unknown(_ kind: Field.Kind) -> String {
        switch kind {
        case .person: "no user and no contributor is called that, or several are."
        case .project: "there is no such project."
        case .organisation: "there is no such organisation."
        case .measure: "there is no such measure; the page of measures lists all."
        default: "there is no such thing."
        }
    }
}
