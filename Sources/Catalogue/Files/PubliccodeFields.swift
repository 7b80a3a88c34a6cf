import Inspection

/// Takes the fields out of a publiccode.yml.
extension PubliccodeFile {
    static func takeFields(of document: PlacedValue, _ fields: inout FieldCollection) {
        fields.text(.title, "name")
        fields.text(.url, "url")
        fields.text(.landing, "landingURL")
        fields.texts(.basedOn, "isBasedOn")
        fields.text(.version, "softwareVersion")
        fields.text(.releaseDate, "releaseDate")
        fields.text(.organisation, "organisation.name")
        fields.text(.organisationURI, "organisation.uri")
        fields.texts(.platforms, "platforms")
        fields.texts(.categories, "categories")
        fields.texts(.usedBy, "usedBy")
        fields.texts(.fundedBy, "fundedBy", key: "name")
        fields.text(.roadmap, "roadmap")
        fields.text(.status, "developmentStatus") { ProjectStatus(publiccode: $0)?.rawValue }
        fields.text(.softwareType, "softwareType")
        fields.texts(.standards, "supports", key: "id")
        fields.texts(.audience, "intendedAudience.scope")
        fields.text(.licence, "legal.license")
        fields.text(.maintenance, "maintenance.type")
        fields.texts(.contractors, "maintenance.contractors", key: "name")
        fields.texts(.contractorsUntil, "maintenance.contractors", key: "until")
        fields.flag(.localisationReady, "localisation.localisationReady")
        fields.texts(.interfaceLanguages, "localisation.availableLanguages")
        fields.texts(.dependsOnOpen, "dependsOn.open", key: "name")
        fields.texts(.dependsOnProprietary, "dependsOn.proprietary", key: "name")
        fields.texts(.dependsOnHardware, "dependsOn.hardware", key: "name")
        if let language = language(of: document) {
            let place = "description.\(language)"
            fields.text(.summary, place + ".shortDescription") { $0.onOneLine }
            fields.text(.description, place + ".longDescription")
            fields.texts(.features, place + ".features")
            fields.text(.documentation, place + ".documentation")
            fields.text(.apiDocumentation, place + ".apiDocumentation")
        }
    }

    /// English where there is any, or else what stands first.
    private static func language(of document: PlacedValue) -> String? {
        let names = (document["description"]?.members ?? []).map(\.name)
        return names.first { $0 == "en" } ?? names.first { $0.hasPrefix("en-") } ?? names.first
    }
}
