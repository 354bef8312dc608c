-- Taking a fact away never turns what bars or is undecided into what does not bar, and adding a listing never does, under rules that
-- ask for a share: seeded random ledgers, one row or field for each contract line at a time.  A statement that a set of rows is
-- complete falls with the row.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set lines 80
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('ratio_removal') \g /dev/null
SET LOCAL search_path = ratio_removal, materials, public;
SELECT plan(4);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
\ir ../data/rules/random_ratio.sql

CREATE TEMPORARY VIEW removable AS
	SELECT n.line, u.kind, l.id FROM node AS n JOIN lot AS l ON l.code = format('%s.%s', n.line, n.n) CROSS JOIN (VALUES ('lot'), ('producer'), ('country'), ('role'), ('step'), ('primary_source')) AS u (kind)
	UNION ALL SELECT n.line, u.kind, c.id FROM node AS n JOIN lot AS l ON l.code = format('%s.%s', n.line, n.n) JOIN consumption AS c ON c.output_lot_id = l.id CROSS JOIN (VALUES ('consumption'), ('cost')) AS u (kind)
	UNION ALL SELECT n.line, 'declaration', d.id FROM node AS n JOIN lot AS l ON l.code = format('%s.%s', n.line, n.n) JOIN declaration AS d ON d.lot_id = l.id
	UNION ALL SELECT l.code::integer, 'procured_on', l.id FROM contract_line AS l;
CREATE FUNCTION pg_temp.take(kind text, row_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CASE kind
		WHEN 'consumption' THEN
			DELETE FROM declaration WHERE claim = 'inputs_complete' AND lot_id = (SELECT c.output_lot_id FROM consumption AS c WHERE c.id = row_id);
			DELETE FROM consumption WHERE id = row_id;
		WHEN 'declaration' THEN DELETE FROM declaration WHERE id = row_id;
		WHEN 'lot' THEN INSERT INTO correction (relation, row_id, reason) VALUES ('lot', row_id, 'withdrawn');
		WHEN 'producer' THEN UPDATE lot SET producer_id = NULL WHERE id = row_id;
		WHEN 'country' THEN UPDATE lot SET country = NULL WHERE id = row_id;
		WHEN 'role' THEN UPDATE lot SET role = NULL WHERE id = row_id;
		WHEN 'step' THEN UPDATE lot SET step = NULL WHERE id = row_id;
		WHEN 'primary_source' THEN UPDATE lot SET primary_source = false WHERE id = row_id;
		WHEN 'cost' THEN UPDATE consumption SET cost = NULL, currency = NULL WHERE id = row_id;
		WHEN 'procured_on' THEN UPDATE contract_line SET procured_on = NULL WHERE id = row_id;
	END CASE;
END $$;
CREATE FUNCTION pg_temp.statuses() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_array(l.code, r.limb, r.status)) FROM ratio_case('RANDOM', '1', ARRAY(SELECT x.id FROM contract_line AS x), '{}', goods_of('{RANDOM}', '{1}', ARRAY(SELECT x.id FROM contract_line AS x), '{}', '{}', '{}', '2026-05-01', 'infinity'), '{}', '2026-05-01', 'infinity') AS r JOIN contract_line AS l ON l.id = r.case_id $$;
CREATE TEMPORARY TABLE outcome (round integer, line text, limb text, before text, after text, taken text);
DO $$
DECLARE
	before jsonb := pg_temp.statuses();
	after jsonb;
	chosen jsonb;
BEGIN
	FOR round IN 0..12 LOOP
		SELECT jsonb_agg(jsonb_build_object('line', c.line, 'kind', c.kind, 'id', c.id)) INTO chosen
		FROM (SELECT DISTINCT ON (r.line) r.* FROM (SELECT x.*, row_number() OVER (PARTITION BY x.line, x.kind ORDER BY random()) AS place FROM removable AS x) AS r WHERE r.place = 1 ORDER BY r.line, random()) AS c;
		BEGIN
			PERFORM set_config('session_replication_role', 'replica', true);
			IF round = 0 THEN
				-- The first round lists the maker who was clear.
				INSERT INTO listing (party_id, list, entry, decision) SELECT p.id, 'NDAA24-154', 'Good', 'confirmed' FROM party AS p WHERE p.code = 'GOOD';
			ELSE
				PERFORM pg_temp.take(c.value ->> 'kind', (c.value ->> 'id')::bigint) FROM jsonb_array_elements(chosen) AS c;
			END IF;
			after := pg_temp.statuses();
			RAISE SQLSTATE 'ZZ001';
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;    -- the rows are back
		END;
		-- A line whose lots were withdrawn has no share any more; the rest of a verdict then tells so.
		INSERT INTO outcome
			SELECT round, b.value ->> 0, b.value ->> 1, b.value ->> 2, coalesce(a.value ->> 2, 'INDETERMINATE'), (SELECT c.value::text FROM jsonb_array_elements(chosen) AS c WHERE c.value ->> 'line' = b.value ->> 0 LIMIT 1)
			FROM jsonb_array_elements(before) AS b LEFT JOIN jsonb_array_elements(coalesce(after, '[]')) AS a ON (a.value ->> 0, a.value ->> 1) = (b.value ->> 0, b.value ->> 1);
	END LOOP;
END $$;
SELECT diag(string_agg(format('%s to %s %s', o.before, o.after, o.count), ', ' ORDER BY o.before, o.after)) FROM (SELECT before, after, count(*) FROM outcome GROUP BY before, after) AS o;
SELECT cmp_ok(count(*), '>', 1000::bigint, 'many verdicts were compared') FROM outcome;
SELECT cmp_ok(count(*), '>', 16::bigint, 'and taking facts away did change some') FROM outcome AS o WHERE o.before <> o.after AND o.round > 0;
SELECT is_empty($$SELECT o.* FROM outcome AS o JOIN verdict AS b ON b.verdict = o.before JOIN verdict AS a ON a.verdict = o.after
	WHERE o.round > 0 AND (b.bars OR NOT b.settled) AND a.settled AND NOT a.bars$$, 'no verdict got better by it');
SELECT is_empty($$SELECT o.* FROM outcome AS o JOIN verdict AS b ON b.verdict = o.before JOIN verdict AS a ON a.verdict = o.after
	WHERE o.round = 0 AND (b.bars OR NOT b.settled) AND a.settled AND NOT a.bars$$, 'nor by a listing');
SELECT * FROM finish();
ROLLBACK;
