/*-------------------------------------------------------------------------
 *
 * attribution.c
 *	  Who is caught by tests of holding, and what is attributed to whom.
 *
 * A doctrine's test says: whoever is held to a threshold by parties of some
 * classes gets a class of its own, and that class may be among those that
 * count for the same test or for others.  So status runs down where a test
 * names its own class among its holders, and does not where it names only
 * others.
 *
 * A holding counts for the holder itself, and, where the test carries, also
 * for those who hold the holder: of a partnership in the proportion in which
 * they hold it, of a company only where that is carry_at or more.
 *
 *		held(k, E) = sum over holders X of share(X, E) * part(k, X)
 *		part(k, X) = 1 where X is k itself
 *				   = held(k, X) where X is a partnership, or held(k, X) >= carry_at
 *				   = the same sum over those who hold carry_at or more of X, otherwise
 *
 * Example: S holds 50 % of company B, B holds 60 % of C.  S has 30 % of C.
 * At 40 % of B it has nothing of C.
 *
 * k is one holder where each is judged by itself; governments of one nation
 * are one holder.  Where holders add up, those who count are one.
 *
 * What is unknown makes two worlds.  In the lower one whoever may count does
 * not, ranges lie at their lower ends, and who is not recorded is nobody; in
 * the upper one whoever may count does, and those of whom nothing is known
 * (ATTRIBUTION_ANYBODY) are, for each holder, that holder.  Everything only
 * grows with what is put in, so the truth lies between: who is caught in the
 * lower world is caught, and who is not caught in the upper one is not.
 *
 * Parties are taken in an order in which each comes after its holders; those
 * who hold each other in a circle come together (attribution_circle.c).
 *
 * Cost: a party's holders times the different holders behind them.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"

static void slots_make(Attribution *attribution);
static void test_slots_add(Attribution *attribution, uint32_t t, bool keyed);
static void world_run(Attribution *attribution, int world, const FlowOrder *order);
static bool edges_pass(Attribution *attribution, int world);
static void single_run(Attribution *attribution, int world, uint32_t node);
static void circle_run(Attribution *attribution, int world, const AttributionCircle *circle);
static bool holds_itself(const OwnershipGraph *graph, uint32_t node);
static uint32_t keys_collect(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t **keys);
static void list_make(Attribution *attribution, int world, uint32_t slot, uint32_t node);
static void list_carry(Attribution *attribution, int world, uint32_t slot, uint32_t node);
static bool entry_before(const Attribution *attribution, int world, uint32_t slot, uint32_t node, const AttributionEntry *entry, uint32_t than);
static bool node_judge(Attribution *attribution, int world, uint32_t node);
static OwnershipBound total_held(const Attribution *attribution, int world, uint32_t slot, uint32_t node);
static bool test_reached(const Attribution *attribution, int world, uint32_t test, uint32_t node, OwnershipBound value);

/* Works out both worlds; results stand in the graph's arena. */
void
attribution_run(Attribution *attribution)
{
	const OwnershipGraph *graph = attribution->graph;
	const Arena *arena = graph->arena;
	FlowGraph	links = {.arena = arena,.scratch = arena,.lot_count = graph->node_count,.edge_count = graph->link_count};
	FlowOrder	order;

	slots_make(attribution);
	links.edges = ownership_allocate(arena, graph->link_count, sizeof(FlowEdge));
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		links.edges[l].output = graph->links[l].entity;
		links.edges[l].input = graph->links[l].holder;
	}
	flow_order_make(&links, &order);
	arena_release(arena, links.edges);
	/* The upper world first: it limits sums of the lower one. */
	for (int world = 1; world >= 0; world--)
	{
		attribution->classes[world] = ownership_allocate(arena, graph->node_count, sizeof(uint64_t));
		attribution->bests[world] = ownership_allocate(arena, (size_t) graph->node_count * attribution->test_count, sizeof(AttributionBest));
		attribution->lists[world] = ownership_allocate(arena, (size_t) graph->node_count * attribution->slot_count, sizeof(AttributionList));
		for (uint32_t n = 0; n < graph->node_count; n++)
			attribution->classes[world][n] = world == 0 ? attribution->nodes[n].sure : attribution->nodes[n].maybe;
		/* What comes by contracts may count as a holder, which is rare. */
		do
			world_run(attribution, world, &order);
		while (edges_pass(attribution, world));
	}
}

