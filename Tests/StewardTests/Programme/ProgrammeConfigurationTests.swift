import Collectors
import Contributions
import Ledger
import Testing
import Transport

@testable import steward

@Suite("Forges and the programme in the configuration")
struct ProgrammeConfigurationTests {
    private func load(_ text: String) throws -> LoadedConfiguration {
        try ConfigurationLoader.load(
            ConfigurationSources(currentFolder: "/here"),
            file: ConfigurationText(name: "steward.yml", path: "/etc/steward/steward.yml", text: text))
    }

    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try load(text)
            return []
        } catch { return (error as? ConfigurationError)?.problems.map(\.description) ?? [] }
    }

    @Test("projects of forges are named in short or by their address, beside git repositories")
    func locations() throws {
        let loaded = try load(
            """
            collect:
              repositories:
                - gitlab:group/sub/project
                - {location: "github:owner/name", project: tool, title: The Tool}
                - gitlab+https://GIT.example.org/group/other
                - /srv/git/plain.git
            """)
        let collection = loaded.configuration.collection
        #expect(
            collection.forgeProjects.map(\.location.address) == [
                "https://gitlab.com/group/sub/project", "https://github.com/owner/name", "https://git.example.org/group/other",
            ])
        #expect(collection.forgeProjects.map(\.location.kind) == [.gitlab, .github, .gitlab])
        #expect(collection.forgeProjects.map(\.project) == ["project", "tool", "other"])
        #expect(collection.repositories.map(\.location) == ["/srv/git/plain.git"])
    }

    @Test(
        "what is no project of a forge is a mistake",
        arguments: [
            "gitlab:project", "gitlab:", "github:a/b/c", "gitlab:/group/project", "gitlab:group//project", "gitlab:group/../etc",
            "gitlab:-x/project",
            "gitlab+https://", "gitlab+https://host", "gitlab+https://user@host/group/project", "gitlab+ssh://host/group/project",
            "github:own er/name",
        ])
    func badLocations(_ text: String) {
        #expect(mistakes("collect: {repositories: [\"\(text)\"]}").count == 1)
    }

    @Test("a forge is named with where its secrets are, and no secret can stand in the file or in what is shown")
    func forges() throws {
        let text = """
            forges:
              - {host: gitlab.com, kind: gitlab, token_env: GITLAB_TOKEN, webhook_secret_file: secrets/hook, retention_days: 0}
              - {host: GitHub.example.org, kind: github, api: "https://github.example.org/api/v3", token_file: /run/token}
            """
        let loaded = try load(text)
        let forges = loaded.configuration.forges
        #expect(forges.map(\.host) == ["gitlab.com", "github.example.org"])
        #expect(forges[0].token == .environment("GITLAB_TOKEN") && forges[0].webhookSecret == .file("/etc/steward/secrets/hook"))
        #expect(forges.map(\.retentionDays) == [0, 30])
        #expect(forges[1].api == "https://github.example.org/api/v3" && forges[1].token == .file("/run/token"))
        let shown = ConfigurationReport.yaml(loaded)
        #expect(shown.contains("token_env: \"GITLAB_TOKEN\"") || shown.contains("token_env: GITLAB_TOKEN"))
        let again = try load(shown)
        #expect(again.configuration.forges == forges)
        #expect(again.configuration.programme.targets == nil && again.configuration.programme.ownOrganisations == nil)
    }

    @Test(
        "mistakes in forges and in the programme are named with their line",
        arguments: [
            (
                "forges:\n  - {host: a.example, kind: gitlab}\n  - {host: A.example, kind: github}\n",
                "line 3: the forge `a.example` is listed twice"
            ),
            ("forges:\n  - {host: a.example, kind: gitlab, token_env: A, token_file: b}\n", "both given"),
            ("forges:\n  - {host: a.example, kind: gitlab, token_env: glpat-abc.def}\n", "never write a token itself"),
            ("forges:\n  - {host: a.example, kind: gitlab, api: \"https://me:pw@a.example/\"}\n", "holds a user name or password"),
            ("forges:\n  - {host: a.example, kind: svn}\n", "is not one of its values"), ("forges:\n  - {kind: gitlab}\n", "has no `host`"),
            ("programme: {community_rule: labels}\n", "did you mean `label`?"),
            ("programme: {currency: euro}\n", "is not the code of a currency"),
            ("programme:\n  targets:\n    - {measure: a.b, value: \"1,5\", from: 2026-01-01, reason: x}\n", "is not such a number"),
            (
                "programme:\n  targets:\n    - {measure: a.b, value: 1, from: 2026-01-01, to: 2025-01-01, reason: x}\n",
                "`to` is not after `from`"
            ),
            ("programme:\n  targets:\n    - {measure: a.b, value: 1, from: 2026-01-01}\n", "has no `reason`"),
        ])
    func programmeMistakes(_ text: String, _ words: String) {
        let found = mistakes(text)
        #expect(found.count == 1 && found[0].contains(words), "\(found)")
        #expect(!found.joined().contains(":pw@"))
    }

    @Test("a team file in GitLab's shape gives its coaches; anything else is told with its line")
    func team() {
        let text = """
            - slug: ada
              name: Ada Example
              gitlab: ada
              departments:
                - Merge Request Coach
                - Backend
              expertise:
                - <a href="/job-families/expert/merge-request-coach/">Merge Request Coach</a>
            - slug: ben
              gitlab: ben
              departments: Merge Request Coach
            """
        let rows = TeamFile.coaches(text, file: "team.yml", evidence: .both).rows
        #expect(rows?.map(\.login) == ["ada"] && rows?.first?.place.line == 1)
        #expect(TeamFile.coaches(text, file: "team.yml", evidence: .either).rows?.map(\.login) == ["ada", "ben"])
        #expect(
            TeamFile.coaches("a: b", file: "team.yml", evidence: .both).problems.map(\.description) == ["team.yml: is no list of people"])
        #expect(TeamFile.coaches("- a\n", file: "team.yml", evidence: .both).problems.first?.line == 1)
        #expect(TeamFile.coaches("- gitlab: &x ada\n", file: "team.yml", evidence: .both).problems.first?.line == 1)
        #expect(TeamFile.coaches("", file: "team.yml", evidence: .both).problems.count == 1)
    }
}
