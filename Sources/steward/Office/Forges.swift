import Collectors
import Foundation
import Ledger

/// The forges that this installation asks, each with one collector, so that all its projects share one budget of
/// requests.
struct Forges: Sendable {
    private let collectors: [String: ForgeCollector]

    /// - Parameter repositories: what will be collected; forges that the configuration does not name are asked without a
    ///   token.
    init(_ office: Office, for repositories: [Repository]) throws {
        let settings = office.configuration.forges
        let transport = HTTPClient()
        var collectors: [String: ForgeCollector] = [:]
        for repository in repositories {
            guard let forge = ForgeKind(rawValue: repository.kind), let site = Self.site(of: repository),
                collectors[site.host] == nil
            else { continue }
            let setting = settings.first { $0.host == site.host }
            if let setting, setting.kind != forge {
                throw Failure(
                    .configuration, "\(repository.location) is named as a project of \(forge.rawValue), but the configuration says that "
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
    func collector(of repository: Repository) -> ForgeCollector? {
        Self.site(of: repository).flatMap { collectors[$0.host] }
    }

    /// Whether a repository's change requests are asked of a live forge.
    static func isLive(_ repository: Repository) -> Bool {
        ForgeKind(rawValue: repository.kind) != nil && site(of: repository) != nil
    }

    private static func site(of repository: Repository) -> (scheme: String, host: String)? {
        for scheme in ["https", "http"] where repository.location.hasPrefix("\(scheme)://") {
            let rest = repository.location.dropFirst(scheme.count + 3)
            return (scheme, String(rest.prefix { $0 != "/" }))
        }
        return nil
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
