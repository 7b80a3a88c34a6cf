import Foundation

/// SARIF 2.1.0, the form in which forges and editors take findings (OASIS standard of 27 March 2020).
struct SARIFLog: Encodable {
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Message: Encodable { let text: String }

    struct Run: Encodable {
        let tool: Tool
        let results: [Result]
        let invocations: [Invocation]
        let columnKind = "utf16CodeUnits"
    }

    struct Tool: Encodable { let driver: Driver }

    struct Driver: Encodable {
        let name = "steward inspect"
        let semanticVersion: String
        let rules: [Rule]
    }

    struct Rule: Encodable {
        let id: String
        let shortDescription: Message
        let help: Message
    }

    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Message
        let locations: [Location]
        let partialFingerprints: [String: String]
        let suppressions: [Suppression]?
        let properties: [String: String]
    }

    struct Suppression: Encodable {
        let kind = "external"
        let justification: String
    }

    struct Location: Encodable { let physicalLocation: PhysicalLocation }

    struct PhysicalLocation: Encodable {
        let artifactLocation: ArtifactLocation
        let region: Region?
    }

    struct ArtifactLocation: Encodable {
        let uri: String
        let uriBaseId: String?
    }

    struct Region: Encodable { let startLine: Int }

    struct Invocation: Encodable {
        let executionSuccessful: Bool
        let toolExecutionNotifications: [Notification]
    }

    struct Notification: Encodable {
        let level = "error"
        let message: Message
    }
}

extension Report {
    /// As SARIF 2.1.0. What a baseline took over is there as suppressed; what could not be looked at as notifications.
    ///
    /// - Parameter version: of the program.
    public func sarif(version: String) throws -> [UInt8] {
        var rules: [String: Int] = [:]
        var described: [SARIFLog.Rule] = []
        func index(of finding: Finding) -> Int {
            if let known = rules[finding.rule] { return known }
            rules[finding.rule] = described.count
            described.append(
                SARIFLog.Rule(id: finding.rule, shortDescription: .init(text: finding.message), help: .init(text: finding.remedy)))
            return described.count - 1
        }
        func result(_ finding: Finding, _ suppression: SARIFLog.Suppression?) -> SARIFLog.Result {
            // Forges show only findings that have a place; the repository as a whole is its folder.
            let place = SARIFLog.ArtifactLocation(uri: finding.place.path?.uri ?? ".", uriBaseId: "%SRCROOT%")
            var properties = ["confidence": finding.confidence.rawValue, "kind": finding.kind.rawValue]
            properties["commit"] = finding.place.commit
            return SARIFLog.Result(
                ruleId: finding.rule, ruleIndex: index(of: finding), level: finding.level.rawValue,
                message: .init(text: "\(finding.message) \(finding.remedy)"),
                locations: [
                    .init(physicalLocation: .init(artifactLocation: place, region: finding.place.line.map { .init(startLine: max(1, $0)) }))
                ],
                partialFingerprints: ["stewardInspection/v1": finding.fingerprint], suppressions: suppression.map { [$0] },
                properties: properties)
        }
        let results =
            findings.map { result($0, nil) }
            + accepted.map { result($0.finding, .init(justification: "\($0.reason) (until \($0.until))")) }
        let notes =
            gaps.map { SARIFLog.Notification(message: .init(text: "not looked at: \($0.subject): \($0.reason)")) }
            + controls.filter { !$0.wasFound }.map {
                SARIFLog.Notification(message: .init(text: "the planted control of \($0.check) was not found: \($0.what)"))
            }
        let log = SARIFLog(runs: [
            .init(
                tool: .init(driver: .init(semanticVersion: version, rules: described)), results: results,
                invocations: [.init(executionSuccessful: isWhole, toolExecutionNotifications: notes)])
        ])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(log)) + [UInt8(ascii: "\n")]
    }
}
