/*-------------------------------------------------------------------------
 *
 * shape.c
 *	  The stages of the made-up supply chain.
 *
 * Ore, concentrate, stockpile, refined, traded, refined silo for seven
 * materials; precursor, active material, blend, electrode, cell, module, pack,
 * system; metal, alloy, powder, magnet, motor, actuator; end item.  The longest
 * way is 14 steps.  Shares of countries are rough shares of the world market:
 * their skew is the point.
 *
 *-------------------------------------------------------------------------
 */
#include "shape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const shape_countries[COUNTRY_COUNT] = {
	"CN", "RU", "IR", "KP", "US", "AU", "CL", "AR", "ID", "PH", "CA", "CD", "ZA", "GA", "MA", "MZ",
	"MG", "BR", "JP", "KR", "DE", "FI", "PL", "HU", "MM", "MY", "VN", "ZW", "FR", "GB", "SE", "NO"
};

Stage		shape_stages[STAGE_MAX];
int			shape_stage_count;

static const struct
{
	const char *name;
	const char *mined;
	const char *refined;
	double		weight;
}			streams[] = {
	{"li", "AU37 CL20 CN18 AR8 ZW7 BR4 US3 CA3", "CN70 CL19 AR7 US2 AU2", 1.4},
	{"ni", "ID60 PH9 RU6 CA5 AU4 CN4 BR4 FI2", "ID43 CN28 RU6 JP6 CA5 FI5 AU4", .8},
	{"co", "CD72 ID11 RU3 AU3 CA3 CN2 MG2", "CN78 FI9 JP4 CA3 RU1", .8},
	{"mn", "ZA37 GA23 AU14 CN6 BR5", "CN95 JP3 US2", .8},
	{"fp", "CN44 MA16 US9 RU6 BR3", "CN99 US1", .8},
	{"gr", "CN80 MZ6 MG6 BR4 RU1 IR1", "CN95 JP3 KR2", 1.4},
	{"re", "CN69 US12 MM10 AU5 RU1 VN1", "CN90 MY6 US3 FR1", 1.4}
};

#define PACKED "US50 CN20 KR12 DE8 JP6 PL4"
#define PRIME "US80 GB8 DE5 FR4 SE3"

