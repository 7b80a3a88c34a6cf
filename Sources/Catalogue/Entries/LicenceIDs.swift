import Inspection

/// The licences that an expression names.
enum LicenceIDs {
    /// In the order of the text, each once; empty for what is no expression.
    static func of(_ expression: String?) -> [String] {
        guard let expression, let parsed = try? LicenceExpression(expression) else { return [] }
        var seen: Set<String> = []
        return parsed.ids.filter { seen.insert($0).inserted }
    }
}
