import Casework
import Foundation
import Ledger
import Pages

/// An action as programs and the command line spell it: a word, what it is about, and a text.
struct CaseCommand: Sendable {
    var name: String
    /// The step, approval, check, checklist, side, vote, thread or number.
    var subject = ""
    /// The item of a checklist.
    var item = ""
    /// `yes`, `no`, a view, a ballot, a verdict or a day.
    var value = ""
    /// What the voter of a secret ballot was given for the first one.
    var receipt = ""
    /// Who has to meet a condition.
    var owner: CaseActor?
    /// A reason, or what is said.
    var text = ""
    /// A JSON object of texts.
    var answers: String?
    /// What answers may name; nil where they are taken as they are.
    var choices: FieldChoices?

    private static let names: [Parameter.Choice] = [
        .init("take", "take STEP, with its reason in text"), .init("edit", "edit, with answers"),
        .init("approve", "approve APPROVAL, value yes or no, reason in text"),
        .init("retract", "retract APPROVAL"), .init("tick", "tick CHECKLIST item, value yes or no"),
        .init("waive", "waive CHECK, reason in text"),
        .init("declare", "declare, interest in text, value recuse or empty"),
        .init(
            "vote",
            "vote VOTE, value yes, no, abstain, veto, a ranking such as lyon > oslo = bern or amounts such as lyon=5, oslo=2, "
                + "reason in text, receipt to change a secret ballot"),
        .init("unvote", "unvote VOTE, receipt of a secret ballot"), .init("close", "close VOTE when everyone has voted"),
        .init("position", "position SIDE, value support, neutral or against, words in text"), .init("invite", "invite SIDE"),
        .init("without", "without SIDE, reason in text"), .init("concern", "concern [SIDE], words in text"),
        .init("settle", "settle NUMBER, value met or accepted, reason in text"), .init("say", "say THREAD, words in text"),
        .init("condition", "condition, words in text, value a day or empty, owner a user or empty"),
        .init("met", "met NUMBER, evidence in text"),
        .init("judge", "judge, value worked, partly, no or unknown, reason in text"),
    ]

    static let summary = names.map(\.label).joined(separator: "; ") + "."

    static let fields: [Parameter] = [
        .field("action", .choice(names.map { .init($0.value) }), "What to do.", required: true),
        .field("subject", .text(maxLength: 200), "The step, approval, check, checklist, side, vote, thread or number."),
        .field("item", .text(maxLength: 100), "The item of a checklist."),
        .field("value", .text(maxLength: 4_000), "yes, no, a view, a ballot, a verdict, a day."),
        .field("receipt", .text(maxLength: 160), "The receipt of a secret ballot that is changed or taken back."),
        .field("owner", .text(maxLength: 120), "Who has to meet a condition, such as user:12."),
        .field("text", .lines(maxBytes: 80_000), "A reason, or what is said."),
    ]

    /// - Throws: ``FormRefusal`` for a word that is not known, or a value that the action does not take.
    func action(in sheet: CaseSheet) throws -> CaseAction {
        switch name {
        case "take": return .take(transition: subject, reason: text.isEmpty ? nil : text)
        case "edit": return .edit(title: nil, try TypedAnswers(answers).values(for: sheet.process, choices))
        case "approve": return .approve(subject, agrees: try flag(), reason: text)
        case "retract": return .retractApproval(subject)
        case "tick": return .mark(checklist: subject, item: item, isDone: try flag())
        case "waive": return .waiveCheck(subject, reason: text)
        case "declare": return .declare(interest: text.isEmpty ? nil : text, recuse: value == "recuse")
        case "vote":
            guard let settings = sheet.aCase.votes[subject]?.settings ?? sheet.process.vote(subject) else {
                throw FormRefusal("subject", "There is no vote called “\(subject)”.")
            }
            return .cast(vote: subject, try BallotText.choice(value, settings), reason: text, receipt: receipt.isEmpty ? nil : receipt)
        case "unvote": return .withdrawBallot(vote: subject, receipt: receipt.isEmpty ? nil : receipt)
        case "close": return .closeVote(subject)
        case "position": return .takePosition(side: subject, try choice(Position.View.self), text: text)
        case "invite": return .invite(side: subject)
        case "without": return .leaveEmpty(side: subject, reason: text)
        case "concern": return .raiseConcern(side: subject.isEmpty ? nil : subject, text: text)
        case "settle":
            return try .settleConcern(number(), value == "accepted" ? .acceptedDissent : choice(Concern.Status.self), reason: text)
        case "say": return .post(thread: subject, text: text)
        case "condition": return .addCondition(text: text, owner: owner, due: try due())
        case "met": return .meetCondition(try number(), evidence: text)
        case "judge": return .judge(try choice(Outcome.Verdict.self), reason: text)
        default:
            throw FormRefusal(
                "action", "“\(name)” is nothing that can be done; there are \(Self.names.map(\.value).joined(separator: ", ")).")
        }
    }

    private func flag() throws(FormRefusal) -> Bool {
        switch value {
        case "yes", "": return true
        case "no": return false
        default: throw FormRefusal("value", "The value of “\(name)” is yes or no, not “\(value)”.")
        }
    }

    private func choice<Choice: RawRepresentable<String> & CaseIterable>(_ type: Choice.Type) throws(FormRefusal) -> Choice {
        guard let choice = Choice(rawValue: value) else {
            throw FormRefusal(
                "value", "The value of “\(name)” is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), not “\(value)”.")
        }
        return choice
    }

    private func number() throws(FormRefusal) -> Int {
        guard let number = Int(subject), number > 0 else {
            throw FormRefusal("subject", "The subject of “\(name)” is a number, not “\(subject)”.")
        }
        return number
    }

    private func due() throws(FormRefusal) -> Int64? {
        guard !value.isEmpty else { return nil }
        guard let day = CivilDate(value) else { throw FormRefusal("value", "“\(value)” is no day such as 2026-12-24.") }
        return Instant(day).seconds + Instant.secondsPerDay - 1
    }
}

/// Answers as programs give them: a JSON object of texts by the ids of fields.
struct TypedAnswers: Sendable {
    let texts: [String: String]

    /// - Throws: ``FormRefusal`` for anything but such an object.
    init(_ json: String?) throws(FormRefusal) {
        guard let json, !json.isEmpty else {
            texts = [:]
            return
        }
        do { texts = try JSONDecoder().decode([String: String].self, from: Data(json.utf8)) } catch {
            throw FormRefusal("answers", "The answers are no JSON object whose values are texts.")
        }
    }

    init(_ texts: [String: String]) { self.texts = texts }

    /// - Parameter choices: what answers may name; nil where they are taken as they are.
    /// - Throws: ``FormRefusal`` with all answers at fault.
    func values(for process: CaseProcess, _ choices: FieldChoices? = nil) throws(FormRefusal) -> [String: FieldValue?] {
        var values: [String: FieldValue?] = [:]
        var problems: [FormProblem] = []
        for (id, text) in texts.sorted(by: { $0.key < $1.key }) {
            guard let field = process.field(id) else {
                problems.append(
                    FormProblem("answers", "There is no field “\(id)”; there are \(process.fields.map(\.id).joined(separator: ", "))."))
                continue
            }
            do throws(FieldProblem) {
                let value: FieldValue?
                if let choices { value = try choices.value(of: field, from: text) } else { value = try field.value(from: text) }
                values.updateValue(value, forKey: id)
            } catch {
                problems.append(FormProblem("answers", error.sentence))
            }
        }
        guard problems.isEmpty else { throw FormRefusal(problems) }
        return values
    }
}
