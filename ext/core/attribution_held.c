/*-------------------------------------------------------------------------
 *
 * attribution_held.c
 *	  What one holder has of a party, directly and by attribution.
 *
 * In the lower world the sum over the party's holders of the least they hold
 * times the holder's part of them.  In the upper world the greatest sum that
 * the records allow: nobody has less than what is certain, all together have
 * no more than the whole, and what is left goes first to whom the holder has
 * most of.  Where it is not stated that all holders are recorded, what is
 * left may be the holder's own.
 *
 * Example: A holds 20 to 60 % and B 30 to 60 % of E, A is the holder asked
 * about, of B it has a tenth.  At most A has 60 % and B 40 %: 64 %.
 *
 * Records that add up to more than the whole contradict each other, and then
 * do not limit each other.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution_stake.h"

static void stakes_fill(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key, bool large, AttributionStakes *stakes);
static void stakes_grow(AttributionStakes *stakes);
static OwnershipBound stakes_sum(const AttributionStakes *stakes);
static void use_write(const AttributionStakes *stakes, const OwnershipLink *first, Fraction unrecorded, AttributionUse *use);
static uint32_t stakes_greatest(const Attribution *attribution, const AttributionStakes *stakes, Fraction rest);

AttributionEntry *
attribution_entry(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key)
{
	const AttributionList *list = &attribution->lists[world][(size_t) node * attribution->slot_count + slot];

	for (uint32_t i = 0; i < list->count; i++)
		if (list->entries[i].key == key)
			return &list->entries[i];
	return NULL;
}

/*
 * Adds up the parts of all holders that count; each is what it has beyond
 * what the unknown have.  What the unknown do not reach, because somebody has
 * more than a least share, that one may have: then the sum is not reached
 * only where it is one holder's, and his is not.
 */
static OwnershipBound
part_of_all(const Attribution *attribution, int world, uint32_t slot, uint32_t holder)
{
	const Arena *arena = attribution->graph->arena;
	const AttributionList *list = &attribution->lists[world][(size_t) holder * attribution->slot_count + slot];
	const AttributionEntry *anybody = attribution_entry(attribution, world, slot, holder, ATTRIBUTION_ANYBODY);
	OwnershipBound base = anybody == NULL ? OWNERSHIP_NOTHING : anybody->carried;
	OwnershipBound sum = base;
	bool		nobody = fraction_is_zero(base.value);
	uint32_t	count = 0;

	if (attribution_is_source(attribution, world, attribution->slots[slot].test, holder))
		return (OwnershipBound) {FRACTION_ONE, false};
	for (uint32_t i = 0; i < list->count; i++)
	{
		OwnershipBound carried = list->entries[i].carried;
		int			order = fraction_compare(arena, carried.value, base.value);

		if (list->entries[i].key == ATTRIBUTION_ANYBODY || (!nobody && (order < 0 || (order == 0 && (carried.open || !base.open)))))
			continue;
		sum.value = fraction_add(arena, sum.value, fraction_subtract(arena, carried.value, base.value));
		sum.open = nobody ? sum.open || carried.open : count++ == 0 && carried.open;
	}
	if (fraction_compare(arena, sum.value, FRACTION_ONE) > 0)
		return (OwnershipBound) {FRACTION_ONE, false};
	return sum;
}

/* Of what a holder holds, the part that counts as the key's. */
OwnershipBound
attribution_part(const Attribution *attribution, int world, uint32_t slot, uint32_t holder, uint32_t key)
{
	const AttributionEntry *entry;

	if (key == ATTRIBUTION_ALL && attribution->slots[slot].keyed)
		return part_of_all(attribution, world, slot, holder);
	entry = attribution_entry(attribution, world, slot, holder, key);
	if (entry == NULL)
		entry = attribution_entry(attribution, world, slot, holder, ATTRIBUTION_ANYBODY);
	return entry == NULL ? OWNERSHIP_NOTHING : entry->carried;
}

/* Whether somebody who is not recorded may hold some of a party. */
bool
attribution_unrecorded(const Attribution *attribution, int world, uint32_t metric, uint32_t node)
{
	const OwnershipGraph *graph = attribution->graph;
	Fraction	least = FRACTION_ZERO;

	if (world == 0 || graph->nodes[node].complete)
		return false;
	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
		if (graph->links[l].metric == metric)
			least = fraction_add(graph->arena, least, graph->links[l].share.min);
	return fraction_compare(graph->arena, least, FRACTION_ONE) < 0;
}

