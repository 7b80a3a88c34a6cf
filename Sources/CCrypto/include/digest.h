#ifndef STEWARD_CCRYPTO_DIGEST_H
#define STEWARD_CCRYPTO_DIGEST_H
#include <stddef.h>

// A narrow door to OpenSSL's libcrypto, whose own headers bring system headers that clash with those of Swift's Glibc
// module. Each digest has 32 bytes; the functions return 1 when it was made.

int steward_sha256(const void *bytes, size_t count, unsigned char *digest);
int steward_hmac_sha256(
    const void *key, size_t key_size, const void *bytes, size_t count, unsigned char *digest);
/// The name that git gives an object: the digest of `head` followed by `bytes`, of 20 bytes (SHA-1) or 32 (SHA-256).
int steward_object_name(
    const void *head, size_t head_size, const void *bytes, size_t count, unsigned char *name, size_t name_size);
/// 1 when both are the same; takes as long when they are not.
int steward_are_equal(const void *a, const void *b, size_t count);
/// Fills `bytes` with what nobody can guess; 1 when there was enough of it.
int steward_random(void *bytes, size_t count);

#endif
