/*-------------------------------------------------------------------------
 *
 * world.h
 *	  Parties, their plants, who owns whom; lots and what went into them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef BENCH_WORLD_H
#define BENCH_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shape.h"

typedef enum PartyKind
{
	PARTY_GOVERNMENT,
	PARTY_OPERATING,
	PARTY_HOLDING
} PartyKind;

typedef struct Party
{
	char		country[3];
	PartyKind	kind;
} Party;

typedef struct Holding
{
	uint32_t	owner;
	uint32_t	owned;
	int			part;			/* in 1/10000 */
} Holding;

typedef struct Plant
{
	uint32_t	party;
	int			stage;
	char		country[3];		/* where it stands */
	uint32_t	suppliers[GROUP_MAX][3 * SOURCE_MAX];
	int			supplier_count[GROUP_MAX];
} Plant;

typedef struct Lot
{
	int			stage;
	uint32_t	plant;
	int			day;			/* made on */
	int			told;			/* day on which its inputs were reported */
	bool		undated;		/* part of a loop: nobody says when it was made */
	int64_t		amount;			/* made, in 0.1 g */
	int64_t		rest;			/* not used yet */
	uint64_t	first;			/* its inputs among the draws */
	uint32_t	inputs;
} Lot;

typedef struct Consumption
{
	uint32_t	output;
	uint32_t	input;
	int64_t		amount;			/* in 0.1 g */
} Consumption;

typedef struct World
{
	double		edges_wanted;
	int			days;
	int			plants_each;	/* plants of a stage */

	Party	   *parties;
	uint32_t	party_count;
	Holding    *holdings;
	uint32_t	holding_count;
	Plant	   *plants;
	uint32_t	plant_count;
	uint32_t	stage_first[STAGE_MAX];	/* plants of a stage stand together */
	uint32_t	stage_plants[STAGE_MAX];
	double	   *reach;			/* of each plant: chance that a lot of its stage comes from it or one before */

	Lot		   *lots;
	uint32_t	lot_count;
	Consumption *draws;
	uint64_t	draw_count;
	uint64_t	loop_count;		/* how many of them close a loop; they are the last ones */
} World;

extern void *world_memory(void *old, size_t count, size_t size);
extern uint32_t world_plant_of(const World *world, int stage);
extern void world_people(World *world);
extern void world_run(World *world);
extern void world_loop(World *world, double part);

#endif
