/*-------------------------------------------------------------------------
 *
 * linear_lift.c
 *	  Exact solution of (I - W) x = b by Dixon's p-adic lifting.
 *
 * The system is scaled to integers, A y = c.  A is inverted by a prime p, in
 * machine words; with that inverse, the digits of y in base p come one after
 * the other: digit = inverse * rest mod p, rest = (rest - A * digit) / p.  The
 * rest stays small, so a digit costs about as much as two products of the
 * matrix with a vector.
 *
 * By Cramer's rule y is N / D with both below 2^bits, where bits follows from
 * the sizes of the rows (Hadamard).  2 * bits + 1 bits of digits therefore
 * determine y, and Euclid's algorithm, stopped half way, finds it.  All
 * unknowns share the denominator det A, so this is done for the first one and
 * the others mostly need a product only.
 *
 * When A has no inverse by p, another prime is tried.  Primes whose product
 * exceeds 2^bits cannot all divide a determinant other than zero: then A is
 * singular.  Either answer is proven, none is probable.
 *
 * Elimination on fractions takes n^3 operations on numbers of up to bits
 * bits, this takes n^3 on words and n^2 * bits / 15 more: 100 unknowns take
 * tens of milliseconds instead of seconds.
 *
 *-------------------------------------------------------------------------
 */
#include "core/linear_solve.h"

#include <assert.h>
#include <string.h>

#include "core/modular_matrix.h"
#include "core/residue.h"

/* Every prime used is above 2^30. */
#define PRIME_BITS 30

typedef struct Whole
{
	bool		negative;
	Natural		size;
} Whole;

typedef struct Lift
{
	const Arena *arena;
	size_t		count;			/* unknowns */
	size_t		columns;		/* right-hand sides */
	Whole	   *cells;			/* A: count rows of count */
	Whole	   *constants;		/* c: columns columns of count */
	Natural    *scales;			/* per column: y is so many times x */
	size_t		bits;			/* every N and D is below 2^bits */
	size_t		width;			/* limbs that hold any rest, with its sign */
	uint32_t	prime;
	uint32_t   *inverse;		/* of A by the prime */
	size_t		steps;			/* digits wanted */
	uint32_t   *digits;			/* of one column: steps times count, lowest first */
	Natural		modulus;		/* prime^steps */
	Natural		common;			/* denominator of all unknowns met so far */
} Lift;

static void lift_load(Lift *lift, const Fraction *weights, const Fraction *constants);
static Natural row_scale(const Arena *arena, size_t count, const Fraction *cells);
static void load_row(Lift *lift, size_t row, const Fraction *cells, const Fraction *constants,
					 Fraction *scaled);
static void load_column(Lift *lift, size_t column, const Fraction *scaled);
static void measure(Lift *lift);
static bool find_inverse(Lift *lift);
static void lift_column(Lift *lift, size_t column);
static void reduce_rests(const Lift *lift, const uint32_t *rests, uint32_t *remainders);
static void subtract_digits(const Lift *lift, uint32_t *rests, const uint32_t *digits);
static void add_multiple(uint32_t *rest, size_t width, Natural cell, uint32_t digit);
static void subtract_multiple(uint32_t *rest, size_t width, Natural cell, uint32_t digit);
static void divide_rest(uint32_t *rest, size_t width, uint32_t prime);
static void negate(uint32_t *limbs, size_t width);
static Fraction read_unknown(Lift *lift, size_t unknown, size_t column);
static uint32_t remainder_short(Natural a, uint32_t divisor);
static void replace(const Arena *arena, Natural *a, Natural fresh);
static void lift_release(Lift *lift);

LinearFault
linear_lift(const Arena *arena, size_t count, const Fraction *weights,
			size_t columns, const Fraction *constants, Fraction *solution)
{
	Lift		lift = {.arena = arena, .count = count, .columns = columns};
	LinearFault fault = LINEAR_OK;

	if (count == 0)
		return LINEAR_OK;
	lift_load(&lift, weights, constants);
	measure(&lift);
	if (!find_inverse(&lift))
		fault = LINEAR_SINGULAR;
	for (size_t column = 0; column < columns && fault == LINEAR_OK; column++)
	{
		lift_column(&lift, column);
		for (size_t i = 0; i < count; i++)
			solution[i * columns + column] = read_unknown(&lift, i, column);
	}
	lift_release(&lift);
	return fault;
}

