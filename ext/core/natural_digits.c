/*-------------------------------------------------------------------------
 *
 * natural_digits.c
 *	  Natural numbers as decimal digits and as bytes.
 *
 * Decimal digits go nine at a time: 10^9 is the highest power of ten below a
 * limb.
 *
 *-------------------------------------------------------------------------
 */
#include "core/natural.h"

#include <string.h>

#define CHUNK_DIGITS 9
#define CHUNK_BASE 1000000000u

/* From this many limbs a pass is long enough to look at a cancel. */
#define CHECK_LIMBS 256

static size_t multiply_add(uint32_t *limbs, size_t count, uint32_t factor, uint32_t addend);

Natural
natural_power_of_ten(const Arena *arena, size_t exponent)
{
	/* Nine digits need less than a limb. */
	uint32_t   *limbs = arena_allocate(arena, (exponent / 9 + 2) * sizeof(uint32_t));
	size_t		count = multiply_add(limbs, 0, 0, 1);

	for (; exponent >= CHUNK_DIGITS; exponent -= CHUNK_DIGITS)
	{
		count = multiply_add(limbs, count, CHUNK_BASE, 0);
		if (count >= CHECK_LIMBS)
			arena_check(arena);
	}
	for (; exponent > 0; exponent--)
		count = multiply_add(limbs, count, 10, 0);
	return (Natural) {limbs, count};
}

/* The number that so many decimal digits spell; leading zeros are allowed. */
Natural
natural_from_digits(const Arena *arena, const char *digits, size_t count)
{
	uint32_t   *limbs = arena_allocate(arena, (count / CHUNK_DIGITS + 2) * sizeof(uint32_t));
	size_t		used = 0;

	while (count > 0)
	{
		size_t		width = count % CHUNK_DIGITS > 0 ? count % CHUNK_DIGITS : CHUNK_DIGITS;
		uint32_t	chunk = 0;

		for (size_t i = 0; i < width; i++)
			chunk = chunk * 10 + (uint32_t) (digits[i] - '0');
		used = multiply_add(limbs, used, CHUNK_BASE, chunk);
		digits += width;
		count -= width;
		if (used >= CHECK_LIMBS)
			arena_check(arena);
	}
	return (Natural) {limbs, used};
}

/* Decimal digits with a terminating NUL, in the arena. */
char *
natural_to_digits(const Arena *arena, Natural a)
{
	size_t		size = (a.count * 32 * 31 / 100 + 1) + CHUNK_DIGITS;	/* log10(2) is below 0.31 */
	char	   *digits = arena_allocate(arena, size + 1);
	uint32_t   *rest = arena_allocate(arena, (a.count + 1) * sizeof(uint32_t));
	size_t		count = a.count;
	char	   *first = digits + size;

	if (count > 0)
		memcpy(rest, a.limbs, count * sizeof(uint32_t));
	while (count > 0)
	{
		uint64_t	chunk = 0;

		for (size_t i = count; i-- > 0;)
		{
			chunk = chunk << 32 | rest[i];
			rest[i] = (uint32_t) (chunk / CHUNK_BASE);
			chunk %= CHUNK_BASE;
		}
		while (count > 0 && rest[count - 1] == 0)
			count--;
		for (int i = 0; i < CHUNK_DIGITS && (count > 0 || chunk > 0); i++, chunk /= 10)
			*--first = (char) ('0' + chunk % 10);
		if (count >= CHECK_LIMBS)
			arena_check(arena);
	}
	if (first == digits + size)
		*--first = '0';
	size = (size_t) (digits + size - first);
	memmove(digits, first, size);
	digits[size] = '\0';
	arena_release(arena, rest);
	return digits;
}

/* The number that so many bytes spell, most significant first; leading zeros are allowed. */
Natural
natural_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size)
{
	size_t		count = (size + 3) / 4;
	uint32_t   *limbs = arena_allocate(arena, (count + 1) * sizeof(uint32_t));

	memset(limbs, 0, (count + 1) * sizeof(uint32_t));
	for (size_t i = 0; i < size; i++)
		limbs[i / 4] |= (uint32_t) bytes[size - 1 - i] << i % 4 * 8;
	while (count > 0 && limbs[count - 1] == 0)
		count--;
	return (Natural) {limbs, count};
}

/* Bytes without leading zeros; zero has none. */
size_t
natural_byte_size(Natural a)
{
	return (natural_bits(a) + 7) / 8;
}

/* Writes natural_byte_size(a) bytes, most significant first. */
void
natural_to_bytes(Natural a, uint8_t *bytes)
{
	size_t		size = natural_byte_size(a);

	for (size_t i = 0; i < size; i++)
		bytes[size - 1 - i] = (uint8_t) (a.limbs[i / 4] >> i % 4 * 8);
}

/* Multiplies in place and adds; the new count has no zero limb on top. */
static size_t
multiply_add(uint32_t *limbs, size_t count, uint32_t factor, uint32_t addend)
{
	uint64_t	carry = addend;

	for (size_t i = 0; i < count; i++)
	{
		carry += (uint64_t) limbs[i] * factor;
		limbs[i] = (uint32_t) carry;
		carry >>= 32;
	}
	if (carry > 0)
		limbs[count++] = (uint32_t) carry;
	return count;
}
