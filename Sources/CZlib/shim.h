#ifndef STEWARD_CZLIB_H
#define STEWARD_CZLIB_H
#include <zlib.h>

/// `deflateInit2` is a macro, which Swift cannot call.
static inline int steward_deflate_init(z_stream *stream, int level, int window_bits) {
    return deflateInit2(stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}

/// `inflateInit2` is a macro as well.
static inline int steward_inflate_init(z_stream *stream, int window_bits) {
    return inflateInit2(stream, window_bits);
}

#endif
