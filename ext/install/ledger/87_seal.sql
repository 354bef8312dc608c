-- Sealing.  Rows that no block has become leaves of the log, a block at a time, outside the transactions that wrote them:
-- writers know nothing of it, and sealers take turns among themselves.
--
-- Which rows no block has is known without looking at the others: of each table the newest part says which numbers may come
-- yet, in the gaps that open transactions left and after the last one.

CREATE OR REPLACE FUNCTION sealed_table() RETURNS TABLE (relation text, register boolean, guarded boolean)
	LANGUAGE sql STABLE PARALLEL SAFE ROWS 40
BEGIN ATOMIC
	SELECT c.relname::text, bool_or(p.proname = 'keep_former_row'), bool_or(g.tgenabled IN ('O', 'A'))
	FROM pg_class AS c JOIN pg_trigger AS g ON g.tgrelid = c.oid JOIN pg_proc AS p ON p.oid = g.tgfoid
		JOIN pg_class AS b ON b.oid = 'seal_block'::regclass AND b.relnamespace = c.relnamespace AND b.relnamespace = p.pronamespace
	WHERE c.relkind IN ('r', 'p') AND p.proname IN ('guard_append_only', 'keep_former_row') AND g.tgname <> 'guard_truncate'
		AND NOT starts_with(c.relname::text, 'seal_')
		AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'id' AND a.atttypid = 'bigint'::regtype AND NOT a.attisdropped)
	GROUP BY c.oid, c.relname;
END;
COMMENT ON FUNCTION sealed_table() IS 'tables whose rows are sealed: those that refuse changes or keep them, which their triggers say, and that have a number id; guarded is false where the trigger was disabled';

CREATE OR REPLACE FUNCTION sealed_column(relation text) RETURNS text[]
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT coalesce(array_agg(a.attname::text ORDER BY a.attname::text COLLATE "C"), '{}')
	FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_class AS b ON b.oid = 'seal_block'::regclass AND b.relnamespace = c.relnamespace
	WHERE c.relname = sealed_column.relation AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'id';
END;
COMMENT ON FUNCTION sealed_column(text) IS 'columns of a table that its rows are sealed with, the number id aside, in the order of their checks';

-- A policy that asks nothing of a row lets somebody see all rows or none: its condition can be asked by itself, as it would be asked
-- for each row.  What names a column cannot, and may hide rows.
CREATE OR REPLACE FUNCTION rows_hidden(relation text) RETURNS boolean
	LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	of_table regclass := quote_ident(relation)::regclass;
	one record;
	holds boolean;
	seen boolean := false;
BEGIN
	IF NOT row_security_active(of_table) THEN
		RETURN false;
	END IF;
	FOR one IN SELECT p.polpermissive AS permissive, pg_get_expr(p.polqual, p.polrelid) AS condition FROM pg_policy AS p
		WHERE p.polrelid = of_table AND p.polcmd IN ('r', '*') AND p.polqual IS NOT NULL AND EXISTS (SELECT FROM unnest(p.polroles) AS r (oid) WHERE r.oid = 0 OR pg_has_role(r.oid, 'USAGE'))
	LOOP
		BEGIN
			EXECUTE format('SELECT (%s) IS TRUE', one.condition) INTO holds;
		EXCEPTION WHEN undefined_column OR undefined_table THEN
			holds := false;
		END;
		IF NOT holds AND NOT one.permissive THEN
			RETURN true;
		END IF;
		seen := seen OR holds AND one.permissive;
	END LOOP;
	RETURN NOT seen;
END
$$;
COMMENT ON FUNCTION rows_hidden(text) IS 'whether row-level security may hide rows of a table from the role that asks: false for the owner, and where a policy lets the role see every row whatever is in it';

-- The hash over leaves that are a node of the tree or its right edge, from the highest tiles that fit in.
CREATE OR REPLACE FUNCTION seal_hash(first bigint, leaves bigint) RETURNS bytea
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	tile_level integer := 0;
	from_node bigint := first;
	to_node bigint := first + leaves;
	from_here bigint;
	rest bytea;
	found bytea;
