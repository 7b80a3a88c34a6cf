import Foundation
import Synchronization

/// A time that only passes when somebody sleeps.
public final class FakeClock: Sendable {
    private let seconds: Mutex<Int64>
    private let slept = Mutex<[Int64]>([])

    public init(_ seconds: Int64 = 1_800_000_000) { self.seconds = Mutex(seconds) }

    public var now: Int64 { seconds.withLock { $0 } }
    /// All pauses so far.
    public var pauses: [Int64] { slept.withLock { $0 } }

    public func sleep(_ count: Int64) {
        seconds.withLock { $0 += count }
        slept.withLock { $0.append(count) }
    }

    public func advance(_ count: Int64) { seconds.withLock { $0 += count } }
}

/// A forge in this process that speaks the parts of GitLab's and GitHub's REST APIs that Steward uses, from one
/// invented model, and counts what it is asked.
public final class FakeForge: Sendable {
    public typealias Question = LoopbackServer.Question
    public typealias Reply = LoopbackServer.Reply

    public enum Kind: Sendable {
        case gitlab, github
    }

    /// How many questions are answered in how much time; the window begins with its first question.
    public struct Limit: Sendable {
        public var questions: Int
        public var seconds: Int64

        public init(questions: Int, seconds: Int64) {
            self.questions = questions
            self.seconds = seconds
        }
    }

    private struct State {
        var model: FakeModel
        var asked: [String] = []
        var told: [String] = []
        var unchanged = 0
        var fault: @Sendable (Int, Question) -> Reply? = { _, _ in nil }
        var afterQuestion: @Sendable (Int, inout FakeModel) -> Void = { _, _ in }
        var token: String? = "open-sesame"
        var limit: Limit?
        var windowBegan: Int64?
        var used = 0
        var skew: Int64 = 0
        var pageSize = 100
    }

    private let kind: Kind
    private let clock: FakeClock
    private let state: Mutex<State>
    private let server = Mutex<LoopbackServer?>(nil)

    public init(_ kind: Kind, _ model: FakeModel, clock: FakeClock = FakeClock()) throws {
        self.kind = kind
        self.clock = clock
        state = Mutex(State(model: model))
        let started = try LoopbackServer { [weak self] in self?.answer($0) ?? Reply(500) }
        server.withLock { $0 = started }
    }

    public func stop() { server.withLock { $0 }?.stop() }

    public var port: Int { server.withLock { $0 }?.port ?? 0 }
    public var address: String { "http://127.0.0.1:\(port)" }
    public var api: String { address + (kind == .gitlab ? "/api/v4" : "") }

    /// What was asked so far: path and query.
    public var asked: [String] { state.withLock { $0.asked } }
    /// What was asked and answered with 200.
    public var told: [String] { state.withLock { $0.told } }
    /// How many answers were "nothing has changed".
    public var unchanged: Int { state.withLock { $0.unchanged } }

    public func forgetCounts() {
        state.withLock { state in
            state.asked = []
            state.told = []
            state.unchanged = 0
        }
    }

    public var model: FakeModel { state.withLock { $0.model } }
    public func change(_ body: @Sendable (inout FakeModel) -> Void) { state.withLock { body(&$0.model) } }
    /// The token that is accepted; nil for everybody.
    public func setToken(_ token: String?) { state.withLock { $0.token = token } }
    public func setLimit(_ limit: Limit?) { state.withLock { ($0.limit, $0.windowBegan, $0.used) = (limit, nil, 0) } }
    /// How far the forge's clock is ahead.
    public func setSkew(_ seconds: Int64) { state.withLock { $0.skew = seconds } }
    /// The largest page, whatever is asked for.
    public func setPageSize(_ size: Int) { state.withLock { $0.pageSize = size } }

    /// What goes wrong: gets the number of the question, from 1, and the question.
    public func setFault(_ fault: @escaping @Sendable (Int, Question) -> Reply?) { state.withLock { $0.fault = fault } }

