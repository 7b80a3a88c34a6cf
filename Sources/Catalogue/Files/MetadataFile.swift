/// The files about a project that are read from its repository, those that say the most about it first.
public enum MetadataFile: String, Sendable, CaseIterable {
    case publiccode = "publiccode.yml"
    case codeJSON = "code.json"
    case backstage = "catalog-info.yaml"

    /// The largest file of these that is read, in bytes.
    static let mostBytes = 2 << 20

    /// The format of a file by its name; nil for any other name.
    public init?(path: String) {
        switch path.split(separator: "/").last.map({ $0.lowercased() }) ?? "" {
        case "publiccode.yml", "publiccode.yaml": self = .publiccode
        case "code.json": self = .codeJSON
        case "catalog-info.yaml", "catalog-info.yml": self = .backstage
        default: return nil
        }
    }

    /// What goes before what, where several files say something about one field.
    static func rank(_ source: String) -> Int { MetadataFile(path: source).flatMap { allCases.firstIndex(of: $0) } ?? allCases.count }

    func read(_ bytes: [UInt8], name: String, tree: (any ProjectTree)?) -> FileReading {
        switch self {
        case .publiccode: PubliccodeFile.read(bytes, name: name, tree: tree)
        case .codeJSON: CodeJSONFile.read(bytes, name: name)
        case .backstage: BackstageFile.read(bytes, name: name)
        }
    }
}
