import Access
import Collectors
import Foundation
import Ledger

/// Makes the typed configuration from the merged layers, and checks what no single value can tell.
struct ConfigurationBuilder {
    /// The strongest value given for each key.
    let settings: ConfigurationLayer
    /// The folder from which the program was started: an absolute path.
    let currentFolder: String
    /// The folder of the configuration file: an absolute path.
    let fileFolder: String
    /// The folder that `~/` stands for, nil when the environment does not say.
    let homeFolder: String?
    private(set) var problems: [ConfigurationProblem] = []

    init(settings: ConfigurationLayer, currentFolder: String, fileFolder: String, homeFolder: String?) {
        self.settings = settings
        self.currentFolder = currentFolder
        self.fileFolder = fileFolder
        self.homeFolder = homeFolder
    }

    mutating func build() -> Configuration {
        let dataFolder = settings["data_folder"].map(absolutePath) ?? Self.absolute("data", below: currentFolder)
        let groups = groups()
        let repositories = repositories(groups: Set(groups.map(\.slug)))
        let organisations = organisations()
        let listen = Configuration.Listen(
            host: settings["listen.host"]?.text ?? "127.0.0.1", port: settings["listen.port"]?.integer ?? 8080,
            local: choice("listen.local_changes", or: .untilUsers),
            trustedProxies: Set((settings["listen.trusted_proxies"]?.list ?? []).compactMap { $0.text?.lowercased() }),
            publicAddress: settings["listen.public_address"]?.text)
        return Configuration(
            dataFolder: dataFolder,
            database: database(dataFolder: dataFolder),
            listen: listen,
            signIn: signIn(),
            reporting: Configuration.Reporting(calendar: calendar, names: choice("reporting.names", or: .shown)),
            collection: Configuration.Collection(
                workers: settings["collect.workers"]?.integer ?? ProcessInfo.processInfo.activeProcessorCount,
                reader: choice("collect.reader", or: .pack),
                excludedRefs: settings["collect.exclude_refs"]?.list.compactMap(\.text)
                    ?? Configuration.defaultExcludedRefs,
                repositories: repositories.git, forgeProjects: repositories.forges),
            organisations: organisations.settings, memberGroups: organisations.groups,
            freeMailDomains: FreeMailDomains.shipped.union(
                (settings["free_mail_domains"]?.list ?? []).compactMap { $0.text?.lowercased() }),
            joining: joining(),
            groups: groups,
            forges: forges(),
            programme: programme(), casework: casework(), catalogue: catalogue(site: listen.address, dataFolder: dataFolder),
            inspection: inspection,
            logLevel: choice("log.level", or: .info))
    }

    private var calendar: ReportingCalendar {
        settings["reporting.time_zone"]?.text.flatMap(ReportingCalendar.init(timeZone:)) ?? .utc
    }

    private mutating func signIn() -> Configuration.SignIn {
        Configuration.SignIn(
            showsFigures: settings["sign_in.visitors"]?.text != "nothing", idleHours: settings["sign_in.idle_hours"]?.integer ?? 12,
            longestDays: settings["sign_in.longest_days"]?.integer ?? 14, tokenDays: settings["sign_in.token_days"]?.integer ?? 366,
            providers: providers())
    }

    private func choice<Choice: RawRepresentable<String>>(_ path: String, or fallback: Choice) -> Choice {
        settings[path]?.text.flatMap(Choice.init(rawValue:)) ?? fallback
    }

    private func database(dataFolder: String) -> Configuration.Database {
        guard let setting = settings["database"], let text = setting.text else {
            return .file(dataFolder + "/steward.sqlite")
        }
        return TextRule.scheme(of: text) == nil ? .file(absolutePath(setting)) : .postgres(text)
    }

    mutating func report(_ setting: Setting, _ message: String) {
        problems.append(ConfigurationProblem(setting.origin, message))
    }
}

// MARK: - Paths

extension ConfigurationBuilder {
    /// The absolute path that a setting means: one in the file starts at the file's folder, any other at the current
    /// folder, so that a file means the same wherever the program is started.
    func absolutePath(_ setting: Setting) -> String {
        let path = setting.text ?? ""
        if let homeFolder, path == "~" || path.hasPrefix("~/") { return homeFolder + path.dropFirst() }
        if case .file = setting.origin { return Self.absolute(path, below: fileFolder) }
        return Self.absolute(path, below: currentFolder)
    }

