/*-------------------------------------------------------------------------
 *
 * supply.c
 *	  Lots, day by day: each plant makes lots from what its suppliers have.
 *
 * Amounts are whole numbers of 0.1 g.  Nothing draws more from a lot than it
 * holds, and nothing makes more than went in.  One lot in ten has no recorded
 * inputs; one in twenty reports them up to 60 days late.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "world.h"

#define UNITS 10000				/* of a kilogram */
#define STAGE_KEEPS 200

/* The last lots of a plant or stage; pieces are taken from its front. */
typedef struct Stock
{
	uint32_t   *lots;
	uint32_t	size;
	uint32_t	first;
	uint32_t	count;
} Stock;

typedef struct Supply
{
	World	   *world;
	Stock	   *plants;
	Stock		stages[STAGE_MAX];
	uint32_t   *taken;			/* of each lot: the last lot that drew on it, + 1 */
	uint64_t	draw_room;
	uint32_t	lot_room;
} Supply;

static void
stock_make(Stock *stock, uint32_t size)
{
	*stock = (Stock) {world_memory(NULL, size, sizeof(uint32_t)), size, 0, 0};
}

static void
stock_add(Stock *stock, uint32_t lot)
{
	stock->lots[(stock->first + stock->count) % stock->size] = lot;
	if (stock->count < stock->size)
		stock->count++;
	else
		stock->first = (stock->first + 1) % stock->size;
}

static uint32_t
stock_at(const Stock *stock, uint32_t i)
{
	return stock->lots[(stock->first + i) % stock->size];
}

/* Draws an amount for the lot being made; false where too little is left to speak of. */
static bool
draw(Supply *supply, uint32_t input, int64_t amount)
{
	World	   *world = supply->world;
	uint32_t	output = world->lot_count;

	if (amount <= 2 || supply->taken[input] == output + 1)
		return false;
	if (world->draw_count == supply->draw_room)
	{
		supply->draw_room = supply->draw_room * 2 + 1024;
		world->draws = world_memory(world->draws, supply->draw_room, sizeof(Consumption));
	}
	supply->taken[input] = output + 1;
	world->lots[input].rest -= amount;
	world->draws[world->draw_count++] = (Consumption) {output, input, amount};
	return true;
}

static void
draw_few(Supply *supply, const Group *group, const uint32_t *suppliers, int supplier_count, int count, double need)
{
	World	   *world = supply->world;

	for (int tries = 3 * count; tries > 0 && count > 0; tries--)
	{
		const Stock *stock = &supply->plants[suppliers[chance_below(supplier_count)]];
		uint32_t	input;
		int64_t		amount;

		if (stock->count == 0)
			stock = &supply->stages[group->source[chance_below(group->source_count)]];
		if (stock->count == 0)
			continue;
		input = stock_at(stock, chance_below(stock->count));
		amount = (int64_t) (need * (.5 + chance()));
		if (amount > world->lots[input].rest / 10 * 9)
			amount = world->lots[input].rest / 10 * 9;
		count -= draw(supply, input, amount);
	}
}

static int
draw_from_stock(Supply *supply, Stock *stock, Draw kind, int wanted, double need)
{
	World	   *world = supply->world;
	uint32_t	count = wanted < stock->count ? wanted : stock->count;

	for (uint32_t i = stock->count - count; kind == DRAW_SILO && i < stock->count; i++)
	{
		uint32_t	input = stock_at(stock, i);
		int64_t		amount = (int64_t) (need * (.5 + chance()));

		if (amount > world->lots[input].rest)
			amount = world->lots[input].rest / 10 * 9;
		draw(supply, input, amount);
	}
	for (uint32_t i = 0; kind == DRAW_PIECES && i < count; i++)
	{
		uint32_t	input = stock_at(stock, 0);

		stock->first = (stock->first + 1) % stock->size;
		stock->count--;
		draw(supply, input, world->lots[input].rest / 1000 * 999);
	}
	return count;
}

static void
draw_many(Supply *supply, const Group *group, const uint32_t *suppliers, int supplier_count, int count, double need)
{
	int			got = 0;
	int			from = chance_below(supplier_count);
	const Stock *stock = &supply->stages[group->source[0]];

	for (int i = 0; i < supplier_count && got < count; i++)
		got += draw_from_stock(supply, &supply->plants[suppliers[(from + i) % supplier_count]], group->draw, count - got, need);
	for (uint32_t i = 0; got == 0 && i < count && i < stock->count; i++)
	{
		uint32_t	input = stock_at(stock, i);
		int64_t		half = supply->world->lots[input].rest / 2;

		draw(supply, input, need < half ? (int64_t) need : half);
	}
}

