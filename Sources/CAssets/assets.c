#include "assets.h"

static const unsigned char stylesheet[] = {
#embed "steward.css"
};
const size_t steward_stylesheet_size = sizeof stylesheet;
const unsigned char *steward_stylesheet_bytes(void) { return stylesheet; }

static const unsigned char mark[] = {
#embed "steward.svg"
};
const size_t steward_mark_size = sizeof mark;
const unsigned char *steward_mark_bytes(void) { return mark; }
