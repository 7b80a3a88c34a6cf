#ifndef STEWARD_CCRYPTO_SIGNATURE_H
#define STEWARD_CCRYPTO_SIGNATURE_H
#include <stddef.h>

// Signatures of JSON web tokens (RFC 7518 §3). Numbers are big-endian without a sign; the functions return 1 when the signature
// belongs to the message and the key, and 0 for everything else, a key that cannot be one included.

/// RS256: RSASSA-PKCS1-v1_5 with SHA-256.
int steward_verify_rs256(
    const void *modulus, size_t modulus_size, const void *exponent, size_t exponent_size, const void *message,
    size_t message_size, const void *signature, size_t signature_size);
/// ES256: ECDSA on P-256 with SHA-256. `x` and `y` have 32 bytes each, `signature` 64.
int steward_verify_es256(
    const void *x, const void *y, const void *message, size_t message_size, const void *signature);

#endif
