/// Finds licences in the bytes of a file.
public struct LicenceDetector: Sendable {
    /// No more of a file is read than this. A licence text has at most some 60,000 bytes.
    public static let mostBytes = 4 << 20

    let index: LicenceIndex
    let names: LicenceNames

    /// With the lists that the program carries.
    public init() {
        index = .shared
        names = .shared
    }

    /// The licences of a file in the order in which they stand in it.
    ///
    /// `path` says only what kind of a file it is: in documents a mention of a licence puts nothing under it.
    public func matches(in bytes: [UInt8], path: String) -> [LicenceMatch] {
        let place = LicencePlace(path: path)
        let text = LicenceText(bytes.count > Self.mostBytes ? Array(bytes.prefix(Self.mostBytes)) : bytes)
        let words = text.utf8.withUnsafeBufferPointer { LicenceWords($0).words }
        let texts = texts(in: words)
        let lines = LineTable(text.utf8)
        var matches = texts.map { match($0, words: words, bytes: text.utf8, lines: lines) }
        let notices = LicenceNotices(names: names, words: words, isDocument: place != .source)
        let skipped = texts.map { text in
            // An address at the end belongs to the text.
            var end = text.words.upperBound
            while end < words.count, words[end].marks.contains(.address) { end += 1 }
            return text.words.lowerBound..<end
        }
        for found in notices.matches(skipping: skipped) {
            let coverage = Double(found.words.count) / Double(max(1, words.count))
            if place != .source, coverage < Self.leastCoverage,
                place == .document || !LicencePlace.isInLicenceSection(text.utf8, before: Int(words[found.words.lowerBound].start))
            {
                continue
            }
            if found.expression.hasPrefix("LicenseRef-"), matches.contains(where: { isVersion($0, of: found.expression) }) { continue }
            let first = lines.line(of: Int(words[found.words.lowerBound].start))
            let last = lines.line(of: Int(words[found.words.upperBound - 1].start))
            matches.append(
                LicenceMatch(
                    kind: found.kind, expression: found.expression, sameText: [], lines: first...last, coverage: coverage, completeness: 1,
                    differences: .none, base: nil))
        }
        let inside = matches.filter { $0.kind == .text }.map(\.lines)
        matches += LicenceTags.matches(in: text.utf8, lines: lines).filter { tag in
            // A text may explain how the tag is written.
            !inside.contains { $0.lowerBound < tag.lines.lowerBound && tag.lines.lowerBound < $0.upperBound }
        }
        if LicencePlace.holdsLicence(path), let unknown = unknown(besides: matches, words: words.count, lines: lines) {
            matches.append(unknown)
        }
        return withExceptions(matches).sorted { ($0.lines.lowerBound, $0.lines.upperBound) < ($1.lines.lowerBound, $1.lines.upperBound) }
    }

    /// In a document, what is less than this share of its words is a remark.
    private static let leastCoverage = 0.02

    // MARK: Texts

    /// Less of a template than this is not laid beside the text: share of its runs of words.
    private static let leastShare = 0.25
    private static let mostAlignments = 160
    /// Alignments of templates that stand in the same place.
    private static let mostRivals = 14

    struct Candidate {
        var template: Int
        var chain: LicenceChain
        /// What the alignment can be worth at best.
        var estimate: Double
    }

    func texts(in words: [LicenceWords.Word]) -> [LicenceAlignment] {
        var candidates = candidates(in: words)
        guard !candidates.isEmpty else { return [] }
        candidates.sort { ($0.estimate, -$0.template) > ($1.estimate, -$1.template) }
        var aligner = LicenceAligner(text: words)
        var done: [LicenceAlignment] = []
        for candidate in candidates.prefix(Self.mostAlignments) {
            let range = candidate.chain.textStart..<candidate.chain.textEnd
            let rivals = done.filter { $0.words.overlaps(range) && Self.shared($0.words, range) * 2 > range.count }
            if rivals.count >= Self.mostRivals { continue }
            if rivals.contains(where: { Double($0.score) > candidate.estimate && Self.shared($0.words, range) >= range.count * 9 / 10 }) {
                continue
            }
            done.append(
                aligner.align(candidate.chain, index.templates[candidate.template], number: candidate.template, limits: 0..<words.count))
        }
        return resolve(done, words)
    }

