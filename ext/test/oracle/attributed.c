/*-------------------------------------------------------------------------
 *
 * attributed.c
 *	  Doctrines that are judged by tests of holding, worked out slowly.
 *
 * Both ends of what is unknown are worked out: in the lower world whoever
 * may count does not, in the upper one he does.  For each test, metric and
 * holder the parts of all firms are the least solution of one system, over
 * all of them at once: rounds from nothing upward, and where these do not
 * end, because firms hold each other, Gauss on what the last round made of
 * them.  Tests are gone through again until no party gets another mark.
 *
 *-------------------------------------------------------------------------
 */
#include "doctrines.h"

#include <stdlib.h>

enum {STAKES_MAX = 8, ROUNDS_MAX = 100};	/* of a firm in a metric; then a structure is given up */

/* The holders of a firm in a metric. */
typedef struct Stakes
{
	int			count;
	int			owners[STAKES_MAX];
	Near		low[STAKES_MAX];
	Near		high[STAKES_MAX];
	Near		room;			/* what the least of all leaves of the whole */
} Stakes;

typedef struct World
{
	const Structure *structure;
	const Stakes (*stakes)[METRICS];	/* per firm */
	const Question *question;
	const Doctrine *doctrine;
	bool		upper;
	unsigned	marks[PARTIES];
	Near		best[FIRMS];	/* greatest share of a test that is shown */
	Near		sums[RULES_MAX][FIRMS];	/* greatest sum over holders that are told apart, per test */
	const struct World *above;	/* of the lower world the upper one, whose sums limit its own */
} World;

/* What a firm's holders bring, as a sum of parts. */
typedef struct Sum
{
	Near		weights[FIRMS];
	Near		rest;
} Sum;

/* Whether a country is a covered nation, or in the upper world may be one. */
static bool
covered(const World *world, Country country)
{
	return country == CN || country == RU || (world->upper && country == HK);
}

/* What a party is by itself. */
static unsigned
marks_own(const World *world, const Party *party)
{
	unsigned	marks = 0;
	bool		firm = party->kind <= PARTNERSHIP;

	for (int l = 0; l < LISTS; l++)
		if (party->lists[l] == SURELY_LISTED ? world->upper || (world->doctrine->undecided & ON(l)) == 0 : party->lists[l] == MAYBE_LISTED && world->upper)
			marks |= ON(l);
	if (covered(world, party->government_of))
		marks |= GOVERNED;
	if (firm && (covered(world, party->seat) || (world->upper && party->seat == NOWHERE)))
		marks |= SEAT;
	if (firm && world->upper && !party->complete && !world->question->ignored)
		marks |= DIRECTED | PAID;
	if (party->hidden)
		marks |= PAID | (world->upper ? DIRECTED : 0);
	if (party->kind != PERSON)
		return marks;
	if (covered(world, party->nationality) && party->nationality != US && party->residence != US && (world->upper || party->not_us_person))
		marks |= FOREIGN;
	if ((covered(world, party->location) || (world->upper && party->location == NOWHERE)) && (covered(world, party->nationality) || covered(world, party->residence)))
		marks |= LOCATED;
	return marks;
}

static bool
is_unknown(const World *world, int party)
{
	return world->upper && world->structure->parties[party].kind == ANYBODY;
}

/* Orders a firm's holders by what their parts are, greatest first. */
static void
holders_sort(const Near *parts, int count, int *order)
{
	for (int i = 0; i < count; i++)
	{
		int			place = i;

		while (place > 0 && !near_is_zero(parts[i]) && near_compare(parts[i], parts[order[place - 1]]) > 0)
		{
			order[place] = order[place - 1];
			place--;
		}
		order[place] = i;
	}
}

static void
sum_begin(Sum *sum, Near rest)
{
	sum->rest = rest;
	for (int f = 0; f < FIRMS; f++)
		sum->weights[f] = NEAR_ZERO;
}

