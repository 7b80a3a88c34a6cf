#ifndef STEWARD_ASSETS_H
#define STEWARD_ASSETS_H
#include <stddef.h>

// The files of the pages kit, compiled into the program so that one file is enough to serve them.

/// The stylesheet.
const unsigned char *steward_stylesheet_bytes(void);
extern const size_t steward_stylesheet_size;

/// The mark of the product, which browsers show beside the title.
const unsigned char *steward_mark_bytes(void);
extern const size_t steward_mark_size;

#endif
