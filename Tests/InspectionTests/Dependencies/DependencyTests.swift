import Foundation
import Testing

@testable import Inspection

@Suite struct DependencyTests {
    private func file(_ text: String, _ path: String) throws -> DependencyFile {
        try #require(try DependencyFile(Array(text.utf8), path: path))
    }

    private func urls(_ text: String, _ path: String) throws -> [String] { try file(text, path).packages.map(\.url) }

    @Test(arguments: [
        (
            "package-lock.json",
            #"{"name":"a","lockfileVersion":3,"packages":{"":{"name":"a"},"node_modules/@x/y":{"version":"1.2.3","license":"MIT"},"node_modules/@x/y/node_modules/z":{"version":"0.1.0"},"packages/own":{"version":"9.9.9"}}}"#,
            ["pkg:npm/%40x/y@1.2.3", "pkg:npm/z@0.1.0"]
        ),
        (
            "package-lock.json",
            #"{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","dependencies":{"b":{"version":"2.0.0"}}}}}"#,
            ["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"]
        ),
        ("package.json", #"{"dependencies":{"a":"1.2.3","b":"^2.0.0"}}"#, ["pkg:npm/a@1.2.3", "pkg:npm/b"]),
        (
            "yarn.lock",
            "# yarn lockfile v1\n\n\"@x/y@^1.0.0\", \"@x/y@^1.1.0\":\n  version \"1.1.2\"\n  resolved \"h\"\n\nz@^2:\n  version \"2.0.1\"\n",
            ["pkg:npm/%40x/y@1.1.2", "pkg:npm/z@2.0.1"]
        ),
        (
            "requirements.txt",
            "# a comment\n-r other.txt\nRequests[socks]==2.32.0 ; python_version > '3'\nflask>=2\nhttps://example.org/x.whl\n",
            ["pkg:pypi/requests@2.32.0", "pkg:pypi/flask"]
        ),
        ("poetry.lock", "[[package]]\nname = \"Typing_Extensions\"\nversion = \"4.1\"\n", ["pkg:pypi/typing-extensions@4.1"]),
        (
            "uv.lock",
            "version = 1\n[[package]]\nname = \"own\"\nversion = \"0\"\nsource = { editable = \".\" }\n[[package]]\nname = \"a\"\nversion = \"1.0\"\nsource = { registry = \"r\" }\n",
            ["pkg:pypi/a@1.0"]
        ),
        (
            "Cargo.lock",
            "[[package]]\nname = \"own\"\nversion = \"0.1.0\"\n[[package]]\nname = \"serde\"\nversion = \"1.0.200\"\nsource = \"registry+x\"\n",
            ["pkg:cargo/serde@1.0.200"]
        ),
        (
            "go.mod", "module example.org/a\n\ngo 1.22\n\nrequire example.org/B v1.2.3\nrequire (\n\texample.org/c v0.1.0 // indirect\n)\n",
            ["pkg:golang/example.org/b@v1.2.3", "pkg:golang/example.org/c@v0.1.0"]
        ),
        (
            "pom.xml",
            "<?xml version=\"1.0\"?><!-- c --><project><properties><v>1.9</v></properties><dependencies><dependency><groupId>g.h</groupId><artifactId>a</artifactId><version>${v}</version></dependency></dependencies></project>",
            ["pkg:maven/g.h/a@1.9"]
        ),
        ("gradle.lockfile", "# c\ng.h:a:1.0=compileClasspath\nempty=\n", ["pkg:maven/g.h/a@1.0"]),
        (
            "composer.lock", #"{"packages":[{"name":"V/p","version":"v1.0","license":["MIT"]}],"packages-dev":[]}"#,
            ["pkg:composer/v/p@v1.0"]
        ),
        (
            "Gemfile.lock", "GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.1)\n      other (>= 1)\n\nPLATFORMS\n  ruby\n",
            ["pkg:gem/rack@3.0.1"]
        ),
        ("packages.lock.json", #"{"dependencies":{"net8.0":{"A.B":{"type":"Direct","resolved":"1.0.1"}}}}"#, ["pkg:nuget/A.B@1.0.1"]),
        (
            "Package.resolved",
            #"{"pins":[{"identity":"x","location":"https://example.org/a/x.git","state":{"version":"1.0.0"}}],"version":2}"#,
            ["pkg:swift/example.org/a/x@1.0.0"]
        ),
        ("Pipfile.lock", #"{"default":{"a-b":{"version":"==1.0"}},"develop":{}}"#, ["pkg:pypi/a-b@1.0"]),
        (
            "a.csproj", "<Project><ItemGroup><PackageReference Include=\"A\" Version=\"1.0.0\" /></ItemGroup></Project>",
            ["pkg:nuget/A@1.0.0"]
        ),
    ])
    func `each format names its packages as package URLs`(path: String, text: String, expected: [String]) throws {
        #expect(try urls(text, path) == expected)
    }

    @Test(arguments: [
        ("package.json", "{\n \"license\": \"MIT\"\n}", "MIT", 2),
        ("Cargo.toml", "[package]\nname = \"a\"\nlicense = \"MIT/Apache-2.0\"\n", "MIT OR Apache-2.0", 3),
        ("pyproject.toml", "[project]\nname = \"a\"\nlicense = \"BSD-3-Clause\"\n", "BSD-3-Clause", 3),
        ("setup.cfg", "[metadata]\nname = a\nlicense = Apache License 2.0\n", "Apache License 2.0", 3),
        ("a.gemspec", "Gem::Specification.new do |s|\n  s.licenses = ['MIT', 'GPL-2.0']\nend\n", "MIT OR GPL-2.0", 2),
        ("composer.json", "{\"license\": [\"MIT\", \"ISC\"]}", "MIT OR ISC", 1),
        (
            "pom.xml", "<project>\n<licenses><license>\n<name>Apache License, Version 2.0</name></license></licenses></project>",
            "Apache License, Version 2.0", 3
        ),
    ])
    func `a manifest says its licence, and where`(path: String, text: String, licence: String, line: Int) throws {
        let declared = try file(text, path).declaredLicence
        #expect(declared?.text == licence)
        #expect(declared?.line == line)
    }

    @Test(arguments: [
        ("The Apache Software License, Version 2.0", "Apache-2.0"), ("MIT License", "MIT"), ("GPLv3+", "GPL-3.0-or-later"),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", "GPL-2.0-only"), ("Mine, all mine", "LicenseRef-unknown"),
        ("mit OR apache-2.0", "Apache-2.0 OR MIT"),
    ])
    func `what people declare becomes an expression`(text: String, expression: String) {
        #expect(DeclaredLicence(text).expression == expression)
    }

    @Test(arguments: [
        ("package-lock.json", "{\n\"a\": [}"), ("Cargo.lock", "[[package]]\nname = \n"), ("pom.xml", "<project>\n<a></b></project>"),
        ("pom.xml", "<project>\n<a"), ("package.json", "[]"),
        ("package.json", String(repeating: "[", count: 100_000)), ("pom.xml", String(repeating: "<a>", count: 100_000)),
    ])
    func `a broken file is named with the place where it breaks`(path: String, text: String) {
        let error = #expect(throws: InspectionError.self) { () throws in try DependencyFile(Array(text.utf8), path: path) }
        #expect(error?.subject == path)
        #expect(error?.detail.isEmpty == false)
    }

    private func bill() throws -> BillOfMaterials {
        let lock = try file(
            #"{"packages":{"node_modules/a":{"version":"1.0.0","license":"MIT"},"node_modules/b":{"version":"2.0.0","license":"See file"}}}"#,
            "package-lock.json")
        let manifest = try file(#"{"dependencies":{"a":"^1.0.0","c":"^3"}}"#, "package.json")
        return BillOfMaterials(
            name: "demo", version: "1.0", licence: "mit", files: [manifest, lock], created: 1_780_000_000, tool: ("Steward", "0"))
    }

    @Test func `an SPDX document lists each package once, with what it declares`() throws {
        let document = try #require(try JSONSerialization.jsonObject(with: Data(try bill().spdx())) as? [String: Any])
        #expect(document["spdxVersion"] as? String == "SPDX-2.3")
        #expect(document["dataLicense"] as? String == "CC0-1.0")
        #expect((document["creationInfo"] as? [String: Any])?["created"] as? String == "2026-05-28T20:26:40Z")
        let packages = try #require(document["packages"] as? [[String: Any]])
        #expect(packages.map { $0["name"] as? String } == ["demo", "a", "b", "c"])
        #expect(packages.map { $0["licenseDeclared"] as? String } == ["MIT", "MIT", "NOASSERTION", "NOASSERTION"])
        #expect(packages[2]["licenseComments"] as? String == "Declared as: See file")
        #expect((document["relationships"] as? [[String: Any]])?.count == 4)
    }

    @Test func `a CycloneDX document lists each package once, and is the same for the same contents`() throws {
        let bytes = try bill().cycloneDX()
        let document = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(document["bomFormat"] as? String == "CycloneDX")
        #expect(document["specVersion"] as? String == "1.5")
        let components = try #require(document["components"] as? [[String: Any]])
        #expect(components.map { $0["purl"] as? String } == ["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0", "pkg:npm/c"])
        let serial = try #require(document["serialNumber"] as? String)
        #expect(serial.wholeMatch(of: /urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(try bill().cycloneDX() == bytes)
    }

    @Test func `libyears are the years from each release in use to the newest, of packages whose days are known`() throws {
        let dates = try ReleaseDates(
            Array("# days\npkg:npm/a@1.0.0,2020-03-01\npkg:npm/a@2.0.0,2021-03-01\npkg:npm/%40x/b@1,2024-02-29\n".utf8), name: "dates.csv")
        let age = dates.freshness(of: ["pkg:npm/a@1.0.0", "pkg:npm/%40x/b@1", "pkg:npm/c@1"])
        #expect(abs(age.libyears - 365 / 365.25) < 1e-9)
        #expect(age.behind.keys.sorted() == ["pkg:npm/a@1.0.0"])
        #expect(age.unknown == 1)
        #expect(throws: InspectionError("dates.csv", "line 2: it is no package URL with a version, a comma and a day as YYYY-MM-DD")) {
            () throws in try ReleaseDates(Array("pkg:npm/a@1,2020-01-01\npkg:npm/a@1,soon\n".utf8), name: "dates.csv")
        }
    }
}
