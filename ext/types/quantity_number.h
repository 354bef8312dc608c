/*-------------------------------------------------------------------------
 *
 * quantity_number.h
 *	  Amounts in base units to and from numeric.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUANTITY_NUMBER_H
#define MATERIALS_QUANTITY_NUMBER_H

#include "postgres.h"

#include "core/quantity_code.h"

extern Datum quantity_amount_numeric(QuantityAmount amount);
extern QuantityAmount quantity_numeric_amount(Datum number);
extern Datum quantity_text_numeric(const char *text);
extern void quantity_require_finite(Datum number);
extern char *quantity_numeric_text(Datum number);

#endif							/* MATERIALS_QUANTITY_NUMBER_H */
