public import Store

extension SQLWriter {
    /// Brings the people behind accounts up to date, as one operation; nothing is written when all are placed well.
    ///
    /// Only accounts that are new or of which something changed are looked at, with all that they touch. All are placed
    /// anew when the rules changed.
    ///
    /// - Returns: the number of accounts whose person, or the reason for it, was new or changed.
    @discardableResult
    public func placeAccounts(madeBy: String, at now: Instant) throws -> Int {
        let settings = try joiningSettings()
        var state = try PlacementState(self)
        let changed = try PlacementQueue.waiting(in: self)
        guard state.mark == settings.placementMark else { return try placeAllAccounts(madeBy: madeBy, at: now) }
        let new = try rows("SELECT id FROM accounts WHERE id > ? ORDER BY id", [.integer(state.last)]) { $0.integer(0) }
        guard !new.isEmpty || !changed.isEmpty else { return 0 }
        // Looking each of many up takes longer than reading all.
        if new.count + changed.count > 2000, (new.count + changed.count) * 4 > Int(new.last ?? state.last) {
            return try placeAllAccounts(madeBy: madeBy, at: now)
        }
        // What changed may have held a user name for which others now come into question.
        let left = try JoiningReader(reader: self).accounts(sharingKeysWith: changed)
        try writeKeys(of: new, settings, replacing: false)
        try writeKeys(of: changed, settings, replacing: true)
        let partial = try PartialPlacement(self, settings: settings, touching: Set(new + changed + left))
        var run = try partial.run()
        let recorder = PlacementRecorder(self, known: partial.accounts)
        let moved = try recorder.record(&run, madeBy: madeBy, at: now)
        try execute("DELETE FROM placement_queue")
        state.last = max(state.last, new.last ?? 0)
        try state.store(in: self)
        return moved
    }

    /// Places every account, whatever was placed before. The outcome is that of ``placeAccounts(madeBy:at:)``.
    @discardableResult
    public func placeAllAccounts(madeBy: String, at now: Instant) throws -> Int {
        let settings = try joiningSettings()
        var run = try FullPlacement(writer: self, settings: settings).run()
        let moved = try PlacementRecorder(self).record(&run, madeBy: madeBy, at: now)
        try execute("DELETE FROM placement_queue")
        var state = try PlacementState(self)
        state.last = run.ids.last ?? 0
        state.mark = settings.placementMark
        try state.store(in: self)
        return moved
    }

    /// Writes the numbers by which accounts are found.
    private func writeKeys(of ids: [Int64], _ settings: JoiningSettings, replacing: Bool) throws {
        guard !ids.isEmpty else { return }
        if replacing {
            for id in ids { try execute("DELETE FROM account_keys WHERE account_id = ?", [.integer(id)]) }
        }
        let keying = settings.keying
        let accounts = try JoiningReader(reader: self).accounts(ids)
        try bulkLoad(into: "account_keys", columns: ["key", "account_id"], onConflict: .ignore) { loader in
            for account in accounts {
                for key in Set(keying.keys(of: account).map { StableHash.of($0.key.text) }) {
                    loader.integer(Int64(bitPattern: key))
                    loader.integer(account.id)
                    try loader.endRow()
                }
            }
        }
    }
}

/// Writes down whom accounts belong to, with the reasons.
struct PlacementRecorder {
    private let writer: any SQLWriter
    /// Accounts that were read before; the others are read when their reason quotes them.
    private let known: [Int64: JoiningAccount]

    /// So many assertions are held in memory at a time.
    private static let chunk = 20_000

    init(_ writer: any SQLWriter, known: [Int64: JoiningAccount] = [:]) {
        self.writer = writer
        self.known = known
    }

    /// Records the moves of a run as an operation of their own.
    ///
    /// - Returns: the number of accounts of which something was recorded.
    func record(_ run: inout PlacementRun, madeBy: String, at now: Instant) throws -> Int {
        let (moves, newPeople) = run.moves()
        let recorder = OperationRecorder(
            writer, kind: "place accounts", madeBy: madeBy,
            summary: "Placed \(moves.count) accounts with people by the rules that join accounts.", at: now)
        try record(moves, newPeople, of: run, in: recorder, at: now)
        return moves.count
    }

    /// Records moves in the name of another operation.
    func record(
        _ moves: [PlacementRun.Move], _ newPeople: [Int64], of run: PlacementRun, in recorder: OperationRecorder, at now: Instant
    ) throws {
        guard !moves.isEmpty else { return }
        try writer.bulkLoad(into: "people", columns: ["id", "recorded_at"], onConflict: .fail) { loader in
            for person in newPeople {
                loader.integer(person)
                loader.integer(now.seconds)
                try loader.endRow()
            }
        }
        var start = 0
        while start < moves.count {
            let part = moves[start..<min(moves.count, start + Self.chunk)]
            let quoted = try quoted(by: part, of: run)
            try recorder.close(part.compactMap(\.replaces))
            try recorder.record(
                part.map { move in
                    let (rule, evidence) = words(for: move, of: run, quoted)
                    return Assertion(
                        .accountPerson, subject: run.ids[move.position], object: move.person, rule: rule, evidence: evidence)
                })
            start += part.count
        }
    }

    /// The accounts that the reasons of moves quote.
    private func quoted(by moves: ArraySlice<PlacementRun.Move>, of run: PlacementRun) throws -> [Int64: JoiningAccount] {
        guard known.isEmpty else { return known }
        var ids: Set<Int64> = []
        for move in moves {
            guard let reason = move.reason, reason.link == nil else { continue }
            ids.formUnion([run.ids[move.position], run.ids[reason.other]])
        }
        let accounts = try JoiningReader(reader: writer).accounts(ids)
        return Dictionary(accounts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func words(
        for move: PlacementRun.Move, of run: PlacementRun, _ accounts: [Int64: JoiningAccount]
    ) -> (rule: String, evidence: String) {
        guard let reason = move.reason else {
            return (JoiningRules.own, "No other account was known to be the same person's.")
        }
        if let link = reason.link { return (run.said[link].rule, run.said[link].evidence) }
        let rule = JoiningRules.all[reason.rule]
        guard let account = accounts[run.ids[move.position]], let other = accounts[run.ids[reason.other]] else {
            return (rule.name, rule.explanation)
        }
        return (rule.name, rule.evidence(of: account, with: other))
    }
}
