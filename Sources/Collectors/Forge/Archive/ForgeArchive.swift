import Glibc
public import Ledger
import Synchronization

/// Keeps what a forge answered about one repository, so that it can be mapped again without asking again.
///
/// The folder holds one file for each day on which a collection began. Records are only appended, so a kill at any
/// moment leaves at most one torn record at the end of the newest file, which the next opening drops. There are no
/// tokens in it: they are never part of an answer's record.
public final class ForgeArchive: Sendable {
    /// A record is never expanded beyond this; answers are bounded long before.
    static let largestRecord = 1 << 30

    let folder: String
    private let state: Mutex<State>
    private let lock: Int32

    private struct State {
        var segments: [ArchiveSegment]
        /// The newest record of each key; a record's own text decides in the end, for keys are digests.
        var answers: [UInt64: ArchivePlace] = [:]
        var items: [UInt64: ArchivePlace] = [:]
    }

    /// Opens the archive in a folder, which is made when it is missing, for one collection at a time.
    ///
    /// - Parameters:
    ///   - keptFor: days after which a file is deleted; nil to keep all.
    ///   - now: names the file to append to.
    public init(folder: String, keptFor days: Int? = nil, now: Instant) throws(ForgeArchiveFailure) {
        self.folder = folder
        try ArchiveSegment.makeFolder(folder)
        lock = try Self.lock(folder)
        do {
            try Self.deleteOld(in: folder, keptFor: days, now: now)
            var state = State(segments: [])
            let today = "\(folder)/\(now.date).gz"
            var paths = try ArchiveSegment.files(in: folder)
            // A clock that was set back must not append to a file in the middle of the order.
            if !paths.contains(where: { $0 >= today }) { paths.append(today) }
            for (index, path) in paths.enumerated() {
                let segment = try ArchiveSegment(path, isWritable: index == paths.count - 1)
                try segment.forEachHeader { header, offset in
                    let place = ArchivePlace(segment: index, offset: offset)
                    switch header.kind {
                    case .answer: state.answers[header.key] = place
                    case .item: state.items[header.key] = place
                    }
                }
                state.segments.append(segment)
            }
            self.state = Mutex(state)
        } catch {
            close(lock)
            throw error
        }
    }

    deinit { close(lock) }

    /// The newest answer of an address.
    public func answer(_ address: String) throws(ForgeArchiveFailure) -> (answer: ArchivedAnswer, place: ArchivePlace)? {
        guard let place = state.withLock({ $0.answers[ArchivedAnswer.key(address)] }),
            let answer = try answer(at: place), answer.address == address
        else { return nil }
        return (answer, place)
    }

    /// The answer at a place; nil when it is damaged.
    public func answer(at place: ArchivePlace) throws(ForgeArchiveFailure) -> ArchivedAnswer? {
        try content(at: place).flatMap { ArchivedAnswer(record: $0) }
    }

    /// The newest reading of an item.
    public func item(_ kind: ItemKind, _ number: Int64) throws(ForgeArchiveFailure) -> ArchivedItem? {
        guard let place = state.withLock({ $0.items[ArchivedItem.key(kind, number)] }),
            let item = try item(at: place), item.kind == kind, item.number == number
        else { return nil }
        return item
    }

    /// The newest reading of every item, the oldest first.
    public func items() throws(ForgeArchiveFailure) -> [ArchivedItem] {
        let places = state.withLock { Array($0.items.values) }
        var items: [ArchivedItem] = []
        for place in places.sorted(by: { ($0.segment, $0.offset) < ($1.segment, $1.offset) }) {
            if let item = try item(at: place) { items.append(item) }
        }
        return items
    }

    @discardableResult
    public func append(_ answer: ArchivedAnswer) throws(ForgeArchiveFailure) -> ArchivePlace {
        let key = ArchivedAnswer.key(answer.address)
        let place = try append(answer.record, .answer, key)
        state.withLock { $0.answers[key] = place }
        return place
    }

    public func append(_ item: ArchivedItem) throws(ForgeArchiveFailure) {
        let key = ArchivedItem.key(item.kind, item.number)
        let place = try append(item.record, .item, key)
        state.withLock { $0.items[key] = place }
    }

    /// A place of the same answer in the file that is written now: all parts of an item stand in one file, so that
    /// deleting old files never tears an item apart.
    public func current(_ place: ArchivePlace) throws(ForgeArchiveFailure) -> ArchivePlace {
        guard place.segment != state.withLock({ $0.segments.count - 1 }), let answer = try answer(at: place) else {
            return place
        }
        return try append(answer)
    }

    /// Waits until what was appended is on the disk; before the ledger says that it was read.
    public func synchronise() throws(ForgeArchiveFailure) {
        let segment = state.withLock { $0.segments.last }
        try segment?.synchronise()
    }

    private func item(at place: ArchivePlace) throws(ForgeArchiveFailure) -> ArchivedItem? {
        try content(at: place).flatMap { ArchivedItem(record: $0, segment: place.segment) }
    }

    private func content(at place: ArchivePlace) throws(ForgeArchiveFailure) -> [UInt8]? {
        let segment = state.withLock { $0.segments.indices.contains(place.segment) ? $0.segments[place.segment] : nil }
        guard let member = try segment?.member(at: place.offset) else { return nil }
        return GzipMember.content(member, largest: Self.largestRecord)
    }

    private func append(
        _ record: [UInt8], _ kind: GzipMember.Kind, _ key: UInt64
    ) throws(ForgeArchiveFailure) -> ArchivePlace {
        guard record.count <= Self.largestRecord, let member = GzipMember.make(record, kind, key: key) else {
            throw ForgeArchiveFailure(folder, call: "compress", code: ENOMEM)
        }
        return try state.withLock { (state) throws(ForgeArchiveFailure) -> ArchivePlace in
            let index = state.segments.count - 1
            return ArchivePlace(segment: index, offset: try state.segments[index].append(member))
        }
    }

    /// Together about a second.
    private static let lockAttempts = 50

    private static func lock(_ folder: String) throws(ForgeArchiveFailure) -> Int32 {
        let path = "\(folder)/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ForgeArchiveFailure(path, call: "open", code: errno) }
        // A program that is just being started holds every file for a moment, so one refusal does not say that somebody collects.
        var attempt = 1
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            guard code == EWOULDBLOCK, attempt < lockAttempts else {
                close(file)
                throw ForgeArchiveFailure(path, call: "lock", code: code)
            }
            attempt += 1
            usleep(20_000)
        }
        return file
    }

    private static func deleteOld(in folder: String, keptFor days: Int?, now: Instant) throws(ForgeArchiveFailure) {
        guard let days else { return }
        let oldest = "\(folder)/\(now.advanced(by: -Int64(clamping: days) &* Instant.secondsPerDay).date).gz"
        for path in try ArchiveSegment.files(in: folder) where path < oldest {
            guard unlink(path) == 0 else { throw ForgeArchiveFailure(path, call: "delete", code: errno) }
        }
    }
}

/// Why an archive cannot be used.
public struct ForgeArchiveFailure: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String
    /// What was being done, and the `errno` of it.
    public let call: String
    public let code: Int32

    init(_ path: String, call: String, code: Int32) {
        self.path = path
        self.call = call
        self.code = code
    }

    public var description: String {
        if call == "lock" && code == EWOULDBLOCK {
            return "“\(path)” is held by another collection of the same repository. Wait until it has ended."
        }
        let hint = code == ENOSPC ? "Make room on the disk." : "Check the folder's owner and permissions."
        return "The archive “\(path)” cannot be used (\(call)): \(String(cString: strerror(code))). \(hint)"
    }
}
