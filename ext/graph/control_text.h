/*-------------------------------------------------------------------------
 *
 * control_text.h
 *	  Paths of ownership as people read them, and the facts they rest on.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CONTROL_TEXT_H
#define MATERIALS_CONTROL_TEXT_H

#include "graph/control_load.h"

typedef struct ControlText
{
	char	   *chain;			/* government —60 %→ A —50 %→ B; NULL where there is nothing to show */
	char	   *facts;			/* JSON: [{"relation": "interest", "id": 7}, ...] */
	int32		tiers;			/* links of the longest path */
	bool		concert;		/* some holders act together */
	bool		political;		/* begins with a person in or near an office */
	bool		unknown;		/* begins with somebody of whom nothing is known */
	bool		unsettled;		/* begins with a government whose nation is not settled */
} ControlText;

extern void control_text_make(ControlLoad *load, const OwnershipTree *tree, uint32_t path_count,
							  const OwnershipPath *paths, ControlText *text);

#endif							/* MATERIALS_CONTROL_TEXT_H */
