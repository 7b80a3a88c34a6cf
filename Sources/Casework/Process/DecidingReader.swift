import Yams

/// Votes, deliberation, conditions, conflicts of interest, the review, migrations.
extension ProcessReader {
    private static let voteKeys = [
        "id", "title", "method", "voters", "classes", "threshold", "least_yes", "options", "quorum", "open_for", "calendar", "secret",
        "changeable", "reason_for", "declare", "recused_count", "scale", "dots", "most_on_one", "seats", "credits", "pot", "other_than",
        "two_person",
    ]
    private static let methods = ["lazy consensus", "majority", "consensus", "score", "dots", "schulze", "stv", "quadratic"]

    func votes(_ file: YAMLSection) -> [VoteSettings] {
        sections(file, "votes", "vote", knowing: Self.voteKeys).compactMap { section, id in
            let span = section.span("open_for")
            if !section.has("open_for") { problems.add(section.line, "The vote “\(id)” has no “open_for”: say how long it is open.") }
            guard let method = method(section, id), let span else { return nil }
            let field = optionsField(section, of: id)
            return VoteSettings(
                id: id, title: title(section, id), method: method, classes: classes(section, id),
                options: field == nil ? options(section, "options").map { VoteOption(id: $0.id, title: $0.title) } : [],
                optionsField: field, excluded: excluded(section), quorum: quorum(section), openFor: span,
                calendar: section.text("calendar"), isSecret: section.flag("secret") ?? false,
                isChangeable: section.flag("changeable") ?? true,
                reasonRequiredFor: stances(section), needsDeclaration: section.flag("declare") ?? false,
                recusedCountForQuorum: section.flag("recused_count") ?? false, line: section.line)
        }
    }

    /// `options: {field: candidates}`; one option alone is no vote, so it means nothing else.
    private func optionsField(_ section: YAMLSection, of vote: String) -> String? {
        guard section.isMapping("options"), let node = section.node("options"), case .mapping(let mapping) = node, mapping.count == 1,
            mapping.first?.key.scalar?.string == "field"
        else { return nil }
        return YAMLSection(node, "“options” of the vote “\(vote)”", knowing: ["field"], problems)?.requiredText("field", limit: 60)
    }

    /// The roles of `other_than`, and with `two_person` who asked.
    private func excluded(_ section: YAMLSection) -> [String] {
        let roles = section.words("other_than")
        return roles + (section.flag("two_person") == true && !roles.contains("requester") ? ["requester"] : [])
    }

    private func method(_ section: YAMLSection, _ id: String) -> VoteMethod? {
        func only(_ keys: [String]) {
            let all = ["scale", "dots", "most_on_one", "seats", "credits", "pot", "threshold", "least_yes"]
            for key in all where section.has(key) && !keys.contains(key) {
                section.complain(key, "The vote “\(id)” is held by \(section.text("method") ?? ""), which takes no “\(key)”.")
            }
        }
        switch section.requiredText("method") {
        case "lazy consensus": only([]); return .lazyConsensus
        case "majority": only(["threshold", "least_yes"]); return .majority
        case "consensus": only(["least_yes"]); return .consensus
        case "schulze": only([]); return .schulze
        case "score":
            only(["scale"])
            let ends = (section.text("scale") ?? "0-5").split(separator: "-").compactMap { Int($0) }
            guard ends.count == 2, ends[0] < ends[1], ends[1] <= 1000 else {
                section.complain("scale", "“scale” of the vote “\(id)” must be like “0-5”.")
                return nil
            }
            return .score(scale: ends[0]...ends[1])
        case "dots":
            only(["dots", "most_on_one"])
            let dots = section.integer("dots", in: 1...1000) ?? 3
            return .dots(dots, mostOnOne: section.integer("most_on_one", in: 1...dots) ?? dots)
        case "stv":
            only(["seats"])
            return .transferable(seats: section.integer("seats", in: 1...100) ?? 1)
        case "quadratic":
            only(["credits", "pot"])
            return .quadratic(
                credits: section.integer("credits", in: 1...1_000_000) ?? 100, pot: section.integer("pot", in: 1...1_000_000_000_000))
        case "": return nil
        case let word:
            section.complain("method", "“\(word.prefix(60).shown)” is no method; there are \(Self.methods.joined(separator: ", ")).")
            return nil
        }
    }

    private func classes(_ section: YAMLSection, _ id: String) -> [VoteClass] {
        let threshold = threshold(section)
        let leastYes = section.integer("least_yes", in: 0...1000) ?? 0
        guard section.has("classes") else {
            guard let voters = section.text("voters", limit: 100) else {
                problems.add(section.line, "The vote “\(id)” needs “voters”, a group, or “classes”.")
                return []
            }
            return [VoteClass(id: "voters", title: "Voters", group: voters, threshold: threshold, leastYes: leastYes)]
        }
        for key in ["voters", "threshold", "least_yes"] where section.has(key) {
            section.complain(key, "The vote “\(id)” has classes, so “\(key)” belongs to each of them.")
        }
        let keys = ["id", "title", "group", "threshold", "least_yes", "quorum"]
        return sections(section, "classes", "class", knowing: keys).map { chamber, id in
            VoteClass(
                id: id, title: title(chamber, id), group: chamber.requiredText("group", limit: 100), threshold: self.threshold(chamber),
                leastYes: chamber.integer("least_yes", in: 0...1000) ?? 0, quorum: quorum(chamber))
        }
    }