static const Stage made[] = {
	{"aux.raw", 4000, "CN60 US15 JP10 DE10 KR5", 1, {{{0}}}},
	{"aux.comp", 5000, "CN92 KR4 JP3 US1", .95, {{{"aux.raw"}, 2, 4, 1, DRAW_FEW}}},
	{"pcam.nmc", 5000, "CN90 KR7 JP3", .9, {{{"ni.rsilo"}, 1, 3, .6, DRAW_FEW}, {{"co.rsilo"}, 1, 2, .2, DRAW_FEW}, {{"mn.rsilo"}, 1, 2, .2, DRAW_FEW}}},
	{"cam.nmc", 4000, "CN85 KR10 JP4 US1", .95, {{{"pcam.nmc"}, 2, 5, .7, DRAW_FEW}, {{"li.rsilo"}, 1, 2, .3, DRAW_FEW}}},
	{"cam.lfp", 4000, "CN99 US1", .95, {{{"fp.rsilo"}, 1, 3, .75, DRAW_FEW}, {{"li.rsilo"}, 1, 2, .25, DRAW_FEW}}},
	{"aam", 4000, "CN95 KR3 JP2", .9, {{{"gr.rsilo"}, 1, 4, 1, DRAW_FEW}}},
	{"camblend.nmc", 170, "CN85 KR10 JP5", 1, {{{"cam.nmc"}, 50, 200, 1, DRAW_SILO}}},
	{"camblend.lfp", 170, "CN99 US1", 1, {{{"cam.lfp"}, 50, 200, 1, DRAW_SILO}}},
	{"aamblend", 170, "CN95 KR3 JP2", 1, {{{"aam"}, 50, 200, 1, DRAW_SILO}}},
	{"cathode.nmc", 3500, "CN76 KR10 JP6 PL4 HU2 US2", .95, {{{"camblend.nmc"}, 1, 3, .8, DRAW_FEW}, {{"aux.raw", "aux.comp"}, 2, 5, .2, DRAW_FEW}}},
	{"cathode.lfp", 3500, "CN99 US1", .95, {{{"camblend.lfp"}, 1, 3, .8, DRAW_FEW}, {{"aux.raw", "aux.comp"}, 2, 5, .2, DRAW_FEW}}},
	{"anode", 7000, "CN95 KR2 JP2 US1", .95, {{{"aamblend"}, 1, 3, .75, DRAW_FEW}, {{"aux.raw", "aux.comp"}, 2, 5, .25, DRAW_FEW}}},
	{"celllot.nmc", 4000, "CN75 KR9 JP6 PL4 HU3 US3", .98, {{{"cathode.nmc"}, 2, 4, .45, DRAW_FEW}, {{"anode"}, 2, 4, .3, DRAW_FEW}, {{"aux.comp"}, 4, 7, .25, DRAW_FEW}}},
	{"scell.nmc", 9000, "CN75 KR9 JP6 PL4 HU3 US3", .98, {{{"cathode.nmc"}, 2, 4, .45, DRAW_FEW}, {{"anode"}, 2, 4, .3, DRAW_FEW}, {{"aux.comp"}, 4, 7, .25, DRAW_FEW}}},
	{"celllot.lfp", 4000, "CN99 US1", .98, {{{"cathode.lfp"}, 2, 4, .45, DRAW_FEW}, {{"anode"}, 2, 4, .3, DRAW_FEW}, {{"aux.comp"}, 4, 7, .25, DRAW_FEW}}},
	{"scell.lfp", 9000, "CN99 US1", .98, {{{"cathode.lfp"}, 2, 4, .45, DRAW_FEW}, {{"anode"}, 2, 4, .3, DRAW_FEW}, {{"aux.comp"}, 4, 7, .25, DRAW_FEW}}},
	{"smodule", 800, PACKED, 1, {{{"scell.nmc", "scell.lfp"}, 8, 24, .9, DRAW_PIECES}, {{"aux.comp"}, 1, 3, .1, DRAW_FEW}}},
	{"lmodule", 4000, PACKED, 1, {{{"celllot.nmc", "celllot.lfp"}, 1, 3, .9, DRAW_FEW}, {{"aux.comp"}, 1, 3, .1, DRAW_FEW}}},
	{"pack.s", 60, PACKED, 1, {{{"smodule"}, 8, 30, .95, DRAW_PIECES}, {{"aux.comp"}, 2, 4, .05, DRAW_FEW}}},
	{"pack.ctp", 20, PACKED, 1, {{{"scell.nmc", "scell.lfp"}, 100, 4000, .95, DRAW_PIECES}, {{"aux.comp"}, 2, 6, .05, DRAW_FEW}}},
	{"pack.l", 6000, PACKED, 1, {{{"lmodule"}, 2, 6, .95, DRAW_FEW}, {{"aux.comp"}, 2, 4, .05, DRAW_FEW}}},
	{"system", 1500, PRIME, 1, {{{"pack.s", "pack.ctp", "pack.l"}, 1, 6, .95, DRAW_FEW}, {{"aux.comp"}, 1, 4, .05, DRAW_FEW}}},
	{"re.metal", 3000, "CN91 JP5 VN4", .95, {{{"re.rsilo"}, 2, 5, 1, DRAW_FEW}}},
	{"re.alloy", 3000, "CN92 JP6 DE2", .95, {{{"re.metal"}, 3, 8, 1, DRAW_FEW}}},
	{"re.powder", 150, "CN92 JP6 DE2", 1, {{{"re.alloy"}, 50, 200, 1, DRAW_SILO}}},
	{"re.magnet", 6000, "CN92 JP6 DE1 US1", .9, {{{"re.powder"}, 1, 4, 1, DRAW_FEW}}},
	{"motor", 4000, "CN45 JP15 US25 DE15", 1, {{{"re.magnet"}, 8, 40, .5, DRAW_FEW}, {{"aux.comp"}, 2, 5, .5, DRAW_FEW}}},
	{"actuator", 2000, "US55 DE20 JP15 CN10", 1, {{{"motor"}, 1, 4, .7, DRAW_FEW}, {{"aux.comp"}, 2, 5, .3, DRAW_FEW}}},
	{"enditem", 4000, PRIME, 1, {{{"pack.s", "pack.ctp", "pack.l", "system"}, 1, 5, .6, DRAW_FEW}, {{"actuator", "motor"}, 0, 8, .3, DRAW_FEW}, {{"aux.comp"}, 1, 4, .1, DRAW_FEW}}}
};

static int
stage_number(const char *name)
{
	for (int s = 0; s < shape_stage_count; s++)
		if (strcmp(shape_stages[s].name, name) == 0)
			return s;
	fprintf(stderr, "no stage %s\n", name);
	exit(1);
}

static void
stage_add(Stage stage)
{
	stage.begins = 14 + 2 * shape_stage_count / 6;
	shape_stages[shape_stage_count++] = stage;
}

