/*-------------------------------------------------------------------------
 *
 * flow_brief.h
 *	  Many rows of the flow store in brief: inputs, and parts by mass.
 *
 * What lies upstream of a lot, and how far, asks for no shares, and shares are
 * asked for by mass as a rule.  So rows stand in brief too, as many together
 * as a page holds.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_BRIEF_H
#define MATERIALS_CORE_FLOW_BRIEF_H

#include "core/flow_row.h"

/* Where they are kept, this says in which form: rows of another are not read. */
#define FLOW_BRIEF_FORM 1

/* Rows that stand together at most, and bytes that they take at most. */
#define FLOW_BRIEF_ROWS_MAX 256
#define FLOW_BRIEF_SIZE_MAX 8064
/* Any row fits into so many. */
#define FLOW_BRIEF_SIZE_LEAST 2432

/* Rows on their way to being written. */
typedef struct FlowBriefMaker
{
	size_t		size_max;
	uint32_t	first;			/* number of the first row's lot */
	uint32_t	row_count;
	uint32_t	input_count;
	uint32_t	part_count;
	bool		uneven;			/* a lot has several rows among these */
	int64_t		lot_ids[FLOW_BRIEF_ROWS_MAX];
	int32_t		keys[FLOW_BRIEF_ROWS_MAX];
	uint16_t	ends[FLOW_BRIEF_ROWS_MAX];
	uint8_t		flags[FLOW_BRIEF_ROWS_MAX];
	uint16_t	masses[FLOW_BRIEF_ROWS_MAX];
	uint32_t	inputs[FLOW_BRIEF_SIZE_MAX / sizeof(uint32_t)];
	double		parts[FLOW_BRIEF_SIZE_MAX / sizeof(double)];
} FlowBriefMaker;

/* Rows where they stand. */
typedef struct FlowBrief
{
	uint32_t	first;
	uint32_t	row_count;
	uint32_t	input_count;
	uint32_t	part_count;
	bool		counted;		/* no lot has several rows, so numbers count on from row to row */
	const uint8_t *lot_ids;
	const uint8_t *keys;
	const uint8_t *ends;		/* inputs up to a row's last one */
	const uint8_t *flags;
	const uint8_t *masses;		/* parts up to a row's last one, and what is known of them */
	const uint8_t *inputs;
	const uint8_t *parts;
} FlowBrief;

/* A row of them, beside what a FlowRow says. */
typedef struct FlowBriefRow
{
	int64_t		lot_id;
	int32_t		key;
	bool		continued;		/* goes on with the lot of the row before */
} FlowBriefRow;

extern void flow_brief_begin(FlowBriefMaker *maker, size_t size_max);
extern bool flow_brief_add(FlowBriefMaker *maker, uint32_t number, const FlowBriefRow *brief, const FlowRow *row);
extern size_t flow_brief_size(const FlowBriefMaker *maker);
extern void flow_brief_encode(const FlowBriefMaker *maker, uint8_t *bytes);
extern bool flow_brief_decode(const uint8_t *bytes, size_t size, FlowBrief *brief);

#define FLOW_BRIEF_LOST				0x01
#define FLOW_BRIEF_PRIMARY_SOURCE	0x02
#define FLOW_BRIEF_IN_LOOP			0x04
#define FLOW_BRIEF_LOOP_FIRST		0x08
#define FLOW_BRIEF_LOOP_LAST		0x10
#define FLOW_BRIEF_CONTINUED		0x20

/* Of what is known by mass: the lower bits count parts. */
#define FLOW_BRIEF_COUNT			0x0FFF
#define FLOW_BRIEF_UNCERTAIN		0x1000
#define FLOW_BRIEF_MISSING_UNCERTAIN 0x2000
#define FLOW_BRIEF_MISSING			0x4000	/* the missing part stands before the row's others */
#define FLOW_BRIEF_PARTS			0x8000

static inline uint32_t
flow_brief_end(const FlowBrief *brief, uint32_t at)
{
	return flow_row_short(brief->ends, at);
}

/* Finds the inputs of one of the rows; false where they cannot be some. */
static inline bool
flow_brief_inputs(const FlowBrief *brief, uint32_t at, const uint8_t **inputs, uint32_t *count)
{
	uint32_t	begin = at == 0 ? 0 : flow_brief_end(brief, at - 1);
	uint32_t	end = flow_brief_end(brief, at);

	*inputs = brief->inputs + sizeof(uint32_t) * begin;
	*count = end - begin;
	return begin <= end && end <= brief->input_count && *count <= FLOW_ROW_INPUTS_MAX;
}

static inline void
flow_brief_lot(const FlowBrief *brief, uint32_t at, FlowBriefRow *of)
{
	memcpy(&of->lot_id, brief->lot_ids + sizeof(of->lot_id) * at, sizeof(of->lot_id));
	memcpy(&of->key, brief->keys + sizeof(of->key) * at, sizeof(of->key));
	of->continued = (brief->flags[at] & FLOW_BRIEF_CONTINUED) != 0;
}

/* Finds what is known by mass of one of the rows, with so many inputs; false where that cannot be. */
static inline bool
flow_brief_basis(const FlowBrief *brief, uint32_t at, uint32_t input_count, FlowRowBasis *basis)
{
	unsigned	masses = flow_row_short(brief->masses, at);
	uint32_t	begin = at == 0 ? 0 : flow_row_short(brief->masses, at - 1) & FLOW_BRIEF_COUNT;
	bool		missing = (masses & FLOW_BRIEF_MISSING) != 0;
	bool		parts = (masses & FLOW_BRIEF_PARTS) != 0;

	if (begin + missing + (parts ? input_count : 0) != (masses & FLOW_BRIEF_COUNT) || (masses & FLOW_BRIEF_COUNT) > brief->part_count)
		return false;
	basis->uncertain = (masses & FLOW_BRIEF_UNCERTAIN) != 0;
	basis->missing_uncertain = (masses & FLOW_BRIEF_MISSING_UNCERTAIN) != 0;
	basis->missing = missing ? flow_row_double(brief->parts, begin) : 0;
	basis->parts = parts ? brief->parts + sizeof(double) * (begin + missing) : NULL;
	return true;
}

/* Whether the chain begins or is lost at the lot of a row. */
static inline void
flow_brief_ending(const FlowBrief *brief, uint32_t at, FlowRow *row)
{
	row->lost = (brief->flags[at] & FLOW_BRIEF_LOST) != 0;
	row->primary_source = (brief->flags[at] & FLOW_BRIEF_PRIMARY_SOURCE) != 0;
}

/* Reads one of the rows, of which only the mass is known; false where it cannot be one. */
static inline bool
flow_brief_read(const FlowBrief *brief, uint32_t at, FlowBriefRow *of, FlowRow *row)
{
	uint8_t		flags = brief->flags[at];

	flow_brief_lot(brief, at, of);
	flow_brief_ending(brief, at, row);
	row->in_loop = (flags & FLOW_BRIEF_IN_LOOP) != 0;
	row->loop_first = (flags & FLOW_BRIEF_LOOP_FIRST) != 0;
	row->loop_last = (flags & FLOW_BRIEF_LOOP_LAST) != 0;
	row->drawn = NULL;
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
		row->basis[b] = (FlowRowBasis) {0};
	return flow_brief_inputs(brief, at, &row->inputs, &row->input_count) && flow_brief_basis(brief, at, row->input_count, &row->basis[FLOW_MASS]);
}

#endif							/* MATERIALS_CORE_FLOW_BRIEF_H */
