/*-------------------------------------------------------------------------
 *
 * merkle_proof.c
 *	  The tree of hashes, as SQL asks for it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "ledger/sha256_digest.h"
#include "server/pg_compat.h"

MATERIALS_FUNCTION(merkle_root_add);
MATERIALS_FUNCTION(merkle_root_end);
MATERIALS_FUNCTION(merkle_leaf);
MATERIALS_FUNCTION(merkle_inclusion);
MATERIALS_FUNCTION(merkle_consistency);
MATERIALS_FUNCTION(merkle_includes);
MATERIALS_FUNCTION(merkle_consistent);
MATERIALS_FUNCTION(merkle_hashes);

/*
 * The hashes that lie one after the other in a value.  Bytes that are left over are no hash; they are no error either,
 * for whoever verifies has to get through what others left behind.
 */
static int
hashes_count(bytea *hashes)
{
	return (int) (VARSIZE_ANY_EXHDR(hashes) / MERKLE_HASH_SIZE);
}

static const MerkleHash *
hash_argument(bytea *hash)
{
	if (VARSIZE_ANY_EXHDR(hash) != MERKLE_HASH_SIZE)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("%zu bytes are not a hash", (Size) VARSIZE_ANY_EXHDR(hash)),
						errdetail("A hash has %d bytes.", MERKLE_HASH_SIZE)));
	return (const MerkleHash *) VARDATA_ANY(hash);
}

static bytea *
hash_result(const MerkleHash *hash)
{
	bytea	   *result = palloc(VARHDRSZ + MERKLE_HASH_SIZE);

	SET_VARSIZE(result, VARHDRSZ + MERKLE_HASH_SIZE);
	memcpy(VARDATA(result), hash->bytes, MERKLE_HASH_SIZE);
	return result;
}

/* --- roots --- */

/* merkle_root_add(internal, bytea): one or more hashes more, of leaves or of nodes that are all of one height. */
Datum
merkle_root_add(PG_FUNCTION_ARGS)
{
	MerkleFrontier *frontier = PG_ARGISNULL(0) ? NULL : (MerkleFrontier *) PG_GETARG_POINTER(0);
	MemoryContext context;
	MerkleDigest digest;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "merkle_root_add is called by the aggregate only");
	if (frontier == NULL)
		frontier = MemoryContextAllocZero(context, sizeof(MerkleFrontier));
	if (!PG_ARGISNULL(1))
	{
		bytea	   *hashes = PG_GETARG_BYTEA_PP(1);
		int			count = hashes_count(hashes);

		sha256_digest_begin(&digest);
		for (int i = 0; i < count; i++)
			merkle_tree_append(&digest, frontier, (const MerkleHash *) VARDATA_ANY(hashes) + i);
		sha256_digest_end(&digest);
	}
	PG_RETURN_POINTER(frontier);
}

Datum
merkle_root_end(PG_FUNCTION_ARGS)
{
	MerkleFrontier none = {0};
	MerkleFrontier *frontier = PG_ARGISNULL(0) ? &none : (MerkleFrontier *) PG_GETARG_POINTER(0);
	MerkleDigest digest;
	MerkleHash	root;

	sha256_digest_begin(&digest);
	merkle_tree_root(&digest, frontier, &root);
	sha256_digest_end(&digest);
	PG_RETURN_BYTEA_P(hash_result(&root));
}

/* merkle_leaf(bytea): the leaf over these bytes. */
Datum
merkle_leaf(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	MerkleDigest digest;
	MerkleHash	leaf;

	sha256_digest_begin(&digest);
	digest.hash(digest.state, MERKLE_LEAF, (const uint8_t *) VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes), &leaf);
	sha256_digest_end(&digest);
	PG_RETURN_BYTEA_P(hash_result(&leaf));
}

/* merkle_hashes(bytea): the hashes in a value, one by one. */
Datum
merkle_hashes(PG_FUNCTION_ARGS)
{
	bytea	   *hashes = PG_GETARG_BYTEA_PP(0);
	int			count = hashes_count(hashes);
	Datum	   *values = palloc(sizeof(Datum) * (count + 1));

	for (int i = 0; i < count; i++)
		values[i] = PointerGetDatum(hash_result((const MerkleHash *) VARDATA_ANY(hashes) + i));
	PG_RETURN_ARRAYTYPE_P(construct_array(values, count, BYTEAOID, -1, false, TYPALIGN_INT));
}

/* --- proofs --- */

