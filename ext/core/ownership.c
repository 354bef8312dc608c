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
 * Where nothing is unknown the two worlds are one.  So for each nation one
 * pass settles all parties that can be settled (ownership_pass.c), and the
 * worlds are made only for the others and those above them
 * (ownership_part.c).
 *
 * Cost: a pass over all links a nation; for what is unsettled a few passes a
 * nation, world and metric.
 *
 *-------------------------------------------------------------------------
 */
#include "core/ownership.h"

#include <string.h>

/* One question at hand; its graph may be a part of the one that is judged. */
typedef struct Judging
{
	const OwnershipGraph *graph;
	const OwnershipDoctrine *doctrine;
	OwnershipStanding *standings;	/* per node of the whole graph */
	const uint32_t *whole;		/* per node of the graph: node of the whole; NULL where it is the whole */
	uint32_t	nations;		/* asked about */
	uint32_t	nation;			/* its bit number, where it is one */
	uint32_t	sure_nations;	/* nations that somebody certainly is the government of */
	bool		sure;			/* somebody certainly is the government of one that is asked about */
} Judging;

static uint32_t nations_present(const OwnershipGraph *graph);
static uint32_t nations_sure(const OwnershipGraph *graph);
static void worlds_make(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, uint32_t nations, OwnershipWorld worlds[2]);
static void question_judge(Judging *judging, OwnershipPass *pass);
static void settled_take(const Judging *judging, OwnershipPass *pass);
static void unsettled_judge(Judging judging, const OwnershipPass *pass);
static void worlds_judge(const Judging *judging);
static void view_weigh(const OwnershipWorld *world, uint32_t metric, OwnershipView *view);
static void view_make(const OwnershipWorld *world, uint32_t metric, OwnershipView *view);
static OwnershipStanding *standing_of(const Judging *judging, uint32_t node);
static void min_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric);
static void max_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric);
static void together_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric);
static void standing_answer(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, OwnershipStanding *standing);
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

/* Judges every party of the graph; standings has an entry a node. */
void
ownership_judge(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, OwnershipStanding *standings)
{
	Judging		judging = {.graph = graph,.doctrine = doctrine,.standings = standings,.nation = OWNERSHIP_NONE,.sure_nations = nations_sure(graph)};
	uint32_t	present = nations_present(graph);
	OwnershipPass pass;

	for (uint32_t n = 0; n < graph->node_count; n++)
		standings[n] = (OwnershipStanding)
	{
		OWNERSHIP_OPEN, OWNERSHIP_NOTHING, OWNERSHIP_NOTHING,
			OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE, OWNERSHIP_NONE,
			false, OWNERSHIP_NOTHING, OWNERSHIP_NONE, false
	};
	ownership_pass_begin(&pass, graph, doctrine);
	judging.nations = OWNERSHIP_NO_NATION;
	question_judge(&judging, &pass);
	for (judging.nation = 0; judging.nation < OWNERSHIP_NATIONS_MAX; judging.nation++)
	{
		judging.nations = UINT32_C(1) << judging.nation;
		if ((present & judging.nations) != 0)
			question_judge(&judging, &pass);
	}
	judging.nation = OWNERSHIP_NONE;
	judging.nations = present;
	if ((present & (present - 1)) != 0 && pass.several)
		question_judge(&judging, &pass);
	ownership_pass_end(&pass);
	for (uint32_t n = 0; n < graph->node_count; n++)
		standing_answer(graph, doctrine, &standings[n]);
}

