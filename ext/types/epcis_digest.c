/*-------------------------------------------------------------------------
 *
 * epcis_digest.c
 *	  Hashes of EPCIS: of an event, by CBV, and of a document.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "server/call_arena.h"
#include "server/pg_compat.h"
#include "server/quoted_value.h"
#include "types/epcis_digest.h"
#include "types/epcis_source.h"

MATERIALS_FUNCTION(epcis_digest);
MATERIALS_FUNCTION(epcis_digest_object);
MATERIALS_FUNCTION(epcis_event_hash);

#define DIGEST_BYTES_AT_ONCE (64 * 1024)

typedef struct HashTaken
{
	int			count;			/* of events */
	char		hash[EPCIS_HASH_SIZE];
} HashTaken;

static text *digest_source(EpcisSource *source);
static void hash_take(void *state, const EpcisEvent *event);
static pg_cryptohash_ctx *digest_begin(void);
static void digest_add(pg_cryptohash_ctx *context, const void *data, size_t size);
static char *digest_end(pg_cryptohash_ctx *context, char *digits);

/* The SHA-256 of a document: of its bytes in UTF-8. */
Datum
epcis_digest(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	EpcisSource source = {.text = VARDATA_ANY(value), .size = VARSIZE_ANY_EXHDR(value)};

	if (GetDatabaseEncoding() != PG_UTF8)
	{
		source.text = pg_server_to_any(source.text, (int) source.size, PG_UTF8);
		source.size = strlen(source.text);
	}
	PG_RETURN_TEXT_P(digest_source(&source));
}

Datum
epcis_digest_object(PG_FUNCTION_ARGS)
{
	EpcisSource source = epcis_source_of_object(PG_GETARG_OID(0));

	source.at = 0;
	PG_RETURN_TEXT_P(digest_source(&source));
}

/* The hash of the one event in a document, or of an event alone. */
Datum
epcis_event_hash(PG_FUNCTION_ARGS)
{
	text	   *value = PG_GETARG_TEXT_PP(0);
	Arena		arena = call_arena();
	EpcisDocument *document = palloc(sizeof(EpcisDocument));
	EpcisSource source = epcis_source_of_text(value);
	HashTaken	state = {0};

	epcis_source_read(document, &arena, (EpcisTaker) {hash_take, &arena, &state}, &source);
	if (document->fault == NULL && state.hash[0] != '\0')
		PG_RETURN_TEXT_P(cstring_to_text(state.hash));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("not an EPCIS event: \"%s\"", quoted_value(VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value))),
			 document->fault != NULL ? errdetail("%s.", epcis_source_fault(document)) : errdetail("There is no event of one of the five types in it.")));
	PG_RETURN_NULL();
}

/* The CBV 2.0 hash of an event, into EPCIS_HASH_SIZE bytes. */
void
epcis_hash_event(const EpcisEvent *event, char *hash)
{
	const char *text = epcis_prehash(event);
	pg_cryptohash_ctx *context = digest_begin();

	digest_add(context, text, strlen(text));
	strcpy(hash, EPCIS_HASH_HEAD);
	strcpy(digest_end(context, hash + strlen(EPCIS_HASH_HEAD)), EPCIS_HASH_TAIL);
}

static text *
digest_source(EpcisSource *source)
{
	char	   *buffer = palloc(DIGEST_BYTES_AT_ONCE);
	DocumentBytes bytes = epcis_source_bytes(source);
	pg_cryptohash_ctx *context = digest_begin();
	char		digits[EPCIS_DIGEST_SIZE];
	size_t		size;

	while ((size = bytes.take(bytes.state, buffer, DIGEST_BYTES_AT_ONCE)) > 0)
	{
		CHECK_FOR_INTERRUPTS();
		digest_add(context, buffer, size);
	}
	digest_end(context, digits);
	return cstring_to_text(digits);
}

static void
hash_take(void *state, const EpcisEvent *event)
{
	HashTaken  *hash = state;

	if (++hash->count > 1 && hash->hash[0] != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the document has more than one event"),
				 errhint("epcis_read() tells the hash of each.")));
	if (event->type != 0)
		epcis_hash_event(event, hash->hash);
}

static pg_cryptohash_ctx *
digest_begin(void)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);

	if (pg_cryptohash_init(context) < 0)
		elog(ERROR, "could not begin a SHA-256 hash");
	return context;
}

static void
digest_add(pg_cryptohash_ctx *context, const void *data, size_t size)
{
	if (pg_cryptohash_update(context, data, size) < 0)
		elog(ERROR, "could not go on with a SHA-256 hash");
}

/* Writes the digits, with a zero byte behind them, and says where that is. */
static char *
digest_end(pg_cryptohash_ctx *context, char *digits)
{
	uint8		digest[PG_SHA256_DIGEST_LENGTH];

	if (pg_cryptohash_final(context, digest, sizeof(digest)) < 0)
		elog(ERROR, "could not end a SHA-256 hash");
	pg_cryptohash_free(context);
	digits += hex_encode((const char *) digest, sizeof(digest), digits);
	*digits = '\0';
	return digits;
}
