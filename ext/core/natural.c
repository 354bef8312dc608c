/*-------------------------------------------------------------------------
 *
 * natural.c
 *	  Natural numbers of any size: order, sum, difference, product, shifts.
 *
 * Schoolbook methods on 32-bit limbs with 64-bit intermediates.  The numbers
 * met in practice have a few limbs; the methods stay quadratic because a
 * caller caps the size long before a faster product would pay.
 *
 *-------------------------------------------------------------------------
 */
#include "core/natural.h"

#include <assert.h>
#include <string.h>

/* From this many limbs a row of a product is long enough to look at a cancel. */
#define CHECK_LIMBS 256

static uint32_t *natural_limbs(const Arena *arena, size_t count);
static Natural natural_trim(const uint32_t *limbs, size_t count);

/* The number in the caller's two limbs; not to be released. */
Natural
natural_view(uint64_t value, uint32_t limbs[2])
{
	limbs[0] = (uint32_t) value;
	limbs[1] = (uint32_t) (value >> 32);
	return natural_trim(limbs, 2);
}

/* The lowest 64 bits: the whole number when it has no more than two limbs. */
uint64_t
natural_low64(Natural a)
{
	uint64_t	low = a.count > 0 ? a.limbs[0] : 0;

	return a.count > 1 ? low | (uint64_t) a.limbs[1] << 32 : low;
}

bool
natural_is_one(Natural a)
{
	return a.count == 1 && a.limbs[0] == 1;
}

/* Position of the highest one bit, counted from 1; zero has 0 bits. */
size_t
natural_bits(Natural a)
{
	if (a.count == 0)
		return 0;
	return a.count * 32 - (size_t) __builtin_clz(a.limbs[a.count - 1]);
}

/* How often two divides it; zero is said to be divided never. */
size_t
natural_twos(Natural a)
{
	for (size_t i = 0; i < a.count; i++)
	{
		if (a.limbs[i] != 0)
			return i * 32 + (size_t) __builtin_ctz(a.limbs[i]);
	}
	return 0;
}

int
natural_compare(Natural a, Natural b)
{
	if (a.count != b.count)
		return a.count < b.count ? -1 : 1;
	for (size_t i = a.count; i-- > 0;)
		if (a.limbs[i] != b.limbs[i])
			return a.limbs[i] < b.limbs[i] ? -1 : 1;
	return 0;
}

Natural
natural_copy(const Arena *arena, Natural a)
{
	uint32_t   *limbs = natural_limbs(arena, a.count);

	if (a.count > 0)
		memcpy(limbs, a.limbs, a.count * sizeof(uint32_t));
	return natural_trim(limbs, a.count);
}

Natural
natural_add(const Arena *arena, Natural a, Natural b)
{
	Natural		wide = a.count >= b.count ? a : b;
	Natural		narrow = a.count >= b.count ? b : a;
	uint32_t   *sum = natural_limbs(arena, wide.count + 1);
	uint64_t	carry = 0;

	for (size_t i = 0; i < wide.count; i++)
	{
		carry += wide.limbs[i];
		if (i < narrow.count)
			carry += narrow.limbs[i];
		sum[i] = (uint32_t) carry;
		carry >>= 32;
	}
	sum[wide.count] = (uint32_t) carry;
	return natural_trim(sum, wide.count + 1);
}

/* a - b, where b is at most a. */
Natural
natural_subtract(const Arena *arena, Natural a, Natural b)
{
	uint32_t   *difference = natural_limbs(arena, a.count);
	int64_t		borrow = 0;

	assert(natural_compare(a, b) >= 0);
	for (size_t i = 0; i < a.count; i++)
	{
		borrow += a.limbs[i];
		if (i < b.count)
			borrow -= b.limbs[i];
		difference[i] = (uint32_t) borrow;
		borrow >>= 32;
	}
	assert(borrow == 0);
	return natural_trim(difference, a.count);
}

Natural
natural_multiply(const Arena *arena, Natural a, Natural b)
{
	size_t		count = a.count + b.count;
	uint32_t   *product = natural_limbs(arena, count);

	if (count > 0)
		memset(product, 0, count * sizeof(uint32_t));
	for (size_t i = 0; i < a.count; i++)
	{
		uint64_t	carry = 0;

		for (size_t j = 0; j < b.count; j++)
		{
			carry += (uint64_t) a.limbs[i] * b.limbs[j] + product[i + j];
			product[i + j] = (uint32_t) carry;
			carry >>= 32;
		}
		product[i + b.count] = (uint32_t) carry;
		if (b.count >= CHECK_LIMBS)
			arena_check(arena);
	}
	return natural_trim(product, count);
}

Natural
natural_shift_left(const Arena *arena, Natural a, size_t bits)
{
	size_t		skip = bits / 32;
	unsigned	shift = bits % 32;
	size_t		count = a.count == 0 ? 0 : a.count + skip + 1;
	uint32_t   *shifted = natural_limbs(arena, count);
	uint64_t	carry = 0;

	if (count == 0)
		return natural_trim(shifted, 0);
	memset(shifted, 0, skip * sizeof(uint32_t));
	for (size_t i = 0; i < a.count; i++)
	{
		carry |= (uint64_t) a.limbs[i] << shift;
		shifted[skip + i] = (uint32_t) carry;
		carry >>= 32;
	}
	shifted[skip + a.count] = (uint32_t) carry;
	return natural_trim(shifted, count);
}

/* Drops the lowest bits, as a division by a power of two that forgets the rest. */
Natural
natural_shift_right(const Arena *arena, Natural a, size_t bits)
{
	size_t		skip = bits / 32;
	unsigned	shift = bits % 32;
	size_t		count = a.count > skip ? a.count - skip : 0;
	uint32_t   *shifted = natural_limbs(arena, count);

	for (size_t i = 0; i < count; i++)
	{
		uint64_t	window = a.limbs[skip + i];

		if (skip + i + 1 < a.count)
			window |= (uint64_t) a.limbs[skip + i + 1] << 32;
		shifted[i] = (uint32_t) (window >> shift);
	}
	return natural_trim(shifted, count);
}

void
natural_release(const Arena *arena, Natural a)
{
	arena_release(arena, (void *) (uintptr_t) a.limbs);
}

/* Room for so many limbs; never of size zero, so that it can be released. */
static uint32_t *
natural_limbs(const Arena *arena, size_t count)
{
	return arena_allocate(arena, (count > 0 ? count : 1) * sizeof(uint32_t));
}

static Natural
natural_trim(const uint32_t *limbs, size_t count)
{
	while (count > 0 && limbs[count - 1] == 0)
		count--;
	return (Natural) {limbs, count};
}
