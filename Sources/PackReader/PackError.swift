/// Why a repository, or something in it, could not be read. Names the file, and the object where it is known.
public struct PackError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        case notARepository
        /// A format, or an extension of one, that this reader does not know: git itself may.
        case unsupported
        /// The system refused to open, map or list a file.
        case unreadable
        /// An object is not there.
        case missing
        /// Bytes are not what they should be.
        case damaged
        /// Reading it would take more than the byte budget.
        case tooLarge
        /// Whoever asked does not want it any more.
        case cancelled
    }

    public let reason: Reason
    /// The file or folder; empty when the object alone matters.
    public let path: String
    public let object: ObjectID?
    /// What is wrong, in a few words.
    public let detail: String

    public init(_ reason: Reason, path: String = "", object: ObjectID? = nil, _ detail: String) {
        self.reason = reason
        self.path = path
        self.object = object
        self.detail = detail
    }

    public var description: String {
        [path.isEmpty ? nil : path, object.map { "object \($0)" }, detail].compactMap(\.self).joined(separator: ": ")
    }
}

/// What went wrong with one object, without its name: the inner loops know numbers only.
enum ObjectFault: UInt8, Error {
    case missing, header, inflation, delta, base, tooLarge, name, kind, contents

    var reason: PackError.Reason {
        switch self {
        case .missing: .missing
        case .tooLarge: .tooLarge
        default: .damaged
        }
    }

    var detail: String {
        switch self {
        case .missing: "it is not there"
        case .header: "its header is damaged"
        case .inflation: "its compressed bytes are damaged"
        case .delta: "its delta is damaged"
        case .base: "the object that it is stored as a change to cannot be read"
        case .tooLarge: "it does not fit into the byte budget"
        case .name: "its contents do not have its name"
        case .kind: "it is of another kind than the object that names it says"
        case .contents: "its contents are damaged"
        }
    }
}
