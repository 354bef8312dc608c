-- What a ledger refuses to record, and what corrections do to what was booked.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('guarded') \g /dev/null
\set ledger guarded
\ir ../data/sample_ledger.sql
SET search_path = guarded, public;

-- Append-only.  Tables whose rows have a time of recording are append-only, but for those that describe people's own
-- catalogue and contracts, which change.
CREATE TEMPORARY TABLE changing (name name);
INSERT INTO changing VALUES ('party'), ('site'), ('item'), ('item_component'), ('programme'), ('site_asset'), ('contract'), ('contract_line'), ('contract_line_lot'), ('list_row'), ('party_name'), ('award_gate');
CREATE TEMPORARY TABLE kept AS
	SELECT c.relname AS name FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'recorded_at'
	WHERE c.relnamespace = 'guarded'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN (SELECT name FROM changing);
SELECT cmp_ok(count(*), '>=', 18::bigint, 'tables that are to be append-only are looked at') FROM kept;
SELECT throws_ok(format(command, name), '55000', format('table "%s" is append-only: %s is refused', name, split_part(command, ' ', 1)), format('%s: %s is refused, to the owner too', name, split_part(command, ' ', 1)))
FROM (SELECT name, command FROM kept CROSS JOIN (VALUES ('UPDATE %I SET recorded_by = recorded_by'), ('UPDATE %I SET recorded_by = recorded_by WHERE false'), ('DELETE FROM %I'), ('TRUNCATE %I CASCADE')) AS c (command) ORDER BY name, command) AS t;
SELECT throws_ok('MERGE INTO lot AS l USING (VALUES (1)) AS v (id) ON true WHEN MATCHED THEN DELETE', '55000', NULL, 'MERGE does not get round it');
SELECT throws_ok($$INSERT INTO lot (id, code, material, quantity) VALUES (1, 'X', 'graphite', '1 kg') ON CONFLICT (id) DO UPDATE SET code = 'X'$$, '55000', NULL, 'nor does ON CONFLICT DO UPDATE');
SELECT throws_ok('TRUNCATE party CASCADE', '55000', NULL, 'nor TRUNCATE of a table they refer to');
SELECT lives_ok(format('UPDATE %I SET recorded_by = recorded_by', name), format('%s may be changed', name)) FROM (SELECT name FROM changing ORDER BY name) AS t;
SELECT throws_ok(command, '55000', NULL, format('a table that triggers keep is not written directly: %s', command))
FROM (VALUES ($$INSERT INTO lot_balance (lot_id, made, consumed) SELECT id, quantity, '0 kg' FROM lot WHERE code = 'PACK-A'$$), ($$UPDATE lot_balance SET consumed = '0 kg'$$), ('DELETE FROM lot_balance'), ('TRUNCATE lot_balance'),
	('INSERT INTO lot_issue SELECT id, quantity, quantity FROM lot'), ('UPDATE lot_issue SET issued = made'), ('DELETE FROM lot_issue'), ('TRUNCATE lot_issue'),
	('INSERT INTO interest_count (owned_id, owner_id, stated) VALUES (1, 1, 1)'), ('UPDATE interest_count SET stated = 0'), ('DELETE FROM interest_count'), ('TRUNCATE interest_count')) AS c (command);

-- Who recorded, and when.
SELECT is_empty(format($$SELECT * FROM %I WHERE recorded_at NOT IN (materials.recorded_at('ledger'), materials.recorded_at('ledger') + '1 s') OR recorded_by <> session_user$$, name), format('%s: recorded_at and recorded_by are filled', name))
FROM (SELECT name FROM kept UNION SELECT name FROM changing ORDER BY name) AS t;
SELECT is_empty($$
	SELECT c.relname FROM pg_class AS c
	WHERE c.relnamespace = 'guarded'::regnamespace AND c.relkind = 'r' AND c.relname NOT IN ('ledger', 'lot_balance', 'lot_issue', 'interest_count', 'flow_state', 'flow_key', 'flow_mark', 'flow_mark_master', 'flow_even', 'flow_odd', 'flow_late', 'list_member', 'list_name', 'list_identifier', 'list_screening', 'list_screened_party', 'list_party_name', 'list_candidate', 'determination_fact',
			'ledger_role', 'shard', 'shard_programme', 'seal_block', 'seal_part', 'seal_page', 'seal_tile') AND c.relname !~ '^snapshot'
		AND (SELECT count(*) FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname IN ('recorded_at', 'recorded_by') AND a.attnotnull AND a.atthasdef) <> 2$$,
	'every table of facts says when and by whom a row was recorded');

