import Ledger

/// Reads a `.mailmap` as a list of people: the identities that it gives one spelling are one person's.
///
/// As for git, the last of several lines for the same identity counts. An identity with a name is told apart from the
/// address alone, so that a shared address joins nobody.
struct MailmapReader {
    private struct Entry {
        let place: IdentityPlace
        var name: String?
        var email: String?
        let commitName: String?
        let commitEmail: String
    }

    private let text: IdentityText
    private let limits: IdentityLimits
    private var entries: [Entry] = []
    private var positions: [[UInt8]: Int] = [:]
    private let file: String

    init(file: String, limits: IdentityLimits) {
        self.file = file
        self.limits = limits
        text = IdentityText(limits: limits)
    }

    mutating func read(line number: Int, _ line: Substring, _ findings: inout IdentityFindings) {
        if line.utf8.first == UInt8(ascii: "#") || line.allSatisfy(\.isWhitespace) { return }
        let place = IdentityPlace(file: file, line: number)
        guard let parsed = Mailmap.Line(Array(line.utf8)[...]) else {
            findings.add(IdentityProblem(place, "maps nothing: it needs at least a name and one address in angle brackets"))
            return
        }
        do throws(IdentityProblem) {
            try add(parsed, at: place, &findings)
        } catch {
            findings.add(error)
        }
    }

    private mutating func add(_ line: Mailmap.Line, at place: IdentityPlace, _ findings: inout IdentityFindings) throws(IdentityProblem) {
        func checked(_ bytes: ArraySlice<UInt8>?, _ field: String) throws(IdentityProblem) -> String? {
            try text.checked(bytes.flatMap(Mailmap.text) ?? "", field: field, at: place, &findings)
        }
        let entry = Entry(
            place: place, name: try text.checked(line.name ?? "", field: "name", at: place, &findings),
            email: try text.checked(line.email ?? "", field: "address", at: place, &findings),
            commitName: try checked(line.commitName, "name in commits"),
            commitEmail: try checked(line.commitEmail, "address in commits") ?? "")
        guard entry.name != nil || entry.email != nil else { throw IdentityProblem(place, "gives neither a name nor an address") }
        let key = Mailmap.folded((entry.commitName ?? "").utf8) + [0] + Mailmap.folded(entry.commitEmail.utf8)
        guard let position = positions[key] else {
            guard entries.count < limits.entries else {
                throw IdentityProblem(place, "is one line more than the \(limits.entries) that are read")
            }
            positions[key] = entries.count
            entries.append(entry)
            return
        }
        let earlier = entries[position]
        if earlier.name ?? entry.name != entry.name || earlier.email ?? entry.email != entry.email {
            findings.note("Lines that take the place of earlier ones for the same identity", at: place)
        }
        // As git does: for an address alone, what a later line does not say stays.
        entries[position].name = entry.name ?? (entry.commitName == nil ? earlier.name : nil)
        entries[position].email = entry.email ?? (entry.commitName == nil ? earlier.email : nil)
    }

    func people() -> [IdentityFile.Person] {
        func key(_ email: String) -> String { String(decoding: Mailmap.folded(email.utf8), as: UTF8.self) }
        func identity(_ name: String?, _ email: String) -> IdentityFile.Identity {
            IdentityFile.Identity(source: "git", name: name, email: email.isEmpty ? nil : email)
        }
        var groups = IdentityGroups()
        for entry in entries {
            let proper = identity(entry.name, entry.email ?? entry.commitEmail)
            let node = groups.node("<" + key(entry.email ?? entry.commitEmail), at: entry.place)
            groups.add(.init(proper, entry.place), to: node)
            groups.setCanonical(proper, of: node)
            let commit = identity(entry.commitName, entry.commitEmail)
            guard commit.name != nil || commit.email != nil else { continue }
            let name = entry.commitName.map { key($0) + " " } ?? ""
            let other = groups.node(name + "<" + key(entry.commitEmail), at: entry.place)
            groups.add(.init(commit, entry.place), to: other)
            groups.join(node, other)
        }
        return groups.people()
    }
}
