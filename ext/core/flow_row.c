/*-------------------------------------------------------------------------
 *
 * flow_row.c
 *	  The packed row of a lot in the flow store.
 *
 *	  1 byte		what the lot is (FLAG_ below)
 *	  3 bytes		what each basis says (BASIS_ below): mass, cost, count
 *	  2 bytes		number of inputs
 *	  8 bytes each	the missing part of each basis that has one
 *	  4 bytes each	the inputs' numbers
 *	  8 bytes each	the parts, for each basis that has its own
 *	  8 bytes each	what was drawn, where there are inputs
 *
 * In the byte order of the machine: the store is made anew from the ledger's
 * rows where it does not fit.  Parts are stored, not amounts, so that
 * reading needs neither units nor divisions: one multiplication an edge.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_row.h"

#define FLAG_LOST				0x01
#define FLAG_PRIMARY_SOURCE		0x02
#define FLAG_IN_LOOP			0x04
#define FLAG_LOOP_FIRST			0x08
#define FLAG_LOOP_LAST			0x10

#define BASIS_UNCERTAIN			0x01
#define BASIS_MISSING_UNCERTAIN	0x02
#define BASIS_MISSING			0x04	/* a missing part is stored */
#define BASIS_PARTS				0x08	/* parts of its own are stored */
#define BASIS_AS_MASS			0x10	/* its parts are those by mass */

#define HEAD_SIZE 6

static uint8_t
basis_bits(const FlowRow *row, int basis)
{
	const FlowRowBasis *b = &row->basis[basis];
	uint8_t		bits = 0;

	if (b->uncertain)
		bits |= BASIS_UNCERTAIN;
	if (b->missing_uncertain)
		bits |= BASIS_MISSING_UNCERTAIN;
	if (b->missing > 0)
		bits |= BASIS_MISSING;
	if (b->parts == NULL || row->input_count == 0)
		return bits;
	if (basis != FLOW_MASS && row->basis[FLOW_MASS].parts != NULL
		&& memcmp(b->parts, row->basis[FLOW_MASS].parts, sizeof(double) * row->input_count) == 0)
		return bits | BASIS_AS_MASS;
	return bits | BASIS_PARTS;
}

size_t
flow_row_size(const FlowRow *row)
{
	size_t		size = HEAD_SIZE + row->input_count * (sizeof(uint32_t) + sizeof(double));

	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		uint8_t		bits = basis_bits(row, b);

		if (bits & BASIS_MISSING)
			size += sizeof(double);
		if (bits & BASIS_PARTS)
			size += sizeof(double) * row->input_count;
	}
	return size;
}

/* Writes as many bytes as flow_row_size says. */
void
flow_row_encode(const FlowRow *row, uint8_t *bytes)
{
	uint8_t    *at = bytes + HEAD_SIZE;
	size_t		doubles = sizeof(double) * row->input_count;

	bytes[0] = (row->lost ? FLAG_LOST : 0) | (row->primary_source ? FLAG_PRIMARY_SOURCE : 0) | (row->in_loop ? FLAG_IN_LOOP : 0)
		| (row->loop_first ? FLAG_LOOP_FIRST : 0) | (row->loop_last ? FLAG_LOOP_LAST : 0);
	bytes[4] = row->input_count & 0xFF;
	bytes[5] = row->input_count >> 8;
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		bytes[1 + b] = basis_bits(row, b);
		if (bytes[1 + b] & BASIS_MISSING)
			at = flow_row_append(at, &row->basis[b].missing, sizeof(double));
	}
	at = flow_row_append(at, row->inputs, sizeof(uint32_t) * row->input_count);
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		if (bytes[1 + b] & BASIS_PARTS)
			at = flow_row_append(at, row->basis[b].parts, doubles);
	}
	flow_row_append(at, row->drawn, doubles);
}

/* Reads a row where it stands; false where the bytes are none. */
bool
flow_row_decode(const uint8_t *bytes, size_t size, FlowRow *row)
{
	const uint8_t *at = bytes + HEAD_SIZE;
	const uint8_t *end = bytes + size;
	size_t		doubles;

	if (size < HEAD_SIZE)
		return false;
	row->lost = (bytes[0] & FLAG_LOST) != 0;
	row->primary_source = (bytes[0] & FLAG_PRIMARY_SOURCE) != 0;
	row->in_loop = (bytes[0] & FLAG_IN_LOOP) != 0;
	row->loop_first = (bytes[0] & FLAG_LOOP_FIRST) != 0;
	row->loop_last = (bytes[0] & FLAG_LOOP_LAST) != 0;
	row->input_count = bytes[4] | (uint32_t) bytes[5] << 8;
	doubles = sizeof(double) * row->input_count;
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		FlowRowBasis *basis = &row->basis[b];

		basis->uncertain = (bytes[1 + b] & BASIS_UNCERTAIN) != 0;
		basis->missing_uncertain = (bytes[1 + b] & BASIS_MISSING_UNCERTAIN) != 0;
		basis->missing = 0;
		basis->parts = NULL;
		if (!(bytes[1 + b] & BASIS_MISSING))
			continue;
		if (end - at < (ptrdiff_t) sizeof(double))
			return false;
		basis->missing = flow_row_double(at, 0);
		at += sizeof(double);
	}
	row->inputs = at;
	at += sizeof(uint32_t) * row->input_count;
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		if (bytes[1 + b] & BASIS_PARTS)
		{
			row->basis[b].parts = at;
			at += doubles;
		}
		else if (bytes[1 + b] & BASIS_AS_MASS)
			row->basis[b].parts = row->basis[FLOW_MASS].parts;
	}
	row->drawn = at;
	return end - at == (ptrdiff_t) doubles;
}
