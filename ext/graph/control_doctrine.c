/*-------------------------------------------------------------------------
 *
 * control_doctrine.c
 *	  What a doctrine asks: threshold, metrics, covered nations, limbs.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/array.h"
#include "utils/builtins.h"

#include "graph/control_facts.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/fraction_datum.h"

static void doctrine_read(LoadWalk *walk, const Datum *values, const bool *nulls);
static void limbs_read(ControlLoad *load, Datum names);
static void nation_read(LoadWalk *walk, const Datum *values, const bool *nulls);

static const char doctrine_text[] = "SELECT d.threshold, d.threshold_inclusive, d.merge_at, d.metrics, "
	"ARRAY(SELECT l.limb FROM materials.doctrine_limb AS l WHERE l.doctrine OPERATOR(pg_catalog.=) $1), d.caught, d.clear "
	"FROM materials.doctrine AS d WHERE d.doctrine OPERATOR(pg_catalog.=) $1";
static const FactSource doctrine = {
	.everyone = {doctrine_text, ABOUT_EVERYONE},
	.given = {doctrine_text, ABOUT_GIVEN},
	.read = doctrine_read
};

static const char nation_text[] = "SELECT n.country, n.nation::pg_catalog.text, n.treatment FROM materials.doctrine_nation($1, $2) AS n ORDER BY 2";
static const FactSource nation = {
	.everyone = {nation_text, ABOUT_EVERYONE},
	.given = {nation_text, ABOUT_GIVEN},
	.read = nation_read
};

/* Reads a load's doctrine, or takes the metric that is asked for. */
void
control_doctrine_read(LoadWalk *walk)
{
	ControlLoad *load = walk->load;

	if (load->doctrine == 0)
	{
		control_doctrine_metrics(walk, PointerGetDatum(construct_array(&load->metric, 1, TEXTOID, -1, false, TYPALIGN_INT)));
		return;
	}
	control_source_read(walk, &doctrine);
	if (load->by_tests)
		control_test_doctrine(walk);
	else if (load->graph.metric_count == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("there is no doctrine \"%s\"", quoted_value(VARDATA_ANY(DatumGetTextPP(load->doctrine)),
																	VARSIZE_ANY_EXHDR(DatumGetTextPP(load->doctrine)))),
				 errhint("The table materials.doctrine lists them.")));
	control_source_read(walk, &nation);
}

/* The nation that a country is, or may be; NULL where it is none. */
const ControlNation *
control_doctrine_nation(const ControlLoad *load, int16 country)
{
	for (uint32 i = 0; i < load->country_count; i++)
		if (load->countries[i].country == country)
			return &load->countries[i];
	return NULL;
}

/* Marks a node as a country's government, surely or perhaps. */
void
control_doctrine_mark(const ControlLoad *load, int16 country, OwnershipNode *node)
{
	const ControlNation *of = control_doctrine_nation(load, country);

	if (of == NULL)
		return;
	node->maybe |= UINT32_C(1) << of->nation;
	if (of->same)
		node->sure |= UINT32_C(1) << of->nation;
}

static void
doctrine_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;

	load->word_caught = TextDatumGetCString(values[5]);
	load->word_clear = TextDatumGetCString(values[6]);
	load->by_tests = nulls[0];
	if (load->by_tests)
		return;
	load->rule.threshold = fraction_from_datum(&load->memory.arena, values[0]);
	load->rule.threshold_inclusive = DatumGetBool(values[1]);
	load->rule.merges = true;
	load->rule.merge_at = fraction_from_datum(&load->memory.arena, values[2]);
	load->rule.largest_metric = load->largest_metric;
	control_doctrine_metrics(walk, values[3]);
	limbs_read(load, values[4]);
}

/* Takes the metrics that are read. */
void
control_doctrine_metrics(LoadWalk *walk, Datum names)
{
	MemoryContext caller = MemoryContextSwitchTo(walk->load->memory.context);
	ArrayType  *array = DatumGetArrayTypePCopy(names);
	Datum	   *elements;
	int			count;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	if (count > OWNERSHIP_METRICS_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("a doctrine judges at most %d metrics", OWNERSHIP_METRICS_MAX)));
	for (int i = 0; i < count; i++)
		walk->load->metrics[i] = TextDatumGetCString(elements[i]);
	walk->load->graph.metric_count = (uint32_t) count;
	walk->metric_names = PointerGetDatum(array);
	MemoryContextSwitchTo(caller);
}

static void
limbs_read(ControlLoad *load, Datum names)
{
	static const struct
	{
		const char *name;
		ControlLimb limb;
	}			limbs[] = {
		{"government", CONTROL_GOVERNMENT}, {"political_figure", CONTROL_POLITICAL_FIGURE}, {"list", CONTROL_LIST},
		{"jurisdiction", CONTROL_JURISDICTION}, {"share", CONTROL_SHARE}, {"contract", CONTROL_CONTRACT}
	};
	Datum	   *elements;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(names), TEXTOID, -1, false, TYPALIGN_INT, &elements, NULL, &count);
	for (int i = 0; i < count; i++)
		for (int l = 0; l < lengthof(limbs); l++)
			if (strcmp(TextDatumGetCString(elements[i]), limbs[l].name) == 0)
				load->limbs |= limbs[l].limb;
}

/* Rows come by nation. */
static void
nation_read(LoadWalk *walk, const Datum *values, const bool *nulls)
{
	ControlLoad *load = walk->load;
	char	   *name = TextDatumGetCString(values[1]);

	if (load->nation_count == 0 || strcmp(load->nations[load->nation_count - 1], name) != 0)
	{
		if (load->nation_count == OWNERSHIP_NATIONS_MAX)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("more than %d covered nations", OWNERSHIP_NATIONS_MAX)));
		load->nations[load->nation_count++] = name;
	}
	if (load->country_count % 16 == 0)
		load->countries = load->countries == NULL ? palloc(sizeof(ControlNation) * 16)
			: repalloc(load->countries, sizeof(ControlNation) * (load->country_count + 16));
	load->countries[load->country_count++] = (ControlNation)
	{
		DatumGetInt16(values[0]), strcmp(text_to_cstring(DatumGetTextPP(values[2])), "same") == 0, load->nation_count - 1
	};
}
