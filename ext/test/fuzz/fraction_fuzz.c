/*-------------------------------------------------------------------------
 *
 * fraction_fuzz.c
 *	  Fractions of any size, from text and from bytes: they are written as
 *	  they are read, and what is done can be undone.
 *
 *-------------------------------------------------------------------------
 */
#include "core/fraction.h"

#include "unit_fuzz.h"

/* What a type would let in. */
#define BITS_MAX 4000

static TestArena test;
static const Arena *const arena = &test.arena;

static bool
same(Fraction a, Fraction b)
{
	return fraction_compare(arena, a, b) == 0;
}

/* Text and bytes say the value again. */
static bool
written_good(Fraction x)
{
	char	   *text = fraction_format(arena, x);
	size_t		size = fraction_byte_size(x);
	uint8_t    *written = arena_allocate(arena, size);
	Fraction	again = FRACTION_ZERO;

	if (fraction_parse(arena, text, strlen(text), SIZE_MAX, &again) != FRACTION_OK || !same(again, x))
		return false;
	fraction_to_bytes(x, written);
	return fraction_check_bytes(arena, written, size) == FRACTION_OK && fraction_from_bytes(arena, written, size, &again) == FRACTION_OK && same(again, x)
		&& fraction_hash64(again, 1) == fraction_hash64(x, 1);
}

static bool
rounded_good(Fraction x, unsigned bits)
{
	return fraction_compare(arena, fraction_round_down(arena, x, bits), x) <= 0 && fraction_compare(arena, fraction_round_up(arena, x, bits), x) >= 0;
}

static bool
sums_good(Fraction a, Fraction b)
{
	Fraction	quotient = FRACTION_ZERO;

	if (!same(fraction_subtract(arena, fraction_add(arena, a, b), b), a) || fraction_compare(arena, a, b) != -fraction_compare(arena, b, a))
		return false;
	if (fraction_sign(fraction_subtract(arena, a, b)) != fraction_compare(arena, a, b))
		return false;
	if (fraction_is_zero(b))
		return fraction_divide(arena, a, b, &quotient) == FRACTION_ZERO_DENOMINATOR;
	return fraction_divide(arena, fraction_multiply(arena, a, b), b, &quotient) == FRACTION_OK && same(quotient, a);
}

/* One number as text, one as bytes; either may be none. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t		cut = size < 2 ? 0 : bytes[0] % (size - 1);
	Fraction	a = FRACTION_ONE;
	Fraction	b = FRACTION_ONE;
	bool		good;

	if (size < 2)
		return 0;
	unit_fuzz_begin(&test, NULL, 0);
	if (fraction_parse(arena, (const char *) bytes + 2, cut > 0 ? cut - 1 : 0, BITS_MAX, &a) != FRACTION_OK)
		a = FRACTION_ONE;
	if (fraction_check_bytes(arena, bytes + 1 + cut, size - 1 - cut) != FRACTION_OK || fraction_from_bytes(arena, bytes + 1 + cut, size - 1 - cut, &b) != FRACTION_OK)
		b = fraction_negate(arena, a);
	good = written_good(a) && written_good(b) && sums_good(a, b) && rounded_good(a, bytes[1]) && rounded_good(b, bytes[1]);
	unit_fuzz_end(&test, good);
	return 0;
}
