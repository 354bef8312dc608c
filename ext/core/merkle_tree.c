/*-------------------------------------------------------------------------
 *
 * merkle_tree.c
 *	  Arithmetic of RFC 6962's tree of hashes.
 *
 * The hash over n leaves is that of its left and its right part, and the left
 * part has as many leaves as the largest power of two below n.  So a tree
 * that only grows consists of perfect trees, one for each bit of n, which
 * never change again: that is the frontier, and all that is needed to go on.
 *
 * Where the nodes lie is the caller's business.  A proof is given as ranges of
 * leaves; the hash over each range is an element of the proof, in the order
 * of RFC 6962, section 2.1.
 *
 *-------------------------------------------------------------------------
 */
#include "core/merkle_tree.h"

#include <string.h>

static void
merkle_node(const MerkleDigest *digest, const MerkleHash *left, const MerkleHash *right, MerkleHash *node)
{
	uint8_t		both[2 * MERKLE_HASH_SIZE];

	memcpy(both, left->bytes, MERKLE_HASH_SIZE);
	memcpy(both + MERKLE_HASH_SIZE, right->bytes, MERKLE_HASH_SIZE);
	digest->hash(digest->state, MERKLE_NODE, both, sizeof(both), node);
}

/* Takes one leaf more, or one root of perfect trees that are all of one height. */
void
merkle_tree_append(const MerkleDigest *digest, MerkleFrontier *frontier, const MerkleHash *leaf)
{
	MerkleHash	carried = *leaf;
	int			height = 0;

	for (; frontier->size >> height & 1; height++)
		merkle_node(digest, &frontier->roots[height], &carried, &carried);
	frontier->roots[height] = carried;
	frontier->size++;
}

/* The hash over all leaves; over none it is that of no bytes. */
void
merkle_tree_root(const MerkleDigest *digest, const MerkleFrontier *frontier, MerkleHash *root)
{
	bool		begun = false;

	if (frontier->size == 0)
	{
		digest->hash(digest->state, -1, (const uint8_t *) "", 0, root);
		return;
	}
	for (int height = 0; height < 64; height++)
	{
		if (!(frontier->size >> height & 1))
			continue;
		if (begun)
			merkle_node(digest, &frontier->roots[height], root, root);
		else
			*root = frontier->roots[height];
		begun = true;
	}
}

/* The largest power of two below size, which is above 1. */
static uint64_t
merkle_split(uint64_t size)
{
	uint64_t	split = 1;

	while (split < size - split)
		split *= 2;
	return split;
}

static void
merkle_reverse(MerkleRange *path, size_t count)
{
	for (size_t i = 0; i < count / 2; i++)
	{
		MerkleRange kept = path[i];

		path[i] = path[count - 1 - i];
		path[count - 1 - i] = kept;
	}
}

/* What proves that a leaf is in the tree of that size, from the leaf upwards; the leaf is in the tree. */
size_t
merkle_tree_inclusion(uint64_t leaf, uint64_t size, MerkleRange *path)
{
	uint64_t	first = 0;
	size_t		count = 0;

	while (size > 1)
	{
		uint64_t	split = merkle_split(size);

		if (leaf - first < split)
		{
			path[count++] = (MerkleRange) {first + split, size - split};
			size = split;
		}
		else
		{
			path[count++] = (MerkleRange) {first, split};
			first += split;
			size -= split;
		}
	}
	merkle_reverse(path, count);
	return count;
}

/*
 * What proves that the tree of new_size begins with that of old_size, which is
 * not larger.  The old tree's root is left out where it is a node of the new one.
 */
size_t
merkle_tree_consistency(uint64_t old_size, uint64_t new_size, MerkleRange *path)
{
	uint64_t	first = 0;
	uint64_t	size = new_size;
	bool		whole = true;	/* what is left of the old tree is the old tree */
	size_t		count = 0;

	if (old_size == 0 || old_size == new_size)
		return 0;
	while (old_size - first != size)
	{
		uint64_t	split = merkle_split(size);

		if (old_size - first <= split)
		{
			path[count++] = (MerkleRange) {first + split, size - split};
			size = split;
		}
		else
		{
			path[count++] = (MerkleRange) {first, split};
			first += split;
			size -= split;
			whole = false;
		}
	}
	if (!whole)
		path[count++] = (MerkleRange) {first, size};
	merkle_reverse(path, count);
	return count;
}

/* Goes up while a node is on the left, where no other hash of the path comes in. */
static void
rise_left(uint64_t *node, uint64_t *last)
{
	while (!(*node & 1) && *node != 0)
	{
		*node >>= 1;
		*last >>= 1;
	}
}

/* Whether a path proves that the leaf is there (RFC 9162, section 2.1.3.2). */
bool
merkle_tree_includes(const MerkleDigest *digest, const MerkleHash *leaf_hash, uint64_t leaf, uint64_t size,
					 const MerkleHash *path, size_t count, const MerkleHash *root)
{
	uint64_t	node = leaf;
	uint64_t	last = size - 1;
	MerkleHash	hash = *leaf_hash;

	if (leaf >= size)
		return false;
	for (size_t i = 0; i < count; i++)
	{
		if (last == 0)
			return false;
		if ((node & 1) || node == last)
		{
			merkle_node(digest, &path[i], &hash, &hash);
			rise_left(&node, &last);
		}
		else
			merkle_node(digest, &hash, &path[i], &hash);
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && memcmp(&hash, root, sizeof(hash)) == 0;
}

/* Whether a path proves that the new tree begins with the old one (RFC 9162, section 2.1.4.2). */
bool
merkle_tree_consistent(const MerkleDigest *digest, uint64_t old_size, const MerkleHash *old_root,
					   uint64_t new_size, const MerkleHash *new_root, const MerkleHash *path, size_t count)
{
	uint64_t	node = old_size - 1;
	uint64_t	last = new_size - 1;
	MerkleHash	old_hash = *old_root;
	MerkleHash	new_hash;
	size_t		i = 0;

	if (old_size > new_size)
		return false;
	if (old_size == new_size)
		return count == 0 && memcmp(old_root, new_root, sizeof(*old_root)) == 0;
	if (old_size == 0)
	{
		digest->hash(digest->state, -1, (const uint8_t *) "", 0, &new_hash);
		return count == 0 && memcmp(old_root, &new_hash, sizeof(new_hash)) == 0;
	}
	while (node & 1)
	{
		node >>= 1;
		last >>= 1;
	}
	/* A whole perfect tree is the root that the caller has; else the path begins with what is perfect of it. */
	if (node != 0)
	{
		if (count == 0)
			return false;
		old_hash = path[i++];
	}
	new_hash = old_hash;
	for (; i < count; i++)
	{
		if (last == 0)
			return false;
		if ((node & 1) || node == last)
		{
			merkle_node(digest, &path[i], &old_hash, &old_hash);
			merkle_node(digest, &path[i], &new_hash, &new_hash);
			rise_left(&node, &last);
		}
		else
			merkle_node(digest, &new_hash, &path[i], &new_hash);
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && memcmp(&old_hash, old_root, sizeof(old_hash)) == 0 && memcmp(&new_hash, new_root, sizeof(new_hash)) == 0;
}
