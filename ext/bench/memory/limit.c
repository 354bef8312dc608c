/*-------------------------------------------------------------------------
 *
 * limit.c
 *	  What this machine can do at best: the questions on a graph in memory,
 *	  one core, no database.
 *
 *	  limit DIR ITEM_MED ITEM_BIG PARTY_BIG PARTY_SMALL
 *
 * Reads questions ("Q1 med") and answers each with a line of JSON: the median
 * time of several runs in milliseconds, and the answer.  Lots are numbered so
 * that inputs come before outputs, which is what makes one pass enough.
 *
 *-------------------------------------------------------------------------
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "graph.h"

#define RUNS 5

/* What a run found; each question uses some of it. */
typedef struct Answer
{
	uint32_t	lots;
	uint32_t	terminals;
	uint32_t	groups;
	int64_t		sum;
	double		origin;
	double		unknown;
	double		covered;
} Answer;

static Graph graph;
static uint64_t *wanted;		/* bitmap of lots */
static double *share;
static uint32_t *queue;
static uint32_t *mark;
static uint32_t epoch;
static double *group_share;		/* of each party: traced, untraced */
static uint32_t *group_mark;

static double
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void
settle(Answer *answer, uint32_t lot, double part)
{
	uint32_t	group = 2 * graph.producer[lot] + graph.raw[lot];

	answer->terminals++;
	*(graph.raw[lot] ? &answer->origin : &answer->unknown) += part;
	if (graph.covered[lot])
		answer->covered += part;
	if (group_mark[group] != epoch)
	{
		group_mark[group] = epoch;
		group_share[group] = 0;
		answer->groups++;
	}
	group_share[group] += part;
}

/* Q1 and Q2 in one backward pass over a bitmap of wanted lots: no queue, no hash. */
static void
trace(Answer *answer, uint32_t item)
{
	epoch++;
	share[item] = 1;
	wanted[item >> 6] |= UINT64_C(1) << (item & 63);
	for (int64_t w = item >> 6; w >= 0; w--)
		while (wanted[w])
		{
			uint32_t	l = w * 64 + 63 - __builtin_clzll(wanted[w]);
			uint32_t	e = graph.up[l];
			uint32_t	end = graph.up[l + 1];
			double		part = share[l];

			wanted[w] &= ~(UINT64_C(1) << (l & 63));
			share[l] = 0;
			answer->lots++;
			answer->sum += graph.id[l];
			if (e == end)
			{
				settle(answer, l, part);
				continue;
			}
			part /= graph.total[l];
			for (; e < end; e++)
			{
				uint32_t	input = graph.input[e];

				share[input] += part * graph.amount[e];
				wanted[input >> 6] |= UINT64_C(1) << (input & 63);
			}
		}
	answer->lots--;
	answer->sum -= graph.id[item];
}

static void
find_users(Answer *answer, uint32_t party)
{
	uint32_t	tail = 0;

	epoch++;
	for (uint32_t l = 0; l < graph.lot_count; l++)
		if (graph.producer[l] == party)
		{
			mark[l] = epoch;
			queue[tail++] = l;
		}
	for (uint32_t head = 0; head < tail; head++)
	{
		uint32_t	l = queue[head];

		if (graph.end_item[l])
		{
			answer->lots++;
			answer->sum += graph.id[l];
		}
		for (uint32_t e = graph.down[l]; e < graph.down[l + 1]; e++)
			if (mark[graph.output[e]] != epoch)
			{
				mark[graph.output[e]] = epoch;
				queue[tail++] = graph.output[e];
			}
	}
}

static void
screen(Answer *answer)
{
	for (uint32_t l = 0; l < graph.lot_count; l++)
	{
		uint32_t	e = graph.up[l];
		uint32_t	end = graph.up[l + 1];
		double		value = 0;

		if (e == end)
			value = graph.covered[l];
		else
		{
			for (; e < end; e++)
				value += graph.amount[e] * share[graph.input[e]];
			value /= graph.total[l];
		}
		share[l] = value;
		if (graph.end_item[l])
		{
			answer->lots++;
			answer->origin += value;
			answer->groups += value > .5;
		}
	}
	memset(share, 0, graph.lot_count * sizeof(double));
}

