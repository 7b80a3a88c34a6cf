extension Case {
    /// Reads a case that this program or an earlier one stored: what an earlier one did not know is empty.
    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: CodingKeys.self)
        func held<T: Decodable>(_ key: CodingKeys, or empty: T) throws -> T { try box.decodeIfPresent(T.self, forKey: key) ?? empty }
        self.init(
            id: try box.decode(Int64.self, forKey: .id), process: try box.decode(String.self, forKey: .process),
            version: try box.decode(Int.self, forKey: .version), title: try box.decode(String.self, forKey: .title),
            state: try box.decode(String.self, forKey: .state), revision: try box.decode(Int64.self, forKey: .revision),
            requester: try box.decode(CaseActor.self, forKey: .requester), createdAt: try box.decode(Int64.self, forKey: .createdAt),
            updatedAt: try box.decode(Int64.self, forKey: .updatedAt), enteredAt: try box.decode(Int64.self, forKey: .enteredAt))
        closedAt = try box.decodeIfPresent(Int64.self, forKey: .closedAt)
        fields = try held(.fields, or: [:])
        checks = try held(.checks, or: [:])
        marks = try held(.marks, or: [:])
        approvals = try held(.approvals, or: [:])
        declarations = try held(.declarations, or: [:])
        votes = try held(.votes, or: [:])
        sides = try held(.sides, or: [:])
        concerns = try held(.concerns, or: [])
        conditions = try held(.conditions, or: [])
        clocks = try held(.clocks, or: [:])
        decision = try box.decodeIfPresent(Decision.self, forKey: .decision)
        outcome = try box.decodeIfPresent(Outcome.self, forKey: .outcome)
        takenBy = try held(.takenBy, or: [:])
        participants = try held(.participants, or: [])
    }
}