static void
standing_answer(const OwnershipGraph *graph, const OwnershipDoctrine *doctrine, OwnershipStanding *standing)
{
	standing->circle = standing->circle && fraction_compare(graph->arena, standing->min.value, standing->max.value) < 0;
	if (ownership_must_reach(graph->arena, standing->min, doctrine->threshold, doctrine->threshold_inclusive))
		standing->answer = OWNERSHIP_YES;
	else if (!standing->together &&
			 !ownership_may_reach(graph->arena, standing->max, doctrine->threshold, doctrine->threshold_inclusive))
		standing->answer = OWNERSHIP_NO;
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

static uint32_t
nations_sure(const OwnershipGraph *graph)
{
	uint32_t	sure = 0;

	for (uint32_t n = 0; n < graph->node_count; n++)
		sure |= graph->nodes[n].sure;
	return sure;
}

/* Settles in one pass what can be settled, and makes the two worlds for the rest. */
static void
question_judge(Judging *judging, OwnershipPass *pass)
{
	const OwnershipGraph *graph = judging->graph;

	judging->sure = (judging->sure_nations & judging->nations) != 0;
	/* With the largest metric of each link, a link has another metric in each question. */
	if (judging->doctrine->largest_metric || !ownership_pass_run(pass, judging->nations))
	{
		pass->several = true;
		/* What the pass found of anybody before, it may have written over. */
		memset(pass->reached, OWNERSHIP_AGAIN, graph->node_count);
		worlds_judge(judging);
	}
	else
	{
		settled_take(judging, pass);
		if (pass->unsettled_count > 0)
			unsettled_judge(*judging, pass);
	}
	graph->scratch_reset(graph->scratch);
}

static void
settled_take(const Judging *judging, OwnershipPass *pass)
{
	uint32_t	metrics = judging->graph->metric_count;
	bool		together = (judging->nations & (judging->nations - 1)) != 0;

	pass->several = pass->several || pass->unsettled_count > 0;
	for (uint32_t i = 0; i < pass->touched_count; i++)
	{
		uint32_t	node = pass->touched[i];

		/* Several nations hold together of a party what one of them does, where no other reaches it. */
		if (together && pass->reached[node] == OWNERSHIP_ONCE)
			continue;
		/* Whoever one nation reaches may be reached by another. */
		pass->several = pass->several || pass->reached[node] != OWNERSHIP_NEVER;
		pass->reached[node] = pass->reached[node] == OWNERSHIP_NEVER && pass->state[node] == OWNERSHIP_SETTLED ? OWNERSHIP_ONCE : OWNERSHIP_AGAIN;
		for (uint32_t m = 0; m < metrics && pass->state[node] == OWNERSHIP_SETTLED; m++)
		{
			OwnershipBound value = {pass->values[(size_t) node * metrics + m], false};

			if (fraction_is_zero(value.value))
				continue;
			if (together)
				together_take(judging, node, value, m);
			else
			{
				min_take(judging, node, value, m);
				max_take(judging, node, value, m);
			}
		}
	}
}

/* Judges unsettled parties in the part of the graph they depend on. */
static void
unsettled_judge(Judging judging, const OwnershipPass *pass)
{
	OwnershipPart part;

	ownership_part_make(pass, &part);
	judging.graph = &part.graph;
	judging.whole = part.whole;
	worlds_judge(&judging);
	ownership_part_release(&part);
}

/* Solves both worlds of a question in each metric and keeps what is greater than before. */
static void
worlds_judge(const Judging *judging)
{
	const OwnershipGraph *graph = judging->graph;
	uint32_t	metrics = judging->doctrine->largest_metric ? 1 : graph->metric_count;
	bool		together = (judging->nations & (judging->nations - 1)) != 0;
	OwnershipWorld worlds[2];
	OwnershipView view;

	worlds_make(graph, judging->doctrine, judging->nations, worlds);
	for (uint32_t m = 0; m < metrics; m++)
	{
		if (!together)
		{
			/* Circles are told even where nobody certainly is the government: whether somebody is may hang on who else is asked about. */
			view_weigh(&worlds[0], m, &view);
			if (judging->sure)
				ownership_solve(&view);
			for (uint32_t n = 0; n < graph->node_count; n++)
			{
				OwnershipStanding *standing = standing_of(judging, n);

				standing->circle = standing->circle || view.circle[n];
				if (judging->sure)
					min_take(judging, n, view.values[n], ownership_view_metric(&view, n));
			}
		}
		view_make(&worlds[1], m, &view);
		for (uint32_t n = 0; n < graph->node_count; n++)
			if (together)
				together_take(judging, n, view.values[n], ownership_view_metric(&view, n));
			else
				max_take(judging, n, view.values[n], ownership_view_metric(&view, n));
	}
}

static void
view_weigh(const OwnershipWorld *world, uint32_t metric, OwnershipView *view)
{
	*view = (OwnershipView) {.world = world,.metric = metric};
	ownership_weigh(view, false);
	if (!world->upper)
		ownership_loosen_circles(view);
}

static void
view_make(const OwnershipWorld *world, uint32_t metric, OwnershipView *view)
{
	view_weigh(world, metric, view);
	ownership_solve(view);
}

static OwnershipStanding *
standing_of(const Judging *judging, uint32_t node)
{
	return &judging->standings[judging->whole == NULL ? node : judging->whole[node]];
}

static void
min_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric)
{
	const Arena *arena = judging->graph->arena;
	OwnershipStanding *standing = standing_of(judging, node);
	int			order = fraction_compare(arena, value.value, standing->min.value);

	/* As a lower bound, more than a value is more than the value. */
	if (order < 0 || (order == 0 && (!value.open || standing->min.open)))
		return;
	standing->min = (OwnershipBound) {fraction_copy(arena, value.value), value.open};
	standing->min_nation = judging->nation;
	standing->min_metric = metric;
}

static void
max_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric)
{
	const Arena *arena = judging->graph->arena;
	OwnershipStanding *standing = standing_of(judging, node);

	if (!bound_exceeds(arena, value, standing->max))
		return;
	standing->max = (OwnershipBound) {fraction_copy(arena, value.value), value.open};
	standing->max_nation = judging->nation;
	standing->max_metric = metric;
}

/* Several nations together matter where none of them alone can reach the threshold. */
static void
together_take(const Judging *judging, uint32_t node, OwnershipBound value, uint32_t metric)
{
	const Arena *arena = judging->graph->arena;
	const OwnershipDoctrine *doctrine = judging->doctrine;
	OwnershipStanding *standing = standing_of(judging, node);

	if (ownership_may_reach(arena, standing->max, doctrine->threshold, doctrine->threshold_inclusive) ||
		!ownership_may_reach(arena, value, doctrine->threshold, doctrine->threshold_inclusive))
		return;
	standing->together = true;
	if (!bound_exceeds(arena, value, standing->together_max))
		return;
	standing->together_max = (OwnershipBound) {fraction_copy(arena, value.value), value.open};
	standing->together_metric = metric;
}

/* As an upper bound, a value that is reached is more than one that is only come near to. */
static bool
bound_exceeds(const Arena *arena, OwnershipBound a, OwnershipBound b)
{
	int			order = fraction_compare(arena, a.value, b.value);

	return order > 0 || (order == 0 && !a.open && b.open);
}
