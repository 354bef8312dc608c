/*-------------------------------------------------------------------------
 *
 * flow_row_fuzz.c
 *	  Any bytes as a packed row: what is read lies inside them, and written
 *	  again it reads the same.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_row.h"

#include <stdlib.h>
#include <string.h>

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
array_check(const uint8_t *array, size_t length, const uint8_t *bytes, size_t size)
{
	if (array < bytes || array > bytes + size || length > (size_t) (bytes + size - array))
		abort();
}

static void
row_check(const FlowRow *row, const uint8_t *bytes, size_t size)
{
	size_t		doubles = sizeof(double) * row->input_count;

	array_check(row->inputs, sizeof(uint32_t) * row->input_count, bytes, size);
	array_check(row->drawn, doubles, bytes, size);
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
	{
		if (row->basis[b].parts != NULL)
			array_check(row->basis[b].parts, doubles, bytes, size);
	}
}

/* Without inputs there are no parts, and only what is above nothing is missing. */
static void
basis_compare(const FlowRowBasis *a, const FlowRowBasis *b, size_t doubles)
{
	bool		parts = a->parts != NULL && doubles > 0;

	if (a->uncertain != b->uncertain || a->missing_uncertain != b->missing_uncertain)
		abort();
	if ((a->missing > 0 ? a->missing : 0) != b->missing)
		abort();
	if (parts != (b->parts != NULL) || (parts && memcmp(a->parts, b->parts, doubles) != 0))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	FlowRow		row;
	FlowRow		again;
	uint8_t    *written;
	size_t		written_size;

	if (!flow_row_decode(bytes, size, &row))
		return 0;
	row_check(&row, bytes, size);
	written_size = flow_row_size(&row);
	written = malloc(written_size);
	if (written == NULL)
		abort();
	flow_row_encode(&row, written);
	if (!flow_row_decode(written, written_size, &again))
		abort();
	row_check(&again, written, written_size);
	if (again.lost != row.lost || again.primary_source != row.primary_source || again.in_loop != row.in_loop || again.loop_first != row.loop_first || again.loop_last != row.loop_last || again.input_count != row.input_count)
		abort();
	if (memcmp(again.inputs, row.inputs, sizeof(uint32_t) * row.input_count) != 0 || memcmp(again.drawn, row.drawn, sizeof(double) * row.input_count) != 0)
		abort();
	for (int b = 0; b < FLOW_BASIS_COUNT; b++)
		basis_compare(&row.basis[b], &again.basis[b], sizeof(double) * row.input_count);
	free(written);
	return 0;
}
