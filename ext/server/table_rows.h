/*-------------------------------------------------------------------------
 *
 * table_rows.h
 *	  The rows of a whole table, straight from it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_TABLE_ROWS_H
#define MATERIALS_TABLE_ROWS_H

#include "postgres.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "storage/bufmgr.h"
#include "utils/date.h"

#define TABLE_COLUMNS_MAX 8
/* Rows are taken from pages where what is read stands among so many first columns. */
#define TABLE_STEPS_MAX 16
/* So many of these are told to be present by one byte of a row. */
#define TABLE_LEAD_MAX 8

/* A column that is read, and what its type has to be. */
typedef struct TableColumn
{
	const char *name;			/* NULL ends a list */
	Oid			type;			/* InvalidOid where it is one of the extension's */
	const char *own_type;		/* its name there */
} TableColumn;

/* A column of the table, as it is gone past in a row. */
typedef struct TableStep
{
	int16		length;			/* -1 where it varies */
	uint8		align;			/* bytes less one */
	bool		by_value;
	int8		place;			/* among the columns that are read, or -1 */
	int32		offset;			/* where a leading column stands */
} TableStep;

/* The table's pages, and the rows at hand. */
typedef struct TablePages
{
	Snapshot	snapshot;
	BufferAccessStrategy strategy;
	BlockNumber block;			/* that comes next */
	BlockNumber block_count;
	Buffer		buffer;
	int			stride;			/* 1 where buffers of blocks in a row ascend, -1 where they descend */
	const char *ahead;			/* what comes to be fetched of the page that comes next; NULL where that is not known */
	const char *ahead_end;
	TransactionId visible_xmin; /* what it wrote, and nobody deleted, the snapshot sees */
	int			next;
	int			count;
	HeapTupleHeader tuples[MaxHeapTuplesPerPage];
	TableStep	steps[TABLE_STEPS_MAX];
	int			lead;			/* columns that come first and have a fixed length: in a row that has them all they stand at fixed places */
	int			lead_size;		/* bytes up to the end of these */
} TablePages;

typedef struct TableRows
{
	Relation	relation;
	TableScanDesc scan;			/* NULL where pages are read */
	TupleTableSlot *slot;
	TablePages	pages;
	AttrNumber	numbers[TABLE_COLUMNS_MAX];
	AttrNumber	last;			/* the last column of the table that is read */
	int			count;			/* columns that are read */
	Datum		values[TABLE_COLUMNS_MAX];	/* of the row at hand; they stand in its page */
	bool		nulls[TABLE_COLUMNS_MAX];
} TableRows;

extern bool table_rows_none(Oid table);
extern bool table_rows_no_page(Oid table);
extern bool table_rows_open(TableRows *rows, Oid table, const TableColumn *columns);
extern bool table_rows_next(TableRows *rows);
extern void table_rows_close(TableRows *rows);
extern bool table_rows_day_within(Datum range, DateADT day);

#endif							/* MATERIALS_TABLE_ROWS_H */
