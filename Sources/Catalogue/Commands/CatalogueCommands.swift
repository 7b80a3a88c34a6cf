import Glibc
import Inspection
import Ledger
public import Pages
import Store

/// What the command line does with the catalogue.
public struct CatalogueCommands: Sendable {
    private let desk: CatalogueDesk

    /// - Parameter reuse: where code of entries was found.
    public init(_ settings: CatalogueSettings, desk: MeasureDesk, reuse: ReuseLookup = .none) {
        self.desk = CatalogueDesk(settings, measures: desk, reuse: reuse)
    }

    /// The forms in which entries leave.
    public enum ExportFormat: String, Sendable, CaseIterable {
        case publiccode
        case codeJSON = "code.json"
        case reposJSON = "repos.json"
        case backstage

        /// Whether one file holds one entry only.
        public var isForOne: Bool { self == .publiccode }
    }

    public func find(_ query: CatalogueQuery) async throws -> CatalogueResult { try await desk.search.find(query) }

    /// All entries by title.
    public func all() async throws -> [CatalogueResult.Found] {
        try await desk.search.shelf().cards.map { CatalogueResult.Found(entry: $0.entry, department: $0.department) }
    }

    /// Nil when there is no such entry.
    public func sheet(_ slug: String) async throws -> CatalogueSheet? { try await desk.store.read { try $0.catalogueSheet(slug) } }

    public func json(_ found: [CatalogueResult.Found]) -> JSON {
        .array(found.map { CatalogueJSON.json($0.entry, department: $0.department) })
    }
    public func json(_ result: CatalogueResult) -> JSON { CatalogueJSON.json(result) }
    public func json(_ sheet: CatalogueSheet) async throws -> JSON {
        CatalogueJSON.json(sheet, try await desk.users(of: sheet, tellsFound: true))
    }

    /// Who reuses an entry, and how that is known, in words.
    public func users(of sheet: CatalogueSheet) async throws -> [String] {
        try await desk.users(of: sheet, tellsFound: true).all.map { user in
            let reasons = (user.isStated ? ["its files say so"] : []) + user.found.map(\.words)
            return "\(user.name) (\(reasons.joined(separator: "; ")))"
        }
    }

    /// Writes one entry, or all of them when `slug` is nil.
    ///
    /// - Returns: nil when there is no such entry.
    public func export(_ format: ExportFormat, _ slug: String?) async throws -> String? {
        var sheets = try await desk.store.read { try $0.catalogueSheets() }
        if let slug {
            sheets = sheets.filter { $0.entry.slug == slug }
            if sheets.isEmpty { return nil }
        }
        let settings = desk.settings
        switch format {
        case .publiccode: return sheets.map(PubliccodeWriter.text).joined(separator: "---\n")
        case .backstage: return sheets.map { BackstageWriter.text(of: $0, site: settings.site) }.joined(separator: "---\n")
        case .reposJSON: return PortalWriter.json(sheets).text + "\n"
        case .codeJSON:
            let writer = CodeJSONWriter(settings: settings)
            return (slug == nil ? writer.index(sheets) : writer.json(sheets[0])).text + "\n"
        }
    }
}

// MARK: Files

/// A file of this machine, read as what its name or its contents say that it is.
public struct CheckedFile: Sendable {
    public let path: String
    /// `publiccode.yml`, `code.json`, `agency-index.json`, `repos.json` or `catalog-info.yaml`.
    public let format: String
    /// One for each project that it tells about.
    public let readings: [FileReading]
    /// What is wrong with the file as a whole.
    public let problems: [FieldProblem]

    public var isValid: Bool {
        readings.allSatisfy(\.isValid) && !problems.contains { $0.severity == .mistake } && (!readings.isEmpty || problems.isEmpty)
    }

    public var allProblems: [FieldProblem] { problems + readings.flatMap(\.problems) }

    public var json: JSON {
        [
            "file": .string(path), "format": .string(format), "valid": .bool(isValid), "projects": .integer(readings.count),
            "problems": .array(allProblems.map(CatalogueJSON.json)),
        ]
    }

