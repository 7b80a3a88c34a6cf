import Access
import Casework
import Notifications
import Store
import Transport

/// Who is in which group, and where somebody can be reached: what the users and roles of the installation say.
///
/// A group of a process file is a role. Somebody who holds it for one group of projects only is not among those who decide for all.
struct DeskDirectory: CaseDirectory, RecipientDirectory {
    let store: any SQLStore
    /// Channels by their names, as the configuration has them.
    let hooks: [String: WebAddress]
    /// Asked for the cases that somebody may see.
    let maySeeCase: @Sendable (_ user: String, _ number: Int64) async throws -> Bool

    func members(of groups: Set<String>, at instant: Int64, in reader: any SQLReader) throws -> [String: Set<String>] {
        var members: [String: Set<String>] = [:]
        for group in groups { members[group] = Set(try reader.holders(of: group, at: instant).map(\.actor)) }
        return members
    }

    func addresses(of recipients: Set<String>) async throws -> [String: RecipientAddress] {
        let users = try await store.read { reader in
            try recipients.compactMap { recipient in try User.id(actor: recipient).flatMap { try reader.deskUser($0) } }
        }
        var addresses = Dictionary(
            uniqueKeysWithValues: users.filter { !$0.isDisabled }.map { user in
                (user.actor, RecipientAddress(name: user.displayName, mail: user.email.flatMap { MailAddress($0) }))
            })
        for (name, hook) in hooks where recipients.contains("hook:\(name)") {
            addresses["hook:\(name)"] = RecipientAddress(name: name, hook: hook)
        }
        return addresses
    }

    func maySee(_ recipient: String, subject: String) async throws -> Bool {
        // A channel is read by whoever is in it; an administrator decided what is sent there.
        guard !recipient.hasPrefix("hook:") else { return true }
        guard subject.hasPrefix("case:"), let number = Int64(subject.dropFirst("case:".count)) else { return true }
        return try await maySeeCase(recipient, number)
    }
}
