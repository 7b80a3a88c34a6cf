import Collectors
import Ledger
import Pages
import Store

/// A forge's group whose members contribute for an organisation, as the configuration names it.
struct MemberGroupSetting: Sendable, Hashable {
    /// The short name of the organisation.
    let organisation: String
    /// The group; its path without the star.
    let location: ForgeLocation

    /// `gitlab.com/works`.
    var name: String { "\(location.host)/\(location.path)" }
}

extension Office {
    /// Asks the forges for the members of the groups that the configuration names, and affiliates them.
    ///
    /// - Returns: what could not be asked, in words; nobody's membership ends for that.
    func applyMemberships(progress: @escaping @Sendable (CollectionProgress) -> Void = { _ in }) async throws -> [String] {
        var problems: [String] = []
        let settings = configuration.organisations
        for group in configuration.memberGroups {
            guard let organisation = settings.first(where: { $0.slug == group.organisation }) else { continue }
            do {
                let members = try await Forges.members(of: group.location, self, progress: progress)
                let now = desk.clock()
                try await store.write { writer in
                    let number = try writer.organisation(organisation, at: now)
                    try writer.affiliateMembers(
                        members.map { ($0.account, $0.since) }, of: group.name, with: number, madeBy: "steward.yml", at: now)
                }
            } catch let error as any SourceFailure {
                problems.append("\(group.name): \(error.description)")
            }
        }
        return problems
    }
}

extension Forges {
    /// The members of a group, as the forge lists them now.
    static func members(
        of group: ForgeLocation, _ office: Office, progress: @escaping @Sendable (CollectionProgress) -> Void
    ) async throws -> [ForgeMember] {
        let place = Place(group).key
        guard let collector = try Forges(office, for: [place]).collector(of: place) else { return [] }
        return try await collector.members(ofGroup: group.path, progress: progress)
    }
}
