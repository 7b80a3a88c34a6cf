/// Asks the object store for many objects through one process.
///
/// An object that is damaged ends the process; another one is started for the objects after it.
final class ObjectReader {
    /// What is known of an object.
    struct Found {
        let name: String
        let type: String
        let size: Int
        /// Its contents, no more than asked for; empty when only the type was.
        let bytes: [UInt8]
    }

    private final class Asking {
        var queue: [UInt8] = []
        var isClosed = false
    }

    private let git: GitProgram
    private let view: HistoryView
    private let interruption: Interruption
    private let contents: Bool
    private let asking = Asking()
    private var child: ChildProcess?
    private var answers: FieldReader?

    /// - Parameter contents: false to learn the types only.
    init(_ git: GitProgram, _ view: HistoryView, contents: Bool, interruption: Interruption) {
        self.git = git
        self.view = view
        self.contents = contents
        self.interruption = interruption
    }

    /// Looks up objects by name and hands the answers over in the same order; nil for what is missing or damaged.
    func look(
        up names: [String], keeping largest: Int = 1 << 16, _ answer: (Int, Found?) throws -> Void
    ) throws(GitFailure) {
        var next = 0
        do {
            while next < names.count {
                // Few at a time, so that a damaged object costs few repeated questions.
                let end = min(next + 1000, names.count)
                try ask(names[next..<end])
                while next < end {
                    guard let found = try readAnswer(keeping: largest) else {
                        try restart()
                        try answer(next, nil)
                        next += 1
                        break
                    }
                    try answer(next, found.type.isEmpty ? nil : found)
                    next += 1
                }
            }
        } catch let failure as ProcessFailure {
            throw GitFailure(failure, at: view.location)
        } catch let failure as GitFailure {
            throw failure
        } catch {
            throw GitFailure(.unexpected, at: view.location, detail: "\(error)")
        }
    }

    private func ask(_ names: ArraySlice<String>) throws(ProcessFailure) {
        for name in names {
            asking.queue.append(contentsOf: name.utf8)
            asking.queue.append(UInt8(ascii: "\n"))
        }
        guard child == nil else { return }
        let command = git.command(["cat-file", contents ? "--batch" : "--batch-check"], in: view.folder)
        let child = try ChildProcess(command, interruption: interruption) { [asking] in
            if asking.queue.isEmpty { return .later }
            defer { asking.queue = [] }
            return .bytes(asking.queue)
        }
        self.child = child
        answers = FieldReader(child)
    }

    /// One answer, with an empty type for an object that is missing; nil when the process has ended.
    private func readAnswer(keeping largest: Int) throws(ProcessFailure) -> Found? {
        guard let line = try answers?.field(endingWith: UInt8(ascii: "\n")) else { return nil }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count == 3, let size = Int(words[2]) else { return Found(name: "", type: "", size: 0, bytes: []) }
        var bytes: [UInt8] = []
        if contents {
            guard let read = try answers?.bytes(size, keeping: largest), try answers?.bytes(1, keeping: 0) != nil else {
                return nil
            }
            bytes = read
        }
        return Found(name: String(words[0]), type: String(words[1]), size: size, bytes: bytes)
    }

    private func restart() throws(ProcessFailure) {
        asking.queue = []
        answers = nil
        _ = try child?.finish()
        child = nil
    }
}
