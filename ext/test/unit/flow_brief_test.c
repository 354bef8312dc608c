/*-------------------------------------------------------------------------
 *
 * flow_brief_test.c
 *	  Rows in brief: what is written reads back, and what are no rows is
 *	  refused or read within its bytes.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_brief.h"

#include "tap.h"

#define ROUNDS 400
#define JUNK_ROUNDS 20000
#define ROWS_MADE (FLOW_BRIEF_ROWS_MAX + 20)

typedef struct Made
{
	FlowBriefRow brief;
	FlowRow		row;
	uint32_t	inputs[FLOW_ROW_INPUTS_MAX];
	double		parts[FLOW_ROW_INPUTS_MAX];
} Made;

static Made made[ROWS_MADE];
static FlowBriefMaker maker;

/* What is known of a row by mass: its parts, what is missing, or neither. */
static void
masses_make(Made *m)
{
	FlowRowBasis *basis = &m->row.basis[FLOW_MASS];

	basis->uncertain = random_below(4) == 0;
	basis->missing_uncertain = random_below(4) == 0;
	basis->missing = random_below(4) == 0 ? 1 / (double) (1 + random_below(1000)) : 0;
	basis->parts = random_below(4) != 0 ? (const uint8_t *) m->parts : NULL;
	for (uint32_t i = 0; i < m->row.input_count; i++)
		m->parts[i] = (double) random_below(1000000) / 1000000;
}

/* Some rows that a page may hold, in one of several mixtures; how many it took. */
static uint32_t
page_make(uint32_t first, size_t size_max)
{
	uint32_t	inputs_most = random_below(3) == 0 ? FLOW_ROW_INPUTS_MAX : (uint32_t) random_below(8);
	bool		several = random_below(2) == 0;
	uint32_t	number = first;
	uint32_t	count = 0;

	flow_brief_begin(&maker, size_max);
	for (; count < ROWS_MADE; count++)
	{
		Made	   *m = &made[count];
		unsigned	flags = (unsigned) random_below(32);

		m->row = (FlowRow) {.lost = (flags & 1) != 0,.primary_source = (flags & 2) != 0,.in_loop = (flags & 4) != 0,.loop_first = (flags & 8) != 0,.loop_last = (flags & 16) != 0,.input_count = (uint32_t) random_below(inputs_most + 1)};
		m->row.inputs = (const uint8_t *) m->inputs;
		for (uint32_t i = 0; i < m->row.input_count; i++)
			m->inputs[i] = (uint32_t) random_sized(32);
		masses_make(m);
		m->brief = (FlowBriefRow) {.lot_id = (int64_t) random_sized(53),.key = (int32_t) random_sized(31),.continued = several && random_below(10) == 0};
		if (!flow_brief_add(&maker, number, &m->brief, &m->row))
			break;
		number++;
	}
	return count;
}

static bool
masses_equal(const FlowRowBasis *read, const FlowRowBasis *made_of, uint32_t input_count)
{
	const uint8_t *parts = input_count > 0 ? made_of->parts : NULL;

	if (read->uncertain != made_of->uncertain || read->missing_uncertain != made_of->missing_uncertain || read->missing != made_of->missing)
		return false;
	return parts == NULL ? read->parts == NULL : read->parts != NULL && memcmp(read->parts, parts, sizeof(double) * input_count) == 0;
}

static bool
row_equal(const FlowBrief *brief, uint32_t at)
{
	const Made *m = &made[at];
	FlowBriefRow of;
	FlowRow		row;

	if (!flow_brief_read(brief, at, &of, &row) || row.input_count != m->row.input_count || of.lot_id != m->brief.lot_id || of.key != m->brief.key || of.continued != m->brief.continued)
		return false;
	if (row.lost != m->row.lost || row.primary_source != m->row.primary_source || row.in_loop != m->row.in_loop || row.loop_first != m->row.loop_first || row.loop_last != m->row.loop_last)
		return false;
	if (!masses_equal(&row.basis[FLOW_MASS], &m->row.basis[FLOW_MASS], row.input_count))
		return false;
	return row.input_count == 0 || memcmp(row.inputs, m->inputs, sizeof(uint32_t) * row.input_count) == 0;
}

