#ifndef STEWARD_LEDGER_DATA_H
#define STEWARD_LEDGER_DATA_H
#include <stddef.h>

// Lists that rules of the ledger read, compiled into the program. Each file says where it comes from.

/// Names and addresses that strangers share.
const unsigned char *steward_generic_names_bytes(void);
extern const size_t steward_generic_names_size;

/// Signs in an identity that a program uses it.
const unsigned char *steward_bot_patterns_bytes(void);
extern const size_t steward_bot_patterns_size;

/// How letters are spelled in the basic Latin alphabet.
const unsigned char *steward_latin_letters_bytes(void);
extern const size_t steward_latin_letters_size;

#endif
