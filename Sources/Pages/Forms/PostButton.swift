/// A button that does one thing: it sends a form whose fields the page knows already.
///
/// It stands back behind what a page is mostly for, as a page often has a dozen of them.
public struct PostButton: Sendable {
    let title: String
    let target: SafeURL
    let fields: [(name: String, value: String)]
    /// What a screen reader says where several buttons of one page say the same.
    let label: String?

    /// - Parameter target: an address of this site that takes a form with these fields.
    public init(_ title: String, to target: SafeURL, fields: [(name: String, value: String)] = [], label: String? = nil) {
        (self.title, self.target, self.fields, self.label) = (title, target, fields, label)
    }

    public func html(for request: Request) -> HTML {
        let label: HTML = label.map { " aria-label=\"\($0)\"" } ?? ""
        return """
            <form class="post-button" method="post" action="\(target)">\
            <input type="hidden" name="\(FormToken.field)" value="\(request.sender.formToken.text)">\
            \(fields.map { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" as HTML })\
            <button type="submit" class="secondary"\(label)>\(title)</button></form>
            """
    }
}
