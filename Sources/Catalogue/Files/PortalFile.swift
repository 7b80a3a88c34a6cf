import Inspection

/// Reads `repos.json` of SAP's project portal for InnerSource: what GitHub's search answers, with `_InnerSourceMetadata` beside it.
enum PortalFile {
    static let mostProjects = 10_000

    static func read(_ bytes: [UInt8], name: String) -> (readings: [FileReading], problems: [FieldProblem]) {
        let document: PlacedValue
        do throws(InspectionError) {
            document = try PlacedValue(bytes, name: name)
        } catch {
            return ([], [FieldProblem(name, field: "", error.detail)])
        }
        guard case .array(let projects) = document.content else {
            return ([], [FieldProblem(name, field: "", "it must be a list of projects")])
        }
        let readings = projects.prefix(mostProjects).enumerated().map { reading(of: $1, name: "\(name) [\($0)]") }
        return (readings, projects.count > mostProjects ? [FieldProblem(name, field: "", "only the first \(mostProjects) are read")] : [])
    }

    private static func reading(of document: PlacedValue, name: String) -> FileReading {
        FileReading.of(document, name: name, rules: rules) { fields in
            fields.text(.title, "_InnerSourceMetadata.title", "name")
            fields.text(.summary, "description") { $0.onOneLine }
            fields.text(.description, "_InnerSourceMetadata.motivation")
            fields.text(.url, "html_url")
            fields.text(.documentation, "_InnerSourceMetadata.docs")
            fields.text(.licence, "license.spdx_id") { try? LicenceExpression($0).description }
            fields.texts(.programmingLanguages, "language")
            fields.texts(.tags, "_InnerSourceMetadata.topics")
            fields.texts(.skills, "_InnerSourceMetadata.skills")
            fields.texts(.contributions, "_InnerSourceMetadata.contributions")
            fields.text(.organisation, "owner.login")
        }
    }

    private static let rules = DocumentRule.record(
        [
            DocumentKey("id", .anything), DocumentKey("name", .text([.notEmpty]), required: true), DocumentKey("full_name", .text),
            DocumentKey("html_url", .text([.webAddress]), required: true), DocumentKey("description", .text),
            DocumentKey("created_at", .text([.time])), DocumentKey("updated_at", .text([.time])), DocumentKey("pushed_at", .text([.time])),
            DocumentKey("stargazers_count", .number), DocumentKey("watchers_count", .number), DocumentKey("language", .text),
            DocumentKey("forks_count", .number), DocumentKey("open_issues_count", .number),
            DocumentKey("license", .record([DocumentKey("spdx_id", .text)], isOpen: true)), DocumentKey("default_branch", .text),
            DocumentKey("owner", .record([DocumentKey("login", .text)], isOpen: true)),
            DocumentKey(
                "_InnerSourceMetadata",
                .record(
                    [
                        DocumentKey("title", .text), DocumentKey("motivation", .text), DocumentKey("topics", .list(.text)),
                        DocumentKey("skills", .list(.text)), DocumentKey("contributions", .list(.text)),
                        DocumentKey("docs", .text([.webAddress])),
                        DocumentKey("participation", .list(.number)), DocumentKey("score", .number), DocumentKey("guidelines", .text),
                    ], isOpen: true)),
        ], isOpen: true)
}
