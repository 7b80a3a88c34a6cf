import Ledger
import Yams

extension CaseProcess {
    /// The largest process file that is read, in bytes.
    public static let largestFile = ProcessText.largestFile

    /// Reads and checks a process file.
    ///
    /// - Throws: ``ProcessFileError`` with every mistake that was found.
    public init(reading text: String) throws(ProcessFileError) {
        let problems = ProblemList()
        let root = try ProcessText.root(of: text)
        let process = ProcessReader(problems: problems).process(from: root, text: text)
        // What cannot be read would only lead to more complaints about the same.
        guard let process, problems.problems.isEmpty else { throw ProcessFileError(problems: problems.sorted) }
        ProcessChecker(process, problems).check()
        guard problems.problems.isEmpty else { throw ProcessFileError(problems: problems.sorted) }
        self = process
    }
}

/// Makes a process of the nodes of its file.
struct ProcessReader {
    let problems: ProblemList

    private static let keys = [
        "process", "version", "title", "summary", "visibility", "retention", "roles", "calendars", "fields", "states", "transitions",
        "checks",
        "checklists", "approvals", "clocks", "votes", "deliberation", "conditions", "conflicts", "review", "migrations",
    ]

    func process(from root: Node, text: String) -> CaseProcess? {
        guard let file = YAMLSection(root, "The file", knowing: Self.keys, problems) else { return nil }
        let id = id(file, "process", "The file")
        if !file.has("version") { problems.add(file.line, "The file has no “version”.") }
        let states = states(file)
        let first = states.first?.id
        var process = CaseProcess(
            id: id, version: file.integer("version", in: 1...1_000_000) ?? 1, title: file.requiredText("title", limit: 120),
            summary: file.text("summary", limit: 2000) ?? "",
            visibility: file.word("visibility", CaseProcess.Visibility.self) ?? .participants,
            retention: file.span("retention"), roles: roles(file), calendars: calendars(file), fields: fields(file),
            states: states.map { state in
                // Whoever begins a case may go on writing until it is handed in.
                state.id == first && !state.hasEditors ? state.state.edited(by: ["requester"]) : state.state
            },
            transitions: transitions(file), checks: checks(file), checklists: checklists(file), approvals: approvals(file),
            clocks: clocks(file),
            votes: votes(file), deliberation: deliberation(file), conditionKeepers: conditionKeepers(file), conflicts: conflicts(file),
            review: review(file), migrations: migrations(file), text: text)
        process.index = ProcessIndex(process)
        if process.states.isEmpty { problems.add(file.line, "The file has no “states”.") }
        if process.transitions.isEmpty { problems.add(file.line, "The file has no “transitions”.") }
        return process
    }

    // MARK: Identities

    /// The identity in a key of a section, which must be a plain word.
    func id(_ section: YAMLSection, _ key: String, _ name: String) -> String {
        let id = section.requiredText(key, limit: 60)
        if !id.isEmpty { checkID(id, at: section.line(of: key)) }
        return id
    }

