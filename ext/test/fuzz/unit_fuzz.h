/*-------------------------------------------------------------------------
 *
 * unit_fuzz.h
 *	  Lets the fuzzer throw the dice of a unit test.
 *
 * A target includes this file, then the unit test whose random cases it
 * makes, and runs one of them for each input:
 *
 *	  #include "unit_fuzz.h"
 *	  #include "flow_test.c"
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_UNIT_FUZZ_H
#define MATERIALS_UNIT_FUZZ_H

#include "tap.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The program of the unit test is not run. */
#define main unit_test_main
extern int	unit_test_main(void);

static inline void
unit_fuzz_begin(TestArena *test, const uint8_t *bytes, size_t size)
{
	if (test->arena.allocate == NULL)
		test_arena_begin(test);
	random_state = 0;
	random_bytes = bytes;
	random_bytes_left = size;
}

/* What the case says must hold; nothing stays for the next one. */
static inline void
unit_fuzz_end(TestArena *test, bool good)
{
	if (!good)
		abort();
	test_arena_clear(test);
}

#endif							/* MATERIALS_UNIT_FUZZ_H */
