import Foundation

/// The checkout that the tests were built from.
enum Checkout {
    struct Source: Sendable {
        /// From the top of the checkout.
        let path: String
        let module: String
        let text: String
    }

    private static let folder = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
    }

    /// The folders below `Sources`, in order.
    static func modules() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/Sources").sorted()
    }

    /// Every Swift file below `Sources`.
    static func swiftFiles() throws -> [Source] {
        try modules().flatMap { module -> [Source] in
            let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(folder)/Sources/\(module)")
            return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
                let whole = "Sources/\(module)/\(path)"
                return Source(path: whole, module: module, text: try text(whole))
            }
        }
    }
}
