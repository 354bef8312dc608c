/*-------------------------------------------------------------------------
 *
 * modular_matrix.h
 *	  Square matrices of remainders by a prime below 2^31.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_MODULAR_MATRIX_H
#define MATERIALS_CORE_MODULAR_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/arena.h"

/* The highest prime below 2^31, where a search downward starts. */
#define MODULAR_PRIME_FIRST UINT32_C(2147483647)

extern uint32_t modular_prime_below(uint32_t limit);
extern bool modular_invert(const Arena *arena, size_t count, uint32_t prime,
						   uint32_t *matrix, uint32_t *inverse);
extern void modular_apply(size_t count, uint32_t prime, const uint32_t *matrix,
						  const uint32_t *vector, uint32_t *product);

#endif							/* MATERIALS_CORE_MODULAR_MATRIX_H */
