/*-------------------------------------------------------------------------
 *
 * epcis_digest.h
 *	  Hashes of EPCIS: of an event, by CBV, and of a document.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_EPCIS_DIGEST_H
#define MATERIALS_EPCIS_DIGEST_H

#include "postgres.h"

#include "common/sha2.h"

#include "core/epcis_event.h"

#define EPCIS_DIGEST_SIZE	(2 * PG_SHA256_DIGEST_LENGTH + 1)	/* hexadecimal digits and a zero byte */
#define EPCIS_HASH_HEAD		"ni:///sha-256;"
#define EPCIS_HASH_TAIL		"?ver=CBV2.0"
#define EPCIS_HASH_SIZE		(sizeof(EPCIS_HASH_HEAD) + 2 * PG_SHA256_DIGEST_LENGTH + sizeof(EPCIS_HASH_TAIL))

extern void epcis_hash_event(const EpcisEvent *event, char *hash);

#endif							/* MATERIALS_EPCIS_DIGEST_H */
