/// An SPDX licence expression (annex D of SPDX 2.3, annex B of 3.0).
public indirect enum LicenceExpression: Sendable, Hashable {
    /// One licence: an id of the list as SPDX spells it, `LicenseRef-…` or `DocumentRef-…:LicenseRef-…`.
    case licence(String, orLater: Bool, exception: String?)
    case and([LicenceExpression])
    case or([LicenceExpression])

    /// Reads an expression; ids may be capitalised in any way. Deprecated ids stay as they are: `normalised` replaces them.
    /// - Throws: `LicenceExpressionError`.
    public init(_ text: String, list: LicenceList = .shared) throws(LicenceExpressionError) {
        var parser = LicenceExpressionParser(text, list: list)
        self = try parser.parse()
    }

    /// Every licence that is named, in the order of the text.
    public var licences: [LicenceExpression] {
        switch self {
        case .licence: [self]
        case .and(let parts), .or(let parts): parts.flatMap(\.licences)
        }
    }

    /// The ids that are named, without `+` and without exceptions.
    public var ids: [String] {
        licences.compactMap { if case .licence(let id, _, _) = $0 { id } else { nil } }
    }

    /// The same terms said in one way: current ids, no part twice, parts of AND and OR in order.
    public func normalised(list: LicenceList = .shared) -> LicenceExpression {
        switch self {
        case .licence(let id, let orLater, let exception): Self.current(id, orLater, exception, list)
        case .and(let parts): Self.joined(parts.map { $0.normalised(list: list) }, isAnd: true)
        case .or(let parts): Self.joined(parts.map { $0.normalised(list: list) }, isAnd: false)
        }
    }

    private static func joined(_ parts: [LicenceExpression], isAnd: Bool) -> LicenceExpression {
        var flat: [LicenceExpression] = []
        for part in parts {
            switch part {
            case .and(let inner) where isAnd: flat += inner
            case .or(let inner) where !isAnd: flat += inner
            default: flat.append(part)
            }
        }
        var seen: Set<LicenceExpression> = []
        let unique = flat.filter { seen.insert($0).inserted }.sorted { $0.description < $1.description }
        if unique.count == 1, let only = unique.first { return only }
        return isAnd ? .and(unique) : .or(unique)
    }

    private static func current(_ id: String, _ orLater: Bool, _ exception: String?, _ list: LicenceList) -> LicenceExpression {
        var (id, orLater, exception) = (id, orLater, exception)
        // A replacement may name a deprecated id itself: `GPL-2.0 WITH Bison-exception-2.2`.
        for _ in 0..<3 {
            guard let text = list[id]?.replacement, let other = try? LicenceExpression(text, list: list),
                case .licence(let newId, let later, let with) = other, exception == nil || with == nil
            else { break }
            (id, orLater, exception) = (newId, orLater || later, exception ?? with)
        }
        if let text = exception.flatMap({ list[$0]?.replacement }), list[text]?.isException == true { exception = list[text]?.id }
        if orLater, id.hasSuffix("-only"), let later = list[id.dropLast(5) + "-or-later"] { (id, orLater) = (later.id, false) }
        if orLater, id.hasSuffix("-or-later") { orLater = false }
        return .licence(id, orLater: orLater, exception: exception)
    }
}

extension LicenceExpression: CustomStringConvertible {
    public var description: String {
        switch self {
        case .licence(let id, let orLater, let exception): id + (orLater ? "+" : "") + (exception.map { " WITH " + $0 } ?? "")
        case .and(let parts):
            parts.map { part in if case .or = part { "(\(part))" } else { part.description } }.joined(separator: " AND ")
        case .or(let parts): parts.map(\.description).joined(separator: " OR ")
        }
    }
}

/// Why a text is no licence expression.
public struct LicenceExpressionError: Error, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        case empty
        case tooLong
        case tooDeep
        case unknownLicence(String)
        case unknownException(String)
        case unexpected(String)
        case endsEarly
    }

    public let reason: Reason
    /// Characters before the place.
    public let offset: Int

    public var description: String {
        let what =
            switch reason {
            case .empty: "There is no licence expression"
            case .tooLong: "The licence expression is longer than \(LicenceExpressionParser.longest) characters"
            case .tooDeep: "Parentheses in the licence expression are deeper than \(LicenceExpressionParser.deepest)"
            case .unknownLicence(let id): "“\(id)” is no licence of the SPDX list"
            case .unknownException(let id): "“\(id)” is no exception of the SPDX list"
            case .unexpected(let word): "“\(word)” does not belong here"
            case .endsEarly: "The licence expression ends too early"
            }
        return what + " (character \(offset + 1))."
    }
}

