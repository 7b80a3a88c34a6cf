import Ledger
import Testing

@testable import Collectors

/// gitdm's files in the shapes that SortingHat's own tests use, with invented people.
@Suite("Reading gitdm's files")
struct GitdmReaderTests {
    static let employers = """
        #
        # Employers
        #

        tom@works.example	Example Works		# Tom Test
        ada@works.example	Example Works		# Ada Test
        tom@works.example	Labs < 2015-01-01	# Tom Test - Labs
        cleo@labs.example	Labs
        ada_t@home.example	Free Group
        """
    static let aliases = """
        # alias - the one that is meant

        ada_t@home.example	ada@works.example
        cleo@works.example	cleo@labs.example
        cleo@laptop         cleo@mylaptop
        """

    static func read(_ texts: [(String, String)], limits: IdentityLimits = IdentityLimits()) -> IdentityReading {
        IdentityInput(.gitdm, calendar: .utc, limits: limits).read(texts: texts.map { ($0.0, Array($0.1.utf8)) })
    }

    private static func periods(_ person: IdentityFile.Person) -> [String] {
        person.enrolments.map { "\($0.organisation) \($0.from?.date.description ?? "") \($0.to?.date.description ?? "")" }.sorted()
    }

    @Test("five employers of four addresses are four people, and one employer begins where the one before ends")
    func employersAlone() {
        let reading = Self.read([("email-map", Self.employers)])
        #expect(reading.findings.problems == [])
        let people = reading.file.people
        #expect(
            people.map { $0.identities.map(\.identity.email) } == [
                ["tom@works.example"], ["ada@works.example"], ["cleo@labs.example"], ["ada_t@home.example"],
            ])
        #expect(
            people.map(Self.periods) == [
                ["Example Works 2015-01-01 ", "Labs  2015-01-01"], ["Example Works  "], ["Labs  "], ["Free Group  "],
            ])
        #expect(people[0].enrolments.map(\.place.line) == [7, 5])
    }

    @Test("aliases join: identities are 2, 2, 2 and 1, and employers of an alias are the person's")
    func withAliases() {
        let reading = Self.read([("aliases", Self.aliases), ("email-map", Self.employers)])
        #expect(reading.findings.problems == [])
        let people = reading.file.people
        #expect(people.map(\.identities.count) == [2, 2, 2, 1])
        #expect(Self.periods(people[0]) == ["Example Works  ", "Free Group  "])
        #expect(Self.periods(people[1]) == ["Labs  "] && Self.periods(people[2]) == [])
        #expect(people[2].identities.map(\.identity.email) == ["cleo@mylaptop", "cleo@laptop"])
        // In the other order the same people come out.
        let other = Self.read([("email-map", Self.employers), ("aliases", Self.aliases)])
        #expect(Set(other.file.people.map(\.identities.count)) == [2, 1] && other.file.people.count == 4)
    }

    @Test("addresses that are none are told, each with its line; the others are read")
    func invalid() {
        let reading = Self.read([
            (
                "email_to_employer",
                """
                tom.works.example	Example Works
                ada$works.example	Example Works
                cleo!works.example	Labs < 2015-01-01
                dan-works-example	Labs
                """
            )
        ])
        #expect(reading.findings.problems.map(\.place.line) == [1, 2, 4])
        #expect(
            reading.findings.problems.first?.description == "email_to_employer, line 1, address: “tom.works.example” is no e-mail address")
        #expect(reading.file.people.map { $0.identities[0].identity.email } == ["cleo@works.example"])
    }

    @Test("the CNCF's entries give user name, addresses, employers with days; robots and unknown employers are none")
    func developers() {
        let reading = Self.read([
            (
                "developers_affiliations1.txt",
                """
                # Comment
                ada*: ada!works.example, ada!users.noreply.github.com
                	Works from Home until 2014-08-01
                	Independent from 2014-08-01 until 2015-10-01
                	Labs from 2015-10-01
                build-bot: bot!works.example
                	(Robots)
                cleo: cleo!labs.example
                	NotFound
                ADA: ada2!works.example
                	Free Group
                """
            )
        ])
        #expect(reading.findings.problems == [])
        let people = reading.file.people
        #expect(people.count == 3)
        #expect(
            people[0].identities.map(\.identity.description) == [
                "@ada (github.com)", "<ada@works.example> (git)", "<ada@users.noreply.github.com> (git)", "<ada2@works.example> (git)",
            ])
        #expect(
            Self.periods(people[0]) == [
                "Free Group  ", "Independent 2014-08-01 2015-10-01", "Labs 2015-10-01 ", "Works from Home  2014-08-01",
            ])
        #expect(people[1].bot?.line == 7 && people[1].enrolments == [])
        #expect(people[2].enrolments == [] && people[2].bot == nil)
        #expect(reading.findings.notices.map(\.count) == [1, 1])
    }

    @Test("domains of an employer follow each other, and a comment ends a line")
    func domains() {
        let reading = Self.read([
            ("domain-map", "works.example\tLabs < 2015-01-01 # old\nworks.example Example Works\nlabs.example\tLabs\n")
        ])
        #expect(reading.file.organisations.map(\.name) == ["Labs", "Example Works"])
        #expect(reading.file.organisations[0].domains.map(\.name) == ["works.example", "labs.example"])
        #expect(reading.file.organisations[1].domains.first?.from == CivilDate("2015-01-01"))
    }

    @Test(
        "what cannot be is a problem with file, line and field, and loses nothing else",
        arguments: [
            ("email-map", "ada@works.example\tWorks < 9999-99-99", "email-map, line 1, date: “9999-99-99” is no day such as 2016-01-01"),
            ("email-map", "ada@works.example", "email-map, line 1: has one column; two are needed"),
            (
                "email-map", "ada@works.example\tWorks# comment",
                "email-map, line 1: has a # inside of a name; a comment stands behind a space"
            ),
            (
                "aliases", "a@x.example b@x.example\nb@x.example c@x.example\nc@x.example a@x.example",
                "aliases, line 3, alias: “c@x.example” leads in a circle to itself"
            ),
            ("aliases", "a@x.example a@x.example", "aliases, line 1, alias: “a@x.example” leads in a circle to itself"),
            (
                "aliases", "a@x.example b@x.example\na@x.example c@x.example",
                "aliases, line 2, alias: “a@x.example” stands for another address at aliases, line 1"
            ),
            (
                "affiliations", "ada: a!x.example\n\tWorks\nben: a!x.example, b!x.example\n\tLabs",
                "affiliations, line 3, address: “a@x.example” belongs to two people; the other, ada, stands at affiliations, line 1"
            ),
            (
                "affiliations", "ada: a!x.example\n\tWorks from 2015-01-01 until 2014-01-01",
                "affiliations, line 2, until: does not come after “from”"
            ),
            (
                "affiliations", "ada: a!x.example\n\tWorks until 2015-02-30",
                "affiliations, line 2, date: “2015-02-30” is no day such as 2016-01-01"
            ),
            ("domain-map", "a@x.example Works", "domain-map, line 1, domain: “a@x.example” is no domain"),
            ("email-map", "ada@works.example\tWo\u{0}rks", "email-map, line 1, organisation: holds the control character U+0000"),
        ])
    func hostile(_ name: String, _ text: String, _ problem: String) {
        let reading = Self.read([(name, text + "\n"), ("other-email", "zoe@zoo.example\tZoo\n")])
        #expect(reading.findings.problems.map(\.description) == [problem])
        #expect(reading.file.people.last?.enrolments.first?.organisation == "Zoo")
    }

    @Test("a line of a gigabyte, bytes that are no text and too many lines cost nothing but their own line")
    func bounds() {
        var limits = IdentityLimits()
        limits.line = 100
        let long = Array("a@x.example\t".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20) + Array("\n".utf8)
        let bad: [UInt8] = Array("b@x.example\tW".utf8) + [0xFF, 0xFE, 0x0A]
        let good = Array("\u{FEFF}c@x.example\tWorks\r\nd@x.example\tל\u{202E}Works".utf8)
        let reading = IdentityInput(.gitdm, calendar: .utc, limits: limits).read(texts: [("email-1", long + bad), ("email-2", good)])
        #expect(
            reading.findings.problems.map(\.description) == ["email-1, line 1: is longer than 100 bytes", "email-1, line 2: is not UTF-8"])
        #expect(reading.file.people.map { $0.identities[0].identity.email } == ["c@x.example", "d@x.example"])
        #expect(reading.findings.notices.map(\.count) == [1])
        limits.entries = 1
        let few = IdentityInput(.gitdm, calendar: .utc, limits: limits).read(texts: [("email-2", good)])
        #expect(few.file.people.count == 1 && few.findings.problemCount == 1)
    }
}
