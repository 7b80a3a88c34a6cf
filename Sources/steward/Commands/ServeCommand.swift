import Access
import Administration
import ArgumentParser
import Glibc
import Logging
import Measures
import Pages

/// `steward serve`: the pages and the API.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the pages and the API.",
        discussion: """
            Listens on 127.0.0.1 unless told otherwise: put a proxy that speaks HTTPS in front before others can reach it, and name
            its address under listen.trusted_proxies. Nobody signs in over plain HTTP, but on this machine itself. Make the first
            administrator with `steward user invite --role administrator`. Ends on Ctrl-C after the requests under way.

            EXAMPLES
              steward serve
              steward serve --port 9000
            """)

    @Option(help: "Listen on this address.") var host: String?
    @Option(help: "Listen on this port.") var port: Int?
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        var flags = global.settings
        flags["listen.host"] = host
        flags["listen.port"] = port.map(String.init)
        let configuration = try global.loadConfiguration(flags: flags).configuration
        try await Office.with(configuration) { office in
            try await office.applyJoining()
            try await office.applyOrganisations()
            for fault in office.faultyProcesses { office.logger.warning("\(fault.summary)") }
            let webhooks = try Webhooks(office)
            let site = try await office.site(webhooks)
            let server = Server(
                site: site, host: configuration.listen.host, port: configuration.listen.port, logger: office.logger)
            let quiet = global.quiet
            let host = configuration.listen.host
            // The first reader should not wait for figures that can be worked out meanwhile.
            let warming = Task { try await Office.warmUp(site) }
            let fetching = Task { await webhooks.fetchAnnounced() }
            let moving = Task { await office.keepCasesMoving() }
            try await server.run { port in
                if !quiet { print("Steward is ready: http://\(host.contains(":") ? "[\(host)]" : host):\(port)/") }
                fflush(nil)
            }
            warming.cancel()
            fetching.cancel()
            moving.cancel()
        }
    }
}

extension Office {
    var logger: Logger {
        var logger = Logger(label: "steward")
        logger.logLevel = Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info
        return logger
    }

    /// All pages and data routes of the features.
    func site(_ webhooks: Webhooks? = nil) async throws -> Site {
        let frame = Frame(
            version: Version.number, navigation: features.flatMap(\.navigation) + [.init("API", "/api", in: .figures)],
            definitions: "/measures", hasSignIn: true)
        let examples = try await ScopeExamples.load(store)
        let webhooks = try webhooks ?? Webhooks(self)
        let routes =
            MeasurePages(desk: desk).routes + features.flatMap { $0.routes(desk, examples: examples) } + [webhooks.route]
            + ProviderPages(access: access, providers: try providers()).routes
        return try Site(frame: frame, routes: routes, logger: logger, door: Door(access, proxies: configuration.listen.trustedProxies))
    }

    /// The providers with whom people can sign in.
    private func providers() throws -> ProviderDesk {
        ProviderDesk(
            try configuration.signIn.providers.map { try $0.provider() }, access: access,
            back: configuration.listen.address + ProviderPages.back)
    }

    /// Works out the figures of the first pages, which the site then keeps.
    static func warmUp(_ site: Site) async throws {
        for page in ["/", "/change-requests", "/flow", "/commits", "/projects", "/contributors", "/data-quality"] {
            try Task.checkCancellation()
            _ = await site.respond(to: Incoming(page))
        }
    }
}
