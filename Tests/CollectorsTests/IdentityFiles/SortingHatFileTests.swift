import Ledger
import Testing

@testable import Collectors

@Suite("SortingHat's JSON")
struct SortingHatFileTests {
    static func read(_ text: String, limits: IdentityLimits = IdentityLimits()) -> IdentityReading {
        IdentityInput(.sortinghat, calendar: .utc, limits: limits).read(texts: [("sh.json", Array(text.utf8))])
    }

    static let sample = """
        {"source": null, "time": "2015-01-14 13:31:19.507613", "blacklist": ["Tom Test", "root@works.example"],
         "organizations": {"Labs": [{"domain": "api.labs.example", "is_top": false}, {"domain": "labs.example", "is_top": true}], "Unused": []},
         "uidentities": {
          "0000": {"enrollments": [], "identities": [], "profile": null, "uuid": "0000"},
          "03e1": {"enrollments": [{"end": "2100-01-01T00:00:00", "start": "1900-01-01T00:00:00", "organization": "Example", "uuid": "03e1"}],
           "identities": [{"email": "ada@x.example", "id": "03e1", "name": "Ada Test", "source": "git", "username": null, "uuid": "03e1"},
             {"email": null, "id": "75d9", "name": null, "source": "github", "username": "ada", "uuid": "03e1"}],
           "profile": {"country": {"alpha3": "USA", "code": "US", "name": "United States of America"}, "email": "ada@x.example",
             "gender": "female", "gender_acc": 100, "name": "Ada T.", "is_bot": true, "uuid": "03e1"}, "uuid": "03e1"},
          "52e0": {"enrollments": [{"end": "2000-01-01T12:00:00.5", "start": "1999-01-01T00:00:00+00:00", "organization": "Labs"}],
           "identities": [{"email": "ben@x.example", "name": null, "source": "mls", "username": "ben"}], "uuid": "52e0"}}}
        """