/* Scales rows by their denominators to whole numbers, then each column of constants. */
static void
lift_load(Lift *lift, const Fraction *weights, const Fraction *constants)
{
	const size_t count = lift->count;
	Fraction   *cells = arena_allocate(lift->arena, count * sizeof(Fraction));
	Fraction   *scaled = arena_allocate(lift->arena, (count * lift->columns + 1) * sizeof(Fraction));

	lift->cells = arena_allocate(lift->arena, count * count * sizeof(Whole));
	lift->constants = arena_allocate(lift->arena, (count * lift->columns + 1) * sizeof(Whole));
	lift->scales = arena_allocate(lift->arena, (lift->columns + 1) * sizeof(Natural));
	for (size_t row = 0; row < count; row++)
	{
		for (size_t i = 0; i < count; i++)
			cells[i] = fraction_subtract(lift->arena, i == row ? FRACTION_ONE : FRACTION_ZERO,
										 weights[row * count + i]);
		load_row(lift, row, cells, constants + row * lift->columns, scaled);
		for (size_t i = 0; i < count; i++)
			fraction_release(lift->arena, cells[i]);
	}
	for (size_t column = 0; column < lift->columns; column++)
	{
		load_column(lift, column, scaled + column * count);
		for (size_t i = 0; i < count; i++)
			fraction_release(lift->arena, scaled[column * count + i]);
	}
	arena_release(lift->arena, cells);
	arena_release(lift->arena, scaled);
}

/* One row of A and, column after column, its constants with the row's scale. */
static void
load_row(Lift *lift, size_t row, const Fraction *cells, const Fraction *constants, Fraction *scaled)
{
	Natural		scale = row_scale(lift->arena, lift->count, cells);
	uint32_t	one_limb[2];
	Fraction	factor = fraction_make(lift->arena, false, scale, natural_view(1, one_limb));

	for (size_t i = 0; i < lift->count; i++)
	{
		FractionParts parts;
		Natural		times;

		fraction_parts(cells[i], &parts);
		natural_divide(lift->arena, scale, parts.den, &times, NULL);
		lift->cells[row * lift->count + i] =
			(Whole) {parts.negative, natural_multiply(lift->arena, parts.num, times)};
		natural_release(lift->arena, times);
	}
	for (size_t column = 0; column < lift->columns; column++)
		scaled[column * lift->count + row] = fraction_multiply(lift->arena, constants[column], factor);
	fraction_release(lift->arena, factor);
	natural_release(lift->arena, scale);
}

static void
load_column(Lift *lift, size_t column, const Fraction *scaled)
{
	Natural		scale = row_scale(lift->arena, lift->count, scaled);

	for (size_t row = 0; row < lift->count; row++)
	{
		FractionParts parts;
		Natural		times;

		fraction_parts(scaled[row], &parts);
		natural_divide(lift->arena, scale, parts.den, &times, NULL);
		lift->constants[column * lift->count + row] =
			(Whole) {parts.negative, natural_multiply(lift->arena, parts.num, times)};
		natural_release(lift->arena, times);
	}
	lift->scales[column] = scale;
}

/* The least common multiple of the denominators. */
static Natural
row_scale(const Arena *arena, size_t count, const Fraction *cells)
{
	uint32_t	one_limb[2];
	Natural		scale = natural_copy(arena, natural_view(1, one_limb));

	for (size_t i = 0; i < count; i++)
	{
		FractionParts parts;

		fraction_parts(cells[i], &parts);
		if (!natural_is_one(parts.den))
			replace(arena, &scale, natural_common_multiple(arena, scale, parts.den));
	}
	return scale;
}

/*
 * A row of A with its constant has a length of at most the sum of its sizes.
 * The product of these lengths bounds every determinant of Cramer's rule, and
 * one prime times the longest of them bounds every rest.
 */
static void
measure(Lift *lift)
{
	size_t		longest = 0;

	for (size_t row = 0; row < lift->count; row++)
	{
		Natural		length = natural_copy(lift->arena, (Natural) {NULL, 0});
		Natural		constant = {NULL, 0};

		for (size_t i = 0; i < lift->count; i++)
		{
			Natural		size = lift->cells[row * lift->count + i].size;

			if (size.count > 0)
				replace(lift->arena, &length, natural_add(lift->arena, length, size));
		}
		for (size_t column = 0; column < lift->columns; column++)
		{
			Natural		size = lift->constants[column * lift->count + row].size;

			if (natural_compare(size, constant) > 0)
				constant = size;
		}
		replace(lift->arena, &length, natural_add(lift->arena, length, constant));
		lift->bits += natural_bits(length);
		if (natural_bits(length) > longest)
			longest = natural_bits(length);
		natural_release(lift->arena, length);
	}
	lift->width = (longest + 32 + 1) / 32 + 1;
	lift->steps = (2 * lift->bits + 1) / PRIME_BITS + 1;
}

