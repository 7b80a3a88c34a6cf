/// Where in a file something stands.
public struct IdentityPlace: Sendable, Hashable {
    /// What evidence and messages call the file; no folder, and nothing of it looks like the end of the name.
    public let file: String
    /// Counted from 1; nil where a format has no lines.
    public let line: Int?
    /// The entry, such as `uidentities.7`, where a format has no lines.
    public let entry: String?

    public init(file: String, line: Int) {
        self.file = Self.label(file)
        self.line = line
        entry = nil
    }

    public init(file: String, entry: String? = nil) {
        self.file = Self.label(file)
        line = nil
        self.entry = entry.map { String($0.prefix(200)) }
    }

    /// A name for a file that can stand in evidence: the comma ends it there.
    public static func label(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 < 0x20 }) else { return name }
        return String(name.map { $0 == "," || $0.isNewline || $0 == "\t" ? "_" : $0 })
    }
}

extension IdentityPlace: CustomStringConvertible {
    public var description: String { file + (line.map { ", line \($0)" } ?? "") + (entry.map { ", \($0)" } ?? "") }
}

/// What is wrong with a part of a file: where, in which field, and what to do.
public struct IdentityProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let place: IdentityPlace
    public let field: String?
    public let message: String

    public init(_ place: IdentityPlace, field: String? = nil, _ message: String) {
        self.place = place
        self.field = field
        self.message = message
    }

    public var description: String { "\(place)\(field.map { ", \($0)" } ?? ""): \(message)" }
}

/// Something that a reader or writer passed over on purpose, and how often.
public struct IdentityNotice: Sendable, Hashable, CustomStringConvertible {
    public let message: String
    public internal(set) var count: Int
    /// Where it happened first.
    public let first: IdentityPlace?

    public var description: String { "\(message): \(count)\(first.map { ", the first at \($0)" } ?? "")" }
}

/// The problems and notices that came up. However bad a file is, the list stays short; the counts are exact.
public struct IdentityFindings: Sendable, Hashable {
    static let kept = 1000

    /// The first of them.
    public private(set) var problems: [IdentityProblem] = []
    public private(set) var problemCount = 0
    public private(set) var notices: [IdentityNotice] = []

    public init() {}

    public mutating func add(_ problem: IdentityProblem) {
        problemCount += 1
        if problems.count < Self.kept { problems.append(problem) }
    }

    /// - Parameter message: one of a few that a reader knows; what differs belongs into the place.
    public mutating func note(_ message: String, at place: IdentityPlace? = nil, count: Int = 1) {
        guard count > 0 else { return }
        if let index = notices.firstIndex(where: { $0.message == message }) {
            notices[index].count += count
        } else {
            notices.append(IdentityNotice(message: message, count: count, first: place))
        }
    }

    public mutating func add(_ others: IdentityFindings) {
        for problem in others.problems { add(problem) }
        problemCount += others.problemCount - others.problems.count
        for notice in others.notices { note(notice.message, at: notice.first, count: notice.count) }
    }
}
