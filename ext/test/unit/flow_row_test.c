/*-------------------------------------------------------------------------
 *
 * flow_row_test.c
 *	  Packed rows: what is written reads back, and what is no row is refused
 *	  or read within its bytes.
 *
 * Every row stands at the end of a block of its own, at any alignment, so
 * that a byte too far is noticed.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_row.h"

#include "tap.h"

#define INPUTS_MAX (2 * FLOW_ROW_INPUTS_MAX)
#define ROUNDS 400
#define JUNK_ROUNDS 200000

/* How the parts of a basis stand to those by mass. */
typedef enum PartsKind
{
	PARTS_NONE,
	PARTS_OWN,
	PARTS_EQUAL,				/* other memory, equal numbers */
	PARTS_SAME,					/* the same memory */
	PARTS_KIND_COUNT
} PartsKind;

typedef struct Case
{
	FlowRow		row;
	uint32_t	inputs[INPUTS_MAX];
	double		drawn[INPUTS_MAX];
	double		parts[FLOW_BASIS_COUNT][INPUTS_MAX];
} Case;

/* A copy of bytes at the end of a block. */
typedef struct Copy
{
	uint8_t    *block;
	uint8_t    *bytes;
} Copy;

static Copy
copy_make(const uint8_t *bytes, size_t size)
{
	size_t		before = random_below(8);
	Copy		copy = {.block = malloc(before + size + (before + size == 0))};

	if (copy.block == NULL)
		abort();
	copy.bytes = copy.block + before;
	if (bytes != NULL && size > 0)
		memcpy(copy.bytes, bytes, size);
	return copy;
}

static double
random_share(void)
{
	return (double) (1 + random_below(1000000)) / 1000001.0;
}

static void
basis_make(Case *c, int basis, PartsKind kind, unsigned flags)
{
	FlowRowBasis *b = &c->row.basis[basis];

	*b = (FlowRowBasis) {.uncertain = (flags & 1) != 0,.missing_uncertain = (flags & 2) != 0,.missing = flags & 4 ? random_share() : 0};
	for (uint32_t i = 0; i < INPUTS_MAX; i++)
		c->parts[basis][i] = kind == PARTS_EQUAL ? c->parts[FLOW_MASS][i] : random_share();
	if (kind == PARTS_SAME)
		b->parts = c->row.basis[FLOW_MASS].parts;
	else if (kind != PARTS_NONE)
		b->parts = (const uint8_t *) c->parts[basis];
}

static void
case_make(Case *c, uint32_t count, unsigned flags)
{
	c->row = (FlowRow) {.lost = (flags & 1) != 0,.primary_source = (flags & 2) != 0,.in_loop = (flags & 4) != 0,.loop_first = (flags & 8) != 0,.loop_last = (flags & 16) != 0,.input_count = count};
	for (uint32_t i = 0; i < INPUTS_MAX; i++)
	{
		c->inputs[i] = (uint32_t) random_sized(32);
		c->drawn[i] = random_share();
	}
	c->row.inputs = (const uint8_t *) c->inputs;
	c->row.drawn = (const uint8_t *) c->drawn;
}

static bool
parts_equal(const uint8_t *have, const uint8_t *want, uint32_t count)
{
	if (want == NULL || count == 0)
		return have == NULL;
	return have != NULL && memcmp(have, want, sizeof(double) * count) == 0;
}

static bool
rows_equal(const FlowRow *have, const FlowRow *want)
{
	uint32_t	count = want->input_count;
	bool		good = have->lost == want->lost && have->primary_source == want->primary_source && have->in_loop == want->in_loop && have->loop_first == want->loop_first && have->loop_last == want->loop_last && have->input_count == count;

	good = good && memcmp(have->inputs, want->inputs, sizeof(uint32_t) * count) == 0 && memcmp(have->drawn, want->drawn, sizeof(double) * count) == 0;
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		const FlowRowBasis *h = &have->basis[b];
		const FlowRowBasis *w = &want->basis[b];

		good = good && h->uncertain == w->uncertain && h->missing_uncertain == w->missing_uncertain && h->missing == w->missing;
		good = good && parts_equal(h->parts, w->parts, count);
	}
	return good;
}

static bool
array_inside(const uint8_t *array, size_t length, const uint8_t *bytes, size_t size)
{
	return array >= bytes && length <= size && (size_t) (array - bytes) <= size - length;
}

static bool
row_inside(const FlowRow *row, const uint8_t *bytes, size_t size)
{
	size_t		doubles = sizeof(double) * row->input_count;
	bool		good = array_inside(row->inputs, sizeof(uint32_t) * row->input_count, bytes, size) && array_inside(row->drawn, doubles, bytes, size);

	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
		good = good && (row->basis[b].parts == NULL || array_inside(row->basis[b].parts, doubles, bytes, size));
	return good;
}

/* Writes the row and reads it back; no shorter or longer piece of the bytes is a row. */
static bool
round_trip(const Case *c)
{
	size_t		size = flow_row_size(&c->row);
	Copy		written = copy_make(NULL, size);
	FlowRow		row;
	bool		good;

	flow_row_encode(&c->row, written.bytes);
	good = flow_row_decode(written.bytes, size, &row) && row_inside(&row, written.bytes, size) && rows_equal(&row, &c->row);
	for (size_t length = size < 40 ? 0 : random_below(40); length <= size + 9 && good; length += 1 + (size < 40 ? 0 : random_below(80)))
	{
		Copy		other = copy_make(NULL, length);

		memset(other.bytes, 0, length);
		memcpy(other.bytes, written.bytes, length < size ? length : size);
		good = flow_row_decode(other.bytes, length, &row) == (length == size);
		free(other.block);
	}
	free(written.block);
	return good;
}

