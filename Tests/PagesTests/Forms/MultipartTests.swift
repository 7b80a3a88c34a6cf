import Testing

@testable import Pages

@Suite("Forms with files")
struct MultipartTests {
    private func parts(_ text: String, type: String = "multipart/form-data; boundary=xx") throws -> Multipart {
        try Multipart(Array(text.utf8), contentType: type)
    }

    private static let whole =
        "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n--xx\r\n"
        + "Content-Disposition: form-data; name=\"file\"; filename=\"b%22c.txt\"\r\nContent-Type: text/plain\r\n\r\n--xy\r\n\r\n--xx--\r\n"

    @Test("fields and files come as they were sent, line ends and what looks like a boundary included")
    func whole() throws {
        let form = try parts(Self.whole)
        #expect(form.fields.map(\.name) == ["a"])
        #expect(form.fields.map(\.value) == [Array("one\r\ntwo".utf8)])
        #expect(form.files.map(\.field) == ["file"])
        #expect(form.files.map(\.file) == [UploadedFile(name: "b\"c.txt", bytes: Array("--xy\r\n".utf8))])
    }

    @Test("a field of files that was left empty is no file")
    func empty() throws {
        #expect(try parts("--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\n\r\n--xx--").files.isEmpty)
    }

    @Test("a form cut off at any byte is refused or is whole, and never crashes")
    func cut() throws {
        let bytes = Array(Self.whole.utf8)
        for count in 0..<(bytes.count - 4) {
            #expect(throws: Problem.self, "\(count)") {
                try Multipart(Array(bytes[..<count]), contentType: "multipart/form-data; boundary=xx")
            }
        }
    }

    @Test(
        "a boundary that is missing, empty, too long or of odd characters is refused",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a b\"",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
        ])
    func boundaries(_ type: String) {
        #expect(throws: Problem.self) { try parts(Self.whole, type: type) }
    }

    @Test(
        "parts without a name, with an encoding, with headers without end, or too many of them are refused",
        arguments: [
            "--xx\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xx--",
            "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n--xx--",
            "--xx\r\n" + String(repeating: "A: b\r\n", count: 1_000) + "\r\nx\r\n--xx--",
            String(repeating: "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n", count: 300) + "--xx--",
        ])
    func refused(_ text: String) {
        #expect(throws: Problem.self) { try parts(text) }
    }
}
