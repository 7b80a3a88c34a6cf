/// Sentences that put a file under a licence, and mentions that do not.
struct LicenceNotices {
    /// How the words around a name speak of it.
    enum Standing: Int { case prose, weak, notice }

    let names: LicenceNames
    let words: [LicenceWords.Word]
    /// A document for people, where names of licences are often mentioned for other reasons.
    let isDocument: Bool

    struct Found {
        var words: Range<Int>
        var expression: String
        var kind: LicenceMatch.Kind
    }

    private struct Item {
        var mention: LicenceMention
        var standing: Standing
        var words: Range<Int>
        var expressions: [String]
    }

    private static func set(_ text: String) -> Set<UInt32> { Set(LicenceWords.hashes(text)) }

    /// Verbs of granting; they reach over some words.
    private static let grants = set(
        """
        licensed released distributed redistribute redistributed redistribution governed covered available distributable protected
        sublicensed dual dually relicensed permitted granted published issued offered copyrighted contributed donated freed
        falls fall subject terms
        distribute provided
        """)
    private static let under = set("under terms conditions term per to by")
    private static let licence = set("license licenses licensed licensing license_url copying copyright module_license spdx")
    /// Words beside a name that make it a remark about a licence.
    private static let remarks = set("compatible incompatible compatibility unlike violate violates violation instead")
    private static let not = set("not never nor isn doesn without cannot")
    private static let or = LicenceWords.hash("or")
    private static let and = LicenceWords.hash("and")
    private static let dual = set("dual dually either both tri triple multi disjunctive choice choose alternatively")
    /// Words that may stand between two licences that are named in one breath.
    private static let between = set(
        """
        or and either the license licenses version of v a an gnu under terms at your option as published by free software foundation any
        later in with licensed both also alternatively dual inc 2 3 2.0 3.0 1.1 2.1 style it
        """)

    func matches(skipping texts: [Range<Int>]) -> [Found] {
        let mentions = LicenceMentionFinder(names: names, words: words).mentions(skipping: texts)
        var items: [Item] = []
        for mention in mentions {
            let standing = standing(of: mention)
            if mention.isWeak, standing != .notice { continue }
            // The title of a text is part of it.
            if isTitle(mention, of: texts, isNotice: mention.isDefinite && standing == .notice) { continue }
            items.append(Item(mention: mention, standing: standing, words: mention.words, expressions: mention.expressions))
        }
        items = joined(items)
        return alternatives(items).map { item in
            let expression = item.expressions.count == 1 ? item.expressions[0] : item.expressions.joined(separator: " OR ")
            let normal = (try? LicenceExpression(expression))?.normalised().description ?? expression
            let kind: LicenceMatch.Kind =
                item.standing == .notice ? .notice : item.mention.isAddress ? .reference : isDocument ? .prose : .reference
            return Found(words: item.words, expression: normal, kind: kind)
        }
    }

    /// A name just before a licence's text, which is its title.
    private func isTitle(_ mention: LicenceMention, of texts: [Range<Int>], isNotice: Bool) -> Bool {
        texts.contains { text in
            guard text.lowerBound >= mention.words.upperBound else { return false }
            if !isNotice, text.lowerBound - mention.words.upperBound < 25 { return true }
            return words[mention.words.upperBound..<text.lowerBound].count { $0.marks.isDisjoint(with: .free) } <= 8
        }
    }

    private func standing(of mention: LicenceMention) -> Standing {
        let start = mention.words.lowerBound
        let end = mention.words.upperBound
        let near = words[max(0, start - 3)..<start] + words[end..<min(words.count, end + 2)]
        if near.contains(where: { Self.remarks.contains($0.hash) }) { return .prose }
        if words.count <= 30 { return .notice }
        var sawUnder = false
        var distance = 0
        for at in stride(from: start - 1, through: max(0, start - 30), by: -1) {
            let word = words[at]
            distance += 1
            if distance <= 4, Self.not.contains(word.hash) { return .prose }
            if distance <= 5, Self.licence.contains(word.hash) { return .notice }
            if Self.under.contains(word.hash) { sawUnder = true }
            if Self.grants.contains(word.hash), sawUnder || distance <= 6 { return .notice }
            if words[at + 1].marks.contains(.paragraph), distance > 12 { break }
        }
        for at in end..<min(words.count, end + 4) where Self.licence.contains(words[at].hash) { return .notice }
        return mention.isAddress || mention.isDefinite ? .weak : .prose
    }

