/*-------------------------------------------------------------------------
 *
 * governed.c
 *	  The doctrine of one threshold, worked out slowly: what governments
 *	  hold to half or more counts as the government, half or more of a link
 *	  counts in full, less multiplies.
 *
 * Only of structures in which nothing is unknown.  What stays open then is
 * what no text says: circles without an end, holders who act together where
 * none of them counts as the government, and whether nations add.
 *
 * Each nation and metric is one system, x = min(1, b + W x), over all firms
 * at once.  It is solved by trial: some firms are wholly the government's,
 * the others are what the system makes of them, and of all such choices the
 * one that agrees with itself is the solution.
 *
 *-------------------------------------------------------------------------
 */
#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {NODES = FIRMS + 1, GROUP = FIRMS};	/* those who act together are a node of their own */
enum {CHINA = 1, RUSSIA = 2};

typedef struct Governed
{
	const Structure *structure;
	bool		counted[PARTIES];
	bool		pact;			/* those who act together count */
	Exact		constants[NODES];
	Exact		shares[NODES][NODES];	/* of firm, holder */
	bool		whole[NODES][NODES];
	bool		supposed;		/* a circle without an end is closed by somebody supposed */
} Governed;

static bool
in_pact(const Structure *structure, int owner, int owned)
{
	return structure->pact && owned == structure->pact_entity && (owner == structure->pact_one || owner == structure->pact_two);
}

/* What those who count hold of a firm themselves. */
static Exact
counted_share(const Governed *governed, int firm, Metric metric)
{
	const Structure *structure = governed->structure;
	int			units = 0;

	for (int l = 0; l < structure->link_count; l++)
	{
		const Link *link = &structure->links[l];

		if (link->owned == firm && link->metric == metric && (governed->counted[link->owner] || (governed->pact && in_pact(structure, link->owner, firm))))
			units += link->low;
	}
	return exact_of(units, structure->unit);
}

static void
count_run(Governed *governed, int nations)
{
	const Structure *structure = governed->structure;
	bool		moved = true;

	for (int p = 0; p < PARTIES; p++)
	{
		const Party *party = &structure->parties[p];
		Country		nation = party->figure ? CN : party->government_of;

		governed->counted[p] = (nation == CN && (nations & CHINA) != 0) || (nation == RU && (nations & RUSSIA) != 0);
	}
	while (moved)
	{
		moved = false;
		if (structure->pact && !governed->pact && (governed->counted[structure->pact_one] || governed->counted[structure->pact_two]))
			governed->pact = moved = true;
		for (int f = 0; f < FIRMS; f++)
			for (Metric metric = EQUITY; metric <= BOARD && !governed->counted[f]; metric++)
				if (exact_compare(counted_share(governed, f, metric), exact_of(1, 2)) >= 0)
					governed->counted[f] = moved = true;
	}
}

/* Holders that do not count, each by itself or, with together, those who act together as one. */
static void
weigh(Governed *governed, Metric metric, bool together)
{
	const Structure *structure = governed->structure;
	const Exact zero = EXACT_ZERO;

	together = together && structure->pact && !governed->pact;
	for (int i = 0; i < NODES; i++)
	{
		governed->constants[i] = i < FIRMS ? counted_share(governed, i, metric) : zero;
		for (int j = 0; j < NODES; j++)
			governed->shares[i][j] = zero;
	}
	for (int l = 0; l < structure->link_count; l++)
	{
		const Link *link = &structure->links[l];
		bool		acts = in_pact(structure, link->owner, link->owned);
		bool		grouped = together && acts;
		int			holder = grouped ? GROUP : link->owner;

		if (link->metric != metric || governed->counted[link->owner] || (governed->pact && acts) || (link->owner >= FIRMS && !grouped))
			continue;
		governed->shares[link->owned][holder] = exact_add(governed->shares[link->owned][holder], exact_of(link->low, structure->unit));
	}
	for (int m = 0; m < 2 && together; m++)
	{
		int			member = m == 0 ? structure->pact_one : structure->pact_two;

		if (member < FIRMS)
			governed->shares[GROUP][member] = EXACT_ONE;
	}
	for (int i = 0; i < NODES; i++)
		for (int j = 0; j < NODES; j++)
			governed->whole[i][j] = exact_compare(governed->shares[i][j], exact_of(1, 2)) >= 0;
}

static Exact
weight(const Governed *governed, int i, int j)
{
	return governed->whole[i][j] ? EXACT_ONE : governed->shares[i][j];
}

