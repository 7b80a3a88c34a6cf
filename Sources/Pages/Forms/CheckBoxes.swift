/// A field that takes several values, as a box for each, under the headings of their groups. They need no script, and each is reached and
/// ticked by keyboard.
struct CheckBoxes {
    let field: Parameter
    let choices: [Parameter.Choice]
    let given: Set<String>
    let problems: [FormProblem]

    /// - Parameter given: the values that are ticked, with commas between them.
    init(_ field: Parameter, _ choices: [Parameter.Choice], given: String, problems: [FormProblem]) {
        (self.field, self.choices, self.problems) = (field, choices, problems)
        self.given = Set(given.split(separator: ",").map(String.init))
    }

    var html: HTML {
        let id: HTML = "field-\(field.name)"
        let problem: HTML =
            problems.isEmpty
            ? "" : "<p class=\"field-problem\" id=\"\(id)-problem\">\(problems.map { "\($0.message) " as HTML })</p>"
        // The list of mistakes above the form leads here, so it can be reached though it is no control itself.
        return """
            <fieldset class="form-field boxes" id="\(id)" tabindex="-1" \
            aria-describedby="\(id)-hint\(problems.isEmpty ? "" : " \(id)-problem" as HTML)"><legend>\(field.label)</legend>
            <p class="hint" id="\(id)-hint">\(field.summary)</p>
            \(problem)
            \(groups.map(group))</fieldset>

            """
    }

    /// Choices of one group that follow each other.
    private var groups: [(title: String?, choices: [(index: Int, choice: Parameter.Choice)])] {
        var groups: [(title: String?, choices: [(index: Int, choice: Parameter.Choice)])] = []
        for (index, choice) in choices.enumerated() {
            if groups.last?.title == choice.group, let last = groups.indices.last {
                groups[last].choices.append((index, choice))
            } else {
                groups.append((choice.group, [(index, choice)]))
            }
        }
        return groups
    }

    private func group(_ group: (title: String?, choices: [(index: Int, choice: Parameter.Choice)])) -> HTML {
        let boxes = group.choices.map { box($0.index, $0.choice) }
        return group.title.map { "<fieldset><legend>\($0)</legend>\(boxes)</fieldset>\n" as HTML } ?? "\(boxes)"
    }

    private func box(_ index: Int, _ choice: Parameter.Choice) -> HTML {
        let id: HTML = "field-\(field.name)-\(index)"
        return """
            <label class="check" for="\(id)"><input type="checkbox" id="\(id)" name="\(field.name)" value="\(choice.value)"\
            \(given.contains(choice.value) ? " checked" : "" as HTML)>\(choice.label)</label>
            """
    }
}