/*
 * What a holder has of a party; link is set to the one that brings most.
 * With large, only what it has through those who hold enough for a company
 * to pass on.  use, where given, gets what each link of the party brings.
 */
OwnershipBound
attribution_held(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key, bool large,
				 uint32_t *link, AttributionUse *use)
{
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->arena;
	AttributionStakes stakes = {.arena = arena};
	Fraction	unrecorded = FRACTION_ZERO;
	OwnershipBound held;

	stakes.stakes = arena_allocate(arena, sizeof(AttributionStake) * (graph->first_link[node + 1] - graph->first_link[node] + 1));
	stakes_fill(attribution, world, slot, node, key, large, &stakes);
	stakes.rest_whole = world == 1 && !stakes.excess && !graph->nodes[node].complete && !large;
	if (stakes.rest_whole)
		unrecorded = stakes.room;
	else if (world == 1)
		stakes_grow(&stakes);
	held = stakes_sum(&stakes);
	held.value = fraction_add(arena, held.value, unrecorded);
	held.open = world == 0 ? attribution_least_exceeded(&stakes) : attribution_most_missed(&stakes);
	if (fraction_compare(arena, held.value, FRACTION_ONE) > 0)
		held = (OwnershipBound) {FRACTION_ONE, false};
	held.value = attribution_bits_cap(attribution, world, held.value);
	*link = stakes_greatest(attribution, &stakes, unrecorded);
	if (use != NULL)
		use_write(&stakes, &graph->links[graph->first_link[node]], unrecorded, use);
	arena_release(arena, stakes.stakes);
	return held;
}

/* Links of the party that are of another metric bring nothing. */
static void
use_write(const AttributionStakes *stakes, const OwnershipLink *first, Fraction unrecorded, AttributionUse *use)
{
	for (uint32_t i = 0; i < stakes->count; i++)
	{
		const AttributionStake *stake = &stakes->stakes[i];

		if (!stake->counts)
			continue;
		use->used[stake->link - first] = stake->used;
		use->feeds[stake->link - first] = attribution_most_feeds(stakes, stake);
	}
	use->rest = unrecorded;
}

/* Whether a holder's share of a company is, or may be, enough by itself for the company to pass on. */
static bool
share_large(const Attribution *attribution, int world, uint32_t test, const AttributionStakes *stakes, const OwnershipLink *link)
{
	const Arena *arena = stakes->arena;
	OwnershipBound end = {link->share.min, !link->share.min_inclusive};

	if (world == 1)
	{
		OwnershipBound left = {fraction_add(arena, link->share.min, stakes->room), stakes->open_least > !link->share.min_inclusive};
		int			order = fraction_compare(arena, left.value, link->share.max);

		end = (OwnershipBound) {link->share.max, !link->share.max_inclusive};
		if (!stakes->excess && order < 0)
			end = left;
		else if (!stakes->excess && order == 0)
			end.open = end.open || left.open;
	}
	return attribution_reaches_carry(attribution, world, test, end);
}

/* The least everybody holds, and what is left. */
static void
stakes_fill(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key, bool large, AttributionStakes *stakes)
{
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->arena;
	const AttributionSlot *of = &attribution->slots[slot];
	Fraction	least = FRACTION_ZERO;
	int			order;

	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *link = &graph->links[l];

		if (link->metric != of->metric)
			continue;
		stakes->stakes[stakes->count++] = (AttributionStake) {link, true, OWNERSHIP_NOTHING, link->share.min, false, false};
		least = fraction_add(arena, least, link->share.min);
		stakes->open_least += !link->share.min_inclusive;
	}
	order = fraction_compare(arena, least, FRACTION_ONE);
	stakes->excess = order > 0 || (order == 0 && stakes->open_least > 0);
	stakes->room = order >= 0 ? FRACTION_ZERO : fraction_subtract(arena, FRACTION_ONE, least);
	for (uint32_t i = 0; i < stakes->count; i++)
	{
		AttributionStake	   *stake = &stakes->stakes[i];

		stake->counts = !large || share_large(attribution, world, of->test, stakes, stake->link);
		if (stake->counts)
			stake->part = attribution_part(attribution, world, of->carry, stake->link->holder, key);
	}
}

