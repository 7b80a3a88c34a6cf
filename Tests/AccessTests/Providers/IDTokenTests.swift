import Cryptography
import Foundation
import Testing

@testable import Access

/// Signed statements with keys of our own, made by `scripts/openid/make_test_tokens.py`.
private struct TokenFile: Decodable {
    let now: Int64
    let tokens: [String: [String: String]]

    static func load() throws -> (file: TokenFile, keys: KeySet) {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "id-tokens.json")
        let bytes = try Data(contentsOf: path)
        let whole = try JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        let keys = try JSONSerialization.data(withJSONObject: try #require(whole?["keys"]))
        return (try JSONDecoder().decode(TokenFile.self, from: bytes), try KeySet(Array(keys)))
    }
}

@Suite("ID tokens")
struct IDTokenTests {
    private func expectation(_ now: Int64) -> IDToken.Expectation {
        IDToken.Expectation(issuer: "https://id.example.org", clientID: "steward", nonce: "n-0S6_WzA2Mj", now: now)
    }

    @Test("a token that is signed as the provider signs, and made for this sign-in, is believed")
    func right() throws {
        let (file, keys) = try TokenFile.load()
        let right = try #require(file.tokens["right"])
        #expect(right.count == 6)
        for (name, text) in right {
            let token = try IDToken(text, keys: keys, expecting: expectation(file.now))
            #expect(token.subject == "248289761001" && token.label == "ada" && token.email == "ada@example.org", "\(name)")
        }
    }

    @Test("every other token is refused")
    func wrong() throws {
        let (file, keys) = try TokenFile.load()
        let wrong = try #require(file.tokens["wrong"])
        #expect(wrong.count == 28)
        for (name, text) in wrong {
            #expect(throws: ProviderFailure.self, "\(name)") { try IDToken(text, keys: keys, expecting: expectation(file.now)) }
        }
    }

    @Test("a token is refused wherever a letter of it is changed")
    func changed() throws {
        let (file, keys) = try TokenFile.load()
        for kind in ["RS256", "ES256"] {
            let text = try #require(file.tokens["right"]?[kind])
            for place in stride(from: 0, to: text.utf8.count, by: 7) {
                var bytes = Array(text.utf8)
                bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let changed = String(decoding: bytes, as: UTF8.self)
                #expect(throws: ProviderFailure.self, "\(kind) \(place)") {
                    try IDToken(changed, keys: keys, expecting: expectation(file.now))
                }
            }
        }
    }

    @Test("the examples of RFC 7515 are verified", arguments: [true, false])
    func vectors(_ isRSA: Bool) throws {
        let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        func bytes(_ text: String) throws -> [UInt8] { try #require(Base64URL.bytes(text)) }
        let key: PublicKey
        let signature: String
        if isRSA {
            key = .rsa(
                modulus: try bytes(
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
                ),
                exponent: try bytes("AQAB"))
            signature =
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        } else {
            key = .p256(
                x: try bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), y: try bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"))
            signature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        }
        let head = isRSA ? "eyJhbGciOiJSUzI1NiJ9" : "eyJhbGciOiJFUzI1NiJ9"
        #expect(key.verifies(try bytes(signature), over: Array("\(head).\(payload)".utf8)))
        #expect(!key.verifies(try bytes(signature), over: Array("\(head).\(payload)x".utf8)))
        for bad in [[], [UInt8](repeating: 0, count: 64), [UInt8](repeating: 255, count: 256)] as [[UInt8]] {
            #expect(!key.verifies(bad, over: Array("\(head).\(payload)".utf8)))
        }
    }
}