BEGIN
	LOOP
		-- What fills no tile is summed up first; it is the last hash of the level above.
		from_here := CASE WHEN to_node - from_node > 256 THEN to_node / 256 * 256 ELSE from_node END;
		SELECT materials.merkle_root(n.hash ORDER BY n.place) INTO found
		FROM (SELECT p.first_leaf + h.place - 1 AS place, h.hash FROM seal_page AS p CROSS JOIN LATERAL unnest(materials.merkle_hashes(p.hashes)) WITH ORDINALITY AS h (hash, place)
				WHERE tile_level = 0 AND p.first_leaf > from_here - 256 AND p.first_leaf < to_node AND p.first_leaf + h.place - 1 >= from_here AND p.first_leaf + h.place - 1 < to_node
			UNION ALL SELECT t.number, t.root FROM seal_tile AS t WHERE t.level = tile_level - 1 AND t.number >= from_here AND t.number < to_node
			UNION ALL SELECT to_node, rest WHERE rest IS NOT NULL) AS n;
		EXIT WHEN from_here = from_node;
		IF from_here < to_node OR rest IS NOT NULL THEN
			rest := found;
		END IF;
		from_node := from_node / 256;
		to_node := to_node / 256;
		tile_level := tile_level + 1;
	END LOOP;
	RETURN found;
END
$$;
COMMENT ON FUNCTION seal_hash(bigint, bigint) IS 'hash over so many leaves of the log from a leaf on, which are a node of the tree or its right edge';

-- Takes rows of one table into a block; returns how many.
CREATE OR REPLACE FUNCTION seal_relation(relation text, block_id bigint, first_leaf bigint, leaves_max bigint) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	kept seal_part;
	made seal_part;
	column_name text;
	filled boolean;
	came boolean;
	sealed_ids int8multirange;
	sealed_since bigint;
BEGIN
	-- Nobody alters the table meanwhile; whoever writes is not in the way.
	EXECUTE format('LOCK TABLE %I IN ACCESS SHARE MODE', relation);
	IF rows_hidden(relation) THEN
		RAISE insufficient_privilege USING MESSAGE = format('row-level security hides rows of table "%s" from role "%s"', relation, current_user),
			HINT = 'Seal as the owner of the ledger, or as a role to which a policy shows all rows.';
	END IF;
	SELECT p.* INTO kept FROM seal_part AS p WHERE p.relation = seal_relation.relation ORDER BY p.block_id DESC LIMIT 1;
	made.block_id := seal_relation.block_id;
	made.relation := seal_relation.relation;
	made.columns := sealed_column(relation);
	made.anew := '{}';
	made.awaited := coalesce(kept.awaited, '{(,)}');
	made.awaited_exact := coalesce(kept.awaited_exact, true);

	-- Most tables have nothing new most of the time, and that is soon known.
	IF kept.columns IS NULL OR kept.columns = made.columns THEN
		EXECUTE format('SELECT EXISTS (SELECT FROM unnest($1) AS a (span) CROSS JOIN LATERAL (SELECT FROM %I AS r '
			'WHERE r.id >= coalesce(lower(a.span), -9223372036854775808) AND r.id < coalesce(upper(a.span), 9223372036854775807) LIMIT 1) AS t)', relation)
			INTO came USING made.awaited;
		IF NOT came THEN
			RETURN 0;
		END IF;
	END IF;

	-- A column that came since: where rows that are sealed have values in it, all are sealed once more.
	FOREACH column_name IN ARRAY ARRAY(SELECT c FROM unnest(made.columns) AS c WHERE kept.columns IS NOT NULL AND c <> ALL (kept.columns)) LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I AS t WHERE t.%I IS NOT NULL AND NOT ($2 AND t.id <@ $1))', relation, column_name)
			INTO filled USING kept.awaited, kept.awaited_exact;
		IF filled THEN
			made.anew := made.anew || column_name;
			made.awaited := '{(,)}';
			made.awaited_exact := true;
		END IF;
	END LOOP;
	SELECT coalesce(max(p.block_id), 0) INTO sealed_since FROM seal_part AS p WHERE p.relation = seal_relation.relation AND p.anew <> '{}';

	EXECUTE format($query$
		WITH made AS (
			INSERT INTO seal_page (first_leaf, block_id, relation, id_min, id_max, ids, hashes, checks, mark)
			SELECT g.first_leaf, g.block_id, g.relation, g.id_min, g.id_max, g.ids, g.hashes, g.checks, materials.leaf_seal('seal_page', g.first_leaf, g, '{}')
			FROM (SELECT min(n.leaf) AS first_leaf, $1 AS block_id, $2 AS relation, min(n.id) AS id_min, max(n.id) AS id_max, array_agg(n.id ORDER BY n.leaf) AS ids,
					string_agg(substr(n.seal, 1, 32), '' ORDER BY n.leaf) AS hashes, string_agg(substr(n.seal, 33), '' ORDER BY n.leaf) AS checks
				FROM (SELECT t.id, materials.leaf_seal($2, t.id, t, '{}') AS seal, $3 + row_number() OVER () - 1 AS leaf
					FROM unnest($5) AS a (span) CROSS JOIN LATERAL (SELECT r.* FROM %I AS r
						WHERE r.id >= coalesce(lower(a.span), -9223372036854775808) AND r.id < coalesce(upper(a.span), 9223372036854775807) %s) AS t
					LIMIT $4) AS n
				GROUP BY n.leaf / 256) AS g
			RETURNING seal_page.ids)
		SELECT count(*), range_agg(int8range(i.id, i.id, '[]')) FROM made AS m CROSS JOIN LATERAL unnest(m.ids) AS i (id)
		$query$, relation, CASE WHEN NOT made.awaited_exact THEN
			'AND NOT EXISTS (SELECT FROM seal_page AS p CROSS JOIN LATERAL unnest(p.ids) AS s (id) WHERE p.relation = $2 AND p.block_id >= $6 AND s.id = r.id)' END)
		INTO made.leaves, sealed_ids USING block_id, relation, first_leaf, leaves_max, made.awaited, sealed_since;

	IF made.leaves > 0 OR kept.columns IS NOT NULL AND kept.columns <> made.columns THEN
		made.awaited := made.awaited - coalesce(sealed_ids, '{}');
		IF (SELECT count(*) FROM unnest(made.awaited)) > 1000 THEN
			made.awaited := int8multirange(int8range(lower(made.awaited), NULL));
			made.awaited_exact := false;
		END IF;
		made.mark := materials.leaf_seal('seal_part', made.block_id, made, '{mark}');
		INSERT INTO seal_part SELECT made.*;
	END IF;
	RETURN made.leaves;
