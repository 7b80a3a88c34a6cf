import Access
import CZlib
import Foundation
import Logging
@testable import Pages
import Synchronization
import TestSupport
import Testing

@Suite("Site") struct SiteTests {
    let site: Site

    init() throws { site = try SampleSite.site() }

    private func json(_ outgoing: Outgoing) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(outgoing.body)) as? [String: Any])
    }

    @Test("every example of every route answers, with the security headers and valid markup")
    func answersExamples() async throws {
        for route in site.routes where !["/failing", "/busy", "/gone", "/refused", "/moved"].contains(route.pattern.description) {
            for example in route.examples {
                let answer = await site.respond(to: Incoming(example.text))
                #expect(answer.status == 200, "\(example)")
                for header in SecurityHeaders.all { #expect(answer.header(header.name) == header.value) }
                #expect(answer.header("ETag") != nil)
                #expect(answer.header("Content-Length") == String(answer.body.count))
                if route.kind == .page { #expect(MarkupCheck.faults(in: answer.text) == [], "\(example)") }
            }
        }
    }

    @Test(
        "errors carry the security headers too and are not kept",
        arguments: [
            ("GET", "/nowhere", 404), ("GET", "/api/v1/nowhere", 404), ("GET", "/measures?x=1", 400), ("GET", "/%zz", 400),
            ("POST", "/measures", 405), ("POST", "/nowhere", 404), ("GET", "/failing", 500), ("GET", "/busy", 503), ("GET", "/gone", 503),
            ("GET", "/" + String(repeating: "x", count: 5000), 414), ("GET", "/measures/unknown", 404), ("GET", "/refused", 400),
            ("OPTIONS", "*", 400), ("TRACE", "/", 405), ("GET", "/measures//", 404), ("GET", "//example.org/", 404),
        ])
    func errorsAreSafe(_ method: String, _ target: String, _ status: Int) async {
        let answer = await site.respond(to: Incoming(target, method: method))
        #expect(answer.status == status)
        for header in SecurityHeaders.all { #expect(answer.header(header.name) == header.value) }
        #expect(answer.header("Cache-Control") == "no-store")
        if answer.header("Content-Type")?.hasPrefix("text/html") == true { #expect(MarkupCheck.faults(in: answer.text) == []) }
    }

    @Test("no header names the server or allows a script")
    func saysLittle() async {
        let answer = await site.respond(to: Incoming("/"))
        #expect(answer.header("Server") == nil)
        let policy = answer.header("Content-Security-Policy") ?? ""
        #expect(policy.contains("default-src 'none'") && !policy.contains("script-src") && !policy.contains("unsafe"))
    }

    @Test("a wrong parameter is answered with its name, what was received, what is allowed and what was meant")
    func explainsParameters() async throws {
        let page = await site.respond(to: Incoming("/measures?period=yaer&%3Cscript%3E=1"))
        #expect(page.status == 400)
        for part in [
            "<code>period</code> cannot be <q><bdi>yaer</bdi></q>", "month, quarter, year", "Did you mean <code>year</code>",
            "<code>&lt;script&gt;</code> is not a parameter",
        ] {
            #expect(page.text.contains(part), "\(part)")
        }
        let problem = try json(await site.respond(to: Incoming("/api/v1/measures/code.lines?period=yaer")))
        #expect(problem["type"] as? String == "/api#problem-invalid-parameter")
        #expect(problem["status"] as? Int == 400)
        let parameter = try #require((problem["parameters"] as? [[String: String]])?.first)
        #expect(
            parameter == [
                "parameter": "period", "reason": "invalid", "received": "yaer", "allowed": "month, quarter, year", "suggestion": "year",
            ])
    }

    @Test("an unknown path is answered with the nearest page, or the nearest data for programs")
    func suggestsPaths() async throws {
        let page = await site.respond(to: Incoming("/mesures"))
        #expect(page.status == 404 && page.text.contains("href=\"/measures\""))
        let deeper = await site.respond(to: Incoming("/mesures/code.lines"))
        #expect(deeper.text.contains("href=\"/measures/code.lines\""))
        let problem = try json(await site.respond(to: Incoming("/api/v1/mesures/code.lines")))
        #expect(problem["suggestions"] as? [String] == ["/api/v1/measures/code.lines"])
        let far = await site.respond(to: Incoming("/wp-login.php"))
        #expect(far.status == 404 && !far.text.contains("Perhaps"))
    }

    @Test("hostile addresses and headers never come back unescaped", arguments: HostileText.all)
    func escapesAddresses(_ text: String) async {
        let encoded = SafeURL.encoded(text)
        for target in [
            "/\(encoded)", "/measures/\(encoded)", "/measures?q=\(encoded)", "/measures?\(encoded)=1",
            "/measures/code.\(encoded)?period=\(encoded)",
        ] {
            let answer = await site.respond(to: Incoming(target, accept: text, ifNoneMatch: text, acceptEncoding: text))
            if !answer.body.isEmpty { #expect(MarkupCheck.faults(in: answer.text) == [], "\(target)") }
            #expect(answer.headers.allSatisfy { !$0.value.contains("\n") && !$0.value.contains("\r") })
        }
        for target in ["/api/v1/measures/\(encoded)", "/api/v1/measures/code.lines?\(encoded)=\(encoded)"] {
            let answer = await site.respond(to: Incoming(target))
            if !answer.body.isEmpty, answer.header("Content-Type")?.contains("json") == true {
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answer.body)) }
            }
        }
    }

    @Test("an error inside is logged under the id that the reader is shown, and its words stay inside")
    func hidesInsides() async throws {
        let book = LogBook()
        let site = try SampleSite.site(logger: Logger(label: "test", factory: { _ in book }))
        let page = await site.respond(to: Incoming("/failing"))
        #expect(page.status == 500 && !page.text.contains("secret"))
        let line = try #require(book.lines.withLock { $0.first })
        #expect(line.contains("secret inside"))
        let id = try #require(line.split(separator: " ").first { $0.hasPrefix("id=") }).dropFirst(3)
        #expect(id.count == 8 && page.text.contains(id))
        for path in ["/busy", "/gone"] {
            let answer = await site.respond(to: Incoming(path))
            #expect(answer.status == 503 && answer.header("Retry-After") == "5" && !answer.text.contains("secret"))
        }
    }

    @Test("HEAD is answered like GET, without the body", arguments: ["/", "/measures", "/api/v1/measures/code.lines", "/nowhere"])
    func answersHead(_ target: String) async {
        let get = await site.respond(to: Incoming(target))
        let head = await site.respond(to: Incoming(target, method: "HEAD"))
        #expect(head.body.isEmpty && head.status == get.status)
        #expect(head.headers.map { "\($0)" } == get.headers.map { "\($0)" })
    }

    @Test("other methods are refused with those that are allowed", arguments: ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", ""])
    func refusesMethods(_ method: String) async {
        let answer = await site.respond(to: Incoming("/measures", method: method))
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD")
    }

    @Test("a path with a slash at its end leads to the one without, and only within this site")
    func redirects() async {
        let answer = await site.respond(to: Incoming("/measures/?period=year"))
        #expect(answer.status == 308 && answer.header("Location") == "/measures?period=year")
        let moved = await site.respond(to: Incoming("/moved"))
        #expect(moved.status == 303 && moved.header("Location") == "/measures?period=year")
    }

    @Test("data comes in the form asked for: the parameter first, then the header, then JSON")
    func negotiates() async {
        func type(_ target: String, _ accept: String?) async -> String? {
            await site.respond(to: Incoming(target, accept: accept)).header("Content-Type")
        }
        let path = "/api/v1/measures/code.lines"
        #expect(await type(path, nil) == "application/json")
        #expect(await type(path, "text/csv") == "text/csv; charset=utf-8; header=present")
        #expect(await type(path, "text/html, */*;q=0.1") == "application/json")
        #expect(await type(path, "application/json;q=0.2, text/*;q=0.9") == "text/csv; charset=utf-8; header=present")
        #expect(await type(path + "?format=csv", "application/json") == "text/csv; charset=utf-8; header=present")
        #expect(await site.respond(to: Incoming(path, accept: "image/png")).status == 406)
        #expect(await site.respond(to: Incoming(path, accept: "application/json;q=0")).status == 406)
        #expect(await site.respond(to: Incoming(path + "?format=xml")).status == 400)
        let file = await site.respond(to: Incoming(path + "?format=csv"))
        #expect(file.header("Content-Disposition") == "attachment; filename=\"measure-code.lines.csv\"")
        #expect(file.header("Vary") == "Accept, Accept-Encoding")
        #expect(file.text == "id,value\r\ncode.lines,3\r\n")
    }

    @Test("a file's name cannot carry anything into a header")
    func cleansFilenames() async {
        let answer = await site.respond(to: Incoming("/api/v1/measures/%22%2F..%2Fx;y%C3%A9?format=csv"))
        #expect(answer.header("Content-Disposition") == "attachment; filename=\"measure---..-x-y-.csv\"")
    }

    @Test("a reader who has the answer already gets 304, for content and for revisions")
    func revalidates() async throws {
        let calls = LogBook()
        let site = try SampleSite.site([
            .page("/revised", "Named by a revision", revision: { _ in "7" }) { _ in
                calls.lines.withLock { $0.append("called") }
                return .page(Page("Revised", body: ""))
            }
        ])
        for path in ["/", "/api/v1/plain", "/revised"] {
            let first = await site.respond(to: Incoming(path))
            let tag = try #require(first.header("ETag"))
            #expect(first.header("Cache-Control") == "private, no-cache")
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let second = await site.respond(to: Incoming(path, ifNoneMatch: known))
                #expect(second.status == 304 && second.body.isEmpty && second.header("ETag") == tag)
                #expect(second.header("Content-Length") == nil)
            }
            #expect(await site.respond(to: Incoming(path, ifNoneMatch: "\"other\"")).status == 200)
        }
        #expect(calls.lines.withLock { $0.count } == 1)
    }

    @Test("a page is rendered once for each revision, address, form and audience")
    func rendersOnce() async throws {
        let revision = Mutex("1")
        let calls = Mutex(0)
        let site = try SampleSite.site([
            .page("/revised", "Named by a revision", parameters: [SampleSite.period], revision: { _ in revision.withLock { $0 } }) {
                request in
                let call = calls.withLock {
                    $0 += 1; return $0
                }
                return .page(
                    Page(
                        "Revised",
                        body: "<p>\(call) \(request.may(.seePeople) ? "secret" : "public") \(String(repeating: "long ", count: 400))</p>"))
            }
        ])
        func ask(_ target: String = "/revised", gzip: String? = nil, peer: String? = nil) async -> (calls: Int, answer: Outgoing) {
            let answer = await site.respond(to: Incoming(target, acceptEncoding: gzip, headers: [("Host", "localhost")], peer: peer))
            return (calls.withLock { $0 }, answer)
        }
        let first = await ask()
        let again = await ask()
        #expect(first.calls == 1 && again.calls == 1 && again.answer.body == first.answer.body)
        #expect(again.answer.header("ETag") == first.answer.header("ETag") && again.answer.header("X-Content-Type-Options") == "nosniff")
        #expect(await ask("/revised?period=year").calls == 2)
        let packed = await ask(gzip: "gzip")
        #expect(packed.calls == 3 && packed.answer.header("Content-Encoding") == "gzip")
        let local = await ask(peer: "127.0.0.1")
        #expect(local.calls == 4 && local.answer.text.contains("secret") && !again.answer.text.contains("secret"))
        revision.withLock { $0 = "2" }
        #expect(await ask().calls == 5)
        #expect(await ask().calls == 5)
    }

    @Test("the shelf of answers holds no more than its room, and nothing that failed")
    func shelfIsBounded() {
        let shelf = AnswerShelf(capacity: 1600)
        for number in 0..<100 {
            shelf.keep(Outgoing(status: 200, body: Array(repeating: 1, count: 100)), "\(number)")
        }
        let kept = (0..<100).filter { shelf["\($0)"] != nil }
        #expect((8...16).contains(kept.count) && kept.last == 99)
        shelf.keep(Outgoing(status: 200, body: Array(repeating: 1, count: 101)), "large")
        shelf.keep(Outgoing(status: 404, body: [1]), "missing")
        #expect(shelf["large"] == nil && shelf["missing"] == nil)
    }

    @Test("assets are kept for ever under a name made from their content")
    func servesAssets() async {
        let answer = await site.respond(to: Incoming(Assets.stylesheetPath))
        #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable")
        #expect(answer.header("Content-Type") == "text/css; charset=utf-8")
        #expect(answer.body == Assets.stylesheet && Assets.stylesheetPath.contains(Fingerprint.of(answer.body)))
        #expect(await site.respond(to: Incoming("/assets/steward-0000000000000000.css")).status == 404)
    }

    @Test("long answers are compressed for readers who take gzip, under a tag of their own")
    func compresses() async throws {
        let plain = await site.respond(to: Incoming("/measures"))
        let packed = await site.respond(to: Incoming("/measures", acceptEncoding: "br, gzip;q=0.8"))
        #expect(packed.header("Content-Encoding") == "gzip" && packed.body.count < plain.body.count)
        #expect(try inflated(packed.body) == plain.body)
        let tag = try #require(packed.header("ETag"))
        #expect(tag != plain.header("ETag"))
        let again = await site.respond(to: Incoming("/measures", ifNoneMatch: tag, acceptEncoding: "gzip"))
        #expect(again.status == 304 && again.header("ETag") == tag)
        for refused in ["gzip;q=0", "br", "identity", "gzip; q=0.000"] {
            #expect(await site.respond(to: Incoming("/measures", acceptEncoding: refused)).header("Content-Encoding") == nil)
        }
    }

    private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var stream = z_stream()
        try #require(inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        var source = bytes
        return [UInt8](unsafeUninitializedCapacity: 1 << 20) { target, count in
            source.withUnsafeMutableBufferPointer { source in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = 1 << 20
                if inflate(&stream, Z_FINISH) == Z_STREAM_END { count = Int(stream.total_out) }
            }
        }
    }
}
