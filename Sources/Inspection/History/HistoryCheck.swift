import PackReader

/// Looks through the history for what becomes public with it: addresses of people, large files, commits that nobody signed off, and
/// work of people outside of the organisation.
public struct HistoryCheck: Check {
    public let name = "history"
    public let readsHistory = true
    private let policy: HistoryPolicy
    private let homes: Pattern

    public var version: String { "rules 1, large from \(policy.largeBytes)" }

    /// - Throws: `InspectionError` when its own pattern is not valid, which a test rules out.
    public init(_ policy: HistoryPolicy = HistoryPolicy()) throws(InspectionError) {
        self.policy = policy
        homes = try Pattern(
            #"(?:^|[\s"'=:(,\x60])(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})([A-Za-z][A-Za-z0-9._-]{1,30})[/\\]"#, name: name)
    }

    // MARK: Files

    public func wants(_ path: TreePath, _ fileClass: FileClass) -> Bool { true }

    public func read(_ file: FileView) -> FileResult {
        var observations: [Observation] = []
        if file.bytes.count > policy.largeBytes {
            let size = file.bytes.count / (1 << 10)
            observations.append(
                observation(
                    "large-file", .size, .warning, .high, "The file has \(size) KiB, more than \(policy.largeBytes / (1 << 10)).",
                    "Keep it outside of the repository, or publish without the history.", identity: "\(file.bytes.count)"))
        }
        if [.source, .configuration, .documentation, .test, .other].contains(file.fileClass) { observations += homeFolders(in: file) }
        return FileResult(observations)
    }

    /// The users that programs and manuals use.
    private static let nobody: Set<String> = [
        "user", "username", "users", "you", "me", "name", "yourname", "your-name", "your_name", "your-username", "runner", "runneradmin",
        "ubuntu", "vagrant", "travis",
        "circleci", "jenkins", "root", "app", "node", "git", "example", "pi", "vscode", "foo", "bar", "baz", "test", "tester", "testuser",
        "admin", "public", "shared",
        "default", "home", "builder", "build", "docker", "www", "deploy", "postgres", "linuxbrew", "ec2-user", "centos", "debian", "fedora",
        "developer", "dev", "code",
        "administrator", "guest", "someone", "somebody", "alice", "bob", "john", "jane", "joe", "jdoe", "johndoe", "work", "local", "site",
        "linux", "gitpod", "codespace",
        "jovyan", "airflow", "steam", "nobody", "myuser", "my-user", "myname", "usr", "xxx", "service", "ci", "container", "containeruser",
        "all",
    ]

    private func homeFolders(in file: FileView) -> [Observation] {
        var names: Set<String> = []
        var from = 0
        while from < file.bytes.count, names.count < 20, let groups = homes.find(in: file.bytes, from: from), let whole = groups[0],
            let name = groups[1]
        {
            from = whole.upperBound
            let text = String(decoding: file.bytes[name], as: UTF8.self)
            if !Self.nobody.contains(text.lowercased()) { names.insert(text) }
        }
        return names.sorted().map { name in
            observation(
                "home-folder", .personalData, .note, .low, "A path in the file leads to the home folder of a user.",
                "Write a path that is the same for everybody.", identity: Fingerprint.make([Array(name.utf8)]))
        }
    }

    private func observation(
        _ rule: String, _ kind: FindingKind, _ level: FindingLevel, _ confidence: Confidence, _ message: String, _ remedy: String,
        identity: String
    ) -> Observation {
        Observation(
            rule: "\(name)/\(rule)", kind: kind, level: level, confidence: confidence, message: message, remedy: remedy, identity: identity)
    }

    // MARK: Commits

    public func conclude(_ inspected: InspectedTree) throws(InspectionError) -> Conclusion {
        var conclusion = Conclusion()
        guard let repository = inspected.tree.repository, !inspected.commits.isEmpty else { return conclusion }
        var survey = HistorySurvey(policy)
        let allowance = inspected.allowance
        do {
            try repository.texts(of: inspected.commits, isCancelled: { !allowance.hasTime }) { id, bytes in
                survey.add(id, CommitText(bytes))
            }
        } catch {
            conclusion.gaps.append(Gap(name, "the texts of commits were not all read: \(error)"))
        }
        conclusion.facts = [
            Fact("\(name)/commits", "\(inspected.commits.count)"), Fact("\(name)/addresses", "\(survey.addresses.count)"),
            Fact("\(name)/signed-off", "\(survey.signed) of \(survey.signed + survey.unsigned) commits that are no merges"),
        ]
        conclusion.findings = findings(of: survey) + names(survey, in: inspected.tree)
        return conclusion
    }

    private func findings(of survey: HistorySurvey) -> [Finding] {
        var findings: [Finding] = []
        func add(
            _ rule: String, _ kind: FindingKind, _ level: FindingLevel, _ message: String, _ remedy: String, since: ObjectID?,
            _ members: some Sequence<String>
        ) {
            let identity = Fingerprint.make(members.sorted().map { Array($0.utf8) })
            findings.append(
                Finding(observation(rule, kind, level, .high, message, remedy, identity: identity), path: nil, commit: since?.description))
        }
        if !survey.addresses.isEmpty {
            add(
                "addresses", .personalData, policy.hidesAddresses ? .warning : .note,
                "\(survey.addresses.count.counted("e-mail address", "e-mail addresses")) of people would become public, with \(survey.addressCommits.counted("commit", "commits")).",
                "Ask the people, map the addresses in .mailmap, or publish without the history.", since: survey.firstAddress,
                survey.addresses)
        }
        if !survey.outsiders.isEmpty {
            add(
                "outside-author", .authorship, .warning,
                "\(survey.outsiders.count.counted("author", "authors")) outside of the organisation wrote \(survey.outsideCommits.counted("commit", "commits")).",
                "Make sure that each of them may give the work under the licence.", since: survey.firstOutside, survey.outsiders)
        }
        if policy.signedOffSince != nil, !survey.missingSignOffs.isEmpty {
            let examples = survey.missingSignOffs.prefix(3).map { "\($0.description.prefix(12))" }.joined(separator: ", ")
            add(
                "sign-off", .signOff, .warning,
                """
                \(survey.missingSignOffs.count.counted("commit", "commits")) since \(policy.signedOffSince ?? "") without a sign-off of the author: \
                \(examples)\(survey.missingSignOffs.count > 3 ? ", …" : "").
                """,
                "Let the authors say so in a commit of their own, or sign off anew.", since: survey.missingSignOffs.first,
                survey.missingSignOffs.map(\.description))
        }
        return findings
    }

    /// Files that are named after somebody who wrote commits.
    private func names(_ survey: HistorySurvey, in tree: Tree) -> [Finding] {
        guard !survey.people.isEmpty else { return [] }
        func isNamed(_ part: String) -> Bool {
            let words = part.lowercased().split { !$0.isLetter }.map(String.init)
            return words.count >= 2 && (0..<words.count - 1).contains { survey.people.contains(words[$0] + " " + words[$0 + 1]) }
        }
        var findings: [Finding] = []
        let files = tree.entries
        files.forEach(judging: { folder in (folder.folders + [folder.name]).contains(where: isNamed) }) { place, isInside in
            guard isInside || isNamed(files.name(at: place)) else { return }
            findings.append(
                Finding(
                    observation(
                        "name-in-path", .personalData, .note, .low, "The path holds the name of somebody who wrote commits.",
                        "Rename it if it is about the person.", identity: "name"), path: files.path(at: place)))
        }
        return findings
    }
}

/// What the commits say together.
struct HistorySurvey {
    private let policy: HistoryPolicy
    /// Of people, in small letters.
    private(set) var addresses: Set<String> = []
    private(set) var addressCommits = 0
    private(set) var firstAddress: ObjectID?
    private(set) var outsiders: Set<String> = []
    private(set) var outsideCommits = 0
    private(set) var firstOutside: ObjectID?
    private(set) var signed = 0
    private(set) var unsigned = 0
    private(set) var missingSignOffs: [ObjectID] = []
    /// First and last names of authors, in small letters.
    private(set) var people: Set<String> = []

    init(_ policy: HistoryPolicy) { self.policy = policy }

    mutating func add(_ id: ObjectID, _ commit: CommitText) {
        let people = [commit.author, commit.committer].map { $0.address.lowercased() }.filter { !HistoryPolicy.isMadeUp($0) }
        if !people.isEmpty {
            addresses.formUnion(people)
            addressCommits += 1
            firstAddress = firstAddress ?? id
        }
        let words = commit.author.name.lowercased().split { !$0.isLetter }
        if words.count == 2, words.allSatisfy({ $0.count >= 3 }) { self.people.insert(words.joined(separator: " ")) }
        guard commit.parents < 2 else { return }
        let author = commit.author.address.lowercased()
        // Who a commit is by is what git says: to spare bots by their names would let anybody spare himself.
        if commit.signers.contains(author) {
            signed += 1
        } else {
            unsigned += 1
            if let day = policy.signedOffSince, UTCDay.text(commit.committer.time) >= day { missingSignOffs.append(id) }
        }
        if !policy.domains.isEmpty, !policy.isInside(author) {
            outsiders.insert(author)
            outsideCommits += 1
            firstOutside = firstOutside ?? id
        }
    }
}
