/// What in the workflows of GitHub Actions lets a stranger run something with the project's rights.
struct WorkflowRisks {
    struct Risk: Sendable, Hashable {
        let requirement: String
        let line: Int?
        let message: String
        let remedy: String
        /// What stays the same when lines move.
        let identity: String
    }

    /// What a stranger writes and a workflow can read.
    private static let strangersTexts = [
        "github.event.issue.title", "github.event.issue.body", "github.event.pull_request.title", "github.event.pull_request.body",
        "github.event.comment.body", "github.event.review.body", "github.event.review_comment.body", "github.event.discussion.title",
        "github.event.discussion.body", "github.event.pull_request.head.ref", "github.event.pull_request.head.label",
        "github.event.pull_request.head.repo.default_branch", "github.event.head_commit.message", "github.event.head_commit.author.email",
        "github.event.head_commit.author.name", "github.event.commits", "github.event.pages", "github.head_ref",
    ]

    /// - Throws: `InspectionError` when it is not valid YAML.
    static func find(in bytes: [UInt8], path: TreePath) throws(InspectionError) -> [Risk] {
        let workflow = try StructuredValue(bytes, name: path.description)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        var risks: [Risk] = []
        for (_, job) in workflow["jobs"]?.object ?? [:] {
            for step in job["steps"]?.array ?? [] {
                risks += scripts(of: step).flatMap { strangersTexts(in: $0, lines) }
                if runsStrangersCode(workflow), let reference = step["with"]?["ref"]?.string, takesStrangersCode(step, reference) {
                    risks.append(
                        Risk(
                            requirement: "OSPS-BR-01.03", line: line(of: reference, lines),
                            message: "The workflow takes a stranger's code while it has the project's secrets (pull_request_target).",
                            remedy: "Use the event pull_request, or do not check out the code of the change.", identity: reference))
                }
            }
        }
        return Array(Set(risks)).sorted { ($0.line ?? 0, $0.identity) < ($1.line ?? 0, $1.identity) }
    }

    private static func scripts(of step: StructuredValue) -> [String] {
        let isScript = step["uses"]?.string?.hasPrefix("actions/github-script") ?? false
        return [step["run"]?.string, isScript ? step["with"]?["script"]?.string : nil].compactMap(\.self)
    }

    private static func strangersTexts(in script: String, _ lines: [Substring]) -> [Risk] {
        var risks: [Risk] = []
        for part in script.split(separator: "${{").dropFirst() {
            let expression = part.firstRange(of: "}}").map { part[..<$0.lowerBound] } ?? part
            guard let text = strangersTexts.first(where: { expression.contains($0) }) else { continue }
            risks.append(
                Risk(
                    requirement: "OSPS-BR-01.01", line: line(of: text, lines),
                    message: "The workflow puts \(text), which any stranger may write, into a script.",
                    remedy: "Give it to the script through an environment variable and quote it there.", identity: text))
        }
        return risks
    }

    /// The event runs with the rights of the project, whoever proposed the change.
    private static func runsStrangersCode(_ workflow: StructuredValue) -> Bool {
        let events = workflow["on"] ?? workflow["true"]
        return events?.strings.contains("pull_request_target") ?? false || events?["pull_request_target"] != nil
    }

    private static func takesStrangersCode(_ step: StructuredValue, _ reference: String) -> Bool {
        (step["uses"]?.string?.hasPrefix("actions/checkout") ?? false)
            && (reference.contains("pull_request.head") || reference.contains("github.head_ref") || reference.contains("refs/pull/"))
    }

    private static func line(of text: String, _ lines: [Substring]) -> Int? {
        lines.firstIndex { $0.contains(text) }.map { $0 + 1 }
    }
}
