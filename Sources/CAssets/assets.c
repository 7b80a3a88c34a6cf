#include "assets.h"

const unsigned char steward_stylesheet[] = {
#embed "steward.css"
};
const size_t steward_stylesheet_size = sizeof steward_stylesheet;
