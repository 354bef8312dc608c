-- Proofs: that a row is in the log, and that the log of one day begins with that of an earlier one.

-- Columns that came with values after a block was sealed; its leaves do not have them.
CREATE OR REPLACE FUNCTION seal_left_out(relation text, block_id bigint) RETURNS text[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(array_agg(DISTINCT c.c), '{}') FROM seal_part AS p CROSS JOIN LATERAL unnest(p.anew) AS c (c)
	WHERE p.relation = seal_left_out.relation AND p.block_id > seal_left_out.block_id;
END;
COMMENT ON FUNCTION seal_left_out(text, bigint) IS 'columns of a table that came with values into rows which a block has sealed before';

-- What stands in former_row may be anything, once somebody has been there: what is no row of the table has no bytes.
CREATE OR REPLACE FUNCTION former_bytes(relation text, row_id bigint, fact jsonb) RETURNS bytea
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET datestyle = 'ISO, YMD' SET intervalstyle = 'postgres' SET jit = off
AS $$
DECLARE
	found bytea;
BEGIN
	EXECUTE format('SELECT materials.leaf_bytes($1, $2, jsonb_populate_record(NULL::%I, $3), ''{}'')', relation) INTO found USING relation, row_id, fact;
	RETURN found;
EXCEPTION WHEN data_exception OR integrity_constraint_violation OR syntax_error_or_access_rule_violation THEN
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION former_bytes(text, bigint, jsonb) IS 'the bytes of a row as former_row has it; empty where that is no row of the table';

CREATE OR REPLACE FUNCTION sealed_bytes(relation text, row_id bigint, leaf_hash bytea, left_out text[]) RETURNS bytea
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	found bytea;
BEGIN
	IF relation = 'seal_block' THEN
		SELECT materials.leaf_bytes('seal_block', b.id, b, '{root}') INTO found FROM seal_block AS b WHERE b.id = row_id;
	ELSE
		EXECUTE format('SELECT materials.leaf_bytes($1, t.id, t, $3) FROM %I AS t WHERE t.id = $2', relation) INTO found USING relation, row_id, left_out;
	END IF;
	IF materials.merkle_leaf(found) IS DISTINCT FROM leaf_hash AND relation <> 'seal_block' THEN
		SELECT s.bytes INTO found FROM former_row AS f CROSS JOIN LATERAL (VALUES (former_bytes(f.relation, f.row_id, f.fact)), (f.latter)) AS s (bytes)
		WHERE f.relation = sealed_bytes.relation AND f.row_id = sealed_bytes.row_id AND materials.merkle_leaf(s.bytes) = leaf_hash LIMIT 1;
	END IF;
	RETURN found;
END
$$;
COMMENT ON FUNCTION sealed_bytes(text, bigint, bytea, text[]) IS 'the bytes of a row that a leaf is over: of the row as it is, or as it was before it was changed; empty where there are none';

CREATE OR REPLACE FUNCTION row_leaf(relation text, row_id bigint, tree_size bigint) RETURNS TABLE (leaf bigint, leaf_hash bytea, bytes bytea)
	LANGUAGE sql STABLE STRICT PARALLEL UNSAFE ROWS 1
BEGIN ATOMIC
	SELECT p.first_leaf + a.place - 1, h.hash, sealed_bytes(p.relation, row_leaf.row_id, h.hash, seal_left_out(p.relation, p.block_id))
	FROM seal_page AS p CROSS JOIN LATERAL (SELECT array_position(p.ids, row_leaf.row_id)) AS a (place) CROSS JOIN LATERAL (SELECT substr(p.hashes, 32 * (a.place - 1) + 1, 32)) AS h (hash)
	WHERE p.relation = row_leaf.relation AND p.id_max >= row_leaf.row_id AND p.id_min <= row_leaf.row_id AND a.place IS NOT NULL AND p.first_leaf + a.place <= row_leaf.tree_size
	ORDER BY p.first_leaf;
END;
COMMENT ON FUNCTION row_leaf(text, bigint, bigint) IS 'leaves of a row in the log of that size, and the bytes under them; a row has several where columns came with values after it was sealed';

CREATE OR REPLACE FUNCTION inclusion_proof(relation text, row_id bigint, tree_size bigint DEFAULT NULL)
	RETURNS TABLE (leaf bigint, leaf_hash bytea, size bigint, path bytea[], bytes bytea)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 1 SET search_path FROM CURRENT SET jit = off
AS $$
BEGIN
	size := coalesce(inclusion_proof.tree_size, (SELECT max(b.tree_size) FROM seal_block AS b), 0);
	IF size < 0 OR size > coalesce((SELECT max(b.tree_size) FROM seal_block AS b), 0) THEN
		RAISE invalid_parameter_value USING MESSAGE = format('the log has no %s leaves', size);
	END IF;
	FOR leaf, leaf_hash, bytes IN SELECT s.leaf, s.leaf_hash, s.bytes FROM row_leaf(inclusion_proof.relation, inclusion_proof.row_id, size) AS s
	LOOP
		path := ARRAY(SELECT seal_hash(i.first, i.leaves) FROM materials.merkle_inclusion(leaf, size) AS i ORDER BY i.place);
		RETURN NEXT;
	END LOOP;
END
$$;
COMMENT ON FUNCTION inclusion_proof(text, bigint, bigint) IS 'proves that a row is in the log of that size, or of today''s: its leaf, counted from 0, the bytes under the leaf, and the path of RFC 6962; no row where no block has it';

CREATE OR REPLACE FUNCTION consistency_proof(old_size bigint, new_size bigint DEFAULT NULL) RETURNS bytea[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	newest bigint := coalesce((SELECT max(b.tree_size) FROM seal_block AS b), 0);
	size bigint := coalesce(new_size, newest);
BEGIN
	IF old_size IS NULL OR size > newest THEN
		RAISE invalid_parameter_value USING MESSAGE = format('the log has no %s leaves', coalesce(size::text, 'unknown number of')), DETAIL = format('It has %s.', newest);
	END IF;
	RETURN ARRAY(SELECT seal_hash(i.first, i.leaves) FROM materials.merkle_consistency(old_size, size) AS i ORDER BY i.place);
END
$$;
COMMENT ON FUNCTION consistency_proof(bigint, bigint) IS 'proves that the log of new_size, or today''s, begins with that of old_size: the path of RFC 6962';
