import Inspection

/// Reads `code.json` 2.0.0, the metadata that the SHARE IT Act asks of agencies (DSACMS/gov-codejson, schemas/schema-2.0.0.json).
///
/// Agencies add keys of their own, so keys that nobody knows are passed over.
enum CodeJSONFile {
    static func read(_ bytes: [UInt8], name: String) -> FileReading {
        FileReading.ofRecord(bytes, name: name, orSay: "it must be an object of keys and values") { reading(of: $0, name: name) }
    }

    /// One object of the format, such as one release of an agency's index.
    static func reading(of document: PlacedValue, name: String) -> FileReading {
        var licence: String?
        var reading = FileReading.of(document, name: name, rules: rules) { fields in
            fields.text(.title, "name")
            fields.text(.summary, "description") { $0.onOneLine }
            fields.text(.description, "longDescription", "description")
            fields.text(.status, "status") { ProjectStatus(codeJSON: $0)?.rawValue }
            fields.text(.organisation, "organization")
            fields.text(.url, "repositoryURL")
            fields.text(.landing, "homepageURL")
            fields.text(.maintenance, "maintenance")
            fields.texts(.programmingLanguages, "languages")
            fields.texts(.tags, "tags")
            fields.text(.feedback, "feedbackMechanism")
            fields.text(.laborHours, "laborHours")
            fields.texts(.usageType, "permissions.usageType")
            fields.text(.exemption, "permissions.exemptionText")
            fields.texts(.basedOn, "reusedCode", key: "URL")
            fields.texts(.platforms, "platforms")
            fields.texts(.categories, "categories")
            fields.text(.softwareType, "softwareType")
            licence = self.licence(document, fields.check)
        }
        reading.metadata[.licence] = licence
        return reading
    }

    /// The licences as one expression: who may choose between several is not said, so all of them hold.
    private static func licence(_ document: PlacedValue, _ check: DocumentCheck) -> String? {
        let names = (document["permissions"]?["licenses"]?.elements ?? []).prefix(20).enumerated().compactMap { index, licence -> String? in
            check.hasFault(at: "permissions.licenses[\(index)].name") ? nil : licence["name"]?.text
        }.filter { !["Other", "None"].contains($0) }
        let expressions = names.compactMap { try? LicenceExpression($0) }
        guard !expressions.isEmpty, expressions.count == names.count else { return nil }
        return (expressions.count == 1 ? expressions[0] : .and(expressions)).description
    }

    static let statuses = ["Ideation", "Development", "Alpha", "Beta", "Release Candidate", "Production", "Archival"]

    static let licences = [
        "CC0-1.0", "Apache-2.0", "MIT", "MPL-2.0", "GPL-2.0-only", "GPL-3.0-only", "GPL-3.0-or-later", "LGPL-2.1-only", "LGPL-3.0-only",
        "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0", "Other", "None",
    ]

    static let usageTypes = [
        "openSource", "governmentWideReuse", "exemptByNationalSecurity", "exemptByNationalIntelligence", "exemptByFOIA", "exemptByEAR",
        "exemptByITAR", "exemptByTSA", "exemptByClassifiedInformation", "exemptByPrivacyRisk", "exemptByIPRestriction",
        "exemptByAgencySystem", "exemptByAgencyMission", "exemptByCIO", "exemptByPolicyDate",
    ]

    /// An address, or nothing at all: the forms that make these files leave what does not apply empty.
    private static let addressOrNothing = TextTest { $0.isEmpty ? nil : TextTest.webAddress.problem($0) }
    private static let timeOrNothing = TextTest { $0.isEmpty ? nil : TextTest.time.problem($0) }

    /// The schema also takes any other SPDX id for a licence under the name Other; the id itself says more, so it is only advised against.
    private static let rules = DocumentRule.record(
        [
            DocumentKey("name", .text([.notEmpty]), required: true), DocumentKey("version", .text),
            DocumentKey("description", .text, required: true, mayBeEmpty: true),
            DocumentKey("status", .text([.oneOf(statuses)]), required: true),
            DocumentKey(
                "permissions",
                .record([
                    DocumentKey(
                        "licenses",
                        .list(
                            .record([
                                DocumentKey("name", .text([.oneOf(licences)]), required: true),
                                DocumentKey("URL", .text([addressOrNothing])),
                            ])),
                        required: true),
                    DocumentKey("usageType", .list(.text([.oneOf(usageTypes)])), required: true),
                    DocumentKey("exemptionText", .text),
                ]), required: true),
            DocumentKey("organization", .text, required: true, mayBeEmpty: true),
            DocumentKey("repositoryURL", .text([.webAddress]), required: true),
            DocumentKey("repositoryVisibility", .text([.oneOf(["public", "private"])]), required: true),
            DocumentKey("homepageURL", .text([addressOrNothing])), DocumentKey("downloadURL", .text([addressOrNothing])),
            DocumentKey("disclaimerURL", .text([addressOrNothing])), DocumentKey("disclaimerText", .text),
            DocumentKey("vcs", .text([.oneOf(["git", "hg", "svn", "rcs", "bzr", "none"])]), required: true),
            DocumentKey("laborHours", .number, required: true),
            DocumentKey(
                "reuseFrequency", .record([DocumentKey("forks", .number), DocumentKey("clones", .number)], isOpen: true), required: true),
            DocumentKey("languages", .list(.text), required: true),
            DocumentKey("maintenance", .text([.oneOf(PubliccodeWords.maintenance)]), required: true),
            DocumentKey("contractNumber", .list(.text), required: true), DocumentKey("SBOM", .text, required: true, mayBeEmpty: true),
            DocumentKey("relatedCode", .list(link)), DocumentKey("reusedCode", .list(link)),
            DocumentKey("partners", .list(.record([], isOpen: true))),
            DocumentKey(
                "date",
                .record(["created", "lastModified", "metadataLastUpdated"].map { DocumentKey($0, .text([timeOrNothing])) }), required: true),
            DocumentKey("tags", .list(.text), required: true),
            DocumentKey("contact", .record([DocumentKey("email", .text([.mail])), DocumentKey("name", .text)]), required: true),
            DocumentKey("feedbackMechanism", .text([.webAddress]), required: true),
            DocumentKey("AIUseCaseID", .text, required: true, mayBeEmpty: true),
        ], isOpen: true)

    private static let link = DocumentRule.record([
        DocumentKey("name", .text), DocumentKey("URL", .text([addressOrNothing])), DocumentKey("isGovernmentRepo", .flag),
    ])
}

/// Reads an agency's `agency-index.json`: all its releases in one file, each in the form of code.json.
enum AgencyIndexFile {
    static let mostReleases = 10_000

    static func read(_ bytes: [UInt8], name: String) -> (readings: [FileReading], problems: [FieldProblem]) {
        let document: PlacedValue
        do throws(InspectionError) {
            document = try PlacedValue(bytes, name: name)
        } catch {
            return ([], [FieldProblem(name, field: "", error.detail)])
        }
        guard let releases = document["releases"], case .array(let entries) = releases.content else {
            return ([], [FieldProblem(name, field: "releases", "it is missing, or no list")])
        }
        let readings = entries.prefix(mostReleases).enumerated().map { CodeJSONFile.reading(of: $1, name: "\(name) releases[\($0)]") }
        let rest = entries.count - readings.count
        return (readings, rest > 0 ? [FieldProblem(name, field: "releases", "only the first \(mostReleases) are read")] : [])
    }
}
