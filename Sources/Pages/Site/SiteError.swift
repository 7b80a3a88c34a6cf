/// A list of routes that cannot make a site: a mistake of a programmer, found when the site is put together.
public enum SiteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Two patterns take the same paths.
    case ambiguous(String, String)
    /// A name in a pattern and the parameters of its route do not agree.
    case pathParameters(route: String)
    case duplicateParameter(route: String, name: String)
    /// The default of a parameter is not a value that it allows.
    case badDefault(route: String, parameter: String, value: String)
    /// An example that the route itself would refuse.
    case badExample(route: String, example: String, reason: String)
    /// A page with names in its path and no example: no test would ever visit it.
    case noExample(route: String)

    public var description: String {
        switch self {
        case .ambiguous(let first, let second): "The routes \(first) and \(second) take the same paths."
        case .pathParameters(let route): "The names in the path of \(route) are not the same as its path parameters."
        case .duplicateParameter(let route, let name): "The route \(route) has two parameters named \(name)."
        case .badDefault(let route, let parameter, let value):
            "The route \(route) does not allow the default “\(value)” of its parameter \(parameter)."
        case .badExample(let route, let example, let reason):
            "The example \(example) of the route \(route) would be refused: \(reason)"
        case .noExample(let route): "The route \(route) has no example."
        }
    }
}

extension Route {
    /// Finds contradictions within the route.
    func check() throws(SiteError) {
        let name = pattern.description
        guard Set(pattern.names) == Set(parameters.filter { $0.place == .path }.map(\.name)) else {
            throw .pathParameters(route: name)
        }
        var seen: Set<String> = []
        for parameter in parameters {
            guard seen.insert(parameter.name).inserted else { throw .duplicateParameter(route: name, name: parameter.name) }
            if let standard = parameter.standard, (try? parameter.value(of: standard)) == nil {
                throw .badDefault(route: name, parameter: parameter.name, value: standard)
            }
        }
    }
}
