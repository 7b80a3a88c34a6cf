import Access
import Ledger
import Pages
import Store

/// Takes an operation back: by a form, and by the API.
struct OperationUndo {
    let people: PeopleDesk

    var routes: [Route] { form.routes + [submission] }

    private static let fields: [Parameter] = [
        .field("operation", .integer(1...Int.max), "The number of the operation.", required: true),
        .field("reason", .text(maxLength: 500), "Why it is taken back; it stays in the log.", label: "Reason"),
    ]

    private var form: Form {
        Form(
            "/operations/undo", "Undo an operation", access: .may(.correctPeople), seenBy: Route.standardAccess, fields: Self.fields,
            button: "Undo the operation",
            show: { request, view in
                Page(
                    "Undo an operation", lead: "What it recorded ends, and what it ended holds again. Both stay in the log.",
                    breadcrumbs: [.init("Operations", "/operations")],
                    body: "\(view.html(command: "steward operation undo NUMBER", cancel: "/operations"))")
            },
            submit: { request in "/operations?done=\(try await undo(request))" })
    }

    private var submission: Route {
        .submission(
            "/api/v1/operations/undo", "Take an operation back", access: .may(.correctPeople), fields: Self.fields,
            answer: .object(["operation": .integer("The operation that took it back; 0 when it had changed nothing.")])
        ) { request in
            ["operation": .integer(Int(try await undo(request)))]
        }
    }

    private func undo(_ request: Request) async throws -> Int64 {
        let number = Int64(request.integer("operation") ?? 0)
        let reason = request.text("reason")
        do {
            return try await people.change { writer, now in
                // The log holds changes of the programme's settings too, which are not everybody's who corrects people.
                if !request.may(.changeProgramme), try writer.programmeOperations(limit: .max).contains(where: { $0.id == number }) {
                    throw FormRefusal(
                        nil, "This is a change of the programme's settings, for those who may \(Permission.changeProgramme.sentence).")
                }
                return try writer.undo(number, madeBy: request.madeBy(on: PeopleDesk.madeBy), reason: reason, at: now)
            } ?? 0
        } catch let refusal as FormRefusal {
            throw FormRefusal(refusal.problems.map { FormProblem("operation", $0.message) })
        }
    }
}
