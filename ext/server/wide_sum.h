/*-------------------------------------------------------------------------
 *
 * wide_sum.h
 *	  Sums of very many integers, of which a thousand fit in 63 bits.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_WIDE_SUM_H
#define MATERIALS_WIDE_SUM_H

#include "postgres.h"

#include "fmgr.h"
#include "utils/builtins.h"
#include "utils/numeric.h"

typedef struct WideSum
{
	int64		count;
	int64		part;			/* of what was added last */
	Datum		sum;			/* of all before, a numeric */
} WideSum;

static inline WideSum
wide_sum_begin(void)
{
	return (WideSum) {.sum = NumericGetDatum(int64_to_numeric(0))};
}

/* A numeric in the current memory context. */
static inline Datum
wide_sum_total(const WideSum *sum)
{
	return DirectFunctionCall2(numeric_add, sum->sum, NumericGetDatum(int64_to_numeric(sum->part)));
}

/* Called in one memory context, which holds the sum. */
static inline void
wide_sum_add(WideSum *sum, int64 number)
{
	sum->part += number;
	if (unlikely(++sum->count % 1000 == 0))
	{
		sum->sum = wide_sum_total(sum);
		sum->part = 0;
	}
}

#endif							/* MATERIALS_WIDE_SUM_H */
