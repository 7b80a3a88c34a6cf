/// Ways by an amount that do not meet.
extension CaseProcess {
    /// What may be meant, and is a mistake more often than not: amounts for which no step leads on from a state, or several do, as
    /// the limits of its steps do not meet; votes after which a case would stay where it is.
    public var doubts: [ProcessProblem] {
        var doubts = Set(doubtsAboutVotes())
        for state in states {
            let steps = transitions.filter { $0.from.contains(state.id) }
            let limited = Set(steps.flatMap(\.needs).compactMap(\.limitedField)).sorted()
            for field in limited { doubts.formUnion(self.doubts(about: field, in: state, steps)) }
        }
        return doubts.sorted { ($0.line, $0.sentence) < ($1.line, $1.sentence) }
    }

    private func doubts(about field: String, in state: State, _ steps: [Transition]) -> [ProcessProblem] {
        let ranges = steps.compactMap { step in AmountRange(of: step, field).map { (step: step, range: $0) } }
        let title = "“\(self.field(field)?.title ?? field)”"
        var found: [ProcessProblem] = []
        // Only ways down and up by the same field are meant as the two halves of a choice.
        for low in ranges where low.range.most != nil && low.range.moreThan == nil {
            for high in ranges where high.range.moreThan != nil {
                guard let most = low.range.most, let least = high.range.moreThan, most > least else { continue }
                let sentence = """
                    In the state “\(state.id)” both “\(low.step.id)” and “\(high.step.id)” are open when \(title) is more than \
                    \(Field.plain(least)) and at most \(Field.plain(min(most, high.range.most ?? most))).
                    """
                found.append(ProcessProblem(line: high.step.line, sentence))
            }
        }
        guard let first = ranges.map({ $0.range.lowest }).min(), first == -.infinity else { return found }
        var reached = first
        for (step, range) in ranges.sorted(by: { ($0.range.lowest, $0.step.line) < ($1.range.lowest, $1.step.line) }) {
            if range.lowest > reached {
                let sentence = """
                    In the state “\(state.id)” no step by \(title) is open when it is more than \(Field.plain(reached)) and at most \
                    \(Field.plain(range.lowest)).
                    """
                found.append(ProcessProblem(line: step.line, sentence))
            }
            reached = max(reached, range.highest)
        }
        return found
    }
}

/// The amounts for which a step is open.
private struct AmountRange {
    var moreThan: Double?
    var most: Double?

    var lowest: Double { moreThan ?? -.infinity }
    var highest: Double { most ?? .infinity }

    /// Nil for a step that does not ask for the field.
    init?(of step: CaseProcess.Transition, _ field: String) {
        for need in step.needs {
            switch need {
            case .fieldAtMost(field, let limit): most = min(most ?? .infinity, limit)
            case .fieldMoreThan(field, let limit): moreThan = max(moreThan ?? -.infinity, limit)
            default: break
            }
        }
        if moreThan == nil, most == nil { return nil }
    }
}

extension Need {
    /// The field whose amount it limits.
    fileprivate var limitedField: String? {
        switch self {
        case .fieldAtMost(let field, _), .fieldMoreThan(let field, _): field
        default: nil
        }
    }
}
