import Ledger
import Pages

/// Writes entries as `code.json` 2.0.0 and as an agency's index of them.
struct CodeJSONWriter {
    let settings: CatalogueSettings

    /// One entry. A key whose value nobody knows is left out, or has the value that the schema keeps for that.
    func json(_ sheet: CatalogueSheet) -> JSON {
        let (entry, metadata) = (sheet.entry, sheet.metadata)
        var json: JSON = ["name": .string(entry.title)]
        if let version = entry.version { json = json.adding("version", .string(version)) }
        json = json.adding("description", .string(entry.summary))
        if let description = metadata[.description] { json = json.adding("longDescription", .string(description)) }
        if let status = entry.status { json = json.adding("status", .string(status.codeJSON)) }
        json = json.adding("permissions", permissions(sheet)).adding(
            "organization", .string(sheet.department?.name ?? settings.organisation))
        if let url = entry.url { json = json.adding("repositoryURL", .string(url)) }
        json = json.adding("repositoryVisibility", "public")
        if let landing = metadata[.landing] { json = json.adding("homepageURL", .string(landing)) }
        json = json.adding("vcs", "git").adding("laborHours", JSON.number(metadata[.laborHours].flatMap { Double($0) } ?? 0))
            .adding("reuseFrequency", [:]).adding("languages", .array(entry.languages.map(JSON.string)))
            .adding("maintenance", .string(metadata[.maintenance] ?? "internal")).adding("contractNumber", []).adding("SBOM", "")
        if !metadata[all: .basedOn].isEmpty {
            json = json.adding("reusedCode", .array(metadata[all: .basedOn].map { ["name": .string($0), "URL": .string($0)] }))
        }
        return json.adding("date", date(sheet)).adding("tags", .array((metadata[all: .tags] + metadata[all: .categories]).map(JSON.string)))
            .adding("contact", ["name": .string(entry.ownerRole ?? sheet.department?.name ?? settings.organisation)])
            .adding("feedbackMechanism", .string(metadata[.feedback] ?? settings.contact ?? "\(settings.site)/catalogue/\(entry.slug)"))
            .adding("AIUseCaseID", "0")
    }

    private func permissions(_ sheet: CatalogueSheet) -> JSON {
        let licences = sheet.entry.licenceIDs.map { id -> JSON in
            ["name": .string(CodeJSONFile.licences.contains(id) ? id : "Other"), "URL": .string("https://spdx.org/licenses/\(id).html")]
        }
        let usage = sheet.metadata[all: .usageType]
        return [
            "licenses": .array(licences), "usageType": .array((usage.isEmpty ? ["openSource"] : usage).map(JSON.string)),
            "exemptionText": JSON(sheet.metadata[.exemption]),
        ]
    }

    private func date(_ sheet: CatalogueSheet) -> JSON {
        let times = [("created", sheet.entry.releasedAt), ("lastModified", sheet.entry.versionAt), ("metadataLastUpdated", sheet.readAt)]
        return .object(times.compactMap { name, time in time.map { JSON.Member(name, .string($0.description)) } })
    }

    func index(_ sheets: [CatalogueSheet]) -> JSON {
        [
            "agency": .string(settings.organisation), "version": "2.0.0", "measurementType": ["method": "projects"],
            "releases": .array(sheets.map(json)),
        ]
    }
}

/// Writes entries as `repos.json` of SAP's project portal for InnerSource. Stars, watchers and forks, which Steward does not collect,
/// are left out rather than made up.
enum PortalWriter {
    static func json(_ sheets: [CatalogueSheet]) -> JSON { .array(sheets.filter { $0.entry.url != nil }.map(project)) }

    private static func licence(_ entry: CatalogueEntry) -> JSON {
        guard let id = entry.licenceIDs.first else { return .null }
        return ["spdx_id": .string(id)]
    }

    private static func project(_ sheet: CatalogueSheet) -> JSON {
        let (entry, metadata) = (sheet.entry, sheet.metadata)
        let path = (entry.url ?? "").split(separator: "/").dropFirst(2).map(String.init)
        var more: JSON = [
            "title": .string(entry.title),
            "topics": .array((metadata[all: .tags] + metadata[all: .categories] + entry.languages).map(JSON.string)),
        ]
        if let description = metadata[.description] { more = more.adding("motivation", .string(description)) }
        for (name, field) in [("skills", Metadata.Field.skills), ("contributions", .contributions)] where !metadata[all: field].isEmpty {
            more = more.adding(name, .array(metadata[all: field].map(JSON.string)))
        }
        if let docs = metadata[.documentation] { more = more.adding("docs", .string(docs)) }
        return [
            "id": .integer(Int(entry.id)), "name": .string(path.last ?? entry.slug),
            "full_name": .string(path.isEmpty ? entry.slug : path.joined(separator: "/")),
            "html_url": JSON(entry.url), "description": .string(entry.summary), "created_at": JSON(entry.releasedAt?.description),
            "updated_at": JSON((entry.versionAt ?? entry.releasedAt)?.description), "pushed_at": JSON(entry.versionAt?.description),
            "language": JSON(entry.languages.first), "license": licence(entry),
            "default_branch": .null, "owner": ["login": .string(path.first ?? entry.slug)], "_InnerSourceMetadata": more,
        ]
    }
}
