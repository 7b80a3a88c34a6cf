#ifndef STEWARD_CCRYPTO_PASSWORD_H
#define STEWARD_CCRYPTO_PASSWORD_H
#include <stddef.h>
#include <stdint.h>

/// The derivation of RFC 7914 with N = `rounds`, r = `blocks`, p = `lanes`; 1 when `key` was made.
int steward_scrypt(
    const void *password, size_t password_size, const void *salt, size_t salt_size, uint64_t rounds, uint64_t blocks,
    uint64_t lanes, uint64_t most_memory, unsigned char *key, size_t key_size);

#endif
