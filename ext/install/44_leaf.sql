-- The bytes of sealed rows, and the tree of their hashes.  A ledger's own functions call these.

CREATE FUNCTION materials.leaf_bytes(relation pg_catalog.text, row_id pg_catalog.int8, "row" pg_catalog.record, left_out pg_catalog.text[]) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION materials.leaf_bytes(text, bigint, record, text[]) IS 'the bytes of a row as they are sealed, but for its column id, which is given, and columns that are left out';

CREATE FUNCTION materials.leaf_hash(relation pg_catalog.text, row_id pg_catalog.int8, "row" pg_catalog.record, left_out pg_catalog.text[]) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.leaf_hash(text, bigint, record, text[]) IS 'the leaf of a row: SHA-256 of a zero byte and of leaf_bytes';

CREATE FUNCTION materials.leaf_seal(relation pg_catalog.text, row_id pg_catalog.int8, "row" pg_catalog.record, left_out pg_catalog.text[]) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.leaf_seal(text, bigint, record, text[]) IS 'the leaf of a row, and behind it the checks of its columns, which tell what was changed';

CREATE FUNCTION materials.leaf_difference(columns pg_catalog.text[], checks pg_catalog.bytea, place pg_catalog.int4, bytes pg_catalog.bytea, left_out pg_catalog.text[]) RETURNS pg_catalog.text[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.leaf_difference(text[], bytea, integer, bytea, text[]) IS 'which columns of a row, by its bytes, are other than the checks at that place among those of a page say; empty where the bytes or the place are none';

CREATE FUNCTION materials.leaf_change(former pg_catalog.bytea, latter pg_catalog.bytea, ignored pg_catalog.text[]) RETURNS pg_catalog.text[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION materials.leaf_change(bytea, bytea, text[]) IS 'which columns two states of a row differ in, by their bytes; columns that are ignored count only where the former state has them; empty where the bytes are none';

CREATE FUNCTION materials.leaf_document(bytes pg_catalog.bytea) RETURNS pg_catalog.text
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE STRICT PARALLEL SAFE COST 50;
COMMENT ON FUNCTION materials.leaf_document(bytea) IS 'the bytes of a row as JSON from which they can be made again: table, number and columns, as elements of an array; empty where the bytes are none';

CREATE FUNCTION materials.seal_turn(blocks pg_catalog.regclass) RETURNS pg_catalog.void
	AS 'MODULE_PATHNAME' LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE COST 10;
COMMENT ON FUNCTION materials.seal_turn(regclass) IS 'waits until nobody else seals into this table of blocks, and keeps others waiting until the transaction ends; for who may add blocks';

CREATE FUNCTION materials.merkle_leaf(bytes pg_catalog.bytea) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION materials.merkle_leaf(bytea) IS 'leaf of RFC 6962: SHA-256 of a zero byte and of the bytes';

CREATE FUNCTION materials.merkle_hashes(hashes pg_catalog.bytea) RETURNS pg_catalog.bytea[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 10;
COMMENT ON FUNCTION materials.merkle_hashes(bytea) IS 'hashes of 32 bytes that lie one after the other, one by one';

CREATE FUNCTION materials.merkle_root_add(state pg_catalog.internal, hashes pg_catalog.bytea) RETURNS pg_catalog.internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.merkle_root_add(internal, bytea) IS 'of the aggregate merkle_root';

CREATE FUNCTION materials.merkle_root_end(state pg_catalog.internal) RETURNS pg_catalog.bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10;
COMMENT ON FUNCTION materials.merkle_root_end(internal) IS 'of the aggregate merkle_root';

CREATE AGGREGATE materials.merkle_root(pg_catalog.bytea) (SFUNC = materials.merkle_root_add, STYPE = internal, SSPACE = 2200, FINALFUNC = materials.merkle_root_end, FINALFUNC_MODIFY = READ_ONLY, PARALLEL = SAFE);
COMMENT ON AGGREGATE materials.merkle_root(bytea) IS 'root of RFC 6962''s tree over hashes, in their order: of leaves, or of nodes of one height; a value may hold several, one after the other';

CREATE FUNCTION materials.merkle_inclusion(leaf pg_catalog.int8, size pg_catalog.int8, OUT place pg_catalog.int4, OUT first pg_catalog.int8, OUT leaves pg_catalog.int8) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20 COST 10;
COMMENT ON FUNCTION materials.merkle_inclusion(bigint, bigint) IS 'the hashes that prove a leaf to be in a tree of that size, from the leaf upwards, each by the leaves that it is over; leaves count from 0';

CREATE FUNCTION materials.merkle_consistency(old_size pg_catalog.int8, new_size pg_catalog.int8, OUT place pg_catalog.int4, OUT first pg_catalog.int8, OUT leaves pg_catalog.int8) RETURNS SETOF pg_catalog.record
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 20 COST 10;
COMMENT ON FUNCTION materials.merkle_consistency(bigint, bigint) IS 'the hashes that prove a tree to begin with a smaller one, in the order of RFC 6962, each by the leaves that it is over';

CREATE FUNCTION materials.merkle_includes(leaf_hash pg_catalog.bytea, leaf pg_catalog.int8, size pg_catalog.int8, path pg_catalog.bytea[], root pg_catalog.bytea) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.merkle_includes(bytea, bigint, bigint, bytea[], bytea) IS 'true where the path proves that the leaf is in the tree of that size and root';

CREATE FUNCTION materials.merkle_consistent(old_size pg_catalog.int8, old_root pg_catalog.bytea, new_size pg_catalog.int8, new_root pg_catalog.bytea, path pg_catalog.bytea[]) RETURNS pg_catalog.bool
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION materials.merkle_consistent(bigint, bytea, bigint, bytea, bytea[]) IS 'true where the path proves that the new tree begins with the old one';
