#include "words.h"

#include <stdlib.h>
#include <string.h>

// States are numbered from 0, the start. `next` has a row of as many places as there are classes of bytes for each state, so that
// each byte of a text costs two loads. A word ends at a state when `ends` leads to a list; lists of shorter words that end there as
// well are joined by `also`.
struct word_set {
    uint8_t class_of[256];
    size_t classes;
    size_t states;
    uint16_t *next;
    // For each state: one more than the number of a word that ends there, 0 for none.
    uint32_t *ends;
    // For each state: the longest other state that ends the same way and where a word ends; 0 for none.
    uint16_t *also;
    // For each word: one more than another word that is the same.
    uint32_t *same;
};

static uint8_t small(uint8_t byte) { return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + 32) : byte; }

void word_set_free(word_set *set) {
    if (!set) return;
    free(set->next);
    free(set->ends);
    free(set->also);
    free(set->same);
    free(set);
}

// Leads each state, in the order of their depth, to where the longest end of it that is the beginning of a word goes on.
static int complete(word_set *set) {
    uint16_t *queue = malloc(set->states * sizeof *queue);
    uint16_t *fallback = calloc(set->states, sizeof *fallback);
    int done = queue && fallback;
    if (done) {
        size_t head = 0, tail = 0;
        for (size_t class = 0; class < set->classes; class++) {
            uint16_t child = set->next[class];
            if (child) queue[tail++] = child;
        }
        while (head < tail) {
            uint16_t state = queue[head++];
            uint16_t back = fallback[state];
            set->also[state] = set->ends[back] ? back : set->also[back];
            uint16_t *row = set->next + state * set->classes;
            const uint16_t *back_row = set->next + back * set->classes;
            for (size_t class = 0; class < set->classes; class++) {
                if (row[class]) {
                    fallback[row[class]] = back_row[class];
                    queue[tail++] = row[class];
                } else {
                    row[class] = back_row[class];
                }
            }
        }
    }
    free(queue);
    free(fallback);
    return done;
}

word_set *word_set_new(const char *words, const size_t *lengths, size_t count) {
    size_t total = 0;
    for (size_t index = 0; index < count; index++) {
        if (lengths[index] == 0 || lengths[index] > 65000 - total) return NULL;
        total += lengths[index];
    }
    word_set *set = calloc(1, sizeof *set);
    if (!set) return NULL;
    set->classes = 1;
    for (size_t index = 0; index < total; index++) {
        uint8_t byte = small((uint8_t)words[index]);
        if (set->class_of[byte] == 0 && set->classes < 256) set->class_of[byte] = (uint8_t)set->classes++;
    }
    for (int byte = 'A'; byte <= 'Z'; byte++) set->class_of[byte] = set->class_of[byte + 32];
    size_t most = total + 1;
    set->next = calloc(most * set->classes, sizeof *set->next);
    set->ends = calloc(most, sizeof *set->ends);
    set->also = calloc(most, sizeof *set->also);
    set->same = calloc(count + 1, sizeof *set->same);
    if (!set->next || !set->ends || !set->also || !set->same) {
        word_set_free(set);
        return NULL;
    }
    set->states = 1;
    const char *word = words;
    for (size_t index = 0; index < count; index++) {
        uint16_t state = 0;
        for (size_t place = 0; place < lengths[index]; place++) {
            uint16_t *child = set->next + state * set->classes + set->class_of[small((uint8_t)word[place])];
            if (!*child) *child = (uint16_t)set->states++;
            state = *child;
        }
        set->same[index] = set->ends[state];
        set->ends[state] = (uint32_t)index + 1;
        word += lengths[index];
    }
    if (!complete(set)) {
        word_set_free(set);
        return NULL;
    }
    return set;
}

static void note(const word_set *set, uint16_t state, size_t end, uint8_t *found, size_t *first) {
    for (; state; state = set->also[state]) {
        for (uint32_t word = set->ends[state]; word; word = set->same[word - 1]) {
            // What follows was noted together with it.
            if (found[word - 1]) break;
            found[word - 1] = 1;
            if (first) first[word - 1] = end;
        }
    }
}

void word_set_find(const word_set *set, const char *text, size_t length, uint8_t *found, size_t *first) {
    const uint8_t *bytes = (const uint8_t *)text;
    const uint16_t *next = set->next;
    const size_t classes = set->classes;
    uint16_t state = 0;
    for (size_t at = 0; at < length; at++) {
        state = next[state * classes + set->class_of[bytes[at]]];
        if (set->ends[state] | set->also[state]) note(set, state, at + 1, found, first);
    }
}
