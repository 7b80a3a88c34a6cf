#ifndef STEWARD_CTOML_H
#define STEWARD_CTOML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    toml_table_begin = 0,
    toml_array_begin = 1,
    /// The end of the innermost table or array that is open.
    toml_end = 2,
    toml_string = 3,
    toml_integer = 4,
    toml_number = 5,
    toml_bool = 6,
    /// A date, a time or both, as TOML writes it.
    toml_date = 7,
} toml_kind;

typedef struct {
    toml_kind kind;
    /// The name in the table that it stands in; empty in an array.
    const char *key;
    size_t key_length;
    /// Of a string or a date.
    const char *text;
    size_t length;
    /// Of a whole number; 0 or 1 of a bool.
    int64_t integer;
    double number;
    /// From 1.
    uint32_t line;
} toml_event;

/// Reads a document of TOML 1.0 and hands over its parts, the outermost table first and names in the order of the alphabet.
///
/// False when it is not valid; `problem` then says why, ending in zero, and `line` where.
bool toml_read(
    const char *text, size_t length, void *context, void (*part)(void *context, const toml_event *event), char *problem,
    size_t problem_size, uint32_t *line);

#ifdef __cplusplus
}
#endif

#endif
