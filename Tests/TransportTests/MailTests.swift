import Foundation
import TestSupport
import Testing

@testable import Transport

@Suite("Mail")
struct MailTests {
    private func message(
        subject: String = "A case waits", text: String = "Please look.", name: String = "Ada", sender: String = "Steward"
    ) throws -> MailMessage {
        MailMessage(
            from: try #require(MailAddress("steward@office.example")), named: sender, to: try #require(MailAddress("ada@example.org")),
            named: name, subject: subject, text: text, identifier: "delivery.1", thread: "subject.7", date: 1_795_289_646)
    }

    private func sent(_ message: MailMessage) async throws -> LoopbackMailServer.Message {
        let server = try LoopbackMailServer()
        defer { server.stop() }
        try await MailServer(host: "127.0.0.1", port: server.port, protection: .none).send(message)
        return try #require(server.messages.first)
    }

    @Test(
        "only plain mailboxes are addresses",
        arguments: [
            ("ada@example.org", true), ("ada.lovelace+oss@sub.example.org", true), ("o'neil@example.org", true), ("ada@localhost", true),
            ("ada", false), ("@example.org", false), ("ada@", false), ("a b@example.org", false), ("ada@example.org>", false),
            ("ada@example.org\r\nBcc: eve@example.org", false), ("\"ada\"@example.org", false), (".ada@example.org", false),
            ("ada..x@example.org", false), ("ada@-example.org", false), ("ada@exa_mple.org", false),
            ("ada@example.org,eve@example.org", false),
            ("adä@example.org", false), ("ada@exämple.org", false), (String(repeating: "a", count: 65) + "@example.org", false),
        ])
    func addresses(_ text: String, _ isOne: Bool) {
        #expect((MailAddress(text) != nil) == isOne)
    }

    @Test("a message arrives with its envelope, its headers and its text")
    func arrives() async throws {
        let got = try await sent(message())
        #expect(got.sender == "steward@office.example")
        #expect(got.recipients == ["ada@example.org"])
        #expect(got.header("From") == "Steward <steward@office.example>")
        #expect(got.header("To") == "Ada <ada@example.org>")
        #expect(got.header("Subject") == "A case waits")
        #expect(got.header("Message-ID") == "<delivery.1@office.example>")
        #expect(got.header("References") == "<subject.7@office.example>")
        #expect(got.header("Date") == "Sat, 21 Nov 2026 19:34:06 +0000")
        #expect(got.body == "Please look.\r\n")
    }

    @Test(
        "no text can begin a header or end the message",
        arguments: [
            "x\r\nBcc: eve@example.org", "x\nBcc: eve@example.org", "x\rBcc: eve@example.org", "x\u{2028}Bcc: eve@example.org",
            "x\u{85}Bcc: eve@example.org", "=?UTF-8?Q?x=0D=0ABcc:_eve@example.org?=", "x\r\n.\r\nMAIL FROM:<eve@example.org>",
        ])
    func injection(_ evil: String) async throws {
        let names = [
            "Date", "From", "To", "Message-ID", "Subject", "In-Reply-To", "References", "Auto-Submitted", "MIME-Version", "Content-Type",
            "Content-Transfer-Encoding",
        ]
        let got = try await sent(message(subject: evil, text: evil, name: evil, sender: evil))
        #expect(got.headerNames == names)
        #expect(got.recipients == ["ada@example.org"])
        var identified = try message()
        identified.identifier = evil
        #expect(try await sent(identified).headerNames == names)
    }

    @Test("all of it is ASCII in lines of at most 78 characters, and reads back as it was written")
    func encoded() async throws {
        let subject = "Größe der Förderung für „Übersee“ 🎉 und noch mehr, damit die Zeile länger als eine wird"
        let text = "Grüße 👩‍💻\n\n.ein Punkt\nFrom hier\n" + String(repeating: "lang ", count: 40) + "= 100 %\n trailing \t"
        let got = try await sent(message(subject: subject, text: text, name: "Zoë “Z” O'Neil"))
        #expect(got.text.utf8.allSatisfy { $0 < 0x80 })
        #expect(got.text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(Self.words(try #require(got.header("Subject"))) == subject)
        #expect(Self.words(try #require(got.header("To"))) == "Zoë “Z” O'Neil <ada@example.org>")
        #expect(Self.unquoted(got.body) == text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n")
    }

