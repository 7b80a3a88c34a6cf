/// Somebody whom an organisation employs, for a time, as a line of its roster says.
public struct RosterRow: Sendable, Hashable {
    /// A user name at a forge.
    public struct Login: Sendable, Hashable {
        public let host: String
        public let name: String

        public init(host: String, name: String) {
            self.host = host.lowercased()
            self.name = name
        }

        /// Forges do not tell cases apart.
        var key: Login { Login(host: host, name: name.lowercased()) }
    }

    /// Somebody as a field names them.
    public enum Person: Sendable, Hashable {
        /// In lower case.
        case email(String)
        case login(Login)

        public var text: String {
            switch self {
            case .email(let address): address
            case .login(let login): "\(login.host):\(login.name)"
            }
        }

        var key: Person { if case .login(let login) = self { .login(login.key) } else { self } }
    }

    public let place: RowPlace
    public let name: String?
    /// In lower case.
    public let email: String?
    public let logins: [Login]
    /// From the largest team to the one in which the person works; empty when nothing is said.
    public let team: [String]
    public let manager: Person?
    public let days: DayRange
    /// Nil for the programme's own organisation.
    public let organisation: String?

    public init(
        _ place: RowPlace, name: String? = nil, email: String? = nil, logins: [Login] = [], team: [String] = [],
        manager: Person? = nil, days: DayRange = .always, organisation: String? = nil
    ) {
        self.place = place
        self.name = name
        self.email = email
        self.logins = logins
        self.team = team
        self.manager = manager
        self.days = days
        self.organisation = organisation
    }

    /// Everything by which the row names its person, in a form in which two spellings of one are equal.
    var keys: [Person] { (email.map { [.email($0)] } ?? []) + logins.map { .login($0.key) } }

    /// The first of those, as it is written.
    var subject: String { email ?? logins.first?.name ?? "" }
}
