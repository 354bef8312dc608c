/*-------------------------------------------------------------------------
 *
 * people.c
 *	  Governments, companies, their plants, and who owns whom.
 *
 * Ownership has tiers: governments, then holdings, then companies that run
 * plants; owners come from earlier tiers.  The first holdings of a covered
 * nation belong to its state.  In one case of fifty a later party owns an
 * earlier one, which makes circles.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "world.h"

void *
world_memory(void *old, size_t count, size_t size)
{
	void	   *memory = realloc(old, (count ? count : 1) * size);

	if (memory == NULL)
	{
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return memory;
}

static uint32_t
party_add(World *world, const char *country, PartyKind kind)
{
	Party	   *party;

	if ((world->party_count & (world->party_count - 1)) == 0)
		world->parties = world_memory(world->parties, world->party_count * 2 + 1, sizeof(Party));
	party = &world->parties[world->party_count];
	memcpy(party->country, country, 3);
	party->kind = kind;
	return world->party_count++;
}

/* One company in three runs several plants. */
static uint32_t
plant_party(World *world, const char *country)
{
	if (chance() < .33 && world->party_count > 200)
		for (int i = 0; i < 6; i++)
		{
			uint32_t	p = COUNTRY_COUNT + chance_below(world->party_count - COUNTRY_COUNT);

			if (strcmp(world->parties[p].country, country) == 0)
				return p;
		}
	return party_add(world, country, PARTY_OPERATING);
}

static void
plants_of_stage(World *world, int stage)
{
	char		countries[COUNTRY_COUNT][3];
	double		weights[COUNTRY_COUNT];
	int			count = shape_weights(shape_stages[stage].countries, countries, weights);
	double		reach = 0;

	world->stage_first[stage] = world->plant_count;
	for (int c = 0; c < count; c++)
	{
		int			plants = (int) (world->plants_each * weights[c] + .5);
		uint32_t	first = world->plant_count;
		double		all = 0;

		if (plants < 1)
			plants = 1;
		world->plants = world_memory(world->plants, first + plants, sizeof(Plant));
		world->reach = world_memory(world->reach, first + plants, sizeof(double));
		for (int i = 0; i < plants; i++)
			all += world->reach[first + i] = chance_pareto(1.3);
		for (int i = 0; i < plants; i++)
		{
			Plant	   *plant = &world->plants[world->plant_count++];

			memset(plant, 0, sizeof(*plant));
			plant->stage = stage;
			plant->party = plant_party(world, countries[c]);
			memcpy(plant->country, chance() > .05 ? countries[c] : shape_countries[4 + chance_below(COUNTRY_COUNT - 4)], 3);
			reach += weights[c] * world->reach[first + i] / all;
			world->reach[first + i] = reach;
		}
	}
	world->stage_plants[stage] = world->plant_count - world->stage_first[stage];
}

/* A plant of a stage, the larger ones more often. */
uint32_t
world_plant_of(const World *world, int stage)
{
	const double *reach = world->reach + world->stage_first[stage];
	uint32_t	low = 0;
	uint32_t	high = world->stage_plants[stage] - 1;
	double		point = chance() * reach[high];

	while (low < high)
	{
		uint32_t	middle = (low + high) / 2;

		if (reach[middle] > point)
			high = middle;
		else
			low = middle + 1;
	}
	return world->stage_first[stage] + low;
}

static void
choose_suppliers(World *world, Plant *plant)
{
	const Stage *stage = &shape_stages[plant->stage];

	for (int g = 0; g < stage->group_count; g++)
		for (int s = 0; s < stage->groups[g].source_count; s++)
			for (int i = stage->groups[g].draw == DRAW_FEW ? 3 : 2; i > 0; i--)
			{
				uint32_t	other = world_plant_of(world, stage->groups[g].source[s]);
				bool		known = false;

				for (int k = 0; k < plant->supplier_count[g]; k++)
					known |= plant->suppliers[g][k] == other;
				if (!known)
					plant->suppliers[g][plant->supplier_count[g]++] = other;
			}
}

/* Owners by tier, and by country in the order of tiers. */
typedef struct Tiers
{
	uint32_t   *order;			/* parties by tier */
	uint32_t   *place;			/* of a party in order */
	uint32_t   *of_country[COUNTRY_COUNT];
	uint32_t	country_size[COUNTRY_COUNT];
} Tiers;

static int
country_number(const char *country)
{
	for (int c = 0; c < COUNTRY_COUNT; c++)
		if (strcmp(shape_countries[c], country) == 0)
			return c;
	return 0;
}

