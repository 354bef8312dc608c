/*-------------------------------------------------------------------------
 *
 * table_writer.c
 *	  Rows written into a table without a statement.
 *
 * A statement prepares what a table asks of its rows anew each time: CHECK
 * constraints and defaults are parsed from their stored text, which for a
 * statement of few rows takes longer than writing them.  Here they are
 * prepared once for a session, until something about the table changes.
 *
 * Only tables on which nothing hangs that is not served here are written:
 * plain heaps with plain B-trees, expressions of functions that are written in
 * C, no rules, no row-level security, no triggers besides those whose work the
 * caller does.  For others, and for a row that is at fault, the caller is told
 * so before anything is written, and uses a statement; that says what is
 * wrong.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/genam.h"
#include "access/heapam.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/index.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_language.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/acl.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "server/identity_sequence.h"
#include "server/pg_compat.h"
#include "server/table_writer.h"

/* Rows that are written at a time. */
#define ROWS_AT_A_TIME 500

/* What is known of a table for the session. */
typedef struct TableForm
{
	Oid			table;			/* key */
	bool		valid;			/* nothing changed since it was made */
	bool		plain;			/* the table may be written here */
	MemoryContext context;		/* of what follows; NULL at first */
	ExprState **defaults;		/* per column, NULL where there is none */
	bool	   *is_steady;		/* per column: the default is the same for all rows of a statement */
	bool	   *is_domain;		/* per column: what is left out is to be checked by the domain */
	ExprState **checks;
	int			check_count;
	ExprState **entered;		/* per index, in the order of their list: which rows it has; NULL where it has all */
} TableForm;

static HTAB *forms = NULL;

static void
form_forget(Datum unused, Oid table)
{
	HASH_SEQ_STATUS every;
	TableForm  *form;

	if (table != InvalidOid)
	{
		form = hash_search(forms, &table, HASH_FIND, NULL);
		if (form != NULL)
			form->valid = false;
		return;
	}
	hash_seq_init(&every, forms);
	while ((form = hash_seq_search(&every)) != NULL)
		form->valid = false;
}

static TableForm *
form_find(Oid table)
{
	bool		known;
	TableForm  *form;

	if (forms == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(Oid),.entrysize = sizeof(TableForm),.hcxt = CacheMemoryContext};

		forms = hash_create("tables written without statements", 16, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
		CacheRegisterRelcacheCallback(form_forget, (Datum) 0);
	}
	form = hash_search(forms, &table, HASH_ENTER, &known);
	if (!known)
	{
		form->valid = false;
		form->context = NULL;
	}
	return form;
}

static bool
function_may_change(Oid function, void *unused)
{
	HeapTuple	row = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Oid			language = HeapTupleIsValid(row) ? ((Form_pg_proc) GETSTRUCT(row))->prolang : InvalidOid;

	if (HeapTupleIsValid(row))
		ReleaseSysCache(row);
	return language != INTERNALlanguageId && language != ClanguageId;
}

/* Whether an expression has parts that cannot be kept prepared: functions that may be replaced, domains, sequences. */
static bool
expression_may_change(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	if (IsA(node, CoerceToDomain) || IsA(node, NextValueExpr) || IsA(node, SubLink) || check_functions_in_node(node, function_may_change, NULL))
		return true;
	return expression_tree_walker(node, expression_may_change, NULL);
}

/* Prepares an expression for the session; false where that cannot be. */
static bool
expression_prepare(Node *expression, ExprState **state)
{
	if (expression_may_change(expression, NULL))
		return false;
	*state = ExecInitExpr(expression_planner((Expr *) expression), NULL);
	return true;
}

static bool
columns_prepare(TableForm *form, Relation table)
{
	TupleDesc	row = RelationGetDescr(table);

	form->defaults = palloc0(sizeof(ExprState *) * row->natts);
	form->is_steady = palloc0(sizeof(bool) * row->natts);
	form->is_domain = palloc0(sizeof(bool) * row->natts);
	for (int i = 0; i < row->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(row, i);
		Node	   *value;

		if (column->attisdropped)
			continue;
		if (column->attgenerated != '\0' || (column->attidentity != '\0' && column->atttypid != INT8OID))
			return false;
		form->is_domain[i] = get_typtype(column->atttypid) == TYPTYPE_DOMAIN;
		if (column->attidentity != '\0' || form->is_domain[i])
			continue;
		value = build_column_default(table, i + 1);
		if (value != NULL && !expression_prepare(value, &form->defaults[i]))
			return false;
		form->is_steady[i] = value != NULL && !contain_volatile_functions(value);
	}
	return true;
}

