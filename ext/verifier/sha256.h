/*-------------------------------------------------------------------------
 *
 * sha256.h
 *	  SHA-256 (FIPS 180-4), without a library.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_VERIFIER_SHA256_H
#define MATERIALS_VERIFIER_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

typedef struct Sha256
{
	uint32_t	words[8];
	uint64_t	size;			/* bytes taken */
	uint8_t		block[64];		/* the last of them, as many as fill no block */
} Sha256;

extern void sha256_begin(Sha256 *hash);
extern void sha256_add(Sha256 *hash, const void *bytes, size_t size);
extern void sha256_end(Sha256 *hash, uint8_t digest[SHA256_SIZE]);

#endif							/* MATERIALS_VERIFIER_SHA256_H */
