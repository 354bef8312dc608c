/*-------------------------------------------------------------------------
 *
 * flow_pass.h
 *	  All rows of the flow store, once, inputs first.
 *
 * Lots that were packed since the store was stand in for those that it has,
 * and the newest follow.  What a pass does with a row is compiled into it:
 * there is a row for every few edges of the ledger.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_PASS_H
#define MATERIALS_FLOW_PASS_H

#include "postgres.h"

#include "graph/flow_gather.h"

/* Which of a row a pass asks for. */
typedef enum FlowPassAsks
{
	FLOW_PASS_INPUTS,
	FLOW_PASS_MASS,				/* parts by mass too */
	FLOW_PASS_ALL
} FlowPassAsks;

/* What is done with the rows of a pass. */
typedef struct FlowPass
{
	FlowPassAsks asks;
	/* Takes the next row; first says that it is the first one of its lot. */
	void		(*row) (void *state, const FlowStored *stored, const FlowRow *row, bool first);
	/* All rows of the lot were taken. */
	void		(*finish) (void *state, const FlowStored *last);
} FlowPass;

/* A row that was read. */
typedef struct FlowPassRow
{
	FlowStored	stored;
	FlowRow		row;
} FlowPassRow;

/* Takes the lot of a number by its late rows. */
static pg_attribute_always_inline void
flow_pass_late(const FlowLate *late, uint32 number, const FlowPass *pass, void *state)
{
	uint32		count;
	const FlowStored *rows = flow_late_rows(late, number, &count);

	for (uint32 r = 0; r < count; r++)
	{
		FlowRow		row;

		flow_gather_decode(&rows[r], &row);
		pass->row(state, &rows[r], &row, r == 0);
	}
	pass->finish(state, &rows[0]);
}

static pg_attribute_always_inline void
flow_pass_read(FlowRows *rows, int r, FlowPassRow *read)
{
	flow_rows_ahead(rows);
	flow_gather_read(rows, r, &read->stored, &read->row);
}

/* Takes a row of the store, or the late rows of its lot in its place; lots counts. */
static pg_attribute_always_inline void
flow_pass_take(const FlowGather *gather, const FlowPass *pass, void *state, const FlowPassRow *at, FlowStored *last, uint32 *lots)
{
	const FlowStored *stored = &at->stored;
	uint32		number = (uint32) stored->number;
	bool		first = number != (uint32) last->number;

	if (stored->number <= 0 || number > gather->store.lot_count || stored->number < last->number)
		flow_gather_damaged(stored);
	if (first && last->number > 0 && !flow_late_has(&gather->late, (uint32) last->number))
		pass->finish(state, last);
	*lots += first;
	if (!flow_late_has(&gather->late, number))
		pass->row(state, stored, &at->row, first);
	else if (first)
		flow_pass_late(&gather->late, number, pass, state);
	*last = *stored;
}

static pg_attribute_always_inline void
flow_pass_read_brief(FlowRows *rows, int r, bool mass, FlowPassRow *read)
{
	const FlowBrief *brief = rows->brief;
	FlowBriefRow of;

	flow_rows_ahead(rows);
	flow_brief_lot(brief, (uint32) r, &of);
	read->stored = (FlowStored) {.number = flow_rows_number(rows, r),.key = of.key,.lot_id = of.lot_id,.part = of.continued};
	if (unlikely(!flow_brief_inputs(brief, (uint32) r, &read->row.inputs, &read->row.input_count)
		|| (mass && !flow_brief_basis(brief, (uint32) r, read->row.input_count, &read->row.basis[FLOW_MASS]))))
		flow_gather_damaged(&read->stored);
	flow_brief_ending(brief, (uint32) r, &read->row);
}

/* Takes the rows at hand, which are in brief. */
static pg_attribute_always_inline void
flow_pass_brief(const FlowGather *gather, FlowRows *rows, const FlowPass *pass, void *state, FlowStored *last, uint32 *lots)
{
	FlowPassRow read;

	for (int r = 0; r < rows->row_count; r++)
	{
		flow_pass_read_brief(rows, r, pass->asks == FLOW_PASS_MASS, &read);
		flow_pass_take(gather, pass, state, &read, last, lots);
	}
}

/* Goes over the store; a lot with many inputs has several rows. */
static pg_attribute_always_inline void
flow_pass_store(FlowGather *gather, const FlowPass *pass, void *state)
{
	FlowRows   *rows = pass->asks == FLOW_PASS_ALL ? flow_store_rows(&gather->store) : flow_store_brief(&gather->store, pass->asks == FLOW_PASS_MASS);
	FlowPassRow read;
	FlowStored	last = {0};
	uint32		lots = 0;

	while (rows->way->next(rows))
	{
		if (pass->asks != FLOW_PASS_ALL && rows->brief != NULL)
		{
			flow_pass_brief(gather, rows, pass, state, &last, &lots);
			continue;
		}
		for (int r = 0; r < rows->row_count; r++)
		{
			flow_pass_read(rows, r, &read);
			flow_pass_take(gather, pass, state, &read, &last, &lots);
		}
	}
	if (last.number > 0 && !flow_late_has(&gather->late, (uint32) last.number))
		pass->finish(state, &last);
	rows->way->close(rows);
	if (lots != gather->store.lot_count)
		flow_gather_lacking(gather->store.lot_count - lots);
}

/* The late rows have been loaded; highest is the largest number, of the store or of these. */
static pg_attribute_always_inline void
flow_pass_run(FlowGather *gather, uint32 highest, const FlowPass *pass, void *state)
{
	flow_pass_store(gather, pass, state);
	for (uint32 number = gather->store.lot_count + 1; number <= highest; number++)
		flow_pass_late(&gather->late, number, pass, state);
}

#endif							/* MATERIALS_FLOW_PASS_H */