/* Every firm's holders, in every metric. */
static void
stakes_make(const Structure *structure, Stakes stakes[FIRMS][METRICS])
{
	for (int f = 0; f < FIRMS; f++)
		for (Metric metric = EQUITY; metric < METRICS; metric++)
			stakes[f][metric] = (Stakes) {.count = 0,.room = NEAR_ONE};
	for (int l = 0; l < structure->link_count; l++)
	{
		const Link *link = &structure->links[l];
		Stakes	   *of = &stakes[link->owned][link->metric];

		if (of->count == STAKES_MAX)
			abort();
		of->owners[of->count] = link->owner;
		of->low[of->count] = near_end(exact_of(link->low, structure->unit), !link->low_in);
		of->high[of->count] = near_end(exact_of(link->high, structure->unit), -!link->high_in);
		of->room = near_subtract(of->room, of->low[of->count]);
		of->count++;
	}
}

/*
 * What is held of a firm in a metric by those whose parts are given: the
 * least, or the most that ranges and the whole allow; what is recorded to
 * more than the whole is not limited by it.  With large, only through holders
 * who may have enough for a company to pass on.
 */
static Near
held(const World *world, int firm, Metric metric, const Near *part_of, const Rule *rule, bool large, Sum *sum)
{
	const Stakes *stakes = &world->stakes[firm][metric];
	const Party *party = &world->structure->parties[firm];
	bool		excess = near_compare(stakes->room, NEAR_ZERO) < 0;
	bool		open_rest = world->upper && !excess && !party->complete && !world->question->ignored && !large;	/* may be anybody's */
	Near		room = stakes->room;
	Near		total = open_rest ? room : NEAR_ZERO;
	Near		parts[STAKES_MAX];
	int			order[STAKES_MAX];

	if (sum != NULL)
		sum_begin(sum, total);
	for (int i = 0; i < stakes->count; i++)
	{
		Near		end = world->upper ? stakes->high[i] : stakes->low[i];
		Near		left = near_add(stakes->low[i], room);
		bool		counts;

		if (world->upper && !excess && near_compare(left, end) < 0)
			end = left;
		counts = !large || near_compare(end, near_of(exact_of(rule->carry, 100))) >= 0;
		parts[i] = counts ? part_of[stakes->owners[i]] : NEAR_ZERO;
	}
	holders_sort(parts, stakes->count, order);
	/* Who brings nothing comes last, and takes only what nobody else can. */
	for (int i = 0; i < stakes->count && !near_is_zero(parts[order[i]]); i++)
	{
		int			at = order[i];
		Near		used = stakes->low[at];

		if (world->upper && !open_rest)
		{
			Near		width = near_subtract(stakes->high[at], stakes->low[at]);

			if (!excess && near_compare(width, room) > 0)
				width = room;
			used = near_add(used, width);
			room = near_subtract(room, width);
		}
		total = near_add(total, near_multiply(used, parts[at]));
		if (sum == NULL)
			continue;
		if (stakes->owners[at] < FIRMS)
			sum->weights[stakes->owners[at]] = near_add(sum->weights[stakes->owners[at]], used);
		else
			sum->rest = near_add(sum->rest, near_multiply(used, parts[at]));
	}
	return near_compare(total, NEAR_ONE) > 0 ? NEAR_ONE : total;
}

/* Of what a firm holds, the part that counts as its holder's. */
static Near
passed_on(const World *world, const Rule *rule, Metric metric, int firm, const Near *parts, Sum *sum)
{
	Near		all;

	if (rule->carry < 0)
	{
		sum_begin(sum, NEAR_ZERO);
		return NEAR_ZERO;
	}
	all = held(world, firm, metric, parts, rule, false, sum);
	if (world->structure->parties[firm].kind == PARTNERSHIP || near_compare(all, near_of(exact_of(rule->carry, 100))) >= 0)
		return all;
	return held(world, firm, metric, parts, rule, true, sum);
}

