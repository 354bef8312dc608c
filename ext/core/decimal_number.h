/*-------------------------------------------------------------------------
 *
 * decimal_number.h
 *	  Decimal numbers as people and files write them, digit by digit.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_DECIMAL_NUMBER_H
#define MATERIALS_DECIMAL_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Digits kept between the first and the last that is not zero. */
#define DECIMAL_DIGITS_MAX	64

/* A 64-bit factor has at most 20 digits. */
#define DECIMAL_PRODUCT_MAX	(DECIMAL_DIGITS_MAX + 20)

typedef struct DecimalNumber
{
	bool		negative;
	bool		overlong;		/* digits found no room and count as zeros */
	int			digit_count;	/* none for zero */
	int64_t		exponent;		/* of the last digit */
	uint8_t		digits[DECIMAL_DIGITS_MAX]; /* first and last not zero */
} DecimalNumber;

typedef enum DecimalFault
{
	DECIMAL_OK,
	DECIMAL_NONE,				/* does not begin with a number */
	DECIMAL_GROUPED				/* a comma, apostrophe or second point follows */
} DecimalFault;

extern DecimalFault decimal_number_scan(const char *text, size_t length,
										DecimalNumber *number, size_t *used);
extern int	decimal_number_times(const DecimalNumber *number, uint64_t factor,
								 uint8_t *product);

#endif							/* MATERIALS_DECIMAL_NUMBER_H */
