/// How the program ended, for scripts; `docs/command-line.md` has the same table.
///
/// The numbers from 64 on follow the convention of BSD's `sysexits.h`.
enum ExitStatus: Int32, Sendable, CaseIterable {
    case ok = 0
    case failed = 1
    case usage = 64
    case incomplete = 65
    case unavailable = 69
    case cannotWrite = 74
    case configuration = 78

    /// What it means, as the documentation says it.
    var meaning: String {
        switch self {
        case .ok: "Everything that was asked for was done."
        case .failed: "Something failed that no other number names; the message says what."
        case .usage: "The command line is not understood."
        case .incomplete:
            "The work was done as far as possible, but some data could not be read; the message says which."
        case .unavailable: "Something that is needed cannot be had: the database, a port, a program such as git."
        case .cannotWrite: "Output or data cannot be written, for example because the disk is full."
        case .configuration: "The configuration has mistakes; each is listed with its line."
        }
    }
}
