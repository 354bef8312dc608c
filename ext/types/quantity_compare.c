/*-------------------------------------------------------------------------
 *
 * quantity_compare.c
 *	  Comparing quantities: one order for people, one for the server.
 *
 * "Is 3 each more than 5 kg?" has no answer, and a CHECK (consumed <= made)
 * that got one would let wrong rows in.  So <, <=, > and >= refuse quantities
 * of different dimensions with an error.
 *
 * Sorting, grouping and joining must work on any column all the same.  They
 * use the default operator class, whose operators ~<~ ~<=~ ~>=~ ~>~ put the
 * dimension before the amount (names after text_pattern_ops, which also sorts
 * by an order other than <).  Equality belongs to both: quantities of
 * different dimensions are simply not equal.
 *
 * Were the refusing operators in the operator class, the planner would call
 * them on histogram values of other dimensions, and whether a query fails
 * would depend on its plan: an index scan does not visit what a sequential
 * scan trips over.  As they stand apart, no index serves them; a range
 * between two bounds of one dimension can be written with ~>=~ and ~<~, which
 * an index does serve.  Their selectivity comes from the total order.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "common/hashfn.h"
#include "server/pg_compat.h"
#include "types/quantity_datum.h"
#include "types/quantity_report.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

MATERIALS_FUNCTION(quantity_eq);
MATERIALS_FUNCTION(quantity_ne);
MATERIALS_FUNCTION(quantity_lt);
MATERIALS_FUNCTION(quantity_le);
MATERIALS_FUNCTION(quantity_gt);
MATERIALS_FUNCTION(quantity_ge);
MATERIALS_FUNCTION(quantity_compare);
MATERIALS_FUNCTION(quantity_smaller);
MATERIALS_FUNCTION(quantity_larger);
MATERIALS_FUNCTION(quantity_order_lt);
MATERIALS_FUNCTION(quantity_order_le);
MATERIALS_FUNCTION(quantity_order_gt);
MATERIALS_FUNCTION(quantity_order_ge);
MATERIALS_FUNCTION(quantity_order_compare);
MATERIALS_FUNCTION(quantity_hash);
MATERIALS_FUNCTION(quantity_hash_extended);
MATERIALS_FUNCTION(quantity_inequality_estimate);

static int	compare_strict(FunctionCallInfo fcinfo);
static int	compare_total(FunctionCallInfo fcinfo);

Datum
quantity_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) == 0);
}

Datum
quantity_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) != 0);
}

Datum
quantity_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_strict(fcinfo) < 0);
}

Datum
quantity_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_strict(fcinfo) <= 0);
}

Datum
quantity_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_strict(fcinfo) > 0);
}

Datum
quantity_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_strict(fcinfo) >= 0);
}

/* -1, 0 or 1; different dimensions are an error. */
Datum
quantity_compare(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_strict(fcinfo));
}

/* For min and max: like < they refuse different dimensions. */
Datum
quantity_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(compare_strict(fcinfo) <= 0 ? 0 : 1));
}

Datum
quantity_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(compare_strict(fcinfo) >= 0 ? 0 : 1));
}

Datum
quantity_order_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) < 0);
}

Datum
quantity_order_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) <= 0);
}

Datum
quantity_order_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) > 0);
}

Datum
quantity_order_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_total(fcinfo) >= 0);
}

/* The support function of the btree operator class. */
Datum
quantity_order_compare(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_total(fcinfo));
}

Datum
quantity_hash(PG_FUNCTION_ARGS)
{
	return hash_any((unsigned char *) PG_GETARG_POINTER(0), sizeof(QuantityBytes));
}

Datum
quantity_hash_extended(PG_FUNCTION_ARGS)
{
	return hash_any_extended((unsigned char *) PG_GETARG_POINTER(0),
							 sizeof(QuantityBytes), PG_GETARG_INT64(1));
}

/*
 * Restriction selectivity of <, <=, > and >=: that of the operator with the
 * same meaning in the total order, which never fails on a histogram that
 * holds several dimensions.
 */
Datum
quantity_inequality_estimate(PG_FUNCTION_ARGS)
{
	Oid			operator = PG_GETARG_OID(1);
	char	   *name = get_opname(operator);
	PGFunction	estimate;
	StrategyNumber strategy;
	Oid			type;
	Oid			right_type;
	Oid			total;

	op_input_types(operator, &type, &right_type);
	if (name[0] == '<')
	{
		strategy = name[1] ? BTLessEqualStrategyNumber : BTLessStrategyNumber;
		estimate = name[1] ? scalarlesel : scalarltsel;
	}
	else
	{
		strategy = name[1] ? BTGreaterEqualStrategyNumber : BTGreaterStrategyNumber;
		estimate = name[1] ? scalargesel : scalargtsel;
	}
	total = get_opfamily_member(lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY)->btree_opf,
								type, type, strategy);
	return DirectFunctionCall4Coll(estimate, PG_GET_COLLATION(),
								   PG_GETARG_DATUM(0), ObjectIdGetDatum(total),
								   PG_GETARG_DATUM(2), PG_GETARG_DATUM(3));
}

static int
compare_strict(FunctionCallInfo fcinfo)
{
	Quantity	left = PG_GETARG_QUANTITY(0);
	Quantity	right = PG_GETARG_QUANTITY(1);

	quantity_require_same(&left, &right, "compare");
	return quantity_order(&left, &right);
}

/* The stored bytes sort as the type does. */
static int
compare_total(FunctionCallInfo fcinfo)
{
	int			order = memcmp(PG_GETARG_POINTER(0), PG_GETARG_POINTER(1),
							   sizeof(QuantityBytes));

	return (order > 0) - (order < 0);
}