-- The books agree with the rows that stand, before and after what follows.
PREPARE unbooked AS
	SELECT coalesce(b.lot_id, c.lot_id), b.consumed, c.consumed
	FROM (SELECT a.input_lot_id AS lot_id, materials.sum(a.quantity) AS consumed
			FROM (SELECT d.input_lot_id, d.quantity FROM consumption_at('infinity') AS d UNION ALL SELECT e.input_lot_id, e.quantity FROM event_input_at('infinity') AS e) AS a GROUP BY 1) AS c
		FULL JOIN lot_balance AS b ON b.lot_id = c.lot_id
	WHERE CASE WHEN c.lot_id IS NULL THEN materials.sign(b.consumed) <> 0 ELSE b.lot_id IS NULL OR b.consumed OPERATOR(materials.<>) c.consumed END
		OR b.made OPERATOR(materials.<>) (SELECT l.quantity FROM lot AS l WHERE l.id = b.lot_id);
SELECT is_empty('unbooked', 'the sample ledger''s books agree with its rows');
SELECT results_eq($$SELECT detail FROM data_finding$$, $$VALUES ('lot "CELLS-1": 10000 each made, 10500 each drawn')$$, 'an excess that the source states is kept, and found');
SELECT results_eq($$SELECT lot_id FROM lot_balance WHERE stated IS NOT NULL$$, $$SELECT id FROM lot WHERE code = 'CELLS-1'$$, 'only there is an excess excused');

-- Over-consumption.
CREATE FUNCTION pg_temp.lot(text) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT guarded.lot_id($1, ''infinity'')';
CREATE FUNCTION pg_temp.left_of(code text) RETURNS text LANGUAGE sql STABLE AS
	'SELECT (b.made OPERATOR(materials.-) b.consumed)::text FROM guarded.lot_balance AS b WHERE b.lot_id = guarded.lot_id($1, ''infinity'')';
INSERT INTO import_lot (code, item, quantity, made_on, primary_source) VALUES
	('SILO', 'POWDER', '100 kg', '2026-03-01', true), ('TANK', 'POWDER', '100 kg', '2026-03-01', true), ('X', 'POWDER', '50 kg', '2026-03-02', false), ('Y', 'POWDER', '50 kg', '2026-03-02', false);
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.lot('SILO'), '60 kg'), (pg_temp.lot('Y'), pg_temp.lot('SILO'), '40 kg'), (pg_temp.lot('Y'), pg_temp.lot('TANK'), '99999 g')$$, 'a lot may be used up to the last gram');
SELECT throws_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.lot('TANK'), '1.000000001 g')$$, '23514', 'lot "TANK" would be over-consumed', 'but not by a nanogram more');
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.lot('TANK'), '0.999999999 g')$$, 'the last grams in other units');
SELECT is(pg_temp.left_of('TANK'), '0.000000000001 kg', 'what is left is exact');
SELECT throws_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT pg_temp.lot('X'), i, '0.6 t' FROM (VALUES (pg_temp.lot('ORE-1')), (pg_temp.lot('POWDER-2')), (pg_temp.lot('POWDER-2'))) AS v (i)$$, '23514', 'lot "POWDER-2" would be over-consumed', 'rows of one statement are taken together');
SELECT throws_ok($$MERGE INTO consumption AS c USING (VALUES (pg_temp.lot('X'), pg_temp.lot('SILO'))) AS v (o, i) ON c.output_lot_id = v.i WHEN NOT MATCHED THEN INSERT (output_lot_id, input_lot_id, quantity) VALUES (v.o, v.i, '1 kg')$$,
	'23514', 'lot "SILO" would be over-consumed', 'MERGE is booked like INSERT');