END
$$;
COMMENT ON FUNCTION seal_relation(text, bigint, bigint, bigint) IS 'of seal(): takes rows of a table into a block, up to so many; returns how many';

-- Ends a block: its own leaf, the tiles that it fills, its root.
CREATE OR REPLACE FUNCTION seal_end(block_id bigint, first_leaf bigint, leaves bigint) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	made seal_block;
	seal bytea;
	page seal_page;
	tile_level integer := 0;
	width bigint := 256;
BEGIN
	made.id := block_id;
	SELECT l.origin INTO made.origin FROM ledger AS l;
	made.first_leaf := first_leaf;
	made.tree_size := first_leaf + leaves + 1;
	made.content := seal_content(block_id, first_leaf + leaves);
	made.sealed_at := clock_timestamp();
	made.sealed_by := session_user;
	seal := materials.leaf_seal('seal_block', made.id, made, '{root}');
	page.first_leaf := first_leaf + leaves;
	page.block_id := block_id;
	page.relation := 'seal_block';
	page.id_min := block_id;
	page.id_max := block_id;
	page.ids := ARRAY[block_id];
	page.hashes := substr(seal, 1, 32);
	page.checks := substr(seal, 33);
	page.mark := materials.leaf_seal('seal_page', page.first_leaf, page, '{mark}');
	INSERT INTO seal_page SELECT page.*;
	INSERT INTO seal_tile (level, number, root)
	SELECT 0, p.first_leaf / 256, materials.merkle_root(p.hashes ORDER BY p.first_leaf) FROM seal_page AS p
	WHERE p.first_leaf >= made.first_leaf / 256 * 256 AND p.first_leaf < made.tree_size / 256 * 256 GROUP BY p.first_leaf / 256;
	WHILE made.first_leaf / width < made.tree_size / width LOOP
		INSERT INTO seal_tile (level, number, root)
		SELECT tile_level + 1, t.number / 256, materials.merkle_root(t.root ORDER BY t.number) FROM seal_tile AS t
		WHERE t.level = tile_level AND t.number >= made.first_leaf / width / 256 * 256 AND t.number < made.tree_size / width / 256 * 256 GROUP BY t.number / 256;
		tile_level := tile_level + 1;
		width := width * 256;
	END LOOP;
	made.root := seal_hash(0, made.tree_size);
	INSERT INTO seal_block SELECT made.*;