/* False when so many primes fail that the determinant must be zero. */
static bool
find_inverse(Lift *lift)
{
	const size_t size = lift->count * lift->count;
	uint32_t   *matrix = arena_allocate(lift->arena, size * sizeof(uint32_t));
	bool		found = false;

	lift->inverse = arena_allocate(lift->arena, size * sizeof(uint32_t));
	lift->prime = MODULAR_PRIME_FIRST;
	for (size_t excluded = 0; excluded <= lift->bits && !found; excluded += PRIME_BITS)
	{
		if (excluded > 0)
			lift->prime = modular_prime_below(lift->prime);
		for (size_t i = 0; i < size; i++)
		{
			uint32_t	rest = remainder_short(lift->cells[i].size, lift->prime);

			matrix[i] = lift->cells[i].negative && rest > 0 ? lift->prime - rest : rest;
		}
		found = modular_invert(lift->arena, lift->count, lift->prime, matrix, lift->inverse);
	}
	arena_release(lift->arena, matrix);
	return found;
}

/* Finds the digits of all unknowns for one column of constants. */
static void
lift_column(Lift *lift, size_t column)
{
	const Arena *arena = lift->arena;
	const size_t count = lift->count;
	uint32_t   *rests = arena_allocate(arena, count * lift->width * sizeof(uint32_t));
	uint32_t   *remainders = arena_allocate(arena, count * sizeof(uint32_t));

	if (lift->digits == NULL)
	{
		uint32_t	limbs[2];

		lift->digits = arena_allocate(arena, lift->steps * count * sizeof(uint32_t));
		lift->common = natural_copy(arena, natural_view(1, limbs));
		lift->modulus = natural_copy(arena, natural_view(1, limbs));
		for (size_t step = 0; step < lift->steps; step++)
			replace(arena, &lift->modulus,
					natural_multiply(arena, lift->modulus, natural_view(lift->prime, limbs)));
	}
	memset(rests, 0, count * lift->width * sizeof(uint32_t));
	for (size_t row = 0; row < count; row++)
	{
		Whole		constant = lift->constants[column * count + row];

		if (constant.size.count > 0)
			memcpy(rests + row * lift->width, constant.size.limbs, constant.size.count * sizeof(uint32_t));
		if (constant.negative)
			negate(rests + row * lift->width, lift->width);
	}
	for (size_t step = 0; step < lift->steps; step++)
	{
		uint32_t   *digits = lift->digits + step * count;

		arena_check(arena);
		reduce_rests(lift, rests, remainders);
		modular_apply(count, lift->prime, lift->inverse, remainders, digits);
		subtract_digits(lift, rests, digits);
	}
	arena_release(arena, rests);
	arena_release(arena, remainders);
}

/* The rests by the prime, from 0 up. */
static void
reduce_rests(const Lift *lift, const uint32_t *rests, uint32_t *remainders)
{
	/* A negative rest reads as 2^(32 * width) too much. */
	uint64_t	turn = 1;

	for (size_t i = 0; i < lift->width; i++)
		turn = (turn << 32) % lift->prime;
	for (size_t row = 0; row < lift->count; row++)
	{
		const uint32_t *rest = rests + row * lift->width;
		uint64_t	value = remainder_short((Natural) {rest, lift->width}, lift->prime);

		if (rest[lift->width - 1] >> 31 != 0)
			value += lift->prime - turn;
		remainders[row] = (uint32_t) (value % lift->prime);
	}
}

/* rest = (rest - A * digits) / prime, which leaves no remainder. */
static void
subtract_digits(const Lift *lift, uint32_t *rests, const uint32_t *digits)
{
	for (size_t row = 0; row < lift->count; row++)
	{
		uint32_t   *rest = rests + row * lift->width;

		for (size_t i = 0; i < lift->count; i++)
		{
			const Whole *cell = &lift->cells[row * lift->count + i];

			if (cell->size.count == 0 || digits[i] == 0)
				continue;
			if (cell->negative)
				add_multiple(rest, lift->width, cell->size, digits[i]);
			else
				subtract_multiple(rest, lift->width, cell->size, digits[i]);
		}
		divide_rest(rest, lift->width, lift->prime);
	}
}

