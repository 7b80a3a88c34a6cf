import Ledger
@testable import Pages
import Testing

@Suite("Request targets") struct RequestTargetTests {
    @Test("path and query are decoded once, and empty values count as not given")
    func decodes() throws {
        let target = try RequestTarget("/people/a%2Fb%25/caf%C3%A9?q=a+b%2Bc&empty=&flag&x=1=2")
        #expect(target.segments == ["people", "a/b%", "café"])
        #expect(target.query.map(\.name) == ["q", "x"])
        #expect(target.query.map(\.value) == ["a b+c", "1=2"])
        #expect(try RequestTarget("/").segments == [])
        #expect(try RequestTarget("/measures/").hasTrailingSlash)
    }

    @Test(
        "what is not an address is refused, not guessed at",
        arguments: [
            "", "measures", "http://example.org/", "/%", "/%4", "/%zz", "/%C3%28", "/%FF", "/a%00b", "/x?q=%0D%0ASet-Cookie:x", "/x?%ff=1",
            "/x?q=%C2%85",
        ])
    func refuses(_ text: String) {
        #expect { try RequestTarget(text) } throws: { ($0 as? Problem)?.kind == .malformedAddress }
    }

    @Test("an address that is too long or has too many parameters is refused")
    func bounds() {
        #expect { try RequestTarget("/" + String(repeating: "a", count: 4096)) } throws: { ($0 as? Problem)?.kind == .addressTooLong }
        #expect { try RequestTarget("/?" + String(repeating: "a=1&", count: 101)) } throws: { ($0 as? Problem)?.kind == .malformedAddress }
    }
}

@Suite("Parameters") struct ParameterTests {
    static func request(_ text: String) throws -> Request {
        let route = try #require(SampleSite.routes.first { $0.pattern.description == "/measures" })
        return try Request(target: RequestTarget(text), route: route, accept: nil)
    }

    private func errors(_ text: String) -> [ParameterError] {
        do {
            _ = try Self.request(text)
            return []
        } catch {
            return (error as? Problem)?.parameters ?? []
        }
    }

    @Test("values are read by their kind, and defaults hold where none is given")
    func reads() throws {
        let request = try Self.request("/measures?period=year&type=issues,commits&q=J%C3%BCrgen&as-known=2026-02-28&from=2026-02&all=yes")
        #expect(request.text("period") == "year")
        #expect(request.choice("period", as: Grain.self) == .year)
        #expect(request.choices("type") == ["issues", "commits"])
        #expect(request.text("q") == "Jürgen")
        #expect(request.integer("limit") == 25)
        #expect(request.date("as-known") == CivilDate(year: 2026, month: 2, day: 28))
        #expect(request.month("from")?.key == "2026-02")
        #expect(request.flag("all"))
        #expect(request.isGiven("q") && !request.isGiven("limit"))
        #expect(try Self.request("/measures").flag("all") == false)
    }

    @Test("boxes ticked in a form are one list")
    func joinsLists() throws {
        #expect(try Self.request("/measures?type=commits&type=issues").choices("type") == ["commits", "issues"])
        #expect(errors("/measures?type=commits&type=commits").map(\.parameter) == ["type"])
    }

    @Test(
        "a value that its parameter does not allow is refused by name, with what is allowed",
        arguments: [
            ("period=week", "period"), ("period=MONTH", "period"), ("limit=0", "limit"), ("limit=101", "limit"), ("limit=+5", "limit"),
            ("limit=05", "limit"), ("limit=5.0", "limit"), ("limit=99999999999999999999", "limit"), ("as-known=2026-02-30", "as-known"),
            ("as-known=yesterday", "as-known"), ("from=2026-13", "from"), ("from=2026", "from"), ("from=2026-1", "from"),
            ("all=maybe", "all"),
            ("type=commits,", "type"), ("type=stars", "type"), ("q=" + String(repeating: "x", count: 41), "q"),
            ("period=year&period=month", "period"),
        ])
    func refuses(_ query: String, _ name: String) throws {
        let error = try #require(errors("/measures?\(query)").first)
        #expect(error.parameter == name)
        #expect(!error.allowed.isEmpty)
    }

