import Foundation
import TestSupport
import Testing

/// Writes tar archives byte by byte, so that a test can write what no tar program would.
struct TarBuilder {
    private(set) var bytes: [UInt8] = []

    enum Kind: UInt8 {
        case file = 0x30
        case hardLink = 0x31
        case symbolicLink = 0x32
        case device = 0x33
        case folder = 0x35
        case extended = 0x78
    }

    mutating func add(_ name: String, _ content: String = "", kind: Kind = .file, link: String = "", size: Int? = nil) {
        add(name, Array(content.utf8), kind: kind, link: link, size: size)
    }

    /// - Parameter size: what the header says, when it lies.
    mutating func add(_ name: String, _ content: [UInt8], kind: Kind = .file, link: String = "", size: Int? = nil) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) { for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte } }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        put(String(name.prefix(100)), at: 0)
        put(octal(0o644, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size ?? content.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        header[156] = kind.rawValue
        put(String(link.prefix(100)), at: 157)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
        bytes += header + content
        bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    /// The whole archive with its two empty blocks.
    var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

    /// Writes the archive, compressed by gzip, and cuts off the last bytes when asked to.
    func write(to path: String, without cut: Int = 0) throws {
        try Self.gzip(archive, to: path)
        guard cut > 0 else { return }
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(whole.count - cut).write(to: URL(filePath: path))
    }

    static func gzip(_ bytes: [UInt8], to path: String) throws {
        let plain = path + ".plain"
        try Data(bytes).write(to: URL(filePath: plain))
        try run("/bin/gzip", ["-n", plain])
        try FileManager.default.moveItem(atPath: plain + ".gz", toPath: path)
    }

    static func run(_ program: String, _ arguments: [String]) throws {
        let ending = try ChildProgram(program, arguments).ending()
        #expect(ending.status == 0, "\(program) \(arguments)")
    }
}
