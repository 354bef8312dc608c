/*-------------------------------------------------------------------------
 *
 * table_rows.c
 *	  The rows of a whole table, straight from it.
 *
 * A question that needs every row of a table, and tests them all by the same
 * few comparisons, spends most of a query on going from node to node of its
 * plan.  This reads what a sequential scan under the active snapshot would
 * read, predicate locks included, and leaves the tests to the caller.
 *
 * It is only for those who may read all of the table: a right to some of its
 * columns, row-level security, a view, a partitioned or inherited table, or
 * a column of another type are the executor's, and the caller asks by SQL.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/table.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rangetypes.h"
#include "utils/rel.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "server/pg_compat.h"
#include "server/table_rows.h"

#define EXTENSION_SCHEMA "materials"

static bool table_readable(Oid table);
static bool columns_find(TableRows *rows, const TableColumn *columns);

/*
 * Whether a table certainly has no row, so that a query about it may be left
 * out; not in a serializable transaction, which has to be seen to have looked.
 */
bool
table_rows_none(Oid table)
{
	return OidIsValid(table) && table_readable(table) && table_rows_no_page(table);
}

/*
 * Whether a table has no page, so that whatever anybody may see of it is
 * nothing; a table that is not there has none.
 */
bool
table_rows_no_page(Oid table)
{
	Relation	relation;
	bool		none;

	if (!OidIsValid(table))
		return true;
	if (IsolationIsSerializable())
		return false;
	relation = table_open(table, AccessShareLock);
	none = relation->rd_rel->relkind == RELKIND_RELATION && !relation->rd_rel->relhassubclass && RelationGetNumberOfBlocks(relation) == 0;
	table_close(relation, AccessShareLock);
	return none;
}

/* Begins to read a table; false, with nothing open, where it has to be asked by SQL. */
bool
table_rows_open(TableRows *rows, Oid table, const TableColumn *columns)
{
	if (!OidIsValid(table) || !table_readable(table))
		return false;
	rows->relation = table_open(table, AccessShareLock);
	if (rows->relation->rd_rel->relkind != RELKIND_RELATION || rows->relation->rd_rel->relhassubclass || !columns_find(rows, columns))
	{
		table_close(rows->relation, AccessShareLock);
		return false;
	}
	rows->slot = table_slot_create(rows->relation, NULL);
	/* From the first page on, so that rows mostly come in the order in which they were written. */
	rows->scan = table_beginscan_strat(rows->relation, GetActiveSnapshot(), 0, NULL, true, false);
	return true;
}

/* Brings the next row to hand; false at the end. */
bool
table_rows_next(TableRows *rows)
{
	if (!table_scan_getnextslot(rows->scan, ForwardScanDirection, rows->slot))
		return false;
	slot_getsomeattrs(rows->slot, rows->last);
	for (int c = 0; c < rows->count; c++)
	{
		rows->values[c] = rows->slot->tts_values[rows->numbers[c] - 1];
		rows->nulls[c] = rows->slot->tts_isnull[rows->numbers[c] - 1];
	}
	return true;
}

void
table_rows_close(TableRows *rows)
{
	table_endscan(rows->scan);
	ExecDropSingleTupleTableSlot(rows->slot);
	table_close(rows->relation, AccessShareLock);
}

static bool
table_readable(Oid table)
{
	return pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(table, InvalidOid, true) == RLS_NONE;
}

static bool
columns_find(TableRows *rows, const TableColumn *columns)
{
	TupleDesc	row = RelationGetDescr(rows->relation);

	rows->count = 0;
	rows->last = 0;
	for (; columns->name != NULL; columns++)
	{
		Oid			type = columns->type;
		AttrNumber	number = get_attnum(RelationGetRelid(rows->relation), columns->name);

		if (!OidIsValid(type))
			type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(columns->own_type),
								   ObjectIdGetDatum(get_namespace_oid(EXTENSION_SCHEMA, true)));
		if (number <= 0 || !OidIsValid(type) || TupleDescAttr(row, number - 1)->atttypid != type)
			return false;
		rows->numbers[rows->count++] = number;
		rows->last = Max(rows->last, number);
	}
	return true;
}

/*
 * Whether a daterange holds a day.  A stored one has a short header, so its
 * parts stand where no pointer may: the type's OID, the ends that there are,
 * and in the last byte what ends there are.
 */
bool
table_rows_day_within(Datum range, DateADT day)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(range);
	const char *end = VARDATA_ANY(value) + sizeof(Oid);
	uint8		flags = ((const uint8 *) VARDATA_ANY(value))[VARSIZE_ANY_EXHDR(value) - 1];
	DateADT		bound;

	if ((flags & RANGE_EMPTY) != 0)
		return false;
	if (RANGE_HAS_LBOUND(flags))
	{
		memcpy(&bound, end, sizeof(bound));
		end += sizeof(bound);
		if (day < bound || (day == bound && (flags & RANGE_LB_INC) == 0))
			return false;
	}
	if (RANGE_HAS_UBOUND(flags))
	{
		memcpy(&bound, end, sizeof(bound));
		if (day > bound || (day == bound && (flags & RANGE_UB_INC) == 0))
			return false;
	}
	return true;
}
