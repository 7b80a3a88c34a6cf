import Ledger

extension Field {
    /// What is wrong with a value for this field; nil when it may be stored.
    public func problem(with value: FieldValue) -> FieldProblem? {
        switch (kind, value) {
        case (.text(let limit, let isLong), .text(let text)):
            guard text.contains(where: { !$0.isWhitespace }) else { return problem("is empty") }
            let count = text.unicodeScalars.count
            if count > limit { return problem("has \(count) characters; give at most \(limit)") }
            if !isLong, text.contains(where: \.isNewline) { return problem("must be one line") }
            if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control && !"\n\t\r".unicodeScalars.contains($0) }) {
                return problem("holds a control character")
            }
        case (.choice(let options), .choice(let id)):
            if !options.contains(where: { $0.id == id }) { return problem("must be \(Self.either(options.map(\.title)))") }
        case (.number(let range, let isWhole), .number(let number)):
            guard number.isFinite, range.contains(number) else {
                return problem("must be a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))")
            }
            if isWhole, number != number.rounded() { return problem("must be a whole number") }
        case (.money(let currencies), .money(let amount, let currency)):
            if !currencies.contains(currency) { return problem("must be in \(Self.either(currencies))") }
            if !(0...Currency.largestAmount).contains(amount) {
                return problem("must be an amount that is not negative and has at most 15 digits")
            }
        case (.date, .date(let date)):
            if CivilDate(date) == nil { return problem("must be a date such as 2026-11-21") }
        case (.person, .reference(let id)), (.project, .reference(let id)), (.organisation, .reference(let id)),
            (.measure, .reference(let id)):
            if !(1...200).contains(id.utf8.count) || id.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                return problem("names nothing that there is")
            }
        case (.file(let limit), .file(let file)):
            if file.bytes > limit { return problem("has \(file.bytes) bytes; give at most \(limit)") }
            if file.bytes < 0 || file.digest.utf8.count != 64 || !(1...200).contains(file.name.utf8.count) {
                return problem("is no file that Steward stored")
            }
        default: return problem("takes another kind of answer: \(kind.words)")
        }
        return nil
    }

    /// Reads what somebody typed into the form; nil for an empty answer.
    ///
    /// Money is `1,234.50 EUR`, `1234.50` (in the first currency of the field) or `EUR 1234`. A file is not typed.
    public func value(from typed: String) throws(FieldProblem) -> FieldValue? {
        let line = typed.split(whereSeparator: { $0 == " " || $0 == "\t" || $0.isNewline }).joined(separator: " ")
        guard !line.isEmpty else { return nil }
        let value: FieldValue
        switch kind {
        case .text(_, let isLong): value = .text(isLong ? typed.replacing("\r\n", with: "\n") : line)
        case .choice: value = .choice(line)
        case .number:
            guard let number = Currency.number(line) else { throw problem("must be a number, such as 12.5") }
            value = .number(number)
        case .money(let currencies):
            guard let (amount, currency) = Currency.amount(line, among: currencies) else {
                throw problem("must be an amount, such as 1234.50 \(currencies.first ?? "EUR")")
            }
            value = .money(amount, currency: currency)
        case .date: value = .date(line)
        case .person, .project, .organisation, .measure: value = .reference(line)
        case .file: throw problem("takes a file")
        }
        if let problem = problem(with: value) { throw problem }
        return value
    }

    private func problem(_ what: String) -> FieldProblem { FieldProblem(field: id, sentence: "“\(title)” \(what).") }

    private static func either(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}

extension Field.Kind {
    /// The kind in words, as the file spells it.
    public var words: String {
        switch self {
        case .text(_, let isLong): isLong ? "long text" : "text"
        case .choice: "choice"
        case .number(_, let isWhole): isWhole ? "whole number" : "number"
        case .money: "money"
        case .date: "date"
        case .person: "person"
        case .project: "project"
        case .organisation: "organisation"
        case .measure: "measure"
        case .file: "file"
        }
    }
}

extension Field {
    /// An answer as the history tells it: in a line, a choice by its title, a long text by its beginning.
    public func shortWords(_ value: FieldValue?) -> String {
        guard let value else { return "no answer" }
        if case .choice(let options) = kind, case .choice(let id) = value { return options.first { $0.id == id }?.title ?? id }
        let line = value.words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.unicodeScalars.count > 300 ? String(String.UnicodeScalarView(line.unicodeScalars.prefix(299))) + "…" : line
    }
}

extension FieldValue {
    /// A number, or money in the currency's main unit.
    var amount: Double? {
        switch self {
        case .number(let number): number
        case .money(let amount, let currency): Double(amount) / Double(Currency.smallestUnits(in: currency))
        default: nil
        }
    }

    func isSame(as text: String) -> Bool {
        switch self {
        case .choice(let id), .reference(let id): id == text
        default: false
        }
    }

    /// The value as people read it, the same in every language; a choice by its identity.
    public var words: String {
        switch self {
        case .text(let text): text
        case .choice(let id), .reference(let id): id
        case .number(let number): Field.plain(number)
        case .money(let amount, let currency): Currency.words(amount, currency)
        case .date(let date): date
        case .file(let file): file.name
        }
    }
}

/// Amounts of money in a currency's smallest unit (ISO 4217).
public enum Currency {
    static let largestAmount: Int64 = 999_999_999_999_999

    private static let digits = [
        "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0,
        "XAF": 0, "XOF": 0, "XPF": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    ]

    /// Digits after the point: 2 for most, none for the yen, 3 for some dinars.
    public static func digits(in code: String) -> Int { digits[code] ?? 2 }

    static func smallestUnits(in code: String) -> Int64 { [1, 10, 100, 1000][digits(in: code)] }

    static func isCode(_ code: String) -> Bool {
        code.utf8.count == 3 && code.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }

    /// `1234.50 EUR`.
    public static func words(_ amount: Int64, _ code: String) -> String {
        let unit = smallestUnits(in: code)
        let fraction = String(amount.magnitude % unit.magnitude)
        let zeros = String(repeating: "0", count: max(0, digits(in: code) - fraction.count))
        let decimals = unit == 1 ? "" : ".\(zeros)\(fraction)"
        return "\(amount < 0 ? "-" : "")\(amount.magnitude / unit.magnitude)\(decimals) \(code)"
    }

    /// A decimal number with a point; commas may part the thousands.
    static func number(_ text: String) -> Double? {
        let digits = text.filter { $0 != "," }
        guard digits.utf8.count <= 20, digits.utf8.allSatisfy({ "0123456789.-".utf8.contains($0) }) else { return nil }
        return Double(digits)
    }

    static func amount(_ text: String, among currencies: [String]) -> (Int64, String)? {
        var words = text.split(separator: " ").map(String.init)
        let code = words.first { isCode($0.uppercased()) }?.uppercased()
        words.removeAll { $0.uppercased() == code }
        guard let currency = code ?? currencies.first, words.count == 1 else { return nil }
        let parts = words[0].filter { $0 != "," }.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
            return nil
        }
        let wanted = digits(in: currency)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard fraction.count <= wanted else { return nil }
        let padded = String(parts[0]) + fraction + String(repeating: "0", count: wanted - fraction.count)
        guard padded.utf8.count <= 18, let amount = Int64(padded) else { return nil }
        return (amount, currency)
    }
}
