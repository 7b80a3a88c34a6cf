import Access
import Foundation
import Ledger
@testable import Pages
import TestSupport
import Testing

@Suite("Layout") struct LayoutTests {
    private let instant = Instant("2026-11-21T10:04:00Z") ?? .distantPast

    @Test("a page has a skip link, landmarks, one heading and its place in the navigation")
    func hasLandmarks() {
        let page = Page("Lines", breadcrumbs: [Page.Crumb("Measures", "/measures")], body: "<p>x</p>")
        let html = SampleSite.frame.document(page, at: "/measures/code.lines").text
        #expect(MarkupCheck.faults(in: html) == [])
        for part in [
            "<html lang=\"en\">", "<title>Lines – Measures – Steward</title>", "name=\"viewport\"",
            "name=\"color-scheme\" content=\"light dark\"",
            "<a class=\"skip\" href=\"#content\">", "<main id=\"content\"", "<nav aria-label=\"Main\">", "aria-label=\"Breadcrumb\"",
            "<a href=\"/measures\" aria-current=\"true\">Measures</a>", "<li aria-current=\"page\"><bdi>Lines</bdi></li>",
        ] { #expect(html.contains(part), "\(part)") }
        #expect(!html.contains("<a href=\"/\" aria-current"))
    }

    private static let grouped = Frame(
        version: "1",
        navigation: [
            Frame.Entry("Overview", "/", in: .programme), Frame.Entry("People", "/people", in: .people),
            Frame.Entry("Suggestions", "/people/review", in: .people, for: .seePeople), Frame.Entry("Projects", "/projects", in: .projects),
            Frame.Entry("Users", "/users", in: .administration, for: .manageUsers), Frame.Entry("Flow", "/flow", in: .programme),
        ])

    /// The links of each navigation of a page: those of the groups and those of the group in which the page is.
    private func rows(_ page: Page, at path: SafeURL, for caller: Caller = .visitor()) throws -> [[String]] {
        let html = Self.grouped.document(page, at: path, for: caller).text
        #expect(MarkupCheck.faults(in: html) == [])
        let head = try #require(html.components(separatedBy: "</header>").first)
        return head.components(separatedBy: "<nav ").dropFirst().map { nav in
            nav.components(separatedBy: "<a href=").dropFirst().map { String($0.prefix { $0 != "<" }) }
        }
    }

    @Test("groups stand in one row, the pages of the present group in another; each leads somewhere, and the present one is marked")
    func groups() throws {
        #expect(
            try rows(Page("Flow", body: ""), at: "/flow") == [
                ["\"/\" aria-current=\"true\">Programme", "\"/people\">People", "\"/projects\">Projects"],
                ["\"/\">Overview", "\"/flow\" aria-current=\"page\">Flow"],
            ])
        // A group of one page needs no second row.
        #expect(
            try rows(Page("Projects", body: ""), at: "/projects") == [
                ["\"/\">Programme", "\"/people\">People", "\"/projects\" aria-current=\"page\">Projects"]
            ])
        let below = Page("bridge", breadcrumbs: [Page.Crumb("Projects", "/projects")], body: "")
        #expect(try rows(below, at: "/projects/bridge")[0].last == "\"/projects\" aria-current=\"true\">Projects")
        #expect(try rows(below, at: "/groups/tools")[0].last == "\"/projects\" aria-current=\"true\">Projects", "it is reached from there")
        #expect(try rows(Page("Elsewhere", body: ""), at: "/elsewhere").count == 1)
    }

    @Test("the navigation leads nobody where they may not go, and marks the closest page alone")
    func permittedGroups() throws {
        let staff = try rows(Page("Review", body: ""), at: "/people/review", for: .local)
        #expect(staff[1] == ["\"/people\">People", "\"/people/review\" aria-current=\"page\">Suggestions"])
        #expect(!staff[0].contains { $0.contains("/users") })
        #expect(
            try rows(Page("Ada", body: ""), at: "/people/abc").joined().filter { $0.contains("aria-current") } == [
                "\"/people\" aria-current=\"true\">People"
            ])
    }

    @Test("what is missing and what is past stands above everything else, the freshness below it")
    func tellsTheState() throws {
        let page = Page(
            "People", asKnown: Page.AsKnown(instant, present: "/people"), missing: ["curl lost 3 commits"],
            freshness: Page.Freshness(newestFact: instant, collectedAt: instant), body: "<p>figures</p>")
        let html = SampleSite.frame.document(page, at: "/people").text
        let order = try ["The data is incomplete", "curl lost 3 commits", "This page shows the past", "<h1>", "figures", "newest fact"].map
        {
            try #require(html.range(of: $0), "\($0)").lowerBound
        }
        #expect(order == order.sorted())
        #expect(MarkupCheck.faults(in: html) == [])
        let never = Page("x", freshness: Page.Freshness(newestFact: nil, collectedAt: nil), body: "")
        #expect(SampleSite.frame.document(never, at: "/").text.contains("Nothing has been collected yet."))
    }

    @Test("hostile text in any place of a page stays text", arguments: HostileText.all)
    func survives(_ text: String) {
        let page = Page(
            text, lead: "\(text)", breadcrumbs: [Page.Crumb(text, "/\(text)")], actions: [.button(text, to: "/\(text)")],
            missing: ["\(text)"],
            body: Section(text, id: "s", lead: "\(text)", body: "\(text)").html)
        let frame = Frame(product: text.isEmpty ? "x" : text, version: text, navigation: [Frame.Entry(text, "/\(text)")])
        #expect(MarkupCheck.faults(in: frame.document(page, at: "/\(text)").text) == [])
    }

    @Test("a form has a labelled field for each parameter, filled with the request's values, and keeps the others")
    func fillsForms() throws {
        let request = try ParameterTests.request("/measures?period=year&type=commits,issues&q=%22x%22&all=yes&cursor=abc")
        let html = FilterForm(request, fields: ["period", "type", "q", "limit", "as-known", "from"]).html.text
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
        for part in [
            "<option value=\"year\" selected>year</option>", "value=\"&quot;x&quot;\"",
            "type=\"number\" id=\"field-limit\" name=\"limit\" min=\"1\" max=\"100\" value=\"25\"",
            "<input type=\"hidden\" name=\"all\" value=\"yes\">", "<legend>Type</legend>", "value=\"commits\" checked", "type=\"date\"",
            "type=\"month\"",
        ] { #expect(html.contains(part), "\(part)") }
        #expect(!html.contains("value=\"reviews\" checked") && !html.contains("abc"))
        #expect(html.components(separatedBy: "<label for=").count == 6)
    }

    @Test("a table says how it is sorted, scrolls in a group with a name, and says what to do when it is empty")
    func tables() {
        let columns = [
            Table.Column("Name", sort: "/x?sort=name", order: .descending), Table.Column("Lines", .number), Table.Column("When", .time),
        ]
        let table = Table(
            "Files", id: "files", columns: columns,
            rows: [[.link("a.c", "/a"), .integer(1234), .instant(instant)], [.text("b.c"), .value(nil, .integer), .none]],
            total: [.text("Total"), .counted(1234, "/rows"), .none])
        let html = table.html.text
        for part in [
            "role=\"group\" aria-labelledby=\"files-caption\" tabindex=\"0\"", "aria-sort=\"descending\"",
            "<th scope=\"row\" class=\"text\"><a href=\"/a\">",
            "<td class=\"number\">1,234</td>", "no data", "<tfoot>", "datetime=\"2026-11-21T10:04:00Z\"",
        ] { #expect(html.contains(part), "\(part)") }
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
        let empty = Table(
            "Files", id: "f", columns: columns, rows: [], empty: EmptyState("No files", next: "Run <code>steward collect</code>."))
        #expect(empty.html.text.contains("No files") && !empty.html.text.contains("<table"))
    }

    @Test("a table that stacks names each cell by its column, and says what it is where browsers would forget")
    func stacks() {
        let columns = [Table.Column("What"), Table.Column("When \"&", .time), Table.Column("")]
        let table = Table(
            "Operations", id: "o", columns: columns, rows: [[.text("a"), .instant(instant), .link("Undo", "/undo")]], stacks: true)
        let html = table.html.text
        for part in [
            "<table id=\"o\" class=\"stacked\" role=\"table\">", "<thead role=\"rowgroup\"><tr role=\"row\">", "role=\"columnheader\"",
            "<th scope=\"row\" class=\"text\" role=\"rowheader\" data-label=\"What\">", "role=\"cell\" data-label=\"When &quot;&amp;\">",
            "<td class=\"text\" role=\"cell\"><a href=\"/undo\">",
        ] { #expect(html.contains(part), "\(part)") }
        #expect(MarkupCheck.faults(in: html, isWholePage: false) == [])
        let plain = Table("Operations", id: "o", columns: columns, rows: [[.text("a"), .instant(instant), .none]]).html.text
        #expect(!plain.contains("role=\"row\"") && !plain.contains("data-label"))
    }

    @Test("a sortable heading leads to the other order, or to its own with the largest number first, on the first page")
    func sorts() throws {
        func columns(_ query: String) throws -> [Table.Column] {
            let request = try ParameterTests.request("/measures" + query)
            return [Table.Column("Name", sortable: "name", in: request), Table.Column("Lines", .number, sortable: "lines", in: request)]
        }
        let standard = try columns("?q=x&cursor=abc")
        #expect(standard.map(\.sort?.text) == ["/measures?q=x&sort=name", "/measures?q=x&sort=lines"])
        #expect(standard.map(\.order) == [nil, .descending])
        let named = try columns("?sort=name")
        #expect(named.map(\.sort?.text) == ["/measures?sort=-name", "/measures?sort=-lines"])
        #expect(named.map(\.order) == [.ascending, nil])
    }

    @Test("a pager leads to the pages that there are and to no others")
    func pages() {
        let html = Pager("commits", shown: 50, total: 1234, first: nil, next: "/x?cursor=abc").html.text
        #expect(html.contains("50 of 1,234 commits") && html.contains("rel=\"next\"") && !html.contains("rel=\"first\""))
        #expect(Pager("commits", shown: 3, first: nil, next: nil).html.text == "<p class=\"pager-count\">3 commits</p>")
    }
}

@Suite("Stylesheet") struct StylesheetTests {
    /// The colours of a scheme: those of the first block, with those of the scheme's own block over them.
    private func colours(_ scheme: String) throws -> [String: [Double]] {
        let sheet = String(decoding: Assets.stylesheet, as: UTF8.self)
        let light = try block(after: ":root {", in: sheet[...])
        guard scheme != "light" else { return light }
        let start = try #require(sheet.range(of: scheme == "dark" ? "(prefers-color-scheme: dark)" : "@media print"))
        return light.merging(try block(after: ":root {", in: sheet[start.upperBound...])) { $1 }
    }

    private func block(after mark: String, in text: Substring) throws -> [String: [Double]] {
        let start = try #require(text.range(of: mark))
        let body = text[start.upperBound...].prefix { $0 != "}" }
        var colours: [String: [Double]] = [:]
        for rule in body.split(separator: ";") {
            let sides = rule.split(separator: ":").map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
            guard sides.count == 2, sides[0].hasPrefix("--"), sides[1].hasPrefix("#") else { continue }
            var digits = String(sides[1].dropFirst())
            if digits.count == 3 { digits = digits.map { "\($0)\($0)" }.joined() }
            let value = try #require(Int(digits, radix: 16))
            colours[String(sides[0].dropFirst(2))] = [value >> 16, value >> 8 & 255, value & 255].map { Double($0) / 255 }
        }
        return colours
    }

    /// The contrast ratio of WCAG 2.2.
    private func contrast(_ a: [Double], _ b: [Double]) -> Double {
        func luminance(_ colour: [Double]) -> Double {
            let linear = colour.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let lights = [luminance(a), luminance(b)].sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    @Test("text has a contrast of 4.5 and what is drawn one of 3, in light, dark and print", arguments: ["light", "dark", "print"])
    func contrasts(_ scheme: String) throws {
        let colours = try colours(scheme)
        func check(_ names: [String], on grounds: [String], atLeast least: Double) throws {
            for name in names {
                for ground in grounds {
                    let ratio = contrast(try #require(colours[name], "\(name)"), try #require(colours[ground], "\(ground)"))
                    #expect(ratio >= least, "\(scheme): \(name) on \(ground) is \(ratio)")
                }
            }
        }
        let grounds = ["ground", "panel", "sunken", "accent-soft"]
        try check(["text", "quiet", "accent", "accent-strong"], on: grounds, atLeast: 4.5)
        try check(["text", "quiet"], on: ["warn-ground", "past-ground", "info-ground"], atLeast: 4.5)
        try check(["better", "worse"], on: ["panel"], atLeast: 4.5)
        if scheme != "print" { try check(["on-accent"], on: ["accent", "accent-strong"], atLeast: 4.5) }
        try check((1...8).map { "s\($0)" } + (2...5).map { "h\($0)" } + ["hatch", "line-strong"], on: ["panel"], atLeast: 3)
        try check(["line-strong"], on: ["ground"], atLeast: 3)
    }

    @Test("the sheet loads nothing from anywhere and uses no colour that has no name")
    func isSelfContained() {
        let sheet = String(decoding: Assets.stylesheet, as: UTF8.self)
        #expect(!sheet.contains("url(") && !sheet.contains("@import"))
        let rules = sheet.split(separator: "\n").filter { !$0.contains("--") && $0.contains("#") }
        #expect(rules.isEmpty, "\(rules)")
    }
}
