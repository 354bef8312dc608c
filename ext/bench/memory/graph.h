/*-------------------------------------------------------------------------
 *
 * graph.h
 *	  The plain tables in memory: lots as dense numbers in the order in which
 *	  they were made, edges both ways, parties and who owns whom.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_GRAPH_H
#define BENCH_GRAPH_H

#include <stdbool.h>
#include <stdint.h>

typedef struct Party
{
	int64_t		id;
	char		country[3];
	bool		government;
	bool		covered;		/* belongs to a covered nation */
} Party;

typedef struct Holding
{
	uint32_t	owner;
	uint32_t	owned;
	double		part;
} Holding;

typedef struct Graph
{
	uint32_t	lot_count;
	uint32_t	edge_count;
	uint32_t	party_count;
	uint32_t	holding_count;
	Party	   *parties;
	Holding    *holdings;

	int64_t    *id;				/* of each lot */
	uint32_t   *producer;
	bool	   *raw;
	bool	   *ore;
	bool	   *end_item;
	bool	   *covered;		/* its producer is of a covered nation */

	uint32_t   *up;				/* where the inputs of a lot begin, lot_count + 1 of them */
	uint32_t   *input;
	double	   *amount;
	double	   *total;			/* of the inputs of each lot */
	uint32_t   *down;			/* where its uses begin */
	uint32_t   *output;
} Graph;

extern void graph_load(Graph *graph, const char *folder, bool topdown);
extern uint32_t graph_party(const Graph *graph, int64_t id);
extern void *graph_memory(uint64_t count, uint64_t size);

#endif
