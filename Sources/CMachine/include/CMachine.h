#ifndef LOCKSTEP_CMACHINE_H
#define LOCKSTEP_CMACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* What the explorer asks of the machine and Swift cannot say: prefetching, atomic words in plain memory, huge pages. */

static inline void machine_prefetch(const void *address) { __builtin_prefetch(address, 1, 1); }

static inline uint32_t machine_load_32(const uint32_t *address) { return __atomic_load_n(address, __ATOMIC_ACQUIRE); }
static inline uint64_t machine_load_64(const uint64_t *address) { return __atomic_load_n(address, __ATOMIC_ACQUIRE); }
static inline void machine_store_32(uint32_t *address, uint32_t value) { __atomic_store_n(address, value, __ATOMIC_RELEASE); }
static inline void machine_store_64(uint64_t *address, uint64_t value) { __atomic_store_n(address, value, __ATOMIC_RELEASE); }

/* Stores `value` where there was zero; yields what is there if that was not so, and zero if it was stored. */
static inline uint32_t machine_claim_32(uint32_t *address, uint32_t value) {
    uint32_t expected = 0;
    return __atomic_compare_exchange_n(address, &expected, value, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ? 0 : expected;
}
static inline uint64_t machine_claim_64(uint64_t *address, uint64_t value) {
    uint64_t expected = 0;
    return __atomic_compare_exchange_n(address, &expected, value, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ? 0 : expected;
}

static inline uint64_t machine_fetch_add_64(uint64_t *address, uint64_t value) {
    return __atomic_fetch_add(address, value, __ATOMIC_ACQ_REL);
}
static inline void machine_set_bit(uint8_t *bits, uint64_t index) {
    __atomic_fetch_or(bits + (index >> 3), (uint8_t)(1u << (index & 7)), __ATOMIC_RELAXED);
}

/* How many of the words of a cache line are taken, which they are from the left; with bit 31 set if `tag` is among them. */
static inline uint32_t machine_scan_32(const uint32_t *line, uint32_t tag) {
    uint32_t hit = 0, taken = 0;
    for (int index = 0; index < 16; index++) {
        hit |= line[index] == tag ? 0x80000000u : 0;
        taken += line[index] != 0;
    }
    return hit | taken;
}
static inline uint32_t machine_scan_64(const uint64_t *line, uint64_t tag) {
    uint32_t hit = 0, taken = 0;
    for (int index = 0; index < 8; index++) {
        hit |= line[index] == tag ? 0x80000000u : 0;
        taken += line[index] != 0;
    }
    return hit | taken;
}

/* Zeroed memory that is taken from the machine page by page as it is written; NULL where even its addresses cannot be had. */
static inline void *machine_reserve(size_t bytes, bool huge) {
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return NULL;
#ifdef MADV_HUGEPAGE
    if (huge) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return memory;
}
/* Zeroed memory that lies in a nameless file of the directory, so that the machine may write its pages there when it needs room; NULL where the
   file cannot be had, or not in that size. */
static inline void *machine_reserve_in_file(const char *directory, size_t bytes) {
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/lockstep-XXXXXX", directory);
    if (length < 0 || (size_t)length >= sizeof path) return NULL;
    int file = mkstemp(path);
    if (file < 0) return NULL;
    unlink(path);
    /* All of it is allocated at once: a write to a page for which the disk has no room would end the program. */
    if (posix_fallocate(file, 0, (off_t)bytes) != 0) {
        close(file);
        return NULL;
    }
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (memory == MAP_FAILED) return NULL;
    madvise(memory, bytes, MADV_RANDOM);
    return memory;
}
/* Gives the pages of a part back to the machine; what was there is gone. */
static inline void machine_discard(void *memory, size_t bytes) { madvise(memory, bytes, MADV_DONTNEED); }
static inline void machine_release(void *memory, size_t bytes) { munmap(memory, bytes); }

#endif
