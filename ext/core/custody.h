/*-------------------------------------------------------------------------
 *
 * custody.h
 *	  How strong a lot's chain of custody is: as its weakest model.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_CUSTODY_H
#define MATERIALS_CORE_CUSTODY_H

#include <stdint.h>

#include "core/arena.h"

/* How much models keep apart; what states none may be of any. */
#define CUSTODY_NOT_STATED 2
#define CUSTODY_STRENGTH_MAX 7
/* Models of this strength keep a lot apart from all others, so nothing is weaker for coming from there. */
#define CUSTODY_WHOLE 6

typedef struct CustodyLink
{
	uint32_t	input;
	uint32_t	output;
} CustodyLink;

typedef struct CustodyChains
{
	const Arena *arena;
	uint32_t	lot_count;
	const uint8_t *strengths;	/* per lot, 1 to CUSTODY_STRENGTH_MAX */
	uint32_t	link_count;
	const CustodyLink *links;
	uint8_t    *met;			/* per lot: strengths that its chain comes to, as bits */
} CustodyChains;

/* The weakest of some strengths, or 0; but for those that bits leave out. */
static inline int
custody_weakest(uint8_t met, uint8_t but)
{
	met &= (uint8_t) ~but;
	return met == 0 ? 0 : __builtin_ctz(met);
}

extern void custody_chains_find(CustodyChains *chains);

#endif							/* MATERIALS_CORE_CUSTODY_H */
