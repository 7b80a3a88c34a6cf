import CCrypto

/// Bytes that nobody can guess, from libcrypto's generator.
public enum RandomBytes {
    /// Nil when the machine has no randomness to give; nothing secret may be made then.
    public static func make(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return steward_random(&bytes, bytes.count) == 1 ? bytes : nil
    }
}