    @Test("near misses of names and values are answered with what was probably meant")
    func suggests() {
        #expect(errors("/measures?perido=year").map(\.suggestion) == ["period"])
        #expect(errors("/measures?period=yaer").map(\.suggestion) == ["year"])
        #expect(errors("/measures?all=true").map(\.suggestion) == ["yes"])
        #expect(errors("/measures?colour=red").map(\.suggestion) == [nil])
    }

    @Test("all parameters at fault are named at once, and what was received is shortened")
    func reportsAll() {
        let errors = errors("/measures?period=week&limit=x&what=" + String(repeating: "y", count: 500))
        #expect(errors.map(\.parameter) == ["period", "limit", "what"])
        #expect(errors.last?.received?.count == 81)
    }

    @Test("links change, add and take away parameters and keep the rest")
    func links() throws {
        let request = try Self.request("/measures?period=year&q=a%26b")
        #expect(request.link(changing: ["period": "month", "q": nil, "limit": "5"]).text == "/measures?period=month&limit=5")
        #expect(request.link().text == "/measures?period=year&q=a%26b")
        #expect(request.link(to: "/api/v1/measures", changing: ["format": "csv"]).text == "/api/v1/measures?period=year&q=a%26b&format=csv")
        #expect(try Self.request("/measures").link(to: "/x").text == "/x")
        #expect(request.given == ["period": "year", "q": "a&b"])
    }
}

@Suite("Route table") struct RouteTableTests {
    private func page(_ pattern: PathPattern) -> Route {
        .page(pattern, pattern.description, examples: []) { _ in .page(Page("x", body: "")) }
    }

    @Test("a literal segment wins over a named one, and the table goes back when it leads nowhere")
    func prefersLiterals() throws {
        let table = try RouteTable([page("/a/{x}"), page("/a/b"), page("/{y}/b/c"), page("/a/b/d")])
        func found(_ path: String...) -> String? { table.route(for: path)?.pattern.description }
        #expect(found("a", "b") == "/a/b")
        #expect(found("a", "z") == "/a/{x}")
        #expect(found("a", "b", "c") == "/{y}/b/c")
        #expect(found("a", "") == nil)
        #expect(found("a") == nil)
        #expect(found("a", "b", "c", "d") == nil)
    }

    @Test("routes that contradict each other or themselves do not make a site")
    func findsContradictions() throws {
        func error(_ routes: Route...) -> SiteError? {
            do {
                _ = try SampleSite.site(routes)
                return nil
            } catch { return error as? SiteError }
        }
        let handler: Route.Handler = { _ in .page(Page("x", body: "")) }
        #expect(error(page("/measures/{other}")) == .ambiguous("/measures/{other}", "/measures/{id}"))
        #expect(error(.page("/x/{a}", "x", examples: ["/x/1"], handler: handler)) == .pathParameters(route: "/x/{a}"))
        #expect(error(.page("/x/{a}", "x", parameters: [.path("a", "")], handler: handler)) == .noExample(route: "/x/{a}"))
        #expect(
            error(.page("/x", "x", parameters: [.text("q", ""), .text("q", "")], handler: handler))
                == .duplicateParameter(route: "/x", name: "q"))
        #expect(
            error(.page("/x", "x", parameters: [.integer("n", 1...5, "", default: 9)], handler: handler))
                == .badDefault(route: "/x", parameter: "n", value: "9"))
        guard
            case .badExample(route: "/x", example: "/x?n=9", reason: _) = error(
                .page("/x", "x", parameters: [.integer("n", 1...5, "")], examples: ["/x?n=9"], handler: handler))
        else { return #expect(Bool(false), "an example that its route refuses went unnoticed") }
    }
}
