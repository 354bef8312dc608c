/*-------------------------------------------------------------------------
 *
 * exact.c
 *	  Exact numbers of the oracle.
 *
 *-------------------------------------------------------------------------
 */
#include "exact.h"

#include <stdio.h>

#define NARROW (INT64_C(1) << 30)

bool		exact_overflowed;

static Wide
common_divisor(Wide a, Wide b)
{
	if (a < 0)
		a = -a;
	while (b != 0)
	{
		Wide		rest;

		if ((a >> 63) == 0 && (b >> 63) == 0)
		{
			uint64_t	x = (uint64_t) a;
			uint64_t	y = (uint64_t) b;

			while (y != 0)
			{
				uint64_t	z = x % y;

				x = y;
				y = z;
			}
			return (Wide) x;
		}
		rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

static Wide
product(Wide a, Wide b)
{
	Wide		result;

	if (!__builtin_mul_overflow(a, b, &result))
		return result;
	exact_overflowed = true;
	return 1;
}

static Wide
sum(Wide a, Wide b)
{
	Wide		result;

	if (!__builtin_add_overflow(a, b, &result))
		return result;
	exact_overflowed = true;
	return 1;
}

static Exact
reduced(Wide num, Wide den)
{
	Wide		divisor;

	if (den == 1)
		return (Exact) {num, den};
	divisor = common_divisor(num, den);
	return divisor > 1 ? (Exact) {num / divisor, den / divisor} : (Exact) {num, den};
}

/* Whether products of two numbers fit a machine word, which divides many times faster. */
static bool
narrow(Exact a)
{
	return a.num > -NARROW && a.num < NARROW && a.den < NARROW;
}

static int64_t
narrow_divisor(int64_t a, int64_t b)
{
	a = a < 0 ? -a : a;
	while (b != 0)
	{
		int64_t		rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static Exact
narrow_reduced(int64_t num, int64_t den)
{
	int64_t		divisor = den == 1 ? 1 : narrow_divisor(num, den);

	return (Exact) {num / divisor, den / divisor};
}

Exact
exact_of(int64_t num, int64_t den)
{
	return reduced(num, den);
}

Exact
exact_add(Exact a, Exact b)
{
	Wide		divisor;

	if (a.num == 0)
		return b;
	if (b.num == 0)
		return a;
	if (narrow(a) && narrow(b))
		return narrow_reduced((int64_t) a.num * (int64_t) b.den + (int64_t) b.num * (int64_t) a.den, (int64_t) a.den * (int64_t) b.den);
	divisor = common_divisor(a.den, b.den);
	return reduced(sum(product(a.num, b.den / divisor), product(b.num, a.den / divisor)), product(a.den, b.den / divisor));
}

Exact
exact_subtract(Exact a, Exact b)
{
	return exact_add(a, (Exact) {-b.num, b.den});
}

Exact
exact_multiply(Exact a, Exact b)
{
	Wide		first;
	Wide		second;

	if (a.num == 0 || b.num == 0)
		return EXACT_ZERO;
	if (narrow(a) && narrow(b))
		return narrow_reduced((int64_t) a.num * (int64_t) b.num, (int64_t) a.den * (int64_t) b.den);
	first = common_divisor(a.num, b.den);
	second = common_divisor(b.num, a.den);
	return (Exact) {product(a.num / first, b.num / second), product(a.den / second, b.den / first)};
}

/* b is not nothing. */
Exact
exact_divide(Exact a, Exact b)
{
	return exact_multiply(a, b.num < 0 ? (Exact) {-b.den, -b.num} : (Exact) {b.den, b.num});
}

int
exact_compare(Exact a, Exact b)
{
	Wide		difference;

	if (a.den == b.den)
		return (a.num > b.num) - (a.num < b.num);
	if (narrow(a) && narrow(b))
		return ((int64_t) a.num * (int64_t) b.den > (int64_t) b.num * (int64_t) a.den) - ((int64_t) a.num * (int64_t) b.den < (int64_t) b.num * (int64_t) a.den);
	difference = exact_subtract(a, b).num;
	return (difference > 0) - (difference < 0);
}

static void
digits_put(Wide value, char *end, char **start)
{
	*start = end;
	do
		*--*start = (char) ('0' + (int) (value % 10));
	while ((value /= 10) != 0);
}

/* Of a number that is not below nothing; four results may stand side by side. */
const char *
exact_text(Exact a)
{
	static char texts[4][96];
	static int	turn;
	char		num[48] = {0};
	char		den[48] = {0};
	char	   *num_start;
	char	   *den_start;

	turn = (turn + 1) % 4;
	digits_put(a.num, num + 47, &num_start);
	digits_put(a.den, den + 47, &den_start);
	if (a.den == 1)
		snprintf(texts[turn], sizeof(texts[0]), "%s", num_start);
	else
		snprintf(texts[turn], sizeof(texts[0]), "%s/%s", num_start, den_start);
	return texts[turn];
}

/* With twenty places, rounded down or up; of a number from 0 to 1. */
const char *
exact_decimal(Exact a, bool up)
{
	static char texts[4][32];
	static int	turn;
	char	   *text;
	Wide		rest = a.num;

	turn = (turn + 1) % 4;
	text = texts[turn];
	text[0] = (char) ('0' + (int) (rest / a.den));
	text[1] = '.';
	for (int place = 0; place < 20; place++)
	{
		rest = product(rest % a.den, 10);
		text[2 + place] = (char) ('0' + (int) (rest / a.den));
	}
	text[22] = '\0';
	if (!up || rest % a.den == 0)
		return text;
	for (int place = 21; place >= 0; place--)
	{
		if (place == 1)
			continue;
		if (text[place] != '9')
		{
			text[place]++;
			break;
		}
		text[place] = '0';
	}
	return text;
}

Near
near_of(Exact v)
{
	return near_end(v, 0);
}

/* A vanishing amount above a number, with away 1, or below it, with -1. */
Near
near_end(Exact v, int away)
{
	Near		a;

	a.v = v;
	a.powers = away != 0;
	a.d[0] = (Exact) {away, 1};
	return a;
}

/* Whether a number is above (1) or below (-1) its fraction by an amount that vanishes. */
int
near_away(Near a)
{
	for (int power = 0; power < a.powers; power++)
		if (a.d[power].num != 0)
			return a.d[power].num > 0 ? 1 : -1;
	return 0;
}

static Exact
power_of(const Near *a, int power)
{
	return power < a->powers ? a->d[power] : EXACT_ZERO;
}

static void
powers_trim(Near *a)
{
	while (a->powers > 0 && a->d[a->powers - 1].num == 0)
		a->powers--;
}

Near
near_add(Near a, Near b)
{
	Near		result;

	result.v = exact_add(a.v, b.v);
	result.powers = a.powers > b.powers ? a.powers : b.powers;
	for (int power = 0; power < result.powers; power++)
		result.d[power] = exact_add(power_of(&a, power), power_of(&b, power));
	powers_trim(&result);
	return result;
}

Near
near_subtract(Near a, Near b)
{
	b.v.num = -b.v.num;
	for (int power = 0; power < b.powers; power++)
		b.d[power].num = -b.d[power].num;
	return near_add(a, b);
}

/* What of a product of two numbers falls to a power, but for the products with their fractions. */
static Exact
powers_between(const Near *a, const Near *b, int power)
{
	Exact		found = EXACT_ZERO;

	for (int one = 0; one < power && one < a->powers; one++)
		found = exact_add(found, exact_multiply(a->d[one], power_of(b, power - 1 - one)));
	return found;
}

Near
near_multiply(Near a, Near b)
{
	Near		result;

	result.v = exact_multiply(a.v, b.v);
	result.powers = a.powers + b.powers < POWERS ? a.powers + b.powers : POWERS;
	for (int power = 0; power < result.powers; power++)
		result.d[power] = exact_add(exact_add(exact_multiply(a.v, power_of(&b, power)), exact_multiply(power_of(&a, power), b.v)), powers_between(&a, &b, power));
	powers_trim(&result);
	return result;
}

/* b is more than a vanishing amount away from nothing. */
static Near
near_divide(Near a, Near b)
{
	Near		result;

	result.v = exact_divide(a.v, b.v);
	result.powers = 0;
	for (int power = 0; power < (b.powers > 0 ? POWERS : a.powers); power++)
	{
		Exact		rest = exact_subtract(exact_subtract(power_of(&a, power), exact_multiply(result.v, power_of(&b, power))), powers_between(&result, &b, power));

		result.d[power] = exact_divide(rest, b.v);
		result.powers = power + 1;
	}
	powers_trim(&result);
	return result;
}

int
near_compare(Near a, Near b)
{
	int			order = exact_compare(a.v, b.v);

	for (int power = 0; (power < a.powers || power < b.powers) && order == 0; power++)
		order = exact_compare(power_of(&a, power), power_of(&b, power));
	return order;
}

bool
near_is_zero(Near a)
{
	return a.v.num == 0 && near_away(a) == 0;
}

/* Gauss and Jordan: right becomes the solution of matrix x = right; false where there is none, or several. */
bool
near_solve(int count, Near *matrix, Near *right)
{
	for (int pivot = 0; pivot < count; pivot++)
	{
		int			row = pivot;

		while (row < count && matrix[row * count + pivot].v.num == 0)
			row++;
		if (row == count || exact_overflowed)
			return false;
		for (int column = 0; row != pivot && column < count; column++)
		{
			Near		keep = matrix[row * count + column];

			matrix[row * count + column] = matrix[pivot * count + column];
			matrix[pivot * count + column] = keep;
		}
		if (row != pivot)
		{
			Near		keep = right[row];

			right[row] = right[pivot];
			right[pivot] = keep;
		}
		for (row = 0; row < count; row++)
		{
			Near		factor;

			if (row == pivot || near_is_zero(matrix[row * count + pivot]))
				continue;
			factor = near_divide(matrix[row * count + pivot], matrix[pivot * count + pivot]);
			for (int column = pivot; column < count; column++)
				matrix[row * count + column] = near_subtract(matrix[row * count + column], near_multiply(factor, matrix[pivot * count + column]));
			right[row] = near_subtract(right[row], near_multiply(factor, right[pivot]));
		}
	}
	for (int row = 0; row < count; row++)
		right[row] = near_divide(right[row], matrix[row * count + row]);
	return true;
}