/* Every combination of flags and of where parts come from, for so many inputs. */
static void
combinations(uint32_t count)
{
	static Case c;
	int			good = 0;
	int			all = 0;

	for (unsigned kinds = 0; kinds < PARTS_KIND_COUNT * PARTS_KIND_COUNT * 2; kinds++)
	{
		for (unsigned flags = 0; flags < 32; flags++)
		{
			for (unsigned basis_flags = 0; basis_flags < 8; basis_flags++, all++)
			{
				case_make(&c, count, flags);
				basis_make(&c, FLOW_MASS, kinds % 2 ? PARTS_OWN : PARTS_NONE, basis_flags);
				basis_make(&c, FLOW_COST, (PartsKind) (kinds / 2 % PARTS_KIND_COUNT), (basis_flags * 3 + flags) % 8);
				basis_make(&c, FLOW_COUNT, (PartsKind) (kinds / 2 / PARTS_KIND_COUNT), (basis_flags * 5 + 3 * flags + 1) % 8);
				good += round_trip(&c);
			}
		}
	}
	ok(good == all, "%d of %d combinations of flags and parts read back, with %u inputs", good, all, count);
}

static void
case_random(Case *c)
{
	case_make(c, (uint32_t) random_below(INPUTS_MAX + 1), (unsigned) random_below(8));
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
		basis_make(c, b, (PartsKind) random_below(b == FLOW_MASS ? PARTS_OWN + 1 : PARTS_KIND_COUNT), (unsigned) random_below(8));
}

static void
random_rows(void)
{
	static Case c;
	int			good = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		case_random(&c);
		good += round_trip(&c);
	}
	ok(good == ROUNDS, "%d of %d random rows of up to %d inputs read back, and no piece of one", good, ROUNDS, INPUTS_MAX);
}

/* Reads every number that a row says it has: the sanitizer sees whether it is there. */
static double
row_sum(const FlowRow *row)
{
	double		sum = 0;

	for (uint32_t i = 0; i < row->input_count; i++)
	{
		sum += flow_row_number(row->inputs, i) + flow_row_double(row->drawn, i);
		for (int b = 0; b < FLOW_BASIS_COUNT; b++)
			sum += row->basis[b].parts == NULL ? 0 : flow_row_double(row->basis[b].parts, i);
	}
	return sum;
}

/* Bytes that may be a row are read within themselves. */
static bool
junk_check(const uint8_t *bytes, size_t size, int *rows, double *sum)
{
	Copy		copy = copy_make(bytes, size);
	FlowRow		row;
	bool		good = true;

	if (flow_row_decode(copy.bytes, size, &row))
	{
		good = row_inside(&row, copy.bytes, size);
		*sum += good ? row_sum(&row) : 0;
		++*rows;
	}
	free(copy.block);
	return good;
}

static void
junk(void)
{
	uint8_t		bytes[400];
	int			good = 0;
	int			rows = 0;
	double		sum = 0;

	for (int round = 0; round < JUNK_ROUNDS; round++)
	{
		size_t		size = random_below(sizeof(bytes));

		for (size_t i = 0; i < size; i++)
			bytes[i] = (uint8_t) random_next();
		/* Few inputs, or hardly any would be a row. */
		if (size >= 6 && random_below(8) != 0)
		{
			bytes[4] = (uint8_t) random_below(12);
			bytes[5] = 0;
		}
		good += junk_check(bytes, size, &rows, &sum);
	}
	ok(good == JUNK_ROUNDS, "%d of %d random strings of bytes are refused or read within themselves", good, JUNK_ROUNDS);
	ok(rows > JUNK_ROUNDS / 1000 && rows < JUNK_ROUNDS / 2, "among them some that pass for rows (%d)", rows);
}

/* Rows of which one byte was changed. */
static void
damaged(void)
{
	static Case c;
	int			good = 0;
	int			all = 0;
	int			rows = 0;
	double		sum = 0;

	for (int round = 0; round < ROUNDS; round++)
	{
		size_t		size;
		uint8_t    *bytes;

		case_random(&c);
		size = flow_row_size(&c.row);
		bytes = malloc(size);
		if (bytes == NULL)
			abort();
		flow_row_encode(&c.row, bytes);
		for (int change = 0; change < 20; change++, all++)
		{
			size_t		at = change < 6 ? (size_t) change : random_below(size);
			uint8_t		was = bytes[at];

			bytes[at] ^= (uint8_t) (1 + random_below(255));
			good += junk_check(bytes, size, &rows, &sum);
			bytes[at] = was;
		}
		free(bytes);
	}
	ok(good == all, "%d of %d rows with a changed byte are refused or read within themselves", good, all);
	ok(rows < all, "and some of them are refused (%d)", all - rows);
}

int
main(void)
{
	random_begin();
	combinations(0);
	combinations(1);
	combinations(3);
	combinations(FLOW_ROW_INPUTS_MAX);
	random_rows();
	junk();
	damaged();
	return tap_finish();
}