    /// `path` below `folder`, without `.` parts and doubled slashes; `..` is kept, as it may follow a symbolic link.
    static func absolute(_ path: String, below folder: String) -> String {
        let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        return "/" + whole.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}

// MARK: - Repositories and groups

extension ConfigurationBuilder {
    private mutating func groups() -> [GroupSetting] {
        var parents: [String: String] = [:]
        var groups: [GroupSetting] = []
        let entries = settings["groups"]?.list ?? []
        for entry in entries {
            guard let slug = entry["slug"]?.text else { continue }
            guard !groups.contains(where: { $0.slug == slug }) else {
                report(entry, "the group `\(slug)` is declared twice")
                continue
            }
            parents[slug] = entry["parent"]?.text
            groups.append(
                GroupSetting(slug: slug, title: entry["title"]?.text ?? slug, parent: entry["parent"]?.text))
        }
        let slugs = groups.map(\.slug)
        for entry in entries {
            guard let slug = entry["slug"]?.text, let parent = entry["parent"], let name = parent.text else { continue }
            if !slugs.contains(name) {
                report(parent, unknownGroup(name, among: slugs))
            } else if isOwnAncestor(slug, parents: parents) {
                report(parent, "the group `\(slug)` is part of itself; give it another `parent`")
            }
        }
        return groups
    }

    private func isOwnAncestor(_ slug: String, parents: [String: String]) -> Bool {
        var seen: Set<String> = []
        var next = parents[slug]
        while let name = next, seen.insert(name).inserted {
            if name == slug { return true }
            next = parents[name]
        }
        return false
    }

    private func unknownGroup(_ name: String, among slugs: [String]) -> String {
        let meant = slugs.nearest(to: name).map { "; did you mean `\($0)`?" } ?? "; declare it under `groups`"
        return "unknown group `\(name)`\(meant)"
    }

    private mutating func repositories(groups: Set<String>) -> (git: [RepositorySetting], forges: [ForgeProjectSetting]) {
        var found: [RepositorySetting] = []
        var forges: [ForgeProjectSetting] = []
        var places: Set<String> = []
        var named: [String: (title: String?, isExplicit: Bool)] = [:]
        for entry in settings["collect.repositories"]?.list ?? [] {
            guard let given = entry["location"], let text = given.text else { continue }
            // An address is kept as it was given; git's own short form for ssh has a colon before any slash.
            let forge = ForgeLocation(text)
            let isPath = TextRule.scheme(of: text) == nil && !text.prefix { $0 != "/" }.contains(":")
            let location = forge.map { $0.address + ($0.isGroup ? "/*" : "") } ?? (isPath ? absolutePath(given) : text)
            guard places.insert("\(forge?.kind.rawValue ?? "git") \(location)").inserted else {
                report(given, "the repository \(Secrets.masked(location)) is listed twice")
                continue
            }
            if forge?.isGroup == true, let project = entry["project"] {
                report(project, "each project of a group is a project of its own; leave `project` out, or name the projects one by one")
            }
            let project = entry["project"]?.text ?? Slug.made(from: forge?.path ?? text)
            let title = entry["title"]?.text
            let isExplicit = entry["project"] != nil
            if let earlier = named[project] {
                if !(isExplicit && earlier.isExplicit) {
                    report(
                        entry,
                        "the project `\(project)` is made from the location of one repository and named by another; "
                            + "give `project` for both, the same or two different ones")
                } else if let title, let other = earlier.title, title != other {
                    report(entry["title"] ?? entry, "the project `\(project)` has another title, `\(other)`, already")
                }
            }
            named[project] = (named[project]?.title ?? title, isExplicit)
            let memberships = entry["groups"]?.list ?? []
            for group in memberships {
                if let name = group.text, !groups.contains(name) {
                    report(group, unknownGroup(name, among: groups.sorted()))
                }
            }
            let slugs = memberships.compactMap(\.text)
            if let forge {
                forges.append(ForgeProjectSetting(location: forge, project: project, title: title, groups: slugs))
            } else {
                found.append(RepositorySetting(location: location, project: project, title: title, groups: slugs))
            }
        }
        return (found, forges)
    }
}
