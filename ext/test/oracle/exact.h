/*-------------------------------------------------------------------------
 *
 * exact.h
 *	  Exact numbers of the oracle: fractions of 128-bit integers, and such
 *	  fractions a vanishing amount above or below.
 *
 * An excluded end of a range is e away from the end, where e is above nothing
 * and below every number.  Whoever holds hardly anything of somebody who has
 * hardly less than the whole of a firm is e e short of it, so powers count.
 *
 * Nothing here is taken from ext/core.  A number that does not fit raises
 * exact_overflowed, and the structure in which that happened is not judged.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ORACLE_EXACT_H
#define ORACLE_EXACT_H

#include <stdbool.h>
#include <stdint.h>

typedef __int128 Wide;

/* In lowest terms, den > 0. */
typedef struct Exact
{
	Wide		num;
	Wide		den;
} Exact;

enum {POWERS = 3};

/* v + d[0] e + d[1] e e + ..., as many powers as there are. */
typedef struct Near
{
	Exact		v;
	int			powers;
	Exact		d[POWERS];
} Near;

extern bool exact_overflowed;

extern Exact exact_of(int64_t num, int64_t den);
extern Exact exact_add(Exact a, Exact b);
extern Exact exact_subtract(Exact a, Exact b);
extern Exact exact_multiply(Exact a, Exact b);
extern Exact exact_divide(Exact a, Exact b);
extern int	exact_compare(Exact a, Exact b);
extern const char *exact_text(Exact a);
extern const char *exact_decimal(Exact a, bool up);

extern Near near_of(Exact v);
extern Near near_end(Exact v, int away);
extern int	near_away(Near a);
extern Near near_add(Near a, Near b);
extern Near near_subtract(Near a, Near b);
extern Near near_multiply(Near a, Near b);
extern int	near_compare(Near a, Near b);
extern bool near_is_zero(Near a);
extern bool near_solve(int count, Near *matrix, Near *right);

#define EXACT_ZERO ((Exact) {0, 1})
#define EXACT_ONE ((Exact) {1, 1})
#define NEAR_ZERO ((Near) {.v = EXACT_ZERO})
#define NEAR_ONE ((Near) {.v = EXACT_ONE})

#endif							/* ORACLE_EXACT_H */
