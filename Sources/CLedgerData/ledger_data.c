#include "ledger_data.h"

static const unsigned char generic_names[] = {
#embed "generic-names.txt"
};
const size_t steward_generic_names_size = sizeof generic_names;
const unsigned char *steward_generic_names_bytes(void) { return generic_names; }

static const unsigned char bot_patterns[] = {
#embed "bot-patterns.txt"
};
const size_t steward_bot_patterns_size = sizeof bot_patterns;
const unsigned char *steward_bot_patterns_bytes(void) { return bot_patterns; }

static const unsigned char latin_letters[] = {
#embed "latin-letters.txt"
};
const size_t steward_latin_letters_size = sizeof latin_letters;
const unsigned char *steward_latin_letters_bytes(void) { return latin_letters; }
