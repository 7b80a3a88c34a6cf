#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <stddef.h>
#include <sys/resource.h>

int steward_limit_memory(pid_t child, uint64_t bytes) {
    struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    return prlimit(child, RLIMIT_AS, &limit, NULL) == 0 ? 0 : errno;
}
