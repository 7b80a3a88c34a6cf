import Glibc

// Compiled together with the sources of PackReader by scripts/fuzz, and never by `swift build`.

/// What libFuzzer feeds with bytes. Each does what reading a hostile repository would do, and stops the program when an answer
/// contradicts itself.
enum FuzzTarget: String, CaseIterable {
    case repository, shared, graph, loose, commit, tree, delta, lines

    func run(_ input: UnsafeRawBufferPointer) {
        switch self {
        case .repository: FuzzRepository.readPack(input)
        case .shared: FuzzRepository.readShared(input)
        case .graph: FuzzRepository.readGraph(input)
        case .loose: FuzzRepository.readLoose(input)
        case .commit: FuzzParts.readCommit(input)
        case .tree: FuzzParts.compareTrees(input)
        case .delta: FuzzParts.applyDelta(input)
        case .lines: FuzzLines.compare(input)
        }
    }
}

private let target: FuzzTarget = {
    let name = getenv("STEWARD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("STEWARD_FUZZ_TARGET must be one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

extension UnsafeRawBufferPointer {
    /// Two parts: the first four bytes tell how long the first one is.
    var halves: (UnsafeRawBufferPointer, UnsafeRawBufferPointer)? {
        guard count >= 4 else { return nil }
        let length = Int(UInt32(littleEndian: loadUnaligned(as: UInt32.self)))
        guard length <= count - 4 else { return nil }
        return (
            UnsafeRawBufferPointer(rebasing: self[4..<(4 + length)]), UnsafeRawBufferPointer(rebasing: self[(4 + length)...])
        )
    }
}

/// A copy with the slack that the reader's own buffers have.
func padded(_ bytes: UnsafeRawBufferPointer) -> ObjectBytes {
    let copy = ObjectBytes(count: bytes.count)
    if bytes.count > 0 { UnsafeMutableRawPointer(copy.start).copyMemory(from: bytes.baseAddress!, byteCount: bytes.count) }
    return copy
}