/* Solves for what goes round, as the parts at hand let it: firms that nothing reaches have nothing. */
static void
round_solve(const bool *fixed, const Sum *sums, Near *parts)
{
	Near		matrix[FIRMS * FIRMS];
	Near		right[FIRMS];
	int			place[FIRMS];
	int			count = 0;

	for (int f = 0; f < FIRMS; f++)
		if (!fixed[f] && !near_is_zero(parts[f]))
			place[count++] = f;
	for (int i = 0; i < count; i++)
	{
		right[i] = sums[place[i]].rest;
		for (int f = 0; f < FIRMS; f++)
			if (fixed[f])
				right[i] = near_add(right[i], near_multiply(sums[place[i]].weights[f], parts[f]));
		for (int j = 0; j < count; j++)
			matrix[i * count + j] = near_subtract(i == j ? NEAR_ONE : NEAR_ZERO, sums[place[i]].weights[place[j]]);
	}
	/* Where firms hand room to nobody but each other there is no solution yet. */
	if (!near_solve(count, matrix, right))
		return;
	for (int i = 0; i < count; i++)
		parts[place[i]] = right[i];
}

/* The least parts that agree with each other. */
static void
parts_solve(const World *world, const Rule *rule, Metric metric, const bool *fixed, Near *parts)
{
	for (int round = 0; !exact_overflowed; round++)
	{
		Sum			sums[FIRMS];
		Near		next[FIRMS];
		bool		moved = false;

		for (int f = 0; f < FIRMS; f++)
		{
			next[f] = fixed[f] ? parts[f] : passed_on(world, rule, metric, f, parts, &sums[f]);
			moved = moved || near_compare(next[f], parts[f]) != 0;
		}
		if (!moved)
			return;
		if (round > ROUNDS_MAX)
			exact_overflowed = true;
		for (int f = 0; f < FIRMS; f++)
			parts[f] = next[f];
		if (round >= FIRMS)
			round_solve(fixed, sums, parts);
	}
}

/* Gives a mark to a firm of which so much is held; whether it had not had it. */
static bool
rule_judge(World *world, const Rule *rule, int firm, Near share)
{
	int			order = near_compare(share, near_of(exact_of(rule->line, 100)));
	int			trading = world->structure->parties[firm].trading;
	bool		private = rule->above ? order > 0 : order >= 0;
	bool		public = rule->above_public ? order > 0 : order >= 0;
	bool		reached = trading == 1 ? public : trading == 2 ? private : world->upper ? public || private : public && private;

	if (rule->shown && near_compare(share, world->best[firm]) > 0)
		world->best[firm] = share;
	if (!reached || (world->marks[firm] & rule->gives) != 0)
		return false;
	/* Whoever is wholly its own comes with it. */
	for (int p = 0; p < PARTIES; p++)
		if (world->structure->parties[p].same_as == firm)
			world->marks[p] |= rule->gives;
	return true;
}

/* Who counts for a test as a holder; with a key, as that holder; -1 is everybody. */
static uint32_t
sources_of(const World *world, const Rule *rule, int key)
{
	uint32_t	sources = 0;

	for (int p = 0; p < PARTIES; p++)
		if ((world->marks[p] & rule->holders) != 0 && (key < 0 || world->structure->parties[p].same_as == key))
			sources |= UINT32_C(1) << p;
	return sources;
}

/* The parts that count as those holders', or as anybody's of whom nothing is known. */
static void
parts_make(const World *world, const Rule *rule, Metric metric, uint32_t sources, Near *parts)
{
	bool		fixed[PARTIES];
	bool		anything = false;

	for (int p = 0; p < PARTIES; p++)
	{
		fixed[p] = (sources & UINT32_C(1) << p) != 0 || is_unknown(world, p);
		parts[p] = fixed[p] ? NEAR_ONE : NEAR_ZERO;
		anything = anything || fixed[p] || (p < FIRMS && !world->structure->parties[p].complete);
	}
	if (anything)
		parts_solve(world, rule, metric, fixed, parts);
}