/* Holders who add up are told apart only where it depends on who holds whether something passes on; then all of them as one are the limit. */
static void
slots_make(Attribution *attribution)
{
	uint32_t	metrics = attribution->graph->metric_count;

	attribution->slots = ownership_allocate(attribution->graph->arena, (size_t) attribution->test_count * metrics * 2, sizeof(AttributionSlot));
	attribution->slot_count = 0;
	for (uint32_t t = 0; t < attribution->test_count; t++)
	{
		const AttributionTest *test = &attribution->tests[t];
		bool		keyed = !test->together || (test->carries && !fraction_is_zero(test->carry_at));
		uint32_t	first = attribution->slot_count;
		uint32_t	count;

		test_slots_add(attribution, t, keyed);
		count = attribution->slot_count - first;
		if (!test->together || !keyed)
			continue;
		test_slots_add(attribution, t, false);
		for (uint32_t s = first; s < first + count; s++)
		{
			attribution->slots[s].limit = s + count;
			attribution->slots[s + count].judged = false;
		}
	}
}

static void
test_slots_add(Attribution *attribution, uint32_t t, bool keyed)
{
	const AttributionTest *test = &attribution->tests[t];
	uint32_t	carry = OWNERSHIP_NONE;
	uint32_t	first = attribution->slot_count;

	for (uint32_t m = 0; m < attribution->graph->metric_count; m++)
	{
		bool		judged = (test->metrics & (UINT32_C(1) << m)) != 0;

		if (!judged && test->carry_metric != m)
			continue;
		if (test->carry_metric == m)
			carry = attribution->slot_count;
		attribution->slots[attribution->slot_count] = (AttributionSlot) {t, m, judged, attribution->slot_count, keyed, OWNERSHIP_NONE};
		attribution->slot_count++;
	}
	for (uint32_t s = first; s < attribution->slot_count && carry != OWNERSHIP_NONE; s++)
		attribution->slots[s].carry = carry;
}

static void
world_run(Attribution *attribution, int world, const FlowOrder *order)
{
	const OwnershipGraph *graph = attribution->graph;
	uint32_t   *place = ownership_allocate(graph->arena, graph->node_count, sizeof(uint32_t));
	uint32_t	start = 0;

	for (uint32_t c = 0; c < order->component_count; c++)
	{
		AttributionCircle circle = {order->component_end[c] - start, &order->sequence[start], place};

		if ((c & 255) == 0)
			arena_check(graph->arena);
		if (circle.count == 1 && !holds_itself(graph, circle.members[0]))
			single_run(attribution, world, circle.members[0]);
		else
		{
			/* In an order that does not depend on who else is there. */
			attribution_keys_sort(&order->sequence[start], &circle.count);
			for (uint32_t i = 0; i < circle.count; i++)
				place[circle.members[i]] = i + 1;
			circle_run(attribution, world, &circle);
			for (uint32_t i = 0; i < circle.count; i++)
				place[circle.members[i]] = 0;
		}
		start = order->component_end[c];
	}
	arena_release(graph->arena, place);
}

/* Hands classes on by contracts; whether that changed what some test counts. */
static bool
edges_pass(Attribution *attribution, int world)
{
	uint64_t	counts = 0;
	bool		again = false;
	bool		moved = true;

	for (uint32_t t = 0; t < attribution->test_count; t++)
		counts |= attribution->tests[t].holders;
	while (moved)
	{
		moved = false;
		for (uint32_t e = 0; e < attribution->edge_count; e++)
		{
			const AttributionEdge *edge = &attribution->edges[e];
			uint64_t   *classes = attribution->classes[world];
			bool		from = (classes[edge->from] & edge->holders) != 0 || (world == 1 && attribution->nodes[edge->from].unknown);

			if (!from || (world == 0 && !edge->certain) || (classes[edge->to] & edge->caught) != 0)
				continue;
			classes[edge->to] |= edge->caught;
			moved = true;
			again = again || (edge->caught & counts) != 0;
		}
	}
	return again;
}

static bool
holds_itself(const OwnershipGraph *graph, uint32_t node)
{
	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
		if (graph->links[l].holder == node)
			return true;
	return false;
}

/* A party whose holders are done. */
static void
single_run(Attribution *attribution, int world, uint32_t node)
{
	for (uint32_t s = 0; s < attribution->slot_count; s++)
		list_make(attribution, world, s, node);
	(void) node_judge(attribution, world, node);
	for (uint32_t s = 0; s < attribution->slot_count; s++)
		if (attribution->slots[s].carry == s)
			list_carry(attribution, world, s, node);
}

/* Parties that hold each other: solved again whenever one of them comes to count. */
static void
circle_run(Attribution *attribution, int world, const AttributionCircle *circle)
{
	bool		moved = true;

	while (moved)
	{
		moved = false;
		arena_check(attribution->graph->arena);
		for (uint32_t s = 0; s < attribution->slot_count; s++)
			if (attribution->slots[s].carry == s)
				attribution_circle_solve(attribution, world, s, circle);
		for (uint32_t s = 0; s < attribution->slot_count; s++)
			for (uint32_t i = 0; i < circle->count && attribution->slots[s].carry != s; i++)
				list_make(attribution, world, s, circle->members[i]);
		for (uint32_t i = 0; i < circle->count; i++)
			moved = node_judge(attribution, world, circle->members[i]) || moved;
	}
}

