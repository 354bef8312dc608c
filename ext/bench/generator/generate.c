/*-------------------------------------------------------------------------
 *
 * generate.c
 *	  Makes up the data of the benchmark: one world, written twice, as plain
 *	  tables (plain/) and as rows of a ledger (ledger/).
 *
 *	  generate --out DIR --edges N [--seed N] [--order topdown] [--late PERCENT] [--loops PERCENT] [--ids systems]
 *
 * What happened does not depend on the order in which it is told: --order and
 * --ids change numbers and places of rows only.  meta.json says what was made.
 *
 *-------------------------------------------------------------------------
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "chance.h"
#include "world.h"

#define SYSTEMS 8				/* reporting systems that give out numbers of their own */

typedef struct Telling
{
	const char *folder;
	bool		topdown;		/* packs first, mines last */
	bool		systems;		/* numbers from several systems, not in the order of arrival */
	double		late;			/* part of the rows that come after the rest was settled */
	uint64_t	late_count;
	uint64_t   *ids;			/* of each lot */
} Telling;

uint64_t	chance_state;

static FILE *
file_open(const Telling *telling, const char *name, const char *head)
{
	char		path[4096];
	FILE	   *file;

	snprintf(path, sizeof(path), "%s/%s.csv", telling->folder, name);
	file = fopen(path, "w");
	if (file == NULL || setvbuf(file, NULL, _IOFBF, 1 << 20) != 0)
	{
		perror(path);
		exit(1);
	}
	fprintf(file, "%s\n", head);
	return file;
}

static void
file_close(FILE *file)
{
	if (ferror(file) || fclose(file) != 0)
	{
		perror("writing");
		exit(1);
	}
}

static uint32_t
party_id(uint32_t party)
{
	return 1000 + 3 * party;
}

static uint32_t
plant_id(uint32_t plant)
{
	return 500000 + 7 * plant;
}

static void
write_vocabulary(const Telling *telling)
{
	FILE	   *country = file_open(telling, "plain/country", "code,covered");
	FILE	   *material = file_open(telling, "plain/material", "id,name,stage,raw,ore,enditem");
	FILE	   *item = file_open(telling, "ledger/item", "id,code,name,class");

	for (int c = 0; c < COUNTRY_COUNT; c++)
		fprintf(country, "%s,%c\n", shape_countries[c], shape_is_covered(shape_countries[c]) ? 't' : 'f');
	for (int s = 0; s < shape_stage_count; s++)
	{
		const Stage *stage = &shape_stages[s];
		bool		end = s == shape_stage_count - 1;

		fprintf(material, "%d,%s,%d,%c,%c,%c\n", s + 1, stage->name, s, stage->group_count ? 'f' : 't', shape_is_ore(stage) ? 't' : 'f', end ? 't' : 'f');
		fprintf(item, "%d,%s,%s,%s\n", s + 1, stage->name, stage->name, end ? "end_item" : stage->group_count ? "component_material" : "raw_material");
	}
	file_close(country);
	file_close(material);
	file_close(item);
}

static void
write_parties(const Telling *telling, const World *world)
{
	static const char *const kinds[] = {"government", "operating", "holding"};
	FILE	   *plain = file_open(telling, "plain/party", "id,name,country,kind");
	FILE	   *party = file_open(telling, "ledger/party", "id,code,name,kind,government_of,government_level");
	FILE	   *domicile = file_open(telling, "ledger/party_domicile", "party_id,kind,country");
	FILE	   *declaration = file_open(telling, "ledger/declaration", "claim,party_id");

	for (uint32_t p = 0; p < world->party_count; p++)
	{
		const Party *one = &world->parties[p];
		bool		government = one->kind == PARTY_GOVERNMENT;

		fprintf(plain, "%u,%s %s %u,%s,%s\n", party_id(p), one->country, kinds[one->kind], p, one->country, kinds[one->kind]);
		fprintf(party, "%u,P-%u,%s %s %u,%s,%s,%s\n", party_id(p), party_id(p), one->country, kinds[one->kind], p,
				government ? "government" : "company", government ? one->country : "", government ? "national" : "");
		if (!government)
		{
			fprintf(domicile, "%u,incorporation,%s\n%u,principal_place,%s\n", party_id(p), one->country, party_id(p), one->country);
			fprintf(declaration, "ownership_complete,%u\n", party_id(p));
		}
	}
	file_close(plain);
	file_close(party);
	file_close(domicile);
	file_close(declaration);
}