END
$$;
COMMENT ON FUNCTION seal_end(bigint, bigint, bigint) IS 'of seal(): ends a block that has so many leaves from its first one on';

CREATE OR REPLACE FUNCTION seal_content(block_id bigint, leaf bigint) RETURNS bytea
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT sha256(coalesce(string_agg(substr(m.mark, 1, 32), '' ORDER BY m.first_leaf, m.relation COLLATE "C"), ''))
	FROM (SELECT -1 AS first_leaf, p.relation, p.mark FROM seal_part AS p WHERE p.block_id = seal_content.block_id
		UNION ALL SELECT g.first_leaf, g.relation, g.mark FROM seal_page AS g WHERE g.block_id = seal_content.block_id AND g.first_leaf < seal_content.leaf) AS m;
END;
COMMENT ON FUNCTION seal_content(bigint, bigint) IS 'hash over what a block has, before its own leaf: the marks of its parts, and of its pages';

CREATE OR REPLACE FUNCTION seal(leaves_max bigint DEFAULT 100000) RETURNS TABLE (blocks bigint, leaves bigint, tree_size bigint)
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE ROWS 1 SET search_path FROM CURRENT SET jit = off
AS $$
DECLARE
	last seal_block;
	one record;
	of_block bigint;
BEGIN
	IF leaves_max IS NULL OR leaves_max < 1 THEN
		RAISE invalid_parameter_value USING MESSAGE = 'a block has one leaf at least';
	END IF;
	IF current_setting('transaction_isolation') <> 'read committed' THEN
		RAISE object_not_in_prerequisite_state USING MESSAGE = format('rows are not sealed in a transaction that is %s', current_setting('transaction_isolation')),
			DETAIL = 'It would not see what was sealed since it began.', HINT = 'Call seal() at READ COMMITTED.';
	END IF;
	-- Sealers take turns; nobody else waits for them.
	PERFORM materials.seal_turn('seal_block'::regclass);
	SELECT b.* INTO last FROM seal_block AS b ORDER BY b.id DESC LIMIT 1;
	last.id := coalesce(last.id, 0);
	last.tree_size := coalesce(last.tree_size, 0);
	blocks := 0;
	leaves := 0;
	LOOP
		of_block := 0;
		FOR one IN SELECT s.relation FROM sealed_table() AS s ORDER BY s.relation COLLATE "C" LOOP
			EXIT WHEN of_block >= leaves_max;
			of_block := of_block + seal_relation(one.relation, last.id + 1, last.tree_size + of_block, leaves_max - of_block);
		END LOOP;
		EXIT WHEN NOT EXISTS (SELECT FROM seal_part AS p WHERE p.block_id = last.id + 1);
		PERFORM seal_end(last.id + 1, last.tree_size, of_block);
		last.id := last.id + 1;
		last.tree_size := last.tree_size + of_block + 1;
		blocks := blocks + 1;
		leaves := leaves + of_block;
		PERFORM materials.tell_progress(format('%s rows sealed, in %s blocks', leaves, blocks));
		EXIT WHEN of_block < leaves_max;
	END LOOP;
	tree_size := last.tree_size;
	RETURN NEXT;
END
$$;
COMMENT ON FUNCTION seal(bigint) IS 'seals all rows that are committed and in no block, in blocks of up to so many leaves; tells how many blocks and rows came, and how large the log is';

CREATE OR REPLACE FUNCTION seal_origin() RETURNS text
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT 'materials-ledger/' || l.origin FROM ledger AS l;
END;
COMMENT ON FUNCTION seal_origin() IS 'origin line of the ledger''s checkpoints';

CREATE OR REPLACE FUNCTION checkpoint(tree_size bigint DEFAULT NULL) RETURNS text
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path FROM CURRENT
AS $$
DECLARE
	newest bigint := coalesce((SELECT max(b.tree_size) FROM seal_block AS b), 0);
	size bigint := coalesce(checkpoint.tree_size, newest);
BEGIN
	IF size < 0 OR size > newest THEN
		RAISE invalid_parameter_value USING MESSAGE = format('the log has no %s leaves', size), DETAIL = format('It has %s.', newest);
	END IF;
	RETURN format(E'%s\n%s\n%s\n', seal_origin(), size, encode(seal_hash(0, size), 'base64'));
END
$$;
COMMENT ON FUNCTION checkpoint(bigint) IS 'checkpoint of the log as C2SP tlog-checkpoint has it: origin, size, root; to be kept, and signed, outside of the database';
