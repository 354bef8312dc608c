/*-------------------------------------------------------------------------
 *
 * epcis.c
 *	  Reads an EPCIS document as the ledger does, without a server: seconds
 *	  of reading and checking it, and of the texts that the hashes of its
 *	  events are of.
 *
 *-------------------------------------------------------------------------
 */
#include "epcis_reader.h"

#include <time.h>

/* One event fits; a piece of the lasting memory does too. */
#define BLOCK (1 << 22)

typedef struct Bump
{
	Arena		arena;
	char	   *block;
	size_t		used;
} Bump;

typedef struct Measured
{
	Bump		passing;
	long		events;
	double		hash_seconds;
} Measured;

static double
now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
	return at.tv_sec + at.tv_nsec / 1e9;
}

static void *
bump_allocate(void *state, size_t bytes)
{
	Bump	   *bump = state;

	bytes = (bytes + 15) & ~(size_t) 15;
	if (bump->block == NULL || bytes > BLOCK - bump->used)
	{
		bump->block = malloc(bytes > BLOCK ? bytes : BLOCK);
		bump->used = 0;
		if (bump->block == NULL)
			abort();
	}
	bump->used += bytes;
	return bump->block + bump->used - bytes;
}

static void
bump_begin(Bump *bump)
{
	*bump = (Bump) {.arena = {bump_allocate, NULL, NULL, bump}};
}

static void
take(void *state, const EpcisEvent *event)
{
	Measured   *measured = state;
	double		began = now();

	if (event->faults != NULL || strlen(epcis_prehash(event)) == 0)
		abort();
	measured->hash_seconds += now() - began;
	measured->events++;
	measured->passing.used = 0;
}

int
main(int argc, char **argv)
{
	FILE	   *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	Measured	measured = {.events = 0};
	Bump		lasting;
	EpcisDocument *document = malloc(sizeof(EpcisDocument));
	char	   *text;
	long		size;
	double		began;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || (text = malloc(size + 1)) == NULL)
		return 1;
	rewind(file);
	if (fread(text, 1, size, file) != (size_t) size)
		return 1;
	bump_begin(&lasting);
	bump_begin(&measured.passing);
	began = now();
	epcis_reader_read(document, &lasting.arena, (EpcisTaker) {take, &measured.passing.arena, &measured}, text, size);
	if (document->fault != NULL)
	{
		fprintf(stderr, "line %zu: %s\n", document->fault_line, document->fault);
		return 1;
	}
	printf("%ld %.3f %.3f\n", measured.events, now() - began - measured.hash_seconds, measured.hash_seconds);
	return 0;
}
