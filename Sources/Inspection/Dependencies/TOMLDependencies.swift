/// Manifests and lock files in TOML.
enum TOMLDependencies {
    /// Cargo.lock, poetry.lock and uv.lock: a list of packages with name and version.
    static func lock(_ bytes: [UInt8], _ file: inout DependencyFile, type: String) throws(InspectionError) {
        for package in try value(bytes, file)["package"]?.array ?? [] {
            guard let name = package["name"]?.string else { continue }
            // Without a source a package is part of the project itself.
            if type == "cargo", package["source"] == nil { continue }
            if let source = package["source"], source["virtual"] != nil || source["editable"] != nil { continue }
            file.packages.append(DependencyPackage(type: type, name: name, version: package["version"]?.string))
        }
    }

    static func cargo(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        file.name = root["package"]?["name"]?.string
        file.version = root["package"]?["version"]?.string
        if let licence = root["package"]?["license"]?.string {
            // A slash is an old way to write OR.
            let text = licence.contains("/") ? licence.split(separator: "/").joined(separator: " OR ") : licence
            file.declaredLicence = (text, DependencyFile.line(of: "license", in: bytes))
        }
        for group in ["dependencies", "dev-dependencies", "build-dependencies"] {
            for (name, wanted) in (root[group]?.table ?? [:]).sorted(by: { $0.key < $1.key }) where wanted["path"] == nil {
                let range = wanted.string ?? wanted["version"]?.string
                // Without a sign, Cargo reads a range.
                let version = range.flatMap { $0.hasPrefix("=") ? JSONDependencies.exact($0) : nil }
                file.packages.append(
                    DependencyPackage(
                        type: "cargo", name: wanted["package"]?.string ?? name, version: version,
                        line: DependencyFile.line(of: name, in: bytes)))
            }
        }
    }

    static func value(_ bytes: [UInt8], _ file: DependencyFile) throws(InspectionError) -> TOMLValue {
        let result: Result<TOMLValue, InspectionError> = bytes.withUnsafeBytes { bytes in
            Result { () throws(InspectionError) in try TOMLValue(bytes, name: file.path) }
        }
        return try result.get()
    }
}

/// Manifests of Python.
enum PythonDependencies {
    static func project(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try TOMLDependencies.value(bytes, file)
        let project = root["project"]
        let poetry = root["tool"]?["poetry"]
        file.name = project?["name"]?.string ?? poetry?["name"]?.string
        file.version = project?["version"]?.string ?? poetry?["version"]?.string
        let said = project?["license"]?.string ?? project?["license"]?["text"]?.string ?? poetry?["license"]?.string
        // The whole text of a licence is no name.
        if let said, said.utf8.count < 200 { file.declaredLicence = (said, DependencyFile.line(of: "license", in: bytes)) }
        if file.declaredLicence == nil, let classifier = classifier(project?["classifiers"]?.array ?? poetry?["classifiers"]?.array ?? []) {
            file.declaredLicence = (classifier, DependencyFile.line(of: "License ::", in: bytes))
        }
        var wanted = project?["dependencies"]?.array ?? []
        for (_, group) in (project?["optional-dependencies"]?.table ?? [:]).sorted(by: { $0.key < $1.key }) { wanted += group.array ?? [] }
        for (_, group) in (root["dependency-groups"]?.table ?? [:]).sorted(by: { $0.key < $1.key }) { wanted += group.array ?? [] }
        for requirement in wanted.compactMap(\.string) {
            if var package = package(requirement) {
                package.line = DependencyFile.line(of: requirement, in: bytes)
                file.packages.append(package)
            }
        }
        for (name, range) in (poetry?["dependencies"]?.table ?? [:]).sorted(by: { $0.key < $1.key }) where name != "python" {
            let version = JSONDependencies.exact(range.string ?? range["version"]?.string)
            file.packages.append(
                DependencyPackage(type: "pypi", name: name, version: version, line: DependencyFile.line(of: name, in: bytes)))
        }
    }

    private static func classifier(_ classifiers: [TOMLValue]) -> String? {
        let licences = classifiers.compactMap(\.string).filter { $0.hasPrefix("License ::") && $0.split(separator: "::").count > 2 }
        return licences.count == 1 ? licences.first : nil
    }

    static func requirements(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        for (number, line) in TextDependencies.lines(bytes).enumerated() {
            // Options, other files and addresses are no packages of the index.
            let text = line.split(separator: " #", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
            guard let first = text.first(where: { $0 != " " }), first != "#", first != "-", !text.contains("://") else { continue }
            if var package = package(String(text)) {
                package.line = number + 1
                file.packages.append(package)
            }
        }
    }

    static func setup(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        var section = ""
        var isRequirement = false
        for (number, line) in TextDependencies.lines(bytes).enumerated() {
            if line.hasPrefix("[") { section = line; isRequirement = false; continue }
            let indented = line.first == " " || line.first == "\t"
            if indented, isRequirement, var package = package(line) {
                package.line = number + 1
                file.packages.append(package)
            }
            guard !indented, let sign = line.firstIndex(of: "=") else { continue }
            let key = TextDependencies.trimmed(line[..<sign])
            let said = TextDependencies.trimmed(line[line.index(after: sign)...])
            isRequirement = section == "[options]" && key == "install_requires"
            if section == "[metadata]", key == "license", !said.isEmpty { file.declaredLicence = (said, number + 1) }
            if section == "[metadata]", key == "name" { file.name = said }
        }
    }

    /// A requirement by PEP 508: `requests[security] >= 2.8.1, == 2.8.* ; python_version < "2.7"`.
    static func package(_ requirement: String) -> DependencyPackage? {
        let text = TextDependencies.trimmed(requirement[...])
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == ".") }
        guard !name.isEmpty else { return nil }
        var rest = text.dropFirst(name.count).drop { $0 == " " }
        if rest.first == "[" { rest = (rest.firstIndex(of: "]").map { rest[rest.index(after: $0)...] } ?? "").drop { $0 == " " } }
        let range = TextDependencies.trimmed(rest.prefix { $0 != ";" && $0 != "\\" }).filter { $0 != " " }
        let isExact = range.hasPrefix("==") && !range.hasPrefix("===")
        return DependencyPackage(type: "pypi", name: String(name), version: isExact ? JSONDependencies.exact(range) : nil)
    }
}
