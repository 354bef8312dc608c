/*-------------------------------------------------------------------------
 *
 * attribution_key.c
 *	  Who counts as a holder, and who is one holder with others.
 *
 * A key is the number of a party that stands for itself, or for all
 * governments of its nation; where holders add up and nothing depends on who
 * holds, all are one.  Of whom nothing is known has a key of its own, for he
 * may be any of the others.
 *
 *-------------------------------------------------------------------------
 */
#include "core/attribution.h"

/* Whether a party counts as a holder for a test. */
bool
attribution_is_source(const Attribution *attribution, int world, uint32_t test, uint32_t node)
{
	return (attribution->classes[world][node] & attribution->tests[test].holders) != 0;
}

uint32_t
attribution_key(const Attribution *attribution, uint32_t slot, uint32_t node)
{
	return attribution->slots[slot].keyed ? attribution->nodes[node].key : ATTRIBUTION_ALL;
}

/* The key of a holder of whom nothing is known. */
uint32_t
attribution_anybody(const Attribution *attribution, uint32_t slot)
{
	return attribution->slots[slot].keyed ? ATTRIBUTION_ANYBODY : ATTRIBUTION_ALL;
}

/* The nation whose governments a key stands for, as one holder; OWNERSHIP_NONE where it is a party by itself. */
uint32_t
attribution_nation(const Attribution *attribution, uint32_t key)
{
	if (key >= attribution->graph->node_count || attribution->nodes[key].unknown || attribution->graph->nodes[key].maybe == 0)
		return OWNERSHIP_NONE;
	return (uint32_t) __builtin_ctz(attribution->graph->nodes[key].maybe);
}

/* Whoever is unknown comes first: what it holds stands for all others too. */
static bool
key_before(uint32_t a, uint32_t b)
{
	return a - ATTRIBUTION_ANYBODY < b - ATTRIBUTION_ANYBODY;
}

static void
key_sift(uint32_t *keys, uint32_t place, uint32_t count)
{
	uint32_t	key = keys[place];

	while (2 * place + 1 < count)
	{
		uint32_t	child = 2 * place + 1;

		if (child + 1 < count && key_before(keys[child], keys[child + 1]))
			child++;
		if (!key_before(key, keys[child]))
			break;
		keys[place] = keys[child];
		place = child;
	}
	keys[place] = key;
}

/* Sorts keys and leaves each once. */
void
attribution_keys_sort(uint32_t *keys, uint32_t *count)
{
	uint32_t	kept = 0;

	for (uint32_t place = *count / 2; place > 0; place--)
		key_sift(keys, place - 1, *count);
	for (uint32_t end = *count; end > 1; end--)
	{
		uint32_t	last = keys[end - 1];

		keys[end - 1] = keys[0];
		keys[0] = last;
		key_sift(keys, 0, end - 1);
	}
	for (uint32_t i = 0; i < *count; i++)
		if (i == 0 || keys[i] != keys[kept - 1])
			keys[kept++] = keys[i];
	*count = kept;
}

/* Adds those to whom a party passes something on; how many keys there are then. */
uint32_t
attribution_keys_add(const AttributionList *list, uint32_t *keys, uint32_t count)
{
	for (uint32_t i = 0; i < list->count; i++)
		if (!fraction_is_zero(list->entries[i].carried.value) || list->entries[i].carried.open)
			keys[count++] = list->entries[i].key;
	return count;
}
