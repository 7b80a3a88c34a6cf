#include "CTOML.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>

// Deeper documents are refused rather than read on the stack.
#define TOML_MAX_NESTED_VALUES 64
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace {
struct Walk {
    void *context;
    void (*part)(void *, const toml_event *);

    void hand(toml_event event, std::string_view key, uint32_t line) const {
        event.key = key.data();
        event.key_length = key.size();
        event.line = line;
        part(context, &event);
    }

    template <typename Value> void date(const Value &value, std::string_view key, uint32_t line) const {
        std::ostringstream stream;
        stream << value;
        std::string text = stream.str();
        toml_event event{};
        event.kind = toml_date;
        event.text = text.data();
        event.length = text.size();
        hand(event, key, line);
    }

    void walk(const toml::node &node, std::string_view key) const {
        uint32_t line = static_cast<uint32_t>(node.source().begin.line);
        toml_event event{};
        if (const auto *table = node.as_table()) {
            event.kind = toml_table_begin;
            hand(event, key, line);
            for (const auto &[name, value] : *table) walk(value, name.str());
            event.kind = toml_end;
            hand(event, {}, line);
        } else if (const auto *array = node.as_array()) {
            event.kind = toml_array_begin;
            hand(event, key, line);
            for (const auto &value : *array) walk(value, {});
            event.kind = toml_end;
            hand(event, {}, line);
        } else if (const auto *text = node.as_string()) {
            event.kind = toml_string;
            event.text = text->get().data();
            event.length = text->get().size();
            hand(event, key, line);
        } else if (const auto *integer = node.as_integer()) {
            event.kind = toml_integer;
            event.integer = integer->get();
            hand(event, key, line);
        } else if (const auto *number = node.as_floating_point()) {
            event.kind = toml_number;
            event.number = number->get();
            hand(event, key, line);
        } else if (const auto *truth = node.as_boolean()) {
            event.kind = toml_bool;
            event.integer = truth->get() ? 1 : 0;
            hand(event, key, line);
        } else if (const auto *day = node.as_date()) {
            date(day->get(), key, line);
        } else if (const auto *time = node.as_time()) {
            date(time->get(), key, line);
        } else if (const auto *moment = node.as_date_time()) {
            date(moment->get(), key, line);
        }
    }
};
}

bool toml_read(
    const char *text, size_t length, void *context, void (*part)(void *context, const toml_event *event), char *problem,
    size_t problem_size, uint32_t *line) {
    auto result = toml::parse(std::string_view(text, length));
    if (!result) {
        std::string_view words = result.error().description();
        if (problem && problem_size > 0) {
            size_t count = std::min(words.size(), problem_size - 1);
            std::memcpy(problem, words.data(), count);
            problem[count] = 0;
        }
        if (line) *line = static_cast<uint32_t>(result.error().source().begin.line);
        return false;
    }
    Walk{context, part}.walk(result.table(), {});
    return true;
}
