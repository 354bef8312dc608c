-- Sealing: what is sealed, in which bytes, into which tree; that proofs hold; that changes are found and named, and lawful ones are none.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('sealed') \g /dev/null
\set ledger sealed
\ir ../data/sample_ledger.sql
SET search_path = sealed, materials, public;

-- RFC 6962 by its definition: over leaves, with no tile and no frontier.
CREATE FUNCTION pg_temp.slow_root(leaves bytea[]) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	count integer := cardinality(leaves);
	split integer := 1;
BEGIN
	IF count = 0 THEN RETURN sha256(''); END IF;
	IF count = 1 THEN RETURN leaves[1]; END IF;
	WHILE 2 * split < count LOOP split := 2 * split; END LOOP;
	RETURN sha256('\x01'::bytea || pg_temp.slow_root(leaves[1:split]) || pg_temp.slow_root(leaves[split + 1:count]));
END
$$;
CREATE FUNCTION pg_temp.slow_path(leaf integer, leaves bytea[]) RETURNS bytea[] LANGUAGE plpgsql AS $$
DECLARE
	count integer := cardinality(leaves);
	split integer := 1;
BEGIN
	IF count = 1 THEN RETURN '{}'; END IF;
	WHILE 2 * split < count LOOP split := 2 * split; END LOOP;
	IF leaf < split THEN RETURN pg_temp.slow_path(leaf, leaves[1:split]) || pg_temp.slow_root(leaves[split + 1:count]); END IF;
	RETURN pg_temp.slow_path(leaf - split, leaves[split + 1:count]) || pg_temp.slow_root(leaves[1:split]);
END
$$;
CREATE FUNCTION pg_temp.slow_subproof(old integer, leaves bytea[], whole boolean) RETURNS bytea[] LANGUAGE plpgsql AS $$
DECLARE
	count integer := cardinality(leaves);
	split integer := 1;
BEGIN
	IF old = count THEN RETURN CASE WHEN whole THEN '{}' ELSE ARRAY[pg_temp.slow_root(leaves)] END; END IF;
	WHILE 2 * split < count LOOP split := 2 * split; END LOOP;
	IF old <= split THEN RETURN pg_temp.slow_subproof(old, leaves[1:split], whole) || pg_temp.slow_root(leaves[split + 1:count]); END IF;
	RETURN pg_temp.slow_subproof(old - split, leaves[split + 1:count], false) || pg_temp.slow_root(leaves[1:split]);
END
$$;
CREATE FUNCTION pg_temp.leaves() RETURNS bytea[] LANGUAGE sql AS $$
	SELECT array_agg(h.hash ORDER BY p.first_leaf, h.place) FROM seal_page AS p CROSS JOIN LATERAL unnest(merkle_hashes(p.hashes)) WITH ORDINALITY AS h (hash, place)