    @Test("a long subject of plain letters is folded")
    func folded() throws {
        let text = String(repeating: "word ", count: 60)
        let lines = MailText.header(text, used: 9).components(separatedBy: "\r\n")
        #expect(lines.count > 1)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix(" ") && $0.utf8.count <= 76 })
    }

    @Test(
        "what the server says decides whether it is worth trying again",
        arguments: [
            ("550 no such user", "250 OK", MailFailure.Reason.refused), ("451 later", "250 OK", .putOff), ("250 OK", "554 spam", .refused),
            ("250 OK", "452 full", .putOff),
        ])
    func answers(_ recipient: String, _ data: String, _ reason: MailFailure.Reason) async throws {
        let server = try LoopbackMailServer()
        defer { server.stop() }
        server.behave {
            $0.recipient = recipient
            $0.message = data
        }
        let failure = await #expect(throws: MailFailure.self) {
            try await MailServer(host: "127.0.0.1", port: server.port, protection: .none).send(message())
        }
        #expect(failure?.reason == reason)
        #expect(failure?.mayPass == (reason == .putOff))
    }

    @Test("a server that hangs up after the message, or is not there, is a failure that may pass")
    func broken() async throws {
        let server = try LoopbackMailServer()
        server.behave { $0.isSilent = true }
        let target = try MailServer(host: "127.0.0.1", port: server.port, protection: .none)
        let failure = await #expect(throws: MailFailure.self) { try await target.send(message()) }
        #expect(failure?.mayPass == true)
        server.stop()
        let nobody = try MailServer(host: "127.0.0.1", port: 1, protection: .none)
        #expect(await #expect(throws: MailFailure.self) { try await nobody.send(message()) }?.reason == .unreachable)
    }

    @Test("where encryption is wanted, a server without it gets nothing")
    func encryption() async throws {
        let server = try LoopbackMailServer()
        defer { server.stop() }
        let target = try MailServer(host: "127.0.0.1", port: server.port, protection: .startTLS)
        let failure = await #expect(throws: MailFailure.self) { try await target.send(message()) }
        #expect(failure?.reason == .insecure)
        #expect(server.messages.isEmpty)
    }

    @Test("a password never crosses a network in the clear")
    func password() throws {
        let secret = try #require(Secret("correct-horse"))
        #expect(throws: MailFailure.self) { try MailServer(host: "mail.example.org", port: 25, protection: .none, login: ("ada", secret)) }
        #expect(throws: Never.self) { try MailServer(host: "mail.example.org", port: 465, protection: .tls, login: ("ada", secret)) }
        #expect(throws: MailFailure.self) { try MailServer(host: "mail.example.org/x", port: 465, protection: .tls) }
    }

    /// Reads encoded words as RFC 2047 says: blanks between two of them mean nothing.
    private static func words(_ text: String) -> String {
        let joined = text.replacingOccurrences(of: "\\?=\\s+=\\?", with: "?==?", options: .regularExpression)
        var (out, rest) = ("", joined[...])
        while let start = rest.range(of: "=?UTF-8?B?"), let end = rest[start.upperBound...].range(of: "?=") {
            out += rest[..<start.lowerBound]
            let bytes = Data(base64Encoded: String(rest[start.upperBound..<end.lowerBound])) ?? Data()
            out += String(decoding: bytes, as: UTF8.self)
            rest = rest[end.upperBound...]
        }
        return out + rest
    }

    private static func unquoted(_ text: String) -> String {
        let joined = Array(text.replacingOccurrences(of: "=\r\n", with: "").utf8)
        var out: [UInt8] = []
        var index = 0
        while index < joined.count {
            if joined[index] == UInt8(ascii: "="), index + 2 < joined.count,
                let byte = UInt8(String(decoding: joined[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                out.append(byte)
                index += 3
            } else {
                out.append(joined[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
