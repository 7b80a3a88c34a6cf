import Access
import Ledger
import Pages
import Store

/// Corrections by the API: the same fields and the same checks as the forms, without a preview between.
struct CorrectionData {
    let people: PeopleDesk

    var routes: [Route] { Correction.Action.allCases.map(submission) }

    private func submission(_ action: Correction.Action) -> Route {
        .submission(
            PathPattern("/api/v1/people/corrections/\(action.rawValue)"), CorrectionForms.title(action),
            details: CorrectionForms.explanation(action),
            access: .may(.correctPeople),
            fields: CorrectionForms.fields(action),
            answer: .object([
                "operation": .nullable(.integer("The operation that can be undone; null when all was so already.")),
                "person": .string("The person, who may be another after joining or splitting."),
            ])
        ) { request in
            let typed = request.typed.merging(["action": action.rawValue]) { $1 }
            let (operation, person) = try await people.correct(typed, madeBy: request.madeBy(on: PeopleDesk.madeBy))
            return ["operation": JSON(operation.map { Int($0) }), "person": .string(person.description)]
        }
    }
}

extension PeopleDesk {
    /// Stores a correction that was typed into a form.
    ///
    /// - Returns: the operation, nil when everything was so already; and the person of the first account now.
    func correct(_ typed: [String: String], madeBy: String) async throws -> (operation: Int64?, person: PersonID) {
        let correction = try await Correction(typed, self)
        let calendar = desk.calendar
        let operation = try await change { writer, now in try correction.apply(writer, calendar: calendar, madeBy: madeBy, at: now) }
        let card = try await desk.store.read { try $0.accountCards([correction.accounts[0]]).first }
        return (operation, card?.person ?? correction.person)
    }
}
