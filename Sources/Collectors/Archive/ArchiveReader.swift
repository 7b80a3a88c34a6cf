import CArchive
import Glibc

/// What reading an archive may cost at most.
public struct ArchiveLimits: Sendable, Hashable {
    /// Bytes to which an archive may always unpack.
    public var expansion: Int64
    /// How many times its own size an archive may unpack to beyond that.
    public var ratio: Int64
    /// Files, folders and links.
    public var entries: Int

    public init(expansion: Int64 = 1 << 30, ratio: Int64 = 100, entries: Int = 2_000_000) {
        self.expansion = expansion
        self.ratio = ratio
        self.entries = entries
    }
}

/// Reads the files of a tar archive, compressed with gzip or not, one after another, through Debian's libarchive.
///
/// Nothing is unpacked: a name in an archive is only ever compared, never used as a path, and links, devices and
/// folders are passed over. All bytes are counted, those of unwanted files as well.
struct ArchiveReader: ~Copyable {
    private let archive: OpaquePointer
    private let path: String
    private let limits: ArchiveLimits
    private var entries = 0
    /// The content of the current entry was not read to its end yet.
    private var hasContent = false

    static func open(path: String, limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveFailure) -> ArchiveReader {
        guard let archive = archive_read_new() else { throw ArchiveFailure(.noMemory, path) }
        // No other format: each is a parser more that a stranger's file could reach.
        archive_read_support_filter_gzip(archive)
        archive_read_support_format_tar(archive)
        guard archive_read_open_filename(archive, path, 256 << 10) == ARCHIVE_OK else {
            let isSystem = [ENOENT, EACCES, ENOTDIR, EISDIR, EPERM, EIO].contains(archive_errno(archive))
            let failure = ArchiveFailure(isSystem ? .notFound : .notAnArchive, path, detail: complaint(archive))
            archive_read_free(archive)
            throw failure
        }
        return ArchiveReader(archive, path, limits)
    }

    private init(_ archive: OpaquePointer, _ path: String, _ limits: ArchiveLimits) {
        self.archive = archive
        self.path = path
        self.limits = limits
    }

    deinit { archive_read_free(archive) }

    /// Goes on to the next regular file.
    ///
    /// - Returns: its name as the archive spells it; nil at the end.
    mutating func next() throws(ArchiveFailure) -> String? {
        while true {
            try skip()
            var entry: OpaquePointer?
            let result = archive_read_next_header(archive, &entry)
            if result == ARCHIVE_EOF { return nil }
            guard result == ARCHIVE_OK || result == ARCHIVE_WARN, let entry else {
                throw ArchiveFailure(entries == 0 ? .notAnArchive : .damaged, path, detail: Self.complaint(archive))
            }
            entries += 1
            guard entries <= limits.entries else { throw ArchiveFailure(.tooManyEntries(limit: limits.entries), path) }
            hasContent = true
            try checkExpansion()
            guard archive_entry_filetype(entry) == 0o100_000, archive_entry_hardlink(entry) == nil,
                let name = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
            else { continue }
            return String(cString: name)
        }
    }

    /// Gives the content of the current file piece by piece.
    mutating func read(_ body: (UnsafeBufferPointer<UInt8>) throws -> Void) throws {
        while let piece = try piece() { try body(piece) }
    }

    private mutating func skip() throws(ArchiveFailure) {
        while try piece() != nil {}
    }

    private mutating func piece() throws(ArchiveFailure) -> UnsafeBufferPointer<UInt8>? {
        guard hasContent else { return nil }
        var start: UnsafeRawPointer?
        var count = 0
        var offset: Int64 = 0
        switch archive_read_data_block(archive, &start, &count, &offset) {
        case ARCHIVE_OK, ARCHIVE_WARN:
            try checkExpansion()
            return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
        case ARCHIVE_EOF:
            hasContent = false
            return nil
        default:
            hasContent = false
            throw ArchiveFailure(.damaged, path, detail: Self.complaint(archive))
        }
    }

    private func checkExpansion() throws(ArchiveFailure) {
        let expanded = archive_filter_bytes(archive, 0)
        guard expanded > limits.expansion else { return }
        let (allowed, overflow) = archive_filter_bytes(archive, -1).multipliedReportingOverflow(by: limits.ratio)
        guard overflow || expanded <= allowed else {
            throw ArchiveFailure(.tooLarge(limit: max(limits.expansion, allowed)), path)
        }
    }

    private static func complaint(_ archive: OpaquePointer) -> String {
        archive_error_string(archive).map { String(cString: $0) } ?? ""
    }
}
