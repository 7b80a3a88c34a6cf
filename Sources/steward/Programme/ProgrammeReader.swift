import Contributions
import Ledger
import Pages
import Yams

/// Reads the configured files of the programme.
struct ProgrammeReader: Sendable {
    let programme: Configuration.Programme

    /// All lists that have a file. A file that cannot be read is a problem of its list.
    func read() -> ProgrammeFileSet {
        var files = ProgrammeFileSet()
        for (list, path) in programme.files {
            let name = Self.name(of: path)
            let text: String
            do {
                text = try BoundedFile.text(at: path, limit: CSVReader.largestFile)
            } catch {
                Self.fail(list, FileProblem(name, error.description), in: &files)
                continue
            }
            if list == .coaches, [".yml", ".yaml"].contains(where: { name.lowercased().hasSuffix($0) }) {
                files.coaches = TeamFile.coaches(text, file: name, evidence: programme.coachEvidence)
            } else {
                let read = ProgrammeFileSet(list, text: text, file: name)
                files.products = read.products ?? files.products
                files.coaches = read.coaches ?? files.coaches
                files.customers = read.customers ?? files.customers
                files.contributors = read.contributors ?? files.contributors
            }
        }
        return files
    }

    private static func fail(_ list: ProgrammeList, _ problem: FileProblem, in files: inout ProgrammeFileSet) {
        switch list {
        case .products: files.products = .problems([problem])
        case .coaches: files.coaches = .problems([problem])
        case .customers: files.customers = .problems([problem])
        case .contributors: files.contributors = .problems([problem])
        }
    }

    /// What evidence and messages call a file: its folder is nobody's business.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// What the pages need to know.
    var options: ProgrammeOptions {
        ProgrammeOptions(
            host: programme.defaultHost, currency: programme.currency, configured: programme.files.mapValues(Self.name),
            files: { read() })
    }
}

/// Reads a list of people in the shape of GitLab's `team.yml`: a sequence of mappings with `name`, `gitlab`,
/// `departments` and `expertise`.
enum TeamFile {
    static func coaches(_ text: String, file: String, evidence: TeamList.Evidence) -> FileReading<CoachRow> {
        var problems: [ConfigurationProblem] = []
        let document = YAMLDocument.reading(text, file: file, problems: &problems)
        guard problems.isEmpty, let root = document?.root else {
            let found = problems.map { problem in
                let line: Int? = if case .file(_, let line, _) = problem.origin { line } else { nil }
                return FileProblem(file, line: line, problem.message)
            }
            return .problems(found.isEmpty ? [FileProblem(file, "is empty")] : found)
        }
        guard case .sequence(let people) = root else {
            return .problems([FileProblem(file, "is no list of people")])
        }
        var read: [TeamList.Person] = []
        for node in people {
            guard case .mapping(let person) = node else {
                return .problems([FileProblem(file, line: node.mark?.line, "an entry is no mapping with `name` and `gitlab`")])
            }
            read.append(
                TeamList.Person(
                    line: node.mark?.line ?? 0, login: Self.text(person["gitlab"]), name: Self.text(person["name"]),
                    departments: words(person["departments"]), expertise: words(person["expertise"])))
        }
        return TeamList.coaches(read, file: file, evidence: evidence)
    }

    private static func text(_ node: Node?) -> String? {
        guard case .scalar(let scalar)? = node, !scalar.string.isEmpty else { return nil }
        return String(scalar.string.prefix(255))
    }

    /// One word, or a list of them.
    private static func words(_ node: Node?) -> [String] {
        switch node {
        case .scalar(let scalar): [scalar.string]
        case .sequence(let sequence): sequence.compactMap { if case .scalar(let scalar) = $0 { scalar.string } else { nil } }
        default: []
        }
    }
}
