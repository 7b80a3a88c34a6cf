/// The entity tags that a reader has already, from `If-None-Match`.
struct EntityTag {
    private let known: [Substring]

    init(ifNoneMatch: String?) {
        let header = (ifNoneMatch ?? "").prefix(1000)
        known = header.split(separator: ",").map { part in
            var tag = part
            while tag.first == " " || tag.first == "\t" { tag.removeFirst() }
            while tag.last == " " || tag.last == "\t" { tag.removeLast() }
            return tag.hasPrefix("W/") ? tag.dropFirst(2) : tag
        }
    }

    /// Whether the reader has the content of a fingerprint, compressed or not.
    func matches(_ fingerprint: String) -> Bool {
        known.contains { $0 == "*" || $0 == "\"\(fingerprint)\"" || $0 == "\"\(fingerprint)-gzip\"" }
    }

    /// The tag of the content in the form that the reader has.
    func sent(for fingerprint: String) -> String {
        known.contains { $0 == "\"\(fingerprint)-gzip\"" }
            ? Self.spelled(fingerprint, isCompressed: true)
            : Self.spelled(fingerprint, isCompressed: false)
    }

    /// A strong tag: two forms of the same content have two tags.
    static func spelled(_ fingerprint: String, isCompressed: Bool) -> String {
        "\"\(fingerprint)\(isCompressed ? "-gzip" : "")\""
    }
}
