import Casework
import Ledger
import Pages

/// Attaching conditions to a decision, and saying that one is met.
extension CaseForms {
    var addCondition: Form {
        let desk = desk
        return form(
            "conditions/add", "Attach a condition",
            [
                .field("text", .lines(maxBytes: 20_000), "What must be met.", label: "Condition", required: true),
                .field(
                    "owner", .text(maxLength: 120),
                    "Who has to meet it: their name, or what the list offers. It waits for them, and they may see the case.", label: "Owner"
                ),
                .field("due", .date, "By the end of which day (UTC).", label: "Due"),
            ], button: "Attach it", anchor: "conditions", choices: { _ in ["owner": try await desk.people()] },
            read: { request, _ in
                let due = request.date("due").map { Instant($0).seconds + Instant.secondsPerDay - 1 }
                return .addCondition(text: request.text("text") ?? "", owner: try await desk.owner(request.text("owner")), due: due)
            })
    }

    var meetCondition: Form {
        form(
            "conditions/meet", "Say that a condition is met",
            [
                .field("condition", .integer(1...1_000), "The number of the condition.", label: "Condition", required: true),
                .field("evidence", .lines(maxBytes: 20_000), "What shows it.", label: "Evidence", required: true),
            ], button: "It is met", anchor: "conditions",
            read: { request, _ in .meetCondition(request.integer("condition") ?? 0, evidence: request.text("evidence") ?? "") })
    }
}

extension CaseDesk {
    /// The user who was named as the owner of a condition; nil when nobody was.
    ///
    /// - Throws: ``FormRefusal`` for a name that nobody has, or several.
    func owner(_ typed: String?, field: String = "owner") async throws -> CaseActor? {
        guard let typed, !typed.isEmpty else { return nil }
        var choices = FieldChoices()
        choices.people = try await people()
        guard let id = choices.resolve(typed, for: .person) else {
            throw FormRefusal(field, "The owner cannot be “\(typed.prefix(60))”: \(choices.unknown(.person))")
        }
        return CaseActor(id: id, name: choices.label(id, for: .person))
    }
}
