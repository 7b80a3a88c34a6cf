/// What a binary file is, by its first bytes.
enum BinaryKind: String, Sendable {
    case program = "a compiled program"
    case archive = "an archive"
    /// Pictures, sounds, fonts and documents, which people can look at.
    case media = "media"
    case unknown = "binary data"

    private static let programMarks: [[UInt8]] = [
        [0x7F, 0x45, 0x4C, 0x46], Array("MZ".utf8), [0xCA, 0xFE, 0xBA, 0xBE], [0xCF, 0xFA, 0xED, 0xFE], [0xCE, 0xFA, 0xED, 0xFE],
        [0xFE, 0xED, 0xFA, 0xCF],
        [0xFE, 0xED, 0xFA, 0xCE], [0x00, 0x61, 0x73, 0x6D], Array("!<arch>\n".utf8), Array("dex\n".utf8),
    ]
    private static let archiveMarks: [[UInt8]] = [
        Array("PK\u{3}\u{4}".utf8), [0x1F, 0x8B], Array("BZh".utf8), [0xFD, 0x37, 0x7A, 0x58, 0x5A], [0x28, 0xB5, 0x2F, 0xFD],
        Array("7z".utf8) + [0xBC, 0xAF],
        Array("Rar!".utf8),
    ]
    private static let mediaMarks: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("RIFF".utf8), Array("%PDF".utf8), [0, 0, 1, 0],
        Array("BM".utf8), Array("OggS".utf8),
        Array("fLaC".utf8), Array("ID3".utf8), [0xFF, 0xFB], Array("wOFF".utf8), Array("wOF2".utf8), Array("OTTO".utf8), [0, 1, 0, 0],
        Array("true".utf8),
        Array("II*".utf8), Array("MM".utf8), Array("8BPS".utf8), [0x1A, 0x45, 0xDF, 0xA3], Array("icns".utf8), [0xD0, 0xCF, 0x11, 0xE0],
    ]
    /// Documents and fonts that are archives or have no mark.
    private static let mediaEndings: Set<String> = [
        "docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "eot", "mo", "webp", "avif", "heic", "mp4", "m4a", "mov", "ico", "icns", "ttf",
        "glb", "blend",
    ]
    private static let programEndings: Set<String> = [
        "jar", "war", "ear", "pyc", "pyo", "whl", "egg", "class", "exe", "dll", "so", "dylib", "apk", "nupkg",
    ]

    /// Whether the name alone says that people can look at it.
    static func isMedia(_ path: TreePath) -> Bool {
        let ending = path.fileExtension
        return mediaEndings.contains(ending)
            || [
                "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "psd", "pdf", "otf", "woff", "woff2", "mp3", "wav", "ogg", "flac", "avi",
                "mkv", "doc", "xls", "ppt",
            ].contains(ending)
    }

    init(_ bytes: UnsafeRawBufferPointer, path: TreePath) {
        let ending = path.fileExtension
        if Self.programEndings.contains(ending) {
            self = .program
        } else if Self.mediaEndings.contains(ending) || Self.mediaMarks.contains(where: { bytes.starts(with: $0) })
            || bytes.dropFirst(4).starts(with: "ftyp".utf8)
        {
            self = .media
        } else if Self.programMarks.contains(where: { bytes.starts(with: $0) }) {
            self = .program
        } else if Self.archiveMarks.contains(where: { bytes.starts(with: $0) }) || bytes.dropFirst(257).starts(with: "ustar".utf8) {
            self = .archive
        } else {
            self = .unknown
        }
    }
}
