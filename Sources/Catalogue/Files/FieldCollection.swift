import Inspection

/// Takes the sound fields out of a document that was checked, and remembers those that are not.
struct FieldCollection {
    let document: PlacedValue
    let check: DocumentCheck
    private(set) var metadata = Metadata()
    private(set) var broken: Set<Metadata.Field> = []

    /// Longer texts than any page shows, and longer lists, are cut.
    static let longestText = 20_000
    static let longestList = 500

    init(_ document: PlacedValue, _ check: DocumentCheck) {
        (self.document, self.check) = (document, check)
    }

    /// A text at a path of keys, or the one that `spelled` makes of it.
    mutating func text(_ field: Metadata.Field, _ path: String..., as spelled: (String) -> String? = { $0 }) {
        for path in path {
            guard let value = value(at: path), !value.isNull else { continue }
            guard !check.isBroken(path) else {
                broken.insert(field)
                continue
            }
            if let text = value.text.flatMap({ spelled($0.cleaned) }), !text.isEmpty {
                metadata[field] = String(text.prefix(Self.longestText))
                return
            }
        }
    }

    /// The texts of a list, or of the one text that stands in its place. Entries at fault are left out.
    ///
    /// - Parameter key: in each entry, where the entries are records.
    mutating func texts(_ field: Metadata.Field, _ path: String, key: String? = nil) {
        guard let value = value(at: path), !value.isNull else { return }
        guard !check.isBroken(path) else {
            broken.insert(field)
            return
        }
        let entries = value.elements.isEmpty ? value.text.map { _ in [value] } ?? [] : value.elements
        metadata[all: field] = entries.enumerated().prefix(Self.longestList).compactMap { index, entry in
            let place = value.elements.isEmpty ? path : "\(path)[\(index)]"
            guard !check.hasFault(at: place) else { return nil }
            let text = (key.map { entry[$0] } ?? entry)?.text?.cleaned
            return text.flatMap { $0.isEmpty ? nil : String($0.prefix(2000)) }
        }
        if metadata[all: field].isEmpty, !entries.isEmpty { broken.insert(field) }
    }

    mutating func flag(_ field: Metadata.Field, _ path: String) {
        guard let value = value(at: path) else { return }
        if let truth = value.truth { metadata[field] = truth ? "yes" : "no" } else if !value.isNull { broken.insert(field) }
    }

    private func value(at path: String) -> PlacedValue? {
        var value: PlacedValue? = document
        for key in path.split(separator: ".") { value = value?[String(key)] }
        return value
    }

    var reading: FileReading { FileReading(metadata: metadata, problems: check.problems, broken: broken) }
}

extension String {
    /// Without white space at its ends, and without control characters and marks that turn the direction of the text around them.
    var cleaned: String {
        var text = self
        if unicodeScalars.contains(where: \.isTreacherous) {
            text = String(String.UnicodeScalarView(unicodeScalars.filter { !$0.isTreacherous }))
        }
        let start = text.drop(while: \.isWhitespace)
        return start.lastIndex { !$0.isWhitespace }.map { String(start[...$0]) } ?? ""
    }
}

extension Unicode.Scalar {
    fileprivate var isTreacherous: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: false
        case 0x200E, 0x200F, 0x061C, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: properties.generalCategory == .control
        }
    }
}

extension String {
    /// The words of all lines, one space between them.
    var onOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
