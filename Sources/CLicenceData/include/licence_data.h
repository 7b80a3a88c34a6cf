#ifndef STEWARD_LICENCE_DATA_H
#define STEWARD_LICENCE_DATA_H
#include <stddef.h>

// What others published about licences, compiled into the program. DATA-LICENCES.md beside the files says where each comes from
// and under which terms; scripts/make-licence-pack writes the first two anew.

/// The SPDX licence list: ids, names, texts with their markup. The script says how the pack is laid out.
const unsigned char *steward_spdx_pack_bytes(void);
extern const size_t steward_spdx_pack_size;

/// OSADL's matrix of which licence may be combined with which, as published.
const unsigned char *steward_osadl_matrix_bytes(void);
extern const size_t steward_osadl_matrix_size;

/// How licences are called in notices.
const unsigned char *steward_licence_names_bytes(void);
extern const size_t steward_licence_names_size;

#endif