    private static func shared(_ one: Range<Int>, _ two: Range<Int>) -> Int {
        max(0, min(one.upperBound, two.upperBound) - max(one.lowerBound, two.lowerBound))
    }

    private func candidates(in words: [LicenceWords.Word]) -> [Candidate] {
        guard words.count >= LicenceIndex.run else { return [] }
        var hits: [LicenceHit] = []
        var counts = [Int](repeating: 0, count: index.templates.count + 1)
        for at in 0...(words.count - LicenceIndex.run) {
            let hash = LicenceIndex.hash(words[at].hash, words[at + 1].hash, words[at + 2].hash, words[at + 3].hash)
            index.eachPosting(of: hash) { posting in
                hits.append(LicenceHit(text: UInt32(truncatingIfNeeded: at), posting: posting))
                counts[Int(posting.template) + 1] += 1
            }
        }
        guard !hits.isEmpty else { return [] }
        let wanted = index.runs.indices.filter { Double(counts[$0 + 1]) >= Self.leastShare * Double(index.runs[$0]) }
        guard !wanted.isEmpty else { return [] }
        for at in 1..<counts.count { counts[at] += counts[at - 1] }
        var next = counts
        var sorted = hits
        for hit in hits {
            let template = Int(hit.posting.template)
            sorted[next[template]] = hit
            next[template] += 1
        }
        var finder = ChainFinder()
        var found: [Candidate] = []
        for template in wanted {
            let size = index.templates[template].words.count
            let required = Double(index.templates[template].required)
            let least = max(Double(LicenceIndex.run), 0.4 * required)
            for chain in finder.chains(sorted[counts[template]..<counts[template + 1]], templateWords: size, atLeast: least) {
                let matched = Double(chain.matched)
                found.append(Candidate(template: template, chain: chain, estimate: matched - max(0, required - matched) * 0.5))
            }
        }
        return found
    }

    /// Which alignments stand: of those in one place the one that is worth most.
    private func resolve(_ alignments: [LicenceAlignment], _ words: [LicenceWords.Word]) -> [LicenceAlignment] {
        var kept: [LicenceAlignment] = []
        let ranked = alignments.filter { isWorthTelling($0, words) }.sorted { ($0.score, -$0.template) > ($1.score, -$1.template) }
        for one in ranked {
            if let at = kept.firstIndex(where: { Self.shared($0.words, one.words) * 5 > one.words.count }) {
                // Two licences whose words differ only where they may: both are named.
                if one.distance == 0, kept[at].distance == 0, one.template != kept[at].template, kept[at].score - one.score <= 3,
                    index.templates[one.template].kind == index.templates[kept[at].template].kind
                {
                    kept[at].equals.append(one.template)
                }
            } else {
                kept.append(one)
            }
        }
        return kept.sorted { $0.words.lowerBound < $1.words.lowerBound }
    }

    private func isWorthTelling(_ one: LicenceAlignment, _ words: [LicenceWords.Word]) -> Bool {
        let template = index.templates[one.template]
        guard template.kind != .notice else { return LicenceVerdict(one, template, words) != .modified }
        let required = max(1, template.required)
        return Double(required - one.missing.count) / Double(required) >= (required < 400 ? 0.78 : 0.6) && one.score > -required * 2
    }