/* Which nodes reach which by holdings. */
static void
reach(const Governed *governed, bool over[NODES][NODES])
{
	for (int i = 0; i < NODES; i++)
		for (int j = 0; j < NODES; j++)
			over[i][j] = governed->shares[i][j].num != 0;
	for (int k = 0; k < NODES; k++)
		for (int i = 0; i < NODES; i++)
			for (int j = 0; j < NODES; j++)
				over[i][j] = over[i][j] || (over[i][k] && over[k][j]);
}

/* Whether the circle of a node has no end: x = W x + 1 over its members has no positive solution. */
static bool
endless(const Governed *governed, bool over[NODES][NODES], int node)
{
	Near		matrix[NODES * NODES];
	Near		right[NODES];
	int			place[NODES];
	int			count = 0;
	bool		whole = false;

	for (int i = 0; i < NODES; i++)
		if (over[i][node] && over[node][i])
			place[count++] = i;
	for (int i = 0; i < count; i++)
	{
		right[i] = NEAR_ONE;
		for (int j = 0; j < count; j++)
		{
			Near		diagonal = i == j ? NEAR_ONE : NEAR_ZERO;

			whole = whole || governed->whole[place[i]][place[j]];
			matrix[i * count + j] = near_subtract(diagonal, near_of(weight(governed, place[i], place[j])));
		}
	}
	if (!whole)
		return false;
	if (!near_solve(count, matrix, right))
		return true;
	for (int i = 0; i < count; i++)
		if (right[i].v.num <= 0)
			return true;
	return false;
}

/* Whether a holder who was supposed stands in the circle of a node. */
static bool
supposed_in(const Governed *governed, bool over[NODES][NODES], int node)
{
	for (int l = 0; l < governed->structure->link_count; l++)
	{
		const Link *link = &governed->structure->links[l];

		if (link->supposed && link->owner < FIRMS && over[node][link->owner] && over[link->owner][node] && over[node][link->owned] && over[link->owned][node])
			return true;
	}
	return false;
}

/* Within circles without an end shares multiply, as the circles of the other reading say. */
static void
loosen(Governed *governed, const Governed *circles)
{
	bool		over[NODES][NODES];

	reach(circles, over);
	for (int i = 0; i < NODES; i++)
		for (int j = 0; j < NODES; j++)
			if (governed->whole[i][j] && over[i][j] && over[j][i] && endless(circles, over, i))
			{
				governed->whole[i][j] = false;
				governed->supposed = governed->supposed || supposed_in(governed, over, i);
			}
}

/* Whether a choice of firms that are wholly the government's agrees with itself; then values is the solution. */
static bool
choice_solves(const Governed *governed, const bool *fed, unsigned choice, Exact *values)
{
	Near		matrix[NODES * NODES];
	Near		right[NODES];
	int			place[NODES];
	int			count = 0;

	for (int i = 0; i < NODES; i++)
	{
		values[i] = fed[i] ? EXACT_ONE : EXACT_ZERO;
		if (fed[i] && (choice & (1u << i)) == 0)
			place[count++] = i;
	}
	for (int i = 0; i < count; i++)
	{
		right[i] = near_of(governed->constants[place[i]]);
		for (int j = 0; j < NODES; j++)
			if (fed[j] && (choice & (1u << j)) != 0)
				right[i] = near_add(right[i], near_of(weight(governed, place[i], j)));
		for (int j = 0; j < count; j++)
			matrix[i * count + j] = near_subtract(i == j ? NEAR_ONE : NEAR_ZERO, near_of(weight(governed, place[i], place[j])));
	}
	if (!near_solve(count, matrix, right))
		return false;
	for (int i = 0; i < count; i++)
	{
		values[place[i]] = right[i].v;
		if (right[i].v.num <= 0 || exact_compare(right[i].v, EXACT_ONE) > 0)
			return false;
	}
	for (int i = 0; i < NODES; i++)
	{
		Exact		sum = governed->constants[i];

		for (int j = 0; j < NODES; j++)
			sum = exact_add(sum, exact_multiply(weight(governed, i, j), values[j]));
		if (fed[i] && (choice & (1u << i)) != 0 && exact_compare(sum, EXACT_ONE) < 0)
			return false;
	}
	return true;
}

static double
rough(Exact a)
{
	return (double) a.num / (double) a.den;
}

/* Firms that floating numbers, growing from nothing, make wholly the government's. */
static unsigned
choice_guess(const Governed *governed)
{
	double		values[NODES] = {0};
	double		weights[NODES][NODES];
	unsigned	choice = 0;
	double		grown = 1;

	for (int i = 0; i < NODES; i++)
		for (int j = 0; j < NODES; j++)
			weights[i][j] = rough(weight(governed, i, j));
	for (int round = 0; round < 3000 && grown > 1e-12; round++)
	{
		grown = 0;
		for (int i = 0; i < NODES; i++)
		{
			double		sum = rough(governed->constants[i]);

			for (int j = 0; j < NODES; j++)
				sum += weights[i][j] * values[j];
			sum = sum < 1 ? sum : 1;
			grown += sum - values[i];
			values[i] = sum;
		}
	}
	for (int i = 0; i < NODES; i++)
		choice |= values[i] > 1 - 1e-9 ? 1u << i : 0;
	return choice;
}

