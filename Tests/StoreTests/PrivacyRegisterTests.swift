import Store
import Testing
import TestSupport

@Suite("The privacy register")
struct PrivacyRegisterTests {
    @Test("lists every declared column, those of the store first")
    func entries() {
        let register = PrivacyRegister([Sample.schema])
        #expect(
            register.entries.map { "\($0.module): \($0.table).\($0.column)" } == [
                "store: schema_versions.module", "store: schema_versions.version", "store: schema_versions.title",
                "store: schema_versions.applied_at", "sample: things.id", "sample: things.name", "sample: things.weight",
                "sample: things.size", "sample: things.note",
            ])
        #expect(register.entries.last?.entry == .none("A text of any length."))
    }

    @Test("has no gap right after migration", arguments: TestEngine.allCases)
    func noGap(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            #expect(try await PrivacyRegister([Sample.schema]).undeclaredColumns(in: store) == [])
        }
    }

    @Test("finds each column and table that nobody declared", arguments: TestEngine.allCases)
    func gaps(_ engine: TestEngine) async throws {
        try await withStore(on: engine) { store in
            try await Sample.prepare(store)
            try await store.write { writer in
                try writer.execute("ALTER TABLE things ADD COLUMN birthday TEXT")
                try writer.execute("CREATE TABLE diary (day BIGINT, secret TEXT)")
                try writer.execute("CREATE INDEX diary_by_day ON diary (day)")
            }
            let found = try await PrivacyRegister([Sample.schema]).undeclaredColumns(in: store)
            #expect(found == ["diary.day", "diary.secret", "things.birthday"])
        }
    }
}
