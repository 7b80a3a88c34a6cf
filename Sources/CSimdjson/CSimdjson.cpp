#include "CSimdjson.h"

#include <cstring>
#include <memory>
#include <new>
#include <type_traits>

#include <simdjson.h>

using namespace simdjson;

struct json_store {
    dom::parser parser;
    std::unique_ptr<uint8_t[]> room;
    size_t capacity = 0;
};

// The library's references are a pointer to the document and a place in it, which is what json_value holds.
template <typename T> static T as(json_value value) {
    static_assert(sizeof(T) == sizeof(json_value) && std::is_trivially_copyable<T>::value, "a plain reference");
    T result;
    std::memcpy(static_cast<void *>(&result), &value, sizeof value);
    return result;
}

template <typename T> static json_value plain(const T &reference) {
    static_assert(sizeof(T) == sizeof(json_value) && std::is_trivially_copyable<T>::value, "a plain reference");
    json_value value;
    std::memcpy(&value, static_cast<const void *>(&reference), sizeof value);
    return value;
}

json_store *json_store_new(void) { return new (std::nothrow) json_store(); }

void json_store_free(json_store *store) { delete store; }

uint8_t *json_store_room(json_store *store, size_t length) {
    if (length > SIZE_MAX - SIMDJSON_PADDING) return nullptr;
    size_t needed = length + SIMDJSON_PADDING;
    if (store->capacity < needed) {
        store->room.reset(new (std::nothrow) uint8_t[needed]);
        store->capacity = store->room ? needed : 0;
    }
    if (store->room) std::memset(store->room.get() + length, 0, SIMDJSON_PADDING);
    return store->room.get();
}

static json_outcome outcome(error_code error) {
    switch (error) {
    case SUCCESS: return json_ok;
    case CAPACITY:
    case MEMALLOC: return json_no_memory;
    case DEPTH_ERROR: return json_too_deep;
    case UTF8_ERROR: return json_not_utf8;
    case STRING_ERROR:
    case UNESCAPED_CHARS: return json_bad_string;
    case NUMBER_ERROR: return json_bad_number;
    case EMPTY: return json_empty;
    case UNCLOSED_STRING: return json_unfinished;
    default: return json_malformed;
    }
}

json_outcome json_store_parse(json_store *store, size_t length, size_t depth, json_value *root) {
    if (!store->room || length + SIMDJSON_PADDING > store->capacity) return json_no_memory;
    if (store->parser.capacity() < length || store->parser.max_depth() != depth) {
        size_t capacity = length > store->parser.capacity() ? length : store->parser.capacity();
        error_code error = store->parser.allocate(capacity, depth);
        if (error) return outcome(error);
    }
    dom::element element;
    error_code error = store->parser.parse(store->room.get(), length, false).get(element);
    if (error) return outcome(error);
    *root = plain(element);
    return json_ok;
}

json_kind json_value_kind(json_value value) {
    switch (as<dom::element>(value).type()) {
    case dom::element_type::BOOL: return json_kind_bool;
    case dom::element_type::INT64:
    case dom::element_type::UINT64: return json_kind_integer;
    case dom::element_type::DOUBLE: return json_kind_number;
    case dom::element_type::STRING: return json_kind_string;
    case dom::element_type::ARRAY: return json_kind_array;
    case dom::element_type::OBJECT: return json_kind_object;
    default: return json_kind_null;
    }
}

bool json_value_member(json_value object, const uint8_t *name, size_t length, json_value *member) {
    dom::object found;
    if (as<dom::element>(object).get(found)) return false;
    dom::element element;
    if (found.at_key(std::string_view(reinterpret_cast<const char *>(name), length)).get(element)) return false;
    *member = plain(element);
    return true;
}

bool json_value_string(json_value value, const uint8_t **bytes, size_t *length) {
    std::string_view text;
    if (as<dom::element>(value).get(text)) return false;
    *bytes = reinterpret_cast<const uint8_t *>(text.data());
    *length = text.size();
    return true;
}

bool json_value_integer(json_value value, int64_t *integer) { return !as<dom::element>(value).get(*integer); }

bool json_value_number(json_value value, double *number) { return !as<dom::element>(value).get(*number); }

bool json_value_bool(json_value value, bool *truth) { return !as<dom::element>(value).get(*truth); }

bool json_cursor_begin(json_value container, json_cursor *cursor) {
    dom::element element = as<dom::element>(container);
    dom::object object;
    if (!element.get(object)) {
        cursor->next = plain(object.begin());
        cursor->end = plain(object.end());
        return true;
    }
    dom::array array;
    if (element.get(array)) return false;
    cursor->next = plain(array.begin());
    cursor->end = plain(array.end());
    return true;
}

bool json_cursor_element(json_cursor *cursor, json_value *element) {
    if (cursor->next.index == cursor->end.index) return false;
    dom::array::iterator place = as<dom::array::iterator>(cursor->next);
    *element = plain(*place);
    cursor->next = plain(++place);
    return true;
}

bool json_cursor_member(json_cursor *cursor, const uint8_t **name, size_t *length, json_value *member) {
    if (cursor->next.index == cursor->end.index) return false;
    dom::object::iterator place = as<dom::object::iterator>(cursor->next);
    std::string_view key = place.key();
    *name = reinterpret_cast<const uint8_t *>(key.data());
    *length = key.size();
    *member = plain(place.value());
    cursor->next = plain(++place);
    return true;
}

size_t json_text_find(const void *text, size_t length, const void *needle, size_t needle_length) {
    const void *found = memmem(text, length, needle, needle_length);
    return found ? static_cast<size_t>(static_cast<const uint8_t *>(found) - static_cast<const uint8_t *>(text)) : length;
}
