/*-------------------------------------------------------------------------
 *
 * ownership_pass.c
 *	  What the governments asked about hold of the parties of which nothing
 *	  is open, in one pass from holders to held.
 *
 * Most parties of a ledger are held by a few known holders with exact shares
 * and no circle above them.  For these the two worlds of ownership.c are one
 * world: whoever counts as the government counts in both, and a sum of exact
 * shares is the same at both ends.  So one pass in the order of the index
 * decides who counts and adds up what each has; a party that no government
 * asked about reaches is passed over.
 *
 * Unsettled is: whose holders may be missing, in which some act together,
 * which lies on or below a circle, which may or may not be the government;
 * which is held in part by ranges, once anybody who matters holds it; and
 * what is held by an unsettled party.  Such parties are left to the worlds,
 * in a part of the graph that holds nothing else (ownership_part.c).
 *
 * Cost: each link once, then once more for each nation that flows through it;
 * where several nations meet once more, from there on down.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#include <string.h>

static void reach_mark(OwnershipPass *pass);
static bool node_pass(OwnershipPass *pass, uint32_t node, uint32_t nations);
static bool node_sum(OwnershipPass *pass, uint32_t node);
static bool node_stands(const OwnershipPass *pass, uint32_t node, uint32_t nations);
static void node_touch(OwnershipPass *pass, uint32_t node, OwnershipState state);

/* Looks once at what is the same in every question. */
void
ownership_pass_begin(OwnershipPass *pass, const OwnershipGraph *graph, const OwnershipDoctrine *doctrine)
{
	const Arena *arena = graph->arena;

	*pass = (OwnershipPass) {.graph = graph,.doctrine = doctrine};
	pass->forced = ownership_allocate(arena, graph->node_count, sizeof(uint8_t));
	pass->ranged = ownership_allocate(arena, graph->node_count, sizeof(uint8_t));
	pass->state = ownership_allocate(arena, graph->node_count, sizeof(uint8_t));
	pass->counted = ownership_allocate(arena, graph->node_count, sizeof(uint8_t));
	pass->reached = ownership_allocate(arena, graph->node_count, sizeof(uint8_t));
	pass->reach = ownership_allocate(arena, graph->node_count, sizeof(uint32_t));
	pass->reached_order = ownership_allocate(arena, graph->node_count, sizeof(uint32_t));
	pass->touched = ownership_allocate(arena, graph->node_count, sizeof(uint32_t));
	pass->values = arena_allocate(arena, sizeof(Fraction) * graph->metric_count * ((size_t) graph->node_count + 1));
	for (uint32_t n = 0; n < graph->node_count; n++)
		pass->forced[n] = !graph->nodes[n].complete || graph->first_pact[n] < graph->first_pact[n + 1];
	for (uint32_t i = graph->order_count; i < graph->node_count; i++)
		pass->forced[graph->order[i]] = true;
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		const Share *share = &graph->links[l].share;

		/* Equal fractions have one form; those that stand elsewhere are looked at as ranges. */
		if (share->min.den == 0 || share->min.den != share->max.den || share->min.as.num != share->max.as.num)
			pass->ranged[graph->links[l].entity] = true;
	}
	reach_mark(pass);
}

/* Which nations may come to a party through its holders: in a question about others it is passed over at once. */
static void
reach_mark(OwnershipPass *pass)
{
	const OwnershipGraph *graph = pass->graph;

	for (uint32_t i = 0; i < graph->order_count; i++)
	{
		uint32_t	node = graph->order[i];
		uint32_t	reach = pass->forced[node] ? OWNERSHIP_ANY_NATION : graph->nodes[node].maybe;

		for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
			reach |= pass->reach[graph->links[l].holder];
		pass->reach[node] = reach;
		if (reach != 0)
			pass->reached_order[pass->reached_count++] = node;
	}
}

void
ownership_pass_end(OwnershipPass *pass)
{
	const Arena *arena = pass->graph->arena;

	arena_release(arena, pass->values);
	arena_release(arena, pass->touched);
	arena_release(arena, pass->reached_order);
	arena_release(arena, pass->reach);
	arena_release(arena, pass->reached);
	arena_release(arena, pass->counted);
	arena_release(arena, pass->state);
	arena_release(arena, pass->ranged);
	arena_release(arena, pass->forced);
}

/* Settles what can be settled for the governments of some nations; false where a number grew too long for it. */
bool
ownership_pass_run(OwnershipPass *pass, uint32_t nations)
{
	const OwnershipGraph *graph = pass->graph;

	memset(pass->state, OWNERSHIP_UNTOUCHED, graph->node_count);
	pass->touched_count = 0;
	pass->unsettled_count = 0;
	for (uint32_t i = 0; i < pass->reached_count; i++)
	{
		if ((i & 1023) == 0)
			arena_check(graph->scratch);
		if ((pass->reach[pass->reached_order[i]] & nations) != 0 && !node_pass(pass, pass->reached_order[i], nations))
			return false;
	}
	for (uint32_t i = graph->order_count; i < graph->node_count; i++)
		node_touch(pass, graph->order[i], OWNERSHIP_UNSETTLED);
	return true;
}

