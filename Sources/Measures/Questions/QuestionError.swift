/// Why a question cannot be answered, said for the person who asked.
public enum QuestionError: Error, Sendable, Hashable, CustomStringConvertible {
    case unknownMeasure(String)
    case unknownParameter(String, allowed: [String])
    case invalid(parameter: String, value: String, allowed: String)
    case unknownScope(kind: String, slug: String)
    case notSplittable(measure: String, dimension: String, allowed: [String])
    case unknownPart(String)
    case tooManyPeriods(Int)

    /// The name of the parameter at fault, where one is.
    public var parameter: String? {
        switch self {
        case .unknownMeasure: "measure"
        case .unknownParameter(let name, _): name
        case .invalid(let parameter, _, _): parameter
        case .unknownScope(let kind, _): kind
        case .notSplittable: "split"
        case .unknownPart: "part"
        case .tooManyPeriods: "from"
        }
    }

    /// True when what the question names does not exist, false when the question itself is at fault.
    public var isNotFound: Bool {
        switch self {
        case .unknownMeasure, .unknownScope, .unknownPart: true
        default: false
        }
    }

    public var description: String {
        switch self {
        case .unknownMeasure(let id): "There is no measure “\(short(id))”."
        case .unknownParameter(let name, let allowed):
            "There is no parameter “\(short(name))” here; there is \(allowed.joined(separator: ", "))."
        case .invalid(let parameter, let value, let allowed):
            "The parameter “\(parameter)” cannot be “\(short(value))”; allowed: \(allowed)."
        case .unknownScope(let kind, let slug): "There is no \(kind) “\(short(slug))”."
        case .notSplittable(let measure, let dimension, let allowed):
            "\(measure) cannot be split by \(dimension); it can be split by \(allowed.isEmpty ? "nothing" : allowed.joined(separator: ", "))."
        case .unknownPart(let part): "The figure has no part “\(short(part))”."
        case .tooManyPeriods(let count):
            "That range holds \(count) periods; at most \(Question.mostPeriods) fit one answer. Choose a later start or longer periods."
        }
    }

    private func short(_ text: String) -> String { String(text.prefix(80)) }
}