static void
write_holdings(const Telling *telling, const World *world)
{
	FILE	   *plain = file_open(telling, "plain/holding", "owner,owned,pct");
	FILE	   *interest = file_open(telling, "ledger/interest", "owner_id,owned_id,share");
	FILE	   *plants = file_open(telling, "plain/facility", "id,party,country,material");

	for (uint32_t h = 0; h < world->holding_count; h++)
	{
		const Holding *one = &world->holdings[h];

		fprintf(plain, "%u,%u,%d.%04d\n", party_id(one->owner), party_id(one->owned), one->part / 10000, one->part % 10000);
		fprintf(interest, "%u,%u,%d.%02d%%\n", party_id(one->owner), party_id(one->owned), one->part / 100, one->part % 100);
	}
	for (uint32_t p = 0; p < world->plant_count; p++)
		fprintf(plants, "%u,%u,%s,%d\n", plant_id(p), party_id(world->plants[p].party), world->plants[p].country, world->plants[p].stage + 1);
	file_close(plain);
	file_close(interest);
	file_close(plants);
}

/* Lots get their numbers as they arrive: one after the other, or each from the system of its plant. */
static void
number_lots(Telling *telling, const World *world)
{
	uint64_t	last[SYSTEMS] = {0};

	telling->ids = world_memory(NULL, world->lot_count, sizeof(uint64_t));
	for (uint32_t i = 0; i < world->lot_count; i++)
	{
		uint32_t	l = telling->topdown ? world->lot_count - 1 - i : i;
		int			system = world->lots[l].plant % SYSTEMS;

		last[system] += 1 + (chance_of(l + 1) % 5 == 0);
		telling->ids[l] = telling->systems ? (system + 1) * UINT64_C(10000000000) + last[system] : i + 1;
	}
}

static void
write_lots(const Telling *telling, const World *world)
{
	FILE	   *plain = file_open(telling, "plain/lot", "id,material,facility,producer,country,produced,amount,untraced");
	FILE	   *ledger = file_open(telling, "ledger/lot", "id,code,item_id,producer_id,country,made_on,quantity,primary_source,untraced_reason");
	time_t		begin = 1696118400;		/* 2023-10-01 */

	for (uint32_t i = 0; i < world->lot_count; i++)
	{
		uint32_t	l = telling->topdown ? world->lot_count - 1 - i : i;
		const Lot  *lot = &world->lots[l];
		const Stage *stage = &shape_stages[lot->stage];
		uint32_t	party = world->plants[lot->plant].party;
		const char *country = world->parties[party].country;
		bool		untraced = stage->group_count > 0 && lot->inputs == 0;
		time_t		made = begin + lot->day * 86400;
		char		day[16] = "";

		if (!lot->undated)
			strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&made));
		fprintf(plain, "%lu,%d,%u,%u,%s,%s,%ld.%04ld,%c\n", telling->ids[l], lot->stage + 1, plant_id(lot->plant), party_id(party), country, day,
				lot->amount / 10000, lot->amount % 10000, untraced ? 't' : 'f');
		fprintf(ledger, "%lu,LOT-%u,%d,%u,%s,%s,%ld.%04ld kg,%c,%s\n", telling->ids[l], l + 1, lot->stage + 1, party_id(party), country, day,
				lot->amount / 10000, lot->amount % 10000, stage->group_count ? 'f' : 't', untraced ? "no_answer" : "");
	}
	file_close(plain);
	file_close(ledger);
}

/* The draws in the order in which they were reported: by day, on each day first what was overdue. */
static uint64_t *
arrival_order(const World *world)
{
	size_t		slots = 2 * (world->days + 62);
	uint64_t   *at = world_memory(NULL, slots + 1, sizeof(uint64_t));
	uint64_t   *order = world_memory(NULL, world->draw_count, sizeof(uint64_t));

	memset(at, 0, (slots + 1) * sizeof(uint64_t));
	for (int pass = 0; pass < 2; pass++)
	{
		for (uint64_t d = 0; d < world->draw_count; d++)
		{
			const Lot  *lot = &world->lots[world->draws[d].output];
			bool		loop = d >= world->draw_count - world->loop_count;
			int			told = loop ? world->lots[world->draws[d].input].day : lot->told;
			size_t		slot = 2 * told + (loop || lot->told == lot->day);

			if (pass == 0)
				at[slot + 1]++;
			else
				order[at[slot]++] = d;
		}
		for (size_t s = 0; pass == 0 && s < slots; s++)
			at[s + 1] += at[s];
	}
	free(at);
	return order;
}

/* Late rows: half of them whole events, half of them single inputs of events that were reported in time. */
static bool
is_late(const Telling *telling, uint64_t draw, uint32_t output)
{
	double		half = telling->late / 2;

	return half > 0 && ((chance_of(output + UINT64_C(0x100000001)) >> 11) * 0x1p-53 < half || (chance_of(draw + UINT64_C(0x200000002)) >> 11) * 0x1p-53 < half);
}

