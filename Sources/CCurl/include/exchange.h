#ifndef STEWARD_CCURL_EXCHANGE_H
#define STEWARD_CCURL_EXCHANGE_H
#include <stddef.h>

// A narrow door to libcurl, whose own header Swift cannot use: it sets options by a function with a variable number of
// arguments, and it brings system headers that clash with those of Swift's Glibc module.

/// How an exchange ended.
enum steward_curl_result {
    STEWARD_CURL_OK,
    STEWARD_CURL_REFUSED_ADDRESS,
    STEWARD_CURL_UNREACHABLE,
    STEWARD_CURL_INSECURE,
    STEWARD_CURL_TIMED_OUT,
    STEWARD_CURL_TRUNCATED,
    STEWARD_CURL_TOO_LARGE,
    STEWARD_CURL_STOPPED,
    STEWARD_CURL_DAMAGED,
    STEWARD_CURL_NO_MEMORY,
};

/// Gets some bytes of the answer; returns 0 to give the answer up.
typedef int (*steward_curl_receiver)(void *context, const char *bytes, size_t count);
/// Asked now and then; returns 1 to give the exchange up.
typedef int (*steward_curl_watcher)(void *context);

/// One question. Times are in milliseconds, a text is in UTF-8, and what is named here is only used during the call.
struct steward_curl_request {
    const char *address;
    /// Lines such as `Accept: text/plain`.
    const char *const *headers;
    size_t header_count;
    /// 1 to send `body` with POST.
    int is_post;
    const void *body;
    size_t body_size;
    long connect_time;
    long total_time;
    /// Bytes a second, and for how many seconds.
    long slowest;
    long slow_for;
    long long largest_body;
    void *context;
    steward_curl_receiver receive_header;
    steward_curl_receiver receive_body;
    steward_curl_watcher is_stopped;
};

/// A handle with the connections that it keeps open; NULL when there is no memory. Not for two threads at once.
void *steward_curl_open(void);
void steward_curl_close(void *handle);

/// Asks and waits for the end of the answer. `said` gets libcurl's words for what went wrong.
enum steward_curl_result steward_curl_perform(
    void *handle, const struct steward_curl_request *request, long *status, char *said, size_t said_size);

/// The parts of an address; each is empty when it is not there.
struct steward_curl_address {
    char *whole, *scheme, *user, *host, *port, *path, *query;
};

/// Reads an address as libcurl does when it connects; `base`, which may be NULL, is where a relative one begins.
/// Returns 1 when it could be read. The parts must be given back either way.
int steward_curl_read_address(const char *text, const char *base, struct steward_curl_address *parts);
void steward_curl_free_address(struct steward_curl_address *parts);

#endif
