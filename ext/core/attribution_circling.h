/*-------------------------------------------------------------------------
 *
 * attribution_circling.h
 *	  What attribution_circle.c and attribution_circle_end.c share.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_ATTRIBUTION_CIRCLING_H
#define MATERIALS_CORE_ATTRIBUTION_CIRCLING_H

#include "core/attribution.h"

/* A holder and a circle at work. */
typedef struct AttributionCircling
{
	Attribution *attribution;
	int			world;
	uint32_t	slot;
	uint32_t	test;
	uint32_t	key;
	const AttributionCircle *circle;
	bool	   *fixed;			/* per member: it is the holder itself */
	bool	   *passes;			/* per member: all that is held of it passes on */
	bool	   *fed;			/* per member: something flows into it */
	Fraction   *weights;		/* per member: what flows into it from each member */
	Fraction   *constants;		/* and from elsewhere */
	uint32_t	systems;		/* how many were solved */
} AttributionCircling;

/* attribution_circle_end.c */
extern AttributionEntry *attribution_circle_entry(const AttributionCircling *circling, uint32_t member);
extern OwnershipBound attribution_circle_held(const AttributionCircling *circling, uint32_t member, bool large, AttributionUse *use);
extern AttributionUse attribution_circle_use(const AttributionCircling *circling, uint32_t member);
extern void attribution_circle_unuse(const AttributionCircling *circling, AttributionUse *use);
extern void attribution_circle_ends(const AttributionCircling *circling);

#endif							/* MATERIALS_CORE_ATTRIBUTION_CIRCLING_H */
