import Access

/// A form as a page shows it: its fields with what was typed, the mistakes beside them, and a list of the mistakes above.
///
/// To somebody who may not send it, it says so instead, and how the same is done on the command line.
public struct FormView: Sendable {
    private(set) var form: Form
    let request: Request
    private(set) var entry: FormEntry

    init(_ form: Form, _ request: Request, _ entry: FormEntry) {
        self.form = form
        self.request = request
        self.entry = entry
    }

    /// What stands in the fields, by name: what was typed, or what a link to the form filled in.
    public var typed: [String: String] { entry.typed }

    /// What stands in a field.
    public func typed(_ name: String) -> String? { entry.typed[name] }

    /// With something else in some fields.
    public func filling(_ values: [String: String]) -> FormView {
        var view = self
        view.entry.typed.merge(values) { _, new in new }
        return view
    }

    /// With fields that must be filled in on this page, though the form is sent without them where they are hidden.
    public func requiring(_ names: Set<String>) -> FormView {
        var view = self
        view.form.fields = form.fields.map { names.contains($0.name) ? $0.asRequired : $0 }
        return view
    }

    /// Whether something was wrong with what was sent.
    public var isRefused: Bool { !entry.problems.isEmpty }

    /// A choice that is made by pressing one of several buttons, each with a key of its own.
    public struct Buttons: Sendable {
        let field: String
        let keys: [String: Character]
        let quiet: Set<String>

        /// - Parameters:
        ///   - field: the name of a field of the kind choice.
        ///   - keys: by value: the letter that presses the button together with the browser's own keys for that.
        ///   - quiet: values whose buttons decide nothing for good and stand back.
        public init(_ field: String, keys: [String: Character] = [:], quiet: Set<String> = []) {
            self.field = field
            self.keys = keys
            self.quiet = quiet
        }
    }

    /// - Parameters:
    ///   - command: the command that does the same; nil where there is none.
    ///   - choices: offered for text fields, as suggestions that may be left.
    ///   - hidden: fields that are sent along unseen, because the page around the form says what they hold.
    ///   - buttons: a choice that is made by the button that sends the form.
    ///   - button: what the button says, where that depends on what the page is about.
    ///   - cancel: where to go instead.
    public func html(
        command: String?, choices: [String: [Parameter.Choice]] = [:], hidden: Set<String> = [], buttons: Buttons? = nil,
        button: String? = nil, cancel: SafeURL? = nil
    ) -> HTML {
        guard form.access.allows(request.caller, value: request.parameterText) else { return refusal(command) }
        let shown = form.fields.filter { !hidden.contains($0.name) && $0.name != buttons?.field }
        let draft: HTML =
            form.saveDraft == nil
            ? ""
            : "<button type=\"submit\" class=\"secondary\" name=\"\(Form.draftField)\" value=\"yes\" formnovalidate>Save as a draft</button>"
        let away: HTML = cancel.map { "<a class=\"button\" href=\"\($0)\">Cancel</a>" } ?? ""
        return """
            \(summary(of: shown))
            <form class="form panel" method="post" action="\(request.path)"\(form.file == nil ? "" : " enctype=\"\(Multipart.mediaType)\"" as HTML)>
            <input type="hidden" name="\(FormToken.field)" value="\(request.sender.formToken.text)">
            \(form.fields.filter { hidden.contains($0.name) }.map(unseen))\(shown.map { field($0, choices[$0.name] ?? []) })\(form.file.map(fileField))
            <div class="form-buttons">\(sending(buttons, button ?? form.button))\(draft)\(away)</div>
            </form>
            \(command.map { "<p class=\"remark\">On the command line: <code>\($0)</code></p>" as HTML })
            """
    }

    /// What somebody is told who may not send the form.
    private func refusal(_ command: String?) -> HTML {
        let wanted = form.access.permission.map { "This is for those who may \($0.sentence)." } ?? "This is for those who signed in."
        let way: HTML =
            request.caller.isSignedIn
            ? " An administrator grants roles."
            : request.sender.hasSignIn
                ? " <a href=\"/sign-in\">Sign in</a> first."
                : " Open it on the machine on which Steward runs, at <code>http://localhost</code>."
        let elsewhere: HTML = command.map { " On the command line there: <code>\($0)</code>" } ?? ""
        return Notice(.information, "Read only here", body: "\(wanted)\(way)\(elsewhere)").html
    }

    /// A browser never shows a file again that was chosen before, so nothing is filled in.
    private func fileField(_ file: Form.FileField) -> HTML {
        let problems = entry.problems.filter { $0.field == Form.FileField.name }
        let state: HTML =
            problems.isEmpty
            ? " aria-describedby=\"field-file-hint\"" : " aria-invalid=\"true\" aria-describedby=\"field-file-hint field-file-problem\""
        let problem: HTML =
            problems.isEmpty ? "" : "<p class=\"field-problem\" id=\"field-file-problem\">\(problems.map { "\($0.message) " as HTML })</p>"
        return """
            <div class="form-field"><label for="field-file">\(file.label)</label>
            <p class="hint" id="field-file-hint">\(file.hint)</p>
            \(problem)
            <input type="file" id="field-file" name="\(Form.FileField.name)" required\(state)></div>

            """
    }

    private func unseen(_ field: Parameter) -> HTML {
        let value = entry.typed[field.name] ?? field.standard ?? ""
        return value.isEmpty ? "" : "<input type=\"hidden\" name=\"\(field.name)\" value=\"\(value)\">\n"
    }

