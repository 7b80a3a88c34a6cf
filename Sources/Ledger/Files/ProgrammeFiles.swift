/// A file of the programme's settings, read: its rows, or everything that is wrong with it.
///
/// A file with a mistake is not taken at all: what it said before stays as it is, so a slip of the hand loses nothing.
public enum FileReading<Row: Sendable>: Sendable {
    case rows([Row])
    case problems([FileProblem])

    public var problems: [FileProblem] { if case .problems(let problems) = self { problems } else { [] } }
    public var rows: [Row]? { if case .rows(let rows) = self { rows } else { nil } }
}

/// The lists that a programme keeps in files, and the columns of each.
public enum ProgrammeList: String, Sendable, CaseIterable {
    case products, coaches, customers, contributors

    /// The line of headings that a file of this list begins with.
    public var headings: String {
        switch self {
        case .products: "project_path,project_id,owner"
        case .coaches: "username,name,role,speciality,from,to"
        case .customers: "organisation,parent,arr,from,to"
        case .contributors: "contributor_organization,contributor_usernames,sfdc_account_id"
        }
    }

    public var title: String {
        switch self {
        case .products: "Projects of the product"
        case .coaches: "Roster of coaches"
        case .customers: "Customers"
        case .contributors: "Organisations of contributors"
        }
    }
}

/// Reads the lists of a programme from comma-separated values.
public enum ProgrammeFiles {
    /// After so many mistakes the rest of a file is not checked.
    static let mostProblems = 100

    /// `project_path,project_id,owner`: the shape of GitLab's `projects_part_of_product.csv`.
    public static func products(_ text: String, file: String) -> FileReading<ProductProjectRow> {
        read(text, file: file, required: ["project_path"]) { row, check in
            guard let path = check.required(row, "project_path", longest: 1000) else { return nil }
            if path.contains(where: \.isWhitespace) || path.hasPrefix("/") || path.contains("://") {
                check.fail(row, "project_path", "“\(path.prefix(80))” is no path such as group/project")
            }
            let number = row["project_id"].flatMap { text -> Int64? in
                guard let number = Int64(text), number > 0 else {
                    check.fail(row, "project_id", "“\(text.prefix(80))” is no number of a project")
                    return nil
                }
                return number
            }
            return ProductProjectRow(check.place(row), path: path, number: number, owner: row["owner"])
        } whole: { rows, check in
            check.unique(rows, "project_path", "the project", at: \.place) { $0.path.lowercased() }
        }
    }

    /// `username,name,role,speciality,from,to`: one line for each coach and time. Only `username` must be there.
    public static func coaches(_ text: String, file: String) -> FileReading<CoachRow> {
        read(text, file: file, required: ["username"]) { row, check in
            guard let login = check.login(row, "username") else { return nil }
            return CoachRow(
                check.place(row), login: login, name: row["name"], role: row["role"], speciality: row["speciality"],
                days: check.days(row))
        } whole: { rows, check in
            check.apart(rows, "username", "the coach", at: \.place, days: \.days) { $0.login.lowercased() }
        }
    }

    /// `organisation,parent,arr,from,to`: one line for each customer and time. The amount has no sign of a currency, no
    /// marks between thousands, and two decimals at most.
    public static func customers(_ text: String, file: String) -> FileReading<CustomerRow> {
        read(text, file: file, required: ["organisation"]) { row, check in
            guard let organisation = check.required(row, "organisation", longest: 200) else { return nil }
            let revenue = row["arr"].flatMap { text -> Int64? in
                guard let amount = Decimals.value(text, places: 2), amount >= 0 else {
                    check.fail(row, "arr", "“\(text.prefix(80))” is no amount such as 100000 or 1250.50")
                    return nil
                }
                return amount
            }
            if let parent = row["parent"], parent.lowercased() == organisation.lowercased() {
                check.fail(row, "parent", "\(organisation.prefix(80)) cannot be part of itself")
            }
            return CustomerRow(check.place(row), organisation: organisation, parent: row["parent"], revenue: revenue, days: check.days(row))
        } whole: { rows, check in
            check.apart(rows, "organisation", "the organisation", at: \.place, days: \.days) { $0.organisation.lowercased() }
            check.noCircles(rows)
        }
    }

    /// `contributor_organization,contributor_usernames,sfdc_account_id`: GitLab's sheet. User names within the field are set
    /// apart by white space, semicolons or commas.
    public static func contributors(_ text: String, file: String) -> FileReading<ContributorRow> {
        read(text, file: file, required: ["contributor_organization", "contributor_usernames"]) { row, check in
            guard let organisation = check.required(row, "contributor_organization", longest: 200) else { return nil }
            let names = (row["contributor_usernames"] ?? "").split { $0.isWhitespace || $0 == ";" || $0 == "," }
                .map { $0.hasPrefix("@") ? String($0.dropFirst()) : String($0) }
            guard !names.isEmpty else {
                check.fail(row, "contributor_usernames", "is empty; give at least one user name")
                return nil
            }
            for name in names where !FileCheck.isLogin(name) {
                check.fail(row, "contributor_usernames", "“\(name.prefix(80))” is no user name")
            }
            return ContributorRow(check.place(row), organisation: organisation, logins: names, customerNumber: row["sfdc_account_id"])
        } whole: { rows, check in
            check.oneOrganisationEach(rows)
        }
    }

    private static func read<Row: Sendable>(
        _ text: String, file: String, required: [String], _ make: (CSVReader.Row, inout FileCheck) -> Row?,
        whole: ([Row], inout FileCheck) -> Void
    ) -> FileReading<Row> {
        let lines: [CSVReader.Row]
        do { lines = try CSVReader.rows(of: text, file: file, required: required) } catch { return .problems([error]) }
        var check = FileCheck(file: file)
        var rows: [Row] = []
        for line in lines where check.problems.count < mostProblems {
            if let made = make(line, &check) { rows.append(made) }
        }
        if check.problems.isEmpty { whole(rows, &check) }
        return check.problems.isEmpty ? .rows(rows) : .problems(check.problems)
    }
}
