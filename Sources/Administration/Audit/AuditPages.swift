import Access
import Audit
import Ledger
import Pages
import Store

/// The audit log with filters, and its export.
struct AuditPages {
    let access: AccessDesk

    var routes: [Route] { [page, data, verification] }

    private static let onePage = 50
    /// An export holds at most so many entries; the next begins where it ended.
    private static let longestExport = 10_000

    private static let filters: [Parameter] = [
        .text("actor", maxLength: 200, "Who did it, such as user:3.", label: "Who"),
        .text(
            "action", maxLength: 200, "What was done, such as user.role.grant; with a dot at the end, everything that begins like that.",
            label: "What"),
        .text("subject", maxLength: 200, "What it was done to, such as case:17.", label: "To what"),
        Parameter("from", .date, "The first day, UTC.", label: "From"),
        Parameter("to", .date, "The first day no longer, UTC.", label: "To"),
        .integer("before", 1...Int.max, "Only entries with a smaller number: the way to the next page."),
    ]

    private func filter(_ request: Request) -> AuditFilter {
        AuditFilter(
            actor: request.text("actor"), action: request.text("action"), subject: request.text("subject"),
            from: request.date("from").map { Instant($0).seconds }, until: request.date("to").map { Instant($0).seconds })
    }

    private func names() async throws -> [String: String] {
        Dictionary(uniqueKeysWithValues: try await access.users().map { ($0.actor, $0.displayName) })
    }

    private var page: Route {
        .page("/audit", "Audit log", access: .may(.readAudit), parameters: Self.filters) { request in
            let (filter, before) = (filter(request), request.integer("before").map { Int64($0) })
            let (records, count) = try await access.store.read { reader in
                (try AuditLog.entries(filter, before: before, limit: Self.onePage + 1, in: reader), try AuditLog.count(filter, in: reader))
            }
            let names = try await names()
            let shown = records.prefix(Self.onePage)
            let table = Table(
                "Entries of the audit log", id: "audit-table",
                columns: [
                    .init("Number", .number), .init("When", .time), .init("Who"), .init("What"), .init("To what"), .init("Why"),
                    .init("Before"), .init("After"),
                ],
                rows: shown.map { record in
                    let entry = record.entry
                    return [
                        .integer(Int(record.number)), .instant(Instant(seconds: entry.at)),
                        .text(names[entry.actor].map { "\($0) (\(entry.actor))" } ?? entry.actor),
                        .text(entry.action), .text(names[entry.subject].map { "\($0) (\(entry.subject))" } ?? entry.subject),
                        record.isErased ? .html(.tag("erased")) : .text(entry.reason ?? ""), .text(entry.before ?? ""),
                        .text(entry.after ?? ""),
                    ]
                }, empty: EmptyState("No entry matches", next: "Widen the selection."), hidesCaption: true, stacks: true)
            let next = records.count > Self.onePage ? shown.last.map { request.link(changing: ["before": String($0.number)]) } : nil
            let first = before == nil ? nil : request.link(changing: ["before": nil])
            return .privatePage(
                Page(
                    "Audit log", lead: "Who changed what, when and why. Each entry is sealed with the one before it.",
                    actions: [
                        HTML.button("CSV", to: request.link(to: "/api/v1/audit", changing: ["before": nil, "format": "csv"])),
                        HTML.button("JSON", to: request.link(to: "/api/v1/audit", changing: ["before": nil])),
                        HTML.button("Verify", to: "/audit/verification"),
                    ],
                    body: """
                        \(FilterForm(request, fields: ["actor", "action", "subject", "from", "to"]).html)
                        \(table.html)
                        \(Pager("entries", shown: shown.count, total: Int(count), first: first, next: next).html)
                        """))
        }
    }

    private static let columns = ["number", "at", "actor", "action", "subject", "reason", "before", "after", "erased", "hash"]

    private var data: Route {
        .data(
            "/api/v1/audit", "The audit log, newest first",
            details: "At most \(Self.longestExport) entries; where more match, the parameter before leads on.", access: .may(.readAudit),
            parameters: Self.filters, formats: [.json, .csv],
            answer: .object([
                "entries": .array(
                    of: .object([
                        "number": .integer("The entry's place in the log."), "at": .string(format: "date-time"), "actor": .string(),
                        "action": .string(),
                        "subject": .string(), "reason": .nullable(.string()), "before": .nullable(.string("A JSON text.")),
                        "after": .nullable(.string("A JSON text.")), "erased": .boolean("Reason, before and after were erased on request."),
                        "hash": .string("Closes the chain up to this entry."),
                    ]))
            ])
        ) { request in
            let (filter, before) = (filter(request), request.integer("before").map { Int64($0) })
            let records = try await access.store.read { try AuditLog.entries(filter, before: before, limit: Self.longestExport, in: $0) }
            return .data(
                filename: "audit",
                json: {
                    [
                        "entries": .array(
                            records.map { record in
                                [
                                    "number": .integer(Int(record.number)), "at": .string(Instant(seconds: record.entry.at).description),
                                    "actor": .string(record.entry.actor), "action": .string(record.entry.action),
                                    "subject": .string(record.entry.subject),
                                    "reason": JSON(record.entry.reason), "before": JSON(record.entry.before),
                                    "after": JSON(record.entry.after),
                                    "erased": .bool(record.isErased), "hash": .string(record.hash),
                                ]
                            })
                    ]
                },
                csv: {
                    CSV(
                        columns: Self.columns,
                        rows: records.map { record in
                            [
                                .integer(Int(record.number)), .text(Instant(seconds: record.entry.at).description),
                                .text(record.entry.actor),
                                .text(record.entry.action), .text(record.entry.subject), CSV.Cell(record.entry.reason),
                                CSV.Cell(record.entry.before),
                                CSV.Cell(record.entry.after), .text(record.isErased ? "yes" : "no"), .text(record.hash),
                            ]
                        })
                })
        }
    }

    private var verification: Route {
        .page("/audit/verification", "Whether the audit log is whole", access: .may(.readAudit)) { _ in
            let found = try await access.store.read { try AuditLog.verify(in: $0) }
            let notice =
                found.fault.map { Notice(.warning, "The log is not as it was written", body: "\($0.description)") }
                ?? Notice(
                    .information, "The log is whole",
                    body: "Each of its \(Format.integer(Int(found.sound.count))) entries stands as it was written.")
            return .privatePage(
                Page(
                    "Whether the audit log is whole", breadcrumbs: [.init("Audit log", "/audit")],
                    body: """
                        \(notice.html)
                        <p>Its seal: <code>\(found.sound.description)</code>. Note it elsewhere: <code>steward audit verify --against SEAL</code> then tells whether anything before it was changed or cut off.</p>
                        """))
        }
    }
}
