import Casework
import Pages

/// The generated form of a process: its fields as parameters of a form, and answers as values of a case.
///
/// The browser checks as much as it can, the kit checks each value by its kind, and the engine has the last word.
struct FieldForm {
    let process: CaseProcess
    /// The fields that the form asks for.
    let fields: [Field]
    /// What is offered for people, projects, organisations and measures.
    let choices: FieldChoices

    /// - Parameter fields: all that a form can ask for when nil. Files are uploaded on a page of their own.
    init(_ process: CaseProcess, fields: [Field]? = nil, choices: FieldChoices = FieldChoices()) {
        self.process = process
        self.fields = (fields ?? process.fields).filter { if case .file = $0.kind { false } else { true } }
        self.choices = choices
    }

    /// The name of a field in a form: the kit's names hold hyphens, the format's may hold underscores.
    static func name(_ field: Field) -> String { "f-" + field.id.replacing("_", with: "-") }

    /// - Parameter isDraft: nothing is required of a draft.
    func parameters(isDraft: Bool = false) -> [Parameter] {
        fields.flatMap { field -> [Parameter] in
            let required = field.isRequired && !isDraft
            func parameter(_ kind: Parameter.Kind, _ hint: String) -> Parameter {
                let help = [field.help, hint].filter { !$0.isEmpty }.joined(separator: " ")
                return .field(Self.name(field), kind, help, label: field.title, required: required)
            }
            switch field.kind {
            case .text(let limit, let isLong):
                let hint = "At most \(Format.count(limit, "character", "characters"))."
                return [
                    parameter(
                        isLong ? .lines(maxBytes: min(limit * 4, 400_000)) : .text(maxLength: limit), isLong ? hint : "")
                ]
            case .choice(let options): return [parameter(.choice(options.map { .init($0.id, $0.title) }), "")]
            case .number(let range, let isWhole): return [parameter(.text(maxLength: 30), Self.words(range, isWhole: isWhole))]
            case .money(let currencies):
                let first = currencies.first ?? "EUR"
                let hint =
                    currencies.count == 1
                    ? "In \(first), such as 1250.00."
                    : "Such as 1250.00 \(first); also in \(currencies.dropFirst().joined(separator: ", "))."
                return [parameter(.text(maxLength: 40), hint)]
            case .date: return [parameter(.date, "")]
            case .person, .project, .organisation, .measure: return [parameter(.text(maxLength: 120), choices.hint(for: field.kind))]
            case .file: return []
            }
        }
    }

    /// Suggestions for fields that name something.
    var suggestions: [String: [Parameter.Choice]] {
        Dictionary(uniqueKeysWithValues: fields.map { (Self.name($0), choices.choices(for: $0.kind)) })
    }

    private static func words(_ range: ClosedRange<Double>, isWhole: Bool) -> String {
        let kind = isWhole ? "A whole number" : "A number"
        let (low, high) = (range.lowerBound > -1e12, range.upperBound < 1e12)
        switch (low, high) {
        case (true, true): return "\(kind) from \(plain(range.lowerBound)) to \(plain(range.upperBound))."
        case (true, false): return "\(kind), at least \(plain(range.lowerBound))."
        case (false, true): return "\(kind), at most \(plain(range.upperBound))."
        case (false, false): return "\(kind)."
        }
    }

    static func plain(_ number: Double) -> String {
        number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
    }

    // MARK: Answers

    /// What is wrong with the answers that were typed, each by the title of its field: those that are missing and those that cannot be
    /// taken, all at once.
    ///
    /// - Parameter isDraft: nothing is missing in a draft.
    func problems(_ request: Request, isDraft: Bool = false) -> [FormProblem] {
        fields.compactMap { field -> FormProblem? in
            guard request.typed[Self.name(field)] != nil else {
                return field.isRequired && !isDraft ? FormProblem(Self.name(field), "“\(field.title)” is missing.") : nil
            }
            do throws(FieldProblem) {
                _ = try value(of: field, request)
                return nil
            } catch {
                return FormProblem(Self.name(field), error.sentence)
            }
        }
    }

    /// What is wrong with the title of a case.
    static func titleProblems(_ request: Request) -> [FormProblem] {
        guard let title = request.typed["title"] else { return [FormProblem("title", "“Title” is missing.")] }
        return title.count <= 200 ? [] : [FormProblem("title", "“Title” has \(title.count) characters; give at most 200.")]
    }

    /// Reads the answers of a form: those that were given, and nil for fields that were left empty.
    ///
    /// - Throws: ``FormRefusal`` with all fields at fault.
    func answers(_ request: Request) throws(FormRefusal) -> [String: FieldValue?] {
        var answers: [String: FieldValue?] = [:]
        var problems: [FormProblem] = []
        for field in fields {
            do {
                answers.updateValue(try value(of: field, request), forKey: field.id)
            } catch {
                problems.append(FormProblem(Self.name(field), error.sentence))
            }
        }
        guard problems.isEmpty else { throw FormRefusal(problems) }
        return answers
    }

    private func value(of field: Field, _ request: Request) throws(FieldProblem) -> FieldValue? {
        guard let typed = request.typed[Self.name(field)] else { return nil }
        return try choices.value(of: field, from: typed)
    }

    /// What stands in the fields for the answers of a case.
    func typed(_ answers: [String: FieldValue]) -> [String: String] {
        var typed: [String: String] = [:]
        for field in fields {
            switch answers[field.id] {
            case .text(let text), .choice(let text), .date(let text), .reference(let text): typed[Self.name(field)] = text
            case .number, .money: typed[Self.name(field)] = answers[field.id]?.words
            case .file, nil: break
            }
        }
        return typed
    }
}
