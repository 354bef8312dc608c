/*-------------------------------------------------------------------------
 *
 * sha256_digest.h
 *	  The server's SHA-256, as the core asks for it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_SHA256_DIGEST_H
#define MATERIALS_SHA256_DIGEST_H

#include "postgres.h"

#include "core/merkle_tree.h"

extern void sha256_digest_begin(MerkleDigest *digest);
extern void sha256_digest_end(MerkleDigest *digest);

#endif							/* MATERIALS_SHA256_DIGEST_H */
