/*-------------------------------------------------------------------------
 *
 * row_estimate.c
 *	  Tells the planner how many rows a function gives that has one for each
 *	  row of a table.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/relation.h"
#include "fmgr.h"
#include "nodes/primnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/plancat.h"
#include "utils/rel.h"

#include "server/pg_compat.h"

MATERIALS_FUNCTION(as_many_as_rows);

/* The rows of a table as the planner takes them; negative where it has no size of its own. */
static double
table_rows(Oid relation_id)
{
	Relation	relation = try_relation_open(relation_id, AccessShareLock);
	BlockNumber pages;
	double		rows = -1;
	double		all_visible;

	if (relation == NULL)
		return rows;
	if (relation->rd_rel->relkind == RELKIND_RELATION)
		estimate_rel_size(relation, NULL, &pages, &rows, &all_visible);
	else if (relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE || relation->rd_rel->relkind == RELKIND_FOREIGN_TABLE)
		rows = relation->rd_rel->reltuples;
	relation_close(relation, AccessShareLock);
	return rows;
}

/* The table is the first argument; where it is not known yet, or was never analyzed, what ROWS says stands. */
Datum
as_many_as_rows(PG_FUNCTION_ARGS)
{
	Node	   *asked = (Node *) PG_GETARG_POINTER(0);
	SupportRequestRows *request;
	Node	   *table;
	double		rows;

	if (!IsA(asked, SupportRequestRows))
		PG_RETURN_POINTER(NULL);
	request = (SupportRequestRows *) asked;
	if (request->node == NULL || !IsA(request->node, FuncExpr) || ((FuncExpr *) request->node)->args == NIL)
		PG_RETURN_POINTER(NULL);
	table = (Node *) linitial(((FuncExpr *) request->node)->args);
	if (!IsA(table, Const) || ((Const *) table)->constisnull)
		PG_RETURN_POINTER(NULL);
	rows = table_rows(DatumGetObjectId(((Const *) table)->constvalue));
	if (rows < 0)
		PG_RETURN_POINTER(NULL);
	request->rows = Max(rows, 1);
	PG_RETURN_POINTER(request);
}
