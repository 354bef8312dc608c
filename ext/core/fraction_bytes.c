/*-------------------------------------------------------------------------
 *
 * fraction_bytes.c
 *	  The canonical bytes of a fraction, and its hash.
 *
 *	  byte  0      0 for zero and above, 1 for below zero
 *	  bytes 1-4    size of the numerator in bytes, most significant first
 *	  then         the numerator's magnitude, most significant byte first
 *	  then         the denominator, to the end
 *
 * Neither number begins with a zero byte (so zero's numerator is empty), the
 * denominator is at least 1, and the two have no common divisor: equal values
 * have equal bytes, whatever the machine.  1/3 takes 7 bytes.
 *
 * The hash is defined on the numbers, not on their form in memory, so that it
 * can be stored in an index.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include <string.h>

#define HEADER_SIZE 5

static FractionFault split_bytes(const uint8_t *bytes, size_t size, size_t *num_size);
static int64_t small_number(const uint8_t *bytes, size_t size);
static uint64_t hash_natural(Natural a, uint64_t hash);
static uint64_t hash_mix(uint64_t hash, uint64_t word);

size_t
fraction_byte_size(Fraction x)
{
	FractionParts parts;

	fraction_parts(x, &parts);
	return HEADER_SIZE + natural_byte_size(parts.num) + natural_byte_size(parts.den);
}

/* Writes fraction_byte_size(x) bytes. */
void
fraction_to_bytes(Fraction x, uint8_t *bytes)
{
	FractionParts parts;
	size_t		num_size;

	fraction_parts(x, &parts);
	num_size = natural_byte_size(parts.num);
	bytes[0] = parts.negative ? 1 : 0;
	for (int i = 0; i < 4; i++)
		bytes[1 + i] = (uint8_t) (num_size >> (24 - 8 * i));
	natural_to_bytes(parts.num, bytes + HEADER_SIZE);
	natural_to_bytes(parts.den, bytes + HEADER_SIZE + num_size);
}

/*
 * Reads bytes that we wrote.  The layout is checked, but not whether the
 * value is reduced: that costs a gcd, see fraction_check_bytes.
 */
FractionFault
fraction_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size, Fraction *result)
{
	size_t		num_size;
	size_t		den_size;
	FractionFault fault = split_bytes(bytes, size, &num_size);
	const uint8_t *num = bytes + HEADER_SIZE;
	const uint8_t *den = num + (fault == FRACTION_OK ? num_size : 0);
	FractionLarge *large;

	if (fault != FRACTION_OK)
		return fault;
	den_size = size - HEADER_SIZE - num_size;
	if (num_size <= 8 && den_size <= 8 && (num_size < 8 || num[0] < 0x40) && (den_size < 8 || den[0] < 0x40))
	{
		int64_t		small_num = small_number(num, num_size);

		*result = (Fraction) {{bytes[0] == 1 ? -small_num : small_num}, small_number(den, den_size)};
		return FRACTION_OK;
	}
	large = arena_allocate(arena, sizeof(FractionLarge));
	large->negative = bytes[0] == 1;
	large->num = natural_from_bytes(arena, num, num_size);
	large->den = natural_from_bytes(arena, den, den_size);
	*result = (Fraction) {.as.large = large, .den = 0};
	return FRACTION_OK;
}

/* Whether foreign bytes are exactly what fraction_to_bytes would write. */
FractionFault
fraction_check_bytes(const Arena *arena, const uint8_t *bytes, size_t size)
{
	Fraction	value = FRACTION_ZERO;
	FractionFault fault = fraction_from_bytes(arena, bytes, size, &value);
	FractionParts parts;
	Natural		common;
	bool		reduced;

	if (fault != FRACTION_OK)
		return fault;
	fraction_parts(value, &parts);
	common = natural_gcd(arena, parts.num, parts.den);
	reduced = natural_is_one(common);
	natural_release(arena, common);
	return reduced ? FRACTION_OK : FRACTION_NOT_CANONICAL;
}

/* 64 bits, equal for equal values, the same on every machine. */
uint64_t
fraction_hash64(Fraction x, uint64_t seed)
{
	FractionParts parts;
	uint64_t	hash = hash_mix(seed, fraction_sign(x) < 0);

	fraction_parts(x, &parts);
	hash = hash_natural(parts.num, hash);
	return hash_natural(parts.den, hash);
}

static FractionFault
split_bytes(const uint8_t *bytes, size_t size, size_t *num_size)
{
	if (size < HEADER_SIZE + 1)
		return FRACTION_TRUNCATED;
	*num_size = (size_t) bytes[1] << 24 | (size_t) bytes[2] << 16 | (size_t) bytes[3] << 8 | bytes[4];
	if (*num_size > size - HEADER_SIZE - 1)
		return FRACTION_TRUNCATED;
	if (bytes[0] > 1 || (bytes[0] == 1 && *num_size == 0))
		return FRACTION_NOT_CANONICAL;
	if ((*num_size > 0 && bytes[HEADER_SIZE] == 0) || bytes[HEADER_SIZE + *num_size] == 0)
		return FRACTION_NOT_CANONICAL;
	return FRACTION_OK;
}

static int64_t
small_number(const uint8_t *bytes, size_t size)
{
	int64_t		number = 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | bytes[i];
	return number;
}

static uint64_t
hash_natural(Natural a, uint64_t hash)
{
	hash = hash_mix(hash, a.count);
	for (size_t i = 0; i < a.count; i++)
		hash = hash_mix(hash, a.limbs[i]);
	return hash;
}

/* The finalizer of splitmix64 over the running hash and one more word. */
static uint64_t
hash_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) + UINT64_C(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	hash = (hash ^ hash >> 27) * UINT64_C(0x94d049bb133111eb);
	return hash ^ hash >> 31;
}
