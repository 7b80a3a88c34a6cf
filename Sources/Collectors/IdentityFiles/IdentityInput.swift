import Glibc
public import Ledger

/// Reads files of people within bounds; files of lines are read piece by piece.
public struct IdentityInput: Sendable {
    public let format: IdentityFormat
    public let calendar: ReportingCalendar
    public let limits: IdentityLimits
    /// Told now and then how many bytes were read.
    private let progress: @Sendable (Int) -> Void

    private static let piece = 1 << 20

    public init(
        _ format: IdentityFormat, calendar: ReportingCalendar, limits: IdentityLimits = IdentityLimits(),
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.format = format
        self.calendar = calendar
        self.limits = limits
        self.progress = progress
    }

    /// Reads the files at these paths together.
    ///
    /// - Parameter names: what evidence and messages call them, in the same order.
    public func read(paths: [String], names: [String]) -> IdentityReading {
        read(
            zip(paths, names).map { path, name in
                (name, { (body) throws(IdentityProblem) in try Self.eachPiece(of: path, name: name, limit: limits.file, body) })
            })
    }

    /// Reads texts that are in memory.
    public func read(texts: [(name: String, bytes: [UInt8])]) -> IdentityReading {
        read(
            texts.map { text in
                (text.name, { (body) throws(IdentityProblem) in text.bytes.withUnsafeBytes { body($0) } })
            })
    }

    typealias Source = (name: String, pieces: (_ body: (UnsafeRawBufferPointer) -> Void) throws(IdentityProblem) -> Void)

    private func read(_ sources: [Source]) -> IdentityReading {
        var reading = IdentityReading()
        var read = 0
        func lines(_ source: Source, _ body: (Int, Substring, inout IdentityFindings) -> Void) {
            var lines = IdentityLines(file: source.name, limit: limits.line)
            do throws(IdentityProblem) {
                try source.pieces { bytes in
                    lines.read(bytes, &reading.findings, body)
                    read += bytes.count
                    progress(read)
                }
            } catch {
                reading.findings.add(error)
            }
            lines.finish(&reading.findings, body)
        }
        func whole(_ source: Source) -> [UInt8]? {
            var all: [UInt8] = [], isTooLong = false
            do throws(IdentityProblem) {
                try source.pieces { bytes in
                    isTooLong = isTooLong || all.count + bytes.count > limits.document
                    if isTooLong { all = [] } else { all.append(contentsOf: bytes) }
                    read += bytes.count
                    progress(read)
                }
                guard !isTooLong else { throw IdentityProblem(IdentityPlace(file: source.name), "is longer than \(limits.document) bytes") }
                return all
            } catch {
                reading.findings.add(error)
                return nil
            }
        }
        reading.sources = Set(sources.map { IdentityPlace.label($0.name) })
        switch format {
        case .sortinghat:
            for source in sources {
                guard let bytes = whole(source) else { continue }
                let part = SortingHatReader.read(bytes, name: source.name, limits: limits)
                reading.file.people += part.file.people
                reading.file.organisations += part.file.organisations
                reading.file.exclusions += part.file.exclusions
                reading.findings.add(part.findings)
            }
        case .gitdm:
            var reader = GitdmReader(calendar: calendar, limits: limits)
            for source in sources {
                reader.begin(source.name)
                lines(source) { reader.read(line: $0, $1, &$2) }
            }
            reading.file = reader.finish()
        case .mailmap:
            for source in sources {
                var reader = MailmapReader(file: source.name, limits: limits)
                lines(source) { reader.read(line: $0, $1, &$2) }
                reading.file.people += reader.people()
            }
        case .csv:
            var reader = IdentityCSVReader(calendar: calendar, limits: limits)
            for source in sources { if let bytes = whole(source) { reader.read(bytes, name: source.name, &reading.findings) } }
            reading.file = reader.finish(&reading.findings)
        }
        for problem in reading.file.removeSharedIdentities() { reading.findings.add(problem) }
        return reading
    }

    /// Reads a regular file of at most `limit` bytes.
    private static func eachPiece(
        of path: String, name: String, limit: Int, _ body: (UnsafeRawBufferPointer) -> Void
    ) throws(IdentityProblem) {
        let place = IdentityPlace(file: name)
        // Without waiting, as the path may lead to a pipe that nobody writes to.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw IdentityProblem(place, "cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw IdentityProblem(place, "is not a regular file")
        }
        guard status.st_size <= limit else { throw IdentityProblem(place, "is larger than \(limit) bytes") }
        var buffer = [UInt8](repeating: 0, count: piece)
        var total = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw IdentityProblem(place, "cannot be read: \(String(cString: strerror(errno)))") }
            guard count > 0 else { return }
            total += count
            guard total <= limit else { throw IdentityProblem(place, "is larger than \(limit) bytes") }
            buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
