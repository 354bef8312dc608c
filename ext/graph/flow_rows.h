/*-------------------------------------------------------------------------
 *
 * flow_rows.h
 *	  Rows of the flow store, some of them at hand, whoever reads them.
 *
 * A sweep goes through the store backwards: it reaches for the row of a
 * number, looks at what came with it, and goes on to what stands before.
 * A pass goes over all of it, forwards.  Rows once opened serve for one of
 * both.  flow_pages.c reads pages, flow_query.c asks a query; both bring the same
 * rows in the same order.  flow_brief_rows.c brings them in brief.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_ROWS_H
#define MATERIALS_FLOW_ROWS_H

#include "postgres.h"

#include "access/htup_details.h"

#include "core/flow_brief.h"
#include "server/heap_rows.h"

/* Rows that a query brings to hand at a time, at most. */
#define FLOW_ROWS_FETCH 256
#define FLOW_ROWS_MAX Max(MaxHeapTuplesPerPage, FLOW_ROWS_FETCH)

/* A packed row where it stands, until other rows are brought to hand. */
typedef struct FlowStored
{
	int32		number;
	int32		key;
	int64		lot_id;
	int16		part;			/* counts the rows of one lot, from 0 */
	const uint8 *body;
	Size		size;
} FlowStored;

typedef struct FlowRows FlowRows;

/* A way to read the store. */
typedef struct FlowRowsWay
{
	/* Brings rows to hand of which the first is not above number, with all that stand between it and number. */
	bool		(*reach) (FlowRows *rows, int32 number);
	/* Brings the rows to hand that stand before the first one; false where there are none. */
	bool		(*back) (FlowRows *rows);
	/* Brings the next rows to hand, the first ones to begin with; false after the last. */
	bool		(*next) (FlowRows *rows);
	/* Says that a row will be looked at soon; NULL where that is of no use. */
	void		(*fetch) (const FlowRows *rows, int row);
	/* Lets the rows behind those at hand, or before them, be fetched while those of another reader are dealt with; NULL where that is of no use. */
	void		(*ahead) (const FlowRows *rows, bool forwards, Size size, FlowRows *while_dealt);
	void		(*row) (const FlowRows *rows, int row, FlowStored *stored);
	void		(*close) (FlowRows *rows);
} FlowRowsWay;

/* What is at hand: rows that stand together, ascending by number and part. */
struct FlowRows
{
	const FlowRowsWay *way;
	int			row_count;		/* 0 where nothing is at hand */
	bool		counted;		/* each row has its own number, counting on from the first: the others are not set */
	int32		after;			/* backwards: rows of smaller numbers do not stand behind those at hand */
	const char *ahead;			/* what of the rows behind those at hand is fetched next */
	const char *ahead_end;
	int			ahead_step;		/* lines for each row at hand */
	const FlowBrief *brief;		/* the rows at hand, where they stand in brief; NULL where they are packed */
	int32		numbers[FLOW_ROWS_MAX];
};

/* Called once for each row at hand while it is dealt with: those behind are on their way meanwhile. */
static inline void
flow_rows_ahead(FlowRows *rows)
{
	for (int line = 0; line < rows->ahead_step && rows->ahead < rows->ahead_end; line++, rows->ahead += FETCHED_BYTES)
		__builtin_prefetch(rows->ahead);
}

static inline int32
flow_rows_number(const FlowRows *rows, int row)
{
	return rows->counted ? rows->numbers[0] + row : rows->numbers[row];
}

/* Whether what stands before the rows at hand begins at or before a number, as it mostly does; then it is at hand. */
static inline bool
flow_rows_back_to(FlowRows *rows, int32 number)
{
	int32		away = rows->row_count > 0 ? rows->numbers[0] - number : 0;

	return away > 0 && away <= 2 * rows->row_count && rows->way->back(rows) && rows->numbers[0] <= number;
}

/* The last of the rows at hand that has a number; -1 where none has. */
static inline int
flow_rows_find(const FlowRows *rows, int32 number)
{
	int			row = rows->row_count - 1;

	if (rows->counted)
		return number - rows->numbers[0] <= row ? number - rows->numbers[0] : -1;
	while (row >= 0 && rows->numbers[row] != number)
		row--;
	return row;
}

/* flow_pages.c */
extern const char *flow_pages_check(Oid table);
extern FlowRows *flow_pages_open(Oid table, bool dense, int32 last);
extern int32 flow_pages_last(FlowRows *rows);

/* flow_brief_rows.c */
extern FlowRows *flow_brief_open(FlowRows *stored, uint32 lot_count, uint32 page_count, bool parts);

/* flow_query.c */
extern FlowRows *flow_query_open(Oid relation, int64 generation, int32 first, int32 last);

#endif							/* MATERIALS_FLOW_ROWS_H */
