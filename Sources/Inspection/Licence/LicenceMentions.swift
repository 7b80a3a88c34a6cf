/// A licence's name in a text, with the versions that the words around it say.
struct LicenceMention: Sendable {
    /// Words of the name and of its versions.
    var words: Range<Int>
    /// What is meant: expressions, one for each version that may be chosen.
    var expressions: [String]
    /// Mentions of one family belong together.
    var family: Int?
    /// A version is said, or the name has none.
    var isDefinite: Bool
    var isWeak: Bool
    var isAddress: Bool
}

/// Finds the names of licences among words.
struct LicenceMentionFinder {
    let names: LicenceNames
    let words: [LicenceWords.Word]

    /// `skipped`: words that belong to texts of licences, sorted.
    func mentions(skipping skipped: [Range<Int>]) -> [LicenceMention] {
        var found: [LicenceMention] = []
        var at = 0
        var next = 0
        while at < words.count {
            while next < skipped.count, skipped[next].upperBound <= at { next += 1 }
            if next < skipped.count, skipped[next].contains(at) {
                at = skipped[next].upperBound
                continue
            }
            guard let (name, length) = names.name(in: words, at: at) else {
                at += 1
                continue
            }
            let mention = mention(name, at..<(at + length))
            at = max(at + length, mention.words.upperBound)
            found.append(mention)
            if found.count >= 2000 { break }
        }
        return found
    }

    private func mention(_ name: LicenceNames.Name, _ range: Range<Int>) -> LicenceMention {
        switch name.meaning {
        case .licence(let expression):
            return LicenceMention(
                words: range, expressions: [expression], family: nil, isDefinite: !expression.hasPrefix("LicenseRef-"), isWeak: name.isWeak,
                isAddress: false)
        case .address(let expression):
            return LicenceMention(
                words: range, expressions: [expression], family: nil, isDefinite: true, isWeak: false, isAddress: true)
        case .family(let number, let version):
            return versioned(number, version, name.isWeak, range)
        }
    }

    // MARK: Versions

    private static let fillers = Set(
        LicenceWords.hashes(
            """
            license licenses as published by the free software foundation inc either version versions v ver vers release rev revision of
            this general public gnu gpl lgpl agpl apache mozilla eclipse international unported generic is under terms lesser library fsf
            asl using use at terms accordance with licence conditions
            """))
    private static let versionWords = Set(LicenceWords.hashes("version versions v ver vers release rev revision"))
    private static let either = Set(LicenceWords.hashes("or and"))
    private static let later = Set(LicenceWords.hashes("later newer above greater higher upwards up subsequent beyond"))
    private static let laterFillers = Set(
        LicenceWords.hashes(
            """
            at your option any of the license version that a gnu general public choice you may choose their its his as published by free
            software foundation licensee licensees recipient s discretion if in user users ver v
            """))
    private static let only = Set(LicenceWords.hashes("only exclusively alone"))
    private static let beforeFillers = Set(
        LicenceWords.hashes(
            "of the gnu a terms under v or later any at your option newer version its this and conditions license either above higher"))
    private static let of = LicenceWords.hash("of")

    private func versioned(_ number: Int, _ said: String?, _ isWeak: Bool, _ range: Range<Int>) -> LicenceMention {
        var number = number
        var family = names.families[number]
        // Only the Lesser GPL has a version 2.1, whatever the notice calls it.
        if family.id.hasPrefix("GPL-"), versionAfter(family, from: range.upperBound) == nil,
            let lesser = names.families.firstIndex(where: { $0.id.hasPrefix("LGPL-") }),
            let (version, _) = versionAfter(names.families[lesser], from: range.upperBound), version == "2.1"
        {
            (number, family) = (lesser, names.families[lesser])
        }
        var mention = LicenceMention(
            words: range, expressions: [family.unversioned], family: number, isDefinite: false, isWeak: isWeak, isAddress: false)
        var end = range.upperBound
        var found = said
        var isLater = words[range.upperBound - 1].marks.contains(.plus)
        if found == nil, let (version, at) = versionAfter(family, from: range.upperBound) {
            found = version
            end = at + 1
            isLater = words[at].marks.contains(.plus)
        }
        if found == nil, let (version, at, later) = versionBefore(family, before: range.lowerBound) {
            found = version
            isLater = later
            mention.words = at..<range.upperBound
        }
        guard let version = found else { return mention }
        var expressions = [family.expression(version: version, later: isLater)]
        if !isLater {
            switch after(family, from: end) {
            case .later(let at):
                expressions = [family.expression(version: version, later: true)]
                end = at
            case .versions(let others, let at):
                expressions += others.map { family.expression(version: $0, later: false) }
                end = at
            case .nothing(let at): end = at
            }
        }
        mention.expressions = expressions
        mention.isDefinite = true
        mention.words = mention.words.lowerBound..<max(end, mention.words.upperBound)
        return mention
    }

    /// A version after the name: "GNU General Public License as published by the Free Software Foundation; either version 2".
    private func versionAfter(_ family: LicenceNames.Family, from: Int) -> (String, Int)? {
        var said = false
        for at in from..<min(words.count, from + 18) {
            let word = words[at]
            if let version = version(word.hash, family) {
                // A bare number is a version beside the name or after the word, and no item of a list.
                if said || at - from <= 1 && !(word.marks.contains(.bullet) && word.marks.contains(.first)) { return (version, at) }
                return nil
            }
            if Self.versionWords.contains(word.hash) { said = true }
            guard Self.fillers.contains(word.hash) else { return nil }
        }
        return nil
    }

    private func version(_ hash: UInt32, _ family: LicenceNames.Family) -> String? {
        guard let version = names.versions[hash] else { return nil }
        if family.versions.contains(version) { return version }
        // 2 is written for 2.0 of one family and for nothing of another.
        return family.versions.first { $0 == version + ".0" }
    }

    /// A version before the name: "version 2 or later of the GNU General Public License".
    private func versionBefore(_ family: LicenceNames.Family, before: Int) -> (String, Int, Bool)? {
        var isLater = false
        var sawOf = false
        var at = before - 1
        while at >= max(0, before - 16) {
            let word = words[at]
            if let version = version(word.hash, family) {
                let spoken = at > 0 && Self.versionWords.contains(words[at - 1].hash)
                return spoken && sawOf ? (version, at - 1, isLater || word.marks.contains(.plus)) : nil
            }
            if word.hash == Self.of { sawOf = true }
            if Self.later.contains(word.hash) { isLater = true } else if !Self.beforeFillers.contains(word.hash) { return nil }
            at -= 1
        }
        return nil
    }

    private enum After {
        case later(Int)
        case versions([String], Int)
        case nothing(Int)
    }

    /// What follows a version: "or (at your option) any later version", "only", "or 3".
    private func after(_ family: LicenceNames.Family, from: Int) -> After {
        var others: [String] = []
        var end = from
        var sawOr = false
        for at in from..<min(words.count, from + 22) {
            let word = words[at]
            if Self.later.contains(word.hash), sawOr { return .later(at + 1) }
            if Self.only.contains(word.hash), at - from <= 4 { return others.isEmpty ? .nothing(at + 1) : .versions(others, at + 1) }
            if sawOr, let version = version(word.hash, family) {
                others.append(version)
                if word.marks.contains(.plus) { return .later(at + 1) }
                end = at + 1
                continue
            }
            if Self.either.contains(word.hash) { sawOr = true } else if !Self.laterFillers.contains(word.hash) { break }
        }
        return others.isEmpty ? .nothing(end) : .versions(others, end)
    }
}