    private func sending(_ buttons: Buttons?, _ title: String) -> HTML {
        guard let buttons, let field = form.fields.first(where: { $0.name == buttons.field }), case .choice(let choices) = field.kind
        else { return "<button type=\"submit\">\(title)</button>" }
        let drawn = choices.map { choice -> HTML in
            let key = buttons.keys[choice.value]
            let shortcut: HTML = key.map { " accesskey=\"\(String($0))\"" } ?? ""
            let hint: HTML = key.map { " <kbd aria-hidden=\"true\">\(String($0).uppercased())</kbd>" } ?? ""
            return
                "<button type=\"submit\"\(buttons.quiet.contains(choice.value) ? " class=\"secondary\"" : "" as HTML) name=\"\(field.name)\" value=\"\(choice.value)\"\(shortcut)>\(choice.label)\(hint)</button>"
        }
        return drawn.joined(separator: "")
    }

    /// Stands above the form and leads to each field at fault.
    private func summary(of shown: [Parameter]) -> HTML {
        guard isRefused else { return "" }
        let items = entry.problems.map { problem -> HTML in
            let isField = shown.contains { $0.name == problem.field } || form.file != nil && problem.field == Form.FileField.name
            return isField ? "<li><a href=\"#field-\(problem.field ?? "")\">\(problem.message)</a></li>" : "<li>\(problem.message)</li>"
        }
        return """
            <div class="notice warning" role="alert">
            <p class="notice-title">Nothing was changed</p>
            <ul>\(items)</ul>
            </div>
            """
    }

    private func field(_ field: Parameter, _ offered: [Parameter.Choice]) -> HTML {
        if case .choices(let choices) = field.kind {
            let given = entry.typed[field.name] ?? (isRefused ? "" : field.standard ?? "")
            return CheckBoxes(field, choices, given: given, problems: entry.problems.filter { $0.field == field.name }).html
        }
        let id: HTML = "field-\(field.name)"
        let problems = entry.problems.filter { $0.field == field.name }
        let state: HTML =
            problems.isEmpty
            ? " aria-describedby=\"\(id)-hint\"" : " aria-invalid=\"true\" aria-describedby=\"\(id)-hint \(id)-problem\""
        let required: HTML = field.isRequired ? " required" : ""
        let given = entry.typed[field.name] ?? (isRefused ? "" : field.standard ?? "")
        let problem: HTML =
            problems.isEmpty
            ? "" : "<p class=\"field-problem\" id=\"\(id)-problem\">\(problems.map { "\($0.message) " as HTML })</p>"
        let optional: HTML = field.isRequired || field.standard != nil ? "" : " <span class=\"remark\">(may be left empty)</span>"
        return """
            <div class="form-field"><label for="\(id)">\(field.label)\(optional)</label>
            <p class="hint" id="\(id)-hint">\(field.summary)</p>
            \(problem)
            \(control(field, "id=\"\(id)\" name=\"\(field.name)\"\(required)\(state)", given: given, offered, id: id))</div>

            """
    }

    private func control(_ field: Parameter, _ common: HTML, given: String, _ offered: [Parameter.Choice], id: HTML) -> HTML {
        switch field.kind {
        case .choice(let choices), .choices(let choices): return select(field, choices, common, given: given)
        case .flag: return select(field, [.init("yes", "Yes"), .init("no", "No")], common, given: given)
        case .integer: return "<input type=\"text\" inputmode=\"numeric\" \(common) value=\"\(given)\">"
        case .date: return "<input type=\"date\" \(common) value=\"\(given)\">"
        case .month: return "<input type=\"month\" \(common) value=\"\(given)\" placeholder=\"2026-01\">"
        case .lines: return "<textarea rows=\"10\" spellcheck=\"false\" \(common)>\n\(given)</textarea>"
        case .secret(let bytes):
            return "<input type=\"password\" \(common) maxlength=\"\(bytes)\" autocomplete=\"\(secretPurpose(field))\">"
        case .text(let length):
            let list: HTML = offered.isEmpty ? "" : " list=\"\(id)-list\""
            let options: HTML =
                offered.isEmpty
                ? ""
                : "<datalist id=\"\(id)-list\">\(offered.map { "<option value=\"\($0.value)\">\($0.label)</option>" as HTML })</datalist>"
            return
                "<input type=\"text\" autocomplete=\"\(purpose(field))\" \(common) maxlength=\"\(length)\" value=\"\(given)\"\(list)>\(options)"
        }
    }

    /// Lets a browser fill in who somebody is, on the forms on which they say so: those with a password.
    private func purpose(_ field: Parameter) -> String {
        let saysWho = form.fields.contains { if case .secret = $0.kind { true } else { false } }
        guard saysWho else { return "off" }
        return ["name": "username", "display-name": "name", "email": "email"][field.name] ?? "off"
    }

    /// Lets a browser's store of passwords tell the old from the new.
    private func secretPurpose(_ field: Parameter) -> String { field.name.hasPrefix("new-") ? "new-password" : "current-password" }

    private func select(_ field: Parameter, _ choices: [Parameter.Choice], _ common: HTML, given: String) -> HTML {
        let none: HTML = field.standard == nil ? "<option value=\"\">–</option>" : ""
        return """
            <select \(common)>\(none)\(choices.map { choice -> HTML in
                "<option value=\"\(choice.value)\"\(choice.value == given ? " selected" : "" as HTML)>\(choice.label)</option>"
            })</select>
            """
    }
}