    @Test("people, employments without bounds, exclusions and domains are read; gender and country are not")
    func read() {
        let reading = Self.read(Self.sample)
        #expect(reading.findings.problems == [])
        #expect(
            reading.file.people.map { $0.identities.map(\.identity.description) } == [
                ["Ada Test <ada@x.example> (git)", "@ada (github.com)"], ["<ben@x.example> @ben (mls)"],
            ])
        #expect(reading.file.people[0].bot != nil && reading.file.people[0].displayName == "Ada T." && reading.file.people[1].bot == nil)
        #expect(reading.file.people[0].enrolments.map { [$0.from, $0.to] } == [[nil, nil]])
        #expect(
            reading.file.people[1].enrolments.map { [$0.from, $0.to] } == [[Instant("1999-01-01")!, Instant("2000-01-01T12:00:00Z")!]])
        #expect(reading.file.exclusions.map(\.text) == ["Tom Test", "root@works.example"])
        #expect(reading.file.organisations.map(\.name) == ["Labs", "Unused"])
        #expect(reading.file.organisations[0].domains.map(\.hasSubdomains) == [false, true])
        #expect(reading.findings.notices.map(\.message).contains { $0.hasPrefix("Gender and country of profiles are never read") })
        #expect(!"\(reading.file)".contains("female") && !"\(reading.file)".contains("USA"))
    }

    @Test(
        "what cannot be is told with the path of the field",
        arguments: [
            ("[]", "sh.json: is no SortingHat file: it has neither “uidentities” nor “organizations”"),
            ("{\"uidentities\": []}", "sh.json, uidentities: an object was expected, an array was found"),
            (
                "{\"uidentities\": {\"a\": {\"identities\": [{\"source\": \"git\"}]}}}",
                "sh.json, uidentities.a.identities[0]: has neither name nor e-mail nor username"
            ),
            (
                "{\"uidentities\": {\"a\": {\"identities\": [{\"name\": \"Ada\"}]}}}",
                "sh.json, uidentities.a.identities[0], source: is missing"
            ),
            (
                "{\"uidentities\": {\"a\": {\"identities\": [{\"name\": 7, \"source\": \"git\"}]}}}",
                "sh.json, uidentities.a.identities[0], name: is a number, not a string"
            ),
            (
                "{\"uidentities\": {\"a\": {\"enrollments\": [{\"organization\": \"W\", \"start\": \"9999-99-99T00:00:00\", \"end\": \"2100-01-01T00:00:00\"}]}}}",
                "sh.json, uidentities.a.enrollments[0], start: “9999-99-99T00:00:00” is no date"
            ),
            (
                "{\"uidentities\": {\"a\": {\"enrollments\": [{\"organization\": \"W\", \"start\": \"2001-01-01\", \"end\": \"2000-01-01\"}]}}}",
                "sh.json, uidentities.a.enrollments[0], end: does not come after the start"
            ),
            (
                "{\"uidentities\": {\"a\": {\"profile\": {\"is_bot\": \"yes\"}}}}",
                "sh.json, uidentities.a.profile, is_bot: is neither true nor false"
            ),
            (
                "{\"organizations\": {\"W\": [{\"domain\": \"w.example\", \"is_top\": 1}]}}",
                "sh.json, organizations.W[0], is_top: is neither true nor false"
            ),
            ("{\"organizations\": {}, \"blacklist\": [\"\"]}", "sh.json, blacklist[0]: is empty"),
            (
                "{\"uidentities\": {\"a\": {\"identities\": [{\"name\": \"A\\u0000da\", \"source\": \"git\"}]}}}",
                "sh.json, uidentities.a.identities[0], name: holds the control character U+0000"
            ),
            ("{\"uidentities\": {", "sh.json: it is not JSON, or its end is missing."),
            (
                String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000),
                "sh.json: it is nested more deeply than 12 levels."
            ),
        ])
    func hostile(_ text: String, _ problem: String) {
        #expect(Self.read(text).findings.problems.map(\.description) == [problem])
    }

    @Test("an identity in two people is told with both places, and stays with the first")
    func shared() {
        let reading = Self.read(
            """
            {"uidentities": {"a": {"identities": [{"name": "Ada", "email": "a@x.example", "source": "git"}]},
              "b": {"identities": [{"name": "Ada", "email": "a@x.example", "source": "git"}, {"name": "Ben", "source": "git"}]}}}
            """)
        #expect(
            reading.findings.problems.map(\.description) == [
                "sh.json, uidentities.b.identities[0], identity: Ada <a@x.example> (git) belongs to two people; the other stands at sh.json, uidentities.a"
            ])
        #expect(reading.file.people.map { $0.identities.map(\.identity.name) } == [["Ada"], ["Ben"]])
    }

    @Test("a written file has SortingHat's members, no hash of an address, and no gender")
    func written() throws {
        let bytes = IdentityWriting(Self.read(Self.sample).file, as: .sortinghat, calendar: .utc, now: Instant("2026-11-21")!).parts[0]
            .bytes
        let root = try JSONDocument(bytes: bytes, source: "written").root
        #expect(root.members.map(\.name) == ["blacklist", "organizations", "source", "time", "uidentities"])
        let people = try #require(root["uidentities"])
        #expect(people.members.map(\.name) == ["person-00000001", "person-00000002"])
        let first = try #require(people.member(named: "person-00000001"))
        #expect(first.members.map(\.name) == ["enrollments", "identities", "profile", "uuid"])
        #expect(first["profile"]?["is_bot"]?.bool == true && first["profile"]?["gender"] == nil && first["profile"]?["country"] == nil)
        #expect(first["enrollments"]?.elements.map { $0["start"]?.string } == ["1900-01-01T00:00:00"])
        #expect(first["identities"]?.elements.map { $0["source"]?.string } == ["git", "github"])
    }
}
