/*-------------------------------------------------------------------------
 *
 * flow_upstream.c
 *	  What many lots were made of, all at once.
 *
 * A question about many lots, such as a screening, asks once which lots are
 * upstream of any of them (flow_upstream), and once what went into these
 * (flow_drawn).  Which part of one lot is in another follows from that
 * without reading anything again (flow_used.c).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "graph/flow_gather.h"
#include "graph/flow_load.h"
#include "server/id_array.h"
#include "server/pg_compat.h"
#include "types/fraction_datum.h"

MATERIALS_FUNCTION(flow_upstream);
MATERIALS_FUNCTION(flow_drawn);

#define DRAWN_COLUMNS 4
/* Lots that are read at a time: what they need does not grow with the question. */
#define LOTS_LOADED 16384
/* Rows after which what made them up is given back. */
#define ROWS_KEPT 1024

/* flow_upstream(lot regclass, lot_ids bigint[], known_at timestamptz) */
Datum
flow_upstream(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *returns = (ReturnSetInfo *) fcinfo->resultinfo;
	FlowGather	gather;
	Size		count;
	int64	   *ids = id_array_take(PG_GETARG_ARRAYTYPE_P(1), &count);

	InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC);
	if (count == 0)
		return (Datum) 0;
	flow_gather_begin(&gather, PG_GETARG_OID(0), FLOW_MASS, false, PG_GETARG_TIMESTAMPTZ(2));
	flow_gather_up_from(&gather, ids, (uint32) count);
	for (uint32 l = 0; l < gather.net.lot_count; l++)
	{
		Datum		value = Int64GetDatum(gather.net.lots[l].lot_id);
		bool		isnull = false;

		tuplestore_putvalues(returns->setResult, returns->setDesc, &value, &isnull);
	}
	flow_gather_end(&gather);
	return (Datum) 0;
}

static void
drawn_put(ReturnSetInfo *returns, const FlowLoad *load, const LoadedEdge *edge, Fraction drawn)
{
	Datum		values[DRAWN_COLUMNS];
	bool		nulls[DRAWN_COLUMNS] = {false};

	values[0] = Int64GetDatum(edge->id);
	values[1] = Int64GetDatum(load->lots[edge->output].id);
	values[2] = Int64GetDatum(load->lots[edge->input].id);
	nulls[3] = !load->lots[edge->input].standing || fraction_sign(drawn) < 0;
	values[3] = nulls[3] ? (Datum) 0 : fraction_to_datum(drawn);
	tuplestore_putvalues(returns->setResult, returns->setDesc, values, nulls);
}

/* Reads and tells what went into some lots. */
static void
lots_drawn(ReturnSetInfo *returns, Oid relation, TimestampTz known_at, const int64 *ids, uint32 count)
{
	FlowLoad	load = {.relation = relation,.known_at = known_at,.basis = FLOW_MASS};
	FlowGraph	graph = {0};
	MemoryContext rows;
	MemoryContext caller;

	memory_arena_init(&load.memory, AllocSetContextCreate(CurrentMemoryContext, "what went into some lots", ALLOCSET_DEFAULT_SIZES), memory_arena_limit());
	flow_load_outputs(&load, ids, count);
	flow_basis_apply(&load, FLOW_MASS, &graph);
	rows = AllocSetContextCreate(load.memory.context, "rows of what was drawn", ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(rows);
	for (uint32 e = 0; e < load.edge_count; e++)
	{
		drawn_put(returns, &load, &load.edges[e], graph.edges[e].drawn);
		if (e % ROWS_KEPT == 0)
			MemoryContextReset(rows);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(load.memory.context);
}

/* flow_drawn(lot regclass, lot_ids bigint[], known_at timestamptz) */
Datum
flow_drawn(PG_FUNCTION_ARGS)
{
	Size		count;
	int64	   *ids = id_array_take(PG_GETARG_ARRAYTYPE_P(1), &count);

	InitMaterializedSRF(fcinfo, 0);
	for (Size first = 0; first < count; first += LOTS_LOADED)
		lots_drawn((ReturnSetInfo *) fcinfo->resultinfo, PG_GETARG_OID(0), PG_GETARG_TIMESTAMPTZ(2), &ids[first], (uint32) Min(LOTS_LOADED, count - first));
	return (Datum) 0;
}
