import Collectors
import Contributions
import Ledger
import Transport

/// The parts of the configuration that are about forges and about the programme.
extension ConfigurationBuilder {
    mutating func forges() -> [ForgeSetting] {
        var found: [ForgeSetting] = []
        for entry in settings["forges"]?.list ?? [] {
            guard let host = entry["host"]?.text?.lowercased(), let kind = entry["kind"]?.text.flatMap(ForgeKind.init(rawValue:))
            else { continue }
            guard !found.contains(where: { $0.host == host }) else {
                report(entry, "the forge `\(host)` is listed twice")
                continue
            }
            found.append(
                ForgeSetting(
                    host: host, kind: kind, api: entry["api"]?.text, token: secret(entry, "token"),
                    webhookSecret: secret(entry, "webhook_secret"),
                    retentionDays: entry["retention_days"]?.integer ?? ForgeSetting.standardRetentionDays))
        }
        return found
    }

    mutating func secret(_ entry: Setting, _ name: String) -> SecretSource? {
        let (variable, file) = (entry["\(name)_env"], entry["\(name)_file"])
        if let file, variable != nil { report(file, "`\(name)_env` and `\(name)_file` are both given; give one of them") }
        if let name = variable?.text { return .environment(name) }
        return file.map { .file(absolutePath($0)) }
    }

    mutating func programme() -> Configuration.Programme {
        var files: [ProgrammeList: String] = [:]
        for (list, key) in [
            (ProgrammeList.products, "product_projects"), (.coaches, "coaches"), (.customers, "customers"), (.contributors, "contributors"),
        ] {
            if let setting = settings["programme.\(key)"] { files[list] = absolutePath(setting) }
        }
        return Configuration.Programme(
            defaultHost: settings["programme.default_host"]?.text?.lowercased() ?? "gitlab.com",
            ownOrganisations: settings["programme.own_organisations"].map { $0.list.compactMap(\.text) },
            ownNamespaces: (settings["programme.own_namespaces"]?.list ?? []).compactMap(\.text),
            communityRule: settings["programme.community_rule"]?.text.flatMap(CommunityRule.init(key:)), files: files,
            coachEvidence: settings["programme.coach_evidence"]?.text.flatMap(TeamList.Evidence.init(rawValue:)) ?? .both,
            currency: settings["programme.currency"]?.text ?? "USD", targets: targets())
    }

    private mutating func targets() -> [TargetRow]? {
        guard let setting = settings["programme.targets"] else { return nil }
        var found: [TargetRow] = []
        for entry in setting.list {
            guard let measure = entry["measure"]?.text, let value = entry["value"]?.text.flatMap(Thousandths.value),
                let from = entry["from"]?.text.flatMap(CivilDate.init), let reason = entry["reason"]?.text
            else { continue }
            let days = DayRange(from: from, to: entry["to"]?.text.flatMap(CivilDate.init))
            guard !days.isEmpty else {
                report(entry["to"] ?? entry, "`to` is not after `from`; it is the first day that no longer counts")
                continue
            }
            if let other = found.first(where: { $0.measure == measure && $0.days.from == from }) {
                report(entry, "`\(measure)` has another target from \(from) on already, on line \(other.place.line)")
                continue
            }
            let line = if case .file(_, let line, _) = entry.origin { line } else { 0 }
            found.append(
                TargetRow(RowPlace(file: "steward.yml", line: line), measure: measure, value: value, days: days, reason: reason))
        }
        return found
    }
}