static int
input_count(const Group *group)
{
	if (group->most > 500)
	{
		double		count = (int) (group->fewest * 1.15 * chance_pareto(1.05));

		return count < group->most ? (int) count : group->most;
	}
	if (group->most >= 200)
		return group->fewest + (int) ((group->most - group->fewest) * chance() * chance());
	return group->fewest + (int) ((group->most - group->fewest + 1) * chance());
}

static void
draw_inputs(Supply *supply, const Plant *plant, double amount)
{
	const Stage *stage = &shape_stages[plant->stage];

	for (int g = 0; g < stage->group_count; g++)
	{
		const Group *group = &stage->groups[g];
		int			count = input_count(group);

		if (count > 0)
			(group->draw == DRAW_FEW ? draw_few : draw_many) (supply, group, plant->suppliers[g], plant->supplier_count[g], count,
															  amount * group->part / stage->yield / count);
	}
}

static void
make_lot(Supply *supply, int s, int day)
{
	World	   *world = supply->world;
	const Stage *stage = &shape_stages[s];
	uint32_t	plant = world_plant_of(world, s);
	double		amount = stage->kilograms * UNITS * (.6 + .8 * chance());
	bool		end = s == shape_stage_count - 1;
	uint64_t	first = world->draw_count;
	Lot		   *lot;

	if (world->lot_count == supply->lot_room)
	{
		uint32_t	old = supply->lot_room;

		supply->lot_room = old * 2 + 1024;
		world->lots = world_memory(world->lots, supply->lot_room, sizeof(Lot));
		supply->taken = world_memory(supply->taken, supply->lot_room, sizeof(uint32_t));
		memset(supply->taken + old, 0, (supply->lot_room - old) * sizeof(uint32_t));
	}
	if (stage->group_count > 0 && (end || chance() >= .10))
		draw_inputs(supply, &world->plants[plant], amount);
	if (end && world->draw_count == first)
		return;
	lot = &world->lots[world->lot_count];
	*lot = (Lot) {.stage = s,.plant = plant,.day = day,.told = day,.amount = (int64_t) amount,.first = first,.inputs = world->draw_count - first};
	if (lot->inputs > 0)
	{
		int64_t		in = 0;

		for (uint64_t d = first; d < world->draw_count; d++)
			in += world->draws[d].amount;
		lot->amount = (int64_t) (in * stage->yield);
		if (lot->amount < 1)
			lot->amount = 1;
		if (chance() < .05 && !end)
			lot->told = day + 1 + chance_below(60);
	}
	lot->rest = lot->amount;
	stock_add(&supply->plants[plant], world->lot_count);
	stock_add(&supply->stages[s], world->lot_count);
	world->lot_count++;
}

void
world_run(World *world)
{
	Supply		supply = {.world = world};
	double		owed[STAGE_MAX] = {0};
	double		scale = world->edges_wanted / 1e6 * (world->edges_wanted < 4e5 ? 1.33 : world->edges_wanted < 4e6 ? 1.19 : 1.15);

	supply.plants = world_memory(NULL, world->plant_count, sizeof(Stock));
	for (uint32_t p = 0; p < world->plant_count; p++)
		stock_make(&supply.plants[p], shape_stages[world->plants[p].stage].keeps);
	for (int s = 0; s < shape_stage_count; s++)
		stock_make(&supply.stages[s], STAGE_KEEPS);
	for (int day = 0; day < world->days; day++)
		for (int s = 0; s < shape_stage_count; s++)
			if (day >= shape_stages[s].begins)
				for (owed[s] += shape_stages[s].lots * scale * .98 / (world->days - shape_stages[s].begins); owed[s] >= 1; owed[s]--)
					make_lot(&supply, s, day);
}

/*
 * Recycling: for that part of the lots a little of the lot goes back into one of its own inputs.  When such a lot was made
 * is left open, for nothing is made before what it is made of.
 */
void
world_loop(World *world, double part)
{
	uint64_t	wanted = (uint64_t) (world->lot_count * part);

	world->draws = world_memory(world->draws, world->draw_count + wanted, sizeof(Consumption));
	for (uint64_t tries = 0; tries < wanted * 50 && world->loop_count < wanted; tries++)
	{
		uint32_t	x = chance_below(world->lot_count);
		Lot		   *lot = &world->lots[x];
		Lot		   *input;
		int64_t		amount;
		uint32_t	y;

		if (lot->inputs == 0 || lot->undated)
			continue;
		y = world->draws[lot->first + chance_below(lot->inputs)].input;
		input = &world->lots[y];
		amount = lot->rest / 2 < input->amount / 20 ? lot->rest / 2 : input->amount / 20;
		if (input->inputs == 0 || amount < 1)
			continue;
		lot->rest -= amount;
		lot->undated = true;
		world->draws[world->draw_count++] = (Consumption) {y, x, amount};
		world->loop_count++;
	}
}