SELECT throws_ok($$COPY consumption (output_lot_id, input_lot_id, quantity) FROM PROGRAM 'echo "$$ || pg_temp.lot('X') || ',' || pg_temp.lot('SILO') || $$,1 kg"' (FORMAT csv)$$, '23514', 'lot "SILO" would be over-consumed', 'so is COPY');
SELECT throws_ok($$WITH n AS (INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.lot('SILO'), '1 kg')) SELECT 1$$, '23514', NULL, 'and an INSERT within a query');
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT pg_temp.lot('X'), pg_temp.lot('SILO'), '1 kg' WHERE false$$, 'a statement without rows is nothing');
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated) VALUES (pg_temp.lot('X'), pg_temp.lot('SILO'), '5 kg', true)$$, 'an excess that the source states is kept');
SELECT throws_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.lot('SILO'), '1 kg')$$, '23514', NULL, 'which excuses none that it does not state');
SELECT is((SELECT count(*) FROM data_finding), 2::bigint, 'each stated excess is a finding, refused rows are none');
SELECT is_empty('unbooked', 'the books agree with the rows that stand');

-- Replacing a row of consumption: the new row first, the correction next, the check last.
SELECT throws_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('Y'), pg_temp.lot('TANK'), '90 kg')$$, '23514', NULL, 'the row that is to stand instead is too much');
SET CONSTRAINTS over_consumption DEFERRED;
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('Y'), pg_temp.lot('TANK'), '90 kg')$$, 'unless the check waits');
SELECT throws_ok('SET CONSTRAINTS over_consumption IMMEDIATE', '23514', 'lot "TANK" would be over-consumed', 'as it is, the transaction could not end');
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'consumption', min(id), max(id), 'weighed again' FROM consumption WHERE output_lot_id = pg_temp.lot('Y') AND input_lot_id = pg_temp.lot('TANK');
SELECT lives_ok('SET CONSTRAINTS over_consumption IMMEDIATE', 'with the correction it can');
SELECT is(pg_temp.left_of('TANK'), '9.999000000001 kg', 'what the wrong row had drawn is given back');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', min(id), 'again' FROM consumption WHERE output_lot_id = pg_temp.lot('Y') AND input_lot_id = pg_temp.lot('TANK')$$, '23505', NULL, 'once, not twice');
SELECT is_empty('unbooked', 'the books agree with the rows that stand');

-- Replacing lots.
INSERT INTO lot (code, revision, item_id, quantity, made_on, primary_source) SELECT 'TANK', 1, item_id('POWDER'), '95 kg', '2026-03-01', true;
SELECT lives_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', min(id), max(id), 'weighed again' FROM lot WHERE code = 'TANK'$$, 'a lot is replaced by another');
SELECT is(pg_temp.left_of('TANK'), '4.999000000001 kg', 'which takes over what was drawn');
SELECT is_empty('unbooked', 'and the old one has nothing drawn any more');
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', id, 'was none' FROM consumption WHERE output_lot_id = pg_temp.lot('X') AND input_lot_id = (SELECT min(id) FROM lot WHERE code = 'TANK');
SELECT is(pg_temp.left_of('TANK'), '5 kg', 'a row recorded with the old lot gives back to the new one');
SELECT is_empty('unbooked', 'the books agree with the rows that stand');
SELECT throws_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT pg_temp.lot('X'), min(id), '1 g' FROM lot WHERE code = 'TANK'$$, '23514', 'lot "X" or "TANK" was corrected', 'nothing more is drawn from the old one');

INSERT INTO lot (code, revision, item_id, quantity, made_on, primary_source) VALUES
	('TANK', 2, item_id('POWDER'), '89 kg', '2026-03-01', true), ('TANK', 3, item_id('POWDER'), '95 each', '2026-03-01', true), ('TANK', 4, item_id('POWDER'), '95 kg', '2026-05-01', true);
