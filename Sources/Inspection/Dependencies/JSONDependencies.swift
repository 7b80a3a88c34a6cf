/// Manifests and lock files in JSON.
enum JSONDependencies {
    private static func value(_ bytes: [UInt8], _ file: DependencyFile) throws(InspectionError) -> StructuredValue {
        let value = try StructuredValue(bytes, name: file.path)
        guard value.object != nil else { throw InspectionError(file.path, "line 1: it is no object") }
        return value
    }

    private static func names(_ value: StructuredValue?) -> [(String, StructuredValue)] {
        (value?.object ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: npm

    static func package(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        file.name = root["name"]?.string
        file.version = root["version"]?.string
        // Old packages wrote objects, or lists of them: all may be chosen.
        let listed = root["licenses"]?.array?.compactMap { $0["type"]?.string ?? $0.string }.joined(separator: " OR ")
        if let licence = root["license"]?.string ?? root["license"]?["type"]?.string ?? (listed?.isEmpty ?? true ? nil : listed) {
            file.declaredLicence = (licence, DependencyFile.line(of: "\"license", in: bytes))
        }
        for group in ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] {
            for (name, range) in names(root[group]) {
                file.packages.append(
                    DependencyPackage(
                        type: "npm", name: name, version: exact(range.string), line: DependencyFile.line(of: "\"\(name)\"", in: bytes)))
            }
        }
    }

    static func packageLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        file.name = root["name"]?.string
        file.version = root["version"]?.string
        for (path, package) in names(root["packages"]) {
            // The project itself, and folders of a workspace, have no place in node_modules.
            guard package["link"]?.bool != true, path.contains("node_modules/"),
                let name = package["name"]?.string ?? path.split(separator: "node_modules/").last.map(String.init)
            else { continue }
            file.packages.append(
                DependencyPackage(
                    type: "npm", name: name, version: package["version"]?.string, declaredLicence: package["license"]?.string))
        }
        if root["packages"] == nil { nested(root["dependencies"], &file, depth: 0) }
    }

    /// Lock files of the first version hold dependencies inside dependencies.
    private static func nested(_ value: StructuredValue?, _ file: inout DependencyFile, depth: Int) {
        guard depth < 64 else { return }
        for (name, package) in names(value) {
            file.packages.append(DependencyPackage(type: "npm", name: name, version: package["version"]?.string))
            nested(package["dependencies"], &file, depth: depth + 1)
        }
    }

    /// A range that is one version: `1.2.3` and `=1.2.3`.
    static func exact(_ range: String?) -> String? {
        guard let range else { return nil }
        let version = range.hasPrefix("==") ? range.dropFirst(2) : range.hasPrefix("=") ? range.dropFirst() : range[...]
        guard let first = version.first, first.isNumber, !version.contains(where: { " <>=^~*|,".contains($0) }) else { return nil }
        return version.split(separator: ".").count >= 2 && !version.lowercased().contains(".x") ? String(version) : nil
    }

    // MARK: Composer

    static func composer(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        file.name = root["name"]?.string
        file.version = root["version"]?.string
        let licences = root["license"]?.strings ?? []
        if !licences.isEmpty {
            file.declaredLicence = (licences.joined(separator: " OR "), DependencyFile.line(of: "\"license", in: bytes))
        }
        for group in ["require", "require-dev"] {
            for (name, range) in names(root[group]) where name.contains("/") {
                file.packages.append(
                    DependencyPackage(
                        type: "composer", name: name, version: exact(range.string),
                        line: DependencyFile.line(of: "\"\(name)\"", in: bytes)))
            }
        }
    }

    static func composerLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        for group in ["packages", "packages-dev"] {
            for package in root[group]?.array ?? [] {
                guard let name = package["name"]?.string else { continue }
                let licences = package["license"]?.strings ?? []
                file.packages.append(
                    DependencyPackage(
                        type: "composer", name: name, version: package["version"]?.string,
                        declaredLicence: licences.isEmpty ? nil : licences.joined(separator: " OR ")))
            }
        }
    }

    // MARK: Python, .NET, Swift

    static func pipfileLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        for group in ["default", "develop"] {
            for (name, package) in names(root[group]) {
                file.packages.append(DependencyPackage(type: "pypi", name: name, version: exact(package["version"]?.string)))
            }
        }
    }

    static func nugetLock(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        for (_, framework) in names(try value(bytes, file)["dependencies"]) {
            for (name, package) in names(framework) where package["type"]?.string != "Project" {
                file.packages.append(DependencyPackage(type: "nuget", name: name, version: package["resolved"]?.string))
            }
        }
    }

    static func swiftResolved(_ bytes: [UInt8], _ file: inout DependencyFile) throws(InspectionError) {
        let root = try value(bytes, file)
        for pin in root["pins"]?.array ?? root["object"]?["pins"]?.array ?? [] {
            guard let address = pin["location"]?.string ?? pin["repositoryURL"]?.string else { continue }
            let state = pin["state"]
            file.packages.append(
                DependencyPackage(
                    type: "swift", name: repository(address), version: state?["version"]?.string ?? state?["revision"]?.string))
        }
    }

    /// Host and path of an address: `github.com/apple/swift-nio`.
    static func repository(_ address: String) -> String {
        var text = address[...]
        if let scheme = text.firstRange(of: "://") {
            text = text[scheme.upperBound...]
        } else if let colon = text.firstIndex(of: ":") {
            // git@host:path
            text = text[..<colon] + "/" + text[text.index(after: colon)...]
        }
        if let at = text.firstIndex(of: "@") { text = text[text.index(after: at)...] }
        return String(text.hasSuffix(".git") ? text.dropLast(4) : text)
    }
}
