import Inspection
import Ledger

/// Writes an entry as `publiccode.yml` in the form of version 0.5.
///
/// Versions, days and licences are those that the ledger and the decisions know. What the format asks for and nobody has said is named
/// in comments at the top, so that the file is a draft to complete rather than a file that claims what nobody knows.
enum PubliccodeWriter {
    static func text(of sheet: CatalogueSheet) -> String {
        let body = body(sheet)
        let missing = PubliccodeFile.read(Array(body.utf8), name: "publiccode.yml").problems.filter { $0.severity == .mistake }
        guard !missing.isEmpty else { return body }
        var head = YAMLWriter()
        head.comment("A draft. Before it is valid, mend this:")
        for problem in missing { head.comment("\(problem.field): \(problem.message)") }
        return head.text + body
    }

    private static func body(_ sheet: CatalogueSheet) -> String {
        let (entry, metadata) = (sheet.entry, sheet.metadata)
        var yaml = YAMLWriter()
        yaml.text("publiccodeYmlVersion", "0.5")
        yaml.text("name", entry.title)
        yaml.text("url", entry.url)
        yaml.text("landingURL", metadata[.landing])
        yaml.list("isBasedOn", metadata[all: .basedOn])
        yaml.text("softwareVersion", entry.version)
        yaml.text("releaseDate", entry.versionAt?.date.description)
        yaml.list("platforms", metadata[all: .platforms])
        yaml.list("categories", metadata[all: .categories].filter(PubliccodeWords.categories.contains))
        yaml.list("usedBy", metadata[all: .usedBy])
        yaml.text("roadmap", metadata[.roadmap])
        yaml.text("developmentStatus", entry.status?.publiccode)
        yaml.text("softwareType", metadata[.softwareType])
        yaml.section("organisation") { section in
            // The format has no name without a URI.
            guard let uri = metadata[.organisationURI] else { return }
            section.text("uri", uri)
            section.text("name", metadata[.organisation] ?? sheet.department?.name)
        }
        yaml.section("intendedAudience") { $0.list("scope", metadata[all: .audience]) }
        yaml.section("description") { section in
            section.section("en") { english in
                english.text("shortDescription", entry.summary.isEmpty ? nil : String(entry.summary.prefix(150)))
                english.text("longDescription", metadata[.description].map { String($0.prefix(10_000)) })
                english.list("features", metadata[all: .features])
                english.text("documentation", metadata[.documentation])
                english.text("apiDocumentation", metadata[.apiDocumentation])
            }
        }
        yaml.section("legal") { $0.text("license", entry.licence) }
        yaml.section("maintenance") { maintenance(sheet, &$0) }
        yaml.section("localisation") { section in
            section.word("localisationReady", metadata[.localisationReady].map { $0 == "yes" ? "true" : "false" })
            section.list("availableLanguages", metadata[all: .interfaceLanguages])
        }
        yaml.section("dependsOn") { section in
            for (key, field) in [
                ("open", Metadata.Field.dependsOnOpen), ("proprietary", .dependsOnProprietary), ("hardware", .dependsOnHardware),
            ] {
                section.records(key, metadata[all: field]) { $0.text("name", $1) }
            }
        }
        return yaml.text
    }

    /// The contact is the role that answers for it, and nobody by name.
    private static func maintenance(_ sheet: CatalogueSheet, _ yaml: inout YAMLWriter) {
        let metadata = sheet.metadata
        let contractors = zip(metadata[all: .contractors], metadata[all: .contractorsUntil]).map { (name: $0, until: $1) }
        let type = metadata[.maintenance].flatMap { $0 == "contract" && contractors.isEmpty ? nil : $0 } ?? "internal"
        yaml.text("type", type)
        if type == "contract" {
            yaml.records("contractors", contractors) { record, contractor in
                record.text("name", contractor.name)
                record.text("until", contractor.until)
            }
        }
        guard type != "none" else { return }
        let role = sheet.entry.ownerRole ?? sheet.department?.name ?? "The maintainers"
        yaml.records("contacts", [role]) { record, role in
            record.text("name", role)
            record.text("affiliation", sheet.department?.name)
        }
    }
}

/// Writes an entry as `catalog-info.yaml` of Backstage.
enum BackstageWriter {
    static func text(of sheet: CatalogueSheet, site: String) -> String {
        let (entry, metadata) = (sheet.entry, sheet.metadata)
        var yaml = YAMLWriter()
        yaml.text("apiVersion", "backstage.io/v1alpha1")
        yaml.text("kind", "Component")
        yaml.section("metadata") { section in
            section.text("name", name(entry.slug))
            section.text("title", entry.title)
            section.text("description", entry.summary.isEmpty ? nil : entry.summary)
            section.list("tags", tags(metadata[all: .tags] + metadata[all: .categories] + entry.languages))
            section.section("annotations") { annotations in
                annotations.text("backstage.io/source-location", entry.url.map { "url:\($0)/" })
            }
            section.records("links", [site + "/catalogue/\(entry.slug)"]) { record, address in
                record.text("url", address)
                record.text("title", "Catalogue")
            }
        }
        yaml.section("spec") { section in
            section.text("type", type(metadata[.softwareType]))
            section.text("lifecycle", entry.status?.backstage ?? "unknown")
            section.text("owner", sheet.department.map { "group:\(name($0.slug))" } ?? "unknown")
            section.text("system", metadata[.system])
        }
        return yaml.text
    }

    private static func type(_ softwareType: String?) -> String {
        switch softwareType {
        case "standalone/web": "website"
        case "library", "addon": "library"
        case "standalone/backend": "service"
        default: "other"
        }
    }

    /// 63 letters, digits, hyphens, underscores and full stops at most, a letter or digit last.
    private static func name(_ slug: String) -> String {
        var name = String(slug.prefix(63))
        while let last = name.utf8.last, !last.isLetterOrDigit { name.removeLast() }
        return name.isEmpty ? "unnamed" : name
    }

    /// Small letters, digits, `+`, `#` and hyphens, 63 at most.
    private static func tags(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.map { text in
            String(
                text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "+" || $0 == "#" ? $0 : "-" }.prefix(63)
                    .split(separator: "-").joined(separator: "-"))
        }.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
