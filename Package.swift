// swift-tools-version:6.2
import PackageDescription

// The floors of docs/architecture.md, bottom up. A target may depend only on targets of lower floors;
// ArchitectureTests compares every import line with the table in that document.

let settings: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

func floor(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")

let package = Package(
    name: "steward",
    products: [
        .executable(name: "steward", targets: ["steward"]),
        .executable(name: "pack-numstat", targets: ["pack-numstat"]),
        .executable(name: "casework-speed", targets: ["casework-speed"]),
        .executable(name: "licence-scan", targets: ["licence-scan"]),
        .executable(name: "catalogue-speed", targets: ["catalogue-speed"]),
    ],
    dependencies: [
        // No traits: the default ones pull in a configuration stack that Steward does not use.
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        // Ground
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        floor(
            "Store",
            [
                "CPostgres", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        .target(name: "CCrypto"),
        .target(name: "CCurl"),
        floor("Cryptography", ["CCrypto"]),
        floor("Transport", ["CCurl"]),
        floor("Audit", ["Cryptography", "Store"]),
        floor("Access", ["Audit", "Cryptography", "Store", "Transport"]),
        .target(name: "CLedgerData"),
        floor("Ledger", ["CLedgerData", "Store"]),
        // Kits
        .systemLibrary(
            name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "CAssets"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CSimdjson"),
        .target(name: "CDeflate"),
        floor("PackReader", ["CCrypto", "CDeflate"]),
        .target(name: "CInspectionData"),
        .target(name: "CLicenceData"),
        .target(name: "CRE2"),
        .target(name: "CTOML"),
        floor("Inspection", ["CCrypto", "CDeflate", "CInspectionData", "CLicenceData", "CRE2", "CTOML", "PackReader", yams]),
        floor(
            "Collectors",
            ["CArchive", "CSimdjson", "CZlib", "Cryptography", "Ledger", "PackReader", "Store", "Transport", logging]),
        floor("Measures", ["Ledger", "Store"]),
        floor("Casework", ["Audit", "Cryptography", "Ledger", "Store", yams]),
        floor("Notifications", ["Cryptography", "Store", "Transport"]),
        floor(
            "Pages",
            ["Access", "CAssets", "CZlib", "Ledger", "Measures", "Store", hummingbird, hummingbirdCore, httpTypes, logging, nio]),
        // Features
        floor("Contributions", ["Access", "Collectors", "Ledger", "Measures", "Pages", "Store"]),
        floor("Administration", ["Access", "Audit", "Ledger", "Measures", "Pages", "Store"]),
        .target(name: "CProcessFiles"),
        floor(
            "CaseDesk",
            ["Access", "Audit", "CProcessFiles", "Casework", "Ledger", "Measures", "Notifications", "Pages", "Store", "Transport"]),
        floor(
            "Releases",
            ["Access", "Casework", "Collectors", "Cryptography", "Inspection", "Ledger", "Measures", "PackReader", "Pages", "Store"]),
        floor("Catalogue", ["Access", "Inspection", "Ledger", "Measures", "PackReader", "Pages", "Store"]),
        floor("Reuse", ["Access", "Audit", "Inspection", "Ledger", "Measures", "PackReader", "Pages", "Store"]),
        // Roof
        .executableTarget(
            name: "steward",
            dependencies: [
                "Access", "Administration", "Audit", "CaseDesk", "Casework", "Catalogue", "Collectors", "Contributions", "Inspection",
                "Ledger",
                "Measures", "Pages", "Releases", "Reuse", "Store", "Transport", argumentParser, logging, yams,
            ],
            swiftSettings: settings),
        // For benchmarks
        .executableTarget(name: "pack-numstat", dependencies: ["PackReader"], swiftSettings: settings),
        .executableTarget(
            name: "casework-speed",
            dependencies: ["Access", "Audit", "CaseDesk", "Casework", "Ledger", "Measures", "Pages", "Store", "Transport", logging],
            swiftSettings: settings),
        .executableTarget(name: "licence-scan", dependencies: ["Inspection"], swiftSettings: settings),
        .executableTarget(
            name: "catalogue-speed", dependencies: ["Catalogue", "Ledger", "Measures", "Pages", "Store", logging], swiftSettings: settings),
        // Tests
        .target(name: "CTestSupport", path: "Tests/CTestSupport"),
        .target(
            name: "TestSupport", dependencies: ["CTestSupport", "Ledger", "Store"],
            path: "Tests/TestSupport", swiftSettings: settings),
        tests("StoreTests", ["Store", "TestSupport"]),
        tests("AuditTests", ["Audit", "Store", "TestSupport"]),
        tests("AccessTests", ["Access", "Audit", "Cryptography", "Store", "TestSupport", "Transport"]),
        tests("TransportTests", ["Transport", "CZlib", "TestSupport"]),
        tests("NotificationsTests", ["Notifications", "Store", "TestSupport", "Transport"]),
        tests("LedgerTests", ["Ledger", "Store", "TestSupport"]),
        tests("PackReaderTests", ["PackReader", "TestSupport"]),
        tests("InspectionTests", ["CRE2", "Inspection", "PackReader", "TestSupport"]),
        tests("CollectorsTests", ["CZlib", "Collectors", "Cryptography", "Ledger", "Store", "TestSupport", "Transport", logging]),
        tests("MeasuresTests", ["Measures", "Ledger", "Store", "TestSupport"]),
        tests("CaseworkTests", ["Casework", "Audit", "Ledger", "Store", "TestSupport"]),
        tests("PagesTests", ["Access", "Cryptography", "Pages", "CZlib", "Measures", "Ledger", "Store", "TestSupport", logging]),
        tests("ContributionsTests", ["Contributions", "Collectors", "Measures", "Pages", "Ledger", "Store", "TestSupport"]),
        tests(
            "StewardTests",
            [
                "steward", "Access", "Audit", "Casework", "Cryptography", "Contributions", "Collectors", "Measures", "Pages", "Ledger",
                "Store", "TestSupport", "Transport", argumentParser, nioEmbedded,
            ]),
        tests(
            "CaseDeskTests",
            ["CaseDesk", "Access", "Audit", "Casework", "Ledger", "Measures", "Notifications", "Pages", "Store", "TestSupport", logging]),
        tests(
            "ReleasesTests",
            [
                "Releases", "Access", "Audit", "CaseDesk", "Casework", "Collectors", "Inspection", "Ledger", "Measures", "Pages", "Store",
                "TestSupport", "Transport", logging,
            ]),
        tests(
            "CatalogueTests",
            [
                "Access", "Audit", "Catalogue", "Contributions", "Inspection", "Ledger", "Measures", "PackReader", "Pages", "Store",
                "TestSupport", logging,
            ]),
        tests("ReuseTests", ["Reuse", "Access", "Audit", "Ledger", "Measures", "PackReader", "Pages", "Store", "TestSupport", logging]),
        tests("ArchitectureTests", []),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x,
    cxxLanguageStandard: .cxx17
)
