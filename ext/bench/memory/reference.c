/*-------------------------------------------------------------------------
 *
 * reference.c
 *	  The right answers, computed slowly and simply, and independently of
 *	  every engine that is measured.
 *
 *	  reference DIR natural|topdown [ITEM_MED ITEM_BIG PARTY_BIG PARTY_SMALL]
 *
 * Items are numbers of lots in the order in which they were made (LOT-n), the
 * parties are ids.  Without them it chooses: the end items with the median and
 * the largest closure of a sample, the producer with the most lots and a
 * small one.  What is asked is defined in README.md; prints JSON.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

static Graph graph;
static uint32_t *queue;
static uint8_t *seen;

/* All lots that are reached from the first count lots of the queue, along edges that begin at starts. */
static uint32_t
reach(uint32_t count, const uint32_t *starts, const uint32_t *next, uint64_t *edges)
{
	uint32_t	tail = count;

	memset(seen, 0, graph.lot_count);
	*edges = 0;
	for (uint32_t i = 0; i < count; i++)
		seen[queue[i]] = 1;
	for (uint32_t head = 0; head < tail; head++)
	{
		uint32_t	l = queue[head];

		*edges += starts[l + 1] - starts[l];
		for (uint32_t e = starts[l]; e < starts[l + 1]; e++)
			if (!seen[next[e]])
			{
				seen[next[e]] = 1;
				queue[tail++] = next[e];
			}
	}
	return tail;
}

/* The lots of a party in the queue; all they went into follows. */
static uint32_t
reach_users(uint32_t party, uint64_t *edges)
{
	uint32_t	count = 0;

	for (uint32_t l = 0; l < graph.lot_count; l++)
		if (graph.producer[l] == party)
			queue[count++] = l;
	return reach(count, graph.down, graph.output, edges);
}

static void
answer_closure(const char *tag, uint32_t item)
{
	uint64_t	edges;
	uint32_t	lots;
	int64_t		sum = 0;

	queue[0] = item;
	lots = reach(1, graph.up, graph.input, &edges);
	for (uint32_t i = 1; i < lots; i++)
		sum += graph.id[queue[i]];
	printf(" \"Q1 %s\": {\"lots\": %u, \"lot_id_sum\": %ld},\n \"edges %s\": %lu,\n", tag, lots - 1, sum, tag, edges);
}

/*
 * Shares of where the chain ends.  A share waits at a lot until the sweep comes by, which goes from the item towards the
 * mines; what recycling sends back waits for the next sweep.
 */
static void
answer_origins(const char *tag, uint32_t item)
{
	double	   *waiting = graph_memory(graph.lot_count, sizeof(double));
	double	   *settled = graph_memory(graph.lot_count, sizeof(double));
	bool	   *of_party = graph_memory(2 * graph.party_count, sizeof(bool));
	double		left = 1;
	double		origin = 0;
	double		unknown = 0;
	double		covered = 0;
	uint32_t	terminals = 0;
	uint32_t	groups = 0;
	uint32_t	reached;
	uint64_t	edges;

	waiting[item] = 1;
	for (int sweep = 0; sweep < 1000 && left > 1e-18; sweep++)
	{
		for (uint32_t l = graph.lot_count; l-- > 0;)
		{
			double		share = waiting[l];

			waiting[l] = 0;
			if (share == 0)
				continue;
			if (graph.up[l] == graph.up[l + 1])
				settled[l] += share;
			for (uint32_t e = graph.up[l]; e < graph.up[l + 1]; e++)
				waiting[graph.input[e]] += share * graph.amount[e] / graph.total[l];
		}
		left = 0;
		for (uint32_t l = 0; l < graph.lot_count; l++)
			left += waiting[l];
	}
	/* Every lot that is reached counts, though a share may be too small to have come there. */
	queue[0] = item;
	reached = reach(1, graph.up, graph.input, &edges);
	for (uint32_t i = 0; i < reached; i++)
	{
		uint32_t	l = queue[i];
		bool	   *group = &of_party[2 * graph.producer[l] + graph.raw[l]];

		if (graph.up[l] != graph.up[l + 1])
			continue;
		terminals++;
		groups += !*group;
		*group = true;
		*(graph.raw[l] ? &origin : &unknown) += settled[l];
		covered += graph.covered[l] ? settled[l] : 0;
	}
	printf(" \"Q2 %s\": {\"terminals\": %u, \"groups\": %u, \"origin\": %.15g, \"unknown\": %.15g, \"covered\": %.15g},\n",
		   tag, terminals, groups, origin, unknown, covered);
	free(waiting);
	free(settled);
	free(of_party);
}