bool
attribution_reaches_carry(const Attribution *attribution, int world, uint32_t test, OwnershipBound held)
{
	const Arena *arena = attribution->graph->arena;
	Fraction	line = attribution->tests[test].carry_at;

	return world == 0 ? ownership_must_reach(arena, held, line, true) : ownership_may_reach(arena, held, line, true);
}

/* Who holds something of a party through its holders. */
static uint32_t
keys_collect(const Attribution *attribution, int world, uint32_t slot, uint32_t node, uint32_t **keys)
{
	const OwnershipGraph *graph = attribution->graph;
	const AttributionSlot *of = &attribution->slots[slot];
	uint32_t	count = 1;

	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
		count += attribution->lists[world][(size_t) graph->links[l].holder * attribution->slot_count + of->carry].count;
	*keys = ownership_allocate(graph->arena, count, sizeof(uint32_t));
	count = 0;
	for (uint32_t l = graph->first_link[node]; l < graph->first_link[node + 1]; l++)
	{
		const OwnershipLink *link = &graph->links[l];
		const AttributionList *list = &attribution->lists[world][(size_t) link->holder * attribution->slot_count + of->carry];

		if (link->metric != of->metric || fraction_is_zero(link->share.max))
			continue;
		count = attribution_keys_add(list, *keys, count);
	}
	if (attribution_unrecorded(attribution, world, of->metric, node))
		(*keys)[count++] = attribution_anybody(attribution, slot);
	attribution_keys_sort(*keys, &count);
	return count;
}

/* What each holder has of a party whose holders are done; what the party passes on comes later. */
static void
list_make(Attribution *attribution, int world, uint32_t slot, uint32_t node)
{
	const Arena *arena = attribution->graph->arena;
	AttributionList *list = &attribution->lists[world][(size_t) node * attribution->slot_count + slot];
	uint32_t   *keys;
	uint32_t	count;

	*list = (AttributionList) {0, NULL};
	if (world == 0 && !attribution->tests[attribution->slots[slot].test].decides)
		return;
	count = keys_collect(attribution, world, slot, node, &keys);
	if (count > 0)
		list->entries = arena_allocate(arena, sizeof(AttributionEntry) * count);
	for (uint32_t i = 0; i < count; i++)
	{
		AttributionEntry *entry = &list->entries[list->count++];

		if ((i & 63) == 63)
			arena_check(arena);
		*entry = (AttributionEntry) {keys[i], OWNERSHIP_NONE, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING};
		entry->held = attribution_held(attribution, world, slot, node, keys[i], false, &entry->link, NULL);
	}
	arena_release(arena, keys);
}

/* What a party passes on: to each holder its part, and to itself all, where it counts. */
static void
list_carry(Attribution *attribution, int world, uint32_t slot, uint32_t node)
{
	const Arena *arena = attribution->graph->arena;
	uint32_t	test = attribution->slots[slot].test;
	AttributionList *list = &attribution->lists[world][(size_t) node * attribution->slot_count + slot];
	bool		source = attribution_is_source(attribution, world, test, node);
	bool		unknown = world == 1 && attribution->nodes[node].unknown;
	uint32_t	own = attribution_key(attribution, slot, node);

	if (world == 0 && !attribution->tests[test].decides)
		return;
	if (unknown)
		own = attribution_anybody(attribution, slot);
	for (uint32_t i = 0; i < list->count; i++)
	{
		AttributionEntry *entry = &list->entries[i];

		if (unknown || (source && entry->key == own))
			entry->carried = (OwnershipBound) {FRACTION_ONE, false};
		else
			entry->carried = attribution_carried(attribution, world, slot, node, entry->key, entry->held);
	}
	if ((source || unknown) && attribution_entry(attribution, world, slot, node, own) == NULL)
	{
		AttributionEntry *entries = arena_allocate(arena, sizeof(AttributionEntry) * (list->count + 1));

		for (uint32_t i = 0; i < list->count; i++)
			entries[i] = list->entries[i];
		entries[list->count++] = (AttributionEntry) {own, OWNERSHIP_NONE, OWNERSHIP_NOTHING, {FRACTION_ONE, false}};
		arena_release(arena, list->entries);
		list->entries = entries;
	}
}

/*
 * What all holders that count have of a party, where what passes on is told apart by holder.  What one of them has through another
 * would be counted twice: no more is held than if all were one holder.  In the lower world a part may still be counted more often
 * than in the upper one, where it may be anybody's: it has no more in the lower one.
 */
