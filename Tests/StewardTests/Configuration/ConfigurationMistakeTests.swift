import Testing

@testable import steward

/// What a person is told about each kind of mistake in `steward.yml`: the line, what is wrong, what would be right.
@Suite("Mistakes in the configuration file")
struct ConfigurationMistakeTests {
    /// The problems of a file, as they are printed.
    private func problems(_ text: String) -> [String] {
        var sources = ConfigurationSources(currentFolder: "/srv/steward")
        sources.environment["HOME"] = "/home/ada"
        do {
            _ = try ConfigurationLoader.load(sources, fileText: text)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("an unknown key is named with its line and the key that was meant")
    func unknownKey() {
        let text = """
            data_folder: data

            listen:
              port: 8080

            # the people we know
            organisatons: []
            """
        #expect(problems(text) == ["steward.yml line 7: unknown key `organisatons`; did you mean `organisations`?"])
    }

    @Test("an unknown key in a section or an entry is looked up among the keys of that place")
    func unknownNestedKey() {
        #expect(
            problems("listen:\n  prot: 8080\n") == [
                "steward.yml line 2: unknown key `prot` in `listen`; did you mean `port`?"
            ])
        #expect(
            problems("organisations:\n  - name: Example\n    domain: [example.org]\n") == [
                "steward.yml line 3: unknown key `domain` in `organisations`; did you mean `domains`?"
            ])
    }

