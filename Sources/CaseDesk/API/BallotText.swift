import Casework
import Pages

/// A ballot as programs and the command line spell it, by what its vote asks for:
///
/// - `yes`, `no`, `abstain` or `veto`;
/// - `lyon > oslo = bern`: options from the most wanted on, those between `=` wanted alike;
/// - `lyon=5, oslo=2`: points, dots or credits by option.
enum BallotText {
    /// - Throws: ``FormRefusal`` with what is wrong and how it is written.
    static func choice(_ text: String, _ settings: VoteSettings) throws(FormRefusal) -> Choice {
        switch settings.method {
        case .lazyConsensus, .majority, .consensus:
            let stances = Stance.allCases.filter { $0 != .veto || settings.method == .consensus }
            guard let stance = stances.first(where: { $0.rawValue == text }) else {
                throw refusal(text, settings, "one of \(stances.map(\.rawValue).joined(separator: ", "))")
            }
            return .stance(stance)
        case .score, .dots, .quadratic: return .amounts(try amounts(text, settings))
        case .schulze, .transferable:
            let groups = text.split(separator: ">", omittingEmptySubsequences: false).map { place in
                place.split(separator: "=", omittingEmptySubsequences: false).map(trimmed)
            }
            guard !groups.joined().contains("") else {
                throw refusal(text, settings, "options from the most wanted on, such as \(ranking(settings))")
            }
            return .ranking(groups)
        }
    }

    private static func amounts(_ text: String, _ settings: VoteSettings) throws(FormRefusal) -> [String: Int] {
        let example = settings.options.prefix(2).enumerated().map { "\($0.element.id)=\(2 - $0.offset)" }.joined(separator: ", ")
        var amounts: [String: Int] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(trimmed)
            guard sides.count == 2, !sides[0].isEmpty, let amount = Int(sides[1]) else {
                throw refusal(text, settings, "a number for each option, such as \(example)")
            }
            guard amounts.updateValue(amount, forKey: sides[0]) == nil else {
                throw FormRefusal("value", "“\(sides[0])” stands twice on the ballot.")
            }
        }
        return amounts
    }

    private static func ranking(_ settings: VoteSettings) -> String { settings.options.prefix(3).map(\.id).joined(separator: " > ") }

    private static func trimmed(_ text: Substring) -> String { text.split(separator: " ").joined(separator: " ") }

    private static func refusal(_ text: String, _ settings: VoteSettings, _ allowed: String) -> FormRefusal {
        FormRefusal("value", "A ballot of “\(settings.title)” is \(allowed), not “\(text.prefix(100))”.")
    }
}
