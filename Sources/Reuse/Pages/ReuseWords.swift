import FoundationEssentials
import Ledger
import Pages

/// How findings read.
enum ReuseWords {
    static func title(_ finding: Finding) -> String {
        let count = Set(finding.projects.map { $0.groups.first ?? $0.title }).count
        guard finding.kind == .code else { return "Two projects that may do the same" }
        let areProjects = count == finding.projects.count && finding.projects.allSatisfy(\.groups.isEmpty)
        return "\(spelled(count).capitalized) \(areProjects ? "projects" : "parts of the house") wrote this"
    }

    private static func spelled(_ count: Int) -> String {
        let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return words.indices.contains(count) ? words[count] : "\(count)"
    }

    /// What speaks for it, each in a few words.
    static func reasons(_ finding: Finding) -> [String] {
        var reasons: [String] = []
        if finding.files > 0 {
            let same = finding.same > 0 ? ", \(Format.integer(finding.same)) of them the same byte by byte" : ""
            let (files, lines) = (Format.count(finding.files, "file", "files"), Format.count(finding.lines, "line", "lines"))
            reasons.append("\(files) with about \(lines) in common\(same)")
        }
        if let words = finding.words { reasons.append("READMEs alike by \(Format.percent(words, decimals: 0))") }
        if let packages = finding.packages { reasons.append("direct dependencies alike by \(Format.percent(packages, decimals: 0))") }
        return reasons
    }

    static func projects(_ finding: Finding) -> HTML {
        finding.projects.map { owner -> HTML in
            let groups: HTML =
                owner.groups.isEmpty ? "" : " <span class=\"remark\">(\(HTML.isolated(owner.groups.joined(separator: ", "))))</span>"
            return "\(HTML.link(owner.title, to: "/projects/\(owner.slug)"))\(groups)"
        }.joined(separator: "<br>")
    }

    static func file(_ finding: Int64, _ number: Int) -> SafeURL { "/reuse/files?finding=\(finding)&number=\(number)" }

    static let crumbs = [Page.Crumb("Reuse", "/reuse")]
}
