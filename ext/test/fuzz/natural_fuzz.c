/*-------------------------------------------------------------------------
 *
 * natural_fuzz.c
 *	  Natural numbers of any size: what is done can be undone.
 *
 *-------------------------------------------------------------------------
 */
#include "core/natural.h"

#include "unit_fuzz.h"

static TestArena test;
static const Arena *const arena = &test.arena;

static bool
same(Natural a, Natural b)
{
	return natural_compare(a, b) == 0;
}

/* a = q * b + r with r below b; a divisor of both divides both, and what is left has none. */
static bool
division_good(Natural a, Natural b)
{
	Natural		quotient;
	Natural		rest;
	Natural		divisor = natural_gcd(arena, a, b);
	Natural		left[2];

	natural_divide(arena, a, b, &quotient, &rest);
	if (natural_compare(rest, b) >= 0 || !same(natural_add(arena, natural_multiply(arena, quotient, b), rest), a))
		return false;
	natural_divide(arena, a, divisor, &left[0], &rest);
	if (rest.count > 0)
		return false;
	natural_divide(arena, b, divisor, &left[1], &rest);
	return rest.count == 0 && natural_is_one(natural_gcd(arena, left[0], left[1]));
}

static bool
texts_good(Natural a)
{
	char	   *digits = natural_to_digits(arena, a);
	uint8_t    *written = arena_allocate(arena, natural_byte_size(a) + 1);

	natural_to_bytes(a, written);
	return same(natural_from_digits(arena, digits, strlen(digits)), a) && same(natural_from_bytes(arena, written, natural_byte_size(a)), a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t		cut = size < 2 ? 0 : bytes[0] % (size - 1);
	size_t		shift = size < 2 ? 0 : bytes[1];
	Natural		a;
	Natural		b;
	bool		good;

	if (size < 2)
		return 0;
	unit_fuzz_begin(&test, NULL, 0);
	a = natural_from_bytes(arena, bytes + 1, cut);
	b = natural_from_bytes(arena, bytes + 1 + cut, size - 1 - cut);
	good = texts_good(a) && same(natural_subtract(arena, natural_add(arena, a, b), b), a)
		&& same(natural_shift_right(arena, natural_shift_left(arena, a, shift), shift), a) && same(natural_multiply(arena, a, b), natural_multiply(arena, b, a));
	unit_fuzz_end(&test, good && (b.count == 0 || division_good(a, b)));
	return 0;
}
