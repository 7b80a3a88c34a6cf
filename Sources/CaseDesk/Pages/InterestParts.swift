import Casework
import Pages

/// What those who decide declared about their interests, and whether the reader has to declare theirs before they can decide.
struct InterestParts {
    let sheet: CaseSheet

    private var aCase: Case { sheet.aCase }

    /// The page on which somebody declares; nil for whoever may not, or not any more.
    var address: SafeURL? { sheet.may(.declare(interest: nil)) ? "/cases/\(aCase.id)/declare" : nil }

    /// Whether the reader could vote or approve now, had they declared their interests.
    var isMissing: Bool {
        guard let reader = sheet.reader, address != nil, aCase.declarations[reader.id] == nil else { return false }
        let votes = aCase.votes.values.contains {
            $0.status == .open && $0.settings.needsDeclaration && $0.eligible.contains(reader.id)
        }
        let approvals = sheet.process.approvals.contains { approval in
            approval.needsDeclaration && (approval.states.isEmpty || approval.states.contains(aCase.state))
                && sheet.roster.members(of: approval.group).contains(reader.id)
        }
        return votes || approvals
    }

    /// Empty where nobody decides anything together.
    var html: HTML {
        let process = sheet.process
        guard !process.approvals.isEmpty || !process.votes.isEmpty else { return "" }
        let declared = aCase.declarations.values.sorted { $0.at < $1.at }.map { declaration -> HTML in
            let part: HTML = declaration.isRecused ? " (takes no part)" : ""
            return "<li>\(CaseWords.person(declaration.by)): \(declaration.interest ?? "no interests")\(part)</li>"
        }
        let list: HTML = declared.isEmpty ? "<p>Nobody has declared anything yet.</p>" : "<ul>\(declared)</ul>"
        let own = sheet.reader.flatMap { aCase.declarations[$0.id] } != nil
        let action: [HTML] = address.map { [.button(own ? "Change what you declared" : "Declare your interests", to: $0)] } ?? []
        return Section("Interests declared", id: "interests", actions: action, body: "<div class=\"prose\">\(list)</div>").html
    }
}
