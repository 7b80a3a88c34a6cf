public import PackReader

/// A file while a check reads it. The bytes are there only during the call.
public struct FileView {
    public let path: TreePath
    public let fileClass: FileClass
    public let bytes: UnsafeRawBufferPointer

    public init(path: TreePath, fileClass: FileClass, bytes: UnsafeRawBufferPointer) {
        self.path = path
        self.fileClass = fileClass
        self.bytes = bytes
    }

    /// As text; what is not UTF-8 is replaced.
    public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Something that a check noted about a file or a tree and that is no finding: the licence that a file names, for example.
public struct Fact: Sendable, Hashable, Codable {
    /// Begun with the name of its check: `licence/text`.
    public var name: String
    public var value: String
    public var line: Int?

    public init(_ name: String, _ value: String, line: Int? = nil) {
        self.name = name
        self.value = value
        self.line = line
    }
}

/// What a check made of one file.
public struct FileResult: Sendable, Hashable, Codable {
    public var observations: [Observation]
    public var facts: [Fact]

    public init(_ observations: [Observation] = [], facts: [Fact] = []) {
        self.observations = observations
        self.facts = facts
    }

    public var isEmpty: Bool { observations.isEmpty && facts.isEmpty }
}

/// What a check made of the tree as a whole, once all files were read.
public struct Conclusion: Sendable {
    public var findings: [Finding] = []
    public var facts: [Fact] = []
    public var gaps: [Gap] = []

    public init() {}
}

/// A tree whose files a check has read.
public struct InspectedTree: Sendable {
    public let tree: Tree
    /// What the check made of each file that it wanted and that gave anything, by the place of the file in `tree.entries`.
    public let results: [Int: FileResult]
    /// The commits that all references lead to, parents before children; empty when the history is not looked at.
    public let commits: [ObjectID]
    public let allowance: Allowance
}

/// The outcome of a planted control: a made-up thing that a check must find, given to it in each run.
public struct ControlOutcome: Sendable, Hashable, Codable {
    public let check: String
    public let wasFound: Bool
    /// What was planted, in words.
    public let what: String

    public init(check: String, wasFound: Bool, what: String) {
        self.check = check
        self.wasFound = wasFound
        self.what = what
    }
}

/// Looks at a tree file by file, and then at the whole.
public protocol Check: Sendable {
    /// One word: `secrets`.
    var name: String { get }
    /// Changes whenever the same bytes could give other results: results are kept under it.
    var version: String { get }
    /// Whether `read` is also given the files of earlier commits.
    var readsHistory: Bool { get }
    /// Whether the file is to be read. Asked with the class that the path gives.
    func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool
    /// Whether what a rule found is left out because of the commit that brought it.
    func isAllowed(_ rule: String, in commit: String) -> Bool
    /// What a file holds: decided by its path and bytes alone, because results are kept by both. Called from several threads.
    func read(_ file: FileView) -> FileResult
    /// What follows from all files together, and what else there is to see.
    func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion
    /// Proves that the check still bites; nil when there is nothing to plant.
    func control() -> ControlOutcome?
}

extension Check {
    public var readsHistory: Bool { false }
    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool { fileClass != .binary }
    public func isAllowed(_ rule: String, in commit: String) -> Bool { false }
    public func read(_ file: FileView) -> FileResult { FileResult() }
    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion { Conclusion() }
    public func control() -> ControlOutcome? { nil }
}
