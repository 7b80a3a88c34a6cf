import Casework
import Foundation
import Testing

@testable import CaseDesk

/// Replays a trace: what people did in a case of a shipped process, line by line, and the state in which the case was after each.
///
/// ```text
/// 2026-01-05 ada begins -> draft
/// 2026-01-05 ada takes submit -> review
/// 2026-01-06 ada takes announce !! Only a member of programme manager
/// 2026-01-09 steward advances -> trial
/// ```
///
/// A line is a day (noon UTC) or a time, who, what they do, and what comes of it: the state, or `!!` and the beginning of why it was
/// refused. What they do is a word of ``CaseCommand`` in the third person. After it come the subject, `/item`, `=value` and
/// a text in quotes, each where it is needed.
struct Replay {
    let process: CaseProcess
    let answers: [String: String]
    let groups: [String: Set<String>]
    private var aCase: Case?
    private var urns: [String: Urn] = [:]
    private(set) var events: [CaseEvent] = []
    private var absences: [Absence] = []

    /// Who is who in all traces. Whoever is in no group only asks.
    static let groups: [String: Set<String>] = [
        "programme-manager": ["mara", "max"], "director": ["dana"], "privacy-officer": ["pia"], "member": ["ada", "ben", "mara", "max"],
        "jury": ["jo", "jim", "jan", "joy"], "community": ["cleo", "carl"], "business": ["bea", "bob", "bill"], "engineering": ["eve"],
        "legal": ["lee"], "security": ["sue"], "communications": ["kim"],
        "export-control": ["ed"],
    ]

    init(_ id: String, answers: [String: String], groups: [String: Set<String>] = Replay.groups) throws {
        process = try #require(try ShippedProcesses.all().first { $0.id == id })
        (self.answers, self.groups) = (answers, groups.mapValues { Set($0.map(Self.identity)) })
    }

    private static func identity(_ name: String) -> String { name == "steward" ? name : "user:\(name)" }

    var state: String { aCase?.state ?? "" }
    var whole: Case { get throws { try #require(aCase) } }

    mutating func play(_ lines: [String], _ location: SourceLocation = #_sourceLocation) throws {
        for line in lines { try play(line, location) }
    }

    private mutating func play(_ line: String, _ location: SourceLocation) throws {
        let isRefused = line.contains(" !! ")
        let sides = line.components(separatedBy: isRefused ? " !! " : " -> ")
        try #require(sides.count == 2, "“\(line)” has no outcome", sourceLocation: location)
        let quoted = sides[0].components(separatedBy: "\"")
        var words = quoted[0].split(separator: " ").map(String.init)
        let text = quoted.count > 1 ? quoted[1] : ""
        try #require(words.count >= 3, "“\(line)” is too short", sourceLocation: location)
        let now = try Self.instant(words[0])
        let actor = words[1] == "steward" ? CaseActor.program : CaseActor(id: Self.identity(words[1]), name: words[1])
        let verb = words[2]
        words.removeFirst(3)
        let value = words.first { $0.hasPrefix("=") }.map { String($0.dropFirst()) } ?? ""
        let target = (words.first { !$0.hasPrefix("=") } ?? "").split(separator: "/").map(String.init)
        do {
            try act(verb, actor, target.first ?? "", target.dropFirst().first ?? "", value, text, now)
            try #require(!isRefused, "“\(line)” was not refused", sourceLocation: location)
            #expect(state == sides[1], "after “\(line)”", sourceLocation: location)
        } catch let refusal as CaseRefusal {
            #expect(isRefused, "“\(line)”: \(refusal)", sourceLocation: location)
            #expect(refusal.description.hasPrefix(sides[1]), "“\(line)”: \(refusal)", sourceLocation: location)
        }
    }

    private mutating func act(
        _ verb: String, _ actor: CaseActor, _ subject: String, _ item: String, _ value: String, _ text: String, _ now: Int64
    ) throws {
        let roster = Roster(groups: groups, absences: absences.filter { $0.from <= now && now < $0.until })
        let engine = CaseEngine(process: process, roster: roster, now: now)
        if verb == "begins" {
            let fields = try TypedAnswers(answers.filter { subject.isEmpty || $0.key != subject }).values(for: process).compactMapValues(
                \.self)
            keep(try engine.begin(id: 1, title: "A case", fields: fields, by: actor))
            return
        }
        let aCase = try #require(aCase)
        keep(try engine.apply(try action(verb, subject, item, value, text, now, aCase, actor, roster), by: actor, to: aCase, urns: urns))
    }

    private func action(
        _ verb: String, _ subject: String, _ item: String, _ value: String, _ text: String, _ now: Int64, _ aCase: Case, _ actor: CaseActor,
        _ roster: Roster
    ) throws -> CaseAction {
        switch verb {
        case "advances": return .advance
        case "checks": return .recordCheck(subject, CheckResult(try #require(CheckResult.Status(rawValue: value)), summary: text))
        case "freezes": return .freezeBaseline(Figure(value: Double(value), unit: "days", question: "test", at: now))
        case "measures": return .recordOutcome(Figure(value: Double(value), unit: "days", question: "test", at: now))
        case "answers": return .edit(title: nil, try TypedAnswers([subject: text]).values(for: process))
        case "votes" where aCase.votes[subject]?.settings.isSecret == true:
            return .cast(
                vote: subject, .stance(try #require(Stance(rawValue: value))), reason: text, receipt: "receipt-of-\(actor.id)-0123456789")
        default:
            let sheet = CaseSheet(aCase: aCase, process: process, events: events, roster: roster, reader: actor, now: now, mayAct: true)
            return try CaseCommand(name: Self.word(verb), subject: subject, item: item, value: value, text: text).action(in: sheet)
        }
    }

    /// `takes` is the command `take`.
    private static func word(_ verb: String) -> String { verb == "says" ? "say" : verb.hasSuffix("s") ? String(verb.dropLast()) : verb }

    private mutating func keep(_ step: CaseEngine.Step) {
        (aCase, urns) = (step.aCase, step.urns)
        events += step.events
    }

    private static func instant(_ text: String) throws -> Int64 {
        let whole = text.contains("T") ? text + ":00Z" : text + "T12:00:00Z"
        return Int64(try Date(whole, strategy: .iso8601).timeIntervalSince1970)
    }
}
