extension BillOfMaterials {
    private static let mostFileBytes = 64 << 20

    /// What the manifests and lock files of a tree name, without those of vendored code; and what could not be read.
    ///
    /// The project's licence is what the licence files at the top hold, all of them; else what the manifest at the top declares.
    public static func of(_ tree: Tree, created: Int64, tool: (name: String, version: String)) -> (bill: BillOfMaterials, gaps: [Gap]) {
        var files: [DependencyFile] = []
        var gaps: [Gap] = []
        var licences: [String] = []
        let detector = LicenceDetector()
        for entry in tree.entries where entry.isFile && entry.fileClass != .vendored {
            let path = entry.path.text
            let isLicence = entry.path.folders.isEmpty && LicencePlace.holdsLicence(path)
            guard isLicence || DependencyFormat.reader(for: path) != nil else { continue }
            do throws(InspectionError) {
                let bytes = try tree.contents(of: entry, atMost: mostFileBytes)
                if isLicence { licences += detector.matches(in: bytes, path: path).filter { $0.kind == .text }.map(\.expression) }
                if let file = try DependencyFile(bytes, path: path) { files.append(file) }
            } catch {
                gaps.append(Gap(error.subject, error.detail))
            }
        }
        let manifest = files.first { !$0.path.contains("/") && $0.name != nil }
        let found = Array(Set(licences)).sorted().joined(separator: " AND ")
        let declared = manifest?.declaredLicence.map { DeclaredLicence($0.text).expression }
        let bill = BillOfMaterials(
            name: manifest?.name ?? tree.name, version: manifest?.version, licence: found.isEmpty ? declared : found, files: files,
            created: created, tool: tool)
        return (bill, gaps)
    }
}