static OwnershipBound
total_held(const Attribution *attribution, int world, uint32_t slot, uint32_t node)
{
	OwnershipBound held = attribution_held(attribution, world, slot, node, ATTRIBUTION_ALL, false, &(uint32_t) {0}, NULL);
	const AttributionEntry *one = attribution_entry(attribution, world, attribution->slots[slot].limit, node, ATTRIBUTION_ALL);
	OwnershipBound most = one == NULL ? OWNERSHIP_NOTHING : one->held;
	int			order = fraction_compare(attribution->graph->arena, held.value, most.value);

	if (order > 0 || (order == 0 && most.open == (world == 1)))
		held = most;
	if (world == 1)
		return held;
	most = attribution->bests[1][(size_t) node * attribution->test_count + attribution->slots[slot].test].value;
	return fraction_compare(attribution->graph->arena, held.value, most.value) > 0 ? (OwnershipBound) {most.value, false} : held;
}

/*
 * Which of two holders with the same share is shown: by their links, then
 * whoever holds it himself, then governments by their nations, then parties
 * by number.  The number of a nation's governments depends on who else is
 * asked about, and so does the order in which holders come.
 */
static bool
entry_before(const Attribution *attribution, int world, uint32_t slot, uint32_t node, const AttributionEntry *entry, uint32_t than)
{
	const OwnershipGraph *graph = attribution->graph;
	const AttributionEntry *other = attribution_entry(attribution, world, slot, node, than);
	uint32_t	holder = entry->link == OWNERSHIP_NONE ? OWNERSHIP_NONE : attribution->nodes[graph->links[entry->link].holder].key;
	uint32_t	nations[2];

	if (other == NULL || entry->key >= graph->node_count || than >= graph->node_count)
		return false;
	nations[0] = attribution_nation(attribution, entry->key);
	nations[1] = attribution_nation(attribution, than);
	if (entry->link != other->link)
		return entry->link < other->link;
	if ((entry->key == holder) != (than == holder))
		return entry->key == holder;
	return nations[0] != nations[1] ? nations[0] < nations[1] : entry->key < than;
}

/* Gives a party the classes of the tests that reach it; whether it got a new one. */
static bool
node_judge(Attribution *attribution, int world, uint32_t node)
{
	const Arena *arena = attribution->graph->arena;
	uint64_t	before = attribution->classes[world][node];

	for (uint32_t t = 0; t < attribution->test_count; t++)
		attribution->bests[world][(size_t) node * attribution->test_count + t] = (AttributionBest) {OWNERSHIP_NOTHING, OWNERSHIP_NONE, OWNERSHIP_NONE};
	for (uint32_t s = 0; s < attribution->slot_count; s++)
	{
		uint32_t	t = attribution->slots[s].test;
		const AttributionTest *test = &attribution->tests[t];
		const AttributionList *list = &attribution->lists[world][(size_t) node * attribution->slot_count + s];
		AttributionBest *best = &attribution->bests[world][(size_t) node * attribution->test_count + t];
		bool		total = attribution->slots[s].limit != OWNERSHIP_NONE;

		for (uint32_t i = 0; i < list->count && attribution->slots[s].judged; i++)
		{
			OwnershipBound value = total ? total_held(attribution, world, s, node) : list->entries[i].held;
			int			order = fraction_compare(arena, value.value, best->value.value);

			if (list->entries[i].key == attribution->nodes[node].key && !total)
				continue;
			if (order > 0 || (order == 0 && value.open == (world == 0) && (value.open != best->value.open || best->slot == OWNERSHIP_NONE)) ||
				(order == 0 && value.open == best->value.open && best->slot == s && !total && entry_before(attribution, world, s, node, &list->entries[i], best->key)))
				*best = (AttributionBest) {value, s, total ? ATTRIBUTION_ALL : list->entries[i].key};
			if ((world == 1 || test->decides) && test_reached(attribution, world, t, node, value))
				attribution->classes[world][node] |= test->caught;
			if (total)
				break;
		}
	}
	return attribution->classes[world][node] != before;
}

/* In the lower world however the party's stock may be traded, in the upper one in some way. */
static bool
test_reached(const Attribution *attribution, int world, uint32_t test, uint32_t node, OwnershipBound value)
{
	const AttributionTest *of = &attribution->tests[test];
	const Arena *arena = attribution->graph->arena;
	bool		all = true;
	bool		any = false;

	for (int way = 0; way < 2; way++)
	{
		bool		reached;

		if ((attribution->nodes[node].trading & (way == 0 ? ATTRIBUTION_PRIVATE : ATTRIBUTION_PUBLIC)) == 0)
			continue;
		reached = world == 0 ? ownership_must_reach(arena, value, of->threshold[way], of->inclusive[way])
			: ownership_may_reach(arena, value, of->threshold[way], of->inclusive[way]);
		all = all && reached;
		any = any || reached;
	}
	return world == 0 ? all : any;
}
