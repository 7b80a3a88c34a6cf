#ifndef STEWARD_INSPECTION_DATA_H
#define STEWARD_INSPECTION_DATA_H
#include <stddef.h>

// Rule files of inspections, compiled into the program. Each lies in a folder of its own with its licence.

/// The rules of gitleaks for finding secrets (MIT), as TOML.
const unsigned char *steward_secret_rules_bytes(void);
extern const size_t steward_secret_rules_size;

#endif
