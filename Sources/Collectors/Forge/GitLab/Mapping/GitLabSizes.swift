import Cryptography
import Ledger

/// The sizes of merge requests, which GitLab's REST API does not tell and its GraphQL API tells for many at once.
struct GitLabSizes {
    private let nodes: JSONValue.Elements

    /// - Parameter answer: what GitLab said to ``question(_:ofProject:)``.
    init(_ answer: JSONValue) throws(JSONFailure) {
        nodes = try answer.requiredElements("data.project.mergeRequests.nodes")
    }

    /// How many lines and files a merge request changes; nil when GitLab did not say, as before it compared the branches.
    func size(of number: Int64) -> JSONValue? {
        // GraphQL spells the number as a string.
        nodes.first { $0["iid"]?.string.flatMap { Int64($0) } == number }?["diffStatsSummary"]
    }

    /// The body that asks for merge requests by their numbers, at most a hundred: longer pages do not exist.
    static func question(_ numbers: [Int64], ofProject path: String) -> [UInt8] {
        let query = """
            query($path: ID!, $iids: [String!]) { project(fullPath: $path) { mergeRequests(iids: $iids) \
            { nodes { iid diffStatsSummary { additions deletions fileCount } } } } }
            """
        let numbers = numbers.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(#"{"query":"\#(query)","variables":{"path":\#(quoted(path)),"iids":[\#(numbers)]}}"#.utf8)
    }

    /// A text as JSON spells it: a path comes from outside.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{0}"..<" ": result += "\\u00" + Digest.hexadecimal([UInt8(scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