SELECT throws_ok(format($$INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', o.id, n.id, 'x' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = %s WHERE o.code = 'TANK' AND o.revision = 1$$, revision), state, message, what)
FROM (VALUES (2, '23514', 'lot "TANK" would be over-consumed', 'a lot does not stand for one that more was drawn from'),
	(3, '22023', 'cannot draw "90 kg" from lot "TANK"', 'nor in another dimension'),
	(4, '23514', 'lot "TANK" cannot have gone into lot "Y", which was made before it', 'nor when it was made after what it went into')) AS v (revision, state, message, what);
INSERT INTO lot (code, revision, item_id, quantity, primary_source) VALUES ('Y', 1, item_id('POWDER'), '50 kg', true);
SELECT throws_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', min(id), max(id), 'x' FROM lot WHERE code = 'Y'$$, '23514', NULL, 'nor as a primary source for one with inputs');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.lot('SILO'), (SELECT min(id) FROM lot WHERE code = 'X'), 'one lot, recorded twice')$$, '23514', 'lot "X" cannot be its own input', 'nor for one that went into it');
SELECT is_empty('unbooked', 'what is refused books nothing');

-- Corrections of corrections.
INSERT INTO lot (code, revision, item_id, quantity) SELECT 'CHAIN', g, item_id('POWDER'), '10 kg' FROM generate_series(0, 3) AS g;
CREATE FUNCTION pg_temp.chain(integer) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT id FROM guarded.lot WHERE code = ''CHAIN'' AND revision = $1';
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (pg_temp.lot('X'), pg_temp.chain(0), '4 kg'), (pg_temp.lot('X'), pg_temp.chain(1), '3 kg');
INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.chain(0), pg_temp.chain(1), 'x');
INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.chain(1), pg_temp.chain(2), 'x');
SELECT is((SELECT consumed::text FROM lot_balance WHERE lot_id = pg_temp.chain(2)), '7 kg', 'replacements of replacements take over all');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.chain(2), pg_temp.chain(0), 'x')$$, '23514', NULL, 'a corrected row cannot stand for another');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.chain(2), pg_temp.chain(3), 'x'), ('lot', pg_temp.chain(3), pg_temp.chain(2), 'x')$$, '23505', NULL, 'nor can two stand for each other');
SELECT throws_ok($$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES ('lot', pg_temp.chain(2), pg_temp.chain(2), 'x')$$, '23514', NULL, 'nor one for itself');
INSERT INTO correction (relation, row_id, reason) VALUES ('lot', pg_temp.chain(2), 'never made');
SELECT is_empty('unbooked', 'a lot that was withdrawn keeps what was drawn from it');
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', id, 'x' FROM consumption WHERE input_lot_id = pg_temp.chain(0);
SELECT is((SELECT consumed::text FROM lot_balance WHERE lot_id = pg_temp.chain(2)), '3 kg', 'and gets it back by correction');
SELECT is_empty('unbooked', 'the books agree with the rows that stand');
SELECT throws_ok(format($$INSERT INTO correction (relation, row_id, replaced_by, reason) VALUES (%L, %s, %s, 'x')$$, relation, row_id, replaced_by), state, message, format('no correction of a row that is not there: %s %s by %s', relation, row_id, replaced_by))
FROM (VALUES ('lot', '0', 'NULL', '23503', 'there is no row 0 in table "lot"'), ('interest', '999999', 'NULL', '23503', 'there is no row 999999 in table "interest"'),
	('lot', '1', '999999', '23503', 'there is no row 999999 in table "lot"'), ('party', '1', 'NULL', '23514', NULL), ('correction', '1', 'NULL', '23514', NULL)) AS v (relation, row_id, replaced_by, state, message);

-- Interests.
SELECT throws_ok(format($$INSERT INTO interest (owner_id, owned_id, metric, share, valid) VALUES (party_id('FUND'), party_id('ANODE'), 'equity', '35%%', %L)$$, valid), '23P01', 'the equity interest of "FUND" in "ANODE" is already recorded', format('a second share on the same days is refused: %s', valid))
FROM (VALUES ('(,)'), ('[2024-01-01,2024-01-02)'), ('[2023-01-01,2024-01-02)'), ('[2030-01-01,)')) AS v (valid);
SELECT lives_ok(format($$INSERT INTO interest (owner_id, owned_id, metric, share, valid) VALUES (party_id(%L), party_id(%L), %L, '35%%', %L)$$, owner, owned, metric, valid), what)
FROM (VALUES ('FUND', 'ANODE', 'equity', '(,2024-01-01)', 'on days before, it is not'), ('FUND', 'ANODE', 'voting', '(,)', 'nor in another metric'),
	('STATE', 'ANODE', 'equity', '(,)', 'nor of another holder'), ('FUND', 'CELL', 'equity', '(,)', 'nor in another entity')) AS v (owner, owned, metric, valid, what);