static Datum
ranges_result(FunctionCallInfo fcinfo, const MerkleRange *path, size_t count)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (size_t i = 0; i < count; i++)
	{
		Datum		values[3] = {Int32GetDatum((int32) i + 1), Int64GetDatum((int64) path[i].first), Int64GetDatum((int64) path[i].size)};
		bool		nulls[3] = {false, false, false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

/* merkle_inclusion(leaf bigint, size bigint): leaves over which the hashes of a proof of inclusion are. */
Datum
merkle_inclusion(PG_FUNCTION_ARGS)
{
	int64		leaf = PG_GETARG_INT64(0);
	int64		size = PG_GETARG_INT64(1);
	MerkleRange path[MERKLE_PATH_MAX];

	if (leaf < 0 || leaf >= size)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("there is no such leaf in the tree"), errdetail("Leaf %lld of %lld was asked for; leaves count from 0.", (long long) leaf, (long long) size)));
	return ranges_result(fcinfo, path, merkle_tree_inclusion((uint64_t) leaf, (uint64_t) size, path));
}

/* merkle_consistency(old_size bigint, new_size bigint): the same for a proof of consistency. */
Datum
merkle_consistency(PG_FUNCTION_ARGS)
{
	int64		old_size = PG_GETARG_INT64(0);
	int64		new_size = PG_GETARG_INT64(1);
	MerkleRange path[MERKLE_PATH_MAX];

	if (old_size < 0 || old_size > new_size)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("a tree does not grow into a smaller one"), errdetail("Sizes %lld and %lld were given.", (long long) old_size, (long long) new_size)));
	return ranges_result(fcinfo, path, merkle_tree_consistency((uint64_t) old_size, (uint64_t) new_size, path));
}

/* The hashes of a proof; one of another length proves nothing. */
static bool
path_argument(ArrayType *array, MerkleHash *path, size_t *count)
{
	Datum	   *values;
	bool	   *nulls;
	int			value_count;

	deconstruct_array(array, BYTEAOID, -1, false, TYPALIGN_INT, &values, &nulls, &value_count);
	if (value_count > MERKLE_PATH_MAX)
		return false;
	for (int i = 0; i < value_count; i++)
	{
		bytea	   *hash;

		if (nulls[i])
			return false;
		hash = DatumGetByteaPP(values[i]);
		if (VARSIZE_ANY_EXHDR(hash) != MERKLE_HASH_SIZE)
			return false;
		memcpy(path[i].bytes, VARDATA_ANY(hash), MERKLE_HASH_SIZE);
	}
	*count = (size_t) value_count;
	return true;
}

/* merkle_includes(leaf_hash bytea, leaf bigint, size bigint, path bytea[], root bytea) */
Datum
merkle_includes(PG_FUNCTION_ARGS)
{
	const MerkleHash *leaf_hash = hash_argument(PG_GETARG_BYTEA_PP(0));
	int64		leaf = PG_GETARG_INT64(1);
	int64		size = PG_GETARG_INT64(2);
	const MerkleHash *root = hash_argument(PG_GETARG_BYTEA_PP(4));
	MerkleHash	path[MERKLE_PATH_MAX];
	size_t		count;
	MerkleDigest digest;
	bool		proved;

	if (leaf < 0 || size < 0 || !path_argument(PG_GETARG_ARRAYTYPE_P(3), path, &count))
		PG_RETURN_BOOL(false);
	sha256_digest_begin(&digest);
	proved = merkle_tree_includes(&digest, leaf_hash, (uint64_t) leaf, (uint64_t) size, path, count, root);
	sha256_digest_end(&digest);
	PG_RETURN_BOOL(proved);
}

/* merkle_consistent(old_size bigint, old_root bytea, new_size bigint, new_root bytea, path bytea[]) */
Datum
merkle_consistent(PG_FUNCTION_ARGS)
{
	int64		old_size = PG_GETARG_INT64(0);
	const MerkleHash *old_root = hash_argument(PG_GETARG_BYTEA_PP(1));
	int64		new_size = PG_GETARG_INT64(2);
	const MerkleHash *new_root = hash_argument(PG_GETARG_BYTEA_PP(3));
	MerkleHash	path[MERKLE_PATH_MAX];
	size_t		count;
	MerkleDigest digest;
	bool		proved;

	if (old_size < 0 || new_size < 0 || !path_argument(PG_GETARG_ARRAYTYPE_P(4), path, &count))
		PG_RETURN_BOOL(false);
	sha256_digest_begin(&digest);
	proved = merkle_tree_consistent(&digest, (uint64_t) old_size, old_root, (uint64_t) new_size, new_root, path, count);
	sha256_digest_end(&digest);
	PG_RETURN_BOOL(proved);
}
