/*-------------------------------------------------------------------------
 *
 * member_set.h
 *	  Sets of a few numbered members, as bits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_MEMBER_SET_H
#define MATERIALS_CORE_MEMBER_SET_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"

/* One word at least, so that there is something to point to. */
static inline uint32_t
member_set_words(uint32_t count)
{
	return count / 64 + 1;
}

static inline uint64_t *
member_set_new(const Arena *arena, uint32_t words)
{
	uint64_t   *members = arena_allocate(arena, words * sizeof(uint64_t));

	memset(members, 0, words * sizeof(uint64_t));
	return members;
}

static inline bool
member_set_has(const uint64_t *members, uint32_t member)
{
	return (members[member / 64] >> (member % 64) & 1) != 0;
}

static inline void
member_set_add(uint64_t *members, uint32_t member)
{
	members[member / 64] |= UINT64_C(1) << (member % 64);
}

static inline void
member_set_drop(uint64_t *members, uint32_t member)
{
	members[member / 64] &= ~(UINT64_C(1) << (member % 64));
}

static inline uint32_t
member_set_size(const uint64_t *members, uint32_t words)
{
	uint32_t	size = 0;

	for (uint32_t w = 0; w < words; w++)
		for (uint64_t left = members[w]; left != 0; left &= left - 1)
			size++;
	return size;
}

#endif							/* MATERIALS_CORE_MEMBER_SET_H */
