import Foundation

extension Report {
    private struct Document: Encodable {
        let format = "steward-inspection/1"
        let report: Report
        let whole: Bool
        let exitStatus: Int32
        let resultHash: String
    }

    /// As JSON, with keys in order; the same report always gives the same bytes.
    public func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(report: self, whole: isWhole, exitStatus: exitStatus, resultHash: resultHash)
        return Array(try encoder.encode(document)) + [UInt8(ascii: "\n")]
    }
}
