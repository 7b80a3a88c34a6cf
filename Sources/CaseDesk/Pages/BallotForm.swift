import Casework
import Pages

/// The ballot of a vote: what it asks depends on the method.
struct BallotForm: Sendable {
    let forms: CaseForms

    var form: Form {
        forms.form(
            "ballot/{vote}", "Vote", [], button: "Cast the ballot", extra: [.path("vote", "The vote, by its id in the process.")],
            example: "ballot/example",
            anchor: "next",
            heading: { sheet, request in sheet.process.vote(request.text("vote") ?? "")?.title ?? "No such vote" },
            lead: { sheet, request in
                guard let vote = sheet.aCase.votes[request.text("vote") ?? ""] else { return "This vote is not open." }
                let secret: HTML =
                    vote.settings.isSecret
                    ? " The ballot is secret. Keep your receipt: without it the ballot can neither be changed nor found." : ""
                return "\(VoteParts.words(vote.settings)); open until \(CaseWords.time(vote.closesAt)).\(secret)"
            },
            more: { sheet, request in Self.fields(sheet, request) },
            fill: { sheet, request in
                guard let vote = sheet.aCase.votes[request.text("vote") ?? ""], let reader = sheet.reader else { return [:] }
                if vote.settings.isSecret { return vote.roll.contains(reader.id) ? [:] : Urn.newReceipt().map { ["receipt": $0] } ?? [:] }
                return vote.ballots[reader.id].map(Self.typed) ?? [:]
            },
            read: { request, sheet in
                let id = request.text("vote") ?? ""
                guard let vote = sheet.aCase.votes[id] else { throw FormRefusal(nil, "This vote is not open.") }
                return .cast(
                    vote: id, try Self.choice(request, vote.settings), reason: request.text("reason") ?? "",
                    receipt: vote.settings.isSecret ? request.text("receipt") : nil)
            })
    }

    /// Takes a ballot back, such as before somebody recuses themselves.
    var back: Form {
        forms.form(
            "ballot/{vote}/back", "Take your ballot back", [], button: "Take it back",
            extra: [.path("vote", "The vote, by its id in the process.")], example: "ballot/example/back", anchor: "next",
            lead: { sheet, request in
                guard let vote = sheet.aCase.votes[request.text("vote") ?? ""], vote.status == .open else {
                    return "This vote is not open."
                }
                return "In “\(vote.settings.title)”. You may vote again until \(CaseWords.time(vote.closesAt))."
            },
            more: { sheet, request in
                guard sheet.aCase.votes[request.text("vote") ?? ""]?.settings.isSecret == true else { return [] }
                return [.field("receipt", .text(maxLength: 160), "You were given it when you voted.", label: "Receipt", required: true)]
            },
            read: { request, sheet in
                let id = request.text("vote") ?? ""
                let isSecret = sheet.aCase.votes[id]?.settings.isSecret == true
                return .withdrawBallot(vote: id, receipt: isSecret ? request.text("receipt") : nil)
            })
    }

    private static func optionName(_ option: VoteOption) -> String { "option-" + option.id.replacing("_", with: "-") }

    private static func fields(_ sheet: CaseSheet, _ request: Request) -> [Parameter] {
        guard let vote = sheet.aCase.votes[request.text("vote") ?? ""] else { return [] }
        let settings = vote.settings
        func options(_ range: ClosedRange<Int>, _ summary: String) -> [Parameter] {
            settings.options.map { .field(optionName($0), .integer(range), summary, label: $0.title) }
        }
        var fields: [Parameter]
        switch settings.method {
        case .lazyConsensus, .majority, .consensus:
            let stances = Stance.allCases.filter { $0 != .veto || settings.method == .consensus }
                .map { Parameter.Choice($0.rawValue, VoteParts.words($0, settings.method)) }
            let hint =
                settings.method == .lazyConsensus
                ? "One objection is enough." : settings.isChangeable ? "It can be changed until the vote ends." : "It cannot be changed."
            fields = [.field("stance", .choice(stances), hint, label: "Your vote", required: true)]
        case .score(let scale): fields = options(scale, "Points from \(scale.lowerBound) to \(scale.upperBound).")
        case .dots(let dots, let most): fields = options(0...most, "Dots, at most \(most) here and \(dots) in all.")
        case .quadratic(let credits, _): fields = options(0...credits, "Credits, at most \(credits) in all.")
        case .schulze, .transferable:
            fields = options(
                1...max(1, settings.options.count), "The place: 1 for what you want most. Leave it empty for what you want least.")
        }
        fields.append(.field("reason", .lines(maxBytes: 20_000), "Why, in your own words.", label: "Reason"))
        if settings.isSecret {
            fields.append(
                .field("receipt", .text(maxLength: 160), "Write it down: it is shown only here.", label: "Receipt", required: true))
        }
        return fields
    }

    private static func choice(_ request: Request, _ settings: VoteSettings) throws -> Choice {
        switch settings.method {
        case .lazyConsensus, .majority, .consensus:
            guard let stance = request.choice("stance", as: Stance.self) else { throw FormRefusal("stance", "Choose your vote.") }
            return .stance(stance)
        case .score, .dots, .quadratic:
            let given = settings.options.compactMap { option in request.integer(optionName(option)).map { (option.id, $0) } }
            return .amounts(Dictionary(uniqueKeysWithValues: given))
        case .schulze, .transferable:
            var places: [Int: [String]] = [:]
            for option in settings.options {
                if let place = request.integer(optionName(option)) { places[place, default: []].append(option.id) }
            }
            return .ranking(places.sorted { $0.key < $1.key }.map(\.value))
        }
    }

    private static func typed(_ ballot: Ballot) -> [String: String] {
        var typed = ["reason": ballot.reason]
        switch ballot.choice {
        case .stance(let stance): typed["stance"] = stance.rawValue
        case .amounts(let amounts): for (id, amount) in amounts { typed["option-" + id.replacing("_", with: "-")] = "\(amount)" }
        case .ranking(let groups):
            for (place, group) in groups.enumerated() {
                for id in group { typed["option-" + id.replacing("_", with: "-")] = "\(place + 1)" }
            }
        }
        return typed
    }
}
