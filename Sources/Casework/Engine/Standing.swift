/// Who may do what.
extension Turn {
    /// Whether somebody plays a part in this case, themselves or for an absent member of its group.
    func holds(_ role: String, _ who: String) -> Bool {
        guard let role = process.role(role) else { return false }
        switch role.holder {
        case .requester: return aCase.requester.id == who
        case .anyone: return true
        case .program: return who == CaseActor.program.id
        case .field(let field): return aCase.fields[field] == .reference(who)
        case .group(let group): return roster.members(of: group).contains(who) || !roster.represented(by: who, in: group).isEmpty
        }
    }

    /// Everyone who plays a part, where that can be listed; nil for anyone.
    func holders(of role: String) -> Set<String>? {
        guard let role = process.role(role) else { return [] }
        switch role.holder {
        case .requester: return [aCase.requester.id]
        case .anyone: return nil
        case .program: return [CaseActor.program.id]
        case .field(let field):
            guard case .reference(let who) = aCase.fields[field] else { return [] }
            return [who]
        case .group(let group): return roster.members(of: group)
        }
    }

    func isRecused(_ who: String) -> Bool { aCase.declarations[who]?.isRecused == true }

    /// Refuses whoever holds none of the roles, and whoever holds one but has recused themselves from deciding.
    func allow(_ roles: [String], to deed: String) throws(CaseRefusal) {
        if let objection = objection(to: roles, deed) { throw objection }
    }

    /// Why ``allow(_:to:)`` refuses; nil when it does not.
    func objection(to roles: [String], _ deed: @autoclosure () -> String) -> CaseRefusal? {
        guard !mayAct(in: roles) else { return nil }
        if isRecused(actor.id), roles.contains(where: { holds($0, actor.id) }) {
            return CaseRefusal(.forbidden, "You recused yourself from this case, so you may not \(deed()).")
        }
        return CaseRefusal(.forbidden, roles.isEmpty ? "Nobody may \(deed())." : "Only \(named(roles)) may \(deed()).")
    }

    /// Whether the actor holds one of the roles and has not recused themselves from deciding.
    func mayAct(in roles: [String]) -> Bool {
        let isRecused = isRecused(actor.id)
        // A requester with an interest may still withdraw or answer: that decides nothing.
        for role in roles where !isRecused || role == "requester" || role == "anyone" {
            if holds(role, actor.id) { return true }
        }
        return false
    }

    func mustBeProgram(_ sentence: String) throws(CaseRefusal) {
        guard actor == .program else { throw CaseRefusal(.forbidden, sentence) }
    }

    func mustBeOpen(to deed: String) throws(CaseRefusal) {
        if isOver { throw CaseRefusal(.notNow, "The case is over, so you may not \(deed) any more.") }
    }

    /// Roles in words: `the requester or a member of ospo`.
    func named(_ roles: [String]) -> String {
        let words = roles.map { id -> String in
            switch process.role(id)?.holder {
            case .requester: "the requester"
            case .anyone: "anyone"
            case .program: "Steward"
            case .field(let field): "the person named as “\(process.field(field)?.title ?? field)”"
            case .group(let group): "a member of \(CaseProcess.words(ofGroup: group))"
            case nil: id
            }
        }
        guard let last = words.last, words.count > 1 else { return words.first ?? "nobody" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    /// A text that must say something, without control characters and at most so long.
    static func said(_ text: String, _ what: String, limit: Int = 20_000) throws(CaseRefusal) -> String {
        let kept = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isControl($0) }))
        guard kept.contains(where: { !$0.isWhitespace }) else { throw CaseRefusal(.invalid, "Write \(what).") }
        guard kept.unicodeScalars.count <= limit else {
            throw CaseRefusal(.invalid, "The text has \(kept.unicodeScalars.count) characters; give at most \(limit).")
        }
        return kept
    }

    /// Like ``said(_:_:limit:)``, and empty when nothing was said.
    static func maybeSaid(_ text: String, limit: Int = 20_000) throws(CaseRefusal) -> String {
        text.contains(where: { !$0.isWhitespace }) ? try said(text, "a reason", limit: limit) : ""
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
    }
}
