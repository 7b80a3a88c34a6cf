import Ledger
import Store

/// The same sequence for the same seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Fills an empty ledger with invented people as collections, rosters, files and their own words would.
struct RandomPeople {
    private var numbers: SeededNumbers
    private let now = Instant("2026-07-01")!
    private static let names = [
        "Ada Example", "ada", "Zoë Пример", "O'Neil, Ann", "say \"hi\"", "=1+1", "'quoted", "#hash", "a <b> c", "名前", "x\u{202E}y", "Root",
        "ada: x",
        "tab\tname", "Ann until 2020-01-01",
    ]
    private static let employers = [
        "Works", "Labs, Inc.", "Free # Group", "Office < 5", "Life until now", "=Sum", "Independent", "Größe AG", "(Robots)",
    ]

    init(seed: UInt64) { numbers = SeededNumbers(seed) }

    mutating func fill(_ writer: any SQLWriter, people count: Int) throws {
        var organisations: [Int64] = []
        for (index, name) in Self.employers.enumerated() {
            organisations.append(
                try writer.organisation(.init(slug: "o\(index)", name: name, kind: .company, domains: []), at: now))
        }
        let recorder = OperationRecorder(writer, kind: "invent", madeBy: "test", summary: "Invented people.", at: now)
        let (git, forges, terms) = (AccountBook(source: "git"), ForgeAccountBook(), TermBook())
        for person in 0..<count {
            var accounts: [Int64] = []
            for serial in 0..<Int.random(in: 0...4, using: &numbers) {
                let name =
                    Int.random(in: 0...4, using: &numbers) == 0
                    ? "" : "\(Self.names.randomElement(using: &numbers)!)\(pick(["", " \(person)"]))"
                let email =
                    Int.random(in: 0...7, using: &numbers) == 0
                    ? "" : pick(["p\(person)@x.example", "P\(person).\(serial)@Y.example", "p\(person)+\(serial)@host"])
                // What has no address must tell people apart by the name.
                let identity = SpelledIdentity(name: email.isEmpty ? "\(name) \(person).\(serial)" : name, email: email)
                accounts.append(try git.account(of: identity, in: writer, at: now))
            }
            for serial in 0..<Int.random(in: 0...2, using: &numbers) {
                let numbered = Bool.random(using: &numbers)
                let account = ForgeAccount(
                    host: pick(["github.com", "gitlab.com", "forge.example"]), number: numbered ? Int64(person * 10 + serial) : nil,
                    login: "User\(person)-\(serial)", email: Bool.random(using: &numbers) ? "f\(person).\(serial)@x.example" : nil)
                accounts.append(try forges.account(of: account, observed: now, in: writer, at: now))
            }
            try recorder.record(beliefs(Array(Set(accounts)).sorted(), organisations, person, terms, writer))
        }
        var other: [Assertion] = []
        for (index, name) in ["works.example", "works.example", "only:labs.example", "free.example"].enumerated() {
            other.append(
                Assertion(
                    .organisationDomain, subject: organisations[index], object: try terms.term(name, in: writer),
                    validFrom: index == 1 ? Instant("2015-01-01")! : nil, validTo: index == 0 ? Instant("2015-01-01")! : nil,
                    rule: ProgrammeRule.configured, evidence: "steward.yml says so."))
        }
        for text in ["root", "=admin@x.example", "Zoë"] {
            other.append(
                Assertion(.identityExcluded, subject: try terms.term(text, in: writer), rule: ProgrammeRule.stated, evidence: "Stated."))
        }
        try recorder.record(other)
        try writer.placeAccounts(madeBy: "test", at: now)
    }

    private mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &numbers)! }

    private mutating func beliefs(
        _ accounts: [Int64], _ organisations: [Int64], _ person: Int, _ terms: TermBook, _ writer: any SQLWriter
    ) throws -> [Assertion] {
        guard let head = accounts.first else { return [] }
        var assertions = accounts.dropFirst().map {
            Assertion(.accountSame, subject: head, object: $0, rule: ProgrammeRule.stated, evidence: "Stated by a test.")
        }
        for _ in 0..<Int.random(in: 0...4, using: &numbers) {
            let from =
                Int.random(in: 0...2, using: &numbers) == 0
                ? nil : Instant("2010-01-01")!.advanced(by: Int64.random(in: 0...40, using: &numbers) * 30 * 86_400)
            let to =
                Int.random(in: 0...2, using: &numbers) == 0
                ? nil : (from ?? Instant("2012-01-01")!).advanced(by: Int64.random(in: 1...40, using: &numbers) * 43_200)
            assertions.append(
                Assertion(
                    .accountOrganisation, subject: accounts.randomElement(using: &numbers)!,
                    object: organisations.randomElement(using: &numbers)!,
                    validFrom: from, validTo: to, share: Int.random(in: 0...5, using: &numbers) == 0 ? 250_000 : nil,
                    rule: pick(["stated", "HR roster", "contributor mapping", "imported", "e-mail domain"]), evidence: "Made up."))
        }
        if Int.random(in: 0...6, using: &numbers) == 0 {
            assertions.append(Assertion(.accountBot, subject: head, rule: "GitHub app", evidence: "Made up."))
        }
        if Int.random(in: 0...4, using: &numbers) == 0 {
            assertions.append(
                Assertion(
                    .accountDisplayName, subject: head, object: try terms.term("Name \(person)", in: writer), rule: ProgrammeRule.stated,
                    evidence: "Chosen."))
        }
        if Int.random(in: 0...9, using: &numbers) == 0 {
            assertions.append(Assertion(.accountOptOut, subject: head, rule: ProgrammeRule.stated, evidence: "Asked for."))
        }
        return assertions
    }
}
