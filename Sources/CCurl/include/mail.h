#ifndef STEWARD_CCURL_MAIL_H
#define STEWARD_CCURL_MAIL_H
#include "exchange.h"

/// One message for a mail server. Times are in milliseconds, and what is named here is only used during the call.
struct steward_curl_mail {
    /// `smtp://host:port/name` or `smtps://host:port/name`, where the name is what the sender calls itself.
    const char *address;
    /// NULL where the server asks for none.
    const char *user;
    const char *password;
    /// 1 to give up unless the connection becomes encrypted.
    int needs_encryption;
    /// Who gets answers of servers: `<steward@example.org>`.
    const char *sender;
    /// `<ada@example.org>`.
    const char *recipient;
    /// The message with its headers; lines end with CR and LF.
    const char *text;
    size_t text_size;
    long connect_time;
    long total_time;
    void *context;
    steward_curl_watcher is_stopped;
};

/// Hands one message to a server and waits for its word. `status` gets the server's last answer, such as 250 or 550, or 0.
enum steward_curl_result steward_curl_send_mail(const struct steward_curl_mail *mail, long *status, char *said, size_t said_size);

#endif
