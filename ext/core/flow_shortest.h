/*-------------------------------------------------------------------------
 *
 * flow_shortest.h
 *	  A shortest way from one lot up to each of some others.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_FLOW_SHORTEST_H
#define MATERIALS_CORE_FLOW_SHORTEST_H

#include <stdbool.h>

#include "core/flow_net.h"

/* What one search after another needs; nothing of it is cleared in between. */
typedef struct FlowShortest
{
	const FlowNet *net;
	uint32_t	round;			/* of the search at hand */
	uint32_t   *met;			/* per lot: the last round that came to it */
	uint32_t   *wanted;			/* per lot: the last round that looked for it */
	uint32_t   *steps;			/* per lot that was met: how far it is */
	uint32_t   *below;			/* per lot that was met: the next one on the way down */
	uint32_t   *queue;
} FlowShortest;

extern void flow_shortest_begin(FlowShortest *shortest, const FlowNet *net);
extern void flow_shortest_search(FlowShortest *shortest, uint32_t root, const uint32_t *targets, uint32_t target_count);

/* Of a target of the last search. */
static inline bool
flow_shortest_found(const FlowShortest *shortest, uint32_t target)
{
	return shortest->met[target] == shortest->round;
}

#endif							/* MATERIALS_CORE_FLOW_SHORTEST_H */
