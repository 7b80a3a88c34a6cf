import CCrypto

/// A key that proves who signed a JSON web token (RFC 7518). Other kinds than these two are not spoken.
public enum PublicKey: Sendable, Hashable {
    /// RS256, from 2,048 bits on: the modulus and the exponent, big-endian.
    case rsa(modulus: [UInt8], exponent: [UInt8])
    /// ES256: a point on P-256 by its two coordinates of 32 bytes.
    case p256(x: [UInt8], y: [UInt8])

    /// Whether `signature` was made over `message` with the private half of this key. A key that cannot be one verifies nothing.
    public func verifies(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        switch self {
        case .rsa(let modulus, let exponent):
            return modulus.withUnsafeBytes { modulus in
                exponent.withUnsafeBytes { exponent in
                    message.withUnsafeBytes { message in
                        signature.withUnsafeBytes { signature in
                            steward_verify_rs256(
                                modulus.baseAddress, modulus.count, exponent.baseAddress, exponent.count, message.baseAddress,
                                message.count,
                                signature.baseAddress, signature.count) == 1
                        }
                    }
                }
            }
        case .p256(let x, let y):
            guard x.count == 32, y.count == 32, signature.count == 64 else { return false }
            return message.withUnsafeBytes { message in
                steward_verify_es256(x, y, message.baseAddress, message.count, signature) == 1
            }
        }
    }
}