static void
solve(const Governed *governed, Exact *values)
{
	bool		fed[NODES];
	unsigned	fed_all = 0;

	for (int i = 0; i < NODES; i++)
		fed[i] = governed->constants[i].num != 0;
	for (int round = 0; round < NODES; round++)
		for (int i = 0; i < NODES; i++)
			for (int j = 0; j < NODES; j++)
				fed[i] = fed[i] || (fed[j] && governed->shares[i][j].num != 0);
	for (int i = 0; i < NODES; i++)
		fed_all |= fed[i] ? 1u << i : 0;
	/* The likely choice first: it has to agree with itself like any other. */
	for (unsigned choice = 0; choice <= 1u << NODES; choice++)
		if (choice_solves(governed, fed, (choice == 0 ? choice_guess(governed) : choice - 1) & fed_all, values))
			return;
	if (exact_overflowed)
		return;
	fprintf(stderr, "a system of the oracle has no solution\n");
	exit(2);
}

/* The greatest share over all metrics, at least and at most, of what some nations hold; false as governed_judge. */
static bool
nations_judge(const Structure *structure, int nations, Exact *min, Exact *max)
{
	bool		said = true;

	for (Metric metric = EQUITY; metric <= BOARD; metric++)
	{
		Governed	low = {.structure = structure};
		Governed	high;
		Exact		values[NODES];

		count_run(&low, nations);
		high = low;
		weigh(&low, metric, false);
		weigh(&high, metric, true);
		loosen(&low, &high);
		said = said && !low.supposed;
		solve(&low, values);
		for (int f = 0; f < FIRMS; f++)
			if (exact_compare(values[f], min[f]) > 0)
				min[f] = values[f];
		solve(&high, values);
		for (int f = 0; f < FIRMS; f++)
			if (exact_compare(values[f], max[f]) > 0)
				max[f] = values[f];
	}
	return said;
}

/* What limbs other than shares and contracts say of a party. */
static Said
party_say(const Party *party)
{
	bool		covered = party->kind == PERSON ? false : party->kind <= PARTNERSHIP && (party->seat == CN || party->seat == RU);

	if (party->government_of == CN || party->government_of == RU || party->figure || covered || party->lists[SDN] != NOT_LISTED || party->lists[FTO] != NOT_LISTED || party->hidden)
		return CAUGHT;
	/* Whether the rule means people by where they live is not settled; nor is it of one who may live anywhere. */
	return party->kind == PERSON && (party->residence == CN || party->location == CN || (party->residence == NOWHERE && party->location == NOWHERE)) ? OPEN : CLEAR;
}

bool
governed_judge(const Structure *structure, const Question *question, Verdict verdicts[FIRMS])
{
	Exact		min[FIRMS];
	Exact		max[FIRMS];
	Exact		nowhere[FIRMS];
	Exact		together[FIRMS];
	Said		said[PARTIES];
	bool		moved = true;
	bool		sayable = true;

	(void) question;
	for (int f = 0; f < FIRMS; f++)
		min[f] = max[f] = nowhere[f] = together[f] = EXACT_ZERO;
	sayable = nations_judge(structure, CHINA, min, max) && sayable;
	sayable = nations_judge(structure, RUSSIA, min, max) && sayable;
	sayable = nations_judge(structure, CHINA | RUSSIA, nowhere, together) && sayable;
	for (int p = 0; p < PARTIES; p++)
		said[p] = party_say(&structure->parties[p]);
	for (int f = 0; f < FIRMS; f++)
	{
		Exact		line = exact_of(1, 4);

		if (exact_compare(min[f], line) >= 0)
			said[f] = CAUGHT;
		else if (said[f] == CLEAR && (exact_compare(max[f], line) >= 0 || exact_compare(together[f], line) >= 0))
			said[f] = OPEN;
	}
	while (moved)
	{
		moved = false;
		for (int c = 0; c < structure->contract_count; c++)
		{
			const Contract *contract = &structure->contracts[c];

			if (contract->rights != 0 && said[contract->contractor] > said[contract->producer])
			{
				said[contract->producer] = said[contract->contractor];
				moved = true;
			}
		}
	}
	for (int f = 0; f < FIRMS; f++)
		verdicts[f] = (Verdict) {said[f], near_of(min[f]), near_of(max[f])};
	return sayable;
}
