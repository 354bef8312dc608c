/*-------------------------------------------------------------------------
 *
 * flow_brief_fuzz.c
 *	  Any bytes as rows in brief: what is read lies inside them, and written
 *	  again it reads the same.
 *
 *-------------------------------------------------------------------------
 */
#include "core/flow_brief.h"

#include <stdlib.h>
#include <string.h>

int			LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static FlowBriefMaker maker;

/* Rows whose inputs begin where those of the row before end are as they were written. */
static bool
page_make(const FlowBrief *brief, const uint8_t *bytes, size_t size)
{
	bool		whole = true;

	flow_brief_begin(&maker, FLOW_BRIEF_SIZE_MAX);
	for (uint32_t r = 0; r < brief->row_count; r++)
	{
		FlowBriefRow of;
		FlowRow		row;

		if (!flow_brief_read(brief, r, &of, &row))
			return false;
		if (row.inputs < bytes || row.input_count > (size_t) (bytes + size - row.inputs) / sizeof(uint32_t))
			abort();
		if (row.basis[FLOW_MASS].parts != NULL && row.input_count > (size_t) (bytes + size - row.basis[FLOW_MASS].parts) / sizeof(double))
			abort();
		whole = flow_brief_add(&maker, brief->first + r, &of, &row) && whole;
	}
	return whole;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	FlowBrief	brief;
	FlowBrief	again;
	uint8_t    *written;

	if (!flow_brief_decode(bytes, size, &brief) || !page_make(&brief, bytes, size))
		return 0;
	written = malloc(flow_brief_size(&maker));
	if (written == NULL)
		abort();
	flow_brief_encode(&maker, written);
	if (!flow_brief_decode(written, flow_brief_size(&maker), &again) || again.row_count != brief.row_count || again.first != brief.first)
		abort();
	for (uint32_t r = 0; r < brief.row_count; r++)
	{
		FlowBriefRow a,
					b;
		FlowRow		x,
					y;

		if (!flow_brief_read(&brief, r, &a, &x) || !flow_brief_read(&again, r, &b, &y))
			abort();
		if (a.lot_id != b.lot_id || a.key != b.key || a.continued != b.continued || x.input_count != y.input_count || memcmp(x.inputs, y.inputs, sizeof(uint32_t) * x.input_count) != 0)
			abort();
		if ((x.input_count > 0 && (x.basis[FLOW_MASS].parts == NULL) != (y.basis[FLOW_MASS].parts == NULL)) || x.basis[FLOW_MASS].uncertain != y.basis[FLOW_MASS].uncertain)
			abort();
		if (x.input_count > 0 && x.basis[FLOW_MASS].parts != NULL && memcmp(x.basis[FLOW_MASS].parts, y.basis[FLOW_MASS].parts, sizeof(double) * x.input_count) != 0)
			abort();
	}
	free(written);
	return 0;
}
