#include "digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

int steward_sha256(const void *bytes, size_t count, unsigned char *digest) {
    unsigned int size = 0;
    return EVP_Digest(bytes, count, digest, &size, EVP_sha256(), NULL) == 1 && size == 32;
}

int steward_hmac_sha256(
    const void *key, size_t key_size, const void *bytes, size_t count, unsigned char *digest) {
    unsigned int size = 0;
    if (key_size > INT_MAX) return 0;
    return HMAC(EVP_sha256(), key, (int)key_size, bytes, count, digest, &size) != NULL && size == 32;
}

int steward_are_equal(const void *a, const void *b, size_t count) { return CRYPTO_memcmp(a, b, count) == 0; }
