/*-------------------------------------------------------------------------
 *
 * hs_index.c
 *	  Lets a btree index on hs answer which codes stand under a prefix.
 *
 * All codes under a prefix are one range of the order (core/hs_code.c), so
 * for the planner
 *
 *		code <@ prefix		means		code >= prefix AND code <= hs_last(prefix)
 *
 * exactly, and nothing has to be checked again.  The prefix need not be a
 * constant: in a join with a table of rules it is that table's column.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/stratnum.h"
#include "catalog/pg_am.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parse_func.h"
#include "server/pg_compat.h"
#include "utils/lsyscache.h"

MATERIALS_FUNCTION(hs_contains_support);
MATERIALS_FUNCTION(hs_within_support);

static Node *hs_index_range(Node *request, int code_argument);
static Expr *hs_index_bound(Oid family, int strategy, Node *code, Node *bound);

/* For prefix @> code: the index is on the second argument. */
Datum
hs_contains_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(hs_index_range((Node *) PG_GETARG_POINTER(0), 1));
}

/* For code <@ prefix and code ^@ prefix: the index is on the first argument. */
Datum
hs_within_support(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(hs_index_range((Node *) PG_GETARG_POINTER(0), 0));
}

/* The two conditions for the index, or NULL when this index cannot help. */
static Node *
hs_index_range(Node *request, int code_argument)
{
	SupportRequestIndexCondition *condition = (SupportRequestIndexCondition *) request;
	List	   *arguments;
	Node	   *code;
	Node	   *prefix;
	Oid			type;
	Expr	   *first;
	Expr	   *last;
	Oid			last_function;

	if (!IsA(request, SupportRequestIndexCondition))
		return NULL;
	if (condition->index->relam != BTREE_AM_OID || condition->indexarg != code_argument)
		return NULL;
	if (is_opclause(condition->node))
		arguments = ((OpExpr *) condition->node)->args;
	else if (is_funcclause(condition->node))
		arguments = ((FuncExpr *) condition->node)->args;
	else
		return NULL;

	code = (Node *) list_nth(arguments, code_argument);
	prefix = (Node *) list_nth(arguments, 1 - code_argument);
	if (!is_pseudo_constant_for_index(condition->root, prefix, condition->index))
		return NULL;

	type = exprType(code);
	last_function = LookupFuncName(list_make2(makeString("materials"), makeString("hs_last")), 1, &type, true);
	if (!OidIsValid(last_function))
		return NULL;
	first = hs_index_bound(condition->opfamily, BTGreaterEqualStrategyNumber, code, prefix);
	last = hs_index_bound(condition->opfamily, BTLessEqualStrategyNumber, code,
						  (Node *) makeFuncExpr(last_function, type, list_make1(copyObject(prefix)),
												InvalidOid, InvalidOid, COERCE_EXPLICIT_CALL));
	if (first == NULL || last == NULL)
		return NULL;

	condition->lossy = false;
	return (Node *) list_make2(first, last);
}

/* One comparison of the indexed code; NULL when the index is not in our order. */
static Expr *
hs_index_bound(Oid family, int strategy, Node *code, Node *bound)
{
	Oid			type = exprType(code);
	Oid			operator = get_opfamily_member(family, type, type, strategy);

	if (!OidIsValid(operator))
		return NULL;
	return make_opclause(operator, BOOLOID, false, (Expr *) code, (Expr *) bound, InvalidOid, InvalidOid);
}
