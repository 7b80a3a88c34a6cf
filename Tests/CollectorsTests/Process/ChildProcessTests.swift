import Glibc
import Testing

@testable import Collectors

@Suite("Child processes")
struct ChildProcessTests {
    private static let environment = ["PATH": "/usr/bin:/bin"]

    private func start(
        _ program: String, _ arguments: [String], timeLimit: Duration? = nil,
        interruption: Interruption = Interruption(),
        feed: @escaping () -> ChildProcess.Feed = { .end }
    ) throws -> ChildProcess {
        try ChildProcess(
            Command(program, arguments, environment: Self.environment, timeLimit: timeLimit),
            interruption: interruption, feed: feed)
    }

    private func output(of child: ChildProcess) throws -> [UInt8] {
        var output: [UInt8] = []
        try withUnsafeTemporaryAllocation(byteCount: 5000, alignment: 1) { buffer in
            while true {
                let count = try child.read(into: buffer)
                if count == 0 { return }
                output += buffer[..<count]
            }
        }
        return output
    }

    @Test("more input than a pipe holds comes back while it is still being fed")
    func echo() throws {
        var blocks = 40
        let child = try start("cat", []) {
            blocks -= 1
            return blocks < 0 ? .end : .bytes([UInt8](repeating: UInt8(blocks), count: 100_000))
        }
        let output = try output(of: child)
        #expect(output.count == 4_000_000)
        #expect(output.first == 39 && output.last == 0)
        #expect(try child.finish().isSuccess)
    }

    @Test("a flood of complaints neither blocks the child nor fills the memory, and its ends are kept")
    func complaints() throws {
        let child = try start(
            "sh", ["-c", "echo first >&2; head -c 3000000 /dev/zero >&2; echo last >&2; echo done; exit 3"])
        #expect(try output(of: child) == Array("done\n".utf8))
        let ending = try child.finish()
        #expect(ending.status == 3)
        #expect(ending.complaint.hasPrefix("first\n") && ending.complaint.hasSuffix("last\n"))
        #expect(ending.complaint.utf8.count <= 8192)
    }

    @Test("a child that takes no input does not end its parent")
    func closedInput() throws {
        let child = try start("true", []) { .bytes([UInt8](repeating: 0, count: 1 << 20)) }
        #expect(try output(of: child).isEmpty)
        #expect(try child.finish().isSuccess)
    }

    @Test("a child ends when nobody reads it, even if the parent ignores SIGPIPE")
    func brokenPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        let child = try start("sh", ["-c", "while true; do echo y; done"], timeLimit: .seconds(60))
        #expect(try child.finish().signal == SIGPIPE)
    }

    @Test("a child gets its three streams and no other descriptor")
    func descriptors() throws {
        let opened = open("/dev/null", O_RDONLY)
        let leaked = fcntl(opened, F_DUPFD, 50)
        defer {
            close(opened)
            close(leaked)
        }
        #expect(leaked >= 50 && fcntl(leaked, F_GETFD) & FD_CLOEXEC == 0)
        let child = try start(
            "sh", ["-c", "for d in 0 1 2 \(opened) \(leaked); do test -e /proc/$$/fd/$d && echo $d; done; true"])
        #expect(String(decoding: try output(of: child), as: UTF8.self) == "0\n1\n2\n")
    }

    @Test("a child knows the given environment only")
    func environment() throws {
        let child = try start("env", [])
        #expect(try output(of: child) == Array("PATH=/usr/bin:/bin\n".utf8))
    }

    @Test("a program that is not there is named")
    func missingProgram() {
        #expect(throws: ProcessFailure.notInstalled(program: "steward-no-such-program")) {
            try start("steward-no-such-program", [])
        }
    }

    @Test("a child that takes longer than its limit is stopped")
    func timeLimit() throws {
        let child = try start("sleep", ["100"], timeLimit: .milliseconds(20))
        #expect(throws: ProcessFailure.timedOut(after: .milliseconds(20))) { try output(of: child) }
    }

    @Test("an interruption ends the children and refuses new ones")
    func interruption() throws {
        let interruption = Interruption()
        let child = try start("sh", ["-c", "echo up; sleep 100"], interruption: interruption)
        #expect(try withUnsafeTemporaryAllocation(byteCount: 10, alignment: 1) { try child.read(into: $0) } == 3)
        interruption.interrupt()
        #expect(throws: ProcessFailure.interrupted) { try output(of: child) }
        #expect(throws: ProcessFailure.interrupted) { try start("true", [], interruption: interruption) }
    }

    @Test("fields end at the delimiter; what follows the last one was cut off")
    func fields() throws {
        let child = try start("printf", ["a\\000\\000bc\\000torn"])
        var reader = FieldReader(child)
        var fields: [String] = []
        while let field = try reader.field(endingWith: 0) { fields.append(String(decoding: field, as: UTF8.self)) }
        #expect(fields == ["a", "", "bc"])
    }

    @Test("a field of any length keeps its ends in bounded memory")
    func longField() throws {
        let child = try start(
            "sh", ["-c", "printf begin; head -c 9000000 /dev/zero | tr '\\000' x; printf 'end\\nnext\\n'"])
        var reader = FieldReader(child)
        let first = try #require(try reader.field(endingWith: 0x0A))
        #expect(first.count <= FieldReader.longestField)
        #expect(first.starts(with: "beginx".utf8) && first.reversed().starts(with: "dnex".utf8))
        #expect(try reader.field(endingWith: 0x0A).map { String(decoding: $0, as: UTF8.self) } == "next")
    }

    @Test("counted bytes are read across borders and kept up to a limit")
    func countedBytes() throws {
        let child = try start("sh", ["-c", "head -c 700000 /dev/zero; printf 'tail\\n'"])
        var reader = FieldReader(child)
        #expect(try reader.bytes(700_000, keeping: 10) == [UInt8](repeating: 0, count: 10))
        #expect(try reader.bytes(4, keeping: 10) == Array("tail".utf8))
        #expect(try reader.bytes(2, keeping: 10) == nil)
    }
}
