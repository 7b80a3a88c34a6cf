import Access
import CaseDesk
import Casework
import Ledger
import Logging
import Measures
import Pages
import Releases
import Store
import Transport

extension Configuration {
    /// The processes of the installation: those that Steward brings, each replaced by the office's own of the same name, then the others.
    ///
    /// A file with mistakes takes its own process out and no other; the cases that began under it keep the file that was stored.
    func processes() throws -> (sound: [CaseProcess], faulty: [ProcessFile.Mistakes]) {
        var processes = try ShippedProcesses.all()
        var faulty: [ProcessFile.Mistakes] = []
        for path in casework.processFiles {
            do throws(ProcessFile.Mistakes) {
                let own = try ProcessFile.check(path)
                if let index = processes.firstIndex(where: { $0.id == own.id }) { processes[index] = own } else { processes.append(own) }
            } catch {
                // What was to take the place of a shipped process must not leave that one in its place.
                processes.removeAll { $0.id == error.process }
                faulty.append(error)
            }
        }
        return (processes, faulty)
    }

    /// The roles that processes name as groups, with the titles of those processes.
    static func wantedRoles(_ processes: [CaseProcess]) -> [String: [String]] {
        processes.reduce(into: [:]) { wanted, process in for group in process.groups { wanted[group, default: []].append(process.title) } }
    }

    /// What the case desk needs to know, with what releases offer to it.
    func caseOptions(_ processes: [CaseProcess], _ releases: ReleasesFeature) throws -> CaseDeskFeature.Options {
        var hooks: [String: WebAddress] = [:]
        for channel in casework.channels {
            do {
                hooks[channel.name] = try WebAddress(String(decoding: try channel.address.read().bytes, as: UTF8.self))
            } catch let failure as SecretFailure {
                throw Failure(.configuration, "The address of the channel \(channel.name): \(failure)")
            } catch is HTTPFailure {
                throw Failure(.configuration, "The address of the channel \(channel.name) is no address that begins with https://.")
            }
        }
        guard let site = try? WebAddress(listen.address) else {
            throw Failure(.configuration, "listen.public_address is no address that begins with https://.")
        }
        return CaseDeskFeature.Options(
            processes: processes, site: site, hooks: hooks, checks: releases.checks, followers: [{ try releases.follow($0, in: $1) }])
    }
}

extension CaseworkSetting.Mail {
    /// - Throws: ``Failure`` for a password that cannot be had, or that others could read.
    func server() throws -> MailServer {
        do {
            let login = try user.flatMap { user in try password.map { (user: user, password: try $0.read()) } }
            return try MailServer(host: host, port: port, protection: protection, login: login)
        } catch {
            throw Failure(.configuration, "mail: \(error)")
        }
    }
}

extension Office {
    func processes() -> [CaseProcess] { caseOptions.processes }

    func caseDesk() -> CaseDesk { CaseDesk(caseOptions, measures: desk) }

    /// Tells whoever typed a command which processes are out.
    func warnOfFaultyProcesses() {
        for fault in faultyProcesses { StandardError.write("steward: \(fault.summary)".asVisible + "\n") }
    }

    /// What is wrong with a process whose file changed though cases began under its version; nil when it did not.
    func changed(_ process: CaseProcess) async throws -> String? {
        guard try await store.read({ try process.isChanged(in: $0) }) else { return nil }
        return "cases began under version \(process.version) with another file: give this one the version \(process.version + 1)"
    }

    /// What this installation lacks for a process.
    func lacking(_ process: CaseProcess) async throws -> [ProcessProblem] {
        let now = desk.clock().seconds
        let roles = try await access.roles().map(\.name).filter { $0 != Role.visitor.name }
        let groups = try await store.read { reader -> [String: Int] in
            var sizes: [String: Int] = [:]
            for group in roles { sizes[group] = try reader.holders(of: group, at: now).count }
            return sizes
        }
        let measures = Set(desk.catalogue.measures.map(\.card.id))
        return process.problems(in: CaseProcess.Surroundings(checks: caseOptions.checks.names, groups: groups, measures: measures))
    }

    /// Moves cases on and sends what is due, every minute until it is cancelled. What fails is logged and tried again.
    func keepCasesMoving() async {
        do {
            let cases = caseDesk()
            let mail = configuration.casework.mail
            let server = try mail?.server()
            var shown = try await decided()
            while !Task.isCancelled {
                do {
                    _ = try await cases.advance()
                    try await keepReleases(cases)
                    try await keepCatalogue(&shown)
                    try await cases.sendDue(mail: server, sender: mail?.sender, senderName: mail?.senderName ?? "Steward")
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("Cases could not be moved on", metadata: ["error": "\(error)"])
                }
                try await pause()
            }
        } catch is CancellationError {
        } catch {
            logger.error("Cases are not moved on, and nothing is sent", metadata: ["error": "\(error)"])
        }
    }

    /// Runs the checks of cases again whose repository moved, or was looked at meanwhile.
    private func keepReleases(_ cases: CaseDesk) async throws {
        let logger = logger
        try await releases.upkeep.run(recheck: { try await cases.recheck($0) }) { number, error in
            logger.error("The checks of a case could not be run", metadata: ["case": "\(number)", "error": "\(error)"])
        }
    }

    /// What is decided about the visibility of repositories, as far as the catalogue shows it.
    private func decided() async throws -> Set<String> {
        let current = try await store.read { try Publications.current($0) }
        return Set(current.map { "\($0.location) \($0.visibility.rawValue) \($0.title) \($0.licence ?? "")" })
    }

    /// Makes the catalogue anew when a repository was published, or a decision ended, since the last time.
    private func keepCatalogue(_ shown: inout Set<String>) async throws {
        let now = try await decided()
        guard now != shown else { return }
        try await refreshCatalogue()
        shown = now
    }

    /// Waits a minute, or until an inspection ended: whoever asked for it looks at their screen.
    private func pause() async throws {
        let before = releases.upkeep.ended
        for _ in 0..<60 {
            try await Task.sleep(for: .seconds(1))
            if releases.upkeep.ended != before { return }
        }
    }
}
