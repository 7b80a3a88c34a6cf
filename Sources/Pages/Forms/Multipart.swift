/// A file that came with a form.
public struct UploadedFile: Sendable, Hashable {
    /// As the browser spelled it: text from outside, possibly with folders.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) { (self.name, self.bytes) = (name, bytes) }
}

/// Reads `multipart/form-data` (RFC 7578) that is in memory whole and bounded already.
///
/// Encodings of parts are not supported, as no browser uses them; a part that names one is refused rather than misread.
struct Multipart {
    private(set) var fields: [(name: String, value: [UInt8])] = []
    private(set) var files: [(field: String, file: UploadedFile)] = []

    static let mediaType = "multipart/form-data"
    private static let mostParts = 250
    private static let longestHead = 4_096

    /// - Parameter contentType: the header of the request, with its boundary.
    /// - Throws: a ``Problem`` that says what is wrong; nothing is taken then.
    init(_ body: [UInt8], contentType: String) throws(Problem) {
        guard let boundary = Self.boundary(in: contentType) else {
            throw .invalidContent("The form names no boundary between its parts. Nothing was changed.")
        }
        let mark = Array("--\(boundary)".utf8)
        var position = 0
        guard let first = Self.find(mark, in: body, from: 0) else { throw Self.broken }
        position = first + mark.count
        while true {
            // After the mark: two hyphens at the end of all, a line end before a part.
            if body[position...].starts(with: [0x2D, 0x2D]) { return }
            guard body[position...].starts(with: [0x0D, 0x0A]) else { throw Self.broken }
            position += 2
            guard let next = Self.find([0x0D, 0x0A] + mark, in: body, from: position) else { throw Self.broken }
            try read(body[position..<next])
            guard fields.count + files.count <= Self.mostParts else {
                throw .invalidContent("The form has more than \(Self.mostParts) parts. Nothing was changed.")
            }
            position = next + 2 + mark.count
        }
    }

    private static var broken: Problem {
        .invalidContent("The form broke off, or its parts are not set apart as they should be. Nothing was changed.")
    }

    private mutating func read(_ part: ArraySlice<UInt8>) throws(Problem) {
        // A part without headers begins with the empty line at once, and is nobody's.
        guard let end = Self.find([0x0D, 0x0A, 0x0D, 0x0A], in: part, from: part.startIndex), end - part.startIndex <= Self.longestHead,
            let head = String(validating: part[..<end], as: UTF8.self)
        else { throw Self.broken }
        var disposition: [String: String] = [:]
        for line in head.split(separator: "\r\n") {
            let sides = line.split(separator: ":", maxSplits: 1)
            guard sides.count == 2 else { throw Self.broken }
            switch sides[0].lowercased() {
            case "content-disposition": disposition = Self.parameters(String(sides[1]))
            case "content-transfer-encoding":
                throw .invalidContent("The form's parts are encoded, which is not supported. Nothing was changed.")
            default: break
            }
        }
        guard let name = disposition["name"], !name.isEmpty else { throw Self.broken }
        let content = Array(part[(end + 4)...])
        if let file = disposition["filename"] {
            // A browser sends a field of files that was left empty as a file without name and content.
            if !file.isEmpty || !content.isEmpty { files.append((name, UploadedFile(name: file, bytes: content))) }
        } else {
            fields.append((name, content))
        }
    }

    /// 1 to 70 characters that mean nothing else.
    private static func boundary(in contentType: String) -> String? {
        let boundary = parameters(contentType)["boundary"] ?? ""
        let isPlain = boundary.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: ";") }
        return (1...70).contains(boundary.utf8.count) && isPlain ? boundary : nil
    }

    /// `form-data; name="file"; filename="a.pdf"` by names in small letters; quotes and what browsers escape in them are undone.
    private static func parameters(_ text: String) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text[...]
        while let semicolon = rest.firstIndex(of: ";") {
            rest = rest[rest.index(after: semicolon)...].drop { $0 == " " || $0 == "\t" }
            guard let equals = rest.firstIndex(of: "=") else { return found }
            let name = rest[..<equals].lowercased()
            rest = rest[rest.index(after: equals)...]
            var value = ""
            if rest.first == "\"" {
                rest = rest.dropFirst()
                guard let end = rest.firstIndex(of: "\"") else { return found }
                value = String(rest[..<end])
                rest = rest[rest.index(after: end)...]
            } else {
                value = String(rest.prefix { $0 != ";" })
                rest = rest[rest.index(rest.startIndex, offsetBy: value.count)...]
            }
            if found[name] == nil { found[name] = value.replacing("%22", with: "\"").replacing("%0D", with: "").replacing("%0A", with: "") }
        }
        return found
    }

    /// Where `pattern` begins, from `start` on.
    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? { find(pattern, in: bytes[...], from: start) }

    private static func find(_ pattern: [UInt8], in bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            search(pattern, buffer, from: start - bytes.startIndex).map { $0 + bytes.startIndex }
        }
    }

    /// One pass that jumps to the next place where the first byte stands.
    private static func search(_ pattern: [UInt8], _ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let first = pattern.first, start >= 0 else { return nil }
        var index = start
        while index + pattern.count <= bytes.count {
            guard let next = bytes[index...].firstIndex(of: first), next + pattern.count <= bytes.count else { return nil }
            if bytes[next..<(next + pattern.count)].elementsEqual(pattern) { return next }
            index = next + 1
        }
        return nil
    }
}
