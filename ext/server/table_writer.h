/*-------------------------------------------------------------------------
 *
 * table_writer.h
 *	  Rows written into a table without a statement.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_TABLE_WRITER_H
#define MATERIALS_TABLE_WRITER_H

#include "postgres.h"

#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

struct TableForm;

/* What a column of all rows defaults to. */
typedef struct SteadyDefault
{
	Datum		value;
	bool		is_null;
	bool		known;			/* computed already */
} SteadyDefault;

typedef struct TableWriter
{
	Relation	table;
	struct TableForm *form;		/* what is known of the table for the session */
	bool		by_column;		/* the user has a right to some columns only */
	ExprContext *context;		/* what columns default to, until the writer is closed */
	SteadyDefault *steady;		/* per column */
	int			index_count;
	Relation   *indexes;
	struct IndexInfo **index_infos;
} TableWriter;

/* Whether the caller does the work of all triggers of a table that fire when rows are inserted. */
typedef bool (*TriggersAreServed) (Relation table);

extern bool table_writer_open(TableWriter *writer, Relation table, TriggersAreServed served);
extern TupleTableSlot *table_writer_row(const TableWriter *writer);
extern bool table_writer_complete(const TableWriter *writer, TupleTableSlot *row);
extern void table_writer_insert(const TableWriter *writer, TupleTableSlot **rows, int count);
extern void table_writer_close(TableWriter *writer);

#endif							/* MATERIALS_TABLE_WRITER_H */
