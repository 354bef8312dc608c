/*-------------------------------------------------------------------------
 *
 * merkle_tree_test.c
 *	  The tree of hashes: the trees of RFC 6962's first implementation, and
 *	  random sizes against the definition of the RFC, word by word.
 *
 *-------------------------------------------------------------------------
 */
#include "core/merkle_tree.h"
#include "tap.h"
#include "verifier/sha256.c"

#define LEAVES_MAX 260

static void
hash_bytes(void *state, int prefix, const uint8_t *bytes, size_t size, MerkleHash *hash)
{
	Sha256		sha;
	uint8_t		first = (uint8_t) prefix;

	(void) state;
	sha256_begin(&sha);
	if (prefix >= 0)
		sha256_add(&sha, &first, 1);
	sha256_add(&sha, bytes, size);
	sha256_end(&sha, hash->bytes);
}

static const MerkleDigest digest = {hash_bytes, NULL};

static const char *
hex(const MerkleHash *hash)
{
	static char text[2 * MERKLE_HASH_SIZE + 1];

	for (int i = 0; i < MERKLE_HASH_SIZE; i++)
		sprintf(text + 2 * i, "%02x", hash->bytes[i]);
	return text;
}

/* MTH of the RFC. */
static MerkleHash
slow_root(const MerkleHash *leaves, size_t count)
{
	MerkleHash	hash;
	MerkleHash	both[2];
	size_t		split = 1;

	if (count == 1)
		return leaves[0];
	if (count == 0)
	{
		hash_bytes(NULL, -1, (const uint8_t *) "", 0, &hash);
		return hash;
	}
	while (2 * split < count)
		split *= 2;
	both[0] = slow_root(leaves, split);
	both[1] = slow_root(leaves + split, count - split);
	hash_bytes(NULL, MERKLE_NODE, both[0].bytes, sizeof(both), &hash);
	return hash;
}

/* PATH of the RFC. */
static size_t
slow_path(size_t leaf, const MerkleHash *leaves, size_t count, MerkleHash *path)
{
	size_t		split = 1;
	size_t		size;

	if (count == 1)
		return 0;
	while (2 * split < count)
		split *= 2;
	if (leaf < split)
	{
		size = slow_path(leaf, leaves, split, path);
		path[size] = slow_root(leaves + split, count - split);
	}
	else
	{
		size = slow_path(leaf - split, leaves + split, count - split, path);
		path[size] = slow_root(leaves, split);
	}
	return size + 1;
}

/* SUBPROOF of the RFC. */
static size_t
slow_subproof(size_t old_count, const MerkleHash *leaves, size_t count, bool whole, MerkleHash *path)
{
	size_t		split = 1;
	size_t		size;

	if (old_count == count)
	{
		if (!whole)
			path[0] = slow_root(leaves, count);
		return whole ? 0 : 1;
	}
	while (2 * split < count)
		split *= 2;
	if (old_count <= split)
	{
		size = slow_subproof(old_count, leaves, split, whole, path);
		path[size] = slow_root(leaves + split, count - split);
	}
	else
	{
		size = slow_subproof(old_count - split, leaves + split, count - split, false, path);
		path[size] = slow_root(leaves, split);
	}
	return size + 1;
}

static size_t
hashes_of(const MerkleRange *ranges, size_t count, const MerkleHash *leaves, MerkleHash *path)
{
	for (size_t i = 0; i < count; i++)
		path[i] = slow_root(leaves + ranges[i].first, ranges[i].size);
	return count;
}

