import Foundation
import Glibc
import Synchronization

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

    public let port: Int
    private let listener: Int32
    private let answer: @Sendable (Question) -> Reply
    private let connections = Mutex<Set<Int32>>([])
    private let count = Mutex(0)

    /// How many connections there were.
    public var accepted: Int { count.withLock { $0 } }

    public init(_ answer: @escaping @Sendable (Question) -> Reply) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (listener, size) = (listener, length)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.answer = answer
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                // Only this thread closes the listener: closed by another, its number could belong to a new server already.
                guard connection >= 0, let self else {
                    if connection >= 0 { close(connection) }
                    close(listener)
                    return
                }
                self.connections.withLock { _ = $0.insert(connection) }
                self.count.withLock { $0 += 1 }
                Thread.detachNewThread { self.serve(connection) }
            }
        }
    }

    public var address: String { "http://127.0.0.1:\(port)" }

    public func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }

    private func serve(_ connection: Int32) {
        var reader = Reader(connection)
        while let question = reader.question() {
            guard send(answer(question), on: connection) else { break }
        }
        connections.withLock { connections in
            connections.remove(connection)
            close(connection)
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

    private func write(_ bytes: [UInt8], on connection: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

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

        private mutating func more() -> Bool {
            var bytes = [UInt8](repeating: 0, count: 16_384)
            let count = recv(connection, &bytes, bytes.count, 0)
            guard count > 0 else { return false }
            buffer += bytes[..<count]
            return true
        }
    }
}
