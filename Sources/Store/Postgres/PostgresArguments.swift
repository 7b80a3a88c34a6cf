import CPostgres

/// The arguments of one statement in PostgreSQL's text form, without the nulls, which the statement spells out.
struct PostgresArguments {
    /// What a prepared statement depends on: the kind of each argument.
    let shape: [UInt8]
    /// The object identifiers of the types, so that the server need not guess.
    private(set) var types: [Oid] = []
    /// All values, one after the other, each ended by a zero.
    private var bytes: [UInt8] = []
    private var starts: [Int] = []

    init(_ values: [SQLValue]) {
        shape = values.map(Self.kind)
        for value in values {
            let start = bytes.count
            switch value {
            case .null: continue
            case .integer(let integer):
                types.append(Self.int8)
                bytes.append(decimal: integer)
            case .real(let real):
                if real.isNaN { continue }
                types.append(Self.float8)
                bytes.append(real: real)
            case .text(let text):
                types.append(Self.text)
                bytes.append(contentsOf: text.storable.utf8)
            }
            bytes.append(0)
            starts.append(start)
        }
    }

    func isNull(_ index: Int) -> Bool { shape[index] == 0 }

    /// Calls `body` with the number of arguments that are not null and the address of each.
    func withAddresses<T>(_ body: (CInt, UnsafePointer<UnsafePointer<CChar>?>?) -> T) -> T {
        bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return body(0, nil) }
            let addresses = starts.map { (base + $0).assumingMemoryBound(to: CChar.self) as UnsafePointer<CChar>? }
            return addresses.withUnsafeBufferPointer { body(CInt($0.count), $0.baseAddress) }
        }
    }

    /// A value that is not a number counts as null, as it does in SQLite.
    private static func kind(of value: SQLValue) -> UInt8 {
        switch value {
        case .null: 0
        case .integer: 1
        case .real(let real): real.isNaN ? 0 : 2
        case .text: 3
        }
    }

    private static let int8: Oid = 20
    private static let text: Oid = 25
    private static let float8: Oid = 701
}
