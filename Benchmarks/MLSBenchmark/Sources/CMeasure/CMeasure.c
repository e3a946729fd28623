#include "CMeasure.h"

#include <malloc.h>
#include <time.h>

size_t heap_bytes(void) { return mallinfo2().uordblks; }

unsigned long long cpu_nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (unsigned long long)now.tv_sec * 1000000000ull + (unsigned long long)now.tv_nsec;
}
