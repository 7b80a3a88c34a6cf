import Cryptography
import Foundation
public import Ledger
public import Transport

/// How a forge proves that a delivery is its own.
public enum WebhookSecret: Sendable {
    /// GitHub's secret: `X-Hub-Signature-256` holds `sha256=` and the HMAC-SHA256 of the body.
    case github(Secret)
    /// GitLab's secret token, which `X-Gitlab-Token` repeats as it is.
    case gitlabToken(Secret)
    /// GitLab's signing token, `whsec_` and a key in Base64: `webhook-signature` holds HMAC-SHA256 over the id, the time
    /// and the body, as the Standard Webhooks specification has it.
    case gitlabSigning(Secret)

    public var forge: ForgeKind {
        switch self {
        case .github: .github
        case .gitlabToken, .gitlabSigning: .gitlab
        }
    }
}

/// Why a delivery is not acted on.
public enum WebhookRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case unsigned(header: String)
    case wrongSignature
    /// The delivery was signed longer ago than repetitions are remembered, or the clocks differ too much.
    case outdated
    /// The secret in the configuration has another form than this kind of signature needs.
    case unusableSecret

    public var description: String {
        switch self {
        case .unsigned(let header): "The delivery has no header \(header). Set the secret of the webhook at the forge."
        case .wrongSignature: "The delivery was not signed with the secret that Steward knows."
        case .outdated: "The delivery was signed too long ago, or the clock of the forge or of this machine is wrong."
        case .unusableSecret: "The secret of this webhook is not a signing token: whsec_ and a key in Base64 are needed."
        }
    }
}

extension WebhookSecret {
    /// A signed time may differ from the clock of this machine by so many seconds.
    static let slack: Int64 = 300

    /// Checks that a delivery comes from who knows the secret, in constant time.
    func verify(_ headers: HTTPHeaders, _ body: [UInt8], at now: Instant) throws(WebhookRefusal) {
        switch self {
        case .github(let secret):
            guard let header = headers["x-hub-signature-256"] else { throw .unsigned(header: "X-Hub-Signature-256") }
            guard let digest = Digest.hmacSHA256(body, key: secret.bytes),
                Digest.areEqual(Array("sha256=\(Digest.hexadecimal(digest))".utf8), Array(header.lowercased().utf8))
            else { throw .wrongSignature }
        case .gitlabToken(let secret):
            guard let header = headers["x-gitlab-token"] else { throw .unsigned(header: "X-Gitlab-Token") }
            // Digests have one length, so not even the length of the secret shows in the time.
            guard let given = Digest.sha256(Array(header.utf8)), let wanted = Digest.sha256(secret.bytes),
                Digest.areEqual(given, wanted)
            else { throw .wrongSignature }
        case .gitlabSigning(let secret):
            try Self.verifyStandard(secret, headers, body, at: now)
        }
    }

    private static func verifyStandard(
        _ secret: Secret, _ headers: HTTPHeaders, _ body: [UInt8], at now: Instant
    ) throws(WebhookRefusal) {
        guard let signatures = headers["webhook-signature"] else { throw .unsigned(header: "webhook-signature") }
        guard let id = headers["webhook-id"] else { throw .unsigned(header: "webhook-id") }
        guard let time = headers["webhook-timestamp"], let seconds = Int64(time) else {
            throw .unsigned(header: "webhook-timestamp")
        }
        let text = String(decoding: secret.bytes, as: UTF8.self)
        let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        guard let key = Data(base64Encoded: encoded), key.count >= 16 else { throw .unusableSecret }
        guard let digest = Digest.hmacSHA256(Array("\(id).\(time).".utf8) + body, key: Array(key)) else { throw .wrongSignature }
        let wanted = Array("v1,\(Data(digest).base64EncodedString())".utf8)
        var isSigned = false
        // While a secret is renewed there are several signatures; all are compared, whichever is right.
        for signature in signatures.prefix(4096).split(separator: " ") where Digest.areEqual(wanted, Array(signature.utf8)) {
            isSigned = true
        }
        guard isSigned else { throw .wrongSignature }
        guard seconds >= now.seconds &- slack, seconds <= now.seconds &+ slack else { throw .outdated }
    }
}
