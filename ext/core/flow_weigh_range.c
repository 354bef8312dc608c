/*-------------------------------------------------------------------------
 *
 * flow_weigh_range.c
 *	  What each input is of its output, where weights are ranges.
 *
 * The rules are those of flow_weigh.c.  An input weighs w, which lies in
 * [a, b]; all inputs weigh T; M was made, and lies in [m, n].  Its part
 * w / max(T, M) grows with its own weight and falls with all other numbers,
 * so its ends are
 *
 *		a / max(a + what the others weigh at most, n)
 *		b / max(b + what the others weigh at least, m)
 *
 * A weight that is not known at all lies between nothing and anything.  So
 * may what inputs that are not recorded weigh, up to a known limit U: they
 * stand beside the others for the lower end, and are missing.  Of something
 * that contains nothing no input is a part: where all weigh nothing, each
 * part is nothing, and if the output may contain something nevertheless, all
 * of that is missing.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow.h"

/* The inputs of one output, added up. */
typedef struct Sums
{
	const Arena *arena;
	const FlowLot *made;
	const FlowLotRange *range;
	Fraction	least;			/* of the known weights, as all else here */
	Fraction	most;
	Fraction	made_min;		/* nothing where it is not known */
	Fraction	made_max;
	uint32_t	unknown_count;
	uint32_t	possible_count; /* inputs that may weigh something */
} Sums;

static Sums
sums_make(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end)
{
	const FlowLot *made = &graph->lots[lot];
	const FlowLotRange *range = &graph->ranges->lots[lot];
	Sums		sums = {
		.arena = graph->arena,.made = made,.range = range,.least = FRACTION_ZERO,.most = FRACTION_ZERO,
		.made_min = made->made_known ? made->made : FRACTION_ZERO,.made_max = made->made_known ? range->made_max : FRACTION_ZERO
	};

	for (uint32_t e = begin; e < end; e++)
	{
		if (graph->edges[e].weight_known)
		{
			sums.least = fraction_add(graph->arena, sums.least, graph->edges[e].weight);
			sums.most = fraction_add(graph->arena, sums.most, graph->ranges->weight_max[e]);
			sums.possible_count += !fraction_is_zero(graph->ranges->weight_max[e]);
		}
		else
			sums.unknown_count++;
	}
	sums.possible_count += sums.unknown_count;
	return sums;
}

/* The part of an input that weighs from min to max. */
static FractionInterval
known_part(const Sums *sums, Fraction min, Fraction max)
{
	const Arena *arena = sums->arena;
	FractionInterval part = INTERVAL_ZERO;
	Fraction	least,
				most;

	if (fraction_is_zero(max))
		return part;
	least = fraction_add(arena, max, fraction_subtract(arena, sums->least, min));
	part.max = fraction_part(arena, max, fraction_max(arena, least, sums->made_min));
	if (sums->unknown_count > 0 || sums->made->open)
		return part;
	most = fraction_add(arena, sums->range->unrecorded, fraction_add(arena, min, fraction_subtract(arena, sums->most, max)));
	most = fraction_max(arena, most, sums->made_max);
	/* Nothing else can be in it, so whatever is comes from here. */
	part.min = fraction_is_zero(most) ? FRACTION_ONE : fraction_part(arena, min, most);
	return part;
}

static FractionInterval
unknown_part(const Sums *sums)
{
	bool		alone = sums->possible_count == 1 && !sums->made->open && fraction_is_zero(sums->made_max)
		&& fraction_is_zero(sums->range->unrecorded);

	return alone ? INTERVAL_ONE : INTERVAL_UNKNOWN_SHARE;
}

static FractionInterval
missing_part(const Sums *sums)
{
	const Arena *arena = sums->arena;
	FractionInterval missing = INTERVAL_ZERO;
	Fraction	rest = fraction_max(arena, sums->range->unrecorded, fraction_subtract(arena, sums->made_max, sums->least));

	/* It is made of inputs without any of it, and yet nobody says that it has none. */
	if (sums->made->open || (sums->possible_count == 0 && !sums->made->made_known))
		return INTERVAL_UNKNOWN_SHARE;
	if (fraction_sign(rest) > 0)
		missing.max = fraction_part(arena, rest, fraction_add(arena, sums->least, rest));
	if (sums->unknown_count == 0 && fraction_compare(arena, sums->most, sums->made_min) < 0)
		missing.min = fraction_part(arena, fraction_subtract(arena, sums->made_min, sums->most), sums->made_min);
	return missing;
}

void
flow_weigh_range(const FlowGraph *graph, uint32_t lot, uint32_t begin, uint32_t end, FlowWeights *weights)
{
	Sums		sums = sums_make(graph, lot, begin, end);

	for (uint32_t e = begin; e < end; e++)
	{
		const FlowEdge *edge = &graph->edges[e];

		weights->part[e] = edge->weight_known ? known_part(&sums, edge->weight, graph->ranges->weight_max[e]) : unknown_part(&sums);
		weights->exact[e] = interval_is_exact(graph->arena, weights->part[e]);
	}
	weights->missing[lot] = missing_part(&sums);
}
