/// What publiccode.yml 0.2 to 0.7 allows. The verdicts follow the parser that the public catalogues use (italia/publiccode-parser-go).
enum PubliccodeRules {
    static let document = DocumentRule.record([
        DocumentKey("publiccodeYmlVersion", .text, required: true),
        DocumentKey("name", .text, required: true),
        DocumentKey("applicationSuite", .text),
        DocumentKey("url", .text([.address]), required: true),
        DocumentKey("landingURL", .text([.webAddress])),
        DocumentKey("isBasedOn", .oneOrMore(.text([.address]))),
        DocumentKey("softwareVersion", .text),
        DocumentKey("releaseDate", .text([.day])),
        DocumentKey("logo", .text([.fileOrAddress, logoKind])),
        DocumentKey("monochromeLogo", .text([.fileOrAddress, logoKind]), advice: goesAway("use logo")),
        DocumentKey("organisation", organisation),
        DocumentKey("inputTypes", .list(.text([.mediaType])), advice: goesAway("drop it")),
        DocumentKey("outputTypes", .list(.text([.mediaType])), advice: goesAway("drop it")),
        DocumentKey("platforms", .list(.text, atLeast: 1), required: true),
        DocumentKey("categories", .list(.text([.oneOf(PubliccodeWords.categories)]))),
        DocumentKey("usedBy", .list(.text)),
        DocumentKey("fundedBy", .list(organisation)),
        DocumentKey("roadmap", .text([.webAddress])),
        DocumentKey("developmentStatus", .text([.oneOf(PubliccodeWords.statuses)]), required: true),
        DocumentKey("softwareType", .text([.oneOf(PubliccodeWords.softwareTypes)]), required: true),
        DocumentKey("supports", .list(.record([DocumentKey("id", .text([standard]), required: true)]))),
        DocumentKey("intendedAudience", audience),
        DocumentKey("description", .map(key: .language, description), required: true),
        DocumentKey("legal", legal, required: true),
        DocumentKey("maintenance", maintenance, required: true),
        DocumentKey(
            "localisation",
            .record([
                DocumentKey("localisationReady", .flag, required: true),
                DocumentKey("availableLanguages", .list(.text([.language]), atLeast: 1), required: true),
            ]), required: true),
        DocumentKey(
            "dependsOn",
            .record([DocumentKey("open", dependencies), DocumentKey("proprietary", dependencies), DocumentKey("hardware", dependencies)])),
        DocumentKey("IT", italian),
        DocumentKey("it", italian, advice: goesAway("use IT")),
    ])

    private static func goesAway(_ instead: String) -> String { "it is deprecated and will go; \(instead)" }

    private static let logoKind = TextTest.fileKind([".svg", ".svgz", ".png"])

    private static let organisation = DocumentRule.record([
        DocumentKey("name", .text), DocumentKey("uri", .text([.uri]), required: true),
    ])

    private static let country = TextTest("the two letters of a country, such as IT") { text in
        (text == text.uppercased() || text == text.lowercased()) && PubliccodeWords.countries.contains(text.uppercased())
    }

    private static let audience = DocumentRule.record([
        DocumentKey("scope", .list(.text([.oneOf(PubliccodeWords.scopes)]))),
        DocumentKey("countries", .list(.text([country]))),
        DocumentKey("unsupportedCountries", .list(.text([country]))),
    ])

    private static let standard = TextTest { text in
        guard text.hasPrefix("alias:") else { return TextTest.uri.problem(text) }
        return TextTest.oneOf(PubliccodeWords.aliases).problem(String(text.dropFirst(6)))
    }

    /// The address of a site is no video.
    private static let video = TextTest("the address of a video, that of a page and not of a whole site") { text in
        guard Address.isWeb(text), let start = text.firstRange(of: "://") else { return false }
        let path = text[start.upperBound...].drop { $0 != "/" && $0 != "?" }
        return path.count > 1
    }

    private static let description = DocumentRule.record([
        DocumentKey("localisedName", .text),
        DocumentKey("genericName", .text([.letters(atMost: 35)]), advice: goesAway("drop it")),
        DocumentKey("shortDescription", .text([.letters(atMost: 150)]), required: true),
        DocumentKey("longDescription", .text([.letters(atLeast: 150), .letters(atMost: 10_000)]), required: true),
        DocumentKey("documentation", .text([.webAddress])),
        DocumentKey("apiDocumentation", .text([.webAddress])),
        DocumentKey("features", .list(.text, atLeast: 1), required: true),
        DocumentKey("screenshots", .list(.text([.fileOrAddress, .fileKind([".jpg", ".png"])]))),
        DocumentKey("videos", .list(.text([video]))),
        DocumentKey("awards", .list(.text)),
    ])

    private static let legal = DocumentRule.record([
        DocumentKey("license", .text([.licence]), required: true),
        DocumentKey("mainCopyrightOwner", .text),
        DocumentKey("repoOwner", .text, advice: goesAway("use organisation.name")),
        DocumentKey("authorsFile", .text([.fileOrAddress]), advice: goesAway("drop it")),
    ])

    private static let maintenance = DocumentRule.record([
        DocumentKey("type", .text([.oneOf(PubliccodeWords.maintenance)]), required: true),
        DocumentKey(
            "contractors",
            .list(
                .record([
                    DocumentKey("name", .text, required: true), DocumentKey("email", .text([.mail])),
                    DocumentKey("website", .text([.webAddress])),
                    DocumentKey("until", .text([.day]), required: true),
                ]))),
        DocumentKey(
            "contacts",
            .list(
                .record([
                    DocumentKey("name", .text, required: true), DocumentKey("email", .text([.mail])), DocumentKey("affiliation", .text),
                    DocumentKey("phone", .text),
                ]))),
    ])

    private static let dependencies = DocumentRule.list(
        .record([
            DocumentKey("name", .text, required: true), DocumentKey("versionMin", .text), DocumentKey("versionMax", .text),
            DocumentKey("optional", .flag), DocumentKey("version", .text),
        ]))

    private static let italian = DocumentRule.record([
        DocumentKey("countryExtensionVersion", .text([.oneOf(["0.2", "1.0"])])),
        DocumentKey(
            "conforme",
            .record(["lineeGuidaDesign", "modelloInteroperabilita", "misureMinimeSicurezza", "gdpr"].map { DocumentKey($0, .flag) }),
            advice: goesAway("drop it")),
        DocumentKey("riuso", .record([DocumentKey("codiceIPA", .text, advice: goesAway("use organisation.uri with urn:x-italian-pa:"))])),
        DocumentKey("piattaforme", .record(["spid", "pagopa", "cie", "anpr", "io"].map { DocumentKey($0, .flag) })),
    ])
}
