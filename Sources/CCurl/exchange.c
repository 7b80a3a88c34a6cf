#define _GNU_SOURCE

#include "exchange.h"

#include "performing.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode began = CURLE_FAILED_INIT;

static void begin(void) { began = curl_global_init(CURL_GLOBAL_DEFAULT); }

void *steward_curl_open(void) {
    pthread_once(&once, begin);
    return began == CURLE_OK ? curl_easy_init() : NULL;
}

void steward_curl_close(void *handle) { curl_easy_cleanup(handle); }

static size_t receive_header(char *bytes, size_t size, size_t count, void *context) {
    const struct steward_curl_request *request = context;
    return request->receive_header(request->context, bytes, size * count) ? size * count : 0;
}

static size_t receive_body(char *bytes, size_t size, size_t count, void *context) {
    const struct steward_curl_request *request = context;
    return request->receive_body(request->context, bytes, size * count) ? size * count : 0;
}

static int watch(void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent) {
    (void)expected, (void)received, (void)to_send, (void)sent;
    const struct steward_curl_request *request = context;
    return request->is_stopped(request->context);
}

enum steward_curl_result steward_curl_meaning(CURLcode code) {
    switch (code) {
    case CURLE_OK: return STEWARD_CURL_OK;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT: return STEWARD_CURL_REFUSED_ADDRESS;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT: return STEWARD_CURL_UNREACHABLE;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS: return STEWARD_CURL_INSECURE;
    case CURLE_OPERATION_TIMEDOUT: return STEWARD_CURL_TIMED_OUT;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM: return STEWARD_CURL_TRUNCATED;
    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR: return STEWARD_CURL_TOO_LARGE;
    case CURLE_ABORTED_BY_CALLBACK: return STEWARD_CURL_STOPPED;
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT: return STEWARD_CURL_NO_MEMORY;
    default: return STEWARD_CURL_DAMAGED;
    }
}

// OpenSSL writes to sockets that the other side may have closed; the signal for that must not end the program.
CURLcode steward_curl_perform_quietly(CURL *handle) {
    sigset_t pipe, before;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    CURLcode code = curl_easy_perform(handle);
    const struct timespec none = {0, 0};
    while (sigtimedwait(&pipe, NULL, &none) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return code;
}

enum steward_curl_result steward_curl_perform(
    void *handle, const struct steward_curl_request *request, long *status, char *said, size_t said_size) {
    struct curl_slist *headers = NULL;
    for (size_t index = 0; index < request->header_count; index++) {
        struct curl_slist *longer = curl_slist_append(headers, request->headers[index]);
        if (longer == NULL) {
            curl_slist_free_all(headers);
            return STEWARD_CURL_NO_MEMORY;
        }
        headers = longer;
    }
    char errors[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, errors);
    curl_easy_setopt(handle, CURLOPT_URL, request->address);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, request->connect_time);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, request->total_time);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, request->slowest);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, request->slow_for);
    curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->largest_body);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, receive_header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, request);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, request);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, request);
    if (request->is_post) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_size);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body_size > 0 ? request->body : "");
    }
    CURLcode code = steward_curl_perform_quietly(handle);
    *status = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    snprintf(said, said_size, "%s", errors[0] == '\0' ? curl_easy_strerror(code) : errors);
    // The handle must not remember what goes away now; its connections stay open.
    curl_easy_reset(handle);
    curl_slist_free_all(headers);
    return steward_curl_meaning(code);
}

static char *part(CURLU *address, CURLUPart which, unsigned int flags) {
    char *found = NULL;
    return curl_url_get(address, which, &found, flags) == CURLUE_OK ? found : NULL;
}

int steward_curl_read_address(const char *text, const char *base, struct steward_curl_address *parts) {
    memset(parts, 0, sizeof *parts);
    CURLU *address = curl_url();
    if (address == NULL) return 0;
    int is_read = (base == NULL || curl_url_set(address, CURLUPART_URL, base, 0) == CURLUE_OK)
        && curl_url_set(address, CURLUPART_URL, text, 0) == CURLUE_OK;
    if (is_read) {
        curl_url_set(address, CURLUPART_FRAGMENT, NULL, 0);
        parts->whole = part(address, CURLUPART_URL, 0);
        parts->scheme = part(address, CURLUPART_SCHEME, 0);
        parts->user = part(address, CURLUPART_USER, 0);
        if (parts->user == NULL) parts->user = part(address, CURLUPART_PASSWORD, 0);
        parts->host = part(address, CURLUPART_HOST, 0);
        parts->port = part(address, CURLUPART_PORT, CURLU_DEFAULT_PORT);
        parts->path = part(address, CURLUPART_PATH, 0);
        parts->query = part(address, CURLUPART_QUERY, 0);
    }
    curl_url_cleanup(address);
    return is_read;
}

void steward_curl_free_address(struct steward_curl_address *parts) {
    curl_free(parts->whole);
    curl_free(parts->scheme);
    curl_free(parts->user);
    curl_free(parts->host);
    curl_free(parts->port);
    curl_free(parts->path);
    curl_free(parts->query);
}