static bool
firms_judge(World *world, const Rule *rule, Metric metric, const Near *parts, int key)
{
	bool		moved = false;

	for (int f = 0; f < FIRMS; f++)
		if (key < 0 || world->structure->parties[f].same_as != key)
			moved = rule_judge(world, rule, f, held(world, f, metric, parts, rule, false, NULL)) || moved;
	return moved;
}

/*
 * Adds what a holder has beyond what is anybody's; whether that is any.  Of
 * several holders, what the unknown do not reach one may have: then the sum
 * of their ends counts as reached.
 */
static bool
part_add(Near base, Near part, int several, Near *total)
{
	bool		nobody = near_is_zero(base);
	int			order = exact_compare(part.v, base.v);
	int			away = near_away(part);

	if (!nobody && (order < 0 || (order == 0 && (away != 0 || near_away(base) == 0))))
		return false;
	if (nobody)
		away = away != 0 ? away : near_away(*total);
	else if (several > 0)
		away = 0;
	*total = near_end(exact_add(total->v, exact_subtract(part.v, base.v)), away);
	return !nobody;
}

/*
 * Nothing is held twice: such a sum is no more than all of them have as one
 * holder.  A part may still be counted twice, and more often in the lower
 * world: there it is no more than in the upper one.
 */
static bool
sums_judge(World *world, const Rule *rule, Metric metric, const Near *parts, const Near *as_one)
{
	int			r = (int) (rule - world->doctrine->rules);
	bool		moved = false;

	for (int f = 0; f < FIRMS; f++)
	{
		Near		sum = held(world, f, metric, parts, rule, false, NULL);
		Near		most = held(world, f, metric, as_one, rule, false, NULL);

		if (near_compare(most, sum) < 0)
			sum = most;
		if (world->above != NULL && near_compare(world->above->sums[r][f], sum) < 0)
			sum = world->above->sums[r][f];
		if (near_compare(sum, world->sums[r][f]) > 0)
			world->sums[r][f] = sum;
		moved = rule_judge(world, rule, f, sum) || moved;
	}
	return moved;
}

/* A test in one metric; whether somebody got a mark. */
static bool
rule_run(World *world, const Rule *rule, Metric metric)
{
	bool		apart = rule->each || rule->carry > 0;
	Metric		reckoned = rule->by_equity ? EQUITY : metric;
	Near		total[PARTIES];
	Near		base[PARTIES];
	Near		parts[PARTIES];
	int			several[PARTIES] = {0};
	bool		moved = false;

	/* Where holders are one, it is all of them; else first nobody in particular: only what is unknown counts. */
	parts_make(world, rule, reckoned, apart ? 0 : sources_of(world, rule, -1), base);
	if (rule->each || !apart)
		moved = firms_judge(world, rule, metric, base, -1);
	for (int p = 0; p < PARTIES; p++)
		total[p] = base[p];
	for (int key = 0; key < PARTIES && apart; key++)
	{
		uint32_t	sources = sources_of(world, rule, key);

		if (sources == 0)
			continue;
		parts_make(world, rule, reckoned, sources, parts);
		if (rule->each)
			moved = firms_judge(world, rule, metric, parts, key) || moved;
		for (int p = 0; p < PARTIES; p++)
			several[p] += part_add(base[p], parts[p], several[p], &total[p]);
	}
	if (rule->each || !apart)
		return moved;
	for (int p = 0; p < PARTIES; p++)
		if ((world->marks[p] & rule->holders) != 0 || near_compare(total[p], NEAR_ONE) > 0)
			total[p] = NEAR_ONE;
	parts_make(world, rule, reckoned, sources_of(world, rule, -1), parts);
	return sums_judge(world, rule, metric, total, parts);
}

