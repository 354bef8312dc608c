/*-------------------------------------------------------------------------
 *
 * quantity_fraction.h
 *	  Amounts as exact fractions of their dimension's reference unit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUANTITY_FRACTION_H
#define MATERIALS_QUANTITY_FRACTION_H

#include "core/fraction.h"
#include "core/quantity_code.h"

extern Fraction quantity_fraction(const Arena *arena, const Quantity *quantity);
extern Fraction quantity_fraction_ratio(const Arena *arena, QuantityAmount num, QuantityAmount den);

#endif							/* MATERIALS_QUANTITY_FRACTION_H */