/* Writes a page at the end of a block, so that a byte too far is noticed, and reads it. */
static bool
round_trip(uint32_t first, uint32_t count, size_t size_max)
{
	size_t		size = flow_brief_size(&maker);
	uint8_t    *bytes = malloc(size);
	FlowBrief	brief;
	bool		several = false;
	bool		good;

	if (bytes == NULL)
		abort();
	flow_brief_encode(&maker, bytes);
	good = size <= size_max && count > 0 && flow_brief_decode(bytes, size, &brief) && brief.first == first && brief.row_count == count;
	for (uint32_t r = 0; r < count && good; r++)
	{
		several = several || (r > 0 && made[r].brief.continued);
		good = row_equal(&brief, r);
	}
	good = good && brief.counted == !several;
	for (size_t cut = 0; cut < 12 && good; cut++)
		good = !flow_brief_decode(bytes, size - 1 - cut, &brief);
	free(bytes);
	return good;
}

static void
random_pages(void)
{
	int			good = 0;
	int			full = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		size_t		size_max = random_below(4) == 0 ? FLOW_BRIEF_SIZE_LEAST : FLOW_BRIEF_SIZE_MAX;
		uint32_t	first = 1 + (uint32_t) random_sized(30);
		uint32_t	count = page_make(first, size_max);

		good += round_trip(first, count, size_max);
		full += count < ROWS_MADE;
	}
	ok(good == ROUNDS && full == ROUNDS, "%d of %d random pages read back, and no piece of one", good, ROUNDS);
}

/* Reads every input and part that the rows say they have: the sanitizer sees whether it is there. */
static bool
page_inside(const FlowBrief *brief, const uint8_t *bytes, size_t size, uint64_t *sum)
{
	for (uint32_t r = 0; r < brief->row_count; r++)
	{
		FlowBriefRow of;
		FlowRow		row;

		if (!flow_brief_read(brief, r, &of, &row))
			continue;
		if (row.inputs < bytes || row.inputs + sizeof(uint32_t) * row.input_count > bytes + size)
			return false;
		for (uint32_t i = 0; i < row.input_count; i++)
			*sum += flow_row_number(row.inputs, i) + (row.basis[FLOW_MASS].parts != NULL && flow_row_double(row.basis[FLOW_MASS].parts, i) > 0.5);
	}
	return true;
}

/* Pages of which some bytes are others. */
static void
junk(void)
{
	int			good = 0;
	int			pages = 0;
	uint64_t	sum = 0;

	for (int round = 0; round < JUNK_ROUNDS; round++)
	{
		uint32_t	count = page_make(1, FLOW_BRIEF_SIZE_LEAST);
		size_t		size = flow_brief_size(&maker);
		uint8_t    *bytes = malloc(size);
		FlowBrief	brief;
		bool		inside = true;

		if (bytes == NULL || count == 0)
			abort();
		flow_brief_encode(&maker, bytes);
		for (uint64_t n = 1 + random_below(8); n > 0; n--)
			bytes[random_below(4) == 0 ? random_below(10) : random_below(size)] = (uint8_t) random_below(256);
		if (flow_brief_decode(bytes, size, &brief))
		{
			pages++;
			inside = page_inside(&brief, bytes, size, &sum);
		}
		good += inside;
		free(bytes);
	}
	ok(good == JUNK_ROUNDS && pages > JUNK_ROUNDS / 4, "%d of %d damaged pages are refused or read within themselves, %d were read (%llu)", good, JUNK_ROUNDS, pages, (unsigned long long) sum % 10);
}

int
main(void)
{
	random_begin();
	random_pages();
	junk();
	return tap_finish();
}
