/*-------------------------------------------------------------------------
 *
 * flow_brief_rows.c
 *	  The flow store's rows in brief, from behind its packed rows.
 *
 * Maintenance writes them last, many to a row of the table, with numbers
 * beyond those of lots; the row's key is the number of the first lot in it.
 * Where a lot's inputs are all that is asked for, a sixth of the memory is
 * read, and most of that in one go; with their parts by mass it is half.  Who
 * reads by a query pays for a hundredth of the rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "graph/flow_gather.h"
#include "graph/flow_rows.h"

/* Lines that are fetched ahead for each row that is looked at, backwards. */
#define AHEAD_BACKWARDS 4

/* How often a page is guessed before it is searched for. */
#define GUESSES_MAX 6

typedef struct BriefRows
{
	FlowRows	rows;			/* first: what callers see */
	FlowRows   *stored;			/* the rows of the table */
	uint32		lot_count;		/* number of the table's row before the first one of these */
	bool		parts;			/* these are asked for too */
	uint32		page_count;		/* rows of the table that hold these */
	bool		passing;		/* the table's rows are read in their order */
	uint32		page;			/* the one at hand, counted from 0; page_count at first */
	FlowStored	at_hand;
	FlowBrief	brief;
} BriefRows;

/* Numbers of rows where a lot has several. */
static void
numbers_fill(BriefRows *of)
{
	int32		number = (int32) of->brief.first;

	for (uint32 r = 0; r < of->brief.row_count; r++)
	{
		number += r > 0 && (of->brief.flags[r] & FLOW_BRIEF_CONTINUED) == 0;
		of->rows.numbers[r] = number;
	}
}

/* Brings a row of the table to hand. */
static void
page_find(BriefRows *of, uint32 page)
{
	int32		number = (int32) (of->lot_count + 1 + page);
	FlowRows   *stored = of->stored;
	int			at = stored->row_count > 0 ? flow_rows_find(stored, number) : -1;

	if (at < 0 && of->passing && stored->way->next(stored))
		at = flow_rows_find(stored, number);
	if (at < 0 && stored->way->reach(stored, number))
		at = flow_rows_find(stored, number);
	if (at < 0)
		flow_gather_lacking(1);
	stored->way->row(stored, at, &of->at_hand);
}

/* Lets the next row of the table be fetched, as much of it as will be read. */
static void
page_ahead(BriefRows *of)
{
	const FlowBrief *brief = &of->brief;
	FlowRows   *rows = &of->rows;
	Size		left_out = of->parts ? 0 : sizeof(double) * brief->part_count;

	if (of->stored->way->ahead == NULL)
		return;
	of->stored->way->ahead(of->stored, of->passing, BLCKSZ - left_out, rows);
	/* Backwards few of them may be looked at. */
	if (!of->passing)
		rows->ahead_step = Max(rows->ahead_step, AHEAD_BACKWARDS);
}

/* Brings the rows to hand that a row of the table holds. */
static void
page_take(BriefRows *of, uint32 page)
{
	FlowRows   *rows = &of->rows;

	if (of->page == page)
		return;
	page_find(of, page);
	of->page = page;
	if (!flow_brief_decode(of->at_hand.body, of->at_hand.size, &of->brief) || of->brief.first != (uint32) of->at_hand.key)
		flow_gather_damaged(&of->at_hand);
	rows->row_count = (int) of->brief.row_count;
	rows->counted = of->brief.counted;
	rows->numbers[0] = (int32) of->brief.first;
	if (!rows->counted)
		numbers_fill(of);
	page_ahead(of);
}

static bool
brief_back(FlowRows *rows)
{
	BriefRows  *of = (BriefRows *) rows;

	if (rows->row_count > 0)
		rows->after = rows->numbers[0];
	if (of->page == 0 || of->page == of->page_count)
		return false;
	page_take(of, of->page - 1);
	return true;
}

/* Where a number may stand, from where the rows at hand do: pages hold about as many lots each. */
static uint32
page_guess(const BriefRows *of, int32 number)
{
	const FlowRows *rows = &of->rows;
	int64		page;

	if (rows->row_count == 0)
		page = (int64) number * of->page_count / ((int64) of->lot_count + 1);
	else if (number < rows->numbers[0])
		page = (int64) of->page - 1 - (rows->numbers[0] - number - 1) / rows->row_count;
	else
		page = (int64) of->page + (number - rows->numbers[0]) / rows->row_count;
	return (uint32) Max(0, page);
}

/* Brings the last ones to hand whose first row's number is not above the given one. */
static bool
page_seek(BriefRows *of, int32 number)
{
	FlowRows   *rows = &of->rows;
	uint32		low = 0,
				high = of->page_count;

	for (int guesses = 0; low < high; guesses++)
	{
		uint32		middle = guesses < GUESSES_MAX ? page_guess(of, number) : low + (high - low) / 2;

		page_take(of, Max(low, Min(middle, high - 1)));
		if (rows->numbers[0] > number)
			high = of->page;
		else if (flow_rows_number(rows, rows->row_count - 1) > number)
			return true;
		else
			/* The last lot may go on with the next page. */
			low = of->page + 1;
	}
	if (low == 0)
		return false;
	page_take(of, low - 1);
	return true;
}

static bool
brief_reach(FlowRows *rows, int32 number)
{
	bool		found = flow_rows_back_to(rows, number) || page_seek((BriefRows *) rows, number);

	rows->after = number + 1;
	return found;
}

static bool
brief_next(FlowRows *rows)
{
	BriefRows  *of = (BriefRows *) rows;
	uint32		page = rows->row_count == 0 ? 0 : of->page + 1;

	if (page >= of->page_count)
		return false;
	of->passing = true;
	page_take(of, page);
	return true;
}

static void
brief_row(const FlowRows *rows, int row, FlowStored *stored)
{
	FlowRow		read;

	flow_gather_read(rows, row, stored, &read);
}

static void
brief_close(FlowRows *rows)
{
	BriefRows  *of = (BriefRows *) rows;

	of->stored->way->close(of->stored);
}

/* They are fetched page by page. */
static const FlowRowsWay brief_way = {brief_reach, brief_back, brief_next, NULL, NULL, brief_row, brief_close};

/* Reads the rows that stand in brief behind so many lots; parts says that these are asked for too. */
FlowRows *
flow_brief_open(FlowRows *stored, uint32 lot_count, uint32 page_count, bool parts)
{
	BriefRows  *of = palloc0(sizeof(BriefRows));

	of->rows.way = &brief_way;
	of->rows.brief = &of->brief;
	of->stored = stored;
	of->lot_count = lot_count;
	of->parts = parts;
	of->page_count = of->page = page_count;
	return &of->rows;
}
