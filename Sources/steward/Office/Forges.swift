import Collectors
import Foundation
import Ledger
import Transport

/// The forges that this installation asks, each with one collector, so that all its projects share one budget of
/// requests.
struct Forges: Sendable {
    private let collectors: [String: ForgeCollector]

    /// - Parameter places: what will be collected; forges that the configuration does not name are asked without a
    ///   token.
    init(_ office: Office, for places: [Place.Key]) throws {
        let settings = office.configuration.forges
        let transport = HTTPClient()
        var collectors: [String: ForgeCollector] = [:]
        for place in places {
            guard let forge = ForgeKind(rawValue: place.kind), let site = Self.site(of: place),
                collectors[site.host] == nil
            else { continue }
            let setting = settings.first { $0.host == site.host }
            if let setting, setting.kind != forge {
                throw Failure(
                    .configuration,
                    "\(place.location) is named as a project of \(forge.rawValue), but the configuration says that "
                        + "\(site.host) runs \(setting.kind.rawValue)")
            }
            let token = try setting?.token.map { try Self.read($0, for: site) }
            var collecting = ForgeCollector.Settings(for: forge)
            collecting.archiveDays = setting?.retentionDays ?? ForgeSetting.standardRetentionDays
            collectors[site.host] = ForgeCollector(
                store: office.store, folder: "\(office.configuration.dataFolder)/forge",
                endpoint: try ForgeEndpoint(forge, at: "\(site.scheme)://\(site.host)", api: setting?.api, token: token),
                settings: collecting, transport: transport)
        }
        self.collectors = collectors
    }

    /// The collector of a repository's forge; nil for a repository that is read from this machine.
    func collector(of place: Place.Key) -> ForgeCollector? {
        Self.isLive(place) ? Self.site(of: place).flatMap { collectors[$0.host] } : nil
    }

    /// Whether a repository's change requests are asked of a live forge.
    static func isLive(_ place: Place.Key) -> Bool {
        ForgeKind(rawValue: place.kind) != nil && site(of: place) != nil
    }

    private static func site(of place: Place.Key) -> (scheme: String, host: String)? {
        for scheme in ["https", "http"] where place.location.hasPrefix("\(scheme)://") {
            let rest = place.location.dropFirst(scheme.count + 3)
            return (scheme, String(rest.prefix { $0 != "/" }))
        }
        return nil
    }

    /// The projects of a group, as the forge lists them now.
    static func projects(
        of group: ForgeLocation, _ office: Office, progress: @escaping @Sendable (CollectionProgress) -> Void
    ) async throws -> [ForgeLocation] {
        let place = Place(group).key
        guard let collector = try Forges(office, for: [place]).collector(of: place) else { return [] }
        return try await collector.projects(ofGroup: group.path, progress: progress).compactMap(group.project)
    }

    /// A token never goes over a connection that others can read.
    private static func read(_ source: SecretSource, for site: (scheme: String, host: String)) throws -> Secret {
        let name = site.host.prefix { $0 != ":" }
        guard site.scheme == "https" || name == "localhost" || name.hasPrefix("127.") else {
            throw Failure(
                .configuration, "the token for \(site.host) would be sent where others can read it",
                hints: ["Name the forge with https, or take its token out of the configuration."])
        }
        do { return try source.read() } catch { throw Failure(.configuration, error.description) }
    }
}
