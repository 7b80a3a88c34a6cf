#ifndef STEWARD_CSIMDJSON_H
#define STEWARD_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with the text that it reads and the document that it made of it. Reading again replaces the document.
typedef struct json_store json_store;

/// A value inside the document of a store, good until that store reads again or is freed.
typedef struct {
    const void *document;
    size_t index;
} json_value;

/// A place between the members of an object or the elements of an array.
typedef struct {
    json_value next;
    json_value end;
} json_cursor;

typedef enum {
    json_kind_null = 0,
    json_kind_bool = 1,
    json_kind_integer = 2,
    json_kind_number = 3,
    json_kind_string = 4,
    json_kind_array = 5,
    json_kind_object = 6,
} json_kind;

typedef enum {
    json_ok = 0,
    json_no_memory = 1,
    json_too_deep = 2,
    json_not_utf8 = 3,
    json_bad_string = 4,
    json_bad_number = 5,
    json_empty = 6,
    json_unfinished = 7,
    json_malformed = 8,
} json_outcome;

/// NULL when there is no memory.
json_store *json_store_new(void);
void json_store_free(json_store *store);

/// Room for `length` bytes of text, and what the parser may read behind them; NULL when there is no memory.
uint8_t *json_store_room(json_store *store, size_t length);

/// Parses the first `length` bytes of the room. On success `root` is set.
json_outcome json_store_parse(json_store *store, size_t length, size_t depth, json_value *root);

json_kind json_value_kind(json_value value);

/// The member of that name, the first of several; false when there is none or the value is no object.
bool json_value_member(json_value object, const uint8_t *name, size_t length, json_value *member);

/// The UTF-8 bytes of a string; false when the value is none.
bool json_value_string(json_value value, const uint8_t **bytes, size_t *length);

/// False when the value is no whole number of 64 bits with a sign.
bool json_value_integer(json_value value, int64_t *integer);
bool json_value_number(json_value value, double *number);
bool json_value_bool(json_value value, bool *truth);

/// Begins to go through an object or an array; false when the value is neither.
bool json_cursor_begin(json_value container, json_cursor *cursor);

/// The next element of an array; false at the end.
bool json_cursor_element(json_cursor *cursor, json_value *element);

/// The next member of an object; false at the end.
bool json_cursor_member(json_cursor *cursor, const uint8_t **name, size_t *length, json_value *member);

/// Where `needle` first stands in a text that is not parsed; `length` when it does not.
size_t json_text_find(const void *text, size_t length, const void *needle, size_t needle_length);

#ifdef __cplusplus
}
#endif

#endif
