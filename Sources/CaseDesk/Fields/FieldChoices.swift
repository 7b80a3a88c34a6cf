import Casework
import Pages

/// What fields that name something may name, by the identity that is stored, with the words that are shown.
struct FieldChoices: Sendable {
    var people: [Parameter.Choice] = []
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
        return named.count == 1 ? named[0].value : nil
    }

    /// The words for an identity; itself when it is not known any more.
    func label(_ identity: String, for kind: Field.Kind) -> String {
        choices(for: kind).first { $0.value == identity }?.label ?? identity
    }

    func hint(for kind: Field.Kind) -> String {
        switch kind {
        case .person: "A person who uses Steward: their name, or what the list offers."
        case .project: "A project that Steward knows, by its short name."
        case .organisation: "An organisation that Steward knows, by its short name."
        case .measure: "A measure of the catalogue, by its id."
        default: ""
        }
    }

    func unknown(_ kind: Field.Kind) -> String {
        switch kind {
        case .person: "nobody who uses Steward is called that, or several people are."
        case .project: "there is no such project."
        case .organisation: "there is no such organisation."
        case .measure: "there is no such measure; the page of measures lists all."
        default: "there is no such thing."
        }
    }
}
