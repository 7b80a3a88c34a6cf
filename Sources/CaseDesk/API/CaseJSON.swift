import Casework
import Ledger
import Pages

/// Cases as programs read them.
enum CaseJSON {
    static let line = Schema.object([
        "id": .integer("The number of the case."), "process": .string("The short name of its process."), "title": .string(),
        "state": .string("The id of its state."), "requester": .string("Who asked, such as user:12."), "updated": .string("ISO 8601, UTC."),
        "due": .nullable(.string("When its next clock runs out, ISO 8601, UTC.")), "closed": .nullable(.string("ISO 8601, UTC.")),
    ])

    static func json(_ line: CaseLine) -> JSON {
        [
            "id": .integer(Int(line.id)), "process": .string(line.process), "title": .string(line.title), "state": .string(line.state),
            "requester": .string(line.requester), "updated": time(line.updatedAt),
            "due": JSON(line.dueAt.map { Instant(seconds: $0).description }),
            "closed": JSON(line.closedAt.map { Instant(seconds: $0).description }),
        ]
    }

    static func time(_ seconds: Int64) -> JSON { .string(Instant(seconds: seconds).description) }

    static let whole = Schema.object([
        "id": .integer("The number of the case."), "process": .string(), "version": .integer("Of the process."), "title": .string(),
        "state": .string(), "revision": .integer("Send it back when you act, to be told when somebody else was faster."),
        "requester": .string(),
        "created": .string(), "updated": .string(), "closed": .nullable(.string()),
        "answers": .map(of: .string(), "The answers by the ids of their fields, in words."),
        "checks": .map(of: .string(), "The results by the ids of the checks."),
        "clocks": .map(of: .string(), "running, paused, met or breached, by the ids of the clocks."),
        "steps": .array(
            of: .object([
                "id": .string(), "title": .string(), "possible": .boolean("Whether the caller may take it now."),
                "obstacles": .array(of: .string(), "What stands against it."),
            ]), "The steps that lead on from here."),
        "decision": .nullable(.object(["outcome": .string(), "by": .string(), "at": .string(), "reason": .string()])),
        "events": .array(
            of: .object(["at": .string(), "actor": .string(), "kind": .string(), "subject": .string(), "text": .string()]),
            "What happened, oldest first."),
        "receipt": .nullable(
            .string("After a first secret ballot: what its voter needs to change it and to find it after the count. It is shown only here.")
        ),
    ])

    static func json(_ sheet: CaseSheet, receipt: String? = nil) -> JSON {
        let aCase = sheet.aCase
        let steps = sheet.steps.map { step -> JSON in
            [
                "id": .string(step.transition.id), "title": .string(step.transition.title), "possible": .bool(step.refusal == nil),
                "obstacles": .array(step.refusal?.sentences.map(JSON.string) ?? []),
            ]
        }
        let decision: JSON =
            aCase.decision.map {
                ["outcome": .string($0.outcome.rawValue), "by": .string($0.by.id), "at": time($0.at), "reason": .string($0.reason)]
            } ?? .null
        let events = sheet.events.map { event -> JSON in
            [
                "at": time(event.at), "actor": .string(event.actor.id), "kind": .string(event.kind.rawValue),
                "subject": .string(event.subject),
                "text": .string(event.text),
            ]
        }
        return [
            "id": .integer(Int(aCase.id)), "process": .string(aCase.process), "version": .integer(aCase.version),
            "title": .string(aCase.title),
            "state": .string(aCase.state), "revision": .integer(Int(aCase.revision)), "requester": .string(aCase.requester.id),
            "created": time(aCase.createdAt), "updated": time(aCase.updatedAt),
            "closed": JSON(aCase.closedAt.map { Instant(seconds: $0).description }),
            "answers": members(aCase.fields.mapValues(\.words)), "checks": members(aCase.checks.mapValues(\.status.rawValue)),
            "clocks": members(aCase.clocks.mapValues(\.status.rawValue)), "steps": .array(steps), "decision": decision,
            "events": .array(events), "receipt": JSON(receipt),
        ]
    }

    private static func members(_ values: [String: String]) -> JSON {
        .object(values.sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }
}
