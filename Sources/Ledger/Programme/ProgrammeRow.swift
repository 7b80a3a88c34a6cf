/// Where a statement of a programme's files stands, for its evidence and for messages.
public struct RowPlace: Sendable, Hashable {
    /// The file as its reader knows it, such as `coaches.csv`.
    public let file: String
    /// Counted from 1, the line of the headings included.
    public let line: Int

    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }
}

extension RowPlace: CustomStringConvertible {
    public var description: String { "\(file) line \(line)" }
}

/// A half-open range of days; a missing end is open.
public struct DayRange: Sendable, Hashable {
    public let from: CivilDate?
    public let to: CivilDate?

    public static let always = DayRange(from: nil, to: nil)

    public init(from: CivilDate?, to: CivilDate?) {
        self.from = from
        self.to = to
    }

    /// Whether no day belongs to it.
    public var isEmpty: Bool {
        if let from, let to { from >= to } else { false }
    }

    public func overlaps(_ other: DayRange) -> Bool {
        func begins(_ a: DayRange, beforeEndOf b: DayRange) -> Bool {
            guard let from = a.from, let to = b.to else { return true }
            return from < to
        }
        return begins(self, beforeEndOf: other) && begins(other, beforeEndOf: self)
    }
}

/// A project that is part of the product.
public struct ProductProjectRow: Sendable, Hashable {
    public let place: RowPlace
    public let path: String
    /// The forge's own number; goes before the path, which changes when a project moves.
    public let number: Int64?
    public let owner: String?

    public init(_ place: RowPlace, path: String, number: Int64?, owner: String? = nil) {
        self.place = place
        self.path = path
        self.number = number
        self.owner = owner
    }
}

/// Somebody who coaches contributors.
public struct CoachRow: Sendable, Hashable {
    public let place: RowPlace
    public let login: String
    public let name: String?
    public let role: String?
    public let speciality: String?
    public let days: DayRange

    public init(
        _ place: RowPlace, login: String, name: String? = nil, role: String? = nil, speciality: String? = nil,
        days: DayRange = .always
    ) {
        self.place = place
        self.login = login
        self.name = name
        self.role = role
        self.speciality = speciality
        self.days = days
    }
}

/// A customer, the organisation that it is part of, and its annual recurring revenue for a time.
public struct CustomerRow: Sendable, Hashable {
    public let place: RowPlace
    public let organisation: String
    public let parent: String?
    /// In hundredths of the office's currency.
    public let revenue: Int64?
    public let days: DayRange

    public init(_ place: RowPlace, organisation: String, parent: String? = nil, revenue: Int64?, days: DayRange = .always) {
        self.place = place
        self.organisation = organisation
        self.parent = parent
        self.revenue = revenue
        self.days = days
    }
}

/// An organisation with the user names of those who contribute for it.
public struct ContributorRow: Sendable, Hashable {
    public let place: RowPlace
    public let organisation: String
    public let logins: [String]
    /// The organisation's number in the customer database, where it is known.
    public let customerNumber: String?

    public init(_ place: RowPlace, organisation: String, logins: [String], customerNumber: String? = nil) {
        self.place = place
        self.organisation = organisation
        self.logins = logins
        self.customerNumber = customerNumber
    }
}

/// What a measure should reach in a time, and why.
public struct TargetRow: Sendable, Hashable {
    public let place: RowPlace
    public let measure: String
    /// In thousandths.
    public let value: Int64
    public let days: DayRange
    public let reason: String

    public init(_ place: RowPlace, measure: String, value: Int64, days: DayRange, reason: String) {
        self.place = place
        self.measure = measure
        self.value = value
        self.days = days
        self.reason = reason
    }
}
