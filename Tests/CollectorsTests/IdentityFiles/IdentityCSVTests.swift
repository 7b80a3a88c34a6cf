import Ledger
import Testing

@testable import Collectors

@Suite("People as comma-separated values")
struct IdentityCSVTests {
    static func read(_ texts: [(String, String)]) -> IdentityReading {
        IdentityInput(.csv, calendar: .utc).read(texts: texts.map { ($0.0, Array($0.1.utf8)) })
    }

    @Test("the column person leads from one file to the other; columns come in any order")
    func folder() {
        let reading = Self.read([
            ("accounts.csv", "source,person,email,name\r\ngit,p1,ada@works.example,\"Test, Ada\"\r\ngithub.com,p2,,Ben\r\n"),
            ("affiliations.csv", "person,organisation,from,to,share\np1,Works,2015-01-01,2016-01-01T12:00:00Z,0.5\n"),
            ("people.csv", "person,bot,display_name\np2,yes,\np1,,Ada\n"),
            ("domains.csv", "organisation,domain,subdomains,from,to\nWorks,Works.example,no,2015-01-01,\n"),
            ("exclusions.csv", "text\nroot\n"),
        ])
        #expect(reading.findings.problems == [])
        #expect(
            reading.file.people.map { $0.identities[0].identity.description } == [
                "Test, Ada <ada@works.example> (git)", "Ben (github.com)",
            ])
        #expect(reading.file.people[0].enrolments.map(\.share) == [500_000])
        #expect(reading.file.people[0].enrolments.map(\.to) == [Instant("2016-01-01T12:00:00Z")])
        #expect(reading.file.people.map(\.displayName) == ["Ada", nil] && reading.file.people[1].bot != nil)
        #expect(reading.file.organisations[0].domains.map(\.hasSubdomains) == [false])
    }

    @Test(
        "what cannot be is told with line and column; the lines around it are read",
        arguments: [
            ("accounts.csv, line 2: has 2 fields where there are 3 columns", "p1,git"),
            ("accounts.csv, line 2, person: is empty", ",git,Ada"),
            ("accounts.csv, line 2: has neither user name nor name nor e-mail", "p1,git,"),
            ("accounts.csv, line 2: has a quotation mark that is never closed", "p1,git,\"Ada"),
            ("accounts.csv, line 2: has text behind a closing quotation mark", "p1,git,\"Ada\"x"),
            ("accounts.csv, line 2: has a quotation mark inside of a field without them", "p1,git,A\"da"),
        ])
    func broken(_ problem: String, _ line: String) {
        let reading = Self.read([("accounts.csv", "person,source,name\n\(line)\np2,git,Ben\n")])
        #expect(reading.findings.problems.map(\.description) == [problem])
        #expect(reading.file.people.map { $0.identities[0].identity.name } == ["Ben"])
    }

    @Test(
        "formulas are disarmed on the way out and come back as they were",
        arguments: [
            "=1+1", "+x", "-x", "@x", "'=1", "''=1", "'x", "a,b", "say \"hi\"", "two\nlines", "cr\rin", "\ttab", "plain", " spaces ",
        ])
    func cells(_ text: String) {
        let place = IdentityPlace(file: "")
        var file = IdentityFile()
        file.people = [IdentityFile.Person(place, identities: [.init(.init(source: "git", name: text), place)])]
        let written = IdentityWriting(file, as: .csv, calendar: .utc, now: Instant(seconds: 0))
        let table = String(decoding: written.parts.first { $0.name == "accounts.csv" }?.bytes ?? [], as: UTF8.self)
        #expect(!table.contains(",=") && !table.contains("\"=") && !table.contains(",@"))
        let reading = IdentityInput(.csv, calendar: .utc).read(texts: written.parts.map { ($0.name, $0.bytes) })
        #expect(reading.file.people.map { $0.identities[0].identity.name.map { Array($0.utf8) } } == [Array(text.utf8)])
    }
}