struct LicenceExpressionParser {
    static let longest = 8192
    static let deepest = 32

    private struct Token {
        var text: String
        var offset: Int
    }

    private let list: LicenceList
    private var tokens: [Token] = []
    private var next = 0
    private let length: Int
    private var isTooLong = false

    init(_ text: String, list: LicenceList) {
        self.list = list
        let characters = Array(text.utf8.prefix(Self.longest + 1))
        isTooLong = characters.count > Self.longest
        length = characters.count
        var at = 0
        while at < characters.count, !isTooLong {
            let byte = characters[at]
            if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1; continue }
            var end = at + 1
            if byte != 0x28 && byte != 0x29 && byte != 0x2B {
                while end < characters.count, ![0x20, 0x09, 0x0A, 0x0D, 0x28, 0x29, 0x2B].contains(characters[end]) { end += 1 }
            }
            tokens.append(Token(text: String(decoding: characters[at..<end], as: UTF8.self), offset: at))
            at = end
        }
    }

    mutating func parse() throws(LicenceExpressionError) -> LicenceExpression {
        if isTooLong { throw LicenceExpressionError(reason: .tooLong, offset: Self.longest) }
        if tokens.isEmpty { throw LicenceExpressionError(reason: .empty, offset: 0) }
        let expression = try either(depth: 0)
        if next < tokens.count { throw unexpected() }
        return expression
    }

    private func unexpected() -> LicenceExpressionError {
        guard next < tokens.count else { return LicenceExpressionError(reason: .endsEarly, offset: length) }
        return LicenceExpressionError(reason: .unexpected(String(tokens[next].text.prefix(80))), offset: tokens[next].offset)
    }

    /// Whether the next word is the operator, all in capitals or all small; takes it if so.
    private mutating func take(_ word: String) -> Bool {
        guard next < tokens.count, tokens[next].text == word || tokens[next].text == word.lowercased() else { return false }
        next += 1
        return true
    }

    private mutating func either(depth: Int) throws(LicenceExpressionError) -> LicenceExpression {
        var parts = [try all(depth: depth)]
        while take("OR") { parts.append(try all(depth: depth)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func all(depth: Int) throws(LicenceExpressionError) -> LicenceExpression {
        var parts = [try simple(depth: depth)]
        while take("AND") { parts.append(try simple(depth: depth)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func simple(depth: Int) throws(LicenceExpressionError) -> LicenceExpression {
        if take("(") {
            if depth >= Self.deepest { throw LicenceExpressionError(reason: .tooDeep, offset: tokens[next - 1].offset) }
            let inside = try either(depth: depth + 1)
            guard take(")") else { throw unexpected() }
            return inside
        }
        guard next < tokens.count else { throw unexpected() }
        let token = tokens[next]
        if ["AND", "OR", "WITH", ")", "+"].contains(token.text.uppercased()) { throw unexpected() }
        next += 1
        let id: String
        if Self.isReference(token.text, "LicenseRef-") {
            id = token.text
        } else if let entry = list[token.text], !entry.isException {
            id = entry.id
        } else {
            // `GPL-2.0+` is an id of its own, besides.
            throw LicenceExpressionError(reason: .unknownLicence(String(token.text.prefix(80))), offset: token.offset)
        }
        // A plus belongs to the id only when nothing stands between them.
        var orLater = false
        if next < tokens.count, tokens[next].text == "+", tokens[next].offset == token.offset + token.text.utf8.count,
            list[token.text] != nil
        {
            orLater = true
            next += 1
        }
        guard take("WITH") else { return .licence(id, orLater: orLater, exception: nil) }
        guard next < tokens.count else { throw unexpected() }
        let exception = tokens[next]
        next += 1
        if Self.isReference(exception.text, "AdditionRef-") { return .licence(id, orLater: orLater, exception: exception.text) }
        guard let entry = list[exception.text], entry.isException else {
            throw LicenceExpressionError(reason: .unknownException(String(exception.text.prefix(80))), offset: exception.offset)
        }
        return .licence(id, orLater: orLater, exception: entry.id)
    }

    /// `LicenseRef-x`, or `DocumentRef-y:LicenseRef-x`; letters, digits, full stops and hyphens.
    static func isReference(_ text: String, _ prefix: String) -> Bool {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false)[...]
        if parts.count == 2, let document = parts.first, document.hasPrefix("DocumentRef-"), isName(document.dropFirst(12)) {
            parts = parts.dropFirst()
        }
        guard parts.count == 1, let name = parts.first, name.hasPrefix(prefix) else { return false }
        return isName(name.dropFirst(prefix.count))
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x2E
            }
    }
}
