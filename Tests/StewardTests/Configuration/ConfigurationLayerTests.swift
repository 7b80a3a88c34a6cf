import Collectors
import Ledger
import Testing

@testable import steward

/// How file, environment and flags come together.
@Suite("Layers of the configuration")
struct ConfigurationLayerTests {
    private let sources = ConfigurationSources(currentFolder: "/srv/steward")

    private func mistakes(_ sources: ConfigurationSources) -> [String] {
        do {
            _ = try ConfigurationLoader.load(sources, fileText: nil)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("without file, environment and flags the documented defaults are in force")
    func defaults() throws {
        let configuration = try ConfigurationLoader.load(sources, fileText: nil).configuration
        #expect(configuration.dataFolder == "/srv/steward/data")
        #expect(configuration.database == .file("/srv/steward/data/steward.sqlite"))
        #expect(configuration.listen == Configuration.Listen(host: "127.0.0.1", port: 8080))
        #expect(configuration.reporting.calendar.timeZoneName == "UTC")
        #expect(configuration.reporting.names == .shown)
        #expect(configuration.collection.workers >= 1)
        #expect(configuration.collection.reader == .pack)
        #expect(configuration.collection.excludedRefs == Configuration.defaultExcludedRefs)
        #expect(configuration.freeMailDomains.contains("gmail.com"))
        #expect(configuration.logLevel == .info)
    }

    @Test("the environment is stronger than the file, and a flag is stronger than both")
    func strength() throws {
        var sources = sources
        let text = "listen: {port: 1000}\nlog: {level: error}\ndata_folder: /from/file\n"
        sources.environment = ["STEWARD_LOG_LEVEL": "debug", "STEWARD_DATA_FOLDER": "/from/environment"]
        sources.flags = ["data_folder": "/from/flag"]
        let loaded = try ConfigurationLoader.load(sources, fileText: text)
        #expect(loaded.configuration.listen.port == 1000)
        #expect(loaded.configuration.logLevel == .debug)
        #expect(loaded.configuration.dataFolder == "/from/flag")
        #expect(loaded.settings["listen.port"]?.origin == .file("steward.yml", line: 1, column: 16))
        #expect(loaded.settings["log.level"]?.origin == .environment("STEWARD_LOG_LEVEL"))
        #expect(loaded.settings["data_folder"]?.origin == .flag("--data-folder"))
    }

    @Test("who reads histories is chosen in the file, in the environment or by a flag")
    func reader() throws {
        var sources = sources
        #expect(try ConfigurationLoader.load(sources, fileText: "collect: {reader: git}\n").configuration.collection.reader == .git)
        sources.environment = ["STEWARD_COLLECT_READER": "git"]
        #expect(try ConfigurationLoader.load(sources, fileText: "collect: {reader: pack}\n").configuration.collection.reader == .git)
        sources.flags = ["collect.reader": "pack"]
        #expect(try ConfigurationLoader.load(sources, fileText: nil).configuration.collection.reader == .pack)
    }

    @Test("a path in the file starts at the file's folder, any other at the current folder")
    func relativePaths() throws {
        var sources = sources
        sources.file = "conf/steward.yml"
        let text = "data_folder: ../kept\ncollect:\n  repositories: [./repos/tool.git, git@example.org:a/b.git]\n"
        let fromFile = try ConfigurationLoader.load(sources, fileText: text).configuration
        #expect(fromFile.dataFolder == "/srv/steward/conf/../kept")
        #expect(
            fromFile.collection.repositories == [
                RepositorySetting(
                    location: "/srv/steward/conf/repos/tool.git", project: "tool", title: nil, groups: []),
                RepositorySetting(location: "git@example.org:a/b.git", project: "b", title: nil, groups: []),
            ])
        sources.environment = [
            "STEWARD_DATA_FOLDER": "kept", "STEWARD_DATABASE": "~/ledger.sqlite", "HOME": "/home/ada",
        ]
        let fromEnvironment = try ConfigurationLoader.load(sources, fileText: text).configuration
        #expect(fromEnvironment.dataFolder == "/srv/steward/kept")
        #expect(fromEnvironment.database == .file("/home/ada/ledger.sqlite"))
    }

    @Test("organisations and groups are read in their long and short forms")
    func structures() throws {
        let text = """
            organisations:
              - name: Example Works
                kind: foundation
                domains:
                  - Example.org
                  - {domain: example.com, from: 2020-01-01, to: 2021-01-01}
              - {name: Other, slug: elsewhere}
            groups: [cloud, {slug: edge, title: The Edge, parent: cloud}]
            collect:
              repositories:
                - {location: https://example.org/tool.git, project: tool, title: The Tool, groups: [edge]}
            free_mail_domains: [Mail.example]
            """
        let configuration = try ConfigurationLoader.load(sources, fileText: text).configuration
        #expect(
            configuration.organisations == [
                OrganisationSetting(
                    slug: "example-works", name: "Example Works", kind: .foundation,
                    domains: [
                        OrganisationSetting.Domain("example.org"),
                        OrganisationSetting.Domain(
                            "example.com", from: CivilDate(year: 2020, month: 1, day: 1),
                            to: CivilDate(year: 2021, month: 1, day: 1)),
                    ]),
                OrganisationSetting(slug: "elsewhere", name: "Other", kind: .company, domains: []),
            ])
        #expect(
            configuration.groups == [
                GroupSetting(slug: "cloud", title: "cloud", parent: nil),
                GroupSetting(slug: "edge", title: "The Edge", parent: "cloud"),
            ])
        #expect(configuration.collection.repositories.first?.title == "The Tool")
        #expect(configuration.freeMailDomains.contains("mail.example"))
    }

    @Test("an empty file, an empty list and a list that is commented out are no mistakes")
    func emptiness() throws {
        for text in ["", "# nothing\n", "groups:\n", "organisations:\n  # - name: x\n", "groups: []\n"] {
            #expect(try ConfigurationLoader.load(sources, fileText: text).configuration.groups.isEmpty)
        }
    }

    @Test("a list in the environment is separated by commas")
    func environmentList() throws {
        var sources = sources
        sources.environment = ["STEWARD_COLLECT_EXCLUDE_REFS": "refs/pull, refs/notes,"]
        let configuration = try ConfigurationLoader.load(sources, fileText: nil).configuration
        #expect(configuration.collection.excludedRefs == ["refs/pull", "refs/notes"])
    }

    @Test("a mistyped variable is a mistake; one that an orchestrator sets is passed over, as is an empty one")
    func environmentMistakes() {
        var sources = sources
        sources.environment = [
            "STEWARD_LISTEN_PROT": "1", "STEWARD_LOG_LEVEL": "loud", "STEWARD_PORT_80_TCP_PROTO": "tcp",
            "STEWARD_SERVICE_HOST": "10.0.0.1", "STEWARD_DATABASE": "",
        ]
        #expect(
            mistakes(sources) == [
                "STEWARD_LISTEN_PROT: an unknown environment variable; did you mean `STEWARD_LISTEN_PORT`?",
                "STEWARD_LOG_LEVEL: `loud` is not one of its values; "
                    + "give `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`",
            ])
    }

    @Test("a flag with a value that cannot be is named as it was typed")
    func flagMistake() {
        var sources = sources
        sources.flags = ["log.level": "debgu"]
        #expect(
            mistakes(sources).first?.hasPrefix("--log-level: `debgu` is not one of its values; did you mean `debug`?")
                == true)
    }

    @Test("a configuration file that is missing, a folder or a pipe is a mistake with its name")
    func unreadableFiles() {
        for (file, reason) in [
            ("/nowhere/steward.yml", "cannot be read: No such file or directory"), ("/tmp", "is not a regular file"),
            ("/dev/zero", "is not a regular file"),
        ] {
            var sources = sources
            sources.file = file
            #expect(throws: ConfigurationError.self) { try ConfigurationLoader.load(sources) }
            do {
                _ = try ConfigurationLoader.load(sources)
            } catch {
                #expect(error.problems.map(\.description) == ["\(file): \(reason)"])
            }
        }
    }

    @Test("what `config show` prints is read back as the same configuration")
    func roundTrip() throws {
        let text = """
            data_folder: "/srv/a folder # with \\"quotes\\""
            listen: {host: "::1", port: 9000}
            organisations:
              - name: "Example: Works"
                domains: [example.org, {domain: example.com, from: 2020-01-01}]
            groups: [cloud]
            collect:
              repositories:
                - {location: /srv/git/tool, title: "null", groups: [cloud]}
            """
        let first = try ConfigurationLoader.load(sources, fileText: text)
        let second = try ConfigurationLoader.load(sources, fileText: ConfigurationReport.yaml(first))
        #expect(second.configuration.dataFolder == first.configuration.dataFolder)
        let (before, after) = (first.configuration.listen, second.configuration.listen)
        #expect((after.host, after.port, after.address) == (before.host, before.port, before.address))
        #expect((after.local, after.trustedProxies) == (before.local, before.trustedProxies))
        #expect(second.configuration.organisations == first.configuration.organisations)
        #expect(second.configuration.collection.repositories == first.configuration.collection.repositories)
        #expect(second.configuration.groups == first.configuration.groups)
    }

    @Test("`config show` says where each value came from, and hides passwords")
    func report() throws {
        var sources = sources
        sources.environment = ["STEWARD_DATABASE": "postgres://ada:s3cret@db.example.org/steward"]
        let lines = ConfigurationReport.yaml(try ConfigurationLoader.load(sources, fileText: "listen:\n  port: 9000\n"))
            .split(separator: "\n").map(String.init)
        #expect(lines.contains("database: \"postgres://ada:***@db.example.org/steward\"  # STEWARD_DATABASE"))
        #expect(lines.contains("  port: 9000  # steward.yml line 2"))
        #expect(lines.contains("  host: 127.0.0.1  # default"))
    }
}

extension ConfigurationLoader {
    /// Loads as if the file named in the sources, or `steward.yml`, held `fileText`; nil for no file.
    static func load(
        _ sources: ConfigurationSources, fileText: String?
    ) throws(ConfigurationError) -> LoadedConfiguration {
        let name = sources.file ?? defaultFile
        let path = ConfigurationBuilder.absolute(name, below: sources.currentFolder)
        return try load(sources, file: fileText.map { ConfigurationText(name: name, path: path, text: $0) })
    }
}
