import Foundation
@testable import Pages
import Testing

@Suite("The API's description") struct OpenAPITests {
    private func document() async throws -> (site: Site, document: [String: Any]) {
        let site = try SampleSite.site()
        let answer = await site.respond(to: Incoming("/api/openapi.json"))
        #expect(answer.status == 200 && answer.header("Content-Type") == "application/json")
        return (site, try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]))
    }

    @Test("the document and the routes list the same addresses, each with the same parameters")
    func agrees() async throws {
        let (site, document) = try await document()
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        let data = site.routes.filter { $0.kind == .data }
        let sent = site.routes.filter { $0.method == .post }
        #expect(Set(paths.keys) == Set((data + sent).map(\.pattern.description)))
        #expect(data.count == 5 && sent.count == 2)
        for route in data {
            let operation = try #require(paths[route.pattern.description]?["get"])
            let parameters = try #require(operation["parameters"] as? [[String: Any]])
            #expect(parameters.compactMap { $0["name"] as? String } == route.parameters.map(\.name))
            let content = ((operation["responses"] as? [String: [String: Any]])?["200"]?["content"] as? [String: Any]) ?? [:]
            #expect(Set(content.keys) == Set(route.formats.map(\.mediaType)))
        }
    }

    @Test("a form is described with its fields and its token, a machine's address with any body")
    func describesPosts() async throws {
        let (_, document) = try await document()
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        func content(_ path: String) throws -> [String: Any] {
            try #require((paths[path]?["post"]?["requestBody"] as? [String: Any])?["content"] as? [String: Any])
        }
        let form = try #require(try content("/names/add")["application/x-www-form-urlencoded"] as? [String: [String: Any]])
        #expect(form["schema"]?["required"] as? [String] == ["form-token", "name"])
        let fields = try #require(form["schema"]?["properties"] as? [String: Any])
        #expect(Set(fields.keys) == ["form-token", "name", "kind", "since", "year", "notes"])
        #expect(try content("/hooks/echo").keys.sorted() == ["*/*"])
        let answers = try #require(paths["/hooks/echo"]?["post"]?["responses"] as? [String: Any])
        #expect(["200", "202", "403", "413", "422"].allSatisfy { answers[$0] != nil })
    }

    @Test("the document keeps the rules of OpenAPI 3.1 that a client relies on")
    func isValid() async throws {
        let (_, document) = try await document()
        #expect(document["openapi"] as? String == "3.1.0")
        let info = try #require(document["info"] as? [String: String])
        #expect(info["title"] == "Steward API" && info["version"] == "1.0-test")
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        var operations: Set<String> = []
        for (path, methods) in paths {
            let operation = try #require(methods["get"] ?? methods["post"])
            #expect(operations.insert(try #require(operation["operationId"] as? String)).inserted)
            let parameters = try #require(operation["parameters"] as? [[String: Any]])
            let inPath = parameters.filter { $0["in"] as? String == "path" }
            #expect(
                Set(inPath.compactMap { $0["name"] as? String })
                    == Set(path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }))
            #expect(inPath.allSatisfy { $0["required"] as? Bool == true })
            #expect(parameters.allSatisfy { $0["schema"] is [String: Any] && ["path", "query"].contains($0["in"] as? String) })
            let responses = try #require(operation["responses"] as? [String: [String: Any]])
            #expect(responses.keys.allSatisfy { Int($0).map { (100...599).contains($0) } ?? false })
            #expect(responses.values.allSatisfy { $0["description"] is String || $0["$ref"] is String })
        }
        for reference in references(in: document) {
            var place: Any? = document
            for key in reference.split(separator: "/").dropFirst() { place = (place as? [String: Any])?[String(key)] }
            #expect(place != nil, "\(reference) leads nowhere")
        }
    }

    private func references(in value: Any) -> [String] {
        if let object = value as? [String: Any] {
            return object.flatMap { key, value in key == "$ref" ? [value as? String ?? ""] : references(in: value) }
        }
        return (value as? [Any])?.flatMap { references(in: $0) } ?? []
    }

    @Test("members of an object are required unless they are optional; what may be null says so")
    func describesShapes() {
        let schema = Schema.object(
            ["id": .string("Name"), "value": .nullable(.number()), "note": .optional(.array(of: .integer()))], "A thing")
        #expect(
            schema.json.text == """
                {"type":"object","properties":{"id":{"type":"string","description":"Name"},"value":{"type":["number","null"]},\
                "note":{"type":"array","items":{"type":"integer"}}},"required":["id","value"],"description":"A thing"}
                """)
    }

    @Test("the list of routes names every page and all data with addresses that answer")
    func listsRoutes() async throws {
        let site = try SampleSite.site()
        let answer = await site.respond(to: Incoming("/api/v1/routes"))
        let document = try #require(JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: [[String: Any]]])
        let routes = try #require(document["routes"])
        #expect(
            Set(routes.compactMap { $0["path"] as? String }) == Set(site.routes.filter { $0.kind != .asset }.map(\.pattern.description)))
        #expect(routes.allSatisfy { ($0["method"] as? String == "POST") == ($0["examples"] as? [String] ?? []).isEmpty })
    }

    @Test("the page for people names every endpoint, parameter and kind of problem")
    func documents() async throws {
        let site = try SampleSite.site()
        let page = await site.respond(to: Incoming("/api"))
        for route in site.routes where route.isDescribed {
            #expect(page.text.contains("\(route.method.rawValue) \(route.pattern.description)"))
            for parameter in route.parameters { #expect(page.text.contains("<code>\(parameter.name)</code>")) }
        }
        for kind in Problem.Kind.allCases { #expect(page.text.contains("id=\"problem-\(kind.rawValue)\"")) }
    }
}
