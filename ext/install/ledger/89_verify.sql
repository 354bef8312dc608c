-- Verifying: every stored byte is read again, the rows against their leaves, the leaves against the tree, the tree against
-- a checkpoint that was kept elsewhere.  All functions here read in one snapshot, so writers and sealers disturb nothing.

-- The seal's own tables: each can be computed from what lies under it, down to the leaves.
CREATE OR REPLACE FUNCTION verify_log() RETURNS TABLE (finding text, relation text, row_id bigint, column_name text, detail text)
	LANGUAGE plpgsql STABLE PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	size bigint := coalesce((SELECT max(b.tree_size) FROM seal_block AS b), 0);
	block_columns text[] := array_remove(sealed_column('seal_block'), 'root');
	page_columns text[] := array_remove(sealed_column('seal_page'), 'mark');
	part_columns text[] := array_remove(sealed_column('seal_part'), 'mark');
BEGIN
	-- Pages and parts bear marks of their own.
	RETURN QUERY
	SELECT 'changed', 'seal_page', p.first_leaf, d.name, format('leaves of table "%s", block %s', p.relation, p.block_id)
	FROM seal_page AS p CROSS JOIN LATERAL mark_difference(page_columns, p.mark, materials.leaf_bytes('seal_page', p.first_leaf, p, '{mark}')) AS d (name)
	WHERE p.mark <> materials.leaf_seal('seal_page', p.first_leaf, p, '{mark}')
	UNION ALL
	SELECT 'changed', 'seal_part', p.block_id, d.name, format('part of table "%s"', p.relation)
	FROM seal_part AS p CROSS JOIN LATERAL mark_difference(part_columns, p.mark, materials.leaf_bytes('seal_part', p.block_id, p, '{mark}')) AS d (name)
	WHERE p.mark <> materials.leaf_seal('seal_part', p.block_id, p, '{mark}');

	-- A block's leaf is in its last page; the root is what the leaves up to there come to.
	RETURN QUERY
	WITH page AS (
		SELECT p.block_id, p.first_leaf, p.relation, p.hashes, p.checks, p.first_leaf + length(p.hashes) / 32 AS next_leaf,
			lag(p.first_leaf + length(p.hashes) / 32, 1, 0::bigint) OVER w AS expected, materials.merkle_root(p.hashes) OVER w AS root
		FROM seal_page AS p WINDOW w AS (ORDER BY p.first_leaf)
	), block AS (
		SELECT b.id, b.content, b.root, b.tree_size, b.first_leaf, materials.leaf_bytes('seal_block', b.id, b, '{root}') AS bytes, lag(b.id, 1, 0::bigint) OVER (ORDER BY b.id) AS before
		FROM seal_block AS b
	)
	SELECT 'missing', 'seal_page', p.expected, NULL, format('leaves %s to %s are in no page', p.expected, p.first_leaf - 1) FROM page AS p WHERE p.first_leaf > p.expected
	UNION ALL
	SELECT 'extra', 'seal_page', p.first_leaf, NULL, format('leaves before %s are in another page too', p.expected) FROM page AS p WHERE p.first_leaf < p.expected
	UNION ALL
	SELECT 'missing', 'seal_page', max(p.next_leaf), NULL, format('the log has %s leaves', size) FROM page AS p HAVING coalesce(max(p.next_leaf), 0) < size
	UNION ALL
	SELECT 'extra', 'seal_page', p.first_leaf, NULL, format('the log has %s leaves', size) FROM page AS p WHERE p.next_leaf > size
	UNION ALL
	SELECT 'missing', 'seal_block', b.before + 1, NULL, format('blocks %s to %s', b.before + 1, b.id - 1) FROM block AS b WHERE b.id <> b.before + 1
	UNION ALL
	SELECT 'changed', 'seal_block', b.id, d.name, 'the block is not as its leaf has it'
	FROM block AS b LEFT JOIN page AS p ON p.relation = 'seal_block' AND p.block_id = b.id
		CROSS JOIN LATERAL unnest(coalesce(nullif(materials.leaf_difference(block_columns, p.checks, 0, b.bytes, '{}'), '{}'), ARRAY[NULL::text])) AS d (name)
	WHERE p.hashes IS DISTINCT FROM materials.merkle_leaf(b.bytes)
	UNION ALL
	SELECT 'changed', 'seal_block', b.id, 'root', 'the root is not that of the leaves'
	FROM block AS b JOIN page AS p ON p.relation = 'seal_block' AND p.block_id = b.id WHERE p.root <> b.root
	UNION ALL
	SELECT 'changed', 'seal_block', b.id, 'content', 'the parts and pages of the block are not those that were sealed'
	FROM block AS b JOIN page AS p ON p.relation = 'seal_block' AND p.block_id = b.id WHERE b.content <> seal_content(b.id, p.first_leaf);

	-- Tiles follow from the leaves.
	RETURN QUERY
	WITH tile AS (
		SELECT 0 AS level, p.first_leaf / 256 AS number, materials.merkle_root(p.hashes ORDER BY p.first_leaf) AS root FROM seal_page AS p GROUP BY p.first_leaf / 256
		UNION ALL
		SELECT t.level + 1, t.number / 256, materials.merkle_root(t.root ORDER BY t.number) FROM seal_tile AS t GROUP BY t.level, t.number / 256
	), expected AS (
		SELECT t.level, t.number, t.root FROM tile AS t WHERE t.level < 7 AND t.number < size / (256::numeric ^ (t.level + 1))::bigint
	)
	SELECT CASE WHEN t.root IS NULL THEN 'missing' WHEN e.root IS NULL THEN 'extra' ELSE 'changed' END, 'seal_tile', coalesce(t.number, e.number),
		CASE WHEN t.root <> e.root THEN 'root' END, format('tile of level %s', coalesce(t.level, e.level))
	FROM expected AS e FULL JOIN seal_tile AS t ON t.level = e.level AND t.number = e.number
	WHERE t.root IS DISTINCT FROM e.root;

	RETURN QUERY
	SELECT 'changed', 'ledger', NULL::bigint, 'origin', format('block %s was sealed under origin %s', b.id, b.origin)
	FROM ledger AS l JOIN seal_block AS b ON b.id = (SELECT max(n.id) FROM seal_block AS n) WHERE b.origin <> l.origin;
