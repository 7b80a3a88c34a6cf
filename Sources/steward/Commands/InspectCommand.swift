import ArgumentParser
import Collectors
import Foundation
import Inspection

/// `steward inspect`: whether something may be published.
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Look through a repository for what must not be published, or is missing.",
        discussion: """
            Looks at the files of a working folder as they lie there, or of a bare repository or an address at its HEAD, and at all
            that earlier commits brought. Nothing leaves this machine, nothing of the repository is run, and no secret's value is shown.

            Ends with status 0 when nothing is found, 1 when something is, 2 when not everything could be looked at.

            EXAMPLES
              steward inspect .
              steward inspect https://github.com/psf/requests.git --format sarif --output requests.sarif
              steward inspect . --check secrets --no-history
              steward inspect . --write-baseline .steward-baseline.json --reason "keys of the test server" --until 2027-06-30
              steward inspect . --baseline .steward-baseline.json
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, sarif }

    enum BillFormat: String, ExpressibleByArgument, CaseIterable { case spdx, cyclonedx }

    enum CheckName: String, ExpressibleByArgument, CaseIterable { case secrets, licence, dependencies, project, history }

    @Argument(help: "A folder, a bare repository, or an address that git fetches from.", completion: .directory) var path: String
    @Option(help: "Run this check only; may be given several times.") var check: [CheckName] = []
    @Option(help: "Write a table, JSON or SARIF 2.1.0.") var format = Format.table
    @Option(help: ArgumentHelp("Write the report into this file.", valueName: "file"), completion: .file()) var output: String?
    @Flag(help: "Look at the files as they are now only.") var noHistory = false
    @Option(help: ArgumentHelp("Take over what this file lists.", valueName: "file"), completion: .file()) var baseline: String?
    @Option(help: ArgumentHelp("Write all that is found into this file, to be taken over.", valueName: "file"), completion: .file())
    var writeBaseline: String?
    @Option(help: "Why the findings are taken over; with --write-baseline.") var reason: String?
    @Option(help: ArgumentHelp("The last day on which they are taken over, as YYYY-MM-DD; with --write-baseline.", valueName: "day"))
    var until: String?
    @Option(help: ArgumentHelp("Find secrets by this rule file of gitleaks.", valueName: "file"), completion: .file()) var rules: String?
    @Option(help: ArgumentHelp("Apply this rule file of Repolinter too.", valueName: "file"), completion: .file()) var repolinter: String?
    @Option(
        help: ArgumentHelp(
            "A mail domain of the organisation: authors elsewhere are outside; may be given several times.", valueName: "domain"))
    var domain: [String] = []
    @Option(help: ArgumentHelp("The day from which commits must be signed off, as YYYY-MM-DD.", valueName: "day")) var signOffSince: String?
    @Flag(help: "Addresses of people must not be in the history.") var hideAddresses = false
    @Option(help: ArgumentHelp("Write what the project is made of into this file.", valueName: "file"), completion: .file())
    var billOfMaterials: String?
    @Option(help: "Write the bill of materials as SPDX 2.3 or CycloneDX 1.5, both JSON.") var billFormat = BillFormat.spdx
    @Option(help: ArgumentHelp("Say how far packages are behind, by this file of release days.", valueName: "file"), completion: .file())
    var releaseDates: String?
    @Option(help: ArgumentHelp("Keep results and copies in this folder.", valueName: "folder"), completion: .directory) var cache: String?
    @Flag(help: "Keep no results; read everything anew.") var noCache = false
    @Option(help: ArgumentHelp("Stop after so many seconds.", valueName: "seconds")) var timeLimit: Double = 900
    @Option(help: ArgumentHelp("Leave a check off after so many seconds of its own, and go on with the others.", valueName: "seconds"))
    var checkTimeLimit: Double = 600
    @Option(help: ArgumentHelp("Copy no address that takes more than so many MiB.", valueName: "mebibytes")) var copyLimit: Int = 2048
    @OptionGroup(title: "Global options") var global: GlobalOptions

    func validate() throws {
        if writeBaseline != nil {
            guard let reason, !reason.allSatisfy(\.isWhitespace) else {
                throw ValidationError("--write-baseline needs --reason: why the findings are taken over")
            }
            guard let until, CalendarDay.isDay(until) else { throw ValidationError("--write-baseline needs --until: a day as YYYY-MM-DD") }
        }
        if let signOffSince, !CalendarDay.isDay(signOffSince) { throw ValidationError("--sign-off-since takes a day as YYYY-MM-DD") }
        guard timeLimit > 0, timeLimit.isFinite else { throw ValidationError("--time-limit takes seconds above 0") }
        guard checkTimeLimit > 0, checkTimeLimit.isFinite else { throw ValidationError("--check-time-limit takes seconds above 0") }
        guard (1...1 << 30).contains(copyLimit) else { throw ValidationError("--copy-limit takes MiB from 1 on") }
    }

    func run() async throws {
        let checks = try checks()
        let known = try baseline.map { file in try usage { () throws(InspectionError) in try Baseline(file: file) } }
        let folder = cacheFolder
        let report: Report
        do {
            report = try await inspect(checks, folder)
        } catch let error as InspectionError {
            // Status 1 is kept for findings.
            StandardError.write(Failure(.failed, "\(error)").report)
            throw ExitCode(2)
        }
        let today = Self.today
        let judged = known.map { $0.apply(to: report, today: today) } ?? report
        if let writeBaseline, let reason, let until {
            let written = Baseline(of: judged, reason: reason, until: until, keeping: known)
            try write(written.json(), to: writeBaseline)
        }
        try show(judged)
        throw ExitCode(judged.exitStatus)
    }

    private func checks() throws -> [any Check] {
        let wanted = check.isEmpty ? CheckName.allCases : check
        var checks: [any Check] = []
        if wanted.contains(.secrets) {
            checks.append(
                try usage { () throws(InspectionError) in
                    guard let rules else { return try SecretsCheck() }
                    return try SecretsCheck(rules: RuleFile.read(rules), name: rules)
                })
        }
        if wanted.contains(.licence) { checks.append(LicenceCheck()) }
        if wanted.contains(.dependencies) {
            let releases = try releaseDates.map { file in
                try usage { () throws(InspectionError) in try ReleaseDates(RuleFile.read(file), name: file) }
            }
            checks.append(DependencyCheck(releases: releases))
        }
        if wanted.contains(.project) { checks.append(ProjectFilesCheck()) }
        if wanted.contains(.history) {
            var policy = HistoryPolicy()
            policy.domains = domain
            policy.signedOffSince = signOffSince
            policy.hidesAddresses = hideAddresses
            checks.append(try HistoryCheck(policy))
        }
        if let repolinter {
            checks.append(
                try usage { () throws(InspectionError) in try RepolinterCheck(rules: RuleFile.read(repolinter), name: repolinter) })
        }
        return checks
    }

    /// A file that is named on the command line and cannot be used is a mistake of whoever named it.
    private func usage<Value>(_ body: () throws(InspectionError) -> Value) throws -> Value {
        do throws(InspectionError) {
            return try body()
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    private func inspect(_ checks: [any Check], _ folder: String) async throws -> Report {
        var options = Inspection.Options()
        options.budget.seconds = timeLimit
        options.budget.checkSeconds = min(checkTimeLimit, timeLimit)
        let begun = ContinuousClock.now
        options.history = !noHistory
        if !noCache { options.cache = try ResultCache(folder: folder + "/results") }
        let tree = try await tree(folder, options.budget)
        // Copying is part of the time.
        options.budget.seconds = max(0, timeLimit - (ContinuousClock.now - begun) / .seconds(1))
        if let billOfMaterials { try writeBill(of: tree, to: billOfMaterials) }
        let report = try Inspection.run(on: tree, checks: checks, options: options)
        do {
            try options.cache?.save()
        } catch {
            StandardError.write("steward: results are not kept: \(error)\n")
        }
        return report
    }

    private func tree(_ folder: String, _ budget: Budget) async throws -> Tree {
        let location: GitLocation
        do throws(GitFailure) {
            location = try GitLocation(path)
        } catch {
            throw InspectionError(path, error.sentence)
        }
        switch location {
        case .folder(let path): return try Tree.open(path, budget: budget)
        case .remote(let address):
            let copy = "\(folder)/copies/\(ResultCache.folderName(for: address.description)).git"
            do {
                var limits = BoundedCopy.Limits()
                limits.bytes = copyLimit << 20
                limits.seconds = budget.seconds
                try await BoundedCopy.update(of: address, in: copy, limits: limits)
            } catch let error as GitFailure {
                throw InspectionError(address.description, error.sentence)
            } catch let error as BoundedCopy.TooMuch {
                throw InspectionError(address.description, error.description)
            }
            return try Tree.open(copy, name: address.description, budget: budget)
        }
    }

    private func writeBill(of tree: Tree, to file: String) throws {
        let (bill, gaps) = BillOfMaterials.of(
            tree, created: Int64(Date().timeIntervalSince1970), tool: (name: "Steward", version: Version.number))
        for gap in gaps { StandardError.write("steward: \(InspectionError(gap.subject, gap.reason))\n") }
        try write(billFormat == .spdx ? bill.spdx() : bill.cycloneDX(), to: file)
    }

    private func show(_ report: Report) throws {
        let bytes: [UInt8] =
            switch format {
            case .table: Array(report.text().utf8)
            case .json: try report.json()
            case .sarif: try report.sarif(version: Version.number)
            }
        if let output {
            try write(bytes, to: output)
            if !global.quiet { print(report.summary) }
        } else {
            FileHandle.standardOutput.write(Data(bytes))
        }
    }

    private func write(_ bytes: [UInt8], to file: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw Failure(.cannotWrite, "\(file) cannot be written: \(error.localizedDescription)")
        }
    }

    /// A folder that may be deleted at any time.
    private var cacheFolder: String {
        if let cache { return cache }
        let environment = ProcessInfo.processInfo.environment
        let base =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? (environment["HOME"] ?? NSTemporaryDirectory())
            + "/.cache"
        return base + "/steward/inspect"
    }

    /// In UTC.
    private static var today: String { String(Date().ISO8601Format().prefix(10)) }
}
