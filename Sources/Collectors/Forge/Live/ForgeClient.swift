import Ledger
import Synchronization
import Transport

/// How patiently a forge is asked.
public struct ForgePatience: Sendable {
    /// Seconds between the tries after an error of the forge or of the network.
    public var pauses: [Int64]
    /// Seconds to wait when the forge complains of too many questions without saying how long; doubled each time.
    public var afterComplaint: Int64
    /// How often a complaint of too many questions is waited out for one question.
    public var complaints: Int
    /// The longest wait for one question, in seconds; a longer one ends the collection.
    public var longestWait: Int64
    /// Questions that are left to others who use the same token.
    public var reserve: Int64

    public init(
        pauses: [Int64] = [1, 2, 5, 15, 60], afterComplaint: Int64 = 60, complaints: Int = 6, longestWait: Int64 = 3900,
        reserve: Int64 = 10
    ) {
        self.pauses = pauses
        self.afterComplaint = afterComplaint
        self.complaints = complaints
        self.longestWait = longestWait
        self.reserve = reserve
    }
}

/// An answer of a forge, new or from the archive.
struct ForgeAnswer: Sendable {
    let body: [UInt8]
    /// The next page.
    let next: WebAddress?
    let place: ArchivePlace
    /// The forge's time when it answered; this machine's when the forge does not say.
    let answeredAt: Instant
    /// The redirects on the way said that the thing has moved for ever.
    let hasMoved: Bool
}

/// Asks one forge, as politely as its rules demand.
///
/// It waits where the forge says so, tries again after errors that pass, asks only for what changed since the archive's
/// answer, and keeps every answer there.
final class ForgeClient: Sendable {
    let endpoint: ForgeEndpoint
    private let transport: any HTTPTransport
    private let archive: ForgeArchive
    private let patience: ForgePatience
    private let clock: ForgeClock
    private let gate: RateGate
    private let onWait: @Sendable (CollectionProgress) -> Void

    init(
        _ endpoint: ForgeEndpoint, transport: any HTTPTransport, archive: ForgeArchive, patience: ForgePatience,
        clock: ForgeClock, gate: RateGate = RateGate(), onWait: @escaping @Sendable (CollectionProgress) -> Void
    ) {
        self.endpoint = endpoint
        self.transport = transport
        self.archive = archive
        self.patience = patience
        self.clock = clock
        self.gate = gate
        self.onWait = onWait
    }

    /// - Throws: ``ForgeFailure``, ``ForgeArchiveFailure``, or `CancellationError`.
    func get(_ address: WebAddress) async throws -> ForgeAnswer {
        let known = try archive.answer(address.description)
        var headers = endpoint.headers
        if let etag = known?.answer.etag { headers.append(("If-None-Match", etag)) }
        let response = try await answer(to: HTTPRequest(.get, address, headers: headers, token: endpoint.token))
        let now = clock.now()
        let answeredAt = response.headers["date"].flatMap(RateLimits.date) ?? now
        if response.status == 304, let known {
            return ForgeAnswer(
                body: known.answer.body, next: try known.answer.next.map { try nextPage($0, after: address) },
                place: try archive.current(known.place), answeredAt: answeredAt, hasMoved: response.hasMoved)
        }
        let next = try response.headers.all("link").lazy.compactMap(LinkHeader.next).first.map {
            try nextPage($0, after: address)
        }
        let place = try archive.append(
            ArchivedAnswer(
                address: address.description, fetchedAt: now, etag: response.headers["etag"], next: next?.description,
                body: response.body))
        return ForgeAnswer(
            body: response.body, next: next, place: place, answeredAt: answeredAt, hasMoved: response.hasMoved)
    }

    /// Asks a GraphQL query, which changes nothing and may thus be asked again after an error.
    ///
    /// - Parameter check: throws when the answer is none to the question; only what passes is kept in the archive.
    func query(
        _ question: [UInt8], at address: WebAddress, check: (JSONValue) throws(JSONFailure) -> Void
    ) async throws -> ForgeAnswer {
        let request = HTTPRequest(
            .post, address, headers: endpoint.headers + [("Content-Type", "application/json")], token: endpoint.token,
            body: question)
        let response = try await answer(to: request)
        let now = clock.now()
        do {
            let root = try JSONDocument(bytes: response.body, source: address.description).root
            // GraphQL says with status 200 as well that it failed.
            if let errors = root["errors"] {
                let words = errors.elements.first { $0["message"] != nil }?["message"]?.string ?? ""
                let isComplex = words.lowercased().contains("complexity")
                throw failure(isComplex ? .queryTooComplex : .queryRefused, request, response, words)
            }
            try check(root)
        } catch let error as JSONFailure {
            throw failure(.unexpected, request, response, error.description)
        }
        let place = try archive.append(
            ArchivedAnswer(address: address.description, fetchedAt: now, body: response.body))
        return ForgeAnswer(
            body: response.body, next: nil, place: place,
            answeredAt: response.headers["date"].flatMap(RateLimits.date) ?? now, hasMoved: false)
    }

