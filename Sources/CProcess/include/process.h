#ifndef STEWARD_PROCESS_H
#define STEWARD_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/// Bounds the address space of a running child, and of what it starts from then on. Gives 0 or an errno.
///
/// Swift's Glibc leaves prlimit out, as it is declared for _GNU_SOURCE only.
int steward_limit_memory(pid_t child, uint64_t bytes);

#endif
