#include "inspection_data.h"

static const unsigned char secret_rules[] = {
#embed "gitleaks/gitleaks.toml"
};
const size_t steward_secret_rules_size = sizeof secret_rules;
const unsigned char *steward_secret_rules_bytes(void) { return secret_rules; }
