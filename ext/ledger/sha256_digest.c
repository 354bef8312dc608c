/*-------------------------------------------------------------------------
 *
 * sha256_digest.c
 *	  The server's SHA-256, as the core asks for it.
 *
 * One context of the server's hashing library serves all hashes of a call of a
 * function.  It belongs to the resource owner of the moment, which frees it
 * when an error ends the call, so it may not be kept from one call to the next.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"

#include "ledger/sha256_digest.h"

StaticAssertDecl(PG_SHA256_DIGEST_LENGTH == MERKLE_HASH_SIZE, "a node of the tree is a SHA-256");

static void
sha256_digest_hash(void *state, int prefix, const uint8_t *bytes, size_t size, MerkleHash *hash)
{
	pg_cryptohash_ctx *context = state;
	uint8		first = (uint8) prefix;

	if (pg_cryptohash_init(context) < 0 ||
		(prefix >= 0 && pg_cryptohash_update(context, &first, 1) < 0) ||
		pg_cryptohash_update(context, bytes, size) < 0 ||
		pg_cryptohash_final(context, hash->bytes, sizeof(hash->bytes)) < 0)
		elog(ERROR, "could not compute a SHA-256: %s", pg_cryptohash_error(context));
}

void
sha256_digest_begin(MerkleDigest *digest)
{
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);

	if (context == NULL)
		elog(ERROR, "could not begin a SHA-256");
	*digest = (MerkleDigest) {sha256_digest_hash, context};
}

void
sha256_digest_end(MerkleDigest *digest)
{
	pg_cryptohash_free(digest->state);
	digest->state = NULL;
}
