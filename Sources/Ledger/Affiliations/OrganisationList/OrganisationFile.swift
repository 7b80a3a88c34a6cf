/// Reads a list of organisations and teams from comma-separated values: `slug,name,kind,parent,from,to,domains`, in any
/// order. Only `name` must be there.
///
/// A row holds for its days, so that an organisation that was sold has one row before and one after. `parent` is the short
/// name, or the name, of another row or of an organisation that is known. `domains` are set apart by white space or
/// semicolons; `only:lab.example` leaves out what is below the domain. A team needs a short name, as names of teams repeat.
public enum OrganisationFile {
    public static let columns = ["slug", "name", "kind", "parent", "from", "to", "domains"]
    static let largestFile = 64 << 20
    static let mostRows = 500_000
    static let mostDomains = 1000

    public static func read(file: String, _ source: @escaping CSVReader.Source) -> FileReading<OrganisationRow> {
        do { return try rows(CSVReader(file: file, required: ["name"], largest: largestFile, source)) } catch { return .problems([error]) }
    }

    /// A list that is there as text.
    public static func read(_ text: String, file: String) -> FileReading<OrganisationRow> {
        read(file: file, CSVReader.source(of: text))
    }

    private static func rows(_ given: CSVReader) throws(FileProblem) -> FileReading<OrganisationRow> {
        var reader = given
        var check = FileCheck(file: reader.file)
        var rows: [OrganisationRow] = []
        while check.problems.count < ProgrammeFiles.mostProblems, let line = try reader.next() {
            guard rows.count < mostRows else { throw FileProblem(reader.file, line: line.line, "has more than \(mostRows) rows") }
            if let row = row(line, &check) { rows.append(row) }
        }
        if check.problems.isEmpty { whole(rows, &check) }
        return check.problems.isEmpty ? .rows(rows) : .problems(check.problems)
    }

    private static func row(_ line: CSVReader.Row, _ check: inout FileCheck) -> OrganisationRow? {
        guard line["name"] != nil else {
            check.fail(line, "name", "is empty")
            return nil
        }
        guard let name = check.text(line, "name") else { return nil }
        let days = check.days(line)
        let slug = line["slug"]
        if let slug, (try? Slug.checked(slug)) == nil {
            check.fail(line, "slug", LedgerError.invalidSlug(String(slug.prefix(80))).description)
        }
        let kind = line["kind"].flatMap { text -> Organisation.Kind? in
            let kind = Organisation.Kind(rawValue: text.lowercased())
            if kind == nil {
                let all = Organisation.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                check.fail(line, "kind", "“\(text.prefix(80))” is no kind of organisation; there are \(all)")
            }
            return kind
        }
        if kind == .team, slug == nil { check.fail(line, "slug", "is empty; a team needs a short name, as names of teams repeat") }
        return OrganisationRow(
            check.place(line), slug: slug, name: name, kind: kind, parent: check.text(line, "parent"), days: days,
            domains: domains(line, days, &check))
    }

    private static func domains(
        _ line: CSVReader.Row, _ days: DayRange, _ check: inout FileCheck
    ) -> [OrganisationSetting.Domain] {
        let words = (line["domains"] ?? "").split { $0.isWhitespace || $0 == ";" }
        guard words.count <= mostDomains else {
            check.fail(line, "domains", "has more than \(mostDomains) domains")
            return []
        }
        return words.compactMap { word in
            let domain = OrganisationDomain(String(word), days: days).domain
            guard isDomain(domain.name) else {
                check.fail(line, "domains", "“\(word.prefix(80))” is no domain such as example.org")
                return nil
            }
            return domain
        }
    }

    private static func isDomain(_ name: String) -> Bool {
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count > 1 && name.utf8.count <= 253 && HiddenCharacters.first(in: name) == nil
            && labels.allSatisfy { label in
                !label.isEmpty && label.utf8.count <= 63 && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }

    /// What no row can tell alone.
    private static func whole(_ rows: [OrganisationRow], _ check: inout FileCheck) {
        var first: [String: OrganisationRow] = [:]
        for row in rows {
            guard let other = first[row.key] else {
                first[row.key] = row
                continue
            }
            if let kind = row.kind, let known = other.kind, kind != known {
                check.fail(row.place.line, "kind", "is \(kind.rawValue), and \(known.rawValue) on line \(other.place.line)")
            }
            if check.problems.count >= ProgrammeFiles.mostProblems { return }
        }
        apart(rows.filter { $0.parent != nil }.map { ($0.key, $0) }, "parent", "the parent of", &check)
        apart(rows.flatMap { row in row.domains.map { ($0.name, row) } }, "domains", "the domain", &check)
    }

    /// No two rows may say different things of one subject for the same day.
    private static func apart(
        _ rows: [(key: String, row: OrganisationRow)], _ field: String, _ what: String, _ check: inout FileCheck
    ) {
        for (key, group) in Dictionary(grouping: rows, by: \.key).sorted(by: { $0.value[0].row.place.line < $1.value[0].row.place.line })
        where group.count > 1 {
            let inOrder = group.map(\.row).sorted { start($0) < start($1) }
            for (a, b) in zip(inOrder, inOrder.dropFirst()) where a.days.overlaps(b.days) {
                let (earlier, later) = a.place.line <= b.place.line ? (a, b) : (b, a)
                check.fail(
                    later.place.line, field,
                    "\(what) “\(key.prefix(80))” stands on line \(earlier.place.line) already, for some of the same days")
                if check.problems.count >= ProgrammeFiles.mostProblems { return }
            }
        }
    }

    private static func start(_ row: OrganisationRow) -> (Int64, Int) { (row.days.from?.daysSince1970 ?? .min, row.place.line) }
}
