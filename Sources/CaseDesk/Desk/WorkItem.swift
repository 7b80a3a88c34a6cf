import Casework

/// What waits for somebody, one entry per case.
struct WorkItem: Sendable {
    let line: CaseLine
    /// What there is to do, each once.
    let deeds: [CaseWait.Kind]
    /// A person's identity, or `group:NAME`.
    let who: String
    let due: Int64?

    /// - Parameter waits: what is due first first.
    static func made(of waits: [(line: CaseLine, wait: CaseWait)], processes: [CaseProcess], limit: Int) -> [WorkItem] {
        var order: [Int64] = []
        var found: [Int64: [(line: CaseLine, wait: CaseWait)]] = [:]
        for entry in waits {
            let process = processes.first { $0.id == entry.line.process }
            guard isTask(entry.wait, process) else { continue }
            if found[entry.line.id] == nil { order.append(entry.line.id) }
            found[entry.line.id, default: []].append(entry)
        }
        return order.prefix(limit).compactMap { id in
            guard let entries = found[id], let first = entries.first else { return nil }
            var deeds: [CaseWait.Kind] = []
            for entry in entries where !deeds.contains(entry.wait.kind) { deeds.append(entry.wait.kind) }
            return WorkItem(line: first.line, deeds: deeds, who: first.wait.who, due: first.wait.due)
        }
    }

    /// That somebody could withdraw a case, at any time, is nothing that waits for them.
    static func isTask(_ wait: CaseWait, _ process: CaseProcess?) -> Bool {
        guard wait.kind == .decide, let transition = process?.transition(wait.subject) else { return true }
        return process?.state(transition.to)?.end != .withdrawn
    }
}