static void
answer_users(const char *tag, uint32_t party)
{
	uint64_t	edges;
	uint32_t	lots = reach_users(party, &edges);
	uint32_t	hits = 0;
	int64_t		sum = 0;

	for (uint32_t i = 0; i < lots; i++)
		if (graph.end_item[queue[i]])
		{
			hits++;
			sum += graph.id[queue[i]];
		}
	printf(" \"Q3 %s\": {\"end_items\": %u, \"lot_id_sum\": %ld},\n \"edges %s supplier\": %lu,\n", tag, hits, sum, tag, edges);
}

static void
answer_screen(void)
{
	double	   *share = graph_memory(graph.lot_count, sizeof(double));
	double		moved = 1;
	double		sum = 0;
	uint32_t	items = 0;
	uint32_t	over = 0;

	while (moved > 1e-15)
	{
		moved = 0;
		for (uint32_t l = 0; l < graph.lot_count; l++)
		{
			double		value = 0;

			if (graph.up[l] == graph.up[l + 1])
				value = graph.covered[l];
			else
			{
				for (uint32_t e = graph.up[l]; e < graph.up[l + 1]; e++)
					value += graph.amount[e] * share[graph.input[e]];
				value /= graph.total[l];
			}
			moved = fmax(moved, fabs(value - share[l]));
			share[l] = value;
		}
	}
	for (uint32_t l = 0; l < graph.lot_count; l++)
		if (graph.end_item[l])
		{
			items++;
			sum += share[l];
			over += share[l] > .5;
		}
	printf(" \"Q4\": {\"end_items\": %u, \"share_sum\": %.15g, \"over_half\": %u},\n", items, sum, over);
	free(share);
}

/* What the covered governments together hold of each party where a half counts as all: the least solution. */
static void
solve_interest(double *value)
{
	double	   *next = graph_memory(graph.party_count, sizeof(double));
	double		moved = 1;

	while (moved > 1e-14)
	{
		moved = 0;
		memset(next, 0, graph.party_count * sizeof(double));
		for (uint32_t h = 0; h < graph.holding_count; h++)
			next[graph.holdings[h].owned] += (graph.holdings[h].part >= .5 ? 1 : graph.holdings[h].part) * value[graph.holdings[h].owner];
		for (uint32_t p = 0; p < graph.party_count; p++)
		{
			next[p] = graph.parties[p].government ? graph.parties[p].covered : fmin(1, next[p]);
			moved = fmax(moved, fabs(next[p] - value[p]));
			value[p] = next[p];
		}
	}
	free(next);
}

/*
 * The same for one government by the doctrine of the ledger: whatever it holds to half or more, with what counts as it
 * already, counts as it; that adds up as it stands; other holders pass on their own share, in full from a half on.
 */