/* The six stages from the mine to the silo of a refinery. */
static void
stream_add(int n)
{
	static char names[7][6][16];
	static const char *const steps[6] = {"ore", "conc", "stock", "ref", "trade", "rsilo"};
	double		w = streams[n].weight;
	const Stage stages[6] = {
		{"", 4300 * w, streams[n].mined, 1, {{{0}}}},
		{"", 1700 * w, streams[n].mined, .9, {{{names[n][0]}, 3, 12, 1, DRAW_FEW}}},
		{"", 72 * w, streams[n].refined, 1, {{{names[n][1]}, 50, 500, 1, DRAW_SILO}}},
		{"", 1700 * w, streams[n].refined, .8, {{{names[n][2]}, 1, 4, 1, DRAW_FEW}}},
		{"", 170 * w, "CN50 KR10 JP10 GB10 DE10 US10", 1, {{{names[n][3]}, 1, 3, 1, DRAW_FEW}}},
		{"", 80 * w, streams[n].refined, 1, {{{names[n][3], names[n][4]}, 50, 300, 1, DRAW_SILO}}}
	};

	for (int s = 0; s < 6; s++)
	{
		Stage	   *stage = &shape_stages[shape_stage_count];

		snprintf(names[n][s], 16, "%s.%s", streams[n].name, steps[s]);
		stage_add(stages[s]);
		memcpy(stage->name, names[n][s], 16);
		stage->begins = 2 * s;
	}
}

/* How many lots a plant has at hand to draw on: serialised pieces and what fills silos need many. */
static uint32_t
stage_keeps(const char *name)
{
	static const struct
	{
		const char *part;
		uint32_t	keeps;
	}			many[] = {{"scell", 4000}, {"smodule", 200}, {".conc", 500}, {".ref", 300}, {"cam.nmc", 200}, {"cam.lfp", 200}, {"re.alloy", 200}};

	for (size_t i = 0; i < sizeof(many) / sizeof(*many); i++)
	{
		const char *at = strstr(name, many[i].part);

		if (at != NULL && (many[i].part[0] == '.' ? strcmp(at, many[i].part) == 0 : at == name))
			return many[i].keeps;
	}
	return strcmp(name, "aam") == 0 ? 200 : 60;
}

/* Usual size of a lot, backwards from an end item of 500 kg: each stage makes more than is asked of it. */
static void
weigh_stages(void)
{
	double		demand[STAGE_MAX] = {0};

	for (int s = shape_stage_count - 1; s >= 0; s--)
	{
		Stage	   *stage = &shape_stages[s];
		double		kilograms = 1.6 * demand[s] / stage->lots;

		stage->kilograms = strcmp(stage->name, "enditem") == 0 ? 500 : kilograms > .5 ? kilograms : .5;
		for (int g = 0; g < stage->group_count; g++)
		{
			const Group *group = &stage->groups[g];
			double		need = stage->lots * stage->kilograms * group->part / stage->yield;
			double		all = 0;

			for (int i = 0; i < group->source_count; i++)
				all += shape_stages[group->source[i]].lots;
			for (int i = 0; i < group->source_count; i++)
				demand[group->source[i]] += need * shape_stages[group->source[i]].lots / all;
		}
	}
}

void
shape_make(void)
{
	for (int n = 0; n < 7; n++)
		stream_add(n);
	for (size_t m = 0; m < sizeof(made) / sizeof(*made); m++)
		stage_add(made[m]);
	for (int s = 0; s < shape_stage_count; s++)
	{
		Stage	   *stage = &shape_stages[s];

		stage->keeps = stage_keeps(stage->name);
		while (stage->group_count < GROUP_MAX && stage->groups[stage->group_count].from[0] != NULL)
		{
			Group	   *group = &stage->groups[stage->group_count++];

			while (group->source_count < SOURCE_MAX && group->from[group->source_count] != NULL)
			{
				group->source[group->source_count] = stage_number(group->from[group->source_count]);
				group->source_count++;
			}
		}
	}
	weigh_stages();
}

bool
shape_is_covered(const char *country)
{
	return strcmp(country, "CN") == 0 || strcmp(country, "RU") == 0 || strcmp(country, "IR") == 0 || strcmp(country, "KP") == 0;
}

bool
shape_is_ore(const Stage *stage)
{
	return stage->group_count == 0 && strstr(stage->name, ".ore") != NULL;
}

/* Reads "CN70 CL19": names and weights that add up to 1. */
int
shape_weights(const char *text, char names[COUNTRY_COUNT][3], double weights[COUNTRY_COUNT])
{
	int			count = 0;
	double		all = 0;

	for (; *text; text += strcspn(text, " "), text += *text == ' ')
	{
		memcpy(names[count], text, 2);
		names[count][2] = '\0';
		all += weights[count++] = strtod(text + 2, NULL);
	}
	for (int i = 0; i < count; i++)
		weights[i] /= all;
	return count;
}
