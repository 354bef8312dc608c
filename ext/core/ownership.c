/*-------------------------------------------------------------------------
 *
 * ownership.c
 *	  How much of each party a government holds, through other parties.
 *
 * The doctrine (DOE's reading of "owned by, controlled by"): whatever the
 * government holds to half or more counts as the government (S); what the
 * government and S hold of a party adds up; any other holder passes on its
 * own share times its link, or in full where the link is half or more.
 *
 *		x(E) = sum of share(h, E) over h in S
 *			 + sum of f(h, E) x(h) over the other holders h
 *		f = 1 where share(h, E) >= 1/2, else share(h, E)
 *
 * Example: CN 30 % of A, A 40 % of T, CN 12.99 % of T: x(T) = 12.99 % + 40 %
 * of 30 % = 24.99 %.  Each metric (equity, votes, seats) is judged by
 * itself, each nation too.
 *
 * What is unknown makes two worlds of each question.  In the lower one who
 * is not known is nobody and ranges lie at their lower ends; in the upper
 * one who is not known is the government and ranges lie at their upper
 * ends.  S, the weights and the solution are made for each world by itself,
 * and all three only grow with the shares, so the truth lies between.  A
 * party reaches the threshold for sure when the lower world does, and stays
 * below it for sure when the upper world does.
 *
 * Where no nation alone can reach the threshold but several together can,
 * the answer stays open: no text says whether they add.
 *
 * Cost: a few passes over all links a nation and metric.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#include <string.h>


typedef struct Judging
{
	const OwnershipGraph *graph;
	const OwnershipDoctrine *doctrine;
	OwnershipStanding *standings;
} Judging;

static bool links_circular(const OwnershipGraph *graph);
static uint32_t nations_present(const OwnershipGraph *graph);
static bool nation_sure(const OwnershipGraph *graph, uint32_t nations);
static void worlds_make(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, uint32_t nations, OwnershipWorld worlds[2]);
static void question_judge(Judging *judging, uint32_t nations, uint32_t nation);
static void min_take(Judging *judging, const OwnershipView *view, uint32_t nation);
static void max_take(Judging *judging, const OwnershipView *view, uint32_t nation);
static void together_take(Judging *judging, const OwnershipView *view);
static void view_make(const OwnershipWorld *world, uint32_t metric, OwnershipView *view);
static bool bound_exceeds(const Arena *arena, OwnershipBound a, OwnershipBound b);

/* Zeroed memory for count things. */
void *
ownership_allocate(const Arena *arena, size_t count, size_t size)
{
	size_t		bytes = (count > 0 ? count : 1) * size;
	void	   *block = arena_allocate(arena, bytes);

	memset(block, 0, bytes);
	return block;
}

/* Makes the indexes of a graph whose links and members stand in order. */
void
ownership_index(OwnershipGraph *graph)
{
	const Arena *arena = graph->arena;
	uint32_t   *fill = ownership_allocate(arena, graph->node_count, sizeof(uint32_t));
	uint32_t	nodes = graph->node_count;

	graph->first_link = ownership_allocate(arena, (size_t) nodes + 1, sizeof(uint32_t));
	graph->first_holding = ownership_allocate(arena, (size_t) nodes + 1, sizeof(uint32_t));
	graph->first_role = ownership_allocate(arena, (size_t) nodes + 1, sizeof(uint32_t));
	graph->first_member = ownership_allocate(arena, (size_t) graph->group_count + 1, sizeof(uint32_t));
	graph->holdings = ownership_allocate(arena, graph->link_count, sizeof(uint32_t));
	graph->roles = ownership_allocate(arena, graph->member_count, sizeof(uint32_t));
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		graph->first_link[graph->links[l].entity + 1]++;
		graph->first_holding[graph->links[l].holder + 1]++;
	}
	for (uint32_t i = 0; i < graph->member_count; i++)
	{
		graph->first_member[graph->members[i].group + 1]++;
		graph->first_role[graph->members[i].node + 1]++;
	}
	for (uint32_t g = 0; g < graph->group_count; g++)
		graph->first_member[g + 1] += graph->first_member[g];
	for (uint32_t n = 0; n < nodes; n++)
	{
		graph->first_link[n + 1] += graph->first_link[n];
		graph->first_holding[n + 1] += graph->first_holding[n];
		graph->first_role[n + 1] += graph->first_role[n];
	}
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		uint32_t	holder = graph->links[l].holder;

		graph->holdings[graph->first_holding[holder] + fill[holder]++] = l;
	}
	memset(fill, 0, sizeof(uint32_t) * nodes);
	for (uint32_t i = 0; i < graph->member_count; i++)
	{
		uint32_t	node = graph->members[i].node;

		graph->roles[graph->first_role[node] + fill[node]++] = i;
	}
	arena_release(arena, fill);
	graph->circular = links_circular(graph);
}

