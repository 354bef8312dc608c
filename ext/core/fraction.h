/*-------------------------------------------------------------------------
 *
 * fraction.h
 *	  Exact signed rational numbers of any size.
 *
 * A Fraction is 16 bytes, passed by value, always reduced, and never changes
 * once made, so values can be copied and shared freely.  When numerator and
 * denominator fit in 62 bits they stand in it; larger ones stand in the
 * arena.  A value has exactly one form, so the two never mix up in a
 * comparison.  All zero bytes are not a fraction: start from FRACTION_ZERO.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FRACTION_H
#define MATERIALS_CORE_FRACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"
#include "core/natural.h"

typedef struct FractionLarge
{
	bool		negative;
	Natural		num;			/* magnitude of the numerator */
	Natural		den;			/* not zero, no common divisor with num */
} FractionLarge;

typedef struct Fraction
{
	union
	{
		int64_t		num;		/* when den > 0: between -FRACTION_SMALL_MAX and FRACTION_SMALL_MAX */
		const FractionLarge *large; /* when den = 0 */
	}			as;
	int64_t		den;			/* 1 to FRACTION_SMALL_MAX, or 0 for a large value */
} Fraction;

#define FRACTION_SMALL_MAX (((int64_t) 1 << 62) - 1)
#define FRACTION_ZERO ((Fraction) {{0}, 1})
#define FRACTION_ONE ((Fraction) {{1}, 1})

/* A part of a fraction, in whichever form it is, as natural numbers. */
typedef struct FractionParts
{
	bool		negative;
	Natural		num;
	Natural		den;
	uint32_t	num_limbs[2];	/* where num and den of a small value stand */
	uint32_t	den_limbs[2];
} FractionParts;

typedef enum FractionFault
{
	FRACTION_OK,
	FRACTION_SYNTAX,			/* text is no number of a known form */
	FRACTION_ZERO_DENOMINATOR,
	FRACTION_TOO_LARGE,			/* needs more bits than the caller allows */
	FRACTION_TRUNCATED,			/* bytes end too early */
	FRACTION_NOT_CANONICAL		/* bytes spell a value that is written otherwise */
} FractionFault;

typedef enum FractionRounding
{
	FRACTION_DOWN,				/* toward minus infinity: a lower bound */
	FRACTION_UP,				/* toward plus infinity: an upper bound */
	FRACTION_HALF_UP			/* to nearest, halves away from zero */
} FractionRounding;

/* fraction.c */
extern Fraction fraction_from_int64(const Arena *arena, int64_t value);
extern FractionFault fraction_from_ratio(const Arena *arena, int64_t num, int64_t den, Fraction *result);
extern Fraction fraction_make(const Arena *arena, bool negative, Natural num, Natural den);
extern void fraction_parts(Fraction x, FractionParts *parts);
extern Fraction fraction_add(const Arena *arena, Fraction a, Fraction b);
extern Fraction fraction_subtract(const Arena *arena, Fraction a, Fraction b);
extern Fraction fraction_multiply(const Arena *arena, Fraction a, Fraction b);
extern FractionFault fraction_divide(const Arena *arena, Fraction a, Fraction b, Fraction *result);

/* A part of a whole; nothing where the whole is nothing. */
extern Fraction fraction_part(const Arena *arena, Fraction part, Fraction whole);
extern Fraction fraction_negate(const Arena *arena, Fraction x);
extern Fraction fraction_absolute(const Arena *arena, Fraction x);
extern int	fraction_compare(const Arena *arena, Fraction a, Fraction b);
extern Fraction fraction_copy(const Arena *arena, Fraction x);
extern void fraction_release(const Arena *arena, Fraction x);

/* fraction_round.c */
extern Fraction fraction_round_down(const Arena *arena, Fraction x, unsigned bits);
extern Fraction fraction_round_up(const Arena *arena, Fraction x, unsigned bits);
extern double fraction_to_double(const Arena *arena, Fraction x);
extern Fraction fraction_from_double(const Arena *arena, double x);

/* fraction_text.c */
extern FractionFault fraction_parse(const Arena *arena, const char *text, size_t length,
									size_t bits_max, Fraction *result);
extern char *fraction_format(const Arena *arena, Fraction x);
extern char *fraction_format_decimal(const Arena *arena, Fraction x, unsigned digits,
									 FractionRounding rounding);
extern const char *fraction_fault_detail(FractionFault fault);

/* fraction_bytes.c */
extern size_t fraction_byte_size(Fraction x);
extern void fraction_to_bytes(Fraction x, uint8_t *bytes);
extern FractionFault fraction_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size,
										 Fraction *result);
extern FractionFault fraction_check_bytes(const Arena *arena, const uint8_t *bytes, size_t size);
extern uint64_t fraction_hash64(Fraction x, uint64_t seed);

static inline int
fraction_sign(Fraction x)
{
	if (x.den > 0)
		return (x.as.num > 0) - (x.as.num < 0);
	return x.as.large->negative ? -1 : 1;
}

static inline bool
fraction_is_zero(Fraction x)
{
	return x.den == 1 && x.as.num == 0;
}

static inline bool
fraction_is_one(Fraction x)
{
	return x.den == 1 && x.as.num == 1;
}

static inline bool
fraction_is_integer(Fraction x)
{
	return x.den == 1 || (x.den == 0 && natural_is_one(x.as.large->den));
}

/* Bits of numerator and denominator together: what a value costs. */
static inline size_t
fraction_bits(Fraction x)
{
	FractionParts parts;

	fraction_parts(x, &parts);
	return natural_bits(parts.num) + natural_bits(parts.den);
}

static inline Fraction
fraction_min(const Arena *arena, Fraction a, Fraction b)
{
	return fraction_compare(arena, a, b) <= 0 ? a : b;
}

static inline Fraction
fraction_max(const Arena *arena, Fraction a, Fraction b)
{
	return fraction_compare(arena, a, b) >= 0 ? a : b;
}

#endif							/* MATERIALS_CORE_FRACTION_H */
