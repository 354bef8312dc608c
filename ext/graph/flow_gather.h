/*-------------------------------------------------------------------------
 *
 * flow_gather.h
 *	  All that a lot was made of, as a net.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_FLOW_GATHER_H
#define MATERIALS_FLOW_GATHER_H

#include "postgres.h"

#include "utils/hsearch.h"

#include "core/flow_net.h"
#include "core/interval.h"
#include "graph/flow_late.h"
#include "server/pg_compat.h"

typedef struct FlowGather
{
	FlowStore	store;
	FlowLate	late;			/* what was packed since the store was */
	TimestampTz known_at;
	FlowBasis	basis;
	MemoryArena memory;
	FlowNet		net;
	uint32		root;			/* index of the asked lot, or of the first of them */
	uint32	   *place;			/* per number: index in the net plus one, or 0 */
	uint32		highest;		/* upwards: largest number whose row is wanted and was not read */
	HTAB	   *absent;			/* lots that the store does not have, by id */
	uint32	   *plain;			/* indexes of lots to be read from plain rows */
	uint32		plain_count;
	uint32		plain_space;
	const char **reasons;		/* per lot read from plain rows: why its way is lost; others NULL */
	uint32		reasons_space;
	const char **key_reasons;	/* per key: the reason that is stated for it; NULL until asked for */
	uint32		key_count;
} FlowGather;

extern void flow_gather_begin(FlowGather *gather, Oid relation, FlowBasis basis, bool with_drawn, TimestampTz known_at);
extern void flow_gather_up(FlowGather *gather, int64 root);
extern void flow_gather_up_from(FlowGather *gather, const int64 *lot_ids, uint32 count);
extern void flow_gather_all(FlowGather *gather, const int64 *lot_ids, uint32 count);
pg_noreturn extern void flow_gather_damaged(const FlowStored *stored);
extern void flow_gather_decode(const FlowStored *stored, FlowRow *row);
extern void *flow_gather_keyed(MemoryContext context, void *array, uint32 *count, Size size, uint32 key);
pg_noreturn extern void flow_gather_lacking(uint32 count);
extern const char *flow_gather_reason(FlowGather *gather, uint32 lot);
extern FractionInterval flow_gather_interval(const Arena *arena, FlowBounds bounds);
extern void flow_gather_end(FlowGather *gather);

/* Reads one of the rows at hand. */
static inline void
flow_gather_read(const FlowRows *rows, int at, FlowStored *stored, FlowRow *row)
{
	FlowBriefRow brief;

	if (rows->brief == NULL)
	{
		rows->way->row(rows, at, stored);
		flow_gather_decode(stored, row);
		return;
	}
	*stored = (FlowStored) {.number = flow_rows_number(rows, at)};
	if (unlikely(!flow_brief_read(rows->brief, (uint32) at, &brief, row)))
		flow_gather_damaged(stored);
	stored->key = brief.key;
	stored->lot_id = brief.lot_id;
	stored->part = brief.continued;
}

#endif							/* MATERIALS_FLOW_GATHER_H */
