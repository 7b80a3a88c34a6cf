/// Reads manifests and lock files: what a project needs, and which of that cannot be told.
public struct DependencyCheck: Check {
    public let name = "dependencies"
    public let version = "reader 1"

    private let releases: ReleaseDates?

    /// - Parameter releases: to say how far packages are behind.
    public init(releases: ReleaseDates? = nil) { self.releases = releases }

    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool {
        fileClass != .vendored && DependencyFormat.reader(for: path.text) != nil
    }

    public func read(_ file: FileView) -> FileResult {
        do throws(InspectionError) {
            guard let found = try DependencyFile(Array(file.bytes), path: file.path.text) else { return FileResult() }
            let facts = found.packages.map { package in
                Fact("\(name)/\(found.isLock ? "locked" : "declared")", package.url, line: package.line > 0 ? package.line : nil)
            }
            return FileResult([], facts: facts)
        } catch {
            return FileResult([
                Observation(
                    rule: "\(name)/unreadable", kind: .dependency, level: .warning, confidence: .high,
                    line: Self.line(of: error.detail), message: "The file cannot be read: \(error.detail).",
                    remedy: "Mend the file, or write it anew with its package manager.",
                    identity: "unreadable")
            ])
        }
    }

    /// The line that an error names: `line 12: …`.
    private static func line(of detail: String) -> Int? {
        guard detail.hasPrefix("line ") else { return nil }
        return Int(detail.dropFirst(5).prefix(while: \.isNumber))
    }

    /// A manifest with ranges and no lock file beside it: nobody can build the same again.
    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion {
        var conclusion = Conclusion()
        let tree = inspected.tree
        for (manifest, locks) in Self.locks {
            guard let place = tree.index(of: TreePath(manifest)), !locks.contains(where: { tree.index(of: TreePath($0)) != nil }),
                let result = inspected.results[place],
                result.facts.contains(where: { $0.name == "\(name)/declared" && !$0.value.contains("@") })
            else { continue }
            conclusion.findings.append(
                Finding(
                    Observation(
                        rule: "\(name)/no-lock-file", kind: .dependency, level: .note, confidence: .medium,
                        message: "The manifest allows ranges of versions, and no lock file says which were used.",
                        remedy: "Commit \(locks[0]) if this is a program; a library may leave it out.", identity: manifest),
                    path: TreePath(manifest)))
        }
        if let releases { judgeAge(inspected, releases, &conclusion) }
        return conclusion
    }

    /// Packages that are further behind are named one by one.
    private static let manyYears = 2.0

    private func judgeAge(_ inspected: InspectedTree, _ releases: ReleaseDates, _ conclusion: inout Conclusion) {
        for (place, result) in inspected.results.sorted(by: { $0.key < $1.key }) {
            let locked = result.facts.filter { $0.name == "\(name)/locked" }
            guard !locked.isEmpty else { continue }
            let path = inspected.tree.entries[place].path
            let age = releases.freshness(of: locked.map(\.value))
            let sum = "\(path): \(Self.rounded(age.libyears)) for \(locked.count - age.unknown) packages, \(age.unknown) unknown"
            conclusion.facts.append(Fact("\(name)/libyears", sum))
            for (url, years) in age.behind.sorted(by: { $0.key < $1.key }) where years >= Self.manyYears {
                conclusion.findings.append(
                    Finding(
                        Observation(
                            rule: "\(name)/behind", kind: .dependency, level: .note, confidence: .high,
                            line: locked.first { $0.value == url }?.line,
                            message: "\(url) was released \(Self.rounded(years)) years before the newest release.",
                            remedy: "Take a newer release.", identity: url), path: path))
            }
        }
    }

    /// To one decimal.
    private static func rounded(_ years: Double) -> String { "\((years * 10).rounded() / 10)" }

    private static let locks: [(String, [String])] = [
        ("package.json", ["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json", "bun.lock"]),
        ("Cargo.toml", ["Cargo.lock"]),
        ("composer.json", ["composer.lock"]),
        ("pyproject.toml", ["uv.lock", "poetry.lock", "pdm.lock", "requirements.txt", "Pipfile.lock"]),
    ]
}
