import ArgumentParser
import Casework
import Collectors
import Foundation
import Ledger
import Pages
import Store

/// `steward doctor`: what is wrong with this installation and its data.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what is wrong with this installation and its data, and what to do.",
        discussion: """
            Ends with status 1 when something needs mending.

            EXAMPLES
              steward doctor
            """)

    @OptionGroup(title: "Global options") var global: GlobalOptions

    func run() async throws {
        let configuration = try global.loadConfiguration().configuration
        var findings: [Finding] = [Finding(.good, "The configuration is right.")]
        findings += Self.folder(configuration)
        findings += await Self.git()
        do {
            findings += try await Office.with(configuration) { try await Self.ledger($0) }
        } catch {
            let failure = Failure(error)
            findings.append(Finding(.bad, failure.message, failure.hints.joined(separator: " ")))
        }
        for finding in findings { print(finding.line.asVisible) }
        if findings.contains(where: { $0.kind == .bad }) { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    /// One thing that was looked at.
    struct Finding {
        enum Kind: String { case good = "ok", doubtful = "note", bad = "bad" }

        let kind: Kind
        let text: String
        let advice: String

        init(_ kind: Kind, _ text: String, _ advice: String = "") {
            self.kind = kind
            self.text = text
            self.advice = advice
        }

        var line: String { "\(kind.rawValue.padded(to: 5, alignment: .leading))\(text)\(advice.isEmpty ? "" : " \(advice)")" }
    }

    private static func folder(_ configuration: Configuration) -> [Finding] {
        let path = configuration.dataFolder
        guard FileManager.default.fileExists(atPath: path) else {
            return [Finding(.doubtful, "The data folder \(path) does not exist yet.", "It is made when something is collected.")]
        }
        guard FileManager.default.isWritableFile(atPath: path) else {
            return [Finding(.bad, "The data folder \(path) cannot be written.", "Give it to the user that runs Steward.")]
        }
        let free = (try? FileManager.default.attributesOfFileSystem(forPath: path)[.systemFreeSize] as? Int) ?? nil
        guard let free else { return [Finding(.good, "The data folder \(path) can be written.")] }
        let gigabytes = free >> 30
        return [
            gigabytes < 1
                ? Finding(.bad, "The disk of \(path) has less than 1 GiB left.", "Make room before collecting.")
                : Finding(.good, "The data folder \(path) can be written; \(gigabytes.grouped) GiB are free.")
        ]
    }

    private static func git() async -> [Finding] {
        do {
            return [Finding(.good, "\(try await GitCommandReader.installedVersion()) is installed.")]
        } catch {
            return [Finding(.bad, "git cannot be run.", "Install the package git.")]
        }
    }

    private static func ledger(_ office: Office) async throws -> [Finding] {
        let register = PrivacyRegister(Office.schemas + office.features.flatMap(\.schemas))
        var findings = office.faultyProcesses.map { Finding(.bad, $0.summary.prefix(1).uppercased() + $0.summary.dropFirst()) }
        for process in office.processes() {
            guard let change = try await office.changed(process) else { continue }
            findings.append(Finding(.bad, "The process “\(process.id)” cannot be begun: \(change)."))
        }
        let undeclared = try await register.undeclaredColumns(in: office.store)
        if !undeclared.isEmpty {
            findings.append(
                Finding(
                    .bad,
                    "The database holds columns that the privacy register does not know: \(undeclared.prefix(5).joined(separator: ", ")).",
                    "Another program wrote into it, or a newer Steward did."))
        }
        findings += try await office.store.read { reader in
            var findings: [Finding] = []
            func count(_ sql: String) throws -> Int { Int(try reader.integer(sql) ?? 0) }
            let repositories = try reader.repositories()
            let states = Dictionary(try reader.collectionStates().map { ($0.repositoryID, $0) }, uniquingKeysWith: { a, _ in a })
            findings.append(
                Finding(
                    .good,
                    """
                    The database is up to date: \(try count("SELECT COUNT(*) FROM commits").counted("commit", "commits")) and \
                    \(try count("SELECT COUNT(*) FROM items").grouped) change requests and issues of \
                    \(repositories.count.counted("repository", "repositories")).
                    """))
            if repositories.isEmpty {
                findings.append(Finding(.doubtful, "Nothing has been collected.", "Begin with: steward collect REPOSITORY"))
            }
            for repository in repositories {
                guard let state = states[repository.id] else {
                    findings.append(Finding(.doubtful, "\(repository.location) was never read.", "Run: steward collect"))
                    continue
                }
                if state.finishedAt == nil {
                    findings.append(
                        Finding(
                            .doubtful, "The last collection of \(repository.location) did not end.", "If none is running: steward collect"))
                } else if let outcome = state.outcome, outcome != .complete {
                    findings.append(
                        Finding(
                            .bad,
                            "\(repository.location) is \(outcome.rawValue): \(state.missing.counted("thing is", "things are")) missing.",
                            state.problem ?? ""))
                }
            }
            let pending = try count("SELECT COUNT(*) FROM commits WHERE lines_state = 0")
            if pending > 0 {
                let commits = pending.counted("commit", "commits")
                findings.append(Finding(.doubtful, "The lines of \(commits) are not counted yet.", "Run: steward collect"))
            }
            let organisations = try reader.organisations().count
            if organisations == 0 {
                findings.append(
                    Finding(
                        .doubtful, "No organisation is configured, so every contribution is for an unknown one.",
                        "Name organisations with their e-mail domains in steward.yml."))
            }
            return findings
        }
        return findings
    }
}
