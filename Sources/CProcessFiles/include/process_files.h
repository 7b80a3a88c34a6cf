#ifndef STEWARD_PROCESS_FILES_H
#define STEWARD_PROCESS_FILES_H
#include <stddef.h>

// The processes that come with Steward, compiled into the program as the files that people read.

struct steward_process_file {
    const char *name;
    const unsigned char *bytes;
    size_t size;
};

extern const size_t steward_process_file_count;

/// NULL past the last one.
const struct steward_process_file *steward_process_file_at(size_t index);

#endif