    /// A next page is asked for exactly where the forge says, but a token never follows it to another host.
    private func nextPage(_ text: String, after address: WebAddress) throws -> WebAddress {
        guard let next = try? WebAddress(text, from: address), next.hasSameOrigin(as: address) else {
            throw ForgeFailure(.foreignPage, at: address.description)
        }
        return next
    }

    /// Sends a question until it is answered with 200 or 304.
    private func answer(to request: HTTPRequest) async throws -> HTTPResponse {
        var errors = 0
        var complaints = 0
        while true {
            try await waitForGate(request)
            let response: HTTPResponse
            do {
                response = try await transport.send(request)
            } catch let failure as HTTPFailure {
                guard failure.mayPass, errors < patience.pauses.count else {
                    throw ForgeFailure(.network(failure), at: request.address.description)
                }
                try await pause(patience.pauses[errors], "after an error of the network")
                errors += 1
                continue
            }
            let limits = RateLimits(response.headers, now: clock.now())
            if let remaining = limits.remaining, remaining <= patience.reserve, let reset = limits.resetAfter {
                gate.close(for: reset + 1, now: clock.now())
            }
            switch response.status {
            case 200: return response
            case 304 where request.headers.contains(where: { $0.name == "If-None-Match" }): return response
            case 403 where Self.isComplaint(response, limits), 429:
                complaints += 1
                guard complaints <= patience.complaints else {
                    throw ForgeFailure(
                        .rateLimited(until: clock.now().advanced(by: patience.afterComplaint)), at: request.address.description)
                }
                let growing = patience.afterComplaint << Int64(complaints - 1)
                let reset = limits.remaining == 0 ? limits.resetAfter : nil
                gate.close(for: max(1, limits.retryAfter ?? reset ?? growing), now: clock.now())
            case 408, 425, 500...599:
                guard errors < patience.pauses.count else {
                    throw failure(.unavailable(status: response.status), request, response)
                }
                try await pause(limits.retryAfter ?? patience.pauses[errors], "after an error of the forge")
                errors += 1
            case 401: throw failure(request.token == nil ? .tokenMissing : .tokenRefused, request, response)
            case 403, 451: throw failure(.forbidden, request, response)
            case 404, 410: throw failure(.notFound, request, response)
            default: throw failure(.unexpected, request, response, "status \(response.status)")
            }
        }
    }

    /// GitHub complains with 403 as well: with `Retry-After`, with nothing left, or only in words.
    private static func isComplaint(_ response: HTTPResponse, _ limits: RateLimits) -> Bool {
        if limits.retryAfter != nil || limits.remaining == 0 { return true }
        let words = String(decoding: response.body.prefix(2000), as: UTF8.self).lowercased()
        return words.contains("rate limit") || words.contains("abuse detection")
    }

    private func waitForGate(_ request: HTTPRequest) async throws {
        while case let seconds = gate.wait(now: clock.now()), seconds > 0 {
            guard seconds <= patience.longestWait else {
                throw ForgeFailure(
                    .rateLimited(until: clock.now().advanced(by: seconds)), at: request.address.description)
            }
            try await pause(seconds, "for the rate limit of \(endpoint.host)")
        }
        try Task.checkCancellation()
    }

    private func pause(_ seconds: Int64, _ why: String) async throws {
        guard seconds <= patience.longestWait else {
            throw ForgeFailure(.rateLimited(until: clock.now().advanced(by: seconds)), at: endpoint.api)
        }
        onWait(CollectionProgress(stage: "waiting \(why)", unit: "seconds", done: 0, total: Int(seconds)))
        try await clock.sleep(seconds)
    }

    private func failure(
        _ reason: ForgeFailure.Reason, _ request: HTTPRequest, _ response: HTTPResponse, _ said: String? = nil
    ) -> ForgeFailure {
        var words = said ?? Self.message(in: response.body)
        if let token = endpoint.token { words = token.hidden(in: words) }
        return ForgeFailure(reason, at: request.address.description, detail: words)
    }

    /// The sentence in an error's body, which forges spell `message`, `error_description` or `error`; what is not a
    /// short text there is not worth showing.
    private static func message(in body: [UInt8]) -> String {
        let text = String(decoding: body.prefix(4000), as: UTF8.self)
        for name in ["error_description", "message", "error"] {
            guard let start = text.firstRange(of: "\"\(name)\":")?.upperBound else { continue }
            let rest = text[start...].drop { $0 == " " }
            guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { continue }
            return String(rest[rest.index(after: rest.startIndex)..<end].filter { !$0.isNewline && $0 != "\\" }.prefix(300))
        }
        return ""
    }
}
