import Foundation

/// What a project is made of, for others to read: SPDX 2.3 and CycloneDX 1.5, both as JSON.
public struct BillOfMaterials: Sendable {
    /// The project's name.
    public let name: String
    public let version: String?
    /// The project's licence as an SPDX expression; nil when it is not known.
    public let licence: String?
    /// Sorted by package URL, each once.
    public let packages: [DependencyPackage]
    /// When it was made, in seconds since 1970 UTC.
    public let created: Int64
    /// The program that made it, and its version.
    public let tool: (name: String, version: String)

    /// Lock files speak for the manifests of their ecosystem: where one names a package with a version, a range of it is left out.
    public init(
        name: String, version: String?, licence: String?, files: [DependencyFile], created: Int64, tool: (name: String, version: String)
    ) {
        self.name = name
        self.version = version
        self.licence = licence
        self.created = created
        self.tool = tool
        var byURL: [String: DependencyPackage] = [:]
        for file in files.sorted(by: { $0.path < $1.path }) {
            for package in file.packages {
                var kept = byURL[package.url] ?? package
                kept.declaredLicence = kept.declaredLicence ?? package.declaredLicence
                byURL[package.url] = kept
            }
        }
        var exact: Set<String> = []
        for package in byURL.values where package.version != nil { exact.insert(Self.key(package)) }
        packages = byURL.values.filter { $0.version != nil || !exact.contains(Self.key($0)) }.sorted { $0.url < $1.url }
    }

    private static func key(_ package: DependencyPackage) -> String {
        var plain = package
        plain.version = nil
        return plain.url
    }

    private var day: String { Date(timeIntervalSince1970: TimeInterval(created)).ISO8601Format() }

    /// The same for the same contents.
    private var digest: String {
        let parts = [name, version ?? "", licence ?? "", day] + packages.map { "\($0.url) \($0.declaredLicence ?? "")" }
        return Fingerprint.make(parts.map { Array($0.utf8) })
    }

    private static func json(_ value: [String: any Sendable]) throws -> [UInt8] {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes])
        return Array(data) + [0x0A]
    }

    // MARK: SPDX

    /// Names with other signs than letters, digits, full stops and hyphens are no ids of SPDX.
    private static func id(_ number: Int) -> String { "SPDXRef-Package-\(number + 1)" }

    /// What a package declares, as an expression; what is none is kept as a comment of the package.
    private static func declared(_ text: String?) -> String {
        guard let text else { return "NOASSERTION" }
        return (try? LicenceExpression(text))?.normalised().description ?? "NOASSERTION"
    }

    /// An SPDX 2.3 document.
    public func spdx() throws -> [UInt8] {
        var listed: [[String: any Sendable]] = [
            [
                "SPDXID": "SPDXRef-Project", "name": name, "versionInfo": version ?? "NOASSERTION", "downloadLocation": "NOASSERTION",
                "filesAnalyzed": false, "licenseConcluded": Self.declared(licence), "licenseDeclared": Self.declared(licence),
                "copyrightText": "NOASSERTION",
            ]
        ]
        var relations: [[String: any Sendable]] = [
            ["spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-Project"]
        ]
        for (number, package) in packages.enumerated() {
            var one: [String: any Sendable] = [
                "SPDXID": Self.id(number), "name": package.name, "downloadLocation": "NOASSERTION", "filesAnalyzed": false,
                "licenseConcluded": "NOASSERTION", "licenseDeclared": Self.declared(package.declaredLicence),
                "copyrightText": "NOASSERTION",
                "externalRefs": [
                    ["referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.url]
                ] as [[String: String]],
            ]
            if let version = package.version { one["versionInfo"] = version }
            if let said = package.declaredLicence, Self.declared(said) == "NOASSERTION" { one["licenseComments"] = "Declared as: \(said)" }
            listed.append(one)
            relations.append([
                "spdxElementId": "SPDXRef-Project", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": Self.id(number),
            ])
        }
        return try Self.json([
            "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": name,
            "documentNamespace": "https://spdx.org/spdxdocs/steward-\(digest)",
            "creationInfo": [
                "created": day, "creators": ["Tool: \(tool.name)-\(tool.version)"], "licenseListVersion": Self.listVersion,
            ] as [String: any Sendable],
            "packages": listed, "relationships": relations,
        ])
    }

    /// Two numbers, as SPDX writes it here: 3.29 for the list 3.29.0.
    private static var listVersion: String { LicenceList.shared.version.split(separator: ".").prefix(2).joined(separator: ".") }

    // MARK: CycloneDX

    /// A CycloneDX 1.5 document.
    public func cycloneDX() throws -> [UInt8] {
        let components: [[String: any Sendable]] = packages.map { package in
            var one: [String: any Sendable] = ["type": "library", "bom-ref": package.url, "purl": package.url]
            let parts = package.name.split(separator: "/")
            one["name"] = package.type == "golang" || package.type == "swift" ? package.name : String(parts.last ?? "")
            if parts.count > 1, package.type != "golang", package.type != "swift" { one["group"] = parts.dropLast().joined(separator: "/") }
            if let version = package.version { one["version"] = version }
            if let licences = Self.licences(package.declaredLicence) { one["licenses"] = licences }
            return one
        }
        var project: [String: any Sendable] = ["type": "application", "bom-ref": "project", "name": name]
        if let version { project["version"] = version }
        if let licences = Self.licences(licence) { project["licenses"] = licences }
        return try Self.json([
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "serialNumber": serialNumber,
            "metadata": [
                "timestamp": day, "component": project,
                "tools": ["components": [["type": "application", "name": tool.name, "version": tool.version]]]
                    as [String: [[String: String]]],
            ] as [String: any Sendable],
            "components": components,
            "dependencies": [["ref": "project", "dependsOn": packages.map(\.url)] as [String: any Sendable]],
        ])
    }

    private static func licences(_ text: String?) -> [[String: any Sendable]]? {
        guard let text else { return nil }
        func one(_ key: String, _ value: String) -> [[String: any Sendable]] { [["license": [key: value] as [String: String]]] }
        guard let expression = (try? LicenceExpression(text))?.normalised() else { return one("name", text) }
        if case .licence(let id, false, nil) = expression, LicenceList.shared[id] != nil { return one("id", id) }
        return [["expression": expression.description]]
    }

    /// A UUID made from the contents (version 8 of RFC 9562).
    private var serialNumber: String {
        var digits = Array(digest.utf8.filter { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        while digits.count < 32 { digits.append(0x30) }
        digits[12] = UInt8(ascii: "8")
        digits[16] = UInt8(ascii: "8")
        let text = String(decoding: digits.prefix(32), as: UTF8.self)
        let ends = [0, 8, 12, 16, 20, 32]
        let parts = zip(ends, ends.dropFirst()).map { from, to in String(text.dropFirst(from).prefix(to - from)) }
        return "urn:uuid:" + parts.joined(separator: "-")
    }
}
