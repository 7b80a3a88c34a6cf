#include "deflate.h"