static void
write_draws(Telling *telling, const World *world)
{
	FILE	   *plain = file_open(telling, "plain/consumption", "output_lot,input_lot,amount");
	FILE	   *ledger = file_open(telling, "ledger/consumption", "output_lot_id,input_lot_id,quantity");
	FILE	   *late = file_open(telling, "ledger/consumption_late", "output_lot_id,input_lot_id,quantity");
	uint64_t   *order = arrival_order(world);

	for (uint64_t i = 0; i < world->draw_count; i++)
	{
		uint64_t	d = order[telling->topdown ? world->draw_count - 1 - i : i];
		const Consumption *one = &world->draws[d];
		bool		is = is_late(telling, d, one->output);

		telling->late_count += is;
		fprintf(plain, "%lu,%lu,%ld.%04ld\n", telling->ids[one->output], telling->ids[one->input], one->amount / 10000, one->amount % 10000);
		fprintf(is ? late : ledger, "%lu,%lu,%ld.%04ld kg\n", telling->ids[one->output], telling->ids[one->input], one->amount / 10000, one->amount % 10000);
	}
	free(order);
	file_close(plain);
	file_close(ledger);
	file_close(late);
}

static void
write_meta(const Telling *telling, const World *world, uint64_t seed)
{
	char		path[4096];
	uint32_t	untraced = 0;
	uint32_t	ends = 0;
	FILE	   *file;

	for (uint32_t l = 0; l < world->lot_count; l++)
	{
		untraced += shape_stages[world->lots[l].stage].group_count > 0 && world->lots[l].inputs == 0;
		ends += world->lots[l].stage == shape_stage_count - 1;
	}
	snprintf(path, sizeof(path), "%s/meta.json", telling->folder);
	file = fopen(path, "w");
	if (file == NULL)
	{
		perror(path);
		exit(1);
	}
	fprintf(file, "{\"seed\": %lu, \"topdown\": %s, \"ids\": \"%s\", \"parties\": %u, \"holdings\": %u, \"lots\": %u, \"edges\": %lu, \"end_items\": %u, "
			"\"untraced\": %u, \"late_rows\": %lu, \"loops\": %lu, \"days\": %d}\n", seed, telling->topdown ? "true" : "false", telling->systems ? "systems" : "arrival",
			world->party_count, world->holding_count, world->lot_count, world->draw_count, ends, untraced, telling->late_count, world->loop_count, world->days);
	file_close(file);
}

int
main(int argc, char **argv)
{
	Telling		telling = {0};
	World		world = {0};
	uint64_t	seed = 1;
	double		loops = 0;
	char		path[4096];

	for (int i = 1; i + 1 < argc; i += 2)
	{
		if (strcmp(argv[i], "--out") == 0)
			telling.folder = argv[i + 1];
		else if (strcmp(argv[i], "--edges") == 0)
			world.edges_wanted = atof(argv[i + 1]);
		else if (strcmp(argv[i], "--seed") == 0)
			seed = strtoull(argv[i + 1], NULL, 10);
		else if (strcmp(argv[i], "--order") == 0)
			telling.topdown = strcmp(argv[i + 1], "topdown") == 0;
		else if (strcmp(argv[i], "--late") == 0)
			telling.late = atof(argv[i + 1]) / 100;
		else if (strcmp(argv[i], "--loops") == 0)
			loops = atof(argv[i + 1]) / 100;
		else if (strcmp(argv[i], "--ids") == 0)
			telling.systems = strcmp(argv[i + 1], "systems") == 0;
	}
	if (telling.folder == NULL || world.edges_wanted < 1000)
	{
		fprintf(stderr, "usage: generate --out DIR --edges N [--seed N] [--order natural|topdown] [--late PERCENT] [--loops PERCENT] [--ids arrival|systems]\n");
		return 2;
	}
	mkdir(telling.folder, 0777);
	snprintf(path, sizeof(path), "%s/plain", telling.folder);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/ledger", telling.folder);
	mkdir(path, 0777);
	chance_state = seed;
	world.days = world.edges_wanted < 4e5 ? 365 : world.edges_wanted < 4e6 ? 730 : 1095;
	world.plants_each = world.edges_wanted < 4e5 ? 7 : world.edges_wanted < 4e6 ? 20 : 60;
	shape_make();
	world_people(&world);
	world_run(&world);
	world_loop(&world, loops);
	number_lots(&telling, &world);
	write_vocabulary(&telling);
	write_parties(&telling, &world);
	write_holdings(&telling, &world);
	write_lots(&telling, &world);
	write_draws(&telling, &world);
	write_meta(&telling, &world, seed);
	return 0;
}
