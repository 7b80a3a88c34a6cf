import Foundation
import Glibc

/// A small HTTP/1.1 server on this machine whose answers can be wrong in every way a test needs.
public final class LoopbackServer: Sendable {
    public struct Question: Sendable {
        public let method: String
        /// Path and query as they were sent.
        public let target: String
        /// Names are in lower case.
        public let headers: [String: String]
        public let body: [UInt8]

        public var path: String { String(target.prefix { $0 != "?" }) }

        public var query: [String: String] {
            let pairs = target.drop { $0 != "?" }.dropFirst().split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
                return (parts[0], parts.count > 1 ? parts[1] : "")
            }
            return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
    }

    public struct Reply: Sendable {
        public var status: Int
        public var headers: [(String, String)]
        public var body: [UInt8]
        /// Send only so many bytes of the body, then hang up.
        public var cutAfter: Int?
        /// Hang up without a word.
        public var isSilent = false
        /// Milliseconds to wait before the answer.
        public var delay = 0
        /// Milliseconds to wait after each byte of the body.
        public var drip = 0
        /// Send the body again and again until the other side hangs up.
        public var isEndless = false

        public init(_ status: Int = 200, headers: [(String, String)] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        public init(_ status: Int = 200, headers: [(String, String)] = [], text: String) {
            self.init(status, headers: headers, body: Array(text.utf8))
        }
    }

    public var port: Int { listener.port }
    private let listener: LoopbackListener
    private let answer: @Sendable (Question) -> Reply

    /// How many connections there were.
    public var accepted: Int { listener.accepted }

    public init(_ answer: @escaping @Sendable (Question) -> Reply) throws {
        listener = try LoopbackListener()
        self.answer = answer
        listener.start { [weak self] in self?.serve($0) }
    }

    public var address: String { "http://127.0.0.1:\(port)" }

    public func stop() { listener.stop() }

    private func serve(_ connection: Int32) {
        var reader = Reader(connection)
        while let question = reader.question() {
            guard send(answer(question), on: connection) else { break }
        }
    }

    /// - Returns: whether the connection stays open.
    private func send(_ reply: Reply, on connection: Int32) -> Bool {
        if reply.delay > 0 { usleep(UInt32(reply.delay) * 1000) }
        if reply.isSilent { return false }
        var head = "HTTP/1.1 \(reply.status) Reason\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        if reply.status != 304 && !reply.isEndless { head += "Content-Length: \(reply.body.count)\r\n" }
        let start = Array((head + "\r\n").utf8)
        let body = Array(reply.body.prefix(reply.cutAfter ?? .max))
        // In one piece, as a second one would wait for the other side's word that it has the first.
        guard write(reply.drip > 0 ? start : start + body, on: connection) else { return false }
        while reply.isEndless { guard write(body, on: connection) else { return false } }
        if reply.drip > 0 {
            for byte in body {
                guard write([byte], on: connection) else { return false }
                usleep(UInt32(reply.drip) * 1000)
            }
        }
        return reply.cutAfter == nil
    }

    private func write(_ bytes: [UInt8], on connection: Int32) -> Bool { LoopbackListener.write(bytes, on: connection) }

    private struct Reader {
        let connection: Int32
        var buffer: [UInt8] = []

        init(_ connection: Int32) { self.connection = connection }

        mutating func question() -> Question? {
            let separator = Array("\r\n\r\n".utf8)
            var end = buffer.firstRange(of: separator)
            while end == nil {
                guard more() else { return nil }
                end = buffer.firstRange(of: separator)
            }
            guard let end else { return nil }
            let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
            let words = lines[0].split(separator: " ")
            guard words.count == 3 else { return nil }
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                guard let colon = line.firstIndex(of: ":") else { continue }
                headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            }
            let length = headers["content-length"].flatMap { Int($0) } ?? 0
            while buffer.count < end.upperBound + length { guard more() else { return nil } }
            let body = Array(buffer[end.upperBound..<(end.upperBound + length)])
            buffer.removeFirst(end.upperBound + length)
            return Question(method: String(words[0]), target: String(words[1]), headers: headers, body: body)
        }

        private mutating func more() -> Bool { LoopbackListener.read(connection, into: &buffer) }
    }
}