    /// Mentions of one licence close together are one; what says the version speaks for what does not.
    private func joined(_ items: [Item]) -> [Item] {
        var result: [Item] = []
        for item in items {
            if let at = result.lastIndex(where: { isSame($0, item) && item.words.lowerBound - $0.words.upperBound < 150 }) {
                if item.mention.isDefinite && !result[at].mention.isDefinite
                    || item.mention.isDefinite == result[at].mention.isDefinite
                        && result[at].mention.isAddress && !item.mention.isAddress
                {
                    result[at].expressions = item.expressions
                    result[at].mention.isDefinite = item.mention.isDefinite
                    result[at].mention.family = item.mention.family ?? result[at].mention.family
                }
                if item.standing.rawValue > result[at].standing.rawValue { result[at].standing = item.standing }
                result[at].words = result[at].words.lowerBound..<max(result[at].words.upperBound, item.words.upperBound)
            } else {
                result.append(item)
            }
        }
        return result
    }

    private func isSame(_ one: Item, _ other: Item) -> Bool {
        if one.expressions == other.expressions { return true }
        let (first, second) = (root(one.expressions[0]), root(other.expressions[0]))
        guard first.family == second.family else { return false }
        // Two definite versions are two licences, but an address stands for the notice beside it.
        return !one.mention.isDefinite || !other.mention.isDefinite || one.mention.isAddress || other.mention.isAddress
            || one.expressions[0].hasPrefix("LicenseRef-") || other.expressions[0].hasPrefix("LicenseRef-")
            || first.version == second.version
    }

    /// `GPL` and `2.0` of `GPL-2.0-or-later`; `BSD` of `BSD-3-Clause` and of `LicenseRef-BSD`.
    private func root(_ id: String) -> (family: String, version: String) {
        var parts = id.split(separator: "-").map(String.init)
        if parts.first == "LicenseRef" { parts.removeFirst() }
        if parts.first == "GPL", parts.dropFirst().first == "1.0" { return ("GPL", "") }
        if parts.first == "LGPL", parts.dropFirst().first == "2.0" { return ("LGPL", "") }
        let version = parts.firstIndex { $0.first?.isNumber ?? false } ?? parts.count
        return (parts[..<version].joined(separator: "-"), version < parts.count ? parts[version] : "")
    }

    private func isDefinitePair(_ one: Item, _ other: Item) -> Bool { one.mention.isDefinite && other.mention.isDefinite }

    /// "under the MIT or the GPL": two licences in one breath are a choice.
    private func alternatives(_ items: [Item]) -> [Item] {
        var result: [Item] = []
        for item in items {
            if let last = result.last, item.mention.words.lowerBound >= last.words.upperBound,
                item.mention.words.lowerBound - last.words.upperBound <= 14, last.standing == .notice || item.standing == .notice,
                !item.mention.isAddress, !last.mention.isAddress
            {
                let gap = words[last.words.upperBound..<item.mention.words.lowerBound]
                let dual = words[max(0, last.words.lowerBound - 14)..<last.words.lowerBound].contains { Self.dual.contains($0.hash) }
                // MPL 1.1/GPL 2.0/LGPL 2.1
                let isChoice =
                    gap.isEmpty && isDefinitePair(last, item) || gap.contains { $0.hash == Self.or }
                    || dual && gap.contains { $0.hash == Self.and }
                if isChoice, gap.allSatisfy({ Self.between.contains($0.hash) }) {
                    result[result.count - 1].expressions += item.expressions
                    result[result.count - 1].words = last.words.lowerBound..<item.words.upperBound
                    result[result.count - 1].standing = .notice
                    continue
                }
            }
            result.append(item)
        }
        return result
    }
}