static bool
checks_prepare(TableForm *form, Relation table)
{
	const TupleConstr *constraints = RelationGetDescr(table)->constr;

	form->check_count = constraints == NULL ? 0 : constraints->num_check;
	form->checks = palloc0(sizeof(ExprState *) * (form->check_count + 1));
	for (int c = 0; c < form->check_count; c++)
	{
		if (!expression_prepare(stringToNode(constraints->check[c].ccbin), &form->checks[c]))
			return false;
	}
	return true;
}

/* Prepares for the session what decides whether a row is entered in an index; false where that cannot be. */
static bool
predicate_prepare(Relation index, ExprState **entered)
{
	List	   *predicate = RelationGetIndexPredicate(index);

	*entered = NULL;
	if (predicate == NIL)
		return true;
	if (expression_may_change((Node *) predicate, NULL))
		return false;
	*entered = ExecInitQual(predicate, NULL);
	return true;
}

static bool
indexes_prepare(TableForm *form, Relation table)
{
	List	   *indexes = RelationGetIndexList(table);
	ListCell   *cell;
	bool		plain = true;

	form->entered = palloc0(sizeof(ExprState *) * (list_length(indexes) + 1));
	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), AccessShareLock);

		plain = plain && index->rd_rel->relam == BTREE_AM_OID && index->rd_index->indimmediate && index->rd_index->indisvalid &&
			RelationGetIndexExpressions(index) == NIL && predicate_prepare(index, &form->entered[foreach_current_index(cell)]);
		index_close(index, AccessShareLock);
	}
	list_free(indexes);
	return plain;
}

static void
form_make(TableForm *form, Relation table, TriggersAreServed served)
{
	MemoryContext caller = CurrentMemoryContext;

	if (form->context != NULL)
		MemoryContextDelete(form->context);
	form->context = AllocSetContextCreate(CacheMemoryContext, "table written without statements", ALLOCSET_SMALL_SIZES);
	/* First, so that a change that is noticed meanwhile counts. */
	form->valid = true;
	form->plain = false;
	MemoryContextSwitchTo(form->context);
	form->plain = table->rd_rel->relkind == RELKIND_RELATION && !table->rd_rel->relispartition && table->rd_rel->relam == HEAP_TABLE_AM_OID &&
		!table->rd_rel->relhassubclass && table->rd_rules == NULL && served(table) && indexes_prepare(form, table) &&
		columns_prepare(form, table) && checks_prepare(form, table);
	MemoryContextSwitchTo(caller);
}

/*
 * Makes ready to write into a table, which the caller has opened and locked;
 * false where a statement has to.
 */
bool
table_writer_open(TableWriter *writer, Relation table, TriggersAreServed served)
{
	TableForm  *form = form_find(RelationGetRelid(table));
	bool		by_column = pg_class_aclcheck(RelationGetRelid(table), GetUserId(), ACL_INSERT) != ACLCHECK_OK;
	List	   *indexes;
	ListCell   *cell;

	if (!form->valid)
		form_make(form, table, served);
	if (!form->plain || SessionReplicationRole != SESSION_REPLICATION_ROLE_ORIGIN ||
		(by_column && pg_attribute_aclcheck_all(RelationGetRelid(table), GetUserId(), ACL_INSERT, ACLMASK_ANY) != ACLCHECK_OK) ||
		check_enable_rls(RelationGetRelid(table), InvalidOid, true) == RLS_ENABLED)
		return false;
	PreventCommandIfReadOnly("INSERT");
	indexes = RelationGetIndexList(table);
	*writer = (TableWriter) {.table = table,.form = form,.by_column = by_column,.context = CreateStandaloneExprContext()};
	writer->steady = palloc0(sizeof(SteadyDefault) * RelationGetDescr(table)->natts);
	writer->indexes = palloc(sizeof(Relation) * (list_length(indexes) + 1));
	writer->index_infos = palloc(sizeof(struct IndexInfo *) * (list_length(indexes) + 1));
	foreach(cell, indexes)
	{
		Relation	index = index_open(lfirst_oid(cell), RowExclusiveLock);

		writer->indexes[writer->index_count] = index;
		writer->index_infos[writer->index_count++] = BuildIndexInfo(index);
	}
	list_free(indexes);
	return true;
}