    @Test("a key that stands outside its section is sent there")
    func misplacedKey() {
        #expect(
            problems("repositories: []\n") == [
                "steward.yml line 1: unknown key `repositories`; did you mean `collect.repositories`, "
                    + "that is, `repositories` under its section?"
            ])
    }

    @Test("a key that resembles nothing is answered with the known ones")
    func strangeKey() {
        #expect(
            problems("log:\n  xyzzy: 1\n") == ["steward.yml line 2: unknown key `xyzzy` in `log`; known are `level`"])
    }

    @Test("a repeated key is named with both lines, and what follows it is still checked")
    func repeatedKey() {
        let text = """
            listen:
              host: 127.0.0.1
              port: 8080
              host: 0.0.0.0
              port: http
            data_folder: a
            data_folder: b
            """
        #expect(
            problems(text) == [
                "steward.yml line 4: the key `host` stands twice; it stands on line 2 already",
                "steward.yml line 5: the key `port` stands twice; it stands on line 3 already",
                "steward.yml line 7: the key `data_folder` stands twice; it stands on line 6 already",
            ])
    }

    @Test("a key that is repeated in an entry of a list is found on its own line")
    func repeatedKeyInEntry() {
        let text = "organisations:\n  - name: One\n    kind: company\n    name: Two\n  - name: Three\n    kinds: x\n"
        #expect(
            problems(text) == [
                "steward.yml line 4: the key `name` stands twice; it stands on line 2 already",
                "steward.yml line 6: unknown key `kinds` in `organisations`; did you mean `kind`?",
            ])
    }

    @Test("a key that is repeated between braces is named")
    func repeatedKeyInFlow() {
        #expect(
            problems("data_folder: x\nlisten: {port: 1, port: 2}\n") == [
                "steward.yml line 2: the key `port` stands twice in one mapping; the rest was not checked"
            ])
    }

    @Test(
        "a value of the wrong kind is answered with what the key takes",
        arguments: [
            (
                "listen: 8080\n",
                "steward.yml line 1: `listen` must be a mapping with `host`, `port`, `local_changes`, `trusted_proxies`, `public_address`"
            ),
            (
                "listen:\n  port: [8080]\n",
                "steward.yml line 2: `port` is a list; give a whole number from 0 to 65535"
            ),
            (
                "listen:\n  port: http\n",
                "steward.yml line 2: `port`: `http` is not a whole number; give a whole number from 0 to 65535"
            ),
            (
                "listen:\n  port: 70000\n",
                "steward.yml line 2: `port`: `70000` is out of range; give a whole number from 0 to 65535"
            ),
            (
                "listen:\n  port:\n",
                "steward.yml line 2: `port` has no value; give a whole number from 0 to 65535"
            ),
            (
                "data_folder: {a: b}\n",
                "steward.yml line 1: `data_folder` is a mapping; give a path"
            ),
            (
                "free_mail_domains: example.org\n",
                "steward.yml line 1: `free_mail_domains` is a single value; "
                    + "give a list, each entry of which is a domain such as example.org"
            ),
            (
                "log:\n  level: wanring\n",
                "steward.yml line 2: `level`: `wanring` is not one of its values; did you mean `warning`? "
                    + "Give `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`"
            ),
            (
                "- data_folder\n",
                "steward.yml line 1: the file must be a mapping of keys to values, such as `data_folder: data`"
            ),
            (
                "organisations:\n  - kind: company\n",
                "steward.yml line 2: an entry of `organisations` has no `name`; "
                    + "give a text of at most 200 characters on one line"
            ),
        ])
    func wrongKind(text: String, expected: String) {
        #expect(problems(text) == [expected])
    }

    @Test("a time zone that the machine does not know is refused with the one that was meant")
    func badTimeZone() {
        #expect(
            problems("reporting:\n  time_zone: Europe/Lodnon\n") == [
                "steward.yml line 2: `time_zone`: `Europe/Lodnon` is not a time zone that this machine knows; "
                    + "did you mean `Europe/London`? Give an IANA time zone such as UTC or Europe/London"
            ])
        #expect(
            problems("reporting:\n  time_zone: ../../../etc/localtime\n") == [
                "steward.yml line 2: `time_zone`: `../../../etc/localtime` is not a time zone that this machine knows; "
                    + "give an IANA time zone such as UTC or Europe/London"
            ])
    }

    @Test(
        "a domain that cannot be one is refused with the reason",
        arguments: [
            ("ada@example.org", "is an e-mail address; give only what follows the @"),
            ("\"*.example.org\"", "begins with a wildcard; a domain covers everything below it already"),
            ("exa mple.org", "is not a domain"),
            ("org", "has no dot: it would cover a whole top-level domain"),
            ("bücher.example", "is not ASCII; give it in its encoded form (xn--…)"),
        ])
    func badDomain(value: String, complaint: String) {
        let shown = value.filter { $0 != "\"" }
        #expect(
            problems("free_mail_domains:\n  - example.com\n  - \(value)\n") == [
                "steward.yml line 3: `free_mail_domains`: `\(shown)` \(complaint); give a domain such as example.org"
            ])
    }

    @Test("a day that the calendar does not have is refused, and so is a range that ends before it begins")
    func badDates() {
        let text = """
            organisations:
              - name: Example
                domains:
                  - domain: example.org
                    from: 2024-02-30
                  - domain: example.com
                    from: 2024-02-01
                    to: 2024-02-01
            """
        #expect(
            problems(text) == [
                "steward.yml line 5: `from`: `2024-02-30` is not a day of the calendar written as year-month-day; "
                    + "give a date such as 2026-11-21",
                "steward.yml line 8: `to` is not after `from`; it is the first day that no longer counts",
            ])
    }

    @Test("a domain may lead to two organisations only on different days")
    func overlappingDomains() {
        let apart = """
            organisations:
              - name: Old
                domains: [{domain: example.org, to: 2024-01-01}]
              - name: New
                domains: [{domain: example.org, from: 2024-01-01}]
            """
        #expect(problems(apart).isEmpty)
        #expect(
            problems(apart.replacing("from: 2024-01-01", with: "from: 2023-12-31")) == [
                "steward.yml line 5: the domain example.org leads to `old` already; "
                    + "give each a `from` or `to` so that no day belongs to both"
            ])
    }

    @Test("a group that is not declared, declared twice or part of itself is named")
    func groups() {
        let text = """
            groups:
              - cloud
              - {slug: edge, parent: core}
              - {slug: core, parent: edge}
              - cloud
              - {slug: far, parent: clod}
            collect:
              repositories:
                - {location: /srv/git/tool, groups: [egde, nowhere]}
            """
        #expect(
            problems(text) == [
                "steward.yml line 3: the group `edge` is part of itself; give it another `parent`",
                "steward.yml line 4: the group `core` is part of itself; give it another `parent`",
                "steward.yml line 5: the group `cloud` is declared twice",
                "steward.yml line 6: unknown group `clod`; did you mean `cloud`?",
                "steward.yml line 9: unknown group `egde`; did you mean `edge`?",
                "steward.yml line 9: unknown group `nowhere`; declare it under `groups`",
            ])
    }

    @Test("two repositories become one project only when both say so")
    func sharedProject() {
        #expect(
            problems("collect:\n  repositories:\n    - /a/tools\n    - /b/tools.git\n") == [
                "steward.yml line 4: the project `tools` is made from the location of one repository and named by "
                    + "another; give `project` for both, the same or two different ones"
            ])
        #expect(
            problems(
                "collect:\n  repositories:\n    - {location: /a, project: t}\n    - {location: /b, project: t}\n"
            ).isEmpty)
    }

    @Test("an address that git would run as a program, or take for an option, is refused")
    func dangerousRepositories() {
        let found = problems(
            "collect:\n  repositories:\n    - ext::sh -c true\n    - --upload-pack=x\n    - ftp://x/y\n")
        #expect(found.count == 3)
        #expect(found[0].contains("line 3: `repositories`: `ext::sh -c true` names a transport helper"))
        #expect(found[1].contains("line 4: `repositories`: `--upload-pack=x` begins with `-`"))
        #expect(found[2].contains("line 5: `repositories`: `ftp://x/y` has an address scheme that is not read"))
    }

    @Test("a tab in the indentation is named with its line, in a comment it is let be")
    func tabs() {
        #expect(
            problems("listen:\n\tport: 1\n# \tfine\n\t# fine\nlog: {level: info}\t# fine\n") == [
                "steward.yml line 2: a tab in the indentation; YAML takes only spaces there"
            ])
    }

    @Test("text that is not YAML is named with its line and column")
    func syntax() {
        let found = problems("listen:\n  port: 8080\n  host: \"127\n")
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("steward.yml line 4: not valid YAML at column 1: "))
        #expect(problems("a: b: c\n").first?.hasPrefix("steward.yml line 1: not valid YAML at column 5: ") == true)
        #expect(problems("data_folder: x\n---\ndata_folder: y\n").first?.contains("line 2: not valid YAML") == true)
    }

    @Test("every mistake of a file is listed, not only the first")
    func allMistakes() {
        let text = "lisen: {}\nlog:\n  level: loud\ncollect:\n  workers: 0\n  exclude_refs: [pull/*]\n"
        #expect(problems(text).count == 4)
    }

    @Test(
        "what is left out of a collection is a reference or a folder of them, not a pattern that would match nothing",
        arguments: ["pull", "refs/pull/*", "refs/pull/", "refs/a b"])
    func references(text: String) {
        #expect(problems("collect:\n  exclude_refs: [\"\(text)\"]\n").count == 1)
        #expect(problems("collect:\n  exclude_refs: [refs/pull, refs/heads/gh-pages]\n") == [])
    }

    @Test("a password is not repeated in a message about it")
    func passwordInMessage() {
        let found = problems("database: mysql://ada:s3cret@localhost/db\n")
        #expect(found.count == 1)
        #expect(found[0].contains("mysql://ada:***@localhost/db"))
        #expect(!found[0].contains("s3cret"))
    }

    @Test("a PostgreSQL database given as parameters is not taken for the path of a file")
    func databaseParameters() {
        #expect(
            problems("database: host=db.example.org dbname=steward\n") == [
                "steward.yml line 1: `database`: `host=db.example.org dbname=steward` is a list of parameters; "
                    + "give a path, or an address such as postgres://user@host/database"
            ])
    }
}