    func checkID(_ id: String, at line: Int) {
        let isPlain =
            id.utf8.count <= 60 && id.first?.isASCII == true && id.first?.isLetter == true
            && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || "_-".utf8.contains($0) }
        if !isPlain {
            problems.add(line, "“\(id.prefix(60).shown)” is no name: use small letters, digits, “-” and “_”, and begin with a letter.")
        }
    }

    /// The sections of a list, each with its identity; an identity that stands twice is reported.
    func sections(_ file: YAMLSection, _ key: String, _ what: String, knowing keys: [String]) -> [(YAMLSection, id: String)] {
        var seen: Set<String> = []
        return file.list(key).compactMap { node in
            guard let section = YAMLSection(node, what.prefix(1).uppercased() + what.dropFirst(), knowing: keys, problems) else {
                return nil
            }
            let id = id(section, "id", what)
            if !id.isEmpty, !seen.insert(id).inserted { problems.add(section.line(of: "id"), "The \(what) “\(id)” stands twice.") }
            return (section, id)
        }
    }

    /// A title of its own, or the identity as words.
    func title(_ section: YAMLSection, _ id: String) -> String {
        if let title = section.text("title", limit: 200) { return title }
        return id.prefix(1).uppercased() + id.dropFirst().map { $0 == "_" || $0 == "-" ? " " : String($0) }.joined()
    }

    // MARK: Roles, calendars, fields

    private func roles(_ file: YAMLSection) -> [CaseProcess.Role] {
        guard file.has("roles") else { return [] }
        return file.pairs("roles").compactMap { id, node, line in
            checkID(id, at: line)
            if CaseProcess.Role.builtIn.contains(where: { $0.id == id }) {
                problems.add(line, "The role “\(id)” is there in every process; choose another name.")
            }
            guard let role = YAMLSection(node, "The role “\(id.shown)”", knowing: ["group", "field"], problems) else { return nil }
            switch (role.text("group", limit: 100), role.text("field", limit: 60)) {
            case (let group?, nil): return CaseProcess.Role(id: id, holder: .group(group), line: line)
            case (nil, let field?): return CaseProcess.Role(id: id, holder: .field(field), line: line)
            default:
                problems.add(line, "The role “\(id.shown)” must have either a “group” or a “field”.")
                return nil
            }
        }
    }

    private func calendars(_ file: YAMLSection) -> [WorkingCalendar] {
        guard file.has("calendars") else { return [] }
        return file.pairs("calendars").compactMap { id, node, line in
            checkID(id, at: line)
            let name = "The calendar “\(id.shown)”"
            guard let section = YAMLSection(node, name, knowing: ["zone", "days", "hours", "holidays"], problems) else { return nil }
            let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            var week = [Range<Int>](repeating: 0..<0, count: 7)
            guard let hours = Self.hours(section.text("hours") ?? "09:00-17:00") else {
                section.complain("hours", "“hours” of \(name) must be like “09:00-17:00”, the end after the beginning.")
                return nil
            }
            let days = section.has("days") ? section.texts("days") : names.prefix(5).map { (text: $0, line: line) }
            for (day, dayLine) in days {
                if let index = names.firstIndex(of: day) {
                    week[index] = hours
                } else {
                    problems.add(dayLine, "“\(day.shown)” is no day; write \(names.joined(separator: ", ")).")
                }
            }
            var holidays: Set<CivilDate> = []
            for (text, dayLine) in section.texts("holidays") {
                if let date = CivilDate(text) {
                    holidays.insert(date)
                } else {
                    problems.add(dayLine, "“\(text.shown)” is no date; write it as 2026-12-25.")
                }
            }
            let zone = section.requiredText("zone", limit: 60)
            guard let calendar = WorkingCalendar(id: id, zone: zone, week: week, holidays: holidays, line: line) else {
                problems.add(
                    section.line(of: "zone"), "\(name) needs a time zone that there is, such as “Europe/London”, and a working day.")
                return nil
            }
            return calendar
        }
    }

    /// `09:00-17:30` as seconds after midnight.
    private static func hours(_ text: String) -> Range<Int>? {
        let ends = text.filter { $0 != " " }.split(separator: "-").compactMap { clock -> Int? in
            let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]),
                (0...24).contains(hour), (0..<60).contains(minute), hour * 60 + minute <= 1440
            else { return nil }
            return (hour * 60 + minute) * 60
        }
        return ends.count == 2 && ends[0] < ends[1] ? ends[0]..<ends[1] : nil
    }

    private func fields(_ file: YAMLSection) -> [Field] {
        let keys = ["id", "title", "kind", "required", "help", "options", "limit", "least", "most", "currencies"]
        return sections(file, "fields", "field", knowing: keys).compactMap { section, id in
            guard let kind = kind(section, id) else { return nil }
            return Field(
                id: id, title: title(section, id), kind: kind, isRequired: section.flag("required") ?? false,
                help: section.text("help", limit: 2000) ?? "", line: section.line)
        }
    }

    private static let kinds = [
        "text", "long text", "choice", "number", "whole number", "money", "date", "person", "project", "organisation", "measure", "file",
    ]

    private func kind(_ section: YAMLSection, _ id: String) -> Field.Kind? {
        let word = section.requiredText("kind")
        func only(_ keys: [String]) {
            for key in ["options", "limit", "least", "most", "currencies"] where section.has(key) && !keys.contains(key) {
                section.complain(key, "The field “\(id)” is a \(word), which takes no “\(key)”.")
            }
        }
        switch word {
        case "text", "long text":
            only(["limit"])
            let isLong = word == "long text"
            return .text(limit: section.integer("limit", in: 1...100_000) ?? (isLong ? 10_000 : 200), isLong: isLong)
        case "choice":
            only(["options"])
            let options = options(section, "options")
            if options.count < 2 { problems.add(section.line, "The field “\(id)” is a choice, so it needs two “options” at least.") }
            return .choice(options)
        case "number", "whole number":
            only(["least", "most"])
            let (least, most) = (section.number("least") ?? -1e12, section.number("most") ?? 1e12)
            guard least <= most else {
                section.complain("most", "“most” of the field “\(id)” is less than “least”.")
                return nil
            }
            return .number(least...most, isWhole: word == "whole number")
        case "money":
            only(["currencies"])
            let currencies = section.texts("currencies")
            for (code, line) in currencies where !Currency.isCode(code) {
                problems.add(line, "“\(code.shown)” is no code of a currency, such as EUR.")
            }
            if currencies.isEmpty { problems.add(section.line, "The field “\(id)” is money, so it needs “currencies”, such as [EUR].") }
            return .money(currencies: currencies.map(\.text))
        case "file":
            only(["limit"])
            return .file(limit: section.integer("limit", in: 1...FileReference.largest) ?? FileReference.largest)
        case "date": only([]); return .date
        case "person": only([]); return .person
        case "project": only([]); return .project
        case "organisation": only([]); return .organisation
        case "measure": only([]); return .measure
        default:
            if !word.isEmpty {
                section.complain("kind", "“\(word.prefix(60).shown)” is no kind of field; there are \(Self.kinds.joined(separator: ", ")).")
            }
            return nil
        }
    }

    /// Options as a mapping of identities to titles, or a plain list.
    func options(_ section: YAMLSection, _ key: String) -> [Field.Option] {
        guard section.has(key) else { return [] }
        var seen: Set<String> = []
        return section.pairs(key).map { id, node, line in
            if !seen.insert(id).inserted { problems.add(line, "The option “\(id.prefix(60).shown)” stands twice.") }
            if !(1...100).contains(id.utf8.count) { problems.add(line, "An option's name must have 1 to 100 bytes.") }
            guard case .scalar(let title) = node, (1...200).contains(title.string.utf8.count) else {
                problems.add(line, "The option “\(id.prefix(60).shown)” needs a title.")
                return Field.Option(id: id, title: id)
            }
            return Field.Option(id: id, title: title.string)
        }
    }
}

extension FileReference {
    /// The largest file that a case takes, in bytes.
    public static let largest = 5 << 20
}

extension CaseProcess.State {
    func edited(by roles: [String]) -> CaseProcess.State { CaseProcess.State(id: id, title: title, end: end, editors: roles, line: line) }
}
