/*-------------------------------------------------------------------------
 *
 * flow_part.h
 *	  What each input is of one output, in integers, rounded to doubles.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_PART_H
#define MATERIALS_CORE_FLOW_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/quantity_code.h"

/* digits * 10^exponent, not negative; without zeros at the end of digits. */
typedef struct FlowDecimal
{
	uint64_t	digits;
	int32_t		exponent;
} FlowDecimal;

/* What an input weighs in a basis, or what was made: a decimal, times another one's digits. */
typedef struct FlowPartWeight
{
	bool		known;
	int32_t		exponent;		/* of the product */
	uint64_t	digits;
	uint64_t	times;			/* 1 where the weight is one decimal */
} FlowPartWeight;

/* One output in one basis. */
typedef struct FlowPartLot
{
	const FlowPartWeight *inputs;	/* one or more */
	uint32_t	count;
	FlowPartWeight made;		/* what came out */
	bool		open;			/* more inputs than recorded may exist, of any size */
} FlowPartLot;

/* What flow_weigh says of it, each end rounded to the nearest double. */
typedef struct FlowParts
{
	double	   *part;			/* per input: its greatest part */
	bool	   *certain;		/* per input: that is its part, else it may be anything from nothing up to it */
	double		missing;		/* greatest part for which no input is recorded */
	bool		missing_uncertain;
} FlowParts;

extern bool flow_decimal_make(QuantityAmount amount, FlowDecimal *decimal);
extern QuantityAmount flow_decimal_amount(FlowDecimal decimal);
extern bool flow_decimal_parse(const char *text, FlowDecimal *decimal);
extern bool flow_part_ratio(FlowDecimal num, FlowDecimal den, double *ratio);
extern bool flow_part_weigh(const FlowPartLot *lot, FlowParts *parts, uint64_t *scratch);

static inline FlowPartWeight
flow_part_weight(FlowDecimal decimal)
{
	return (FlowPartWeight) {.known = true,.exponent = decimal.exponent,.digits = decimal.digits,.times = 1};
}

static inline FlowPartWeight
flow_part_product(FlowDecimal a, FlowDecimal b)
{
	return (FlowPartWeight) {.known = true,.exponent = a.exponent + b.exponent,.digits = a.digits,.times = b.digits};
}

#endif							/* MATERIALS_CORE_FLOW_PART_H */
