#include "CRE2.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <re2/re2.h>
#include <re2/set.h>

struct re2_pattern {
    RE2 expression;
    re2_pattern(const re2::StringPiece &text, const RE2::Options &options) : expression(text, options) {}
};

static RE2::Options options(size_t memory, bool is_utf8) {
    RE2::Options options;
    options.set_max_mem(static_cast<int64_t>(memory));
    options.set_encoding(is_utf8 ? RE2::Options::EncodingUTF8 : RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    return options;
}

static void tell(const std::string &text, char *problem, size_t room) {
    if (!problem || room == 0) return;
    size_t count = std::min(text.size(), room - 1);
    std::memcpy(problem, text.data(), count);
    problem[count] = 0;
}

re2_pattern *re2_pattern_new(
    const char *pattern, size_t length, size_t memory, bool is_utf8, char *problem, size_t problem_size) {
    std::unique_ptr<re2_pattern> made(
        new (std::nothrow) re2_pattern(re2::StringPiece(pattern, length), options(memory, is_utf8)));
    if (!made) {
        tell("there is no memory for it", problem, problem_size);
        return nullptr;
    }
    if (!made->expression.ok()) {
        tell(made->expression.error(), problem, problem_size);
        return nullptr;
    }
    return made.release();
}

void re2_pattern_free(re2_pattern *pattern) { delete pattern; }

int re2_pattern_groups(const re2_pattern *pattern) { return pattern->expression.NumberOfCapturingGroups(); }

int re2_pattern_group(const re2_pattern *pattern, const char *name, size_t length) {
    const auto &groups = pattern->expression.NamedCapturingGroups();
    auto found = groups.find(std::string(name, length));
    return found == groups.end() ? -1 : found->second;
}

bool re2_pattern_find(
    const re2_pattern *pattern, const char *text, size_t length, size_t from, re2_span *spans, int count) {
    if (from > length || count < 0) return false;
    constexpr int most = 32;
    re2::StringPiece groups[most];
    count = std::min(count, most);
    // Asking for groups that there are not costs time and gives nothing.
    int asked = std::min(count, 1 + pattern->expression.NumberOfCapturingGroups());
    re2::StringPiece whole(text, length);
    if (!pattern->expression.Match(whole, from, length, RE2::UNANCHORED, groups, asked)) return false;
    for (int index = 0; index < count; index++) {
        if (index < asked && groups[index].data()) {
            spans[index].start = static_cast<size_t>(groups[index].data() - text);
            spans[index].end = spans[index].start + groups[index].size();
        } else {
            spans[index] = {SIZE_MAX, SIZE_MAX};
        }
    }
    return true;
}

struct re2_set {
    RE2::Set set;
    explicit re2_set(const RE2::Options &options) : set(options, RE2::UNANCHORED) {}
};

re2_set *re2_set_new(size_t memory, bool is_utf8) { return new (std::nothrow) re2_set(options(memory, is_utf8)); }

void re2_set_free(re2_set *set) { delete set; }

int re2_set_add(re2_set *set, const char *pattern, size_t length, char *problem, size_t problem_size) {
    std::string error;
    int number = set->set.Add(re2::StringPiece(pattern, length), &error);
    if (number < 0) tell(error, problem, problem_size);
    return number;
}

bool re2_set_compile(re2_set *set) { return set->set.Compile(); }

int re2_set_match(const re2_set *set, const char *text, size_t length, int *numbers, int room) {
    std::vector<int> found;
    RE2::Set::ErrorInfo error;
    error.kind = RE2::Set::kNoError;
    bool matched = set->set.Match(re2::StringPiece(text, length), &found, &error);
    if (!matched) return error.kind == RE2::Set::kNoError ? 0 : -1;
    int count = static_cast<int>(found.size());
    for (int index = 0; index < std::min(count, room); index++) numbers[index] = found[static_cast<size_t>(index)];
    return count;
}
