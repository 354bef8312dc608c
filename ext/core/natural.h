/*-------------------------------------------------------------------------
 *
 * natural.h
 *	  Natural numbers of any size.
 *
 * A Natural is a view of 32-bit limbs, least significant first, the highest
 * one never zero; zero has no limbs.  Limbs are not changed once a number is
 * made, so numbers can be shared.  Functions that take an arena return fresh
 * limbs that the caller may give back with natural_release.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_NATURAL_H
#define MATERIALS_CORE_NATURAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

typedef struct Natural
{
	const uint32_t *limbs;		/* least significant first */
	size_t		count;			/* limbs, the highest of them not zero */
} Natural;

/* natural.c: size, order, sum, product, shifts */
extern Natural natural_view(uint64_t value, uint32_t limbs[2]);
extern uint64_t natural_low64(Natural a);
extern bool natural_is_one(Natural a);
extern size_t natural_bits(Natural a);
extern size_t natural_twos(Natural a);
extern int	natural_compare(Natural a, Natural b);
extern Natural natural_copy(const Arena *arena, Natural a);
extern Natural natural_add(const Arena *arena, Natural a, Natural b);
extern Natural natural_subtract(const Arena *arena, Natural a, Natural b);
extern Natural natural_multiply(const Arena *arena, Natural a, Natural b);
extern Natural natural_shift_left(const Arena *arena, Natural a, size_t bits);
extern Natural natural_shift_right(const Arena *arena, Natural a, size_t bits);
extern void natural_release(const Arena *arena, Natural a);

/* natural_divide.c */
extern void natural_divide(const Arena *arena, Natural a, Natural b,
						   Natural *quotient, Natural *remainder);
extern uint64_t natural_gcd64(uint64_t a, uint64_t b);
extern Natural natural_gcd(const Arena *arena, Natural a, Natural b);
extern Natural natural_common_multiple(const Arena *arena, Natural a, Natural b);

/* natural_digits.c: decimal digits and bytes */
extern Natural natural_power_of_ten(const Arena *arena, size_t exponent);
extern Natural natural_from_digits(const Arena *arena, const char *digits, size_t count);
extern char *natural_to_digits(const Arena *arena, Natural a);
extern Natural natural_from_bytes(const Arena *arena, const uint8_t *bytes, size_t size);
extern size_t natural_byte_size(Natural a);
extern void natural_to_bytes(Natural a, uint8_t *bytes);

#endif							/* MATERIALS_CORE_NATURAL_H */
