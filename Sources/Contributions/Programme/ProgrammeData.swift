import Access
import Ledger
import Measures
import Pages

/// The programme's settings for programs.
struct ProgrammeData {
    let settings: ProgrammeDesk

    var routes: [Route] { [summary, targets, coaches, customers] }

    private static let times: KeyValuePairs<String, Schema> = [
        "from": .nullable(.string("The first day; null for always.", format: "date")),
        "to": .nullable(.string("The first day that no longer counts; null for open.", format: "date")),
        "state": .oneOf(["holds", "to come", "past", "replaced"]), "rule": .string("Who said so: stated by a person, or the kind of file."),
    ]

    private func read(_ request: Request) async throws -> (ProgrammeState, Instant) {
        let moment = try await settings.desk.moment()
        return (try await settings.state(moment), moment.now)
    }

    private func revision(_ request: Request) async throws -> String { try await settings.desk.revision() }

    private var summary: Route {
        .data(
            "/api/v1/programme", "The programme's settings in force",
            answer: .object([
                "community_rule": .nullable(.oneOf(CommunityRule.allCases.map(\.key))), "own_organisations": .array(of: .string()),
                "currency": .string(), "host": .string("The forge of user names that name none."), "coaches": .integer("In force today."),
                "customers": .integer(), "product_projects": .array(of: .string(), "Empty: all that are collected."),
            ]), revision: revision
        ) { [settings] request in
            let (state, now) = try await read(request)
            let coaches = Set(state.coaches.filter { $0.held.assertion.isValid(at: now) }.map { "\($0.host) \($0.login.lowercased())" })
                .count
            return .data(json: {
                [
                    "community_rule": JSON(state.communityRule(at: now)?.key),
                    "own_organisations": .array(state.own.map { .string($0.subject) }),
                    "currency": .string(settings.options.currency), "host": .string(settings.options.host), "coaches": .integer(coaches),
                    "customers": .integer(state.customers.count), "product_projects": .array(state.products.map { .string($0.subject) }),
                ]
            })
        }
    }

    /// The columns that every statement ends with.
    private func times(_ held: RecordedAssertion, _ now: Instant) -> [(String, CSV.Cell)] {
        let (from, to) = (settings.day(held.assertion.validFrom), settings.day(held.assertion.validTo))
        return [
            ("from", from.isEmpty ? .empty : .text(from)), ("to", to.isEmpty ? .empty : .text(to)),
            ("state", .text(settings.standing(held, now: now))), ("rule", .text(held.assertion.rule)),
        ]
    }

    private static func answer(_ name: String, _ columns: [String], _ rows: [[(String, CSV.Cell)]]) -> Pages.Response {
        .data(
            filename: "programme-\(name)",
            json: {
                .object([JSON.Member(name, .array(rows.map { row in .object(row.map { JSON.Member($0.0, json($0.1)) }) }))])
            }, csv: { CSV(columns: columns, rows: rows.map { $0.map(\.1) }) })
    }

    private static func json(_ cell: CSV.Cell) -> JSON {
        switch cell {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .number(let number): .number(number)
        case .empty: .null
        }
    }

    private var targets: Route {
        .data(
            "/api/v1/programme/targets", "The targets of measures with their history", formats: [.json, .csv],
            answer: .object([
                "targets": .array(
                    of: .object([
                        "measure": .string(), "target": .number("In the measure's unit."), "reason": .string(),
                        "recorded": .string("When it was said.", format: "date"), "from": Self.times[0].value, "to": Self.times[1].value,
                        "state": Self.times[2].value, "rule": Self.times[3].value,
                    ]))
            ]), revision: revision
        ) { request in
            let (state, now) = try await read(request)
            let rows = state.targets.map { entry in
                [
                    ("measure", CSV.Cell.text(entry.subject)), ("target", .number(Double(entry.assertion.object ?? 0) / 1000)),
                    ("reason", .text(entry.assertion.evidence)), ("recorded", .text(settings.day(entry.held.recordedAt))),
                ] + times(entry.held, now)
            }
            return Self.answer("targets", ["measure", "target", "reason", "recorded", "from", "to", "state", "rule"], rows)
        }
    }

    private var coaches: Route {
        .data(
            "/api/v1/programme/coaches", "The coaches", formats: [.json, .csv],
            answer: .object([
                "coaches": .array(
                    of: .object([
                        "username": .string(), "host": .string(), "speciality": .nullable(.string()),
                        "known": .oneOf(["yes", "no"], "Whether the forge spelled the account."),
                        "from": Self.times[0].value, "to": Self.times[1].value, "state": Self.times[2].value, "rule": Self.times[3].value,
                    ]))
            ]), revision: revision
        ) { request in
            let (state, now) = try await read(request)
            let optedOut = try await settings.optedOut(settings.desk.moment())
            let rows = state.coaches.map { coach in
                [
                    ("username", CSV.Cell.text(settings.login(coach, for: request, optedOut: optedOut))), ("host", .text(coach.host)),
                    ("speciality", CSV.Cell(coach.speciality)), ("known", .text(coach.isKnown ? "yes" : "no")),
                ] + times(coach.held, now)
            }
            return Self.answer("coaches", ["username", "host", "speciality", "known", "from", "to", "state", "rule"], rows)
        }
    }

    private var customers: Route {
        .data(
            "/api/v1/programme/customers", "The customers", details: "Amounts are told only to those who may see what customers pay.",
            formats: [.json, .csv],
            answer: .object([
                "customers": .array(
                    of: .object([
                        "organisation": .string(),
                        "revenue": .nullable(
                            .number("Annual, in the office's currency; null to those who may not see what customers pay.")),
                        "from": Self.times[0].value, "to": Self.times[1].value, "state": Self.times[2].value, "rule": Self.times[3].value,
                    ]))
            ]), revision: revision
        ) { request in
            let (state, now) = try await read(request)
            let rows = state.customers.flatMap { customer in
                customer.revenue.map { held in
                    [
                        ("organisation", CSV.Cell.text(customer.name)),
                        ("revenue", request.may(.seeAmounts) ? .number(Double(held.assertion.object ?? 0) / 100) : .empty),
                    ] + times(held, now)
                }
            }
            return Self.answer("customers", ["organisation", "revenue", "from", "to", "state", "rule"], rows)
        }
    }
}
