import Ledger

/// Reads some files of a backup, those of a hundred numbers together: enough for a transaction to be worth its cost,
/// few enough to be held in memory.
struct BackupReader: Sendable {
    let folder: BackupFolder
    let limits: JSONLimits

    /// Goes up when the mapping changes, so that files are read again though they are the same.
    private static let mapping = 1

    /// What the files of a hundred numbers hold.
    struct Hundred: Sendable {
        var facts: [ItemFact] = []
        var problems = ProblemList()
        /// Differs when the files differ; nil when some could not be read, so that they are looked at again.
        var fingerprint: String?
        /// Nothing was read, as the fingerprint was known.
        var isKnown = false
        /// Where the item that changed last says that it is.
        var project: Project?
        /// The numbers that the files mention, of this hundred and all before.
        var mentions: Mentions
    }

    /// Where an item says that its project is.
    struct Project: Sendable, Hashable {
        var address: GitHubAddress
        var number: Int64?
        var updatedAt: Instant
    }

    /// Reads files unless they are those of a fingerprint.
    ///
    /// - Parameters:
    ///   - known: the fingerprint of files that are in the ledger.
    ///   - host: the forge that the items must belong to; nil when any will do.
    func read(
        _ files: ArraySlice<BackupFolder.File>, known: String?, host: String?, mentions: Mentions
    ) -> Hundred {
        var hundred = Hundred(mentions: mentions)
        let fingerprint = fingerprint(of: files, &hundred.mentions)
        if let fingerprint, fingerprint == known {
            hundred.fingerprint = fingerprint
            hundred.isKnown = true
            return hundred
        }
        var parser = JSONParser(limits: limits)
        for file in files { read(file, host, &parser, &hundred) }
        hundred.fingerprint = hundred.problems.isEmpty ? fingerprint : nil
        return hundred
    }

    /// Goes through the bytes of files without parsing them.
    ///
    /// - Returns: nil when some could not be read.
    private func fingerprint(of files: ArraySlice<BackupFolder.File>, _ mentions: inout Mentions) -> String? {
        var fingerprint = Fingerprint()
        fingerprint.add("mapping \(Self.mapping)")
        var buffer: [UInt8] = []
        var isWhole = true
        for file in files {
            guard let length = try? SourceFile.read(path(of: file), name: file.name, limit: limits.bytes, into: &buffer) else {
                isWhole = false
                continue
            }
            fingerprint.add(file.name)
            buffer.withUnsafeBytes { room in
                let text = UnsafeRawBufferPointer(rebasing: room[..<length])
                fingerprint.add(text)
                mentions.search(text, of: file.name)
            }
        }
        return isWhole ? fingerprint.text : nil
    }

    private func path(of file: BackupFolder.File) -> String { "\(folder.path)/\(file.name)" }

    private func read(_ file: BackupFolder.File, _ host: String?, _ parser: inout JSONParser, _ hundred: inout Hundred) {
        do {
            let root = try parse(file, &parser)
            let (fact, problems) = try item(root, of: file, host ?? hundred.project?.address.host, &hundred.project)
            hundred.facts.append(fact)
            for problem in problems { hundred.problems.add(problem.description) }
        } catch {
            hundred.problems.add("\(error)")
        }
    }

    private func parse(_ file: BackupFolder.File, _ parser: inout JSONParser) throws -> JSONValue {
        let source = try SourceFile(path(of: file), name: file.name, limit: limits.bytes)
        var failure: FileFailure?
        let size = source.size
        do throws(JSONFailure) {
            return try parser.parse(length: size, source: file.name) { room in
                do throws(FileFailure) {
                    return try source.read(into: UnsafeMutableRawBufferPointer(room))
                } catch {
                    failure = error
                    return nil
                }
            }
        } catch {
            if let failure { throw failure }
            throw error
        }
    }

    private func item(
        _ root: JSONValue, of file: BackupFolder.File, _ host: String?, _ project: inout Project?
    ) throws(JSONFailure) -> (fact: ItemFact, problems: [JSONFailure]) {
        let name: StaticString = file.kind == .changeRequest ? "pull" : "issue"
        let value = try root.required("\(name)")
        guard value.isObject else { throw value.unexpected("an object", at: "\(name)") }
        do throws(JSONFailure) {
            let address = try address(of: value, host)
            let accounts = GitHubAccounts(host: address.host)
            var item =
                try file.kind == .changeRequest
                ? GitHubItem(pull: value, accounts: accounts) : GitHubItem(issue: value, accounts: accounts)
            guard item.number == file.number, item.kind == file.kind else {
                throw JSONFailure(
                    .unexpected(expected: "\(file.number)", found: "\(item.number)"), in: root.source, at: "number")
            }
            readEvents(root, file.kind, &item.timeline)
            let fact = item.fact(completeKinds: Set(ItemEventKind.allCases))
            if project.map({ fact.state.updatedAt > $0.updatedAt }) ?? true {
                let repository = value["base"]?["repo"]?["id"]?.integer
                project = Project(
                    address: address, number: repository ?? project?.number, updatedAt: fact.state.updatedAt)
            }
            return (fact, item.timeline.problems)
        } catch {
            throw error.inside("\(name)")
        }
    }

    private func address(of item: JSONValue, _ host: String?) throws(JSONFailure) -> GitHubAddress {
        let text = try item.requiredString("html_url")
        guard let address = GitHubAddress(text), host == nil || host == address.host else {
            throw try item.required("html_url").unexpected(
                host.map { "an address at the forge \($0)" } ?? "an item's address", at: "html_url")
        }
        return address
    }

    private func readEvents(_ root: JSONValue, _ kind: ItemKind, _ timeline: inout GitHubTimeline) {
        do throws(JSONFailure) {
            timeline.add(timeline: try root.requiredElements("events"))
        } catch {
            timeline.report(error)
        }
        guard kind == .changeRequest else { return }
        do throws(JSONFailure) {
            timeline.add(lineComments: try root.requiredElements("comments"))
        } catch {
            timeline.report(error)
        }
    }
}