static void
own(Answer *answer)
{
	double	   *value = graph_memory(graph.party_count, sizeof(double));
	double	   *next = graph_memory(graph.party_count, sizeof(double));
	double		moved = 1;

	while (moved >= 1e-12)
	{
		moved = 0;
		memset(next, 0, graph.party_count * sizeof(double));
		for (uint32_t h = 0; h < graph.holding_count; h++)
			next[graph.holdings[h].owned] += (graph.holdings[h].part >= .5 ? 1 : graph.holdings[h].part) * value[graph.holdings[h].owner];
		for (uint32_t p = 0; p < graph.party_count; p++)
		{
			double		x = graph.parties[p].government ? graph.parties[p].covered : next[p] < 1 ? next[p] : 1;
			double		step = fabs(x - value[p]);

			moved = step > moved ? step : moved;
			value[p] = x;
		}
	}
	for (uint32_t p = 0; p < graph.party_count; p++)
		if (!graph.parties[p].government)
		{
			answer->lots += value[p] >= .25;
			answer->origin += value[p];
		}
	free(value);
	free(next);
}

static void
find_nearest(Answer *answer, uint32_t item)
{
	uint32_t	head = 0;
	uint32_t	tail = 1;

	epoch++;
	mark[item] = epoch;
	queue[0] = item;
	while (head < tail && answer->lots == 0)
	{
		uint32_t	level = tail;

		answer->groups++;
		for (; head < level; head++)
			for (uint32_t e = graph.up[queue[head]]; e < graph.up[queue[head] + 1]; e++)
			{
				uint32_t	l = graph.input[e];

				if (mark[l] == epoch)
					continue;
				mark[l] = epoch;
				queue[tail++] = l;
				if (graph.ore[l] && graph.covered[l] && (answer->lots++ == 0 || graph.id[l] < answer->sum))
					answer->sum = graph.id[l];
			}
	}
}

static void
print_answer(char question, const Answer *a)
{
	switch (question)
	{
		case '1':
			printf("{\"lots\": %u, \"lot_id_sum\": %ld}", a->lots, a->sum);
			break;
		case '2':
			printf("{\"terminals\": %u, \"groups\": %u, \"origin\": %.15g, \"unknown\": %.15g, \"covered\": %.15g}", a->terminals, a->groups, a->origin, a->unknown, a->covered);
			break;
		case '3':
			printf("{\"end_items\": %u, \"lot_id_sum\": %ld}", a->lots, a->sum);
			break;
		case '4':
			printf("{\"end_items\": %u, \"share_sum\": %.15g, \"over_half\": %u}", a->lots, a->origin, a->groups);
			break;
		case '5':
			printf("{\"parties\": %u, \"interest_sum\": %.15g}", a->lots, a->origin);
			break;
		default:
			printf("{\"steps\": %u, \"lots\": %u, \"first_lot_id\": %ld}", a->groups, a->lots, a->sum);
	}
}

static int
compare_times(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	char		line[64];

	if (argc != 6)
	{
		fprintf(stderr, "usage: limit DIR ITEM_MED ITEM_BIG PARTY_BIG PARTY_SMALL\n");
		return 2;
	}
	graph_load(&graph, argv[1], false);
	wanted = graph_memory(graph.lot_count / 64 + 1, sizeof(uint64_t));
	share = graph_memory(graph.lot_count, sizeof(double));
	queue = graph_memory(graph.lot_count, sizeof(uint32_t));
	mark = graph_memory(graph.lot_count, sizeof(uint32_t));
	group_share = graph_memory(2 * graph.party_count, sizeof(double));
	group_mark = graph_memory(2 * graph.party_count, sizeof(uint32_t));
	while (fgets(line, sizeof(line), stdin) != NULL && line[0] == 'Q')
	{
		uint32_t	item = atol(argv[strstr(line, "big") ? 3 : 2]) - 1;
		uint32_t	party = graph_party(&graph, atol(argv[strstr(line, "small") ? 5 : 4]));
		double		times[RUNS];
		Answer		answer;

		for (int run = 0; run < RUNS; run++)
		{
			times[run] = clock_ms();
			memset(&answer, 0, sizeof(answer));
			switch (line[1])
			{
				case '1':
				case '2':
					trace(&answer, item);
					break;
				case '3':
					find_users(&answer, party);
					break;
				case '4':
					screen(&answer);
					break;
				case '5':
					own(&answer);
					break;
				default:
					find_nearest(&answer, item);
			}
			times[run] = clock_ms() - times[run];
		}
		qsort(times, RUNS, sizeof(double), compare_times);
		printf("{\"ms\": %.6f, \"answer\": ", times[RUNS / 2]);
		print_answer(line[1], &answer);
		printf("}\n");
		fflush(stdout);
	}
	return 0;
}