END
$$;
COMMENT ON FUNCTION verify_log() IS 'what is wrong with the tables of the seal among themselves';

-- The mark of a page or part is its leaf and its checks; what differs is named by the checks, or it is the mark itself.
CREATE OR REPLACE FUNCTION mark_difference(columns text[], mark bytea, bytes bytea) RETURNS SETOF text
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
	SELECT n.name
	FROM unnest(coalesce(CASE WHEN substr(mark_difference.mark, 1, 32) <> materials.merkle_leaf(mark_difference.bytes)
		THEN nullif(materials.leaf_difference(mark_difference.columns, substr(mark_difference.mark, 33), 0, mark_difference.bytes, '{}'), '{}') END, '{mark}')) AS n (name);
END;
COMMENT ON FUNCTION mark_difference(text[], bytea, bytea) IS 'columns of a row of the seal that do not agree with its mark, or the mark, where the two do not agree';

CREATE OR REPLACE FUNCTION column_pending(relation text) RETURNS text[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT ARRAY(SELECT c.c FROM unnest(sealed_column(column_pending.relation)) AS c (c)
		WHERE c.c <> ALL ((SELECT p.columns FROM seal_part AS p WHERE p.relation = column_pending.relation ORDER BY p.block_id DESC LIMIT 1)::text[]));
END;
COMMENT ON FUNCTION column_pending(text) IS 'columns of a table that came since its last block: they are not sealed yet';

-- Inlined where it is asked, so that rows of pages are not made into rows twice.
CREATE OR REPLACE FUNCTION sealed_leaf(relation text, pending text[]) RETURNS TABLE (first_leaf bigint, checks bytea, columns text[], left_out text[], id bigint, hash bytea, place integer)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 100000
BEGIN ATOMIC
	WITH part AS MATERIALIZED (
		SELECT p.block_id, p.columns, seal_left_out(p.relation, p.block_id) || sealed_leaf.pending AS left_out FROM seal_part AS p WHERE p.relation = sealed_leaf.relation
	)
	SELECT p.first_leaf, p.checks, q.columns, q.left_out, s.id, s.hash, s.place::integer
	FROM part AS q JOIN seal_page AS p ON p.relation = sealed_leaf.relation AND p.block_id = q.block_id
		CROSS JOIN LATERAL unnest(p.ids, materials.merkle_hashes(p.hashes)) WITH ORDINALITY AS s (id, hash, place);
END;
COMMENT ON FUNCTION sealed_leaf(text, text[]) IS 'the leaves of rows of a table, with the columns that were sealed and those left out since; pending columns are left out too';

-- Rows of an append-only table: each is what its leaf says, and is there.
CREATE OR REPLACE FUNCTION verify_table(relation text) RETURNS TABLE (finding text, row_id bigint, column_name text, detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT CASE WHEN t.id IS NULL THEN 'missing' ELSE 'changed' END, l.id, d.name,
			format('leaf %%s', l.first_leaf + l.place - 1)
		FROM sealed_leaf($1, $2) AS l LEFT JOIN %1$I AS t ON t.id = l.id
			CROSS JOIN LATERAL unnest(CASE WHEN t.id IS NULL THEN ARRAY[NULL::text]
				ELSE coalesce(nullif(materials.leaf_difference(l.columns, l.checks, l.place - 1, materials.leaf_bytes($1, t.id, t, l.left_out), l.left_out), '{}'), ARRAY[NULL::text]) END) AS d (name)
		WHERE l.id IS NOT NULL AND (t.id IS NULL OR l.hash IS DISTINCT FROM materials.leaf_hash($1, t.id, t, l.left_out))
		$query$, relation) USING relation, column_pending(relation);
END
$$;
COMMENT ON FUNCTION verify_table(text) IS 'rows of an append-only table that are not what was sealed';

-- Reading what is left in former_row needs a subtransaction, which a parallel query has none of: hence PARALLEL UNSAFE.
-- Rows of a register: the changes that are kept lead from the state that was sealed to that of today, without a gap.
CREATE OR REPLACE FUNCTION verify_register(relation text) RETURNS TABLE (finding text, row_id bigint, column_name text, detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
BEGIN
	RETURN QUERY EXECUTE format($query$
		WITH change AS (
			SELECT c.id, c.row_id, former_bytes(c.relation, c.row_id, c.fact) AS former, c.latter, row_number() OVER w AS number, lag(c.latter) OVER w AS before, lead(c.id) OVER w IS NULL AS newest
			FROM former_row AS c WHERE c.relation = $1 WINDOW w AS (PARTITION BY c.row_id ORDER BY c.id)
		)
		SELECT CASE WHEN t.id IS NULL THEN 'missing' ELSE 'changed' END, l.id, d.name, format('leaf %%s', l.first_leaf + l.place - 1)
		FROM sealed_leaf($1, $2) AS l LEFT JOIN %1$I AS t ON t.id = l.id LEFT JOIN change AS c ON c.row_id = l.id AND c.number = 1
			CROSS JOIN LATERAL (SELECT coalesce(c.former, materials.leaf_bytes($1, t.id, t, l.left_out)) AS bytes) AS s
			CROSS JOIN LATERAL unnest(CASE WHEN s.bytes IS NULL THEN ARRAY[NULL::text]
				ELSE coalesce(nullif(materials.leaf_difference(l.columns, l.checks, l.place - 1, s.bytes, l.left_out), '{}'), ARRAY[NULL::text]) END) AS d (name)
		WHERE l.id IS NOT NULL AND l.hash IS DISTINCT FROM materials.leaf_hash($1, t.id, t, l.left_out)
			AND (c.id IS NULL OR l.hash <> materials.merkle_leaf(c.former)
				AND NOT EXISTS (SELECT FROM former_row AS x WHERE x.relation = $1 AND x.row_id = l.id AND materials.merkle_leaf(x.latter) = l.hash))
		UNION ALL
		SELECT 'changed', c.row_id, d.name, format('between the changes before and of row %%s of former_row', c.id)
		FROM change AS c CROSS JOIN LATERAL unnest(CASE WHEN c.before IS NULL THEN ARRAY[NULL::text] ELSE coalesce(materials.leaf_change(c.before, c.former, $2), ARRAY[NULL::text]) END) AS d (name)
		WHERE c.number > 1
		UNION ALL
		SELECT CASE WHEN c.latter IS NULL THEN 'extra' WHEN t.id IS NULL THEN 'missing' ELSE 'changed' END, c.row_id, d.name, format('since the change of row %%s of former_row', c.id)
		FROM change AS c LEFT JOIN %1$I AS t ON t.id = c.row_id
			CROSS JOIN LATERAL unnest(CASE WHEN c.latter IS NULL OR t.id IS NULL THEN ARRAY[NULL::text]
				ELSE coalesce(materials.leaf_change(c.latter, materials.leaf_bytes($1, t.id, t, '{}'), $2), ARRAY[NULL::text]) END) AS d (name)
		WHERE c.newest AND (c.latter IS NOT NULL OR t.id IS NOT NULL)
		$query$, relation) USING relation, column_pending(relation) || seal_left_out(relation, 0);
END
$$;
COMMENT ON FUNCTION verify_register(text) IS 'rows of a table that may be changed which are not what was sealed, nor what the changes that are kept made of it';

CREATE OR REPLACE FUNCTION verify_checkpoint(checkpoint text) RETURNS TABLE (finding text, relation text, row_id bigint, column_name text, detail text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE ROWS 1 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	lines text[] := string_to_array(checkpoint, E'\n');
	newest bigint := coalesce((SELECT max(b.tree_size) FROM seal_block AS b), 0);
	size bigint;
	root bytea;
BEGIN
	IF cardinality(lines) < 4 OR lines[2] !~ '^(0|[1-9][0-9]{0,17})$' OR lines[3] !~ '^[A-Za-z0-9+/]{43}=$' THEN
		RAISE invalid_parameter_value USING MESSAGE = 'this is no checkpoint', DETAIL = 'A checkpoint has a line each for the origin, the number of leaves and the root in base64, each with its line''s end.';
	END IF;
	size := lines[2]::bigint;
	root := decode(lines[3], 'base64');
	RETURN QUERY
	SELECT 'other_ledger', 'ledger', NULL::bigint, 'origin', format('the checkpoint is of "%s", this is "%s"', left(lines[1], 100), seal_origin()) WHERE lines[1] IS DISTINCT FROM seal_origin()
	UNION ALL
	SELECT 'truncated', 'seal_block', NULL, NULL, format('the checkpoint has %s leaves, the log only %s: it was cut off, or comes from an older backup', size, newest) WHERE size > newest
	UNION ALL
	SELECT 'rewritten', 'seal_block', (SELECT min(b.id) FROM seal_block AS b WHERE b.tree_size >= size), 'root', format('the first %s leaves are not those of the checkpoint', size)
	WHERE CASE WHEN size <= newest THEN seal_hash(0, size) <> root END;
END
$$;
COMMENT ON FUNCTION verify_checkpoint(text) IS 'how the log does not agree with a checkpoint that was taken of it; lines behind the third, such as signatures, are not read';

CREATE OR REPLACE FUNCTION verify(checkpoint text DEFAULT NULL) RETURNS TABLE (finding text, relation text, row_id bigint, column_name text, detail text)
	LANGUAGE plpgsql STABLE PARALLEL UNSAFE ROWS 10 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	one record;
BEGIN
	IF checkpoint IS NOT NULL THEN
		RETURN QUERY SELECT c.* FROM verify_checkpoint(checkpoint) AS c;
	END IF;
	RETURN QUERY SELECT l.* FROM verify_log() AS l;
	FOR one IN
		SELECT coalesce(s.relation, p.relation) AS relation, to_regclass(quote_ident(coalesce(s.relation, p.relation))) AS oid, s.relation IS NULL AS unsealed, s.register, s.guarded, p.relation IS NOT NULL AS has_leaves
		FROM sealed_table() AS s FULL JOIN (SELECT DISTINCT q.relation FROM seal_part AS q) AS p ON p.relation = s.relation
		ORDER BY 1
	LOOP
		PERFORM materials.tell_progress(format('reading table "%s" again', one.relation));
		IF one.oid IS NULL THEN
			RETURN QUERY SELECT 'missing', one.relation, NULL::bigint, NULL::text, 'the table is not there';
			CONTINUE;
		END IF;
		IF rows_hidden(one.relation) THEN
			RAISE insufficient_privilege USING MESSAGE = format('row-level security hides rows of table "%s" from role "%s"', one.relation, current_user),
				HINT = 'Verify as the owner of the ledger, or as a role to which a policy shows all rows.';
		END IF;
		IF one.unsealed OR NOT one.guarded THEN
			RETURN QUERY SELECT 'unguarded', one.relation, NULL::bigint, NULL::text, 'the trigger that refuses or keeps changes of the table is not there, or disabled';
		END IF;
		IF one.has_leaves AND coalesce(one.register, EXISTS (SELECT FROM former_row AS c WHERE c.relation = one.relation)) THEN
			RETURN QUERY SELECT r.finding, one.relation, r.row_id, r.column_name, r.detail FROM verify_register(one.relation) AS r;
		ELSIF one.has_leaves THEN
			RETURN QUERY SELECT t.finding, one.relation, t.row_id, t.column_name, t.detail FROM verify_table(one.relation) AS t;
		END IF;
	END LOOP;
END
$$;
COMMENT ON FUNCTION verify(text) IS 'what was changed behind the ledger''s back, by table, row and column: reads every sealed row and all of the log again, and compares the log with a checkpoint where one is given; no row where all is as it was sealed';
