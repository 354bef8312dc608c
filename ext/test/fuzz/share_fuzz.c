/*-------------------------------------------------------------------------
 *
 * share_fuzz.c
 *	  Shares from text and from bytes: they are written as they are read, and
 *	  what is reckoned with them stays a share that holds its ends.
 *
 *-------------------------------------------------------------------------
 */
#include "core/share.h"

#include "unit_fuzz.h"

#define BITS_MAX 4000

static TestArena test;
static const Arena *const arena = &test.arena;

static bool
share_good(const Share *a)
{
	char	   *text = share_format(arena, a);
	size_t		size = share_byte_size(arena, a);
	uint8_t    *written = arena_allocate(arena, size);
	Share		again;

	if (fraction_sign(a->min) < 0 || fraction_compare(arena, a->min, a->max) > 0 || fraction_compare(arena, a->max, FRACTION_ONE) > 0)
		return false;
	if (share_parse(arena, text, strlen(text), SIZE_MAX, &again) != SHARE_OK || share_compare(arena, &again, a) != 0)
		return false;
	share_to_bytes(arena, a, written);
	return share_check_bytes(arena, written, size) == SHARE_OK && share_from_bytes(arena, written, size, &again) == SHARE_OK && share_compare(arena, &again, a) == 0;
}

static bool
pair_good(const Share *a, const Share *b)
{
	Share		product = share_multiply(arena, a, b);
	Share		sum;

	if (!share_good(&product) || share_overlaps(arena, a, b) != share_overlaps(arena, b, a) || share_compare(arena, a, b) != -share_compare(arena, b, a))
		return false;
	if (share_holds_share(arena, a, b) && !share_overlaps(arena, a, b))
		return false;
	return share_add(arena, a, b, &sum) != SHARE_OK || share_good(&sum);
}

/* One share as text, one as bytes; where one is none, the whole range of shares. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	size_t		cut = size < 1 ? 0 : bytes[0] % size;
	Share		a;
	Share		b;

	if (size < 1)
		return 0;
	unit_fuzz_begin(&test, NULL, 0);
	if (share_parse(arena, (const char *) bytes + 1, cut, BITS_MAX, &a) != SHARE_OK)
		a = SHARE_UNKNOWN;
	if (share_check_bytes(arena, bytes + 1 + cut, size - 1 - cut) != SHARE_OK || share_from_bytes(arena, bytes + 1 + cut, size - 1 - cut, &b) != SHARE_OK)
		b = SHARE_UNKNOWN;
	unit_fuzz_end(&test, share_good(&a) && share_good(&b) && pair_good(&a, &b));
	return 0;
}
