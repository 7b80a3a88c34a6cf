/// A package that a project needs.
public struct DependencyPackage: Sendable, Hashable {
    /// The type of the package URL: `npm`, `pypi`, `cargo`, `golang`, `maven`, `composer`, `gem`, `nuget`, `swift`.
    public var type: String
    /// As the ecosystem writes it; with a slash between a scope or group and the name.
    public var name: String
    /// An exact version; nil when the file gives a range only.
    public var version: String?
    /// As the file declares it, when it does.
    public var declaredLicence: String?
    /// The line of the file that names it, from 1; 0 when it is not known.
    public var line: Int

    public init(type: String, name: String, version: String?, declaredLicence: String? = nil, line: Int = 0) {
        self.type = type
        self.name = name
        self.version = version
        self.declaredLicence = declaredLicence
        self.line = line
    }

    /// The package URL (ECMA-427), which other tools know the package by.
    public var url: String {
        var name = name
        switch type {
        case "pypi": name = Self.pypi(name)
        case "golang", "composer": name = name.lowercased()
        default: break
        }
        let parts = name.split(separator: "/").map { Self.encoded(String($0)) }.joined(separator: "/")
        return "pkg:\(type)/\(parts)" + (version.map { "@" + Self.encoded($0) } ?? "")
    }

    /// PEP 503: runs of `-`, `_` and `.` are one hyphen.
    static func pypi(_ name: String) -> String {
        name.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" || $0 == "." }).joined(separator: "-")
    }

    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E, 0x3A].contains(byte)
            guard !isPlain else { return String(Unicode.Scalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.utf8.count == 1 ? "%0" + digits : "%" + digits
        }.joined()
    }
}

/// A manifest or lock file, read.
public struct DependencyFile: Sendable {
    public let path: String
    /// Names exact versions of all packages, indirect ones included.
    public let isLock: Bool
    /// The project that the manifest describes, when it says so.
    public var name: String?
    public var version: String?
    /// What the manifest says about the project's own licence, and where.
    public var declaredLicence: (text: String, line: Int)?
    public var packages: [DependencyPackage] = []

    /// More packages than this are no dependencies of one project.
    public static let mostPackages = 100_000

    init(path: String, isLock: Bool) {
        self.path = path
        self.isLock = isLock
    }

    /// Reads a manifest or a lock file; nil when the name is that of neither.
    ///
    /// - Throws: `InspectionError` that names the file, and the line where it is known.
    public init?(_ bytes: [UInt8], path: String) throws(InspectionError) {
        guard let reader = DependencyFormat.reader(for: path) else { return nil }
        self.init(path: path, isLock: reader.isLock)
        try reader.read(bytes, &self)
        if packages.count > Self.mostPackages { throw InspectionError(path, "it names more than \(Self.mostPackages) packages") }
        var seen: Set<DependencyPackage> = []
        packages = packages.filter { package in
            var same = package
            same.line = 0
            return !package.name.isEmpty && package.name.utf8.count <= 512 && (package.version?.utf8.count ?? 0) <= 256
                && seen.insert(same).inserted
        }
    }

    /// The first line that contains a text; 1 when none does.
    static func line(of text: String, in bytes: [UInt8]) -> Int {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return 1 }
        var line = 1
        for at in bytes.indices {
            if bytes[at] == 0x0A { line += 1 }
            if bytes[at] == first, bytes.count - at >= wanted.count, bytes[at..<(at + wanted.count)].elementsEqual(wanted) { return line }
        }
        return 1
    }
}

/// A kind of manifest or lock file.
struct DependencyFormat: Sendable {
    let isLock: Bool
    let read: @Sendable ([UInt8], inout DependencyFile) throws(InspectionError) -> Void

    /// The format of a file by its name.
    static func reader(for path: String) -> DependencyFormat? {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        if let format = byName[name] { return format }
        if name.hasPrefix("requirements"), name.hasSuffix(".txt") {
            return DependencyFormat(isLock: false, read: PythonDependencies.requirements)
        }
        if name.hasSuffix(".gemspec") { return DependencyFormat(isLock: false, read: TextDependencies.gemspec) }
        if [".csproj", ".fsproj", ".vbproj"].contains(where: { name.hasSuffix($0) }) {
            return DependencyFormat(isLock: false, read: XMLDependencies.project)
        }
        return nil
    }

    private static func lock(_ type: String) -> DependencyFormat {
        DependencyFormat(isLock: true) { bytes, file throws(InspectionError) in try TOMLDependencies.lock(bytes, &file, type: type) }
    }

    private static let byName: [String: DependencyFormat] = [
        "package.json": DependencyFormat(isLock: false, read: JSONDependencies.package),
        "package-lock.json": DependencyFormat(isLock: true, read: JSONDependencies.packageLock),
        "npm-shrinkwrap.json": DependencyFormat(isLock: true, read: JSONDependencies.packageLock),
        "composer.json": DependencyFormat(isLock: false, read: JSONDependencies.composer),
        "composer.lock": DependencyFormat(isLock: true, read: JSONDependencies.composerLock),
        "Pipfile.lock": DependencyFormat(isLock: true, read: JSONDependencies.pipfileLock),
        "packages.lock.json": DependencyFormat(isLock: true, read: JSONDependencies.nugetLock),
        "Package.resolved": DependencyFormat(isLock: true, read: JSONDependencies.swiftResolved),
        "pyproject.toml": DependencyFormat(isLock: false, read: PythonDependencies.project),
        "setup.cfg": DependencyFormat(isLock: false, read: PythonDependencies.setup),
        "poetry.lock": lock("pypi"),
        "uv.lock": lock("pypi"),
        "Cargo.lock": lock("cargo"),
        "Cargo.toml": DependencyFormat(isLock: false, read: TOMLDependencies.cargo),
        "go.mod": DependencyFormat(isLock: false, read: TextDependencies.goModule),
        "gradle.lockfile": DependencyFormat(isLock: true, read: TextDependencies.gradleLock),
        "Gemfile.lock": DependencyFormat(isLock: true, read: TextDependencies.gemLock),
        "yarn.lock": DependencyFormat(isLock: true, read: TextDependencies.yarnLock),
        "pom.xml": DependencyFormat(isLock: false, read: XMLDependencies.pom),
    ]
}