/* A row of the table in which all columns are left out. */
TupleTableSlot *
table_writer_row(const TableWriter *writer)
{
	TupleTableSlot *row = MakeSingleTupleTableSlot(RelationGetDescr(writer->table), &TTSOpsVirtual);

	memset(row->tts_isnull, true, sizeof(bool) * row->tts_tupleDescriptor->natts);
	return row;
}

/* Whether the user has a right to each column that has a value. */
static bool
values_are_allowed(const TupleTableSlot *row, Oid table)
{
	for (int i = 0; i < row->tts_tupleDescriptor->natts; i++)
	{
		if (!row->tts_isnull[i] && pg_attribute_aclcheck(table, i + 1, GetUserId(), ACL_INSERT) != ACLCHECK_OK)
			return false;
	}
	return true;
}

/* What a column defaults to; what is the same for all rows is computed once. */
static Datum
default_value(const TableWriter *writer, int column, bool *is_null)
{
	SteadyDefault *steady = &writer->steady[column];

	if (!writer->form->is_steady[column])
		return ExecEvalExpr(writer->form->defaults[column], writer->context, is_null);
	if (!steady->known)
	{
		steady->value = ExecEvalExpr(writer->form->defaults[column], writer->context, &steady->is_null);
		steady->known = true;
	}
	*is_null = steady->is_null;
	return steady->value;
}

/* Fills in what columns default to; false where the row is at fault. */
bool
table_writer_complete(const TableWriter *writer, TupleTableSlot *row)
{
	const TableForm *form = writer->form;
	TupleDesc	columns = row->tts_tupleDescriptor;
	MemoryContext caller = MemoryContextSwitchTo(writer->context->ecxt_per_tuple_memory);
	bool		sound = !writer->by_column || values_are_allowed(row, RelationGetRelid(writer->table));

	for (int i = 0; i < columns->natts && sound; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);

		if (!row->tts_isnull[i] || column->attisdropped)
			continue;
		if (column->attidentity != '\0')
		{
			row->tts_values[i] = Int64GetDatum(identity_next(writer->table, i + 1));
			row->tts_isnull[i] = false;
		}
		else if (form->defaults[i] != NULL)
			row->tts_values[i] = default_value(writer, i, &row->tts_isnull[i]);
		sound = !(row->tts_isnull[i] && (column->attnotnull || form->is_domain[i]));
	}
	ExecStoreVirtualTuple(row);
	writer->context->ecxt_scantuple = row;
	for (int c = 0; c < form->check_count && sound; c++)
		sound = ExecCheck(form->checks[c], writer->context);
	MemoryContextSwitchTo(caller);
	return sound;
}

static void
enter_in_index(const TableWriter *writer, int at, TupleTableSlot *row)
{
	struct IndexInfo *info = writer->index_infos[at];
	Relation	index = writer->indexes[at];
	ExprState  *entered = writer->form->entered[at];
	Datum		values[INDEX_MAX_KEYS];
	bool		nulls[INDEX_MAX_KEYS];

	writer->context->ecxt_scantuple = row;
	if (entered != NULL && !ExecQual(entered, writer->context))
		return;
	for (int i = 0; i < info->ii_NumIndexAttrs; i++)
	{
		values[i] = row->tts_values[info->ii_IndexAttrNumbers[i] - 1];
		nulls[i] = row->tts_isnull[info->ii_IndexAttrNumbers[i] - 1];
	}
	index_insert(index, values, nulls, &row->tts_tid, writer->table, index->rd_index->indisunique ? UNIQUE_CHECK_YES : UNIQUE_CHECK_NO, false, info);
}

/* Writes complete rows. */
void
table_writer_insert(const TableWriter *writer, TupleTableSlot **rows, int count)
{
	CommandId	command = GetCurrentCommandId(true);

	for (int done = 0; done < count; done += ROWS_AT_A_TIME)
	{
		int			here = Min(count - done, ROWS_AT_A_TIME);

		CHECK_FOR_INTERRUPTS();
		if (here == 1)
			table_tuple_insert(writer->table, rows[done], command, 0, NULL);
		else
			table_multi_insert(writer->table, &rows[done], here, command, 0, NULL);
	}
	for (int i = 0; i < writer->index_count; i++)
	{
		for (int r = 0; r < count; r++)
			enter_in_index(writer, i, rows[r]);
	}
}

void
table_writer_close(TableWriter *writer)
{
	for (int i = 0; i < writer->index_count; i++)
		index_close(writer->indexes[i], NoLock);
	FreeExprContext(writer->context, true);
}
