import Inspection

/// Reads `catalog-info.yaml` of Backstage, of the kinds Component, API, Resource and System (backstage.io, descriptor format).
enum BackstageFile {
    static func read(_ bytes: [UInt8], name: String) -> FileReading {
        FileReading.ofRecord(firstDocument(of: bytes), name: name, orSay: "it holds no keys with values") { document in
            FileReading.of(document, name: name, rules: rules) { fields in
                fields.text(.title, "metadata.title", "metadata.name")
                fields.text(.summary, "metadata.description") { String($0.onOneLine.prefix(300)) }
                fields.texts(.tags, "metadata.tags")
                fields.text(.status, "spec.lifecycle") { ProjectStatus(backstage: $0)?.rawValue }
                fields.text(.owner, "spec.owner") { owner($0) }
                fields.text(.system, "spec.system")
                fields.text(.softwareType, "spec.type") { softwareType($0) }
                fields.texts(.dependsOnOpen, "spec.dependsOn")
            }
        }
    }

    /// A file may describe several things, each after a line of three hyphens; the first is the one that it is about.
    private static func firstDocument(of bytes: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let isMark = line.starts(with: "---".utf8)
            if isMark, kept.contains(where: { $0 > 0x20 }) { break }
            if !isMark { kept += line }
            kept.append(UInt8(ascii: "\n"))
        }
        return kept
    }

    /// The team without the words that Backstage puts before it; nobody's e-mail address.
    private static func owner(_ text: String) -> String? {
        guard !text.contains("@") else { return nil }
        let name = text.split(separator: ":", maxSplits: 1).last ?? ""
        return name.split(separator: "/", maxSplits: 1).last.map(String.init)
    }

    private static func softwareType(_ type: String) -> String? {
        switch type {
        case "service": "standalone/backend"
        case "website": "standalone/web"
        case "library": "library"
        default: nil
        }
    }

    /// 1 to 63 letters, digits, hyphens, underscores and full stops, a letter or digit first and last.
    static let entityName = TextTest("a name of at most 63 letters, digits, hyphens, underscores and full stops") { text in
        (1...63).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
            && text.utf8.first.map(\.isLetterOrDigit) == true && text.utf8.last.map(\.isLetterOrDigit) == true
    }

    private static let rules = DocumentRule.record(
        [
            DocumentKey(
                "apiVersion", .text([TextTest("backstage.io/v1alpha1 or v1beta1") { $0.hasPrefix("backstage.io/v") }]), required: true),
            DocumentKey("kind", .text([.oneOf(["Component", "API", "Resource", "System"])]), required: true),
            DocumentKey(
                "metadata",
                .record(
                    [
                        DocumentKey("name", .text([entityName]), required: true), DocumentKey("title", .text),
                        DocumentKey("description", .text),
                        DocumentKey("tags", .list(.text)), DocumentKey("annotations", .anything), DocumentKey("labels", .anything),
                        DocumentKey(
                            "links", .list(.record([DocumentKey("url", .text([.webAddress]), required: true)], isOpen: true))),
                    ], isOpen: true), required: true),
            DocumentKey(
                "spec",
                .record(
                    [
                        DocumentKey("type", .text), DocumentKey("lifecycle", .text),
                        DocumentKey("owner", .text([.notEmpty]), required: true),
                        DocumentKey("system", .text), DocumentKey("dependsOn", .list(.text)),
                    ], isOpen: true), required: true),
        ], isOpen: true)
}
