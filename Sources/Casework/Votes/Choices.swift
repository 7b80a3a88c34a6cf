extension VoteSettings {
    /// What is wrong with a ballot, in a sentence; nil when it counts.
    public func problem(with choice: Choice) -> String? {
        switch (method, choice) {
        case (.lazyConsensus, .stance(let stance)), (.majority, .stance(let stance)):
            return stance == .veto ? "There is no veto in this vote; say no." : nil
        case (.consensus, .stance): return nil
        case (.score(let scale), .amounts(let points)):
            return unknown(Array(points.keys))
                ?? (points.values.allSatisfy(scale.contains)
                    ? nil : "Give each option from \(scale.lowerBound) to \(scale.upperBound) points.")
        case (.dots(let dots, let most), .amounts(let laid)):
            if let problem = unknown(Array(laid.keys)) { return problem }
            guard laid.values.allSatisfy({ (0...most).contains($0) }) else { return "Lay at most \(most) dots on one option." }
            return laid.values.reduce(0, +) <= dots ? nil : "You have \(dots) dots."
        case (.quadratic(let credits, _), .amounts(let spent)):
            if let problem = unknown(Array(spent.keys)) { return problem }
            guard spent.values.allSatisfy({ (0...credits).contains($0) }), spent.values.reduce(0, +) <= credits else {
                return "You have \(credits) credits, and none can be less than nothing."
            }
            return nil
        case (.schulze, .ranking(let groups)), (.transferable, .ranking(let groups)):
            let ranked = groups.flatMap(\.self)
            if let problem = unknown(ranked) { return problem }
            if Set(ranked).count < ranked.count { return "An option stands twice on the ballot." }
            if ranked.isEmpty || groups.contains(where: \.isEmpty) { return "Rank at least one option." }
            if case .transferable = method, groups.contains(where: { $0.count > 1 }) { return "Give each option a rank of its own." }
            return nil
        default: return "This vote takes another kind of ballot."
        }
    }

    private func unknown(_ ids: [String]) -> String? {
        let known = Set(options.map(\.id))
        return ids.first { !known.contains($0) }.map { "There is no option called “\($0)”." }
    }
}
