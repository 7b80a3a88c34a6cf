import Glibc
import PackReader

/// Prints what `git diff-tree --stdin --always -r --root -z --no-renames --numstat` prints.
struct Printer: ChangeVisitor {
    private var bytes: [UInt8] = []
    private(set) var complaints = 0

    mutating func commit(_ id: ObjectID) {
        bytes.append(contentsOf: id.description.utf8)
        bytes.append(0)
        if bytes.count > 1 << 20 { flush() }
    }

    mutating func file(_ change: FileChange) {
        switch change.lines {
        case .counted(let added, let deleted):
            append(added)
            bytes.append(UInt8(ascii: "\t"))
            append(deleted)
        case .binary: bytes.append(contentsOf: "-\t-".utf8)
        case .unknown(let error):
            bytes.append(contentsOf: "?\t?".utf8)
            complain(error.description)
        }
        bytes.append(UInt8(ascii: "\t"))
        bytes.append(contentsOf: change.path)
        bytes.append(0)
        for hunk in change.hunks ?? [] {
            bytes.append(contentsOf: "@ -\(hunk.oldStart),\(hunk.oldCount) +\(hunk.newStart),\(hunk.newCount)".utf8)
            bytes.append(0)
        }
    }

    mutating func unreadable(_ id: ObjectID, _ error: PackError) {
        complain("\(id): \(error)")
    }

    private mutating func append(_ number: Int) {
        if number < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
        } else {
            bytes.append(contentsOf: String(number).utf8)
        }
    }

    private mutating func complain(_ text: String) {
        complaints += 1
        if complaints <= 100 { pack_numstat.complain(text) }
    }

    mutating func flush() {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { write(1, $0.baseAddress! + written, $0.count - written) }
            if count <= 0 { exit(1) }
            written += count
        }
        bytes.removeAll(keepingCapacity: true)
    }
}

func complain(_ text: String) {
    let bytes = Array("pack-numstat: \(text)\n".utf8)
    _ = write(2, bytes, bytes.count)
}

let usage = """
    usage: pack-numstat [--threads N] [--budget MiB] [--verify] [--hunks] [--no-graph] [--list] [--stdin] REPOSITORY

    Prints, for each commit that branches and tags lead to, what
    git diff-tree --stdin --always -r --root -z --no-renames --numstat prints.
      --list      print the names of the commits only, one on each line
      --stdin     read the names of the commits from the standard input
      --verify    verify the name of each object that is read
      --hunks     print where lines changed after each file, as git diff -U0 does
      --no-graph  read commits themselves where git wrote down their parents and trees

    """

func fail(_ text: String, _ status: Int32) -> Never {
    complain(text)
    exit(status)
}

var options = Repository.Options()
var path: String?
var hunks: Repository.HunkRule?
var lists = false
var readsNames = false
var arguments = CommandLine.arguments.dropFirst()
while let argument = arguments.popFirst() {
    switch argument {
    case "--threads": options.threads = arguments.popFirst().flatMap { Int($0) } ?? 0
    case "--budget": options.budget = (arguments.popFirst().flatMap { Int($0) } ?? 256) << 20
    case "--block": options.block = arguments.popFirst().flatMap { Int($0) } ?? 0
    case "--verify": options.verification = .all
    case "--hunks": hunks = .blame
    case "--no-graph": options.usesCommitGraph = false
    case "--list": lists = true
    case "--stdin": readsNames = true
    case "-h", "--help":
        print(usage, terminator: "")
        exit(0)
    default: path = argument
    }
}
guard let path else { fail(usage, 64) }
do {
    let repository = try Repository(at: path, options: options)
    for problem in repository.problems { complain("\(problem)") }
    var names: [ObjectID] = []
    if readsNames {
        while let line = readLine() { if let id = ObjectID(line) { names.append(id) } }
    } else {
        var tips: Set<ObjectID> = []
        for reference in try repository.references()
        where reference.name.hasPrefix("refs/heads/") || reference.name.hasPrefix("refs/tags/") {
            if let commit = try? repository.commit(behind: reference.target) { tips.insert(commit) }
        }
        let found = repository.commits(from: tips.sorted { $0.description < $1.description })
        for error in found.unreadable { complain("\(error)") }
        names = found.commits
    }
    if lists {
        for name in names { print(name) }
        exit(0)
    }
    var printer = Printer()
    try repository.changes(of: names, hunks: hunks, &printer)
    printer.flush()
    exit(printer.complaints == 0 ? 0 : 2)
} catch {
    fail("\(error)", 1)
}
