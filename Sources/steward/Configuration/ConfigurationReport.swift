import Access
import Catalogue
import Collectors
import Contributions
import Ledger
import Releases
import Transport

/// Prints the configuration in force, and the table of keys.
enum ConfigurationReport {
    /// The configuration as YAML that could be read again, each value followed by where it came from; secrets are
    /// hidden.
    static func yaml(_ loaded: LoadedConfiguration) -> String {
        var lines: [String] = []
        for field in ConfigurationKeys.all {
            guard case .record(let inner) = field.shape else {
                lines += entry(field, loaded.settings[field.name], effective(field.name, loaded), indent: 0)
                continue
            }
            lines.append("\(field.name):")
            for key in inner {
                let path = "\(field.name).\(key.name)"
                lines += entry(key, loaded.settings[path], effective(path, loaded), indent: 2, isProgramme: field.name == "programme")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What a key has when nothing gives it, or a path once it is made absolute.
    private static func effective(_ path: String, _ loaded: LoadedConfiguration) -> Setting.Content {
        let configuration = loaded.configuration
        return switch path {
        case "data_folder": .text(configuration.dataFolder)
        case "database":
            switch configuration.database {
            case .file(let path): .text(path)
            case .postgres(let address): .text(address)
            }
        case "listen.host": .text(configuration.listen.host)
        case "listen.port": .integer(configuration.listen.port)
        case "listen.local_changes": .text(configuration.listen.local.rawValue)
        case "listen.public_address": .text(configuration.listen.address)
        case "sign_in.visitors": .text(configuration.signIn.showsFigures ? "figures" : "nothing")
        case "sign_in.idle_hours": .integer(configuration.signIn.idleHours)
        case "sign_in.longest_days": .integer(configuration.signIn.longestDays)
        case "sign_in.token_days": .integer(configuration.signIn.tokenDays)
        case "reporting.time_zone": .text(configuration.reporting.calendar.timeZoneName)
        case "reporting.names": .text(configuration.reporting.names.rawValue)
        case "collect.workers": .integer(configuration.collection.workers)
        case "collect.reader": .text(configuration.collection.reader.rawValue)
        case "collect.exclude_refs":
            .list(configuration.collection.excludedRefs.map { Setting(origin: .fallback, content: .text($0)) })
        case "programme.default_host": .text(configuration.programme.defaultHost)
        case "programme.currency": .text(configuration.programme.currency)
        case "programme.coach_evidence": .text(configuration.programme.coachEvidence.rawValue)
        case "mail.port": .integer(configuration.casework.mail?.port ?? 587)
        case "mail.protection": .text((configuration.casework.mail?.protection ?? .startTLS).rawValue)
        case "mail.name": .text(configuration.casework.mail?.senderName ?? "Steward")
        case "catalogue.organisation": .text(configuration.catalogue.organisation)
        case "catalogue.help_labels": .list(configuration.catalogue.helpLabels.map { Setting(origin: .fallback, content: .text($0)) })
        case "catalogue.first_issue_labels":
            .list(configuration.catalogue.firstLabels.map { Setting(origin: .fallback, content: .text($0)) })
        case "inspection.gate_seconds": .integer(configuration.inspection.gateSeconds)
        case "inspection.copy_seconds": .integer(configuration.inspection.copySeconds)
        case "inspection.copy_mebibytes": .integer(configuration.inspection.copyMebibytes)
        case "log.level": .text(configuration.logLevel.rawValue)
        default: loaded.settings[path]?.content ?? .list([])
        }
    }

    private static func entry(
        _ field: Field, _ given: Setting?, _ content: Setting.Content, indent: Int, isProgramme: Bool = false
    ) -> [String] {
        let margin = String(repeating: " ", count: indent)
        // Nothing given is not the same as an empty list given, and an empty text is no value.
        if given == nil, content == .list([]), field.shape.isScalar || isProgramme { return ["\(margin)# \(field.name): not given"] }
        let source = "  # \((given?.origin ?? .fallback).description.asVisible)"
        switch content {
        case .list(let entries) where !entries.isEmpty:
            return ["\(margin)\(field.name):\(source)"] + items(entries, of: field.shape, indent: indent + 2)
        default:
            return ["\(margin)\(field.name): \(scalar(content))\(source)"]
        }
    }

    private static func items(_ entries: [Setting], of shape: Shape, indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        return entries.flatMap { entry -> [String] in
            guard case .record(let values) = entry.content else { return ["\(margin)- \(scalar(entry.content))"] }
            var lines: [String] = []
            for field in shape.fieldsOfElements {
                guard let value = values[field.name] else { continue }
                let dash = lines.isEmpty ? "\(margin)- " : "\(margin)  "
                if case .list(let inner) = value.content, !inner.isEmpty {
                    lines += ["\(dash)\(field.name):"] + items(inner, of: field.shape, indent: indent + 4)
                } else {
                    lines.append("\(dash)\(field.name): \(scalar(value.content))")
                }
            }
            return lines
        }
    }

    private static func scalar(_ content: Setting.Content) -> String {
        switch content {
        case .text(let text): quotedIfNeeded(Secrets.masked(text))
        case .integer(let number): String(number)
        case .list, .record: "[]"
        }
    }

    /// A text as YAML reads it back: plain when it holds nothing that YAML could take for more than a text.
    private static func quotedIfNeeded(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._+@-".utf8.contains(byte)
            }
        }
        let mayBegin = text.first.map { $0.isLetter || $0.isNumber || $0 == "/" } ?? false
        if isPlain && mayBegin && !["null", "Null", "NULL"].contains(text) { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// The keys as a table in Markdown, as `docs/configuration.md` holds it.
    static func markdownTable() -> String {
        var lines = ["| key | environment | flag | default | what it decides |", "|---|---|---|---|---|"]
        for leaf in ConfigurationKeys.leaves {
            lines.append(row(leaf.path, leaf.environmentName, leaf.field))
            for (path, field) in leaf.field.shape.nested(below: leaf.path) { lines.append(row(path, nil, field)) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ path: String, _ environment: String?, _ field: Field) -> String {
        let fallback = field.required ? "must be given" : field.fallback.map { "`\($0)`" } ?? "none"
        let cells = [
            "`\(path)`", environment.map { "`\($0)`" } ?? "", field.flag.map { "`\($0)`" } ?? "", fallback,
            "\(field.summary) Give \(field.shape.allowed).",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}

extension Shape {
    /// The keys of the records of a list.
    fileprivate var fieldsOfElements: [Field] {
        switch self {
        case .list(let element): element.fieldsOfElements
        case .record(let fields), .shorthand(_, let fields): fields
        case .text, .integer, .choice: []
        }
    }

    /// The keys inside a list of records, with paths such as `groups[].slug`.
    fileprivate func nested(below path: String) -> [(String, Field)] {
        fieldsOfElements.flatMap { field in
            [("\(path)[].\(field.name)", field)] + field.shape.nested(below: "\(path)[].\(field.name)")
        }
    }
}