/* Whether some parties may hold each other; where some act together it is not looked into. */
static bool
links_circular(const OwnershipGraph *graph)
{
	const Arena *arena = graph->scratch;
	FlowGraph	flow = {.arena = arena,.scratch = arena,.lot_count = graph->node_count,.edge_count = graph->link_count};
	FlowOrder	order;
	bool		circular = graph->group_count > 0;

	flow.edges = ownership_allocate(arena, graph->link_count, sizeof(FlowEdge));
	for (uint32_t l = 0; l < graph->link_count; l++)
	{
		flow.edges[l].output = graph->links[l].entity;
		flow.edges[l].input = graph->links[l].holder;
		circular = circular || graph->links[l].entity == graph->links[l].holder;
	}
	flow_order_make(&flow, &order);
	circular = circular || order.component_count < graph->node_count;
	graph->scratch_reset(arena);
	return circular;
}

/* Judges every party of the graph; standings has an entry a node. */
void
ownership_judge(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, OwnershipStanding *standings)
{
	Judging		judging = {graph, doctrine, standings};
	uint32_t	present = nations_present(graph);

	for (uint32_t n = 0; n < graph->node_count; n++)
		standings[n] = (OwnershipStanding)
	{
		OWNERSHIP_OPEN, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING,
			OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE,
			false, OWNERSHIP_NOTHING, OWNERSHIP_NONE, false
	};
	question_judge(&judging, OWNERSHIP_NO_NATION, OWNERSHIP_NONE);
	for (uint32_t nation = 0; nation < OWNERSHIP_NATIONS_MAX; nation++)
	{
		uint32_t	bit = UINT32_C(1) << nation;

		if ((present & bit) != 0)
			question_judge(&judging, bit, nation);
	}
	if ((present & (present - 1)) != 0)
		question_judge(&judging, present, OWNERSHIP_NONE);
	for (uint32_t n = 0; n < graph->node_count; n++)
	{
		OwnershipStanding *standing = &standings[n];

		standing->circle = standing->circle && fraction_compare(graph->arena, standing->min.value, standing->max.value) < 0;
		if (ownership_must_reach(graph->arena, standing->min, doctrine->threshold, doctrine->threshold_inclusive))
			standing->answer = OWNERSHIP_YES;
		else if (!standing->together &&
				 !ownership_may_reach(graph->arena, standing->max, doctrine->threshold, doctrine->threshold_inclusive))
			standing->answer = OWNERSHIP_NO;
	}
}

/* Makes a question's worlds and a view of one of them again, in the scratch arena, to read paths from. */
void
ownership_look(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, uint32_t nations, bool upper,
			   uint32_t metric, OwnershipWorld worlds[2], OwnershipView *view)
{
	worlds_make(graph, doctrine, nations, worlds);
	view_make(&worlds[upper ? 1 : 0], metric, view);
}

/* The lower and the upper world of a question. */
static void
worlds_make(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, uint32_t nations, OwnershipWorld worlds[2])
{
	for (int upper = 0; upper < 2; upper++)
	{
		worlds[upper] = (OwnershipWorld) {.graph = graph,.doctrine = doctrine,.nations = nations,.upper = upper == 1,
		.other = &worlds[1 - upper]};
		ownership_count(&worlds[upper]);
	}
}

bool
ownership_must_reach(const Arena *arena, OwnershipBound lower, Fraction threshold, bool inclusive)
{
	int			order = fraction_compare(arena, lower.value, threshold);

	return order > 0 || (order == 0 && (inclusive || lower.open));
}

bool
ownership_may_reach(const Arena *arena, OwnershipBound upper, Fraction threshold, bool inclusive)
{
	int			order = fraction_compare(arena, upper.value, threshold);

	return order > 0 || (order == 0 && inclusive && !upper.open);
}

OwnershipBound
ownership_add(const Arena *arena, OwnershipBound a, OwnershipBound b)
{
	return (OwnershipBound) {fraction_add(arena, a.value, b.value), a.open || b.open};
}

OwnershipBound
ownership_multiply(const Arena *arena, OwnershipBound a, OwnershipBound b)
{
	Fraction	product = fraction_multiply(arena, a.value, b.value);

	return (OwnershipBound) {product, (a.open || b.open) && !fraction_is_zero(product)};
}

