#ifndef STEWARD_ASSETS_H
#define STEWARD_ASSETS_H
#include <stddef.h>

/// The stylesheet of the pages kit, compiled into the program so that one file is enough to serve it.
extern const unsigned char steward_stylesheet[];
extern const size_t steward_stylesheet_size;

#endif