static void
add_multiple(uint32_t *rest, size_t width, Natural cell, uint32_t digit)
{
	uint64_t	carry = 0;

	for (size_t i = 0; i < cell.count || (i < width && carry > 0); i++)
	{
		carry += rest[i];
		if (i < cell.count)
			carry += (uint64_t) cell.limbs[i] * digit;
		rest[i] = (uint32_t) carry;
		carry >>= 32;
	}
}

static void
subtract_multiple(uint32_t *rest, size_t width, Natural cell, uint32_t digit)
{
	uint64_t	carry = 0;

	for (size_t i = 0; i < cell.count || (i < width && carry > 0); i++)
	{
		uint32_t	part;

		if (i < cell.count)
			carry += (uint64_t) cell.limbs[i] * digit;
		part = (uint32_t) carry;
		carry = (carry >> 32) + (rest[i] < part ? 1 : 0);
		rest[i] -= part;
	}
}

static void
divide_rest(uint32_t *rest, size_t width, uint32_t prime)
{
	bool		negative = rest[width - 1] >> 31 != 0;
	uint64_t	carry = 0;

	if (negative)
		negate(rest, width);
	for (size_t i = width; i-- > 0;)
	{
		carry = carry << 32 | rest[i];
		rest[i] = (uint32_t) (carry / prime);
		carry %= prime;
	}
	assert(carry == 0);
	if (negative)
		negate(rest, width);
}

/* Two's complement. */
static void
negate(uint32_t *limbs, size_t width)
{
	uint64_t	carry = 1;

	for (size_t i = 0; i < width; i++)
	{
		carry += (uint32_t) ~limbs[i];
		limbs[i] = (uint32_t) carry;
		carry >>= 32;
	}
}

/*
 * One unknown from its digits.  Times the denominator that the unknowns
 * before it had, it is mostly a whole number below 2^bits already.
 */
static Fraction
read_unknown(Lift *lift, size_t unknown, size_t column)
{
	const Arena *arena = lift->arena;
	Natural		digits = residue_from_digits(arena, lift->prime, lift->digits + unknown, lift->steps, lift->count);
	Natural		product = natural_multiply(arena, digits, lift->common);
	Natural		value;
	Natural		num;
	Natural		den;
	Natural		whole_den;
	bool		negative = true;
	Fraction	result;

	natural_divide(arena, product, lift->modulus, NULL, &value);
	num = natural_subtract(arena, lift->modulus, value);
	if (natural_compare(value, num) <= 0)
	{
		replace(arena, &num, natural_copy(arena, value));
		negative = false;
	}
	if (natural_bits(num) > lift->bits)
	{
		natural_release(arena, num);
		residue_fraction(arena, value, lift->modulus, lift->bits, &num, &negative, &den);
		replace(arena, &lift->common, natural_multiply(arena, lift->common, den));
		natural_release(arena, den);
	}
	whole_den = natural_multiply(arena, lift->common, lift->scales[column]);
	result = fraction_make(arena, negative && num.count > 0, num, whole_den);
	natural_release(arena, whole_den);
	natural_release(arena, num);
	natural_release(arena, value);
	natural_release(arena, product);
	natural_release(arena, digits);
	arena_check(arena);
	return result;
}

static uint32_t
remainder_short(Natural a, uint32_t divisor)
{
	uint64_t	rest = 0;

	for (size_t i = a.count; i-- > 0;)
		rest = (rest << 32 | a.limbs[i]) % divisor;
	return (uint32_t) rest;
}

/* Gives the former number back. */
static void
replace(const Arena *arena, Natural *a, Natural fresh)
{
	natural_release(arena, *a);
	*a = fresh;
}

static void
lift_release(Lift *lift)
{
	for (size_t i = 0; i < lift->count * lift->count; i++)
		natural_release(lift->arena, lift->cells[i].size);
	for (size_t i = 0; i < lift->count * lift->columns; i++)
		natural_release(lift->arena, lift->constants[i].size);
	for (size_t i = 0; i < lift->columns; i++)
		natural_release(lift->arena, lift->scales[i]);
	arena_release(lift->arena, lift->cells);
	arena_release(lift->arena, lift->constants);
	arena_release(lift->arena, lift->scales);
	arena_release(lift->arena, lift->inverse);
	arena_release(lift->arena, lift->digits);
	if (lift->digits != NULL)
	{
		natural_release(lift->arena, lift->modulus);
		natural_release(lift->arena, lift->common);
	}
}
