import Ledger

extension ConfigurationBuilder {
    mutating func joining() -> Configuration.Joining {
        let off = Set((settings["joining.rules_off"]?.list ?? []).compactMap(\.text))
        let names = JoiningRules.switchable.filter { off.contains($0.key) }.map(\.name)
        return Configuration.Joining(
            settings: JoiningSettings(off: Set(names), botPatterns: botPatterns()), links: links())
    }

    private mutating func botPatterns() -> [String] {
        var found: [String] = []
        for entry in settings["joining.bot_patterns"]?.list ?? [] {
            guard let field = entry["field"]?.text.flatMap(BotPattern.Field.init(rawValue:)), let pattern = entry["pattern"],
                let text = pattern.text,
                let reason = entry["reason"]?.text
            else { continue }
            guard !text.contains("|") else {
                report(pattern, "a pattern holds no `|`; use `?` for any character")
                continue
            }
            let line = BotPattern.line(field: field, glob: text, reason: reason)
            do {
                _ = try BotPattern(line)
                found.append(line)
            } catch let error as BotPatternError {
                report(pattern, error.description)
            } catch {
                report(pattern, "this is no pattern")
            }
        }
        return found
    }

    private mutating func links() -> [AccountLinkSetting] {
        var found: [AccountLinkSetting] = []
        for entry in settings["joining.links"]?.list ?? [] {
            guard let list = entry["accounts"], let reason = entry["reason"]?.text else { continue }
            let accounts = list.list.compactMap(\.text)
            guard Set(accounts).count == accounts.count else {
                report(list, "an account stands twice in one link")
                continue
            }
            guard accounts.count >= 2 else {
                report(list, "a link needs two accounts or more")
                continue
            }
            found.append(AccountLinkSetting(accounts: accounts, reason: reason))
        }
        return found
    }
}
