// Debian: libz3-dev.
#include <z3.h>
