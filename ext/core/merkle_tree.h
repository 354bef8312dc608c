/*-------------------------------------------------------------------------
 *
 * merkle_tree.h
 *	  Arithmetic of RFC 6962's tree of hashes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef MATERIALS_CORE_MERKLE_TREE_H
#define MATERIALS_CORE_MERKLE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MERKLE_HASH_SIZE 32
#define MERKLE_LEAF 0x00		/* what a leaf's bytes are hashed behind */
#define MERKLE_NODE 0x01		/* what two nodes are hashed behind */

/* A path has a hash for each level at most; a proof of consistency one more. */
#define MERKLE_PATH_MAX 65

typedef struct MerkleHash
{
	uint8_t		bytes[MERKLE_HASH_SIZE];
} MerkleHash;

/* SHA-256 is the caller's: of bytes, behind a prefix of one byte where it is not below 0. */
typedef struct MerkleDigest
{
	void		(*hash) (void *state, int prefix, const uint8_t *bytes, size_t size, MerkleHash *hash);
	void	   *state;
} MerkleDigest;

/* The roots of the perfect trees that leaves were put into, by height; those whose bit of size is set stand. */
typedef struct MerkleFrontier
{
	uint64_t	size;
	MerkleHash	roots[64];
} MerkleFrontier;

/* The leaves first to first + size - 1. */
typedef struct MerkleRange
{
	uint64_t	first;
	uint64_t	size;
} MerkleRange;

extern void merkle_tree_append(const MerkleDigest *digest, MerkleFrontier *frontier, const MerkleHash *leaf);
extern void merkle_tree_root(const MerkleDigest *digest, const MerkleFrontier *frontier, MerkleHash *root);
extern size_t merkle_tree_inclusion(uint64_t leaf, uint64_t size, MerkleRange *path);
extern size_t merkle_tree_consistency(uint64_t old_size, uint64_t new_size, MerkleRange *path);
extern bool merkle_tree_includes(const MerkleDigest *digest, const MerkleHash *leaf_hash, uint64_t leaf, uint64_t size,
								 const MerkleHash *path, size_t count, const MerkleHash *root);
extern bool merkle_tree_consistent(const MerkleDigest *digest, uint64_t old_size, const MerkleHash *old_root,
								   uint64_t new_size, const MerkleHash *new_root, const MerkleHash *path, size_t count);

#endif							/* MATERIALS_CORE_MERKLE_TREE_H */
