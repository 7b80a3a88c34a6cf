/// Manifests in XML, read without a parser of documents: only elements, their text and their attributes, no entities of the file's own.
enum XMLDependencies {
    struct Element {
        /// The names of the elements around it and its own, joined by slashes, without prefixes.
        var path: String
        var attributes: [String: String]
        var text: String
        var line: Int
    }

    private static let deepest = 64
    private static let mostElements = 100_000

    /// Every element, in the order in which they end.
    static func elements(_ bytes: [UInt8], _ name: String) throws(InspectionError) -> [Element] {
        var scanner = XMLScanner(bytes: bytes, name: name)
        return try scanner.elements(deepest: deepest, most: mostElements)
    }

    static func pom(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        var values: [String: String] = [:]
        var licences: [String] = []
        var line = 0
        let elements = try elements(bytes, file.path)
        var properties: [String: String] = [:]
        for element in elements where element.path.hasPrefix("project/properties/") {
            properties[String(element.path.dropFirst("project/properties/".count))] = element.text
        }
        func value(_ text: String?) -> String? {
            guard let text, text.hasPrefix("${"), text.hasSuffix("}") else { return text }
            return properties[String(text.dropFirst(2).dropLast())]
        }
        for element in elements {
            switch element.path {
            case "project/artifactId": file.name = element.text
            case "project/version": file.version = value(element.text)
            case "project/licenses/license/name":
                licences.append(element.text)
                line = line == 0 ? element.line : line
            case "project/dependencies/dependency":
                if let group = value(values["groupId"]), let artifact = value(values["artifactId"]) {
                    let version = value(values["version"])
                    file.packages.append(
                        DependencyPackage(type: "maven", name: group + "/" + artifact, version: version, line: element.line))
                }
                values = [:]
            case let path where path.hasPrefix("project/dependencies/dependency/"):
                values[String(path.dropFirst("project/dependencies/dependency/".count))] = element.text
            default: break
            }
        }
        if !licences.isEmpty { file.declaredLicence = (licences.joined(separator: " OR "), line) }
    }

    /// A project of .NET.
    static func project(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        for element in try elements(bytes, file.path) {
            if element.path.hasSuffix("PropertyGroup/PackageLicenseExpression") { file.declaredLicence = (element.text, element.line) }
            if element.path.hasSuffix("PropertyGroup/PackageId") { file.name = element.text }
            if element.path.hasSuffix("/PackageReference"), let name = element.attributes["Include"] {
                let version = element.attributes["Version"].flatMap { $0.contains { "[(*,".contains($0) } ? nil : $0 }
                file.packages.append(DependencyPackage(type: "nuget", name: name, version: version, line: element.line))
            }
        }
    }
}

/// Reads the elements of an XML text one after another.
struct XMLScanner {
    private let bytes: [UInt8]
    private let name: String
    private var at = 0
    private var line = 1

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func elements(deepest: Int, most: Int) throws(InspectionError) -> [XMLDependencies.Element] {
        var found: [XMLDependencies.Element] = []
        var open: [XMLDependencies.Element] = []
        while at < bytes.count {
            guard bytes[at] == 0x3C else {
                let start = at
                while at < bytes.count, bytes[at] != 0x3C { step() }
                if !open.isEmpty {
                    let text = TextDependencies.trimmed(String(decoding: bytes[start..<at].prefix(2000), as: UTF8.self)[...])
                    open[open.count - 1].text += Self.plain(text)
                }
                continue
            }
            if starts("<!--") { try skip(past: "-->"); continue }
            if starts("<?") { try skip(past: "?>"); continue }
            if starts("<!") { try skip(past: ">"); continue }
            let place = line
            let tag = try tag(place)
            if tag.isEnd {
                guard let last = open.popLast(), last.path.split(separator: "/").last.map(String.init) == tag.name else {
                    throw InspectionError(name, "line \(place): </\(tag.name.prefix(40))> ends what is not open")
                }
                found.append(last)
            } else {
                let path = (open.last.map { $0.path + "/" } ?? "") + tag.name
                let element = XMLDependencies.Element(path: path, attributes: tag.attributes, text: "", line: place)
                if tag.isEmpty { found.append(element) } else { open.append(element) }
                if open.count > deepest { throw InspectionError(name, "line \(place): elements are nested more than \(deepest) deep") }
            }
            if found.count > most { throw InspectionError(name, "line \(place): it has more than \(most) elements") }
        }
        if let last = open.last {
            throw InspectionError(name, "line \(last.line): <\(last.path.split(separator: "/").last ?? "")> does not end")
        }
        return found
    }

    private mutating func step() {
        if bytes[at] == 0x0A { line += 1 }
        at += 1
    }

    private func starts(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func skip(past text: String) throws(InspectionError) {
        let place = line
        while at < bytes.count {
            if starts(text) {
                at += text.utf8.count
                return
            }
            step()
        }
        throw InspectionError(name, "line \(place): what begins here does not end")
    }

    private struct Tag {
        var name = ""
        var isEnd = false
        var isEmpty = false
        var attributes: [String: String] = [:]
    }

    private mutating func tag(_ place: Int) throws(InspectionError) -> Tag {
        let start = at + 1
        var quote: UInt8 = 0
        while at < bytes.count, quote != 0 || bytes[at] != 0x3E {
            if quote != 0 { if bytes[at] == quote { quote = 0 } } else if bytes[at] == 0x22 || bytes[at] == 0x27 { quote = bytes[at] }
            step()
            if at - start > 8192 { break }
        }
        guard at < bytes.count, bytes[at] == 0x3E else { throw InspectionError(name, "line \(place): the tag does not end") }
        var inside = bytes[start..<at]
        at += 1
        var tag = Tag()
        if inside.first == 0x2F { tag.isEnd = true; inside = inside.dropFirst() }
        if inside.last == 0x2F { tag.isEmpty = true; inside = inside.dropLast() }
        let text = String(decoding: inside, as: UTF8.self)
        let full = text.prefix { !$0.isWhitespace }
        tag.name = String(full.split(separator: ":").last ?? full)
        var rest = text.dropFirst(full.count)
        while let sign = rest.firstIndex(of: "="), tag.attributes.count < 64 {
            let key = TextDependencies.trimmed(rest[..<sign])
            rest = rest[rest.index(after: sign)...].drop(while: \.isWhitespace)
            guard let mark = rest.first, mark == "\"" || mark == "'", let end = rest.dropFirst().firstIndex(of: mark) else { break }
            tag.attributes[key] = Self.plain(String(rest[rest.index(after: rest.startIndex)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return tag
    }

    /// With the five references that XML always knows.
    private static func plain(_ text: String) -> String {
        guard text.contains("&") else { return text }
        let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        return references.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
