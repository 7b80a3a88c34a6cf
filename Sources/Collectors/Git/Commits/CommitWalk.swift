import Ledger

/// Walks a history once, and a second time around what is damaged.
struct CommitWalk {
    let git: GitProgram
    let view: HistoryView
    /// Where the source itself was cut off.
    let shallow: Set<String>
    let tips: [String]
    let known: [String]

    private static let batch = 2000

    func readCommits(into outlet: Outlet<[CommitFact]>) throws {
        try walk(outlet.interruption, miss: outlet.miss) { start, boundary in
            let arguments = [
                "log", "-z", "--date=raw", "--no-notes", "--no-decorate", "--no-color",
                "--format=tformat:\(CommitParser.format)",
            ]
            return try read(["--topo-order", "--reverse"], arguments, start, outlet.interruption) { fields in
                var batch: [CommitFact] = []
                while let fact = try CommitParser.next(&fields, boundary: boundary) {
                    batch.append(fact)
                    if batch.count == Self.batch {
                        try outlet.give(batch)
                        batch = []
                    }
                }
                if !batch.isEmpty { try outlet.give(batch) }
            }
        }
    }

    /// Reads these commits alone, in this order; those that cannot be read do not come.
    func readAlone(_ commits: [String], _ interruption: Interruption) throws -> [CommitFact] {
        let arguments = [
            "log", "-z", "--no-walk=unsorted", "--date=raw", "--no-notes", "--no-decorate", "--no-color",
            "--format=tformat:\(CommitParser.format)",
        ]
        var facts: [CommitFact] = []
        do {
            _ = try read([], arguments, commits, interruption) { fields in
                while let fact = try CommitParser.next(&fields, boundary: shallow) { facts.append(fact) }
            }
        } catch let failure as ProcessFailure {
            throw GitFailure(failure, at: view.location)
        }
        return facts
    }

    func readNames(into outlet: Outlet<[String]>) throws {
        try walk(outlet.interruption, miss: outlet.miss) { start, _ in
            try read([], ["rev-list"], start, outlet.interruption) { fields in
                var batch: [String] = []
                while let name = try fields.field(endingWith: UInt8(ascii: "\n")) {
                    batch.append(String(decoding: name, as: UTF8.self))
                    if batch.count == Self.batch * 5 {
                        try outlet.give(batch)
                        batch = []
                    }
                }
                if !batch.isEmpty { try outlet.give(batch) }
            }
        }
    }

    /// Tries to read everything; when git gives up, finds out where it cannot pass and reads what is this side of it.
    private func walk(
        _ interruption: Interruption, miss: (ReadReport.Gap) -> Void,
        _ attempt: (_ start: [String], _ boundary: Set<String>) throws -> Ending
    ) throws {
        do {
            let present = try presentKnown(interruption)
            let negative = present.map { "^" + $0 }
            guard !tips.isEmpty else { return }
            let first = try attempt(tips + negative, shallow)
            if first.isSuccess { return }
            let survey = try DamageSurvey(git: git, view: view, shallow: shallow).read(
                from: tips, excluding: Set(present), interruption)
            guard !survey.unreadable.isEmpty else { throw GitFailure(first, at: view.location) }
            survey.unreadable.forEach { miss(.init(.commit, $0, object: $0)) }
            let boundary = shallow.union(survey.cuts)
            try view.cut(at: boundary)
            let readable = tips.filter { !survey.unreadable.contains($0) }
            guard !readable.isEmpty else { return }
            let second = try attempt(readable + negative, boundary)
            guard second.isSuccess else { throw GitFailure(second, at: view.location) }
        } catch let failure as ProcessFailure {
            throw GitFailure(failure, at: view.location)
        }
    }

    /// The known tips that are still there: after a rewrite and a clean-up some may not be.
    private func presentKnown(_ interruption: Interruption) throws -> [String] {
        guard !known.isEmpty else { return [] }
        var present: [String] = []
        try ObjectReader(git, view, contents: false, interruption: interruption).look(up: known) { index, found in
            if found?.type == "commit" { present.append(known[index]) }
        }
        return present
    }

    private func read(
        _ order: [String], _ arguments: [String], _ start: [String], _ interruption: Interruption,
        _ body: (inout FieldReader) throws -> Void
    ) throws -> Ending {
        var lines: [UInt8]? = Array((start.joined(separator: "\n") + "\n").utf8)
        let child = try ChildProcess(
            git.command(arguments + order + ["--stdin"], in: view.folder), interruption: interruption
        ) {
            defer { lines = nil }
            return lines.map { .bytes($0) } ?? .end
        }
        var fields = FieldReader(child)
        try body(&fields)
        return try child.finish()
    }
}