    /// The largest file that is read, in bytes.
    public static let mostBytes = StructuredValue.mostBytes

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        let name = path.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if let file = MetadataFile(path: path), !(file == .codeJSON && Self.holds(bytes, "\"releases\"")) {
            format = file.rawValue
            readings = [file.read(bytes, name: path, tree: FolderTree(beside: path))]
            problems = []
        } else if name == "repos.json" || bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
            format = "repos.json"
            (readings, problems) = PortalFile.read(bytes, name: path)
        } else if Self.holds(bytes, "\"releases\"") {
            format = "agency-index.json"
            (readings, problems) = AgencyIndexFile.read(bytes, name: path)
        } else if name.hasSuffix(".json") {
            format = MetadataFile.codeJSON.rawValue
            readings = [CodeJSONFile.read(bytes, name: path)]
            problems = []
        } else if Self.holds(bytes, "backstage.io/") {
            format = MetadataFile.backstage.rawValue
            readings = [BackstageFile.read(bytes, name: path)]
            problems = []
        } else {
            format = MetadataFile.publiccode.rawValue
            readings = [PubliccodeFile.read(bytes, name: path, tree: FolderTree(beside: path))]
            problems = []
        }
    }

    private static func holds(_ bytes: [UInt8], _ text: String) -> Bool { bytes.firstRange(of: Array(text.utf8)) != nil }
}

/// The files beside a file of this machine.
private struct FolderTree: ProjectTree {
    let folder: String

    init(beside path: String) {
        folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    }

    func holds(_ path: String) -> Bool {
        var state = stat()
        return isInside(path) && stat(folder + path, &state) == 0 && state.st_mode & S_IFMT == S_IFREG
    }

    func content(of path: String, atMost limit: Int) -> [UInt8]? {
        guard holds(path), let file = fopen(folder + path, "rb") else { return nil }
        defer { fclose(file) }
        let most = limit + 1
        var bytes = [UInt8](repeating: 0, count: most)
        let count = fread(&bytes, 1, most, file)
        return count > limit ? nil : Array(bytes[..<count])
    }

    private func isInside(_ path: String) -> Bool { !path.hasPrefix("/") && !path.split(separator: "/").contains("..") }
}

// MARK: Import

extension CatalogueCommands {
    /// What an import did.
    public struct Imported: Sendable {
        public var added = 0
        public var changed = 0
        /// Projects of the file that are in the catalogue by a decision or the configuration, and stay as they are.
        public var known = 0
        public var removed = 0
    }

    /// Takes the projects of a file into the catalogue. A project that came with an earlier file is known by its address.
    public func take(_ file: CheckedFile) async throws -> Imported {
        let readings = file.readings.filter { !$0.isUnreadable && $0.metadata[.title] != nil }
        let source = file.format
        return try await change { records, result in
            for reading in readings {
                let title = reading.metadata[.title]?.onOneLine ?? ""
                let url = reading.metadata[.url].flatMap { Address.isWeb($0) ? $0 : nil }
                let key = url.flatMap(PublicationLocation.key)
                let known = records.firstIndex { record in
                    key != nil
                        ? record.entry.url.flatMap(PublicationLocation.key) == key : record.entry.url == nil && record.entry.title == title
                }
                if let known, records[known].entry.origin != .imported {
                    result.known += 1
                    continue
                }
                let slugs = Set(records.map(\.entry.slug))
                let slug = Self.free(Slug.made(from: url ?? title), slugs)
                var record = known.map { records[$0] } ?? EntryRecord(CatalogueEntry(slug: slug, title: title, origin: .imported))
                record.entry.url = url ?? record.entry.url
                record.sources[source] = (record.sources[source] ?? Metadata()).replaced(by: reading.metadata, keeping: reading.broken)
                record.problems = reading.problems
                if let known {
                    records[known] = record
                    result.changed += 1
                } else {
                    records.append(record)
                    result.added += 1
                }
            }
        }
    }

    /// Takes an imported entry out again.
    public func remove(_ slug: String) async throws -> Imported {
        try await change { records, result in
            let before = records.count
            records.removeAll { $0.entry.slug == slug && $0.entry.origin == .imported }
            result.removed = before - records.count
        }
    }

    private func change(_ body: @escaping @Sendable (inout [EntryRecord], inout Imported) -> Void) async throws -> Imported {
        let index = desk.store.fullText
        let result = try await desk.store.write { writer in
            var records = try writer.catalogueRecords().values.sorted { $0.entry.id < $1.entry.id }
            var result = Imported()
            body(&records, &result)
            if result.added + result.changed + result.removed > 0 { try writer.replaceCatalogue(records, index: index) }
            return result
        }
        // What an entry shows is worked out from its fields.
        if result.added + result.changed > 0 { try await CatalogueRefresh(desk.settings, desk: desk.measures).run() }
        return result
    }

    private static func free(_ name: String, _ taken: Set<String>) -> String {
        taken.contains(name) ? (2...).lazy.map { "\(name.prefix(74))-\($0)" }.first { !taken.contains($0) } ?? name : name
    }
}