static uint32_t
nations_present(const OwnershipGraph *graph)
{
	uint32_t	present = 0;

	for (uint32_t n = 0; n < graph->node_count; n++)
		if (graph->nodes[n].maybe != OWNERSHIP_ANY_NATION)
			present |= graph->nodes[n].maybe;
	return present;
}

static bool
nation_sure(const OwnershipGraph *graph, uint32_t nations)
{
	for (uint32_t n = 0; n < graph->node_count; n++)
		if ((graph->nodes[n].sure & nations) != 0)
			return true;
	return false;
}

/* Solves both worlds of a question in each metric and keeps what is greater than before. */
static void
question_judge(Judging *judging, uint32_t nations, uint32_t nation)
{
	const OwnershipGraph *graph = judging->graph;
	uint32_t	metrics = judging->doctrine->largest_metric ? 1 : graph->metric_count;
	bool		together = (nations & (nations - 1)) != 0;
	OwnershipWorld worlds[2];
	OwnershipView view;

	worlds_make(graph, judging->doctrine, nations, worlds);
	for (uint32_t m = 0; m < metrics; m++)
	{
		if (!together && nation_sure(graph, nations))
		{
			view_make(&worlds[0], m, &view);
			min_take(judging, &view, nation);
		}
		view_make(&worlds[1], m, &view);
		if (together)
			together_take(judging, &view);
		else
			max_take(judging, &view, nation);
	}
	graph->scratch_reset(graph->scratch);
}

static void
view_make(const OwnershipWorld *world, uint32_t metric, OwnershipView *view)
{
	*view = (OwnershipView) {.world = world,.metric = metric};
	ownership_weigh(view, false);
	if (!world->upper)
		ownership_loosen_circles(view);
	ownership_solve(view);
}

static void
min_take(Judging *judging, const OwnershipView *view, uint32_t nation)
{
	const Arena *arena = judging->graph->arena;

	for (uint32_t n = 0; n < judging->graph->node_count; n++)
	{
		OwnershipStanding *standing = &judging->standings[n];

		standing->circle = standing->circle || view->circle[n];
		/* As a lower bound, more than a value is more than the value. */
		if (fraction_compare(arena, view->values[n].value, standing->min.value) > 0 ||
			(fraction_compare(arena, view->values[n].value, standing->min.value) == 0 &&
			 view->values[n].open && !standing->min.open))
		{
			standing->min = (OwnershipBound) {fraction_copy(arena, view->values[n].value), view->values[n].open};
			standing->min_nation = nation;
			standing->min_metric = ownership_view_metric(view, n);
		}
	}
}

static void
max_take(Judging *judging, const OwnershipView *view, uint32_t nation)
{
	const Arena *arena = judging->graph->arena;

	for (uint32_t n = 0; n < judging->graph->node_count; n++)
	{
		OwnershipStanding *standing = &judging->standings[n];

		if (bound_exceeds(arena, view->values[n], standing->max))
		{
			standing->max = (OwnershipBound) {fraction_copy(arena, view->values[n].value), view->values[n].open};
			standing->max_nation = nation;
			standing->max_metric = ownership_view_metric(view, n);
		}
	}
}

/* Several nations together matter where none of them alone can reach the threshold. */
static void
together_take(Judging *judging, const OwnershipView *view)
{
	const Arena *arena = judging->graph->arena;
	const OwnershipDoctrine *doctrine = judging->doctrine;

	for (uint32_t n = 0; n < judging->graph->node_count; n++)
	{
		OwnershipStanding *standing = &judging->standings[n];

		if (ownership_may_reach(arena, standing->max, doctrine->threshold, doctrine->threshold_inclusive) ||
			!ownership_may_reach(arena, view->values[n], doctrine->threshold, doctrine->threshold_inclusive))
			continue;
		standing->together = true;
		if (bound_exceeds(arena, view->values[n], standing->together_max))
		{
			standing->together_max = (OwnershipBound) {fraction_copy(arena, view->values[n].value), view->values[n].open};
			standing->together_metric = ownership_view_metric(view, n);
		}
	}
}

/* As an upper bound, a value that is reached is more than one that is only come near to. */
static bool
bound_exceeds(const Arena *arena, OwnershipBound a, OwnershipBound b)
{
	int			order = fraction_compare(arena, a.value, b.value);

	return order > 0 || (order == 0 && !a.open && b.open);
}