/* Of the tree of the eight published inputs. */
static const struct
{
	bool		consistency;
	uint64_t	small;		/* leaf, or the old size */
	uint64_t	size;
	const char *path[4];
}			published_proofs[] = {
	{false, 0, 1, {NULL}},
	{false, 0, 8, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
	{false, 5, 8, {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
	{false, 2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
	{false, 1, 5, {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
	{true, 1, 1, {NULL}},
	{true, 1, 8, {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
			"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
	{true, 2, 8, {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
	{true, 6, 8, {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
			"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}}
};

static void
test_published(void)
{
	static const struct
	{
		const char *bytes;
		size_t		size;
	}			inputs[8] = {
		{"", 0}, {"\x00", 1}, {"\x10", 1}, {"\x20\x21", 2}, {"\x30\x31", 2}, {"\x40\x41\x42\x43", 4},
		{"\x50\x51\x52\x53\x54\x55\x56\x57", 8}, {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16}
	};
	static const char *const roots[9] = {
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
	};
	MerkleHash	leaves[8];
	MerkleFrontier frontier = {0};
	MerkleHash	root;

	for (int i = 0; i <= 8; i++)
	{
		char		what[60];

		merkle_tree_root(&digest, &frontier, &root);
		sprintf(what, "the published root of %d leaves", i);
		is(hex(&root), roots[i], what);
		if (i == 8)
			break;
		hash_bytes(NULL, MERKLE_LEAF, (const uint8_t *) inputs[i].bytes, inputs[i].size, &leaves[i]);
		merkle_tree_append(&digest, &frontier, &leaves[i]);
	}
	for (size_t i = 0; i < sizeof(published_proofs) / sizeof(published_proofs[0]); i++)
	{
		MerkleRange ranges[MERKLE_PATH_MAX];
		MerkleHash	path[MERKLE_PATH_MAX];
		size_t		count = published_proofs[i].consistency ? merkle_tree_consistency(published_proofs[i].small, published_proofs[i].size, ranges) :
			merkle_tree_inclusion(published_proofs[i].small, published_proofs[i].size, ranges);
		bool		same = true;

		hashes_of(ranges, count, leaves, path);
		for (size_t k = 0; k < 4; k++)
			same = same && (k < count ? published_proofs[i].path[k] != NULL && strcmp(hex(&path[k]), published_proofs[i].path[k]) == 0 : published_proofs[i].path[k] == NULL);
		ok(same, "the published proof of %s %d in %d leaves", published_proofs[i].consistency ? "consistency of" : "inclusion of leaf", (int) published_proofs[i].small, (int) published_proofs[i].size);
	}
}

/* Changes a proof somewhere; whatever it was, it then proves nothing. */
static bool
refused(bool consistency, uint64_t small, uint64_t size, const MerkleHash *leaf_or_old, const MerkleHash *root, const MerkleHash *path, size_t count)
{
	MerkleHash	changed[MERKLE_PATH_MAX + 1];
	MerkleHash	first = *leaf_or_old;
	MerkleHash	last = *root;
	size_t		changed_count = count;
	MerkleHash *one;

	memcpy(changed, path, count * sizeof(MerkleHash));
	switch (random_below(count > 0 ? 4 : 3))
	{
		case 0:
			first.bytes[random_below(MERKLE_HASH_SIZE)] ^= (uint8_t) (1 << random_below(8));
			break;
		case 1:
			last.bytes[random_below(MERKLE_HASH_SIZE)] ^= (uint8_t) (1 << random_below(8));
			break;
		case 2:
			changed[changed_count++] = *leaf_or_old;
			break;
		default:
			one = &changed[random_below(count)];
			if (random_below(2) == 0)
				one->bytes[random_below(MERKLE_HASH_SIZE)] ^= (uint8_t) (1 << random_below(8));
			else
				changed_count--;
			break;
	}
	return consistency ? !merkle_tree_consistent(&digest, small, &first, size, &last, changed, changed_count) :
		!merkle_tree_includes(&digest, &first, small, size, changed, changed_count, &last);
}

static void
test_random(void)
{
	static MerkleHash leaves[LEAVES_MAX];
	int			bad_roots = 0;
	int			bad_inclusions = 0;
	int			bad_consistencies = 0;
	int			not_refused = 0;
	int			not_told = 0;
	MerkleFrontier frontier = {0};

	for (int i = 0; i < LEAVES_MAX; i++)
		hash_bytes(NULL, MERKLE_LEAF, (const uint8_t *) &i, sizeof(i), &leaves[i]);
	for (size_t size = 1; size <= LEAVES_MAX; size++)
	{
		MerkleHash	root = slow_root(leaves, size);
		MerkleHash	old_root;
		MerkleHash	have;
		MerkleRange ranges[MERKLE_PATH_MAX];
		MerkleHash	path[MERKLE_PATH_MAX];
		MerkleHash	want[MERKLE_PATH_MAX];
		size_t		leaf = random_below(size);
		size_t		old_size = 1 + random_below(size);
		size_t		count;

		merkle_tree_append(&digest, &frontier, &leaves[size - 1]);
		merkle_tree_root(&digest, &frontier, &have);
		bad_roots += memcmp(&have, &root, sizeof(root)) != 0;

		count = hashes_of(ranges, merkle_tree_inclusion(leaf, size, ranges), leaves, path);
		bad_inclusions += count != slow_path(leaf, leaves, size, want) || memcmp(path, want, count * sizeof(MerkleHash)) != 0 ||
			!merkle_tree_includes(&digest, &leaves[leaf], leaf, size, path, count, &root);
		not_refused += !refused(false, leaf, size, &leaves[leaf], &root, path, count);
		not_told += size > 1 && merkle_tree_includes(&digest, &leaves[leaf], (leaf + 1) % size, size, path, count, &root);

		old_root = slow_root(leaves, old_size);
		count = hashes_of(ranges, merkle_tree_consistency(old_size, size, ranges), leaves, path);
		bad_consistencies += count != slow_subproof(old_size, leaves, size, true, want) || memcmp(path, want, count * sizeof(MerkleHash)) != 0 ||
			!merkle_tree_consistent(&digest, old_size, &old_root, size, &root, path, count);
		not_refused += !refused(true, old_size, size, &old_root, &root, path, count);
	}
	ok(bad_roots == 0, "roots of 1 to %d leaves are those of the definition", LEAVES_MAX);
	ok(bad_inclusions == 0, "so are proofs of inclusion, and they are accepted");
	ok(bad_consistencies == 0, "so are proofs of consistency, and they are accepted");
	ok(not_refused == 0, "a proof with one bit or one hash changed is refused");
	ok(not_told == 0, "a proof of one leaf is none of the next");
}

/* Nodes of one height and a last one that is lower come to what the leaves under them come to. */
static void
test_tiles(void)
{
	static MerkleHash leaves[5 * 256];
	int			bad = 0;

	for (int i = 0; i < 5 * 256; i++)
		hash_bytes(NULL, MERKLE_LEAF, (const uint8_t *) &i, sizeof(i), &leaves[i]);
	for (size_t size = 257; size <= 5 * 256; size += 1 + random_below(150))
	{
		MerkleFrontier tiles = {0};
		MerkleHash	have;
		MerkleHash	want = slow_root(leaves, size);

		for (size_t i = 0; i < size; i += 256)
		{
			MerkleHash	tile = slow_root(leaves + i, size - i < 256 ? size - i : 256);

			merkle_tree_append(&digest, &tiles, &tile);
		}
		merkle_tree_root(&digest, &tiles, &have);
		bad += memcmp(&have, &want, sizeof(want)) != 0;
	}
	ok(bad == 0, "tiles and a rest come to the root of their leaves");
}

int
main(void)
{
	random_begin();
	test_published();
	test_random();
	test_tiles();
	return tap_finish();
}