static void
tiers_make(World *world, Tiers *tiers)
{
	static const PartyKind sequence[3] = {PARTY_GOVERNMENT, PARTY_HOLDING, PARTY_OPERATING};
	uint32_t	n = 0;

	memset(tiers, 0, sizeof(*tiers));
	tiers->order = world_memory(NULL, world->party_count, sizeof(uint32_t));
	tiers->place = world_memory(NULL, world->party_count, sizeof(uint32_t));
	for (int c = 0; c < COUNTRY_COUNT; c++)
		tiers->of_country[c] = world_memory(NULL, world->party_count, sizeof(uint32_t));
	for (int k = 0; k < 3; k++)
		for (uint32_t p = 0; p < world->party_count; p++)
			if (world->parties[p].kind == sequence[k])
			{
				int			c = country_number(world->parties[p].country);

				tiers->place[p] = n;
				tiers->order[n++] = p;
				tiers->of_country[c][tiers->country_size[c]++] = p;
			}
}

static bool
holding_add(World *world, uint32_t owner, uint32_t owned, uint32_t first, int part)
{
	if (owner == owned || part <= 10)
		return false;
	for (uint32_t h = first; h < world->holding_count; h++)
		if (world->holdings[h].owner == owner && world->holdings[h].owned == owned)
			return false;
	if ((world->holding_count & (world->holding_count - 1)) == 0)
		world->holdings = world_memory(world->holdings, world->holding_count * 2 + 1, sizeof(Holding));
	world->holdings[world->holding_count++] = (Holding) {owner, owned, part};
	return true;
}

/* The k-th owner of a party, or the party itself where none is found. */
static uint32_t
choose_owner(const World *world, const Tiers *tiers, uint32_t party, int k, bool state)
{
	int			c = country_number(world->parties[party].country);
	const uint32_t *own = tiers->of_country[c];
	uint32_t	size = tiers->country_size[c];
	bool		covered = shape_is_covered(world->parties[party].country);
	uint32_t	owner;

	if (state && k == 0)
		return own[0];
	if (k == 0 && covered && chance() < .3)
		owner = own[chance_below(13) % size];
	else if (chance() < .8)
		owner = own[(uint32_t) (pow(chance(), 1.6) * size)];
	else
		owner = tiers->order[chance_below(tiers->place[party])];
	if (tiers->place[owner] >= tiers->place[party])
		return party;
	if (world->parties[owner].kind == PARTY_GOVERNMENT && !shape_is_covered(world->parties[owner].country) && chance() < .7)
		return party;
	return owner;
}

static void
own_party(World *world, const Tiers *tiers, uint32_t party, bool state)
{
	uint32_t	first = world->holding_count;
	double		u = chance();
	int			owners = u < .12 ? 0 : 1 + (int) (chance() * chance() * 6);
	int			left = 10000;

	if (state && owners == 0)
		owners = 1;
	for (int k = 0; k < owners; k++)
	{
		uint32_t	owner = choose_owner(world, tiers, party, k, state);
		double		part = k == 0 && (state || chance() < .42) ? .5 + chance() * .5 : chance() * .35;
		int			parts = (int) (part * 10000 + .5);

		if (parts > left)
			parts = left;
		if (owner != party && holding_add(world, owner, party, first, parts))
			left -= parts;
	}
	if (chance() < .02 && tiers->place[party] + 1 < world->party_count && left > 100)
	{
		uint32_t	after = world->party_count - tiers->place[party] - 1;
		uint32_t	owner = tiers->order[tiers->place[party] + 1 + chance_below(after < 400 ? after : 400)];
		int			parts = (int) ((.02 + chance() * .3) * 10000 + .5);

		holding_add(world, owner, party, first, parts < left ? parts : left);
	}
}

static void
own_all(World *world)
{
	Tiers		tiers;
	int			of_state[COUNTRY_COUNT] = {0};

	tiers_make(world, &tiers);
	for (uint32_t i = COUNTRY_COUNT; i < world->party_count; i++)
	{
		const char *country = world->parties[tiers.order[i]].country;

		own_party(world, &tiers, tiers.order[i], shape_is_covered(country) && of_state[country_number(country)]++ < 12);
	}
}

void
world_people(World *world)
{
	char		countries[COUNTRY_COUNT][3];
	double		weights[COUNTRY_COUNT];
	int			count;
	uint32_t	holdings;

	for (int c = 0; c < COUNTRY_COUNT; c++)
		party_add(world, shape_countries[c], PARTY_GOVERNMENT);
	for (int s = 0; s < shape_stage_count; s++)
		plants_of_stage(world, s);
	for (uint32_t p = 0; p < world->plant_count; p++)
		choose_suppliers(world, &world->plants[p]);

	count = shape_weights("CN46 US12 JP7 KR6 DE5 AU4 CA3 RU4 ID3 CL2 GB3 FR2 BR2 IR1", countries, weights);
	holdings = (uint32_t) (world->party_count * 1.2) + (world->edges_wanted >= 4e6 ? 12000 : world->edges_wanted >= 4e5 ? 2500 : 500);
	while (holdings-- > 0)
	{
		double		point = chance();
		int			c = 0;

		while (c < count - 1 && point >= weights[c])
			point -= weights[c++];
		party_add(world, countries[c], PARTY_HOLDING);
	}
	own_all(world);
}
