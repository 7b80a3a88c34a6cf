#ifndef STEWARD_CDEFLATE_DEFLATE_H
#define STEWARD_CDEFLATE_DEFLATE_H
#include <libdeflate.h>
#include <stdint.h>
#include <string.h>

// libdeflate, and the few things about memory that Swift cannot say.

/// One bit for each of the 64 bytes at `bytes`, the first one lowest: set where the byte is `wanted`.
static inline uint64_t steward_matches(const uint8_t *bytes, uint8_t wanted) {
#if defined(__SSE2__)
    typedef char lanes __attribute__((vector_size(16)));
    uint64_t mask = 0;
    lanes all = (lanes){0} + (char)wanted;
    for (int part = 0; part < 4; part++) {
        lanes some;
        memcpy(&some, bytes + 16 * part, 16);
        mask |= (uint64_t)(uint16_t)__builtin_ia32_pmovmskb128((lanes)(some == all)) << (16 * part);
    }
    return mask;
#else
    uint64_t mask = 0;
    for (int part = 0; part < 8; part++) {
        uint64_t some;
        memcpy(&some, bytes + 8 * part, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        some = __builtin_bswap64(some);
#endif
        some ^= 0x0101010101010101u * wanted;
        // The highest bit of each byte that is zero now, without carries from its neighbours.
        uint64_t zero = ~(((some & 0x7f7f7f7f7f7f7f7fu) + 0x7f7f7f7f7f7f7f7fu) | some | 0x7f7f7f7f7f7f7f7fu);
        mask |= ((zero >> 7) * 0x0102040810204080u >> 56) << (8 * part);
    }
    return mask;
#endif
}

/// How many of the `count` ascending numbers at `numbers` are below `limit`; without branches that nobody can foresee.
static inline size_t steward_count_below(const uint32_t *numbers, size_t count, uint32_t limit) {
    const uint32_t *start = numbers;
    while (count > 8) {
        size_t half = count / 2;
        start = __builtin_unpredictable(start[half - 1] < limit) ? start + half : start;
        count -= half;
    }
    size_t below = (size_t)(start - numbers);
    for (size_t place = 0; place < count; place++) below += start[place] < limit;
    return below;
}

/// Has the processor fetch the bytes at `place` while other work goes on. Any address will do.
static inline void steward_prefetch(const void *place) { __builtin_prefetch(place); }

#endif
