import Casework
import Inspection
import Pages

/// What a stored inspection says about one gate.
struct GateVerdict: Sendable, Hashable {
    let gate: Gate
    let status: CheckResult.Status
    /// In a sentence or two, for the case.
    let summary: String
    /// What must be mended or looked at.
    let open: [InspectionDocument.Entry]
    /// Good to know.
    let notes: [InspectionDocument.Entry]
    /// What the repository's own baseline takes over.
    let takenOver: [InspectionDocument.Entry]

    /// - Parameter declared: the licence that the case says, an SPDX expression; nil when it says none.
    init(_ gate: Gate, _ document: InspectionDocument, declared: String? = nil) {
        self.gate = gate
        let own = document.findings.filter { $0.check == gate.rawValue }
        open = own.filter { $0.takenOver == nil && $0.level != .note }
        notes = own.filter { $0.takenOver == nil && $0.level == .note }
        takenOver = own.filter { $0.takenOver != nil }
        let graveTakenOver = takenOver.filter { $0.level == .error }
        let unseen = document.unseen.filter { Self.gate(of: $0) == gate }
        let lost = document.controls.filter { $0.check == gate.rawValue && !$0.wasFound }
        let hidden = document.omitted[gate.rawValue] ?? 0

        var faults: [String] = []
        if let control = lost.first { faults.append("The check itself does not work here: \(control.what) was planted and not found.") }
        if gate == .licence, let contradiction = Self.contradiction(declared, document.licences) { faults.append(contradiction) }
        if !open.isEmpty { faults.append(Self.words(open, hidden: hidden)) }
        if let first = graveTakenOver.first {
            // Whoever asks cannot excuse a grave finding; somebody who may set the check aside reads the reason.
            let number = Format.count(graveTakenOver.count, "grave finding is", "grave findings are")
            let reason = first.takenOver?.reason ?? ""
            faults.append(
                "\(number) taken over by the repository's own baseline, such as “\(first.sentence)” (\(reason)): "
                    + "somebody else must agree.")
        }
        if let first = unseen.first {
            let parts = Format.count(unseen.count, "part was", "parts were")
            faults.append("\(parts) not looked at, such as \(first.subject): \(first.reason).")
        }
        let looked = "\(Format.count(document.files, "file", "files")) and \(Format.count(document.commits, "commit", "commits"))"
        let asides = [
            notes.isEmpty ? nil : Format.count(notes.count, "note", "notes"),
            takenOver.isEmpty ? nil : "\(takenOver.count) taken over by the baseline",
        ].compactMap(\.self)
        status = faults.isEmpty ? .passed : .failed
        let passed = "Nothing to mend in \(looked)\(asides.isEmpty ? "" : " (\(asides.joined(separator: ", ")))")."
        summary = String((faults.isEmpty ? passed : faults.joined(separator: " ")).prefix(1500))
    }

    /// What could not be looked at is the business of the gate that it names, else of that which promises that nothing is hidden.
    private static func gate(of unseen: InspectionDocument.Unseen) -> Gate { Gate(rawValue: unseen.subject) ?? .secrets }

    /// Nil when the case and the repository name a licence in common, or one of them names none.
    private static func contradiction(_ declared: String?, _ found: [String]) -> String? {
        guard let declared, !found.isEmpty, names(in: declared).isDisjoint(with: found.reduce(into: []) { $0.formUnion(names(in: $1)) })
        else { return nil }
        let licences = found.prefix(5).joined(separator: ", ")
        return "The case says \(declared.prefix(100)), and the repository is under \(licences): make both say the same."
    }

    /// The identifiers of an expression, in small letters, without what joins them.
    private static func names(in expression: String) -> Set<String> {
        let words = expression.lowercased().split { $0.isWhitespace || $0 == "(" || $0 == ")" }.map(String.init)
        return Set(words).subtracting(["and", "or", "with"])
    }

    private static func words(_ findings: [InspectionDocument.Entry], hidden: Int) -> String {
        let examples = findings.prefix(3).map(\.sentence).joined(separator: "; ")
        let rest = findings.count + hidden - min(3, findings.count)
        return "\(Format.count(findings.count + hidden, "finding", "findings")): \(examples)\(rest > 0 ? "; and \(rest) more" : "")."
    }
}