static void
solve_doctrine(double *value, uint32_t government)
{
	double	   *next = graph_memory(graph.party_count, sizeof(double));
	bool	   *one = graph_memory(graph.party_count, sizeof(bool));
	uint32_t	before = 0;
	uint32_t	count = 1;
	double		moved = 1;

	one[government] = true;
	while (count > before)
	{
		before = count;
		memset(next, 0, graph.party_count * sizeof(double));
		for (uint32_t h = 0; h < graph.holding_count; h++)
			next[graph.holdings[h].owned] += one[graph.holdings[h].owner] ? graph.holdings[h].part : 0;
		for (uint32_t p = 0; p < graph.party_count; p++)
			if (!graph.parties[p].government && !one[p] && next[p] >= .5 - 1e-9)
			{
				one[p] = true;
				count++;
			}
	}
	memset(value, 0, graph.party_count * sizeof(double));
	while (moved > 1e-14)
	{
		moved = 0;
		memset(next, 0, graph.party_count * sizeof(double));
		for (uint32_t h = 0; h < graph.holding_count; h++)
		{
			const Holding *holding = &graph.holdings[h];

			next[holding->owned] += one[holding->owner] ? holding->part : (holding->part >= .5 ? 1 : holding->part) * value[holding->owner];
		}
		for (uint32_t p = 0; p < graph.party_count; p++)
		{
			next[p] = graph.parties[p].government ? 0 : fmin(1, next[p]);
			moved = fmax(moved, fabs(next[p] - value[p]));
			value[p] = next[p];
		}
	}
	free(next);
	free(one);
}

static void
answer_ownership(void)
{
	double	   *value = graph_memory(graph.party_count, sizeof(double));
	double	   *most = graph_memory(graph.party_count, sizeof(double));
	double		sum = 0;
	double		most_sum = 0;
	uint32_t	over = 0;
	uint32_t	concern = 0;

	solve_interest(value);
	for (uint32_t p = 0; p < graph.party_count; p++)
		if (!graph.parties[p].government)
		{
			over += value[p] >= .25;
			sum += value[p];
		}
	for (uint32_t g = 0; g < graph.party_count; g++)
		if (graph.parties[g].government && graph.parties[g].covered)
		{
			solve_doctrine(value, g);
			for (uint32_t p = 0; p < graph.party_count; p++)
				most[p] = fmax(most[p], value[p]);
		}
	for (uint32_t p = 0; p < graph.party_count; p++)
		if (!graph.parties[p].government)
		{
			concern += graph.parties[p].covered || most[p] >= .25 - 1e-12;
			most_sum += most[p];
		}
	printf(" \"Q5\": {\"parties\": %u, \"interest_sum\": %.15g, \"of_concern\": %u, \"largest_sum\": %.15g},\n", over, sum, concern, most_sum);
	free(value);
	free(most);
}

static void
answer_nearest(const char *tag, uint32_t item)
{
	uint32_t	head = 0;
	uint32_t	tail = 1;
	uint32_t	hits = 0;
	uint32_t	steps = 0;
	int64_t		least = 0;

	memset(seen, 0, graph.lot_count);
	queue[0] = item;
	seen[item] = 1;
	while (head < tail && hits == 0)
	{
		uint32_t	level = tail;

		steps++;
		for (; head < level; head++)
			for (uint32_t e = graph.up[queue[head]]; e < graph.up[queue[head] + 1]; e++)
			{
				uint32_t	l = graph.input[e];

				if (seen[l])
					continue;
				seen[l] = 1;
				queue[tail++] = l;
				if (graph.ore[l] && graph.covered[l])
					least = hits++ == 0 || graph.id[l] < least ? graph.id[l] : least;
			}
	}
	printf(" \"Q6 %s\": {\"steps\": %u, \"lots\": %u, \"first_lot_id\": %ld},\n", tag, hits ? steps : 0, hits, least);
}

typedef struct Sized
{
	uint32_t	size;
	uint32_t	number;
} Sized;

static int
compare_sized(const void *a, const void *b)
{
	const Sized *x = a;
	const Sized *y = b;

	return x->size != y->size ? (x->size > y->size) - (x->size < y->size) : (x->number > y->number) - (x->number < y->number);
}

