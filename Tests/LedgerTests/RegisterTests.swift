import Ledger
import Store
import TestSupport
import Testing

@Suite("Privacy register of the ledger")
struct RegisterTests {
    @Test("every column of the ledger is declared with a purpose")
    func purposes() {
        for table in LedgerSchema.schema.tables {
            for column in table.columns { #expect(column.privacy.purpose.hasSuffix("."), "\(table.name).\(column.name)") }
        }
    }

    @Test("names and addresses are declared as personal")
    func personal() {
        let accounts = LedgerSchema.schema.tables.first { $0.name == "accounts" }
        let personal = accounts?.columns.filter { $0.privacy.kind == .personal }.map(\.name) ?? []
        #expect(Set(["spelling", "name", "email", "email_key"]).isSubset(of: personal))
    }
}