SELECT throws_ok($$INSERT INTO interest (owner_id, owned_id, share) SELECT party_id('MINE'), party_id('CELL'), '1%' FROM generate_series(1, 2)$$, '23P01', NULL, 'two in one statement are refused too');
SET CONSTRAINTS interest_overlap DEFERRED;
INSERT INTO interest (owner_id, owned_id, share, valid) VALUES (party_id('FUND'), party_id('ANODE'), '36%', '[2024-01-01,)');
SELECT throws_ok('SET CONSTRAINTS interest_overlap IMMEDIATE', '23P01', NULL, 'a replacement waits for its correction');
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'interest', min(id), max(id), 'read wrongly' FROM interest WHERE owner_id = party_id('FUND') AND owned_id = party_id('ANODE') AND valid @> '2025-01-01'::date AND metric = 'equity';
SELECT lives_ok('SET CONSTRAINTS interest_overlap IMMEDIATE', 'and stands with it');
SELECT results_eq($$SELECT share::text FROM interest_at('2025-01-01', 'infinity') WHERE owner_id = party_id('FUND') AND owned_id = party_id('ANODE') AND metric = 'equity'$$, $$VALUES ('9/25')$$, 'alone');

-- Over-issue: lines that state how much of a lot they take.
INSERT INTO import_lot (code, item, quantity, primary_source) VALUES ('DRUM', 'POWDER', '10 kg', true), ('KEG', 'POWDER', '5 kg', true);
INSERT INTO import_contract_line (contract, line, item, quantity) SELECT 'ISSUE', 'ISSUE-' || n, 'POWDER', '10 kg' FROM generate_series(1, 3) AS n;
CREATE FUNCTION pg_temp.issued(code text) RETURNS text LANGUAGE sql STABLE AS 'SELECT b.issued::text FROM guarded.lot_issue AS b WHERE b.lot_id = guarded.lot_id($1, ''infinity'')';
CREATE FUNCTION pg_temp.line(n integer) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT guarded.line_id(''ISSUE-'' || $1)';
PREPARE misissued AS
	SELECT b.lot_id, b.issued, i.issued FROM (SELECT lot_standing(x.lot_id, 'infinity') AS lot_id, materials.sum(x.quantity) AS issued FROM contract_line_lot AS x WHERE x.quantity IS NOT NULL GROUP BY 1) AS i FULL JOIN lot_issue AS b ON b.lot_id = i.lot_id
	WHERE CASE WHEN i.lot_id IS NULL THEN materials.sign(b.issued) <> 0 ELSE b.lot_id IS NULL OR b.issued OPERATOR(materials.<>) i.issued END;
