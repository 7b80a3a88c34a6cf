import Testing

/// Erasing texts from the audit log, as a person may demand.
@Suite("Erasing from the audit log")
struct AuditEraseTests {
    @Test("texts of entries are erased together or not at all, the log still verifies, and the erasure is an entry of its own")
    func erase() async throws {
        let workplace = try Workplace()
        for _ in 0..<2 { #expect(try await workplace.steward("user", "invite", "--role", "administrator").status == 0) }
        let before = try await workplace.steward("audit", "list", "--format", "json")
        #expect(before.output.contains("administrator"), "\(before.output)")
        for wrong in [["1", "99"], ["0"]] {
            let ending = try await workplace.start(Workplace.program, ["audit", "erase"] + wrong + ["--reason", "Request 17"]).ending()
            #expect(ending.status == 64, "\(wrong): \(ending.errors)")
        }
        #expect(try await workplace.steward("audit", "erase", "1", "--reason", " ").status == 64)
        #expect(try await workplace.steward("audit", "list", "--format", "json").output == before.output, "nothing was erased")

        #expect(try await workplace.steward("audit", "erase", "1", "2", "--reason", "Request 17").status == 0)
        let after = try await workplace.steward("audit", "list", "--format", "json").output
        #expect(!after.contains("administrator"))
        #expect(after.contains("audit.erase") && after.contains("Request 17"))
        let verified = try await workplace.steward("audit", "verify")
        #expect(
            verified.status == 0 && verified.output.contains("the texts of 2 erased on request"), "\(verified.output)\(verified.errors)")
        #expect(try await workplace.steward("audit", "erase", "1", "--reason", "Request 17").status == 64, "there is nothing left of it")
    }
}
