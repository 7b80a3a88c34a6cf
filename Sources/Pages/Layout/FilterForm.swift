/// A form whose fields are parameters of the route, filled with the values of the request. It is sent with GET, so the
/// address of the page it leads to holds the whole state.
public struct FilterForm: Sendable {
    let request: Request
    let names: [String]
    let button: String
    let choices: [String: [Parameter.Choice]]

    /// - Parameters:
    ///   - names: the parameters to show, in order. Other values of the request's query are kept, except a cursor
    ///     or the number of a page: another selection begins on its first page.
    ///   - choices: offers these values for a text parameter, as suggestions that may be left.
    public init(
        _ request: Request, fields names: [String], button: String = "Show", choices: [String: [Parameter.Choice]] = [:]
    ) {
        self.request = request
        self.names = names
        self.button = button
        self.choices = choices
    }

    public var html: HTML {
        let fields = names.compactMap { name in request.parameters.first { $0.name == name } }
        let kept = request.query.filter { !names.contains($0.name) && !["cursor", "page"].contains($0.name) }
        return """
            <form class="filters" method="get" action="\(request.path)">
            \(kept.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML })
            \(fields.map(field))
            <div class="field"><button type="submit">\(button)</button></div>
            </form>
            """
    }

    private func field(_ parameter: Parameter) -> HTML {
        let id = "field-\(parameter.name)"
        if case .choices(let choices) = parameter.kind { return group(parameter, choices, id: id) }
        return """
            <div class="field"><label for="\(id)">\(parameter.label)</label>
            \(control(parameter, id: id, given: given(parameter)))</div>
            """
    }

    private func control(_ parameter: Parameter, id: String, given: String) -> HTML {
        let common: HTML = "id=\"\(id)\" name=\"\(parameter.name)\""
        switch parameter.kind {
        case .choice(let choices), .choices(let choices):
            return select(parameter, choices, given: given, common)
        case .flag:
            return select(parameter, [Parameter.Choice("yes", "Yes"), Parameter.Choice("no", "No")], given: given, common)
        case .integer(let range):
            return "<input type=\"number\" \(common) min=\"\(range.lowerBound)\" max=\"\(range.upperBound)\" value=\"\(given)\">"
        case .date:
            return "<input type=\"date\" \(common) value=\"\(given)\">"
        case .month:
            return "<input type=\"month\" \(common) value=\"\(given)\" placeholder=\"2026-01\">"
        case .text(let length), .lines(let length), .secret(let length):
            let offered = choices[parameter.name] ?? []
            let list: HTML = offered.isEmpty ? "" : " list=\"\(id)-list\""
            let options: HTML =
                offered.isEmpty
                ? ""
                : "<datalist id=\"\(id)-list\">\(offered.map { "<option value=\"\($0.value)\">\($0.label)</option>" as HTML })</datalist>"
            return "<input type=\"text\" \(common) maxlength=\"\(length)\" value=\"\(given)\"\(list)>\(options)"
        }
    }

    private func select(_ parameter: Parameter, _ choices: [Parameter.Choice], given: String, _ common: HTML) -> HTML {
        let none: HTML = parameter.standard == nil && !parameter.isRequired ? "<option value=\"\">–</option>" : ""
        return """
            <select \(common)>\(none)\(choices.map { choice -> HTML in
                "<option value=\"\(choice.value)\"\(choice.value == given ? " selected" : "" as HTML)>\(choice.label)</option>"
            })</select>
            """
    }

    /// Several values are check boxes, each sending its value under the same name.
    private func group(_ parameter: Parameter, _ choices: [Parameter.Choice], id: String) -> HTML {
        let given = Set((given(parameter)).split(separator: ",").map(String.init))
        return """
            <fieldset class="field"><legend>\(parameter.label)</legend>
            \(choices.enumerated().map { index, choice -> HTML in
                """
                <label class="check" for="\(id)-\(index)"><input type="checkbox" id="\(id)-\(index)" name="\(parameter.name)" \
                value="\(choice.value)"\(given.contains(choice.value) ? " checked" : "" as HTML)>\(choice.label)</label>
                """
            })</fieldset>
            """
    }

    /// The value in the field: the request's own, else the default.
    private func given(_ parameter: Parameter) -> String {
        let values = request.query.filter { $0.name == parameter.name }.map(\.value)
        return values.isEmpty ? parameter.standard ?? "" : values.joined(separator: ",")
    }
}
