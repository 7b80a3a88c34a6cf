#ifndef STEWARD_CRE2_H
#define STEWARD_CRE2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// A narrow door to RE2, which matches in time that grows with the text only, whatever the pattern, and within a given amount of
// memory. Texts are bytes; patterns and texts count as Latin-1 or as UTF-8.

/// A compiled pattern. May be used by several threads at the same time.
typedef struct re2_pattern re2_pattern;

/// Where a group matched; start is SIZE_MAX when it took no part.
typedef struct {
    size_t start;
    size_t end;
} re2_span;

/// NULL when the pattern is not valid or would need more than `memory` bytes; `problem` then says why, ending in zero.
re2_pattern *re2_pattern_new(
    const char *pattern, size_t length, size_t memory, bool is_utf8, char *problem, size_t problem_size);
void re2_pattern_free(re2_pattern *pattern);

/// How many groups it has, the whole match not counted.
int re2_pattern_groups(const re2_pattern *pattern);

/// The number of the group of that name; -1 when there is none.
int re2_pattern_group(const re2_pattern *pattern, const char *name, size_t length);

/// The first match that begins at `from` or later; what lies before counts as context. Fills as many spans as asked for, the whole
/// match first.
bool re2_pattern_find(
    const re2_pattern *pattern, const char *text, size_t length, size_t from, re2_span *spans, int count);

/// Many patterns, of which one pass over a text tells those that match somewhere.
typedef struct re2_set re2_set;

re2_set *re2_set_new(size_t memory, bool is_utf8);
void re2_set_free(re2_set *set);
/// The number of the pattern in the set; -1 when it is not valid.
int re2_set_add(re2_set *set, const char *pattern, size_t length, char *problem, size_t problem_size);
/// False when the set needs more memory than it may take.
bool re2_set_compile(re2_set *set);
/// Writes the numbers of matching patterns, at most `room`; gives how many there are, or -1 when memory ran out.
int re2_set_match(const re2_set *set, const char *text, size_t length, int *numbers, int room);

#ifdef __cplusplus
}
#endif

#endif
