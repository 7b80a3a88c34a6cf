import Transport

/// Processes of the office's own, and how people are told.
struct CaseworkSetting: Sendable {
    /// A mail server and who writes.
    struct Mail: Sendable {
        let host: String
        let port: Int
        let protection: MailServer.Protection
        let user: String?
        let password: SecretSource?
        let sender: MailAddress
        let senderName: String
    }

    /// A channel of Slack or Mattermost. Whoever knows its address may write there, so it is a secret.
    struct Channel: Sendable {
        let name: String
        let address: SecretSource
    }

    /// Absolute paths.
    var processFiles: [String] = []
    var mail: Mail?
    var channels: [Channel] = []
}

extension ConfigurationBuilder {
    mutating func casework() -> CaseworkSetting {
        CaseworkSetting(
            processFiles: (settings["casework.processes"]?.list ?? []).map { absolutePath($0) }, mail: mail(), channels: channels())
    }

    private mutating func mail() -> CaseworkSetting.Mail? {
        guard let host = settings["mail.host"] else { return nil }
        guard let from = settings["mail.from"] else {
            report(host, "mail needs `from`, the address from which Steward writes")
            return nil
        }
        guard let sender = from.text.flatMap({ MailAddress($0) }) else {
            report(from, "`from` is no e-mail address such as steward@example.org")
            return nil
        }
        let protection = settings["mail.protection"]?.text.flatMap(MailServer.Protection.init(rawValue:)) ?? .startTLS
        let standard = protection == .tls ? 465 : protection == .startTLS ? 587 : 25
        return CaseworkSetting.Mail(
            host: host.text ?? "", port: settings["mail.port"]?.integer ?? standard, protection: protection,
            user: settings["mail.user"]?.text, password: mailPassword, sender: sender,
            senderName: settings["mail.name"]?.text ?? "Steward")
    }

    private var mailPassword: SecretSource? {
        if let name = settings["mail.password_env"]?.text { return .environment(name) }
        return settings["mail.password_file"].map { .file(absolutePath($0)) }
    }

    private mutating func channels() -> [CaseworkSetting.Channel] {
        var found: [CaseworkSetting.Channel] = []
        for entry in settings["channels"]?.list ?? [] {
            guard let name = entry["name"]?.text else { continue }
            guard !found.contains(where: { $0.name == name }) else {
                report(entry, "the channel `\(name)` is listed twice")
                continue
            }
            guard let address = secret(entry, "address") else {
                report(entry, "the channel `\(name)` needs `address_env` or `address_file`")
                continue
            }
            found.append(CaseworkSetting.Channel(name: name, address: address))
        }
        return found
    }
}

extension ConfigurationKeys {
    static let casework: [Field] = [
        Field(
            "processes", .list(of: .text(.path)),
            "Process files of the office's own, beside those that Steward brings; one with the name of those takes its place. `docs/processes.md` tells how to write one."
        )
    ]

    static let mail: [Field] = [
        Field("host", .text(.host), "The mail server that passes messages on. Without one, messages wait."),
        Field("port", .integer(1...65_535), fallback: "587; 465 with tls, 25 with none", "Its port."),
        Field(
            "protection", .choice(MailServer.Protection.allCases.map(\.rawValue)), fallback: MailServer.Protection.startTLS.rawValue,
            "How the connection is encrypted: from the first byte, after a greeting, or not at all, which is for a server on this machine."),
        Field("user", .text(.title), "The name under which Steward signs in there."),
        Field("password_env", .text(.variable), "The environment variable that holds the password."),
        Field("password_file", .text(.path), "A file that only its owner may read and that holds the password."),
        Field("from", .text(.title), "The e-mail address from which Steward writes."),
        Field("name", .text(.title), fallback: "Steward", "What the sender is called."),
    ]

    static let channel: [Field] = [
        Field("name", .text(.slug), required: true, "The name by which rules call it: hook:name."),
        Field("address_env", .text(.variable), "The environment variable that holds its address."),
        Field("address_file", .text(.path), "A file that only its owner may read and that holds its address."),
    ]
}
