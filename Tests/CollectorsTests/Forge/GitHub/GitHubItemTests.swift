import Ledger
import Testing

@testable import Collectors

@Suite("GitHub's items become facts")
struct GitHubItemTests {
    private typealias Sample = GitHubSample

    private func failure(_ body: () throws -> GitHubItem) -> String {
        do { return "read: \(try body().number)" } catch { return "\(error)" }
    }

    @Test("a pull request comes with all that changes about it")
    func pull() throws {
        let fact = try Sample.item(pull: Sample.pull(["draft": "true", "milestone": #"{"title":"2.0"}"#])).fact()
        var state = ItemState(.open, title: "Add a bridge", updatedAt: .january(9), isDraft: true)
        state.labels = ["bug", "help wanted"]
        state.milestone = "2.0"
        state.targetBranch = "main"
        state.additions = 10
        state.deletions = 2
        state.files = 3
        #expect(fact == ItemFact(.changeRequest, number: 7, author: .ada, createdAt: Instant("2024-01-02T03:04:05Z")!, state: state))
    }

    @Test("an issue has no branch and no size")
    func issue() throws {
        let fact = try Sample.item(issue: Sample.issue(["state": #""closed""#, "closed_at": #""2024-01-04T00:00:00Z""#])).fact()
        #expect(fact.kind == .issue && fact.number == 8 && fact.author == .ben)
        #expect(
            fact.state == ItemState(.closed, title: "The bridge sways", updatedAt: .january(4), closedAt: .january(4), milestone: "1.0"))
    }

    @Test(
        "a pull request is merged when GitHub says when, whether or not it says who and that",
        arguments: [
            (#""2024-01-08T00:00:00Z""#, "true", GitHubSample.ben, ForgeAccount.ben, Instant.january(8)),
            (#""2024-01-08T00:00:00Z""#, nil, nil, nil, .january(8)),
            (nil, "true", nil, nil, .january(7)),
        ] as [(String?, String?, String?, ForgeAccount?, Instant)])
    func merged(_ at: String?, _ merged: String?, _ by: String?, _ account: ForgeAccount?, _ expected: Instant) throws {
        let state = try Sample.item(
            pull: Sample.pull([
                "state": #""closed""#, "closed_at": #""2024-01-07T00:00:00Z""#, "merged_at": at, "merged": merged, "merged_by": by,
            ])
        ).fact().state
        #expect(state.status == .merged && state.mergedAt == expected && state.mergedBy == account && state.closedAt == .january(7))
    }

    @Test("closed without a merge is closed; the list of issues tells a merged pull request too")
    func closed() throws {
        let closed = #""closed""#
        #expect(try Sample.item(pull: Sample.pull(["state": closed, "merged_at": "null"])).fact().state.status == .closed)
        let listed = try Sample.item(
            issue: Sample.issue(["state": closed, "pull_request": #"{"url":"x","merged_at":"2024-01-08T00:00:00Z"}"#, "draft": "true"])
        ).fact()
        #expect(
            listed.kind == .changeRequest && listed.state.status == .merged && listed.state.mergedAt == .january(8) && listed.state.isDraft)
        let open = try Sample.item(issue: Sample.issue(["pull_request": #"{"url":"x"}"#])).fact()
        #expect(open.kind == .changeRequest && open.state.status == .open)
    }

    @Test(
        "nobody is the author when the account is gone: null, absent, or the ghost that stands for all of them",
        arguments: [
            "null", nil, "{}", GitHubSample.user("ghost", 10137),
        ])
    func ghost(_ user: String?) throws {
        #expect(try Sample.item(pull: Sample.pull(["user": user])).fact().author == nil)
    }

    @Test("a bot is an account of the type Bot or one whose name ends as the names of apps do")
    func bots() throws {
        func isBot(_ user: String) throws -> Bool? { try Sample.item(pull: Sample.pull(["user": user])).fact().author?.isBot }
        #expect(try isBot(Sample.user("Copilot", 3, type: "Bot")) == true)
        #expect(try isBot(Sample.user("builder[bot]", 3)) == true)
        #expect(try isBot(Sample.user("robot", 3)) == false)
        #expect(try isBot(#"{"login":"builder[bot]"}"#) == true)
    }

    @Test(
        "a field that must be there and is not, or holds another type, is named",
        arguments: [
            (["number": nil], "number: it is missing."), (["number": #""7""#], "number: a whole number was expected, “7” was found."),
            (["number": "0"], "number: a number from 1 was expected, 0 was found."),
            (["number": "99999999999999999999"], nil), (["state": nil], "state: it is missing."),
            (["state": #""melted""#], "state: open or closed was expected, “melted” was found."),
            (["title": "null"], "title: it is missing."), (["title": "[]"], "title: a string was expected, an array was found."),
            (["created_at": #""soon""#], "created_at: a time was expected, “soon” was found."),
            (["updated_at": "17"], "updated_at: a time was expected, a number was found."),
            (["merged_at": "true"], "merged_at: a time was expected, true or false was found."),
            (["user": #""ada""#], "user: an object was expected, “ada” was found."),
            (["user": #"{"type":"User"}"#], "user.login: it is missing."),
            (["user": #"{"login":"ada","id":"1"}"#], "user.id: a whole number was expected, “1” was found."),
            (["labels": "{}"], "labels: an array was expected, an object was found."),
            (["labels": "[7]"], "labels[0]: a label was expected, a number was found."),
            (["base": "3"], "base: an object was expected, a number was found."),
            (["additions": "1.5"], "additions: a whole number was expected, a number was found."),
            (["draft": #""no""#], "draft: true or false was expected, “no” was found."),
        ] as [([String: String?], String?)])
    func surprises(_ fields: [String: String?], _ expected: String?) {
        let text = failure { try Sample.item(pull: Sample.pull(fields)) }
        #expect(expected.map { text == "sample.json, \($0)" } ?? text.hasPrefix("sample.json: "))
    }

    @Test("fields that may be absent are absent without a word, unknown fields are passed over")
    func absences() throws {
        let bare = try Sample.item(
            pull: Sample.pull([
                "user": nil, "labels": nil, "base": nil, "additions": nil, "deletions": "null", "changed_files": nil, "draft": nil,
                "merged": nil, "author_association": nil, "surprise": #"{"deep":[1,2,{"x":null}]}"#,
            ])
        ).fact()
        #expect(bare.state == ItemState(.open, title: "Add a bridge", updatedAt: .january(9)))
    }

    @Test("a name from outside stays short and on one line")
    func hostileNames() throws {
        let long = String(repeating: "x", count: 100_000)
        let author = try Sample.item(pull: Sample.pull(["user": #"{"login":"a\u0000\n\#(long)","id":9}"#])).fact().author
        #expect(author?.login?.utf8.count == 255)
        #expect(author?.login?.hasPrefix("a  x") == true)
        let title = #""<script>alert(1)</script>\u202e\u0000 ' OR 1=1 --""#
        #expect(
            try Sample.item(pull: Sample.pull(["title": title])).fact().state.title == "<script>alert(1)</script>\u{202e}\0 ' OR 1=1 --")
    }

    @Test("an answer that is damaged anywhere is read or refused, and never more than that")
    func damage() {
        var seed: UInt64 = 20_240_102
        func random(_ count: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % count
        }
        let whole = Array(Sample.pull(["body": #""a\ud83d\ude00 \u0000 ünï""#]).utf8)
        let spices = Array(#"{}[],:"\0-9eEtfnu \u{0}"#.utf8) + [0xFF, 0xC3, 0x80, 0x0A]
        var outcomes = [0, 0]
        for _ in 0..<3000 {
            var bytes = whole
            for _ in 0...random(3) {
                switch random(4) {
                case 0: bytes[random(bytes.count)] = spices[random(spices.count)]
                case 1: bytes.insert(spices[random(spices.count)], at: random(bytes.count))
                case 2: bytes.remove(at: random(bytes.count))
                default: bytes.removeLast(random(bytes.count / 8))
                }
            }
            do throws(JSONFailure) {
                let root = try JSONDocument(bytes: bytes, source: "damaged.json").root
                _ = try GitHubItem(pull: root, accounts: Sample.accounts).fact()
                outcomes[0] += 1
            } catch {
                #expect(error.description.hasPrefix("damaged.json"))
                outcomes[1] += 1
            }
        }
        #expect(outcomes.allSatisfy { $0 > 100 }, "\(outcomes)")
    }

    @Test("an address of an item names the forge and the project, and nothing else does")
    func addresses() {
        let address = GitHubAddress("https://GitHub.com/works/bridge.js/pull/7#issuecomment-1")
        #expect(address?.host == "github.com" && address?.path == "works/bridge.js")
        #expect(GitHubAddress("https://forge.example:8443/works/bridge/issues/8")?.host == "forge.example:8443")
        for text in [
            "", "https://github.com/works/bridge", "https://github.com/works/bridge/discussions/7", "ftp://github.com/a/b/pull/1",
            "https:///a/b/pull/1", "https://github.com//b/pull/1", "https://github.com/a b/c/pull/1", "https://evil\n.com/a/b/pull/1",
            "https://user@github.com/a/b/pull/1", "javascript:alert(1)//x/y/pull/1",
            "https://\(String(repeating: "h", count: 256))/a/b/pull/1",
        ] { #expect(GitHubAddress(text) == nil) }
    }
}
