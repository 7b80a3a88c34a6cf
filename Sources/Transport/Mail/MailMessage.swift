/// One message in plain text to one mailbox, as RFC 5322 writes it.
public struct MailMessage: Sendable, Hashable {
    public var sender: MailAddress
    /// What the sender is called; any text.
    public var senderName: String
    public var recipient: MailAddress
    public var recipientName: String
    public var subject: String
    public var text: String
    /// The same for every attempt to send the same message, so that whoever gets it twice can tell: letters, digits, dots
    /// and hyphens, without brackets and host.
    public var identifier: String
    /// Messages about one thing name the same thread.
    public var thread: String?
    /// UTC, in seconds since 1970.
    public var date: Int64

    public init(
        from sender: MailAddress, named senderName: String, to recipient: MailAddress, named recipientName: String, subject: String,
        text: String, identifier: String, thread: String? = nil, date: Int64
    ) {
        (self.sender, self.senderName, self.recipient, self.recipientName) = (sender, senderName, recipient, recipientName)
        (self.subject, self.text, self.identifier, self.thread, self.date) = (subject, text, identifier, thread, date)
    }

    /// The longest text that is sent, in bytes; what is longer is cut, and says so.
    static let longestText = 200_000

    /// The whole message in ASCII, lines ended by CR and LF.
    ///
    /// `Auto-Submitted` (RFC 3834) keeps programs that answer mail, such as notices of absence, from answering this one.
    public var bytes: [UInt8] {
        var lines = [
            "Date: \(Self.dated(date))",
            "From: \(Self.mailbox(sender, senderName, used: 6))",
            "To: \(Self.mailbox(recipient, recipientName, used: 4))",
            "Message-ID: \(reference(identifier))",
            "Subject: \(MailText.header(String(subject.prefix(400)), used: 9))",
        ]
        if let thread {
            lines += ["In-Reply-To: \(reference(thread))", "References: \(reference(thread))"]
        }
        lines += [
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable", "", "",
        ]
        return Array((lines.joined(separator: "\r\n") + MailText.quotedPrintable(shortened)).utf8)
    }

    private var shortened: String {
        guard text.utf8.count > Self.longestText else { return text }
        return String(text.prefix(Self.longestText / 4)) + "\n\n(This message was too long and is cut here.)\n"
    }

    private func reference(_ name: String) -> String {
        let plain = name.utf8.filter {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return "<\(String(decoding: plain.prefix(120), as: UTF8.self))@\(sender.host)>"
    }

    /// A name is an encoded word whenever it holds more than letters, digits and blanks, which need no quotes.
    private static func mailbox(_ address: MailAddress, _ name: String, used: Int) -> String {
        let name = String(name.prefix(120))
        guard !name.isEmpty else { return address.text }
        let isAtoms = name.utf8.allSatisfy { byte in
            byte == 0x20 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        return "\(isAtoms && name.utf8.count < 60 ? name : MailText.words(name))\r\n <\(address)>"
    }

    /// `Sat, 21 Nov 2026 19:34:06 +0000` (RFC 5322, section 3.3).
    static func dated(_ seconds: Int64) -> String {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let second = seconds - day * 86_400
        // Years that begin in March, so that the leap day is the last of its year.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        let months = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"]
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let two: (Int64) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
        let clock = [second / 3600, second / 60 % 60, second % 60].map(two).joined(separator: ":")
        return
            "\(weekdays[Int((day % 7 + 7) % 7)]), \(two(dayOfYear - (153 * month + 2) / 5 + 1)) \(months[Int(month)]) \(year) \(clock) +0000"
    }
}
