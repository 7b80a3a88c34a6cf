import Access

/// Turns what handlers answer into bytes and headers.
struct Renderer {
    let frame: Frame
    /// Whose name stands on the page.
    var caller: Caller = .visitor()

    /// - Parameters:
    ///   - revisionTag: names the answer when its route knows a revision; else the content names itself.
    func render(
        _ response: Response, for request: Request, route: Route, revisionTag: String?, tag: EntityTag, _ incoming: Incoming
    ) throws -> Outgoing {
        let type: String
        let body: [UInt8]
        var disposition: String?
        switch response.content {
        case .page(let page):
            type = "text/html; charset=utf-8"
            body = frame.document(page, at: request.path, for: caller).bytes
        case .data(let json, let csv):
            if request.format == .csv, let csv {
                type = "text/csv; charset=utf-8; header=present"
                body = csv().bytes
                disposition = "attachment; filename=\"\(Self.filename(response.filename)).csv\""
            } else {
                type = "application/json"
                body = json().bytes
            }
        case .file(let fileType, let bytes):
            type = fileType
            body = bytes
            if let name = response.filename { disposition = "attachment; filename=\"\(Self.filename(name))\"" }
        case .redirect(let address):
            return Outgoing(status: 303, headers: [("Location", address.text), ("Cache-Control", "no-store"), ("Content-Length", "0")])
        case .problem(let problem):
            return self.problem(problem, asData: route.answersWithData)
        }

        if case .never = response.caching {
            var outgoing = Outgoing(
                status: response.status,
                headers: [("Content-Type", type), ("Content-Length", String(body.count)), ("Cache-Control", "no-store")], body: body)
            if let disposition { outgoing.set("Content-Disposition", disposition) }
            return outgoing
        }
        let fingerprint = revisionTag ?? Fingerprint.of(body)
        if tag.matches(fingerprint) { return notModified(tag: tag.sent(for: fingerprint), route: route, caching: response.caching) }
        let sent = Compression.body(body, acceptEncoding: incoming.acceptEncoding)
        var outgoing = Outgoing(
            status: 200,
            headers: [("Content-Type", type), ("Content-Length", String(sent.bytes.count))]
                + caching(response.caching, route: route, tag: EntityTag.spelled(fingerprint, isCompressed: sent.isCompressed)),
            body: sent.bytes)
        if sent.isCompressed { outgoing.set("Content-Encoding", "gzip") }
        if let disposition { outgoing.set("Content-Disposition", disposition) }
        return outgoing
    }

    func notModified(tag: String, route: Route, caching: Response.Caching = .revalidated) -> Outgoing {
        Outgoing(status: 304, headers: self.caching(caching, route: route, tag: tag))
    }

    func permanentRedirect(to address: SafeURL) -> Outgoing {
        Outgoing(status: 308, headers: [("Location", address.text), ("Cache-Control", "no-cache"), ("Content-Length", "0")])
    }

    /// A problem as a page or as data.
    func problem(_ problem: Problem, asData: Bool) -> Outgoing {
        let body = asData ? problem.json.bytes : frame.document(problem.page, at: "/problem", for: caller).bytes
        var outgoing = Outgoing(
            status: problem.kind.status,
            headers: [
                ("Content-Type", asData ? "application/problem+json" : "text/html; charset=utf-8"),
                ("Content-Length", String(body.count)), ("Cache-Control", "no-store"), ("Vary", "Accept"),
            ],
            body: body)
        if let allow = problem.allow { outgoing.set("Allow", allow) }
        if problem.kind == .signInNeeded { outgoing.set("WWW-Authenticate", "Bearer") }
        if problem.kind == .unavailable { outgoing.set("Retry-After", "5") }
        return outgoing
    }

    private func caching(_ caching: Response.Caching, route: Route, tag: String) -> [(name: String, value: String)] {
        let control =
            switch caching {
            case .revalidated: "private, no-cache"
            case .immutable: "public, max-age=31536000, immutable"
            case .never: "no-store"
            }
        let vary = route.formats.count > 1 ? "Accept, Accept-Encoding" : "Accept-Encoding"
        return [("Cache-Control", control), ("ETag", tag), ("Vary", vary)]
    }

    /// A name that no file system and no header minds.
    private static func filename(_ name: String?) -> String {
        let kept = (name ?? "steward").prefix(80).map { letter -> Character in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == "." || letter == "-") ? letter : "-"
        }
        return kept.first == "." ? "steward" : String(kept)
    }
}
