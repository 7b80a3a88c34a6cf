// Inflates every object of a pack once, in the order in which they lie there, and does nothing else: what no reader can do without.
// usage: inflate INDEX THREADS

#include <fcntl.h>
#include <libdeflate.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME = 20, TABLE = 8 + 1024, BLOCK = 256 };

static const uint8_t *pack;
static size_t packEnd;
static uint64_t *offsets;
static size_t count;
static atomic_size_t next;
static atomic_ullong total;

static void die(const char *what) {
    fprintf(stderr, "inflate: %s\n", what);
    exit(1);
}

static const uint8_t *map(const char *path, size_t *size) {
    int file = open(path, O_RDONLY);
    struct stat facts;
    if (file < 0 || fstat(file, &facts) != 0) die(path);
    *size = (size_t)facts.st_size;
    void *start = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, file, 0);
    if (start == MAP_FAILED) die(path);
    close(file);
    return start;
}

static uint32_t word(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static int ascending(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// Passes over the header of the entry at `at`; gives its size.
static size_t header(size_t *at) {
    uint8_t byte = pack[(*at)++];
    int kind = byte >> 4 & 7, shift = 4;
    size_t size = byte & 15;
    for (; byte & 0x80; shift += 7) {
        byte = pack[(*at)++];
        size |= (size_t)(byte & 0x7f) << shift;
    }
    if (kind == 6) while (pack[(*at)++] & 0x80) {}
    if (kind == 7) *at += NAME;
    return size;
}

static void *work(void *unused) {
    (void)unused;
    struct libdeflate_decompressor *state = libdeflate_alloc_decompressor();
    size_t room = 1 << 20, sum = 0;
    uint8_t *target = malloc(room);
    for (;;) {
        size_t first = atomic_fetch_add(&next, BLOCK);
        if (first >= count) break;
        for (size_t index = first; index < count && index < first + BLOCK; index++) {
            size_t at = offsets[index], used, size = header(&at);
            if (size > room) {
                free(target);
                target = malloc(room = size);
            }
            size_t end = index + 1 < count ? offsets[index + 1] : packEnd;
            if (libdeflate_zlib_decompress_ex(state, pack + at, end - at, target, size, &used, NULL) != LIBDEFLATE_SUCCESS) die("damaged");
            sum += size;
        }
    }
    atomic_fetch_add(&total, sum);
    free(target);
    libdeflate_free_decompressor(state);
    return NULL;
}

int main(int arguments, char **values) {
    if (arguments != 3 || strlen(values[1]) < 4) die("usage: inflate INDEX THREADS");
    size_t size;
    const uint8_t *index = map(values[1], &size);
    char *path = strdup(values[1]);
    strcpy(path + strlen(path) - 3, "pack");
    pack = map(path, &packEnd);
    packEnd -= NAME;
    count = word(index + 8 + 255 * 4);
    const uint8_t *narrow = index + TABLE + count * (NAME + 4), *wide = narrow + count * 4;
    offsets = malloc(count * sizeof *offsets);
    for (size_t place = 0; place < count; place++) {
        uint32_t offset = word(narrow + place * 4);
        const uint8_t *far = wide + (size_t)(offset & 0x7fffffff) * 8;
        offsets[place] = offset & 0x80000000u ? (uint64_t)word(far) << 32 | word(far + 4) : offset;
    }
    qsort(offsets, count, sizeof *offsets, ascending);
    int threads = atoi(values[2]);
    pthread_t others[64];
    for (int thread = 1; thread < threads && thread < 64; thread++) pthread_create(&others[thread], NULL, work, NULL);
    work(NULL);
    for (int thread = 1; thread < threads && thread < 64; thread++) pthread_join(others[thread], NULL);
    printf("%zu objects, %llu bytes\n", count, (unsigned long long)total);
    return 0;
}
