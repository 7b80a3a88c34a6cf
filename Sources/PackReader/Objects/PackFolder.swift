/// The packs of one folder of objects.
struct PackFolder {
    let path: String
    private(set) var packs: [Pack] = []
    /// What is wrong with packs and indexes as wholes.
    private(set) var problems: [PackError] = []
    /// The index of several packs, where there is one that can be read.
    private(set) var shared: MultiPackIndex?

    private static let sharedName = "multi-pack-index"
    private static let chainName = "multi-pack-index.d"

    init(_ path: String, format: ObjectFormat) throws(PackError) {
        self.path = path
        let names = Files.names(in: path) ?? []
        if let promise = names.first(where: { $0.hasSuffix(".promisor") }) {
            throw PackError(.unsupported, path: path + "/" + promise, "a partial clone")
        }
        var refusal: PackError?
        if names.contains(Self.sharedName) {
            do {
                shared = try MultiPackIndex(path + "/" + Self.sharedName, format: format)
            } catch {
                refusal = error
            }
        } else if names.contains(Self.chainName) {
            refusal = PackError(.unsupported, path: path + "/" + Self.chainName, "a chain of indexes of several packs")
        }
        for name in names where name.hasPrefix("pack-") && name.hasSuffix(".idx") {
            try add { () throws(PackError) in try Pack(index: path + "/" + name, format: format) }
        }
        // Git keeps the index of each pack beside the one of all; where it does not, only the latter knows the pack.
        let indexed = Set(names.filter { $0.hasSuffix(".idx") }.map { $0.dropLast(4) })
        for name in names where name.hasPrefix("pack-") && name.hasSuffix(".pack") && !indexed.contains(name.dropLast(5)) {
            if let refusal { throw PackError(.unsupported, path: refusal.path, "it is the only index of \(name): \(refusal.detail)") }
            // A pack that nobody knows is being written still.
            guard let shared, let number = shared.packs.firstIndex(of: String(name.dropLast(5))) else { continue }
            try add { () throws(PackError) in try Pack(path + "/" + name, in: shared, number: number, format: format) }
        }
        if let refusal, refusal.reason != .unsupported { problems.append(refusal) }
    }

    private mutating func add(_ open: () throws(PackError) -> Pack) throws(PackError) {
        do {
            let pack = try open()
            if pack.isSuspect { problems.append(PackError(.damaged, path: pack.path, "it does not fit its index")) }
            if pack.count > 0 { packs.append(pack) }
        } catch {
            if error.reason == .unsupported { throw error }
            problems.append(error)
        }
    }
}
