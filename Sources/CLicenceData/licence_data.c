#include "licence_data.h"

static const unsigned char spdx_pack[] = {
#embed "spdx.pack"
};
const size_t steward_spdx_pack_size = sizeof spdx_pack;
const unsigned char *steward_spdx_pack_bytes(void) { return spdx_pack; }

static const unsigned char osadl_matrix[] = {
#embed "osadl-matrix.csv"
};
const size_t steward_osadl_matrix_size = sizeof osadl_matrix;
const unsigned char *steward_osadl_matrix_bytes(void) { return osadl_matrix; }

static const unsigned char licence_names[] = {
#embed "licence-names.txt"
};
const size_t steward_licence_names_size = sizeof licence_names;
const unsigned char *steward_licence_names_bytes(void) { return licence_names; }
