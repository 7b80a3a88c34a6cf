#include "process_files.h"

static const unsigned char efficiency[] = {
#embed "efficiency.yml"
};
static const unsigned char nomination[] = {
#embed "nomination.yml"
};
static const unsigned char investment[] = {
#embed "investment.yml"
};
static const unsigned char outreach[] = {
#embed "outreach.yml"
};
static const unsigned char data_request[] = {
#embed "data-request.yml"
};

static const unsigned char open_source_release[] = {
#embed "open-source-release.yml"
};
static const unsigned char closed_source_exception[] = {
#embed "closed-source-exception.yml"
};

static const struct steward_process_file files[] = {
    {"efficiency.yml", efficiency, sizeof efficiency},       {"nomination.yml", nomination, sizeof nomination},
    {"investment.yml", investment, sizeof investment},       {"outreach.yml", outreach, sizeof outreach},
    {"data-request.yml", data_request, sizeof data_request}, {"open-source-release.yml", open_source_release, sizeof open_source_release},
    {"closed-source-exception.yml", closed_source_exception, sizeof closed_source_exception},
};

const size_t steward_process_file_count = sizeof files / sizeof files[0];

const struct steward_process_file *steward_process_file_at(size_t index) {
    return index < steward_process_file_count ? &files[index] : NULL;
}
