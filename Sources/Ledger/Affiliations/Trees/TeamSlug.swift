/// How a team of an organisation is known: by its name within the organisation. Names that differ only in case, or in spaces
/// and hyphens, are one team's.
enum TeamSlug {
    /// Equal for two spellings of one team's name.
    static func key(_ name: String) -> String {
        let plain = name.lowercased().split(whereSeparator: { $0 == " " || $0 == "-" }).joined(separator: "-")
        // What an address cannot hold is told apart by a fingerprint.
        let made = Slug.made(from: plain.replacing("/", with: "-"))
        return made == plain && plain.utf8.count <= 40 ? plain : "\(made.prefix(30))-\(fingerprint(plain))"
    }

    /// The short name of a team in addresses.
    static func slug(of name: String, in organisation: String) -> String {
        let (organisation, key) = (organisation, key(name))
        let slug = "\(organisation)-\(key)"
        return slug.utf8.count <= Slug.longest ? slug : "\(organisation.prefix(20))-\(fingerprint(organisation))-\(key)"
    }

    /// FNV-1a, which only keeps apart what people name; it is no defence against forgery.
    private static func fingerprint(_ text: String) -> String {
        let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}

/// The keys of names of teams, each made once: a large roster says the same few names again and again.
struct TeamKeys {
    private var known: [String: String] = [:]

    mutating func key(_ name: String) -> String {
        if let key = known[name] { return key }
        let key = TeamSlug.key(name)
        known[name] = key
        return key
    }
}