/* Compares by part, greatest first, then by place, so that the order is always the same. */
static bool
stake_before(const Arena *arena, const AttributionStake *a, const AttributionStake *b)
{
	int			order = fraction_compare(arena, a->part.value, b->part.value);

	if (order != 0)
		return order > 0;
	return a->link < b->link;
}

/* Hands out the room, to whom the holder has most of first. */
static void
stakes_grow(AttributionStakes *stakes)
{
	const Arena *arena = stakes->arena;

	for (uint32_t given = 0; given < stakes->count; given++)
	{
		AttributionStake	   *next = NULL;
		Fraction	width;

		for (uint32_t i = 0; i < stakes->count; i++)
		{
			AttributionStake	   *stake = &stakes->stakes[i];

			if (stake->full || stake->grown || fraction_compare(arena, stake->link->share.max, stake->link->share.min) == 0)
				continue;
			if (next == NULL || stake_before(arena, stake, next))
				next = stake;
		}
		if (next == NULL)
			break;
		width = fraction_subtract(arena, next->link->share.max, next->link->share.min);
		if (!stakes->excess && fraction_compare(arena, width, stakes->room) > 0)
			width = stakes->room;
		else
			next->full = true;
		if (fraction_is_zero(width))
			break;
		next->grown = true;
		next->used = fraction_add(arena, next->used, width);
		if (!stakes->excess)
			stakes->room = fraction_subtract(arena, stakes->room, width);
	}
}

static OwnershipBound
stakes_sum(const AttributionStakes *stakes)
{
	OwnershipBound sum = OWNERSHIP_NOTHING;

	for (uint32_t i = 0; i < stakes->count; i++)
		if (!fraction_is_zero(stakes->stakes[i].part.value))
			sum.value = fraction_add(stakes->arena, sum.value,
									 fraction_multiply(stakes->arena, stakes->stakes[i].used, stakes->stakes[i].part.value));
	return sum;
}

/* The link that brings most; one that brings something of a recorded holder before what is not recorded. */
static uint32_t
stakes_greatest(const Attribution *attribution, const AttributionStakes *stakes, Fraction rest)
{
	const Arena *arena = stakes->arena;
	Fraction	most = FRACTION_ZERO;
	uint32_t	link = OWNERSHIP_NONE;

	for (uint32_t i = 0; i < stakes->count; i++)
	{
		const AttributionStake *stake = &stakes->stakes[i];
		Fraction	brings = fraction_multiply(arena, fraction_is_zero(stake->used) ? stake->link->share.max : stake->used, stake->part.value);

		if (fraction_compare(arena, brings, most) > 0)
		{
			most = brings;
			link = (uint32_t) (stake->link - attribution->graph->links);
		}
	}
	return link != OWNERSHIP_NONE && fraction_compare(arena, most, rest) >= 0 ? link : fraction_is_zero(rest) ? link : OWNERSHIP_NONE;
}

/* Of what a party that is not the key itself holds, the part that counts as the key's; its holders are done. */
OwnershipBound
attribution_carried(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t key, OwnershipBound held)
{
	uint32_t	test = attribution->slots[slot].test;
	uint32_t	link;

	if (!attribution->tests[test].carries)
		return OWNERSHIP_NOTHING;
	if (attribution->nodes[node].passes || attribution_reaches_carry(attribution, world, test, held))
		return held;
	return attribution_held(attribution, world, slot, node, key, true, &link, NULL);
}

/* Long chains make long numbers; an end that is too long moves outward a little. */
Fraction
attribution_bits_cap(const Attribution *attribution, int world, Fraction value)
{
	const Arena *arena = attribution->graph->arena;

	if (value.den > 0 || fraction_bits(value) <= OWNERSHIP_BITS_MAX)
		return value;
	return world == 1 ? fraction_round_up(arena, value, OWNERSHIP_BITS_MAX / 2) : fraction_round_down(arena, value, OWNERSHIP_BITS_MAX / 2);
}
