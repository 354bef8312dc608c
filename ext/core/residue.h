/*-------------------------------------------------------------------------
 *
 * residue.h
 *	  Whole numbers by a modulus.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_RESIDUE_H
#define MATERIALS_CORE_RESIDUE_H

#include <stdbool.h>

#include "core/natural.h"

extern Natural residue_from_digits(const Arena *arena, uint32_t base, const uint32_t *digits, size_t count, size_t stride);
extern void residue_fraction(const Arena *arena, Natural value, Natural modulus, size_t bits,
							 Natural *num, bool *negative, Natural *den);

#endif							/* MATERIALS_CORE_RESIDUE_H */
