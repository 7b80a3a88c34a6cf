#ifndef STEWARD_CCURL_PERFORMING_H
#define STEWARD_CCURL_PERFORMING_H
#include "exchange.h"

#include <curl/curl.h>

// What every kind of exchange needs; not for Swift, which cannot read libcurl's header.

/// What libcurl's code means for whoever asked.
enum steward_curl_result steward_curl_meaning(CURLcode code);

/// Performs; a connection that the other side closed never ends the program.
CURLcode steward_curl_perform_quietly(CURL *handle);

#endif
