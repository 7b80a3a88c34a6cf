public import Store

/// What a person states about the programme, one thing at a time. No import ends it.
public struct ProgrammeStatement {
    let writer: any SQLWriter
    let calendar: ReportingCalendar
    let madeBy: String
    let now: Instant

    public init(_ writer: any SQLWriter, calendar: ReportingCalendar, madeBy: String, at now: Instant) {
        self.writer = writer
        self.calendar = calendar
        self.madeBy = madeBy
        self.now = now
    }

    /// States that the account of a user name coaches contributors.
    ///
    /// - Throws: ``ProgrammeRefusal``
    public func addCoach(_ login: String, host: String, speciality: String? = nil, days: DayRange = .always) throws -> ProgrammeChange {
        try check(login, days)
        var logins = try LoginBook(writer, host: host)
        let account = try logins.account(login, in: writer, at: now)
        let assertion = Assertion(
            .accountCoach, subject: account.id, object: try speciality.map { try TermBook().term($0, in: writer) },
            validFrom: days.from.map(calendar.start), validTo: days.to.map(calendar.start), rule: ProgrammeRule.stated,
            evidence: "Stated by \(madeBy).")
        let recorder = recorder("coaches", "Made \(login) of \(host) a coach\(Self.words(days)).")
        try recorder.state(assertion, over: try stated(.accountCoach) { $0.subject == account.id })
        return ProgrammeChange(recorder)
    }

    /// States that somebody who was stated to be a coach no longer is from a day on.
    ///
    /// - Throws: ``ProgrammeRefusal`` also when it is a roster that lists them: the next import would only add them again.
    public func endCoach(_ login: String, host: String, from day: CivilDate) throws -> ProgrammeChange {
        try check(login, .always)
        let accounts = try writer.accounts(ofLogin: login, host: host)
        let ending = Validity(calendar.start(of: day), nil)
        let held = try writer.assertions(.accountCoach).filter {
            accounts.contains($0.assertion.subject) && Validity($0.assertion).overlaps(ending)
        }
        guard !held.isEmpty else { throw ProgrammeRefusal("username", "\(login) of \(host) is no coach on or after \(day).") }
        let own = held.filter { $0.assertion.rule == ProgrammeRule.stated }
        guard !own.isEmpty else {
            throw ProgrammeRefusal(
                "username", "\(login) is a coach because of the roster: \(held[0].assertion.evidence) Give the row its last day there.")
        }
        let recorder = recorder("coaches", "\(login) of \(host) is no longer a coach from \(day) on.")
        try recorder.clear(ending, of: own)
        return ProgrammeChange(recorder)
    }

    /// States the target of a measure. What was stated for later stays: a target without an end lasts until the next.
    ///
    /// - Parameter value: in thousandths.
    /// - Throws: ``ProgrammeRefusal``
    public func setTarget(_ measure: String, to value: Int64, days: DayRange, reason: String) throws -> ProgrammeChange {
        guard !days.isEmpty else { throw ProgrammeRefusal("to", "The last day must come after the first.") }
        guard !reason.isEmpty else { throw ProgrammeRefusal("reason", "Say why: a target without a reason cannot be judged later.") }
        let term = try TermBook().term(measure, in: writer)
        let held = try stated(.measureTarget) { $0.subject == term }
        let assertion = Assertion(
            .measureTarget, subject: term, object: value, validFrom: days.from.map(calendar.start),
            validTo: days.to.map(calendar.start) ?? next(after: days.from, among: held), rule: ProgrammeRule.stated, evidence: reason)
        let recorder = recorder("targets", "Set the target of \(measure) to \(Thousandths.text(value))\(Self.words(days)): \(reason)")
        try recorder.state(assertion, over: held)
        return ProgrammeChange(recorder)
    }

