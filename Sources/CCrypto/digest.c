#include "digest.h"

#include <limits.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

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

int steward_object_name(
    const void *head, size_t head_size, const void *bytes, size_t count, unsigned char *name, size_t name_size) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned int size = 0;
    int made = context && EVP_DigestInit_ex(context, name_size == 20 ? EVP_sha1() : EVP_sha256(), NULL) == 1
        && EVP_DigestUpdate(context, head, head_size) == 1 && EVP_DigestUpdate(context, bytes, count) == 1
        && EVP_MD_CTX_size(context) == (int)name_size && EVP_DigestFinal_ex(context, name, &size) == 1;
    EVP_MD_CTX_free(context);
    return made;
}

int steward_are_equal(const void *a, const void *b, size_t count) { return CRYPTO_memcmp(a, b, count) == 0; }

int steward_random(void *bytes, size_t count) { return count <= INT_MAX && RAND_bytes(bytes, (int)count) == 1; }
