import Foundation
import Glibc
import Synchronization

/// A small SMTP server on this machine that keeps what it is told, and can be as unhelpful as a test needs.
public final class LoopbackMailServer: Sendable {
    public struct Message: Sendable, Hashable {
        public let sender: String
        public let recipients: [String]
        /// As it came over the wire, with the dots that SMTP doubles made single again.
        public let text: String

        /// The value of a header with its folded lines joined; nil when the message has none of that name.
        public func header(_ name: String) -> String? {
            var found: String?
            for line in text.components(separatedBy: "\r\n") {
                if line.isEmpty { break }
                if line.hasPrefix(" "), let value = found {
                    found = value + line
                } else if found != nil {
                    break
                } else if line.lowercased().hasPrefix(name.lowercased() + ":") {
                    found = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
                }
            }
            return found
        }

        /// The names of all headers, in order.
        public var headerNames: [String] {
            let head = text.components(separatedBy: "\r\n\r\n")[0]
            return head.components(separatedBy: "\r\n").filter { !$0.hasPrefix(" ") }.map { String($0.prefix { $0 != ":" }) }
        }

        public var body: String { text.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n") }
    }

    /// What the server says where it says no.
    public struct Manner: Sendable {
        /// The answer to each recipient.
        public var recipient = "250 OK"
        /// The answer to a whole message.
        public var message = "250 taken"
        /// Hang up after the message came and before the answer.
        public var isSilent = false
        /// Called when a message came, before the answer goes out.
        public var onMessage: @Sendable (Message) -> Void = { _ in }

        public init() {}
    }

    public let port: Int
    private let listener: Int32
    private let manner: Mutex<Manner>
    private let taken = Mutex<[Message]>([])

    /// The messages that came whole, in order, whatever the answer to them was.
    public var messages: [Message] { taken.withLock { $0 } }

    public func behave(_ change: (inout Manner) -> Void) { manner.withLock { change(&$0) } }

    public init() throws {
        manner = Mutex(Manner())
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
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                // Only this thread closes the listener: closed by another, its number could belong to a new server already.
                guard connection >= 0, let self else {
                    if connection >= 0 { close(connection) }
                    close(listener)
                    return
                }
                Thread.detachNewThread {
                    self.serve(connection)
                    close(connection)
                }
            }
        }
    }

    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ connection: Int32) {
        var lines = Lines(connection)
        var (sender, recipients) = ("", [String]())
        guard say("220 test", connection) else { return }
        while let line = lines.next() {
            let manner = manner.withLock { $0 }
            switch line.prefix(4).uppercased() {
            case "EHLO", "HELO": guard say("250 test", connection) else { return }
            case "MAIL":
                sender = Self.address(line)
                guard say("250 OK", connection) else { return }
            case "RCPT":
                recipients.append(Self.address(line))
                guard say(manner.recipient, connection) else { return }
            case "DATA":
                guard say("354 go on", connection) else { return }
                var text: [String] = []
                while let line = lines.next(), line != "." { text.append(line.hasPrefix(".") ? String(line.dropFirst()) : line) }
                let message = Message(sender: sender, recipients: recipients, text: text.joined(separator: "\r\n") + "\r\n")
                taken.withLock { $0.append(message) }
                manner.onMessage(message)
                if manner.isSilent { return }
                guard say(manner.message, connection) else { return }
                (sender, recipients) = ("", [])
            case "QUIT":
                _ = say("221 bye", connection)
                return
            default: guard say("500 what?", connection) else { return }
            }
        }
    }

    private static func address(_ line: String) -> String {
        String(line.drop { $0 != "<" }.dropFirst().prefix { $0 != ">" })
    }

    private func say(_ line: String, _ connection: Int32) -> Bool {
        let bytes = Array((line + "\r\n").utf8)
        return bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } == bytes.count
    }

    private struct Lines {
        let connection: Int32
        var buffer: [UInt8] = []

        init(_ connection: Int32) { self.connection = connection }

        mutating func next() -> String? {
            while true {
                if let end = buffer.firstRange(of: [0x0D, 0x0A]) {
                    let line = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
                    buffer.removeFirst(end.upperBound)
                    return line
                }
                var bytes = [UInt8](repeating: 0, count: 16_384)
                let count = recv(connection, &bytes, bytes.count, 0)
                guard count > 0 else { return nil }
                buffer += bytes[..<count]
            }
        }
    }
}
