import Access
import Administration
import Audit
import CaseDesk
import Catalogue
import Contributions
import Foundation
import Ledger
import Measures
import Pages
import Releases
import Reuse
import Store

/// One installation at work: its ledger, its features and the measures that they bring.
///
/// This is the one place that lists the features.
struct Office: Sendable {
    let configuration: Configuration
    let store: any SQLStore
    let features: [any Feature]
    let desk: MeasureDesk
    /// Users, roles and sessions.
    let access: AccessDesk
    let releases: ReleasesFeature
    /// The case desk with the checks that other features offer.
    let caseOptions: CaseDeskFeature.Options
    /// The files of processes that have mistakes; what they say is out.
    let faultyProcesses: [ProcessFile.Mistakes]

    /// What the ground keeps, whatever the features are.
    static let schemas = [Store.Schema.store, AuditSchema.schema, AccessSchema.schema, LedgerSchema.schema]

    /// Opens the database, which is made when it is missing, and brings it up to date.
    static func open(_ configuration: Configuration) async throws -> Office {
        try await Office(configuration, over: openDatabase(configuration))
    }

    /// Brings `store` up to date and puts the features to work on it.
    ///
    /// - Parameter clock: tells the present; a test gives its own.
    init(
        _ configuration: Configuration, over store: any SQLStore, clock: @escaping @Sendable () -> Instant = { .now }
    ) async throws {
        var configuration = configuration
        let calendar = configuration.reporting.calendar
        self.store = store
        let contributions = ContributionsFeature(
            store: store, calendar: calendar, own: OwnNamespaces(configuration.programme.ownNamespaces))
        access = try AccessDesk(store: store, settings: configuration.accessSettings, clock: { clock().seconds })
        let (processes, faulty) = try configuration.processes()
        faultyProcesses = faulty
        let releases = ReleasesFeature(
            store: store, dataFolder: configuration.dataFolder, processes: processes, calendar: calendar,
            limits: configuration.inspection, clock: clock)
        self.releases = releases
        configuration.catalogue.purposes = { try releases.purposes($0) }
        self.configuration = configuration
        caseOptions = try configuration.caseOptions(processes, releases)
        let reuse = configuration.reuse(store, clock: clock)
        features = [
            contributions, PeopleFeature(contributions),
            ProgrammeFeature(ProgrammeReader(programme: configuration.programme).options),
            AdministrationFeature(
                access, providers: configuration.signIn.providers.map { ($0.name, $0.title) },
                wantedRoles: Configuration.wantedRoles(processes)),
            CaseDeskFeature(caseOptions, store: store, calendar: calendar), releases,
            CatalogueFeature(configuration.catalogue, reuse: ReuseLookup(reuse)), ReuseFeature(reuse),
        ]
        try await store.migrate(Self.schemas + features.flatMap(\.schemas))
        desk = MeasureDesk(
            store: store, catalogue: Catalogue(features.flatMap(\.measures)), calendar: calendar,
            names: MeasureDesk.NamePolicy(rawValue: configuration.reporting.names.rawValue) ?? .shown, marks: features.flatMap(\.marks),
            clock: clock)
    }

    /// Opens the database without looking at what is in it.
    static func openDatabase(_ configuration: Configuration) async throws -> any SQLStore {
        do {
            try FileManager.default.createDirectory(
                atPath: configuration.dataFolder, withIntermediateDirectories: true)
        } catch {
            throw Failure(
                .cannotWrite, "The data folder \(configuration.dataFolder) cannot be made: \(error.localizedDescription)",
                hints: ["Give a folder that you may write to with --data-folder."])
        }
        switch configuration.database {
        case .file(let path): return try openStore(at: .sqlite(path: path))
        case .postgres(let address): return try openStore(at: .postgres(conninfo: address))
        }
    }

    /// Runs `body` with the office and closes its database afterwards.
    static func with<T>(_ configuration: Configuration, _ body: (Office) async throws -> T) async throws -> T {
        let office = try await open(configuration)
        do {
            let result = try await body(office)
            try await office.store.close()
            return result
        } catch {
            try? await office.store.close()
            throw error
        }
    }

    /// Who is at the keyboard, for the log of changes.
    static var operatorName: String { ProcessInfo.processInfo.environment["USER"].map { "command line (\($0))" } ?? "command line" }
}

extension Configuration {
    /// How long sessions last, and what those may do who did not sign in.
    var accessSettings: AccessSettings {
        AccessSettings(
            sessionIdle: Int64(signIn.idleHours) * 3600, sessionLongest: Int64(signIn.longestDays) * 86_400,
            tokenMostDays: Int64(signIn.tokenDays), visitors: signIn.showsFigures ? Role.visitor.permissions : [], local: listen.local)
    }
}
