/*-------------------------------------------------------------------------
 *
 * quoted_value.c
 *	  A user's value as an error message may repeat it.
 *
 *-------------------------------------------------------------------------
 */
#include "server/quoted_value.h"

#include "mb/pg_wchar.h"

/* Longer than any value we read, short enough for one line of a log. */
#define QUOTED_BYTES	64

/* The value itself, or its beginning and three dots; never cut inside a character. */
const char *
quoted_value(const char *text, size_t size)
{
	int			looked_at = (int) Min(size, QUOTED_BYTES + MAX_MULTIBYTE_CHAR_LEN);
	int			kept = pg_mbcliplen(text, looked_at, QUOTED_BYTES);

	return psprintf("%.*s%s", kept, text, kept < size ? "..." : "");
}
