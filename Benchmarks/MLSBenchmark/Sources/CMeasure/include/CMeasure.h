#ifndef CMEASURE_H
#define CMEASURE_H

#include <stddef.h>

/// The bytes that the heap has in use.
size_t heap_bytes(void);

/// The time that the process has had the processor, in nanoseconds.
unsigned long long cpu_nanoseconds(void);

#endif
