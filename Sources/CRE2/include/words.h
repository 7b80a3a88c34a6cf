#ifndef STEWARD_CRE2_WORDS_H
#define STEWARD_CRE2_WORDS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Words that are looked for all at once in one pass over a text (Aho and Corasick 1975); letters of ASCII match in either case.
/// May be used by several threads at the same time.
typedef struct word_set word_set;

/// `words` are `count` words one after another, `lengths` says how long each is. NULL when there is no memory, or a word is empty or
/// all words together have more than 65,000 bytes.
word_set *word_set_new(const char *words, const size_t *lengths, size_t count);
void word_set_free(word_set *set);

/// Sets `found[n]` to 1 for each word n that stands in the text, and leaves the others as they are. When `first` is not NULL,
/// `first[n]` is set to where the word n first ends, for words whose `found[n]` was 0.
void word_set_find(const word_set *set, const char *text, size_t length, uint8_t *found, size_t *first);

#ifdef __cplusplus
}
#endif

#endif
