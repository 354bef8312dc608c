/*-------------------------------------------------------------------------
 *
 * tap.h
 *	  What the unit tests of the core share: TAP lines, an arena on malloc
 *	  that counts what is not given back, and seeded random numbers.
 *
 * The seed is printed; SEED=n in the environment repeats a run.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_TEST_TAP_H
#define MATERIALS_TEST_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/arena.h"

static int	tap_count;
static int	tap_failed;

/* One TAP line; returns the condition. */
__attribute__((format(printf, 2, 3)))
static inline bool
ok(bool condition, const char *format,...)
{
	va_list		arguments;

	printf("%sok %d - ", condition ? "" : "not ", ++tap_count);
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
	tap_failed += !condition;
	return condition;
}

/* Two texts are equal; both are shown when they are not. */
static inline bool
is(const char *have, const char *want, const char *what)
{
	bool		same = strcmp(have, want) == 0;

	ok(same, "%s", what);
	if (!same)
		printf("#   have: %s\n#   want: %s\n", have, want);
	return same;
}

static inline int
tap_finish(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed > 0 ? 1 : 0;
}

/* Blocks in a list, so that all of them can be freed at once. */
typedef struct TestBlock
{
	struct TestBlock *next;
	struct TestBlock *previous;
} TestBlock;

typedef struct TestArena
{
	Arena		arena;
	TestBlock	blocks;			/* head of a ring */
	size_t		held;			/* blocks allocated and not given back */
	size_t		checks;			/* times a loop asked for a cancel */
} TestArena;

static inline void *
test_arena_allocate(void *state, size_t bytes)
{
	TestArena  *test = state;
	TestBlock  *block = malloc(sizeof(TestBlock) + bytes);

	if (block == NULL)
		abort();
	/* Nothing may rely on fresh memory being zero. */
	memset(block + 1, 0xa5, bytes);
	block->next = test->blocks.next;
	block->previous = &test->blocks;
	block->next->previous = block->previous->next = block;
	test->held++;
	return block + 1;
}

static inline void
test_arena_release(void *state, void *memory)
{
	TestArena  *test = state;
	TestBlock  *block = (TestBlock *) memory - 1;

	block->next->previous = block->previous;
	block->previous->next = block->next;
	test->held--;
	free(block);
}

static inline void
test_arena_check(void *state)
{
	((TestArena *) state)->checks++;
}

static inline void
test_arena_begin(TestArena *test)
{
	*test = (TestArena) {.arena = {test_arena_allocate, test_arena_release, test_arena_check, test}};
	test->blocks.next = test->blocks.previous = &test->blocks;
}

static inline void
test_arena_clear(TestArena *test)
{
	while (test->blocks.next != &test->blocks)
		test_arena_release(test, test->blocks.next + 1);
}

static uint64_t random_state;

/* A fuzz target lays its bytes here, to be the dice; what comes after them goes on from random_state. */
static const uint8_t *random_bytes;
static size_t random_bytes_left;

static inline void
random_begin(void)
{
	const char *seed = getenv("SEED");

	random_state = seed != NULL ? strtoull(seed, NULL, 10) : (uint64_t) time(NULL);
	printf("# SEED=%llu\n", (unsigned long long) random_state);
}

static inline uint64_t
random_next(void)
{
	uint64_t	word;

	if (random_bytes_left >= sizeof(word))
	{
		memcpy(&word, random_bytes, sizeof(word));
		random_bytes += sizeof(word);
		random_bytes_left -= sizeof(word);
		return word;
	}
	word = random_state += UINT64_C(0x9e3779b97f4a7c15);
	word = (word ^ word >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	word = (word ^ word >> 27) * UINT64_C(0x94d049bb133111eb);
	return word ^ word >> 31;
}

/* One byte a throw where it is enough, so that a changed byte changes one thing. */
static inline uint64_t
random_below(uint64_t limit)
{
	if (random_bytes_left > 0 && limit <= 256)
	{
		random_bytes_left--;
		return *random_bytes++ % limit;
	}
	return random_next() % limit;
}

/* A number of random length, so that small ones and edges are met often. */
static inline uint64_t
random_sized(unsigned bits_max)
{
	unsigned	bits = (unsigned) random_below(bits_max + 1);

	if (bits == 0)
		return 0;
	switch (random_below(8))
	{
		case 0:
			return UINT64_MAX >> (64 - bits);
		case 1:
			return UINT64_C(1) << (bits - 1);
		default:
			return random_next() >> (64 - bits);
	}
}

#endif							/* MATERIALS_TEST_TAP_H */
