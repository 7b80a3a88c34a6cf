#include "password.h"

#include <openssl/evp.h>

int steward_scrypt(
    const void *password, size_t password_size, const void *salt, size_t salt_size, uint64_t rounds, uint64_t blocks,
    uint64_t lanes, uint64_t most_memory, unsigned char *key, size_t key_size) {
    // An empty array of Swift has no address, which the library would take for a question about the cost alone.
    return EVP_PBE_scrypt(
               password == NULL ? "" : password, password_size, salt == NULL ? (const unsigned char *)"" : salt, salt_size,
               rounds, blocks, lanes, most_memory, key, key_size)
        == 1;
}
