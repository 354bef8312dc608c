/*-------------------------------------------------------------------------
 *
 * modular_matrix.c
 *	  Square matrices of remainders by a prime below 2^31: inverse, product.
 *
 * Remainders are below 2^31, so a product is below 2^62 and a sum of two
 * products fits in 64 bits.
 *
 *-------------------------------------------------------------------------
 */
#include "core/modular_matrix.h"

#include <string.h>

static bool is_prime(uint32_t n);
static bool passes_base(uint32_t n, uint32_t base);
static uint32_t power(uint32_t base, uint32_t exponent, uint32_t modulus);
static bool choose_pivot(size_t count, uint32_t *matrix, uint32_t *inverse, size_t column);
static void scale_row(size_t count, uint32_t prime, uint32_t *row, uint32_t factor);
static void subtract_row(size_t count, uint32_t prime, uint32_t *row, const uint32_t *pivot, uint32_t factor);

/* The highest odd prime below the limit, which is above 3. */
uint32_t
modular_prime_below(uint32_t limit)
{
	uint32_t	candidate = limit % 2 == 0 ? limit - 1 : limit - 2;

	while (!is_prime(candidate))
		candidate -= 2;
	return candidate;
}

/* Gauss and Jordan; the matrix is used up.  False when it has no inverse by this prime. */
bool
modular_invert(const Arena *arena, size_t count, uint32_t prime, uint32_t *matrix, uint32_t *inverse)
{
	memset(inverse, 0, count * count * sizeof(uint32_t));
	for (size_t row = 0; row < count; row++)
		inverse[row * count + row] = 1;
	for (size_t column = 0; column < count; column++)
	{
		uint32_t   *pivot = matrix + column * count;
		uint32_t   *pivot_inverse = inverse + column * count;
		uint32_t	factor;

		arena_check(arena);
		if (!choose_pivot(count, matrix, inverse, column))
			return false;
		/* By Fermat, a^(p-2) is the inverse of a. */
		factor = power(pivot[column], prime - 2, prime);
		scale_row(count, prime, pivot, factor);
		scale_row(count, prime, pivot_inverse, factor);
		for (size_t row = 0; row < count; row++)
		{
			factor = matrix[row * count + column];
			if (row == column || factor == 0)
				continue;
			subtract_row(count, prime, matrix + row * count, pivot, factor);
			subtract_row(count, prime, inverse + row * count, pivot_inverse, factor);
		}
	}
	return true;
}

void
modular_apply(size_t count, uint32_t prime, const uint32_t *matrix, const uint32_t *vector, uint32_t *product)
{
	/* A multiple of the prime: taken off, it keeps the sum below 2^63 and its remainder. */
	const uint64_t surplus = (uint64_t) prime << 32;

	for (size_t row = 0; row < count; row++)
	{
		uint64_t	sum = 0;

		for (size_t i = 0; i < count; i++)
		{
			sum += (uint64_t) matrix[row * count + i] * vector[i];
			if (sum >> 63 != 0)
				sum -= surplus;
		}
		product[row] = (uint32_t) (sum % prime);
	}
}

/* Miller and Rabin's test; with these bases it is exact below 3,215,031,751. */
static bool
is_prime(uint32_t n)
{
	static const uint32_t bases[] = {2, 3, 5, 7};

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
	{
		if (n % bases[i] == 0)
			return n == bases[i];
		if (!passes_base(n, bases[i]))
			return false;
	}
	return n > 1;
}

static bool
passes_base(uint32_t n, uint32_t base)
{
	int			twos = __builtin_ctz(n - 1);
	uint64_t	value = power(base, (n - 1) >> twos, n);

	if (value == 1 || value == n - 1)
		return true;
	for (int i = 1; i < twos; i++)
	{
		value = value * value % n;
		if (value == n - 1)
			return true;
	}
	return false;
}

static uint32_t
power(uint32_t base, uint32_t exponent, uint32_t modulus)
{
	uint64_t	square = base % modulus;
	uint64_t	result = 1;

	for (; exponent > 0; exponent >>= 1)
	{
		if (exponent & 1)
			result = result * square % modulus;
		square = square * square % modulus;
	}
	return (uint32_t) result;
}

/* Swaps a row that is not zero in this column to the diagonal. */
static bool
choose_pivot(size_t count, uint32_t *matrix, uint32_t *inverse, size_t column)
{
	size_t		row = column;

	while (row < count && matrix[row * count + column] == 0)
		row++;
	if (row == count)
		return false;
	for (size_t i = 0; i < count && row != column; i++)
	{
		uint32_t	cell = matrix[row * count + i];

		matrix[row * count + i] = matrix[column * count + i];
		matrix[column * count + i] = cell;
		cell = inverse[row * count + i];
		inverse[row * count + i] = inverse[column * count + i];
		inverse[column * count + i] = cell;
	}
	return true;
}

static void
scale_row(size_t count, uint32_t prime, uint32_t *row, uint32_t factor)
{
	for (size_t i = 0; i < count; i++)
		row[i] = (uint32_t) ((uint64_t) row[i] * factor % prime);
}

/* row - factor * pivot, as row + (prime - factor) * pivot. */
static void
subtract_row(size_t count, uint32_t prime, uint32_t *row, const uint32_t *pivot, uint32_t factor)
{
	const uint64_t complement = prime - factor;

	for (size_t i = 0; i < count; i++)
		if (pivot[i] != 0)
			row[i] = (uint32_t) ((row[i] + complement * pivot[i]) % prime);
}
