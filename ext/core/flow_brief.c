/*-------------------------------------------------------------------------
 *
 * flow_brief.c
 *	  Many rows of the flow store in brief.
 *
 *	  4 bytes		number of the first row's lot
 *	  2 bytes		number of rows; and the highest bit where numbers do not count on from row to row
 *	  2 bytes		number of inputs of all of them
 *	  2 bytes		number of parts of all of them
 *	  8 bytes each	the rows' lots
 *	  4 bytes each	their keys
 *	  2 bytes each	inputs up to the row's last one
 *	  2 bytes each	parts up to the row's last one, and what is known by mass (FLOW_BRIEF_)
 *	  1 byte each	what the lot is (FLOW_BRIEF_)
 *	  4 bytes each	the inputs' numbers
 *	  8 bytes each	parts by mass: what is missing of the row, then its inputs'
 *
 * In the byte order of the machine, as packed rows are.  A row that is not
 * continued has the number after that of the row before.  Parts stand last:
 * who asks for inputs only never comes there.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_brief.h"

#define HEAD_SIZE 10
#define COUNT_UNEVEN 0x8000
#define ROW_SIZE (sizeof(int64_t) + sizeof(int32_t) + 2 * sizeof(uint16_t) + sizeof(uint8_t))

void
flow_brief_begin(FlowBriefMaker *maker, size_t size_max)
{
	maker->size_max = size_max < FLOW_BRIEF_SIZE_MAX ? size_max : FLOW_BRIEF_SIZE_MAX;
	maker->row_count = 0;
	maker->uneven = false;
	maker->input_count = 0;
	maker->part_count = 0;
}

static size_t
size_of(uint32_t rows, uint32_t inputs, uint32_t parts)
{
	return HEAD_SIZE + ROW_SIZE * rows + sizeof(uint32_t) * inputs + sizeof(double) * parts;
}

size_t
flow_brief_size(const FlowBriefMaker *maker)
{
	return size_of(maker->row_count, maker->input_count, maker->part_count);
}

/* Adds what is known by mass of the row after those. */
static void
masses_add(FlowBriefMaker *maker, const FlowRowBasis *basis, bool missing, uint32_t parts)
{
	if (missing)
		maker->parts[maker->part_count++] = basis->missing;
	if (parts > 0)
		memcpy(&maker->parts[maker->part_count], basis->parts, sizeof(double) * parts);
	maker->part_count += parts;
	maker->masses[maker->row_count] = (uint16_t) (maker->part_count | (basis->uncertain ? FLOW_BRIEF_UNCERTAIN : 0)
		| (basis->missing_uncertain ? FLOW_BRIEF_MISSING_UNCERTAIN : 0) | (missing ? FLOW_BRIEF_MISSING : 0) | (parts > 0 ? FLOW_BRIEF_PARTS : 0));
}

/* Adds the next row; false where there is no room for it. */
bool
flow_brief_add(FlowBriefMaker *maker, uint32_t number, const FlowBriefRow *brief, const FlowRow *row)
{
	const FlowRowBasis *basis = &row->basis[FLOW_MASS];
	bool		missing = basis->missing > 0;
	uint32_t	parts = basis->parts != NULL ? row->input_count : 0;
	uint32_t	at = maker->row_count;

	if (at == FLOW_BRIEF_ROWS_MAX || size_of(at + 1, maker->input_count + row->input_count, maker->part_count + missing + parts) > maker->size_max)
		return false;
	if (at == 0)
		maker->first = number;
	/* The first row may go on with a lot of the rows before these. */
	maker->uneven = maker->uneven || (at > 0 && brief->continued);
	if (row->input_count > 0)
		memcpy(&maker->inputs[maker->input_count], row->inputs, sizeof(uint32_t) * row->input_count);
	masses_add(maker, basis, missing, parts);
	maker->row_count++;
	maker->input_count += row->input_count;
	maker->lot_ids[at] = brief->lot_id;
	maker->keys[at] = brief->key;
	maker->ends[at] = (uint16_t) maker->input_count;
	maker->flags[at] = (row->lost ? FLOW_BRIEF_LOST : 0) | (row->primary_source ? FLOW_BRIEF_PRIMARY_SOURCE : 0) | (row->in_loop ? FLOW_BRIEF_IN_LOOP : 0)
		| (row->loop_first ? FLOW_BRIEF_LOOP_FIRST : 0) | (row->loop_last ? FLOW_BRIEF_LOOP_LAST : 0) | (brief->continued ? FLOW_BRIEF_CONTINUED : 0);
	return true;
}

/* Writes as many bytes as flow_brief_size says. */
void
flow_brief_encode(const FlowBriefMaker *maker, uint8_t *bytes)
{
	uint16_t	counts[3] = {(uint16_t) (maker->row_count | (maker->uneven ? COUNT_UNEVEN : 0)), (uint16_t) maker->input_count, (uint16_t) maker->part_count};
	uint8_t    *at = flow_row_append(bytes, &maker->first, sizeof(maker->first));

	at = flow_row_append(at, counts, sizeof(counts));
	at = flow_row_append(at, maker->lot_ids, sizeof(int64_t) * maker->row_count);
	at = flow_row_append(at, maker->keys, sizeof(int32_t) * maker->row_count);
	at = flow_row_append(at, maker->ends, sizeof(uint16_t) * maker->row_count);
	at = flow_row_append(at, maker->masses, sizeof(uint16_t) * maker->row_count);
	at = flow_row_append(at, maker->flags, maker->row_count);
	at = flow_row_append(at, maker->inputs, sizeof(uint32_t) * maker->input_count);
	flow_row_append(at, maker->parts, sizeof(double) * maker->part_count);
}

/* Finds the rows where they stand; false where the bytes are none. */
bool
flow_brief_decode(const uint8_t *bytes, size_t size, FlowBrief *brief)
{
	uint16_t	counts[3];

	if (size < HEAD_SIZE)
		return false;
	memcpy(&brief->first, bytes, sizeof(brief->first));
	memcpy(counts, bytes + sizeof(brief->first), sizeof(counts));
	brief->row_count = counts[0] & ~COUNT_UNEVEN;
	brief->counted = (counts[0] & COUNT_UNEVEN) == 0;
	brief->input_count = counts[1];
	brief->part_count = counts[2];
	if (brief->row_count == 0 || brief->row_count > FLOW_BRIEF_ROWS_MAX || size != size_of(brief->row_count, brief->input_count, brief->part_count))
		return false;
	brief->lot_ids = bytes + HEAD_SIZE;
	brief->keys = brief->lot_ids + sizeof(int64_t) * brief->row_count;
	brief->ends = brief->keys + sizeof(int32_t) * brief->row_count;
	brief->masses = brief->ends + sizeof(uint16_t) * brief->row_count;
	brief->flags = brief->masses + sizeof(uint16_t) * brief->row_count;
	brief->inputs = brief->flags + brief->row_count;
	brief->parts = brief->inputs + sizeof(uint32_t) * brief->input_count;
	return true;
}
