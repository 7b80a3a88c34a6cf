/// The `Link` header, by which forges say where an answer goes on (RFC 8288).
enum LinkHeader {
    /// The target with the relation `next`.
    static func next(_ header: String) -> String? {
        var rest = header.prefix(16_384)[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let target = rest[rest.index(after: open)..<close]
            let after = rest[rest.index(after: close)...]
            let end = after.firstIndex(of: "<") ?? after.endIndex
            let parameters = after[..<end].split(separator: ";").map { $0.filter { !" \t,".contains($0) }.lowercased() }
            if parameters.contains("rel=\"next\"") || parameters.contains("rel=next") { return String(target) }
            rest = after[end...]
        }
        return nil
    }
}