/* Whether a contract may have been paid for: it leaves control to somebody, or none of the producer's does and somebody was paid. */
static bool
is_payable(const Structure *structure, const Contract *contract)
{
	if (contract->rights != 0)
		return true;
	for (int c = 0; c < structure->contract_count; c++)
		if (structure->contracts[c].producer == contract->producer && structure->contracts[c].rights != 0)
			return false;
	return structure->parties[contract->producer].payment == 1;
}

static int
payable(const Structure *structure, int producer)
{
	int			count = 0;

	for (int c = 0; c < structure->contract_count; c++)
		count += structure->contracts[c].producer == producer && is_payable(structure, &structure->contracts[c]);
	return count;
}

/* Hands marks on by contracts. */
static bool
contracts_run(World *world)
{
	const Structure *structure = world->structure;
	bool		moved = false;

	for (int c = 0; c < structure->contract_count; c++)
	{
		const Contract *contract = &structure->contracts[c];
		const Party *producer = &structure->parties[contract->producer];
		unsigned	from = world->marks[contract->contractor];
		unsigned	before = world->marks[contract->producer];
		bool		anybody = is_unknown(world, contract->contractor);
		bool		may = contract->paid == 1;
		bool		must = may;

		if (contract->paid == 0 && is_payable(structure, contract))
		{
			may = producer->payment != 2;
			must = producer->payment == 1 && payable(structure, contract->producer) == 1 && (producer->complete || world->question->ignored);
		}
		if (world->doctrine->directing != 0 && world->upper && contract->rights != 0 && (anybody || (from & world->doctrine->directing) != 0))
			world->marks[contract->producer] |= DIRECTED;
		if (world->doctrine->paying != 0 && (world->upper ? may : must) && (anybody || (from & world->doctrine->paying) != 0))
			world->marks[contract->producer] |= PAID;
		moved = moved || world->marks[contract->producer] != before;
	}
	return moved;
}

static void
world_run(World *world)
{
	bool		ran[RULES_MAX] = {false};
	uint32_t	asked[RULES_MAX];
	bool		moved = true;

	for (int p = 0; p < PARTIES; p++)
		world->marks[p] = marks_own(world, &world->structure->parties[p]);
	for (int f = 0; f < FIRMS; f++)
	{
		world->best[f] = NEAR_ZERO;
		for (int r = 0; r < RULES_MAX; r++)
			world->sums[r][f] = NEAR_ZERO;
	}
	while (moved && !exact_overflowed)
	{
		moved = contracts_run(world);
		for (int r = 0; r < world->doctrine->rule_count; r++)
		{
			const Rule *rule = &world->doctrine->rules[r];
			uint32_t	sources = sources_of(world, rule, -1);

			/* With the same holders it would find the same. */
			if ((!world->upper && !rule->decides) || (ran[r] && sources == asked[r]))
				continue;
			ran[r] = true;
			asked[r] = sources;
			for (Metric metric = EQUITY; metric < METRICS; metric++)
				if ((rule->metrics & IN(metric)) != 0)
					moved = rule_run(world, rule, metric) || moved;
		}
	}
}

void
attributed_judge(const Structure *structure, const Question *question, Verdict verdicts[FIRMS])
{
	Stakes		stakes[FIRMS][METRICS];
	Doctrine	doctrine;
	World		worlds[2];

	doctrines_make(question, &doctrine);
	stakes_make(structure, stakes);
	for (int upper = 1; upper >= 0; upper--)
	{
		worlds[upper] = (World) {.structure = structure,.stakes = (const Stakes (*)[METRICS]) stakes,.question = question,.doctrine = &doctrine,.upper = upper == 1,.above = upper == 1 ? NULL : &worlds[1]};
		world_run(&worlds[upper]);
	}
	for (int f = 0; f < FIRMS; f++)
		verdicts[f] = (Verdict) {(worlds[0].marks[f] & doctrine.own) != 0 ? CAUGHT : (worlds[1].marks[f] & doctrine.own) != 0 ? OPEN : CLEAR,
		worlds[0].best[f], worlds[1].best[f]};
}
