import Ledger
import Store
import TestSupport
import Testing

@Suite("Suggestions from weaker signs")
struct SuggestionTests {
    private func suggested(_ ledger: JoiningLedger) async throws -> [Set<Int64>: Suggestion] {
        try await ledger.place()
        return Dictionary(try await ledger.suggestions().map { ([$0.first, $0.second], $0) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("names are compared in any order, with initials, without marks and in other alphabets", arguments: TestEngine.allCases)
    func names(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let cases: [(String, String, String)] = [
                ("Mira Vance", "Mira Vance", "same name"), ("Rolf Holm", "Holm, Rolf", "same name in another order"),
                ("J. Ostrander", "Jonas Ostrander", "initials"), ("Zoë Núñez", "Zoe Nunez", "same name in other letters"),
                ("Łukasz Żądło", "Lukasz Zadlo", "same name in other letters"),
                ("Пётр Кузнецов", "Petr Kuznetsov", "same name in other letters"),
                ("Γιώργος Παππάς", "Giorgos Pappas", "same name in other letters"),
                ("Sean O’Brien", "Sean OBrien", "same name in other letters"),
                ("Ann-Marie Quist", "Ann Marie Quist (she)", "same name in other letters"),
                ("I\u{200B}da\u{202E} Falk", "Ida Falk", "same name in other letters"),
            ]
            var pairs: [(Set<Int64>, String)] = []
            for (index, (one, other, sign)) in cases.enumerated() {
                pairs.append(
                    ([try await ledger.git(one, "a\(index)x@one.example"), try await ledger.git(other, "b\(index)y@two.example")], sign))
            }
            let found = try await suggested(ledger)
            for (pair, sign) in pairs { #expect(found[pair]?.reasons.first?.rule == sign, "\(sign)") }
            #expect(found.count == pairs.count)
            #expect(found[pairs[0].0]?.reasons.map(\.words) == ["Both are called Mira Vance."])
        }
    }

    @Test("handles are compared with handles and names, and a name that contradicts weighs against")
    func handles() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            let login = try await ledger.forge("github.com", 1, "mvance77"), same = try await ledger.forge("gitlab.com", 2, "mvance77")
            let boxed = try await ledger.git("M", "quistian@one.example"), user = try await ledger.forge("github.com", 3, "quistian")
            let named = try await ledger.git("Rolf Holmgren", "x@three.example"),
                made = try await ledger.git("rh", "rolf.holmgren@four.example")
            let first = try await ledger.git("Erika Sand", "dresden9@five.example"),
                other = try await ledger.git("Paul Lund", "dresden9@six.example")
            let found = try await suggested(ledger)
            #expect(found[[login, same]]?.reasons.map(\.rule) == ["same user name at two forges"])
            #expect(found[[boxed, user]]?.reasons.map(\.rule) == ["user name in the address"])
            #expect(found[[named, made]]?.reasons.map(\.rule) == ["user name made of the name"])
            #expect(found[[first, other]] == nil, "two different full names speak against one handle")
        }
    }

    @Test("what many share, and what is generic, suggests nothing")
    func common() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            for index in 0..<12 { try await ledger.git("Kim Park", "kp\(index)q@one\(index).example") }
            for index in 0..<4 {
                try await ledger.git("Your Name", "z\(index)z@two\(index).example")
                try await ledger.git("root", "w\(index)w@three\(index).example")
                try await ledger.git("", "info@four\(index).example")
                try await ledger.forge("f\(index).example", 1, "admin")
                try await ledger.git("build-bot", "v\(index)v@five\(index).example")
                try await ledger.git("\u{200B}\u{202E}", "u\(index)u@six\(index).example")
            }
            _ = try await store.write { try $0.markBots(madeBy: "test", at: ledger.now) }
            #expect(try await suggested(ledger) == [:])
        }
    }

    @Test("a user name that is a first name of several people weighs less than a rare one")
    func firstNames() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            for name in ["Jonas Lind", "Jonas Quist", "Jonas Falk"] {
                try await ledger.git(name, "\(name.first!)\(name.utf8.count)x@\(name.suffix(4)).example")
            }
            let a = try await ledger.forge("github.com", 1, "jonas"), b = try await ledger.forge("gitlab.com", 1, "jonas")
            #expect(try await suggested(ledger)[[a, b]] == nil)
        }
    }

    @Test("the same organisation or a rare domain beside another sign raises the score", arguments: TestEngine.allCases)
    func context(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            let plain: Set<Int64> = [
                try await ledger.git("Mira Vance", "m1@one.example"), try await ledger.git("Mira Vance", "m2@two.example"),
            ]
            let domain: Set<Int64> = [
                try await ledger.git("Rolf Holm", "r1@same.example"), try await ledger.git("Rolf Holm", "r2@same.example"),
            ]
            let a = try await ledger.git("Ida Falk", "i1@three.example"), b = try await ledger.git("Ida Falk", "i2@four.example")
            try await store.write { writer in
                let works = try writer.organisation(
                    OrganisationSetting(slug: "works", name: "Works", kind: .company, domains: []), at: ledger.now)
                try OperationRecorder(writer, kind: "test", madeBy: "test", summary: "Affiliated.", at: ledger.now).record(
                    [a, b].map { Assertion(.accountOrganisation, subject: $0, object: works, rule: "stated", evidence: "x") })
            }
            let found = try await suggested(ledger)
            #expect(found[plain]?.score == 0.85)
            #expect(found[domain]?.score == 0.895)
            #expect(found[[a, b]]?.score == 0.895)
            #expect(found[[a, b]]?.reasons.map(\.rule) == ["same name", "same organisation"])
        }
    }

    @Test("accepted, refused and postponed suggestions do not come back; a postponed one does on its day", arguments: TestEngine.allCases)
    func decided(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            let ledger = try await JoiningLedger(store)
            for (index, name) in ["Mira Vance", "Rolf Holm", "Ida Falk"].enumerated() {
                for box in ["a", "b"] { try await ledger.git(name, "\(box)\(index)x@\(box)\(index).example") }
            }
            try await ledger.place()
            let all = try await ledger.suggestions().sorted { $0.first < $1.first }
            #expect(all.count == 3)
            let day = ledger.now.advanced(by: 86_400)
            try await ledger.state { try $0.accept(all[0], reason: "I know her.") }
            try await ledger.state { try $0.refuse(all[1].first, all[1].second, reason: "Cousins.") }
            try await ledger.state { try $0.postpone(all[2].first, all[2].second, until: day) }
            #expect(try await ledger.suggestions() == [])
            #expect(try await ledger.areOne(all[0].first, all[0].second))
            let said = try await store.read { try $0.assertions(.accountSame).map(\.assertion) }
            #expect(said.map(\.rule) == ["accepted suggestion"])
            #expect(said.map(\.evidence) == ["Both are called Mira Vance. Stated by test: I know her."])
            #expect(try await store.read { try $0.suggestions(limit: 9, at: day) }.map(\.first) == [all[2].first])
            // Another account of a refused person does not bring the question back.
            try await ledger.git("Rolf Holm", "a1x@a1.example ")
            try await ledger.place()
            #expect(try await ledger.suggestions() == [])
        }
    }

    @Test("each person gets a few suggestions at most, and pages follow one another without gaps")
    func pages() async throws {
        try await withStore(on: .sqlite) { store in
            let ledger = try await JoiningLedger(store)
            for index in 0..<8 { try await ledger.git("Mira Vance", "q\(index)q@one\(index).example") }
            for index in 0..<30 {
                for box in ["a", "b"] { try await ledger.git("Nn\(index)x Family\(index)y", "\(box)\(index)z@\(box)\(index).example") }
            }
            try await ledger.place()
            let all = try await ledger.suggestions()
            for (_, group) in Dictionary(grouping: all.flatMap { [$0.firstPerson, $0.secondPerson] }, by: { $0 }) {
                #expect(group.count <= 5)
            }
            var paged: [Suggestion] = []
            while true {
                let cursor = paged.last?.cursor
                let page = try await store.read { try $0.suggestions(limit: 7, after: cursor, at: ledger.now) }
                if page.isEmpty { break }
                paged += page
            }
            #expect(paged == all)
            #expect(all.count > 30)
        }
    }
}
