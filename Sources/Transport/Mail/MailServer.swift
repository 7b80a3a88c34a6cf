import CCurl
import Glibc

/// Something that takes mail: a server, or a test.
public protocol MailTransport: Sendable {
    /// Returns when the server has taken the message over.
    ///
    /// - Throws: ``MailFailure``, or `CancellationError` when the task was cancelled: then nobody knows whether it was taken.
    func send(_ message: MailMessage) async throws
}

/// A mail server (SMTP, RFC 5321) that passes messages on.
public struct MailServer: MailTransport {
    /// How the connection is protected.
    public enum Protection: String, Sendable, CaseIterable {
        /// Encrypted from the first byte (`smtps`, port 465 by custom).
        case tls
        /// Encrypted after a greeting (`STARTTLS`, port 587 by custom); a server that does not offer it gets nothing.
        case startTLS = "starttls"
        /// Not encrypted: for a server on the same machine.
        case none
    }

    public let host: String
    public let port: Int
    public let protection: Protection
    private let login: (user: String, password: Secret)?
    private let connect: Duration
    private let total: Duration

    /// - Parameter login: is refused where the connection is not encrypted and leads to another machine.
    /// - Throws: ``MailFailure`` for a host that is no name, or for a password that others could read.
    public init(
        host: String, port: Int, protection: Protection, login: (user: String, password: Secret)? = nil, connect: Duration = .seconds(20),
        total: Duration = .seconds(60)
    ) throws(MailFailure) {
        let isName = host.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        }
        guard isName, (1...253).contains(host.utf8.count), (1...65_535).contains(port) else {
            throw MailFailure(.refusedServer, server: String(host.prefix(80)), detail: "It is no name of a host with a port.")
        }
        let isLoopback = host.lowercased() == "localhost" || host.hasPrefix("127.")
        guard protection != .none || isLoopback || login == nil else {
            throw MailFailure(.refusedServer, server: host, detail: "The password would cross a network in the clear.")
        }
        (self.host, self.port, self.protection, self.login) = (host, port, protection, login)
        (self.connect, self.total) = (connect, total)
    }

    public func send(_ message: MailMessage) async throws {
        try await onOwnThread { stop in try perform(message, stop) }
    }

    private func perform(_ message: MailMessage, _ stop: StopSign) throws {
        let text = message.bytes
        var status = 0
        var said = [CChar](repeating: 0, count: 512)
        let password = login.map { String(decoding: $0.password.bytes, as: UTF8.self) }
        let texts: [String?] = [
            "\(protection == .tls ? "smtps" : "smtp")://\(host):\(port)/\(message.sender.host)", login?.user, password,
            "<\(message.sender)>", "<\(message.recipient)>",
        ]
        let copies = texts.map { $0.flatMap { strdup($0) } }
        defer { copies.forEach { free($0) } }
        let result = withExtendedLifetime(stop) {
            text.withUnsafeBytes { text in
                var mail = steward_curl_mail()
                mail.address = UnsafePointer(copies[0])
                mail.user = UnsafePointer(copies[1])
                mail.password = UnsafePointer(copies[2])
                mail.sender = UnsafePointer(copies[3])
                mail.recipient = UnsafePointer(copies[4])
                mail.needs_encryption = protection == .none ? 0 : 1
                mail.text = text.baseAddress?.assumingMemoryBound(to: CChar.self)
                mail.text_size = text.count
                mail.connect_time = connect.milliseconds
                mail.total_time = total.milliseconds
                mail.context = Unmanaged.passUnretained(stop).toOpaque()
                mail.is_stopped = { context in
                    guard let context else { return 0 }
                    return Unmanaged<StopSign>.fromOpaque(context).takeUnretainedValue().isSet ? 1 : 0
                }
                return steward_curl_send_mail(&mail, &status, &said, said.count)
            }
        }
        if result == STEWARD_CURL_OK { return }
        if stop.isSet { throw CancellationError() }
        let end = said.firstIndex(of: 0) ?? said.endIndex
        let words = String(decoding: said[..<end].map(UInt8.init(bitPattern:)), as: UTF8.self)
        throw MailFailure(
            Self.reason(result, status: status), server: "\(host):\(port)", status: status,
            detail: login?.password.hidden(in: words) ?? words)
    }

    private static func reason(_ result: steward_curl_result, status: Int) -> MailFailure.Reason {
        switch (result, status) {
        case (STEWARD_CURL_INSECURE, _): .insecure
        case (_, 500...599): .refused
        case (_, 400...499): .putOff
        case (STEWARD_CURL_REFUSED_ADDRESS, _): .refusedServer
        case (STEWARD_CURL_UNREACHABLE, _): .unreachable
        case (STEWARD_CURL_TIMED_OUT, _): .timedOut
        default: .broken
        }
    }
}
