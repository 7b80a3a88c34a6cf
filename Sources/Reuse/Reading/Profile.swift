import Inspection

/// What a project says of itself and what it is built on, as words with how often each occurs.
struct Profile: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        /// Words of the README.
        case words
        /// Packages that manifests name.
        case packages
    }

    private(set) var terms: [Kind: [String: Int]] = [:]
    /// What could not be read.
    private(set) var gaps: [String] = []

    private static let mostManifests = 50
    private static let deepestManifest = 3
    private static let mostBytes = 1 << 20
    private static let mostTerms = 2_000
    private static let longestTerm = 200

    /// Reads the README at the top of a tree, and the manifests near it.
    init(of tree: Tree) {
        let readmes = tree.entries.filter { $0.isFile && $0.path.folders.isEmpty && $0.path.name.lowercased().hasPrefix("readme") }
        if let readme = readmes.min(by: { $0.path.bytes.count < $1.path.bytes.count }), let bytes = read(readme, of: tree) {
            terms[.words] = Self.words(of: bytes)
        }
        let manifests = DependencyCheck()
        let wanted = tree.entries.lazy.filter {
            $0.isFile && $0.path.folders.count <= Self.deepestManifest && $0.fileClass != .lockFile
                && manifests.wants($0.path, $0.fileClass)
        }
        var packages: [String: Int] = [:]
        for entry in wanted.prefix(Self.mostManifests) {
            guard let bytes = read(entry, of: tree) else { continue }
            do throws(InspectionError) {
                guard let file = try DependencyFile(bytes, path: entry.path.text), !file.isLock else { continue }
                for package in file.packages.prefix(Self.mostTerms) {
                    var package = package
                    package.version = nil
                    // How often it is named says nothing.
                    if package.url.utf8.count <= Self.longestTerm { packages[package.url] = 1 }
                }
            } catch {
                gaps.append(error.description)
            }
        }
        if !packages.isEmpty { terms[.packages] = packages }
    }

    private mutating func read(_ entry: Tree.Entry, of tree: Tree) -> [UInt8]? {
        do throws(InspectionError) {
            return try tree.contents(of: entry, atMost: Self.mostBytes)
        } catch {
            gaps.append(error.description)
            return nil
        }
    }

    // MARK: Words

    private static let mostText = 20_000

    /// The words of a README, without what stands in code and in addresses.
    static func words(of bytes: [UInt8]) -> [String: Int] {
        var counts: [String: Int] = [:]
        var isCode = false
        for line in String(decoding: bytes.prefix(mostText), as: UTF8.self).split(whereSeparator: \.isNewline) {
            if line.trimmingPrefix(while: \.isWhitespace).hasPrefix("```") {
                isCode.toggle()
                continue
            }
            if isCode { continue }
            for piece in line.split(whereSeparator: { $0.isWhitespace || "()[]<>\"`".contains($0) }) where !piece.contains("://") {
                for word in piece.split(whereSeparator: { !$0.isLetter }) where word.count >= 3 && word.utf8.count <= longestTerm {
                    let word = word.lowercased()
                    guard !dull.contains(word), counts.count < mostTerms || counts[word] != nil else { continue }
                    counts[word, default: 0] += 1
                }
            }
        }
        return counts
    }

    /// Words that stand in every README, in English and German.
    private static let dull: Set<String> = Set(
        """
        about above add after all also and any are available based been before below build built but can changes clone code
        command contact contribute contributing contributors create default details directory docs documentation does each example
        examples features file files first following folder for from get getting git github gitlab has have help here how html
        http https info install installation installed into issue issues its just know latest licence license licensed like list
        local main make may more most must need new not note now one only open option options other our out output package page
        path please project projects provided readme release releases repository request requests requirements root run running
        same see set setup should simple some source start started status such support supported system tests test than that the
        their them then there these they this those through tool tools two under update usage use used user users uses using
        version via want was way web what when where which will with within without work you your aber alle als auch auf aus bei
        bitte das dass dem den der des die diese dieser dieses ein eine einem einen einer eines für hier ihre ist kann können mit
        nach nicht nur oder sich sie sind über und unter von vom vor werden wie wird wurde zum zur
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
