import Inspection

/// Reads `publiccode.yml`, versions 0.2 to 0.7.
enum PubliccodeFile {
    /// - Parameter tree: the files beside it; nil where they cannot be looked at, and then nothing is said of them.
    static func read(_ bytes: [UInt8], name: String, tree: (any ProjectTree)? = nil) -> FileReading {
        FileReading.ofRecord(bytes, name: name, orSay: "it holds no keys with values, such as name: My project") { document in
            FileReading.of(document, name: name, rules: PubliccodeRules.document) { check in
                checkVersion(document, &check)
                checkMaintenance(document, &check)
                checkItalian(document, &check)
                if let tree { checkFiles(document, tree, &check) }
            } take: { fields in
                takeFields(of: document, &fields)
            }
        }
    }

    private static func checkVersion(_ document: PlacedValue, _ check: inout DocumentCheck) {
        let field = "publiccodeYmlVersion"
        guard let value = document[field], let version = value.text else { return }
        if !PubliccodeWords.versions.contains(version) {
            check.report(field, line: value.line, "version \(version.prefix(20)) is not known; the newest that is read is 0.7")
        } else if case .number = value.content {
            check.report(field, line: value.line, "write it in quotes, as \"\(version)\": other catalogues refuse a number")
        } else if version != "0", !version.hasPrefix("0.7") {
            check.report(field, line: value.line, "it is not the latest version; write \"0\"", severity: .advice)
        }
    }

    /// Who maintains it must fit to what is said of them.
    private static func checkMaintenance(_ document: PlacedValue, _ check: inout DocumentCheck) {
        guard let maintenance = document["maintenance"], let type = maintenance["type"]?.text else { return }
        let contractors = maintenance["contractors"], contacts = maintenance["contacts"]
        if type == "contract" {
            if contractors?.elements.isEmpty != false {
                check.report("maintenance.contractors", line: maintenance.line, "it is missing, as maintenance.type is contract")
            }
        } else if let contractors, !contractors.isNull {
            check.report("maintenance.contractors", line: contractors.line, "it belongs to the maintenance.type contract only")
        }
        if type == "internal" || type == "community", contacts?.elements.isEmpty != false {
            check.report("maintenance.contacts", line: maintenance.line, "it is missing, as maintenance.type is \(type)")
        }
    }

    private static func checkItalian(_ document: PlacedValue, _ check: inout DocumentCheck) {
        if document["IT"] != nil, let other = document["it"] {
            check.report("it", line: other.line, "there is a key IT already; remove this one")
        }
    }

    private static func checkFiles(_ document: PlacedValue, _ tree: any ProjectTree, _ check: inout DocumentCheck) {
        var named: [(path: String, value: PlacedValue)] = ["logo", "monochromeLogo"].compactMap { key in document[key].map { (key, $0) } }
        if let authors = document["legal"]?["authorsFile"] { named.append(("legal.authorsFile", authors)) }
        for language in document["description"]?.members ?? [] {
            for (index, shot) in (language.value["screenshots"]?.elements ?? []).enumerated() {
                named.append(("description.\(language.name).screenshots[\(index)]", shot))
            }
        }
        for (path, value) in named.prefix(100) where !check.isBroken(path) {
            guard let file = value.text, !file.isEmpty, !Address.isWeb(file) else { continue }
            guard tree.holds(file) else {
                check.report(path, line: value.line, "the repository has no file \(file.prefix(200))")
                continue
            }
            guard path.hasSuffix("ogo"), file.lowercased().hasSuffix(".png"), let content = tree.content(of: file, atMost: 4 << 20) else {
                continue
            }
            if !content.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                check.report(path, line: value.line, "the file \(file.prefix(200)) is no PNG image, whatever its name says")
            }
        }
    }
}

/// The files of a repository that a file about it may name.
protocol ProjectTree {
    func holds(_ path: String) -> Bool
    /// Nil when it cannot be read, or has more bytes.
    func content(of path: String, atMost limit: Int) -> [UInt8]?
}
