/// Reads a page as strictly as no browser does and lists what is wrong with it: tags that do not match, attributes
/// without quotes, styles and scripts, ids used twice, references to ids that are not there.
public struct MarkupCheck {
    public private(set) var faults: [String] = []
    private var open: [String] = []
    private var ids: Set<String> = []
    private var references: [(String, from: String)] = []
    private var headings = 0
    private var titles = 0
    private let isWholePage: Bool

    private static let void: Set<String> = ["meta", "link", "br", "hr", "img", "input"]
    private static let forbidden: Set<String> = ["script", "style", "iframe", "object", "embed", "base"]

    /// The faults of a whole page, or of a part of one.
    public static func faults(in html: String, isWholePage: Bool = true) -> [String] {
        var check = MarkupCheck(isWholePage: isWholePage)
        check.read(html)
        return check.faults
    }

    private init(isWholePage: Bool) { self.isWholePage = isWholePage }

    private mutating func read(_ html: String) {
        if let control = html.unicodeScalars.first(where: {
            $0.properties.generalCategory == .control && $0 != "\n" && $0 != "\t" && $0 != "\r"
        }) {
            faults.append("the control character U+\(String(control.value, radix: 16))")
        }
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            text(rest[..<start])
            guard let tag = Self.tag(in: rest[start...]) else {
                faults.append("a tag that does not end: \(rest[start...].prefix(60))")
                return
            }
            read(tag: tag)
            rest = rest[tag.endIndex...].dropFirst()
        }
        text(rest)
        if !open.isEmpty { faults.append("never closed: \(open.joined(separator: ", "))") }
        for (id, source) in references where isWholePage && !ids.contains(id) {
            faults.append("\(source) refers to #\(id), which is not there")
        }
        if isWholePage, headings != 1 { faults.append("\(headings) h1 elements") }
        if isWholePage, titles != 1 { faults.append("\(titles) title elements in the head") }
    }

    /// The inside of the tag at the start of `text`, up to a `>` that is not in quotes.
    private static func tag(in text: Substring) -> Substring? {
        var quote: Character?
        for index in text.indices.dropFirst() {
            let letter = text[index]
            if let open = quote {
                if letter == open { quote = nil }
            } else if letter == "\"" || letter == "'" {
                quote = letter
            } else if letter == ">" {
                return text[text.index(after: text.startIndex)..<index]
            }
        }
        return nil
    }

    private mutating func text(_ text: Substring) {
        if text.contains(">") { faults.append("a bare > in text: \(text.prefix(60))") }
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            let entity = rest[start...].prefix(8)
            let known = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains { entity.hasPrefix($0) }
            if !known { faults.append("a bare & in text: \(entity)") }
            rest = rest[start...].dropFirst()
        }
    }

    private mutating func read(tag: Substring) {
        if tag.hasPrefix("!DOCTYPE") { return }
        if tag.hasPrefix("/") {
            let name = String(tag.dropFirst())
            if open.last == name { open.removeLast() } else { faults.append("</\(name)> closes <\(open.last ?? "nothing")>") }
            return
        }
        let isClosed = tag.hasSuffix("/")
        let body = isClosed ? tag.dropLast() : tag
        let name = String(body.prefix { $0 != " " && $0 != "\n" })
        if name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) { faults.append("the element <\(name)>") }
        if Self.forbidden.contains(name) { faults.append("the forbidden element <\(name)>") }
        if name == "h1" { headings += 1 }
        if name == "title", open.last == "head" { titles += 1 }
        read(attributes: body.dropFirst(name.count), of: name)
        if !isClosed, !Self.void.contains(name) { open.append(name) }
    }

    private mutating func read(attributes: Substring, of element: String) {
        var rest = attributes
        var seen: Set<Substring> = []
        while true {
            rest = rest.drop { $0 == " " || $0 == "\n" }
            guard !rest.isEmpty else { return }
            let name = rest.prefix { $0 != "=" && $0 != " " && $0 != "\n" }
            rest = rest.dropFirst(name.count)
            if !seen.insert(name).inserted { faults.append("<\(element)> has \(name) twice") }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
                faults.append("\(name) of <\(element)> is not in quotes")
                return
            }
            let value = rest[rest.index(after: rest.startIndex)..<end]
            read(name, value, of: element)
            rest = rest[end...].dropFirst()
        }
    }

    private mutating func read(_ name: Substring, _ value: Substring, of element: String) {
        if name == "style" || name.hasPrefix("on") { faults.append("\(name) on <\(element)>") }
        if value.contains("<") || value.contains(">") { faults.append("a bare < or > in \(name) of <\(element)>") }
        switch name {
        case "id":
            if !ids.insert(String(value)).inserted { faults.append("the id \(value) twice") }
        case "aria-labelledby", "aria-describedby", "for", "list":
            for id in value.split(separator: " ") { references.append((String(id), from: "\(name) of <\(element)>")) }
        case "fill" where value.hasPrefix("url(#"):
            references.append((String(value.dropFirst(5).dropLast()), from: "fill of <\(element)>"))
        case "href", "action", "src":
            if value.hasPrefix("#") { references.append((String(value.dropFirst()), from: "\(name) of <\(element)>")) }
            let isSafe = ["/", "#", "https://", "http://", "mailto:"].contains { value.hasPrefix($0) } && !value.hasPrefix("//")
            if !isSafe { faults.append("\(name) leads to \(value.prefix(60))") }
        default: break
        }
    }
}
