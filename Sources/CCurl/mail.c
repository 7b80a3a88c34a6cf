#include "mail.h"

#include "performing.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

struct reading {
    const struct steward_curl_mail *mail;
    size_t done;
};

static size_t give(char *room, size_t size, size_t count, void *context) {
    struct reading *reading = context;
    size_t left = reading->mail->text_size - reading->done;
    size_t now = size * count < left ? size * count : left;
    memcpy(room, reading->mail->text + reading->done, now);
    reading->done += now;
    return now;
}

/// libcurl begins again when a connection that it kept turns out to be closed.
static int go_back(void *context, curl_off_t to, int origin) {
    struct reading *reading = context;
    if (origin != SEEK_SET || to < 0 || (size_t)to > reading->mail->text_size) return CURL_SEEKFUNC_FAIL;
    reading->done = (size_t)to;
    return CURL_SEEKFUNC_OK;
}

static int watch(void *context, curl_off_t expected, curl_off_t received, curl_off_t to_send, curl_off_t sent) {
    (void)expected, (void)received, (void)to_send, (void)sent;
    const struct steward_curl_mail *mail = context;
    return mail->is_stopped(mail->context);
}

/// A server's words are of no use here beyond its code.
static size_t pass_over(char *bytes, size_t size, size_t count, void *context) {
    (void)bytes, (void)context;
    return size * count;
}

enum steward_curl_result steward_curl_send_mail(const struct steward_curl_mail *mail, long *status, char *said, size_t said_size) {
    *status = 0;
    snprintf(said, said_size, "no memory");
    CURL *handle = steward_curl_open();
    if (handle == NULL) return STEWARD_CURL_NO_MEMORY;
    struct curl_slist *recipients = curl_slist_append(NULL, mail->recipient);
    if (recipients == NULL) {
        curl_easy_cleanup(handle);
        return STEWARD_CURL_NO_MEMORY;
    }
    struct reading reading = {mail, 0};
    char errors[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, errors);
    curl_easy_setopt(handle, CURLOPT_URL, mail->address);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_USE_SSL, (long)(mail->needs_encryption ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (mail->user != NULL && mail->password != NULL) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, mail->user);
        curl_easy_setopt(handle, CURLOPT_PASSWORD, mail->password);
    }
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, mail->connect_time);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, mail->total_time);
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, mail->sender);
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, (curl_off_t)mail->text_size);
    curl_easy_setopt(handle, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(handle, CURLOPT_READDATA, &reading);
    curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, go_back);
    curl_easy_setopt(handle, CURLOPT_SEEKDATA, &reading);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, pass_over);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, mail);
    CURLcode code = steward_curl_perform_quietly(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
    // The answer to QUIT comes after the message was taken: what it says is no matter.
    snprintf(said, said_size, "%s", errors[0] == '\0' ? curl_easy_strerror(code) : errors);
    enum steward_curl_result result =
        code == CURLE_USE_SSL_FAILED || code == CURLE_LOGIN_DENIED ? STEWARD_CURL_INSECURE : steward_curl_meaning(code);
    curl_easy_cleanup(handle);
    curl_slist_free_all(recipients);
    return result;
}