/* The end items with the median and the largest closure among a sample. */
static void
choose_items(uint32_t *median, uint32_t *largest)
{
	Sized	   *sample = graph_memory(graph.lot_count, sizeof(Sized));
	uint32_t	ends = 0;
	uint32_t	size = graph.edge_count > 3000000 ? 15 : 101;
	uint64_t	edges;

	for (uint32_t l = 0; l < graph.lot_count; l++)
		if (graph.end_item[l])
			sample[ends++].number = l;
	size = size < ends ? size : ends;
	for (uint32_t i = 0; i < size; i++)
	{
		sample[i].number = sample[(uint64_t) ends * (2 * i + 1) / (2 * size)].number;
		queue[0] = sample[i].number;
		sample[i].size = reach(1, graph.up, graph.input, &edges);
	}
	qsort(sample, size, sizeof(Sized), compare_sized);
	*median = sample[size / 2].number;
	*largest = sample[size - 1].number;
	free(sample);
}

/* The producer with the most lots that are no end items; and of the small ones (the tenth part) one of median reach. */
static void
choose_parties(uint32_t *largest, uint32_t *small)
{
	Sized	   *all = graph_memory(graph.party_count, sizeof(Sized));
	uint32_t	makers = 0;
	uint32_t	first;
	uint32_t	count = 0;
	uint64_t	edges;

	for (uint32_t l = 0; l < graph.lot_count; l++)
		all[graph.producer[l]].size += !graph.end_item[l];
	for (uint32_t p = 0; p < graph.party_count; p++)
		if (all[p].size > 0)
			all[makers++] = (Sized) {all[p].size, p};
	qsort(all, makers, sizeof(Sized), compare_sized);
	*largest = all[makers - 1].number;
	first = makers / 10 > 10 ? makers / 10 - 10 : 0;
	while (count < 21 && first + count < makers)
	{
		all[first + count].size = reach_users(all[first + count].number, &edges);
		count++;
	}
	qsort(all + first, count, sizeof(Sized), compare_sized);
	*small = all[first + count / 2].number;
	free(all);
}

int
main(int argc, char **argv)
{
	uint32_t	items[2];
	uint32_t	parties[2];
	double		amount = 0;

	if (argc != 3 && argc != 7)
	{
		fprintf(stderr, "usage: reference DIR natural|topdown [ITEM_MED ITEM_BIG PARTY_BIG PARTY_SMALL]\n");
		return 2;
	}
	graph_load(&graph, argv[1], strcmp(argv[2], "topdown") == 0);
	queue = graph_memory(graph.lot_count, sizeof(uint32_t));
	seen = graph_memory(graph.lot_count, 1);
	if (argc == 7)
		for (int i = 0; i < 2; i++)
		{
			items[i] = atol(argv[3 + i]) - 1;
			parties[i] = graph_party(&graph, atol(argv[5 + i]));
		}
	else
	{
		choose_items(&items[0], &items[1]);
		choose_parties(&parties[0], &parties[1]);
	}
	printf("{\n");
	for (int i = 0; i < 2; i++)
	{
		const char *tag = i ? "big" : "med";
		const char *party_tag = i ? "small" : "big";

		printf(" \"item %s\": [%u, %ld],\n \"party %s\": %ld,\n", tag, items[i] + 1, graph.id[items[i]], party_tag, graph.parties[parties[i]].id);
		answer_closure(tag, items[i]);
		answer_origins(tag, items[i]);
		answer_nearest(tag, items[i]);
		answer_users(party_tag, parties[i]);
	}
	answer_screen();
	answer_ownership();
	for (uint32_t l = 0; l < graph.lot_count; l++)
		amount += graph.total[l];
	printf(" \"amount\": %.15g, \"lots\": %u, \"edges\": %u, \"parties\": %u, \"holdings\": %u\n}\n", amount, graph.lot_count, graph.edge_count, graph.party_count, graph.holding_count);
	return 0;
}