static void
node_touch(OwnershipPass *pass, uint32_t node, OwnershipState state)
{
	pass->state[node] = state;
	pass->touched[pass->touched_count++] = node;
	if (state == OWNERSHIP_UNSETTLED)
		pass->unsettled_count++;
}

static bool
node_pass(OwnershipPass *pass, uint32_t node, uint32_t nations)
{
	const OwnershipGraph *graph = pass->graph;
	const OwnershipNode *of = &graph->nodes[node];
	OwnershipState state = OWNERSHIP_UNTOUCHED;

	if (node_stands(pass, node, nations))
		node_touch(pass, node, OWNERSHIP_SETTLED);
	else if (pass->forced[node] || ((of->maybe ^ of->sure) & nations) != 0)
		node_touch(pass, node, OWNERSHIP_UNSETTLED);
	else if ((of->sure & nations) != 0)
	{
		node_touch(pass, node, OWNERSHIP_SETTLED);
		pass->counted[node] = true;
		for (uint32_t m = 0; m < graph->metric_count; m++)
			pass->values[(size_t) node * graph->metric_count + m] = FRACTION_ONE;
	}
	else
	{
		for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
			if (pass->state[graph->links[l].holder] > state)
				state = pass->state[graph->links[l].holder];
		if (state == OWNERSHIP_UNTOUCHED)
			return true;
		if (pass->ranged[node])
			state = OWNERSHIP_UNSETTLED;
		node_touch(pass, node, state);
		if (state == OWNERSHIP_SETTLED)
			return node_sum(pass, node);
	}
	return true;
}

/*
 * Whether a question about several nations finds of a party what an earlier
 * one about the only nation that reaches it found.  Long numbers went with
 * that question.
 */
static bool
node_stands(const OwnershipPass *pass, uint32_t node, uint32_t nations)
{
	uint32_t	metrics = pass->graph->metric_count;

	if ((nations & (nations - 1)) == 0 || pass->reached[node] != OWNERSHIP_ONCE)
		return false;
	for (uint32_t m = 0; m < metrics; m++)
		if (pass->values[(size_t) node * metrics + m].den == 0)
			return false;
	return true;
}

/* Most sums have one term, which costs nothing. */
static void
sum_add(const Arena *arena, Fraction *sum, Fraction term)
{
	*sum = fraction_is_zero(*sum) ? term : fraction_add(arena, *sum, term);
}

/* Adds up the holders of a party; its links stand together by holder and metric. */
static bool
node_sum(OwnershipPass *pass, uint32_t node)
{
	const OwnershipGraph *graph = pass->graph;
	const OwnershipDoctrine *doctrine = pass->doctrine;
	const Arena *arena = graph->scratch;
	Fraction   *values = &pass->values[(size_t) node * graph->metric_count];
	Fraction	counted[OWNERSHIP_METRICS_MAX];
	uint32_t	end = graph->first_link[node + 1];

	for (uint32_t m = 0; m < graph->metric_count; m++)
		values[m] = counted[m] = FRACTION_ZERO;
	for (uint32_t l = graph->first_link[node]; l < end; l++)
	{
		const OwnershipLink *link = &graph->links[l];
		Fraction	share = link->share.min;

		while (l + 1 < end && link[1].holder == link->holder && link[1].metric == link->metric)
		{
			share = fraction_add(arena, share, (++link)->share.min);
			l++;
		}
		if (pass->state[link->holder] == OWNERSHIP_UNTOUCHED)
			continue;
		if (pass->counted[link->holder])
			sum_add(arena, &counted[link->metric], share);
		else
		{
			Fraction	passed = pass->values[(size_t) link->holder * graph->metric_count + link->metric];

			if (!doctrine->merges || fraction_compare(arena, share, doctrine->merge_at) < 0)
				passed = fraction_multiply(arena, passed, share);
			if (!fraction_is_zero(passed))
				sum_add(arena, &values[link->metric], passed);
		}
	}
	pass->counted[node] = false;
	for (uint32_t m = 0; m < graph->metric_count; m++)
	{
		if (!fraction_is_zero(counted[m]))
		{
			if (doctrine->merges && fraction_compare(arena, counted[m], doctrine->merge_at) >= 0)
				pass->counted[node] = true;
			sum_add(arena, &values[m], counted[m]);
		}
		if (fraction_is_zero(values[m]))
			continue;
		values[m] = fraction_min(arena, values[m], FRACTION_ONE);
		if (values[m].den == 0 && fraction_bits(values[m]) > OWNERSHIP_BITS_MAX)
			return false;
	}
	return true;
}
