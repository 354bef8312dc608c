/*-------------------------------------------------------------------------
 *
 * quantity_code.h
 *	  Exact amounts with a unit: their grammar and their arithmetic.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_QUANTITY_CODE_H
#define MATERIALS_QUANTITY_CODE_H

#include "core/unit_table.h"

typedef __int128 QuantityAmount;

/*
 * An amount is a whole number of 10^-21 of the dimension's reference unit
 * (kg, each, L, m, m2, MJ, C) and stays below 10^17 of it, so that every
 * amount has at most QUANTITY_DIGITS_MAX digits and can be negated.
 *
 * 21 decimals are what makes the customary units exact with room to spare: a
 * US fluid ounce needs 13 decimals of a litre, an ounce 12 of a kilogram.
 */
#define QUANTITY_DECIMALS	21
#define QUANTITY_DIGITS_MAX	38

typedef struct Quantity
{
	UnitDimension dimension;
	QuantityAmount amount;		/* in 10^-21 reference units */
} Quantity;

typedef enum QuantityFault
{
	QUANTITY_OK,
	QUANTITY_NO_NUMBER,			/* does not begin with a number */
	QUANTITY_NUMBER_GROUPED,	/* a comma or apostrophe inside the number */
	QUANTITY_NO_UNIT,			/* a bare number */
	QUANTITY_UNIT_UNKNOWN,
	QUANTITY_UNIT_AMBIGUOUS,	/* ton, gallon */
	QUANTITY_TOO_FINE,			/* not a whole number of base units */
	QUANTITY_TOO_LARGE
} QuantityFault;

/* A part of the text that was read. */
typedef struct QuantitySpan
{
	const char *text;
	size_t		length;
} QuantitySpan;

/* Longest text of quantity_format and quantity_decimal, with its zero byte. */
#define QUANTITY_TEXT_SIZE 192

/* What rounding there may be when an amount is told in some unit. */
#define QUANTITY_EXACT		(-1)
#define QUANTITY_SCALE_MAX	40

extern QuantityFault quantity_parse(const char *text, size_t length,
									Quantity *quantity, QuantitySpan *unit_text);
extern QuantityFault quantity_parse_number(const char *text, size_t length,
										   const UnitDefinition *unit,
										   Quantity *quantity);
extern QuantitySpan quantity_trim(const char *text, size_t length);
extern bool quantity_in_range(QuantityAmount amount);
extern QuantityFault quantity_sum(QuantityAmount left, QuantityAmount right,
								  QuantityAmount *sum);
extern int	quantity_order(const Quantity *left, const Quantity *right);
extern bool quantity_decimal(const Quantity *quantity, const UnitDefinition *unit,
							 int scale, char *text);
extern void quantity_format(const Quantity *quantity, char *text);
extern void quantity_amount_digits(QuantityAmount amount, char *text);
extern void quantity_reduce_ratio(QuantityAmount *numerator,
								  QuantityAmount *denominator);

#endif							/* MATERIALS_QUANTITY_CODE_H */
