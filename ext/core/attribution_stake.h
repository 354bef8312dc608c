/*-------------------------------------------------------------------------
 *
 * attribution_stake.h
 *	  The holders of one party, as they are reckoned with for one holder
 *	  behind them; attribution_held.c makes them, attribution_end.c says
 *	  whether their sum is reached.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_ATTRIBUTION_STAKE_H
#define MATERIALS_CORE_ATTRIBUTION_STAKE_H

#include "core/attribution.h"

/* One holder's share of a party. */
typedef struct AttributionStake
{
	const OwnershipLink *link;
	bool		counts;			/* else it only takes room */
	OwnershipBound part;		/* of the holder, that counts as the key's */
	Fraction	used;			/* share that is reckoned with */
	bool		full;			/* it is the greatest there can be */
	bool		grown;			/* it is more than the least */
} AttributionStake;

typedef struct AttributionStakes
{
	const Arena *arena;
	uint32_t	count;
	AttributionStake *stakes;
	Fraction	room;			/* what may be added to the least */
	uint32_t	open_least;		/* of how many the least is not reached, so that there is less room */
	bool		excess;			/* the least is more than the whole: they do not limit each other */
	bool		rest_whole;		/* all room goes to holders that are not recorded, as the key's own */
} AttributionStakes;

/* attribution_end.c */
extern bool attribution_least_exceeded(const AttributionStakes *stakes);
extern bool attribution_most_missed(const AttributionStakes *stakes);
extern bool attribution_most_feeds(const AttributionStakes *stakes, const AttributionStake *stake);

#endif							/* MATERIALS_CORE_ATTRIBUTION_STAKE_H */