    /// What happens at the forge after a question was answered.
    public func setAfterQuestion(_ body: @escaping @Sendable (Int, inout FakeModel) -> Void) {
        state.withLock { $0.afterQuestion = body }
    }

    // MARK: Answers

    private func answer(_ question: Question) -> Reply {
        state.withLock { state in
            state.asked.append(question.target)
            let number = state.asked.count
            defer { state.afterQuestion(number, &state.model) }
            var reply = state.fault(number, question) ?? refusal(question, &state) ?? content(question, &state)
            if reply.status == 200 { state.told.append(question.target) }
            reply.headers.append(("Date", Self.httpDate(clock.now + state.skew)))
            if let limit = state.limit {
                let name = kind == .gitlab ? "RateLimit" : "X-RateLimit"
                reply.headers.append(("\(name)-Remaining", "\(max(0, limit.questions - state.used))"))
                reply.headers.append(("\(name)-Reset", "\((state.windowBegan ?? clock.now) + limit.seconds + state.skew)"))
            }
            return reply
        }
    }

    private func refusal(_ question: Question, _ state: inout State) -> Reply? {
        if let token = state.token, question.headers["authorization"] != "Bearer \(token)" {
            return Reply(
                401,
                text:
                    #"{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}"#
            )
        }
        guard let limit = state.limit else { return nil }
        if let began = state.windowBegan, clock.now < began + limit.seconds {
            guard state.used < limit.questions else {
                let wait = began + limit.seconds - clock.now
                return kind == .gitlab
                    ? Reply(429, headers: [("Retry-After", "\(wait)")], text: "Retry later")
                    : Reply(403, text: #"{"message":"API rate limit exceeded"}"#)
            }
        } else {
            state.windowBegan = clock.now
            state.used = 0
        }
        state.used += 1
        return nil
    }

    private func content(_ question: Question, _ state: inout State) -> Reply {
        let model = state.model
        if kind == .gitlab, question.path == "/api/graphql", question.method == "POST" {
            return reply(FakeJSON.bytes(model.gitLabSizes(question.body)), [], question, &state)
        }
        let parts = question.path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
        let found: Any?
        switch kind {
        case .gitlab: found = gitLab(Array(parts.dropFirst(2)), question, model)
        case .github: found = gitHub(parts, question, model)
        }
        if let move = found as? Move { return Reply(301, headers: [("Location", address + move.target)], text: "{}") }
        guard let found else { return Reply(404, text: #"{"message":"404 Not Found"}"#) }
        guard let list = found as? [Any] else { return reply(FakeJSON.bytes(found), [], question, &state) }
        let size = max(1, min(question.query["per_page"].flatMap { Int($0) } ?? 20, state.pageSize))
        let page = max(1, question.query["page"].flatMap { Int($0) } ?? 1)
        let start = min(list.count, (page - 1) * size)
        var headers: [(String, String)] = []
        if start + size < list.count {
            let others = question.target.drop { $0 != "?" }.dropFirst().split(separator: "&").filter { !$0.hasPrefix("page=") }
            let query = (others.map(String.init) + ["page=\(page + 1)"]).joined(separator: "&")
            headers.append(("Link", "<\(address)\(question.path)?\(query)>; rel=\"next\", <\(address)\(question.path)>; rel=\"first\""))
        }
        return reply(FakeJSON.bytes(Array(list[start..<min(list.count, start + size)])), headers, question, &state)
    }

    private func reply(_ body: [UInt8], _ headers: [(String, String)], _ question: Question, _ state: inout State) -> Reply {
        let tag = "W/\"\(body.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })\""
        guard question.headers["if-none-match"] != tag else {
            state.unchanged += 1
            // GitHub does not count such an answer.
            if kind == .github { state.used = max(0, state.used - 1) }
            return Reply(304, headers: [("ETag", tag)] + headers)
        }
        return Reply(headers: [("ETag", tag), ("Content-Type", "application/json")] + headers, body: body)
    }

    private struct Move {
        let target: String
    }

    private func listed(_ model: FakeModel, _ question: Question, since: String, where isWanted: (FakeModel.Item) -> Bool) -> [FakeModel
        .Item]
    {
        let from = question.query[since].flatMap(FakeJSON.seconds) ?? 0
        return model.items.filter { isWanted($0) && $0.updatedAt >= from }
            .sorted { ($0.updatedAt, $0.number) < ($1.updatedAt, $1.number) }
    }

    private func gitLab(_ parts: [String], _ question: Question, _ model: FakeModel) -> Any? {
        if parts.first == "groups", parts.last == "projects", parts[1] == "invented" {
            let other: [String: Any] = ["id": 12, "path_with_namespace": "invented/aleph"]
            return [model.gitLabProject(), model.gitLabProject().merging(other) { $1 }]
        }
        if parts.starts(with: ["groups", "invented", "members"]) { return model.gitLabGroupMembers() }
        guard parts.first == "projects", parts.count >= 2 else { return nil }
        if model.oldPaths.contains(parts[1]) { return Move(target: "/api/v4/projects/\(model.projectID)") }
        guard parts[1] == "\(model.projectID)" || parts[1].lowercased() == model.path else { return nil }
        if parts.count == 2 { return model.gitLabProject() }
        if parts[2] == "members" { return model.gitLabMembers() }
        let isChange = parts[2] == "merge_requests"
        guard isChange || parts[2] == "issues" else { return nil }
        if parts.count == 3 {
            return listed(model, question, since: "updated_after") { $0.isChange == isChange }.map { model.gitLabItem($0) }
        }
        guard let number = Int(parts[3]), let item = model.item(number, isChange: isChange) else { return nil }
        return parts.count == 4 ? model.gitLabItem(item) : model.gitLabPart(parts[4], of: item)
    }

    private func gitHub(_ parts: [String], _ question: Question, _ model: FakeModel) -> Any? {
        var rest: [String]
        if parts == ["orgs", "invented", "repos"] {
            return [model.gitHubRepository(), model.gitHubRepository().merging(["id": 12, "full_name": "invented/aleph"]) { $1 }]
        }
        if parts == ["orgs", "invented", "members"] { return model.gitHubMembers() }
        if parts.first == "repositories", parts.count >= 2, parts[1] == "\(model.projectID)" {
            rest = Array(parts.dropFirst(2))
        } else if parts.first == "repos", parts.count >= 3 {
            let path = "\(parts[1])/\(parts[2])"
            if model.oldPaths.contains(path) { return Move(target: "/repositories/\(model.projectID)") }
            guard path.lowercased() == model.path else { return nil }
            rest = Array(parts.dropFirst(3))
        } else {
            return nil
        }
        guard let first = rest.first else { return model.gitHubRepository() }
        rest.removeFirst()
        if first == "issues", rest.isEmpty {
            return listed(model, question, since: "since") { _ in true }.map { model.gitHubIssue($0) }
        }
        if first == "commits", rest.isEmpty {
            let since = question.query["since"].flatMap(FakeJSON.seconds) ?? 0,
                until = question.query["until"].flatMap(FakeJSON.seconds) ?? .max
            return model.commits.filter { $0.at >= since && $0.at <= until }.sorted { ($0.at, $0.sha) > ($1.at, $1.sha) }.map {
                model.gitHubCommit($0)
            }
        }
        guard let number = rest.first.flatMap({ Int($0) }), let item = model.items.first(where: { $0.number == number }) else { return nil }
        switch (first, rest.dropFirst().first) {
        case ("issues", nil): return model.gitHubIssue(item)
        case ("issues", "timeline"): return model.gitHubTimeline(item)
        case ("pulls", nil) where item.isChange: return model.gitHubPull(item)
        case ("pulls", "comments") where item.isChange: return model.gitHubComments(item)
        default: return nil
        }
    }

    private static func httpDate(_ seconds: Int64) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = Array(FakeJSON.time(Int(seconds)).split { "-T:Z".contains($0) })
        return "Day, \(text[2]) \(names[(Int(text[1]) ?? 1) - 1]) \(text[0]) \(text[3]):\(text[4]):\(text[5]) GMT"
    }
}
