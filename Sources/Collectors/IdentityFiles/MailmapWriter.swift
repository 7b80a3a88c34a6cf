import Ledger

/// Writes a `.mailmap`: a line for each git spelling that is not the one of the person that is wanted.
enum MailmapWriter {
    static func write(_ file: IdentityFile) -> IdentityWriting {
        var writing = IdentityWriting()
        var lines: [String] = []
        for person in file.people {
            let git = person.identities.map(\.identity).filter { $0.source == "git" }
            writing.findings.note("Accounts of forges and other sources are left out", count: person.identities.count - git.count)
            writing.findings.note("Employments are left out", count: person.enrolments.count)
            if person.bot != nil { writing.findings.note("That an account is a bot is left out") }
            if person.displayName != nil { writing.findings.note("Names by which people chose to be shown are left out") }
            guard git.count > 1 else {
                if git.count == 1 { writing.findings.note("People with one git spelling need no line") }
                continue
            }
            let canonical = person.canonical ?? git.first { $0.name != nil && $0.email != nil } ?? git[0]
            for other in git where other != canonical {
                guard let line = line(canonical, other) else {
                    writing.findings.note("Spellings that a mailmap cannot hold, such as those with an angle bracket, are left out")
                    continue
                }
                lines.append(line)
            }
        }
        lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        writing.findings.note("Organisations and their domains are left out", count: file.organisations.count)
        writing.findings.note("Names and addresses that join nobody are left out", count: file.exclusions.count)
        writing.parts = [.init(name: ".mailmap", bytes: Array((lines.joined(separator: "\n") + (lines.isEmpty ? "" : "\n")).utf8))]
        return writing
    }

    /// Nil when the line would not be read as it is meant.
    private static func line(_ wanted: IdentityFile.Identity, _ commit: IdentityFile.Identity) -> String? {
        let parts = [wanted.name, "<\(wanted.email ?? "")>", commit.name, "<\(commit.email ?? "")>"].compactMap { $0 }
        let line = parts.joined(separator: " ")
        guard !line.hasPrefix("#"), !line.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }),
            let read = Mailmap.Line(Array(line.utf8)[...]),
            read.name.map(\.utf8s) == wanted.name.map(\.utf8s), read.email.map(\.utf8s) == wanted.email.map(\.utf8s),
            read.commitName.map(Array.init) == commit.name.map(\.utf8s), Array(read.commitEmail) == (commit.email ?? "").utf8s
        else { return nil }
        return line
    }
}

extension String {
    /// The bytes, by which texts are the same or not.
    var utf8s: [UInt8] { Array(utf8) }
}