SELECT lives_ok($$INSERT INTO contract_line_lot (line_id, lot_id, quantity) VALUES (pg_temp.line(1), pg_temp.lot('DRUM'), '6 kg'), (pg_temp.line(2), pg_temp.lot('DRUM'), '3999999999 ug')$$, 'lines may take a lot up to the last microgram');
SELECT throws_ok($$INSERT INTO contract_line_lot (line_id, lot_id, quantity) VALUES (pg_temp.line(3), pg_temp.lot('DRUM'), '2 ug')$$, '23514', 'lot "DRUM" would be over-issued', 'but not a microgram more');
SELECT throws_ok($$UPDATE contract_line_lot SET quantity = '7 kg' WHERE line_id = pg_temp.line(1)$$, '23514', 'lot "DRUM" would be over-issued', 'nor by a change');
SELECT throws_ok($$UPDATE contract_line_lot SET lot_id = pg_temp.lot('KEG') WHERE line_id = pg_temp.line(1)$$, '23514', 'lot "KEG" would be over-issued', 'nor of another lot');
SELECT throws_ok($$INSERT INTO contract_line_lot (line_id, lot_id, quantity) VALUES (pg_temp.line(3), pg_temp.lot('DRUM'), '1 each')$$, '22023', 'cannot issue "1 each" of lot "DRUM"', 'nor in another dimension');
SELECT lives_ok($$INSERT INTO contract_line_lot (line_id, lot_id) VALUES (pg_temp.line(3), pg_temp.lot('DRUM'))$$, 'a line that states no quantity is not counted');
SELECT lives_ok($$DELETE FROM contract_line_lot WHERE line_id = pg_temp.line(2)$$, 'a line gives back what it took');
SELECT is(pg_temp.issued('DRUM'), '6 kg', 'to the gram');
SET CONSTRAINTS over_issue DEFERRED;
UPDATE contract_line_lot SET quantity = '11 kg' WHERE line_id = pg_temp.line(1);
SELECT throws_ok('SET CONSTRAINTS over_issue IMMEDIATE', '23514', NULL, 'deferred, the check waits');
UPDATE contract_line_lot SET quantity = '9 kg' WHERE line_id = pg_temp.line(1);
SELECT lives_ok('SET CONSTRAINTS over_issue IMMEDIATE', 'and a later statement may settle it');
INSERT INTO lot (code, revision, item_id, quantity, primary_source) SELECT 'DRUM', n, item_id('POWDER'), CASE n WHEN 1 THEN '8 kg' WHEN 2 THEN '12 each' ELSE '12 kg' END, true FROM generate_series(1, 3) AS n;
SELECT throws_ok(format('INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT ''lot'', o.id, n.id, ''x'' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = %s WHERE o.code = ''DRUM'' AND o.revision = 0', n), state, message, what)
FROM (VALUES (1, '23514', 'lot "DRUM" would be over-issued', 'a lot that is to stand holds what lines take'), (2, '22023', 'cannot issue "9 kg" of lot "DRUM"', 'in their dimension')) AS v (n, state, message, what);
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', o.id, n.id, 'x' FROM lot AS o JOIN lot AS n ON n.code = o.code AND n.revision = 3 WHERE o.code = 'DRUM' AND o.revision = 0;
SELECT is(pg_temp.issued('DRUM'), '9 kg', 'it takes over what was issued');
SELECT throws_ok($$UPDATE contract_line_lot SET quantity = '13 kg' WHERE line_id = pg_temp.line(1)$$, '23514', NULL, 'and lines that name the former one are counted for it');
SELECT is_empty('misissued', 'the books of what is issued agree with the lines');

-- Evidence.
SELECT throws_ok($$INSERT INTO evidence (relation, row_id, document_id) VALUES ('lot', 0, 1)$$, '23503', 'there is no row 0 in table "lot"', 'evidence supports rows that exist');
SELECT throws_ok($$INSERT INTO evidence (relation, row_id, document_id) VALUES ('nothing', 1, 1)$$, '23514', NULL, 'of tables that hold facts');
SELECT throws_ok($$INSERT INTO evidence (relation, row_id, document_id) VALUES ('lot', 1, 0)$$, '23503', NULL, 'by documents that exist');
SELECT ok(row_exists(relation, 1) AND NOT row_exists(relation, 0), format('row_exists knows the rows of %s', relation))
FROM (SELECT DISTINCT m[1] AS relation FROM pg_constraint AS k, regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''::text', 'g') AS m
	WHERE k.conname IN ('evidence_relation', 'correction_relation') AND k.connamespace = 'guarded'::regnamespace) AS r
WHERE relation IN ('party', 'party_domicile', 'interest', 'listing', 'site', 'item', 'item_component', 'lot', 'consumption', 'transfer', 'declaration', 'control_contract', 'waiver');
SELECT is_empty($$
	SELECT m[1] FROM pg_constraint AS k, regexp_matches(pg_get_constraintdef(k.oid), '''([a-z_]+)''::text', 'g') AS m
	WHERE k.conname IN ('evidence_relation', 'correction_relation') AND k.connamespace = 'guarded'::regnamespace
		AND pg_get_functiondef('row_exists(text,bigint)'::regprocedure) NOT LIKE '%''' || m[1] || '''%'$$, 'row_exists knows every table that evidence and corrections can name');

SELECT * FROM finish();
ROLLBACK;
