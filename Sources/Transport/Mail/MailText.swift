/// How text is written so that every mail server passes it on unchanged.
enum MailText {
    /// A header's value (RFC 2047): printable ASCII as it is, everything else as encoded words, folded before 76 characters.
    ///
    /// Whatever comes in, no line end comes out but one that is followed by a blank: a value cannot begin a header of its own.
    ///
    /// - Parameter used: how many characters of the first line the name of the header takes.
    static func header(_ text: String, used: Int) -> String {
        let line = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        let isPlain = line.utf8.allSatisfy { (0x20..<0x7F).contains($0) } && !line.contains("=?")
        if isPlain, used + line.utf8.count <= 76 { return line }
        return words(line)
    }

    /// A text as encoded words, whatever it holds.
    static func words(_ text: String) -> String { encodedWords(text).joined(separator: "\r\n ") }

    /// Whole characters per word, so that no word ends inside one; 36 bytes become 60 characters with what stands around them.
    private static func encodedWords(_ text: String) -> [String] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if word.count + bytes.count > 36 {
                words.append(word)
                word = []
            }
            word += bytes
        }
        words.append(word)
        return words.map { "=?UTF-8?B?\(base64($0))?=" }
    }

    /// Base 64 of RFC 4648 with its padding.
    static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let three = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
            let whole = three[0] << 16 | three[1] << 8 | three[2]
            let four = [whole >> 18, whole >> 12 & 63, whole >> 6 & 63, whole & 63].map { letters[$0] }
            let real = min(bytes.count - start, 3) + 1
            text += four.prefix(real) + Array(repeating: UInt8(ascii: "="), count: 4 - real)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Quoted-printable of RFC 2045, section 6.7: lines of at most 76 characters that end with CR and LF.
    static func quotedPrintable(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for line in normalised(text).split(separator: "\n", omittingEmptySubsequences: false) {
            var column = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                let isPlain = (0x21..<0x7F).contains(byte) && byte != UInt8(ascii: "=")
                // A dot or "From " at the start of a line means something to some programs on the way.
                let isSign = index == 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "F"))
                let isBlank = (byte == 0x20 || byte == 0x09) && !isLast
                let piece = (isPlain && !isSign) || isBlank ? [byte] : [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                if column + piece.count > 75 {
                    out += Array("=\r\n".utf8)
                    column = 0
                }
                out += piece
                column += piece.count
            }
            out += [0x0D, 0x0A]
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Line ends of every system as one, and no other control characters.
    private static func normalised(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\r": out.append("\n")
            case "\n": if !wasReturn { out.append("\n") }
            case "\t": out.append(scalar)
            default: if scalar.properties.generalCategory != .control { out.append(scalar) }
            }
            wasReturn = scalar == "\r"
        }
        return String(out)
    }
}