    private func match(_ one: LicenceAlignment, words: [LicenceWords.Word], bytes: [UInt8], lines: LineTable) -> LicenceMatch {
        let template = index.templates[one.template]
        let entries = (template.entries + one.equals.flatMap { index.templates[$0].entries }).map { index.list.entries[$0] }
        let ids = LicenceIds.ordered(entries)
        let first = words[one.words.lowerBound]
        let last = words[max(one.words.lowerBound, one.words.upperBound - 1)]
        let required = max(1, template.required)
        var spelled: [String] = []
        if !one.missing.isEmpty, let entry = template.entries.first.map({ index.list.entries[$0] }) {
            spelled = LicenceTemplate.spelled(template.kind == .notice ? entry.notice : entry.text)
        }
        let spelledText = { (place: Int) in
            String(decoding: bytes[Int(words[place].start)..<Int(words[place].end)].prefix(40), as: UTF8.self)
        }
        let verdict = LicenceVerdict(LicenceSpelling.without(one, spelled, spelledText), template, words)
        return LicenceMatch(
            kind: template.kind == .notice ? .notice : .text,
            expression: verdict == .modified ? "LicenseRef-modified-" + ids[0] : ids[0],
            sameText: verdict == .modified ? [] : Array(ids.dropFirst()),
            lines: lines.line(of: Int(first.start))...lines.line(of: Int(last.start)),
            coverage: Double(one.words.count) / Double(max(1, words.count)),
            completeness: Double(required - one.missing.count) / Double(required),
            differences: LicenceDifferences(
                distance: one.distance,
                added: pieces(one.added, spelledText),
                missing: pieces(one.missing) { $0 < spelled.count ? spelled[$0] : "" }),
            base: verdict == .modified ? ids[0] : nil)
    }

    /// The text of a file that is called like a licence and holds none that is known.
    private func unknown(besides matches: [LicenceMatch], words: Int, lines: LineTable) -> LicenceMatch? {
        let covered = matches.filter { $0.kind == .text || $0.kind == .notice || $0.kind == .tag }
        guard words >= Self.fewestWords, covered.reduce(0, { $0 + $1.coverage }) < 0.25, covered.allSatisfy({ $0.kind != .tag }) else {
            return nil
        }
        return LicenceMatch(
            kind: .text, expression: "LicenseRef-unknown", sameText: [], lines: 1...lines.count, coverage: 1, completeness: 1,
            differences: .none, base: nil)
    }

    /// A file of fewer words says no terms.
    private static let fewestWords = 40

    /// An exception belongs to the licence that stands nearest to it: `GPL-2.0-or-later WITH Classpath-exception-2.0`.
    private func withExceptions(_ matches: [LicenceMatch]) -> [LicenceMatch] {
        var (rest, exceptions) = ([LicenceMatch](), [LicenceMatch]())
        for match in matches {
            if index.list[match.base ?? match.expression]?.isException == true { exceptions.append(match) } else { rest.append(match) }
        }
        for exception in exceptions {
            let distance = { (match: LicenceMatch) in
                max(match.lines.lowerBound - exception.lines.upperBound, exception.lines.lowerBound - match.lines.upperBound, 0)
            }
            let candidates = rest.indices.filter { at in
                [.notice, .text, .tag].contains(rest[at].kind) && !exception.isModified
                    && (try? LicenceExpression(rest[at].expression + " WITH " + exception.expression)) != nil
            }
            if let nearest = candidates.min(by: { distance(rest[$0]) < distance(rest[$1]) }) {
                rest[nearest].expression += " WITH " + exception.expression
                rest[nearest].sameText = []
                let lines = rest[nearest].lines
                rest[nearest].lines = min(lines.lowerBound, exception.lines.lowerBound)...max(lines.upperBound, exception.lines.upperBound)
            } else {
                // Alone it grants nothing.
                var alone = exception
                alone.kind = .reference
                rest.append(alone)
            }
        }
        return rest
    }

    /// Whether a match says which version of a licence is meant that is mentioned without one.
    private func isVersion(_ match: LicenceMatch, of expression: String) -> Bool {
        (match.base ?? match.expression).hasPrefix(expression.dropFirst("LicenseRef-".count) + "-")
    }

    /// Words that follow each other as one piece.
    private func pieces(_ places: [Int], _ spelled: (Int) -> String) -> [String] {
        var pieces: [String] = []
        var at = 0
        while at < places.count, pieces.count < 20 {
            var end = at
            while end + 1 < places.count, places[end + 1] == places[end] + 1, end - at < 11 { end += 1 }
            pieces.append((at...end).map { spelled(places[$0]) }.joined(separator: " "))
            at = end + 1
        }
        return pieces
    }
}
