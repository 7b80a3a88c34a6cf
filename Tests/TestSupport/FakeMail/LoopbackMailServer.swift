import Foundation
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

    public var port: Int { listener.port }
    private let listener: LoopbackListener
    private let manner: Mutex<Manner>
    private let taken = Mutex<[Message]>([])

    /// The messages that came whole, in order, whatever the answer to them was.
    public var messages: [Message] { taken.withLock { $0 } }

    public func behave(_ change: (inout Manner) -> Void) { manner.withLock { change(&$0) } }

    public init() throws {
        manner = Mutex(Manner())
        listener = try LoopbackListener()
        listener.start { [weak self] in self?.serve($0) }
    }

    public func stop() { listener.stop() }

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

    private func say(_ line: String, _ connection: Int32) -> Bool { LoopbackListener.write(Array((line + "\r\n").utf8), on: connection) }

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
                guard LoopbackListener.read(connection, into: &buffer) else { return nil }
            }
        }
    }
}
