internal import CLicenceData

/// Whether code under one licence may be combined into a work that is passed on under another. From OSADL's matrix: © Open Source
/// Automation Development Lab (OSADL) eG and contributors, CC-BY-4.0. An opinion, no legal advice.
public struct LicenceCompatibility: Sendable {
    public enum Answer: String, Sendable, CaseIterable {
        case same = "same"
        case yes = "yes"
        /// The matrix says that it depends on how they are combined.
        case check = "check dependency"
        /// Nobody said: never to be read as yes.
        case unknown = "unknown"
        case no = "no"

        /// What both together come to.
        fileprivate func worse(_ other: Answer) -> Answer { Self.order(self) >= Self.order(other) ? self : other }
        fileprivate func better(_ other: Answer) -> Answer { Self.order(self) <= Self.order(other) ? self : other }
        private static func order(_ answer: Answer) -> Int { allCases.firstIndex(of: answer) ?? allCases.count }
    }

    public static let attribution =
        "OSADL licence compatibility matrix of 2024-05-22, © Open Source Automation Development Lab (OSADL) eG and contributors, CC-BY-4.0"
    public static let shared = LicenceCompatibility(
        csv: String(
            decoding: UnsafeRawBufferPointer(start: steward_osadl_matrix_bytes(), count: steward_osadl_matrix_size), as: UTF8.self))

    /// The licences that the matrix knows.
    public let licences: [String]
    private let places: [String: Int]
    private let cells: [[Answer]]

    init(csv: String) {
        let rows = csv.split(whereSeparator: \.isNewline).map { row in
            row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        licences = rows.first.map { Array($0.dropFirst()) } ?? []
        places = Dictionary(licences.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var cells = [[Answer]](repeating: [], count: licences.count)
        for row in rows.dropFirst() {
            guard let name = row.first, let place = places[name] else { continue }
            cells[place] = row.dropFirst().map { cell in
                switch cell {
                case "Same": .same
                case "Yes": .yes
                case "No": .no
                case "Check dependency": .check
                default: .unknown
                }
            }
        }
        self.cells = cells
    }

    /// Whether what is under `inner` may be part of a work that is passed on under `outer`.
    ///
    /// Of a choice (OR) inside, the best counts: it may be taken. Outside, all must do, as whoever receives the work chooses.
    public func answer(taking inner: LicenceExpression, into outer: LicenceExpression) -> Answer {
        let (inner, outer) = (inner.normalised(), outer.normalised())
        switch outer {
        case .and(let parts), .or(let parts):
            return parts.map { answer(taking: inner, into: $0) }.reduce(.same) { $0.worse($1) }
        case .licence: break
        }
        switch inner {
        case .and(let parts): return parts.map { answer(taking: $0, into: outer) }.reduce(.same) { $0.worse($1) }
        case .or(let parts): return parts.map { answer(taking: $0, into: outer) }.reduce(.no) { $0.better($1) }
        case .licence: return cell(inner, outer)
        }
    }

    private func cell(_ inner: LicenceExpression, _ outer: LicenceExpression) -> Answer {
        if inner == outer { return .same }
        guard let row = places[outer.description], let column = places[inner.description], column < cells[row].count else {
            return .unknown
        }
        return cells[row][column]
    }
}