    private func threshold(_ section: YAMLSection) -> Threshold {
        guard let text = section.text("threshold") else { return .moreThanHalf }
        if let threshold = Threshold(text) { return threshold }
        section.complain("threshold", "“threshold” must be like “>1/2” or “>=2/3”, not “\(text.prefix(60).shown)”.")
        return .moreThanHalf
    }

    private func quorum(_ section: YAMLSection) -> Quorum? {
        guard let text = section.text("quorum") else { return nil }
        let quorum = Quorum(text)
        if quorum == nil {
            section.complain(
                "quorum", "“quorum” must be a count (5), a share (1/2, >1/2) or like “3/2 sqrt(n)”, not “\(text.prefix(60).shown)”.")
        }
        return quorum
    }

    private func stances(_ section: YAMLSection) -> [Stance] {
        section.texts("reason_for").compactMap { text, line in
            let stance = Stance(rawValue: text)
            if stance == nil {
                problems.add(
                    line, "“\(text.prefix(60).shown)” is no stance; there are \(Stance.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            return stance
        }
    }

    // MARK: Around the decision

    func deliberation(_ file: YAMLSection) -> Deliberation? {
        guard let node = file.node("deliberation"),
            let section = YAMLSection(node, "The deliberation", knowing: ["in", "chair", "sides"], problems)
        else { return nil }
        for key in ["in", "chair", "sides"] where !section.has(key) { problems.add(section.line, "The deliberation has no “\(key)”.") }
        let sides = sections(section, "sides", "side", knowing: ["id", "title", "group"]).map { side, id in
            Deliberation.Side(id: id, title: title(side, id), group: side.requiredText("group", limit: 100))
        }
        return Deliberation(states: section.words("in"), sides: sides, chairs: section.words("chair"), line: file.line(of: "deliberation"))
    }

    func conditionKeepers(_ file: YAMLSection) -> [String] {
        guard let node = file.node("conditions"), let section = YAMLSection(node, "“conditions”", knowing: ["by"], problems) else {
            return []
        }
        if !section.has("by") { problems.add(section.line, "The conditions have no “by”: say which role keeps them.") }
        return section.words("by")
    }

    func conflicts(_ file: YAMLSection) -> CaseProcess.Conflicts {
        guard let node = file.node("conflicts"), let section = YAMLSection(node, "“conflicts”", knowing: ["interest"], problems) else {
            return CaseProcess.Conflicts()
        }
        switch section.text("interest") {
        case "recuses", nil: return CaseProcess.Conflicts(interestMeansRecusal: true)
        case "noted": return CaseProcess.Conflicts(interestMeansRecusal: false)
        default:
            section.complain("interest", "“interest” must be “recuses” or “noted”.")
            return CaseProcess.Conflicts()
        }
    }

    func review(_ file: YAMLSection) -> CaseProcess.Review? {
        let keys = ["after", "measure", "target", "starts_in", "reopens_to", "judge", "baseline"]
        guard let node = file.node("review"), let section = YAMLSection(node, "The review", knowing: keys, problems) else { return nil }
        for key in ["after", "measure", "starts_in", "reopens_to", "judge"] where !section.has(key) {
            problems.add(section.line, "The review has no “\(key)”.")
        }
        if let baseline = section.text("baseline"), baseline != "optional" {
            section.complain("baseline", "“baseline” of the review may be “optional”, or be left out.")
        }
        guard let after = section.span("after") else { return nil }
        return CaseProcess.Review(
            after: after, measured: measured(section), isBaselineOptional: section.has("baseline"), targetField: section.text("target"),
            startsIn: section.text("starts_in") ?? "", reopensTo: section.text("reopens_to") ?? "", judges: section.words("judge"),
            line: file.line(of: "review"))
    }

    /// `measure: metric` for the measure that a field names, `measure: {id: contributors.new}` for the same in every case.
    private func measured(_ section: YAMLSection) -> CaseProcess.Review.Measured {
        guard section.isMapping("measure"), let node = section.node("measure") else { return .field(section.text("measure") ?? "") }
        let fixed = YAMLSection(node, "“measure” of the review", knowing: ["id"], problems)
        return .measure(fixed?.requiredText("id", limit: 200) ?? "")
    }

    func migrations(_ file: YAMLSection) -> [ProcessMigration] {
        file.list("migrations").compactMap { node in
            guard let section = YAMLSection(node, "A migration", knowing: ["from", "states", "fields"], problems) else { return nil }
            guard let from = section.integer("from", in: 1...1_000_000) else {
                if !section.has("from") { problems.add(section.line, "A migration has no “from”: say from which version.") }
                return nil
            }
            func renames(_ key: String) -> [String: String] {
                guard section.has(key) else { return [:] }
                return Dictionary(options(section, key).map { ($0.id, $0.title) }, uniquingKeysWith: { $1 })
            }
            return ProcessMigration(fromVersion: from, states: renames("states"), fields: renames("fields"), line: section.line)
        }
    }
}
