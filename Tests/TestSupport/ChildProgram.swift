import CTestSupport
import Dispatch
import FoundationEssentials
import Glibc

/// A program that a test started. Foundation's `Process` does not serve here: it copies 256 bytes of every entry of the list of open
/// files, also of the last, and so crashes now and then once some 1,300 files are open, as they are when every test has a database.
public struct ChildProgram: Sendable {
    public struct Ending: Sendable {
        /// What the program ended with, or the number of the signal that ended it.
        public let status: Int32
        public let wasKilled: Bool
    }

    /// It could not be started.
    public struct StartFailure: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) { self.description = description }
    }

    public let number: Int32

    /// Starts a program.
    /// - Parameters:
    ///   - program: its path, or a name that is looked for as a shell does.
    ///   - environment: all of its environment; that of the tests when nil.
    ///   - folder: where it works; that of the tests when nil.
    ///   - input: a file that it reads as standard input; nothing when nil.
    ///   - output: a file that its standard output is added to; thrown away when nil.
    ///   - errors: the same for standard error.
    public init(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil, in folder: String? = nil,
        input: String? = nil, output: String? = nil, errors: String? = nil
    ) throws {
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let settings = (environment ?? ProcessInfo.processInfo.environment).map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + settings { free(text) } }
        var number: Int32 = 0
        let code = start_program(
            &number, program, words, settings, folder, input ?? "/dev/null", output ?? "/dev/null", errors ?? "/dev/null")
        guard code == 0 else { throw StartFailure(description: "\(program): \(String(cString: strerror(code)))") }
        self.number = number
    }

    /// Waits until the program has ended. To be called once.
    public func ending() -> Ending {
        var status: Int32 = 0
        while waitpid(number, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? Ending(status: (status >> 8) & 0xff, wasKilled: false) : Ending(status: signal, wasKilled: true)
    }

    /// The same, on a thread that no task waits for.
    public func ended() async -> Ending {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: ending()) }
        }
    }

    /// Starts a program and waits until it has ended.
    public static func run(_ program: String, _ arguments: String..., in folder: String? = nil, output: String? = nil) throws -> Ending {
        try ChildProgram(program, arguments, in: folder, output: output).ending()
    }
}
