import Ledger
import Store
import TestSupport
import Testing

/// The cases on which SortingHat tests its matching, in our own words and with invented people.
///
/// SortingHat's identities have a name, an address or a user name and belong to individuals; here each is an account, and
/// those of one individual were imported as one person's. Where SortingHat recommends, Steward joins or suggests.
/// `docs/joining.md` has the table and defends the differences.
@Suite("SortingHat's matching cases")
struct SortingHatCasesTests {
    private enum Outcome: String { case joined, suggested, apart }

    /// Rolf Holm twice, R. Holm, Mira Vance thrice, as SortingHat's families of individuals are made.
    private struct Families {
        var first: [Int64] = [], second: [Int64] = [], third: [Int64] = [], fourth: [Int64] = [], fifth: [Int64] = []
        var nameOnly: Int64 = 0, brokenAddress: Int64 = 0

        init(_ ledger: JoiningLedger, mailbox: String = "rholm") async throws {
            first = [
                try await ledger.git("Rolf Holm", "\(mailbox)@works.example"), try await ledger.git("Rolf Holm", ""),
                try await ledger.forge("scm.example", nil, mailbox), try await ledger.git("", mailbox),
            ]
            second = [
                try await ledger.forge("alt.example", nil, "rolf_holm", name: "R. Holm"),
                try await ledger.forge("alt.example", nil, mailbox, name: "Rolf Holm"),
                try await ledger.forge("alt.example", 3, nil, email: "\(mailbox)@works.example"),
            ]
            third = [try await ledger.git("Mirar Vance", ""), try await ledger.git("Mira Vance Lind", "mira.vance@home.example")]
            fourth = [
                try await ledger.forge("scm.example", nil, "rolf_holm", name: "R. Holm"),
                try await ledger.forge("mls.example", nil, "rolf_holm", email: "R_Holm@works.example"),
                try await ledger.forge("mls.example", nil, "Holm. R"), try await ledger.git("Holm. R", "R_Holm@works.example"),
            ]
            fifth = [
                try await ledger.git("Mira Vance Lind", "mvance@home.example"),
                try await ledger.forge("mls.example", 55, nil, name: "mvance"),
            ]
            nameOnly = try await ledger.git("mvance", "")
            brokenAddress = try await ledger.forge("mls.example", 77, nil, email: mailbox)
            for individual in [first, second, third, fourth, fifth] {
                for account in individual.dropFirst() { try await ledger.said(individual[0], account, "SortingHat") }
            }
            try await ledger.place()
        }
    }

    private func outcome(_ a: Int64, _ b: Int64, _ ledger: JoiningLedger) async throws -> Outcome {
        let people = try await ledger.people()
        if people[a] == people[b] { return .joined }
        let pair = Set([people[a], people[b]])
        let isSuggested = try await ledger.suggestions().contains { Set([$0.firstPerson.number, $0.secondPerson.number]) == pair }
        return isSuggested ? .suggested : .apart
    }

    @Test("the families are recommended as SortingHat does, strictly and loosely", arguments: TestEngine.allCases)
    func families(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let of = try await Families(ledger)
            // SortingHat, strict: the first and the second by address, name and user name.
            #expect(try await outcome(of.first[0], of.second[0], ledger) == .joined)
            // Strict: the third and the fifth by the name of three words.
            #expect(try await outcome(of.third[1], of.fifth[0], ledger) == .suggested)
            // Strict: what was changed last, the fourth, with the second by the user name at another source.
            #expect(try await outcome(of.fourth[0], of.second[0], ledger) == .suggested)
            // Loose only: a name of one word.
            #expect(try await outcome(of.nameOnly, of.fifth[1], ledger) == .suggested)
            // Loose: an address without a domain. Steward never joins nor suggests by it: anybody may have written it.
            #expect(try await outcome(of.brokenAddress, of.first[3], ledger) == .apart)
            // No match for either.
            #expect(try await outcome(of.first[0], of.fifth[0], ledger) == .apart)
            #expect(try await outcome(of.third[0], of.fourth[0], ledger) == .apart)
        }
    }

    @Test("a term that is excluded joins nobody: what SortingHat keeps in a table, the list of generic names has")
    func excluded() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let of = try await Families(ledger, mailbox: "Support")
            let people = try await ledger.people()
            #expect(people[of.first[0]] != people[of.second[0]], "the shared address and user name no longer join")
            #expect(try await outcome(of.third[1], of.fifth[0], ledger) == .suggested)
        }
    }

    @Test("a term that a file excluded joins nobody and suggests nothing, until it is taken back", arguments: TestEngine.allCases)
    func excludedTerm(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.git("Rolf", "rholm@works.example"), b = try await ledger.git("Holm", "rholm@works.example")
            try await ledger.place()
            #expect(try await outcome(a, b, ledger) == .joined)
            for (isExcluded, expected) in [(true, Outcome.apart), (false, .joined)] {
                try await store.write { writer in
                    let recorder = OperationRecorder(writer, kind: "import", madeBy: "test", summary: "Excluded.", at: ledger.now)
                    try recorder.end(writer.assertions(.identityExcluded).map(\.id))
                    guard isExcluded else { return }
                    try recorder.record([
                        Assertion(
                            .identityExcluded, subject: try TermBook().term("RHolm@works.example", in: writer), rule: "imported",
                            evidence: "x")
                    ])
                }
                try await ledger.place()
                #expect(try await outcome(a, b, ledger) == expected)
            }
        }
    }

    @Test("cases of letters do not matter, in user names and in names")
    func cases() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let a = try await ledger.forge("github.com", 1, "Rholm"), b = try await ledger.forge("gitlab.com", 2, "rHOLM")
            let c = try await ledger.git("mIra vAnce", "one@home.example"),
                d = try await ledger.forge("forum.example", 3, nil, name: "MIRA VANCE")
            try await ledger.place()
            #expect(try await outcome(a, b, ledger) == .suggested)
            #expect(try await outcome(c, d, ledger) == .suggested)
            #expect(try await outcome(a, c, ledger) == .apart)
        }
    }

    @Test("private addresses of GitHub lead to the user name, with a number and without; broken ones lead nowhere")
    func privateAddresses() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            var people: [Set<Int64>] = []
            for (number, login) in [(52_891_811, "forge-user"), (52_891_812, "forgeuser2")] as [(Int64, String)] {
                people.append([
                    try await ledger.forge("github.com", number, login), try await ledger.git("", "\(login)@users.noreply.github.com"),
                    try await ledger.git("", "\(number)+\(login)@users.noreply.github.com"),
                ])
            }
            let broken = try await ledger.git("", "52891811+@users.noreply.github.com"),
                empty = try await ledger.git("", "@users.noreply.github.com")
            try await ledger.place()
            #expect(try await ledger.groups() == Set(people).union([[broken], [empty]]))
        }
    }

    @Test("one user name at one forge is one account, whether its number is known or not")
    func oneForge() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let listed = try await ledger.forge("github.com", nil, "mira_vance", name: "M. Vance")
            let numbered = try await ledger.forge("github.com", 9, "mira_vance", name: "Mira Vance")
            let other = try await ledger.forge("git.works.example", 9, "mira_vance", name: "Mira Vance")
            try await ledger.place()
            #expect(try await outcome(listed, numbered, ledger) == .joined)
            #expect(try await outcome(numbered, other, ledger) == .suggested)
        }
    }
}
