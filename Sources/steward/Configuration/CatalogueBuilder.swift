import Catalogue
import Inspection

extension ConfigurationKeys {
    static let catalogue: [Field] = [
        Field("organisation", .text(.title), fallback: "This office", "Whose catalogue it is; the agency in an index of code.json."),
        Field("contact", .text(.webAddress), "An address on the web to which people turn who want to reuse something."),
        Field(
            "help_labels", .list(of: .text(.title)), fallback: CatalogueSettings.standardHelpLabels.joined(separator: ", "),
            "The labels of issues that ask for help. Replaces the default list."),
        Field(
            "first_issue_labels", .list(of: .text(.title)), fallback: CatalogueSettings.standardFirstLabels.joined(separator: ", "),
            "The labels of issues that are good to begin with. Replaces the default list."),
        Field(
            "projects", .list(of: .shorthand("project", listed)),
            "Projects that are in the catalogue besides those that the release process opened; what it closed is never shown."),
    ]

    private static let listed: [Field] = [
        Field("project", .text(.slug), required: true, "The project's short name."),
        Field("title", .text(.title), "What it is called; what its files say when not given."),
        Field("summary", .text(.title), "What it is, in a sentence; what its files say when not given."),
        Field("status", .choice(ProjectStatus.allCases.map(\.rawValue)), "How far it is; what its files say when not given."),
        Field("licence", .text(.title), "Its licence as an SPDX expression; what its files say when not given."),
        Field("owner", .text(.title), "Who answers for it: a role, not a person's name."),
        Field("department", .text(.slug), "The organisation that answers for it, by its short name."),
    ]
}

extension ConfigurationBuilder {
    mutating func catalogue(site: String, dataFolder: String) -> CatalogueSettings {
        var found = CatalogueSettings(
            organisation: settings["catalogue.organisation"]?.text ?? "This office", contact: settings["catalogue.contact"]?.text,
            site: site,
            copies: "\(dataFolder)/git")
        if let labels = settings["catalogue.help_labels"] { found.helpLabels = labels.list.compactMap(\.text) }
        if let labels = settings["catalogue.first_issue_labels"] { found.firstLabels = labels.list.compactMap(\.text) }
        for entry in settings["catalogue.projects"]?.list ?? [] {
            guard let project = entry["project"]?.text else { continue }
            guard !found.projects.contains(where: { $0.project == project }) else {
                report(entry, "the project `\(project)` is listed twice")
                continue
            }
            var listed = CatalogueSettings.Listed(project: project)
            (listed.title, listed.summary, listed.owner) = (entry["title"]?.text, entry["summary"]?.text, entry["owner"]?.text)
            listed.status = entry["status"]?.text.flatMap(ProjectStatus.init(rawValue:))
            listed.department = entry["department"]?.text
            listed.licence = licence(entry["licence"])
            found.projects.append(listed)
        }
        return found
    }

    private mutating func licence(_ setting: Setting?) -> String? {
        guard let setting, let text = setting.text else { return nil }
        do throws(LicenceExpressionError) {
            return try LicenceExpression(text).description
        } catch {
            report(setting, "`licence`: \(error)")
            return nil
        }
    }
}
