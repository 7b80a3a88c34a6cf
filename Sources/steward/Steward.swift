import ArgumentParser
import Glibc

/// The command line: `steward <command>`.
struct Steward: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steward",
        abstract:
            "Runs an open-source programme office: who contributes, how well they are looked after, what is next.",
        discussion: """
            EXAMPLES
              steward collect ../curl https://github.com/psf/requests.git
              steward serve
              steward measure show contributors.active --period quarter
              steward inspect .
              steward doctor

            Every option can also be given in steward.yml or in the environment; see `steward config keys`.
            """,
        version: Version.number,
        subcommands: [
            CollectCommand.self, ServeCommand.self, MeasureCommand.self, ProjectCommand.self, ProgrammeCommand.self, PeopleCommand.self,
            OrganisationsCommand.self, RosterCommand.self,
            CaseCommandLine.self, ProcessCommand.self, ReleaseCommand.self, NotificationsCommand.self, InspectCommand.self,
            CatalogueCommandLine.self, ReuseCommand.self, RecognitionCommand.self,
            OperationCommand.self, UserCommand.self, TokenCommand.self, AuditCommand.self,
            DoctorCommand.self, ConfigCommand.self, InventCommand.self,
        ])

    @OptionGroup(title: "Global options") var global: GlobalOptions
}

/// The program: reads the command line, runs the command, and tells what went wrong in words.
@main
enum Program {
    static func main() async {
        let status = await run(Array(CommandLine.arguments.dropFirst()))
        // What was printed may only now meet a full disk.
        guard fflush(nil) == 0 else {
            StandardError.write(
                Failure(.cannotWrite, "the output cannot be written: \(String(cString: strerror(errno)))").report)
            exit(ExitStatus.cannotWrite.rawValue)
        }
        exit(status)
    }

    private static func run(_ arguments: [String]) async -> Int32 {
        var command: any ParsableCommand
        do {
            command = try await Steward.asyncParseAsRoot(arguments)
        } catch {
            return tell(parsing: error)
        }
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return ExitStatus.ok.rawValue
        } catch let error as ExitCode {
            return error.rawValue
        } catch  where Steward.exitCode(for: error) != .failure {
            // The help command asks for its text, and a command may find its arguments at odds, only when they run.
            return tell(parsing: error)
        } catch {
            let failure = Failure(error)
            StandardError.write(failure.report)
            return failure.status.rawValue
        }
    }

    /// Prints help, versions and completion scripts as asked for, and mistakes on the command line as errors.
    private static func tell(parsing error: any Error) -> Int32 {
        let code = Steward.exitCode(for: error)
        let message = Steward.fullMessage(for: error)
        guard code != .success else {
            print(message)
            return code.rawValue
        }
        let complaint = message.hasPrefix("Error: ") ? String(message.dropFirst("Error: ".count)) : message
        StandardError.write(Failure(.usage, complaint).report)
        return code.rawValue
    }
}
