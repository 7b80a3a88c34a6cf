import Foundation
import Testing

/// The rules of `docs/architecture.md`, held against the sources.
@Suite("Architecture")
struct ArchitectureTests {
    private let table: FloorTable

    init() throws {
        table = FloorTable(markdown: try Checkout.text("docs/architecture.md"))
    }

    @Test("the table of floors leads downwards only")
    func tableLeadsDownwards() {
        #expect(table.modules.count >= 9)
        #expect(table.problems == [])
    }

    @Test("each folder below Sources is a module of the table, and each module has its folder")
    func everyModuleIsListed() throws {
        #expect(try Checkout.modules() == table.modules.map(\.name).sorted())
    }

    @Test("every import is allowed by the table")
    func imports() throws {
        let files = try Checkout.swiftFiles()
        #expect(files.count > 50)
        let violations = files.flatMap { table.violations(in: $0.text, of: $0.module, file: $0.path) }
        #expect(violations == [])
    }

    @Test("Package.swift has the dependencies of the table, no more and no fewer")
    func manifest() throws {
        let manifest = PackageManifest(text: try Checkout.text("Package.swift"))
        #expect(manifest.differences(from: table) == [])
    }

    @Test("each package from outside has one home")
    func homes() {
        let homes = [
            "GRDB": "Store", "GRDBSQLite": "Store", "CPostgres": "Store", "Hummingbird": "Pages",
            "HummingbirdCore": "Pages", "CArchive": "Collectors", "CCurl": "Transport", "HTTPTypes": "Pages",
            "NIOCore": "Pages",
            "CRE2": "Inspection", "CTOML": "Inspection", "ArgumentParser": "steward",
        ]
        for (package, home) in homes {
            let users = table.modules.filter { $0.outside.contains(package) || $0.inside.contains(package) }
            #expect(users.map(\.name) == [home], "\(package) belongs to \(home)")
        }
    }

    @Test("no source file is longer than 450 lines")
    func lengths() throws {
        let lengths = try Checkout.swiftFiles().map {
            (path: $0.path, lines: $0.text.utf8.count { $0 == UInt8(ascii: "\n") })
        }
        #expect(lengths.filter { $0.lines > 450 }.map(\.path) == [])
    }
}

/// The checker, held against planted mistakes: a checker that finds nothing would pass for ever.
@Suite("The architecture checker")
struct ArchitectureCheckerTests {
    private let table = FloorTable(
        markdown: """
            | floor | module | what lives there | may import | from outside |
            |---|---|---|---|---|
            | ground | `Store` | SQL | | `GRDB` |
            | kits | `Pages` | web | `Store` | |
            | features | `One` | | `Pages` | |
            | features | `Two` | | `Pages` | |

            | other | table |
            """)

    @Test("an import of a higher floor is found with its file and line, however it is written")
    func plantedImport() {
        let source = """
            import Foundation
            public import Pages
            @preconcurrency import GRDB
            import struct One.Thing
            internal import Two.Inner
            // import Comment
            /*
            import Comment
            */
            let text = \"\"\"
            import Text
            \"\"\"
            """
        #expect(
            table.violations(in: source, of: "Store", file: "Sources/Store/A.swift") == [
                "Sources/Store/A.swift:2: Store must not import Pages",
                "Sources/Store/A.swift:4: Store must not import One",
                "Sources/Store/A.swift:5: Store must not import Two",
            ])
        #expect(table.violations(in: "import Two\n", of: "One", file: "f") == ["f:1: One must not import Two"])
        #expect(table.violations(in: "import GRDB\n", of: "Pages", file: "f") == ["f:1: Pages must not import GRDB"])
        #expect(table.violations(in: "", of: "Three", file: "f") == ["f:1: docs/architecture.md does not list Three"])
    }

    @Test("a table that leads upwards, or from one feature to another, is found")
    func plantedTable() {
        let wrong = FloorTable(
            markdown: """
                | floor | module | what | may import | from outside |
                |---|---|---|---|---|
                | ground | `Store` | | `Pages` | |
                | kits | `Pages` | | | |
                | features | `One` | | `Pages` | |
                | features | `Two` | | `One` | |
                """)
        #expect(
            wrong.problems == [
                "Store may import Pages, which does not stand in a row above its own",
                "Two and One are features: they must not import each other",
            ])
    }

    @Test("a manifest that differs from the table is found in both directions")
    func plantedManifest() {
        let manifest = PackageManifest(
            text: """
                let yams = Target.Dependency.product(name: "Yams", package: "Yams-package")
                let package = Package(
                    dependencies: [.package(url: "https://example.org/x", from: "1.0.0")],
                    targets: [
                        floor("Store", []),
                        floor("Pages", ["Store", yams]),
                        floor("One", ["Pages", .product(name: "GRDB", package: "GRDB.swift")]),
                        .target(name: "Extra"),
                        .target(name: "TestSupport", dependencies: ["Store"], path: "Tests/TestSupport"),
                    ])
                """)
        #expect(
            manifest.differences(from: table) == [
                "Package.swift has Extra, which docs/architecture.md does not list",
                "docs/architecture.md lists Two, which Package.swift does not have",
                "docs/architecture.md lets Store use GRDB, which Package.swift does not",
                "Package.swift lets Pages use Yams, which docs/architecture.md does not",
                "Package.swift lets One use GRDB, which docs/architecture.md does not",
            ])
    }
}
