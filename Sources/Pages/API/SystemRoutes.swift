/// The routes that every site has, whatever its features: assets, and the descriptions of all routes, themselves
/// included.
enum SystemRoutes {
    static func adding(to routes: [Route], frame: Frame) -> [Route] {
        routes + Assets.routes + [FormToken.route] + descriptions(of: routes, frame: frame)
    }

    private static func descriptions(of routes: [Route], frame: Frame) -> [Route] {
        // A description lists the descriptions, so it asks for the list when it is read, not when it is made.
        let all: @Sendable () -> [Route] = { routes + [FormToken.route] + descriptions(of: routes, frame: frame) }
        return [APIPage.route(all), RouteList.route(all), OpenAPI.route(frame: frame, all)]
    }
}