    /// States how the community is told apart. What was stated for later stays.
    ///
    /// - Throws: ``ProgrammeRefusal``
    public func setCommunityRule(_ rule: CommunityRule, days: DayRange = .always) throws -> ProgrammeChange {
        guard !days.isEmpty else { throw ProgrammeRefusal("to", "The last day must come after the first.") }
        let held = try stated(.programmeCommunityRule) { _ in true }
        let assertion = Assertion(
            .programmeCommunityRule, subject: 0, object: Int64(rule.rawValue), validFrom: days.from.map(calendar.start),
            validTo: days.to.map(calendar.start) ?? next(after: days.from, among: held), rule: ProgrammeRule.stated,
            evidence: "Stated by \(madeBy).")
        let recorder = recorder("community rule", "The community is told apart by \(rule.key)\(Self.words(days)).")
        try recorder.state(assertion, over: held)
        return ProgrammeChange(recorder)
    }

    private func check(_ login: String, _ days: DayRange) throws {
        let letters = login.utf8
        guard (1...255).contains(letters.count), letters.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw ProgrammeRefusal("username", "That is no user name: it is empty, too long or has a space in it.")
        }
        guard !days.isEmpty else { throw ProgrammeRefusal("to", "The last day must come after the first.") }
    }

    private func stated(_ predicate: Assertion.Predicate, where matches: (Assertion) -> Bool) throws -> [RecordedAssertion] {
        try writer.assertions(predicate).filter { $0.assertion.rule == ProgrammeRule.stated && matches($0.assertion) }
    }

    /// When the next statement begins; nil when none does, and for a statement that always held.
    private func next(after day: CivilDate?, among held: [RecordedAssertion]) -> Instant? {
        guard let day else { return nil }
        let start = calendar.start(of: day)
        return held.compactMap(\.assertion.validFrom).filter { $0 > start }.min()
    }

    private func recorder(_ part: String, _ summary: String) -> OperationRecorder {
        OperationRecorder(writer, kind: ProgrammeImport.operationPrefix + part, madeBy: madeBy, summary: summary, at: now)
    }

    private static func words(_ days: DayRange) -> String {
        (days.from.map { " from \($0)" } ?? "") + (days.to.map { " until \($0)" } ?? "")
    }
}

extension SQLReader {
    /// Every account of a user name at a host: the forge's own, and one that stands for the user name alone.
    func accounts(ofLogin login: String, host: String) throws -> Set<Int64> {
        let account = ForgeAccount(host: host, number: nil, login: login.hasPrefix("@") ? String(login.dropFirst()) : login)
        var found = Set(try numberedAccounts(ofHost: host).filter { $0.key == account.loginKey }.values)
        let spelled = try integer(
            "SELECT id FROM accounts WHERE source = ? AND spelling = ?", [.text(host), .text(account.spelling)])
        if let spelled { found.insert(spelled) }
        return found
    }
}

/// Numbers that are kept in thousandths, as text: `120`, `0.25`.
public enum Thousandths {
    public static func text(_ value: Int64) -> String { Decimals.text(value, places: 3) }

    /// Nil for anything but digits with at most three decimals, and for numbers beyond 10¹².
    public static func value(_ text: String) -> Int64? { Decimals.value(text, places: 3) }
}

/// Numbers with a fixed number of decimals, kept as integers so that nothing is rounded.
public enum Decimals {
    private static let largest: Int64 = 1_000_000_000_000_000

    public static func text(_ value: Int64, places: Int) -> String {
        let digits = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let fraction = padded.suffix(places)
        let kept = fraction.lastIndex { $0 != "0" }.map { "." + fraction[...$0] } ?? ""
        return (value < 0 ? "-" : "") + padded.dropLast(places) + kept
    }

    /// Reads `12`, `12.5`, `-3.25`; nil for anything else, such as thousands set apart, and for numbers beyond 10¹⁵ of the
    /// smallest unit.
    public static func value(_ text: String, places: Int) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts.count == 1 || (1...places).contains(parts[1].count) else {
            return nil
        }
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        let digits = parts[0] + fraction + String(repeating: "0", count: places - fraction.count)
        guard digits.count <= 18, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let magnitude = Int64(digits), magnitude <= largest
        else { return nil }
        return isNegative ? -magnitude : magnitude
    }
}