$$;
-- Findings, as text.
CREATE FUNCTION pg_temp.findings(checkpoint text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT coalesce(string_agg(DISTINCT concat_ws(' ', v.finding, v.relation, v.row_id, v.column_name), ', '), 'nothing') FROM verify(checkpoint) AS v
$$;
-- What verify() finds after a change behind the ledger's back, which is then taken back.
CREATE FUNCTION pg_temp.found(change text, checkpoint text DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	BEGIN
		SET LOCAL session_replication_role = replica;
		EXECUTE change;
		SET LOCAL session_replication_role = origin;
		answer := pg_temp.findings(checkpoint);
		RAISE EXCEPTION 'undo';
	EXCEPTION WHEN raise_exception THEN
		RETURN answer;
	END;
END
$$;

-- An empty log.
SELECT is(checkpoint(), format(E'materials-ledger/%s\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', origin), 'the checkpoint of an empty log has the hash of nothing') FROM ledger;
SELECT is(pg_temp.findings(), 'nothing', 'nothing is wrong with it');

-- Every table of the ledger is sealed, or known to follow from others.
SELECT is_empty($$
	SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'sealed'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT IN (SELECT s.relation FROM sealed_table() AS s)
		AND c.relname NOT IN ('ledger', 'ledger_role', 'shard', 'shard_programme', 'award_gate', 'seal_block', 'seal_part', 'seal_page', 'seal_tile', 'lot_balance', 'lot_issue', 'interest_count', 'list_row', 'list_name', 'list_identifier',
			'list_screening', 'list_screened_party', 'list_party_name', 'list_candidate')
		AND c.relname !~ '^(flow|snapshot)'$$, 'every table is sealed but for those that follow from others, and what waits to be loaded');
SELECT is_empty($$
	SELECT c.relname, g.tgname FROM pg_trigger AS g JOIN pg_class AS c ON c.oid = g.tgrelid
	WHERE c.relnamespace = 'sealed'::regnamespace AND g.tgname IN ('guard_append_only', 'keep_former_row') AND c.relname !~ '^seal_' AND c.relname NOT IN (SELECT s.relation FROM sealed_table() AS s)
	$$, 'every guarded table has a number and is sealed');

CREATE FUNCTION pg_temp.rows_of(relation text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	answer bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM %I', relation) INTO answer;
	RETURN answer;
END
$$;
CREATE TEMP TABLE counted AS SELECT pg_temp.rows_of(s.relation) AS rows, s.relation FROM sealed_table() AS s;
SELECT is(s.leaves, (SELECT sum(c.rows)::bigint FROM counted AS c), 'all rows that were there before become leaves of the first block') FROM seal() AS s;
SELECT cmp_ok((SELECT sum(c.rows) FROM counted AS c), '>', 70::numeric, 'which are many');
SELECT is(pg_temp.findings(), 'nothing', 'then nothing is wrong');
SELECT results_eq('SELECT blocks, leaves FROM seal()', 'VALUES (0::bigint, 0::bigint)', 'there is nothing left to seal');

-- Later blocks, up to trees with a tile of tiles.
INSERT INTO data_finding (kind, relation, row_id, detail) SELECT 'other', 'lot', n, 'one ' || n FROM generate_series(1, 300) AS n;
SELECT is(blocks, 1::bigint, 'new rows come into a new block') FROM seal();
INSERT INTO data_finding (kind, relation, row_id, detail) SELECT 'other', 'lot', n, 'two ' || n FROM generate_series(1, 290) AS n;
SELECT results_eq('SELECT blocks, leaves FROM seal(100)', 'VALUES (3::bigint, 290::bigint)', 'many rows come in blocks of the size that is asked for');
SELECT is(substr(split_part(checkpoint(), E'\n', 3), 1), encode(pg_temp.slow_root(pg_temp.leaves()), 'base64'), 'the root is RFC 6962''s over the leaves');
SELECT is((SELECT count(*) FROM seal_tile AS t WHERE t.level = 0), max(b.tree_size) / 256, 'each 256 leaves are a tile') FROM seal_block AS b;
SELECT is(pg_temp.findings(), 'nothing', 'nothing is wrong');
SELECT is((SELECT sum(c.rows)::bigint + 590 FROM counted AS c) + count(*), max(b.tree_size), 'the log has a leaf for each row and each block') FROM seal_block AS b;
SELECT is(count(*), 0::bigint, 'every block''s root is that of the leaves up to it') FROM seal_block AS b WHERE b.root <> pg_temp.slow_root((pg_temp.leaves())[1:b.tree_size]);

-- Proofs.
SELECT is(count(*) FILTER (WHERE merkle_includes(merkle_leaf(i.bytes), i.leaf, i.size, i.path, b.root) AND i.path = pg_temp.slow_path(i.leaf::integer, pg_temp.leaves())), count(*), 'lots are proved to be in the log')
FROM lot AS l CROSS JOIN LATERAL inclusion_proof('lot', l.id) AS i JOIN seal_block AS b ON b.tree_size = i.size;
SELECT is(count(*) FILTER (WHERE merkle_includes(i.leaf_hash, i.leaf, i.size, i.path, b.root)), 5::bigint, 'and in the log of every block that has them')
FROM seal_block AS b CROSS JOIN LATERAL inclusion_proof('lot', lot_id('PACK-A'), b.tree_size) AS i;
SELECT is(count(*) FILTER (WHERE merkle_consistent(a.tree_size, a.root, b.tree_size, b.root, consistency_proof(a.tree_size, b.tree_size))
		AND consistency_proof(a.tree_size, b.tree_size) = pg_temp.slow_subproof(a.tree_size::integer, (pg_temp.leaves())[1:b.tree_size], true)), count(*), 'each log is proved to begin with the earlier ones')
FROM seal_block AS a JOIN seal_block AS b ON b.id >= a.id;
SELECT is(count(*) FILTER (WHERE merkle_consistent(n, decode(split_part(checkpoint(n), E'\n', 3), 'base64'), b.tree_size, b.root, consistency_proof(n, b.tree_size))), count(*), 'so are those of any size')
FROM (SELECT max(s.tree_size) AS tree_size FROM seal_block AS s) AS m JOIN seal_block AS b USING (tree_size) CROSS JOIN generate_series(1, b.tree_size, 37) AS n;
SELECT is_empty($$SELECT * FROM inclusion_proof('lot', 999999)$$, 'a row that is not sealed has no proof');
SELECT throws_ok('SELECT inclusion_proof(''lot'', 1, 999999)', '22023', 'the log has no 999999 leaves', 'nor has a log that is not there');
SELECT throws_ok('SELECT consistency_proof(1, 999999)', '22023', 'the log has no 999999 leaves', 'of any kind');
SELECT throws_ok('SELECT checkpoint(999999)', '22023', 'the log has no 999999 leaves', 'it has no checkpoint either');

-- The bytes do not depend on settings, and a column without value has none.
CREATE TEMP TABLE bytes_before AS SELECT 'lot' AS relation, l.id, leaf_bytes('lot', l.id, l, '{}') AS bytes FROM lot AS l
	UNION ALL SELECT 'document', d.id, leaf_bytes('document', d.id, d, '{}') FROM document AS d UNION ALL SELECT 'consumption', c.id, leaf_bytes('consumption', c.id, c, '{}') FROM consumption AS c
	UNION ALL SELECT 'interest', i.id, leaf_bytes('interest', i.id, i, '{}') FROM interest AS i UNION ALL SELECT 'list_entry', e.id, leaf_bytes('list_entry', e.id, e, '{}') FROM list_entry AS e;
SET LOCAL datestyle = 'SQL, DMY';
SET LOCAL timezone = 'Asia/Kathmandu';
SET LOCAL bytea_output = 'escape';
SET LOCAL extra_float_digits = -3;
SET LOCAL intervalstyle = 'sql_standard';
SET LOCAL client_encoding = 'LATIN1';
SELECT is_empty($$SELECT * FROM bytes_before AS b JOIN lot AS l ON b.relation = 'lot' AND b.id = l.id WHERE b.bytes <> leaf_bytes('lot', l.id, l, '{}')$$, 'bytes of lots do not depend on settings');
SELECT is(pg_temp.findings(), 'nothing', 'nor do those of any other row');
RESET datestyle; RESET timezone; RESET bytea_output; RESET extra_float_digits; RESET intervalstyle; RESET client_encoding;

-- Columns that are added, and where they stand.
ALTER TABLE lot ADD COLUMN our_note text;
ALTER TABLE consumption ADD COLUMN our_grade text DEFAULT 'A';
ALTER TABLE consumption ADD COLUMN our_mark uuid DEFAULT gen_random_uuid();
SELECT is(pg_temp.findings(), 'nothing', 'columns that are added change nothing that was sealed');
SELECT is(s.leaves, (SELECT count(*) FROM consumption), 'rows into which they came with values are sealed once more') FROM seal() AS s;
SELECT is(pg_temp.findings(), 'nothing', 'and all agrees');
SELECT is(pg_temp.found('UPDATE lot SET our_note = ''x'' WHERE code = ''COIL'''), format('changed lot %s our_note', lot_id('COIL')), 'a value in a column that had none is found');
SELECT is(pg_temp.found('UPDATE consumption SET our_grade = ''B'' WHERE id = 1'), 'changed consumption 1 our_grade', 'so is another one in a column that came with values');
SELECT is(pg_temp.found('UPDATE consumption SET our_mark = NULL WHERE id = 1'), 'changed consumption 1 our_mark', 'or none');
SELECT is(pg_temp.found('ALTER TABLE consumption ADD COLUMN later integer DEFAULT 1'), 'nothing', 'until a column is sealed it is nobody''s');

-- What was changed is named.
SELECT checkpoint() AS checkpoint, checkpoint(200) AS checkpoint_before, max(id) + 1 AS block_before FROM seal_block WHERE tree_size < 200 \gset
SELECT is(pg_temp.found(change, :'checkpoint'), finding, what) FROM (VALUES
	('UPDATE lot SET quantity = ''10.000000001 t'' WHERE code = ''ORE-1''', format('changed lot %s quantity', lot_id('ORE-1')), 'a quantity'),
	('UPDATE consumption SET cost = 900.0 WHERE id = 1', 'changed consumption 1 cost', 'the number of decimals of a cost'),
	('UPDATE interest SET share = ''(30%,40%]'' WHERE id = 2', 'changed interest 2 share', 'the end of a range'),
	('UPDATE interest SET recorded_at = recorded_at - interval ''1 us'', recorded_by = ''X'' WHERE id = 2', 'changed interest 2 recorded_at, changed interest 2 recorded_by', 'two columns'),
	('DELETE FROM declaration WHERE id = 1', 'missing declaration 1', 'a row that is gone'),
	('UPDATE party SET name = ''Mine'' WHERE code = ''MINE''', format('changed party %s name', party_id('MINE')), 'a party''s name'),
	('DELETE FROM contract_line_lot WHERE line_id = (SELECT min(line_id) FROM contract_line_lot)', (SELECT string_agg('missing contract_line_lot ' || id, ', ' ORDER BY id) FROM contract_line_lot WHERE line_id = (SELECT min(line_id) FROM contract_line_lot)), 'lots of a line'),
	('ALTER TABLE lot DISABLE TRIGGER guard_append_only', 'unguarded lot', 'a guard that was put to sleep'),
	('DROP TRIGGER guard_append_only ON lot', 'unguarded lot', 'a guard that is gone'),
	('ALTER TABLE lot DROP COLUMN our_note', 'nothing', 'a column that nobody used may go')) AS v (change, finding, what);
SELECT alike(pg_temp.found('UPDATE ledger SET origin = gen_random_uuid()', :'checkpoint'), '%changed ledger origin%other_ledger ledger origin%', 'another ledger''s identity is found');
SELECT string_agg(format('changed consumption %s our_mark', id), ', ' ORDER BY format('changed consumption %s our_mark', id)) AS gone FROM consumption \gset
SELECT is(pg_temp.found('ALTER TABLE consumption DROP COLUMN our_mark'), :'gone', 'a column that is gone is named');

-- The log itself: cut off, restored from an older backup, written anew.
SELECT is(pg_temp.found(format('DELETE FROM seal_page WHERE block_id = %1$s; DELETE FROM seal_part WHERE block_id = %1$s; DELETE FROM seal_block WHERE id = %1$s; DELETE FROM seal_tile AS t WHERE t.number >= (SELECT max(tree_size) FROM seal_block) / (256::numeric ^ (t.level + 1))',
	(SELECT max(id) FROM seal_block)), NULL), 'nothing', 'of a log that was cut off nothing can be told from inside');
SELECT is(pg_temp.found(format('DELETE FROM seal_page WHERE block_id = %1$s; DELETE FROM seal_part WHERE block_id = %1$s; DELETE FROM seal_block WHERE id = %1$s; DELETE FROM seal_tile AS t WHERE t.number >= (SELECT max(tree_size) FROM seal_block) / (256::numeric ^ (t.level + 1))',
	(SELECT max(id) FROM seal_block)), :'checkpoint'), 'truncated seal_block', 'but from a checkpoint it can');
SELECT is(pg_temp.found('UPDATE lot SET made_on = ''2020-01-01''; DELETE FROM seal_tile; DELETE FROM seal_page; DELETE FROM seal_part; DELETE FROM seal_block; SELECT seal()', :'checkpoint_before'), 'rewritten seal_block 1 root', 'a history that was written anew is found by a checkpoint');
SELECT is(pg_temp.findings(:'checkpoint' || E'\n— materials-ledger/x AAAA\n'), 'nothing', 'signatures below a checkpoint are somebody else''s to check');
SELECT throws_ok(format('SELECT verify(%L)', text), '22023', 'this is no checkpoint', 'no checkpoint: ' || what)
FROM (VALUES ('', 'nothing'), (E'a\n1\n', 'two lines'), (E'a\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n', 'a number that begins with zero'), (E'a\n1\nAAAA\n', 'a short root'), (E'a\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=', 'no end of line')) AS v (text, what);

-- Registers may be changed; what was is kept, and a change that nobody kept is found.
UPDATE party SET name = 'Mine Two' WHERE code = 'MINE';
UPDATE party SET name = 'Mine Three' WHERE code = 'MINE';
UPDATE item SET name = name;
SELECT is(count(*), 2::bigint, 'a change that changes nothing is not kept') FROM former_row;
SELECT is(pg_temp.findings(), 'nothing', 'a lawful change is none behind the ledger''s back');
SELECT is(pg_temp.found('UPDATE party SET name = ''Mine Two'' WHERE code = ''MINE'''), format('changed party %s name', party_id('MINE')), 'a later one is');
SELECT is(pg_temp.found('UPDATE former_row SET latter = set_byte(latter, length(latter) - 1, get_byte(latter, length(latter) - 1) # 1) WHERE id = 2'), format('changed party %s recorded_by', party_id('MINE')), 'so is one of what was kept');
SELECT is(pg_temp.found('DELETE FROM former_row WHERE id = 1'), format('changed party %s name', party_id('MINE')), 'and a kept change that is gone');
SELECT is(leaves, 2::bigint, 'kept changes are sealed') FROM seal();
SELECT is(pg_temp.findings(), 'nothing', 'and agree');
SELECT is(pg_temp.found('UPDATE former_row SET recorded_by = ''X'' WHERE id = 1'), 'changed former_row 1 recorded_by', 'from then on each of their columns is told');
SELECT is((SELECT count(*) FROM inclusion_proof('party', party_id('MINE')) AS i WHERE merkle_leaf(i.bytes) = i.leaf_hash), 1::bigint, 'the state that was sealed is proved still');
INSERT INTO contract_line_lot (line_id, lot_id) SELECT l.id, lot_id('COIL') FROM contract_line AS l ORDER BY l.id LIMIT 1;
SELECT is(leaves, 1::bigint, 'a new row of a register is sealed') FROM seal();
DELETE FROM contract_line_lot WHERE lot_id = lot_id('COIL');
SELECT is(pg_temp.findings(), 'nothing', 'a row may be deleted where the table lets it');
SELECT throws_ok(format('INSERT INTO contract_line_lot (id, line_id, lot_id) SELECT %s, l.id, lot_id(''COIL'') FROM (SELECT min(id) AS id FROM contract_line) AS l', c.row_id), '55000', format('table "contract_line_lot" had a row %s, which was deleted', c.row_id), 'but not come back under its old number')
FROM former_row AS c WHERE c.relation = 'contract_line_lot';
SELECT throws_ok('UPDATE party SET id = id + 100000 WHERE code = ''CROSS''', '23503', NULL, 'a party that is named elsewhere keeps its number');
SELECT throws_ok('UPDATE site_asset SET id = id + 100000', '55000', format('row %s of table "site_asset" keeps its number', id), 'so does any row') FROM site_asset ORDER BY id LIMIT 1;
SELECT throws_ok('TRUNCATE contract_line_lot', '55000', 'table "contract_line_lot" keeps how its rows were: TRUNCATE is refused', 'registers are not truncated');
SELECT throws_ok('INSERT INTO former_row (relation, row_id, fact) VALUES (''party'', 1, ''{}'')', '55000', NULL, 'changes are kept by triggers only');
SELECT throws_ok(format('DELETE FROM %I', t), '55000', format('table "%s" is append-only: DELETE is refused', t), t || ' is append-only') FROM unnest(ARRAY['seal_block', 'seal_part', 'seal_page', 'seal_tile', 'former_row']) AS t;

-- Numbers that come late: rows in gaps, with many gaps, and with numbers from elsewhere.
INSERT INTO data_finding (id, kind, relation, detail) SELECT 1000000 + 10 * n, 'other', 'lot', 'spread' FROM generate_series(1, 900) AS n;
SELECT is(leaves, 901::bigint, 'rows with gaps between them are sealed, and the change kept before') FROM seal();
INSERT INTO data_finding (id, kind, relation, detail) VALUES (1000005, 'other', 'lot', 'late'), (-5, 'other', 'lot', 'below'), (1004444, 'other', 'lot', 'late');
SELECT is(leaves, 3::bigint, 'so are rows that come into the gaps later') FROM seal();
INSERT INTO data_finding (id, kind, relation, detail) SELECT 2000000 + 10 * n, 'other', 'lot', 'spread' FROM generate_series(1, 900) AS n;
SELECT is(leaves, 900::bigint, 'also where there are too many gaps to keep') FROM seal();
SELECT is(awaited_exact, false, 'which is said') FROM seal_part WHERE relation = 'data_finding' ORDER BY block_id DESC LIMIT 1;
INSERT INTO data_finding (id, kind, relation, detail) VALUES (1000006, 'other', 'lot', 'later'), (9000000, 'other', 'lot', 'last');
SELECT is(leaves, 2::bigint, 'then rows are told from sealed ones one by one') FROM seal();
SELECT is(pg_temp.findings(), 'nothing', 'and all agrees');
SELECT is(count(*), count(DISTINCT (p.relation, i.id)), 'no row is sealed twice') FROM seal_page AS p CROSS JOIN LATERAL unnest(p.ids) AS i (id) WHERE p.relation <> 'consumption';

-- Who may not see all rows can neither seal nor verify.
CREATE ROLE seal_test_reader;
GRANT USAGE ON SCHEMA sealed TO seal_test_reader;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA sealed TO seal_test_reader;
SET LOCAL ROLE seal_test_reader;
SELECT throws_ok('SELECT verify()', '42501', 'row-level security hides rows of table "bods_statement" from role "seal_test_reader"', 'a role that sees part of a table does not verify');
SELECT throws_ok('SELECT seal()', '42501', 'row-level security hides rows of table "bods_statement" from role "seal_test_reader"', 'nor seal');
RESET ROLE;
SELECT is(pg_temp.findings(), 'nothing', 'the owner does');
SELECT throws_ok('SELECT seal(0)', '22023', 'a block has one leaf at least', 'a block has a leaf');
SELECT * FROM finish();
ROLLBACK;
