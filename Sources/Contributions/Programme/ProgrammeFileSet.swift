public import Ledger
public import Store

/// The lists of a programme as their files have them now.
public struct ProgrammeFileSet: Sendable {
    /// Each nil where no file is configured.
    public var products: FileReading<ProductProjectRow>?
    public var coaches: FileReading<CoachRow>?
    public var customers: FileReading<CustomerRow>?
    public var contributors: FileReading<ContributorRow>?

    public init(
        products: FileReading<ProductProjectRow>? = nil, coaches: FileReading<CoachRow>? = nil,
        customers: FileReading<CustomerRow>? = nil, contributors: FileReading<ContributorRow>? = nil
    ) {
        self.products = products
        self.coaches = coaches
        self.customers = customers
        self.contributors = contributors
    }

    /// One list from text, such as what somebody pasted.
    public init(_ list: ProgrammeList, text: String, file: String) {
        self.init()
        switch list {
        case .products: products = ProgrammeFiles.products(text, file: file)
        case .coaches: coaches = ProgrammeFiles.coaches(text, file: file)
        case .customers: customers = ProgrammeFiles.customers(text, file: file)
        case .contributors: contributors = ProgrammeFiles.contributors(text, file: file)
        }
    }

    /// Everything that is wrong with the files.
    public var problems: [FileProblem] {
        (products?.problems ?? []) + (coaches?.problems ?? []) + (customers?.problems ?? []) + (contributors?.problems ?? [])
    }

    /// Takes over every list whose file is right; the others stay in the ledger as they are.
    ///
    /// - Parameter source: what the log of changes calls the file of a list.
    public func apply(
        by importer: ProgrammeImport, source: (ProgrammeList) -> String
    ) throws -> [(list: ProgrammeList, change: ProgrammeChange)] {
        var changes: [(list: ProgrammeList, change: ProgrammeChange)] = []
        if let rows = products?.rows { changes.append((.products, try importer.productProjects(rows, from: source(.products)))) }
        if let rows = customers?.rows { changes.append((.customers, try importer.customers(rows, from: source(.customers)))) }
        if let rows = contributors?.rows {
            changes.append((.contributors, try importer.contributors(rows, from: source(.contributors))))
        }
        if let rows = coaches?.rows { changes.append((.coaches, try importer.coaches(rows, from: source(.coaches)))) }
        return changes
    }

    /// The rows of the product's list that mean no project of the ledger yet.
    public func unmatchedProducts(_ reader: any SQLReader, host: String) throws -> [UnmatchedRow] {
        guard let rows = products?.rows, !rows.isEmpty else { return [] }
        return try reader.unmatchedProducts(rows, host: host)
    }
}

/// How an office keeps its programme.
public struct ProgrammeOptions: Sendable {
    /// The forge on which user names stand that name none.
    public let host: String
    /// Three letters, such as `EUR`.
    public let currency: String
    /// The lists that a configured file decides.
    public let configured: [ProgrammeList: String]
    /// Reads the configured files as they are now.
    public let files: @Sendable () -> ProgrammeFileSet

    public init(
        host: String = "gitlab.com", currency: String = "EUR", configured: [ProgrammeList: String] = [:],
        files: @escaping @Sendable () -> ProgrammeFileSet = { ProgrammeFileSet() }
    ) {
        self.host = host
        self.currency = currency
        self.configured = configured
        self.files = files
    }
}
