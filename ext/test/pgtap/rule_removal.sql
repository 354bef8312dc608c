-- Taking a fact away never turns what bars or is undecided into what does not bar: seeded random ledgers, where rows are
-- deleted, fields emptied and lots withdrawn, one for each contract line at a time.  A statement that a set of rows is
-- complete falls with the row: nobody made it about the smaller set.  Lists and dated law are left alone.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set lines 60
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('rule_removal') \g /dev/null
SET LOCAL search_path = rule_removal, materials, public;
SELECT plan(3);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
\ir ../data/rules/random_battery.sql
ANALYZE lot; ANALYZE consumption; ANALYZE declaration;

-- What can be taken away, by line; line 0 is what all lines rest on.
CREATE TEMPORARY VIEW removable AS
	SELECT m.line, 'consumption' AS kind, c.id FROM made AS m JOIN lot AS l ON l.code = m.code JOIN consumption AS c ON c.output_lot_id = l.id
	UNION ALL SELECT m.line, 'declaration', d.id FROM made AS m JOIN lot AS l ON l.code = m.code JOIN declaration AS d ON d.lot_id = l.id
	UNION ALL SELECT m.line, 'transfer', t.id FROM made AS m JOIN lot AS l ON l.code = m.code JOIN transfer AS t ON t.lot_id = l.id
	UNION ALL SELECT m.line, 'licence', k.id FROM made AS m JOIN lot AS l ON l.code = m.code JOIN control_contract AS k ON k.lot_id = l.id
	UNION ALL SELECT m.line, u.kind, l.id FROM made AS m JOIN lot AS l ON l.code = m.code CROSS JOIN (VALUES ('lot'), ('producer'), ('country'), ('role'), ('step'), ('made_on'), ('primary_source')) AS u (kind)
	UNION ALL SELECT m.line, 'cost', c.id FROM made AS m JOIN lot AS l ON l.code = m.code JOIN consumption AS c ON c.output_lot_id = l.id
	UNION ALL SELECT m.line, 'line_lot', l.id FROM made AS m JOIN contract_line AS l ON l.code = m.line::text WHERE m.n = 0
	UNION ALL SELECT 0, 'interest', i.id FROM interest AS i
	UNION ALL SELECT 0, 'domicile', d.id FROM party_domicile AS d
	UNION ALL SELECT 0, 'declaration', d.id FROM declaration AS d WHERE d.lot_id IS NULL;

CREATE FUNCTION pg_temp.take(kind text, row_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CASE kind
		WHEN 'consumption' THEN
			DELETE FROM declaration WHERE claim = 'inputs_complete' AND lot_id = (SELECT c.output_lot_id FROM consumption AS c WHERE c.id = row_id);
			DELETE FROM consumption WHERE id = row_id;
		WHEN 'transfer' THEN
			-- Who states all inputs of a lot states from whom they came.
			DELETE FROM declaration WHERE claim = 'inputs_complete' AND lot_id IN (SELECT c.output_lot_id FROM consumption AS c JOIN transfer AS t ON t.lot_id = c.input_lot_id WHERE t.id = row_id);
			DELETE FROM transfer WHERE id = row_id;
		WHEN 'licence' THEN
			DELETE FROM declaration AS d WHERE d.claim = 'no_feoc_licence' AND split_part((SELECT l.code FROM lot AS l WHERE l.id = d.lot_id), '.', 1)
				= (SELECT split_part(l.code, '.', 1) FROM control_contract AS k JOIN lot AS l ON l.id = k.lot_id WHERE k.id = row_id);
			DELETE FROM control_contract WHERE id = row_id;
		WHEN 'interest' THEN
			DELETE FROM declaration WHERE claim = 'ownership_complete' AND party_id = (SELECT i.owned_id FROM interest AS i WHERE i.id = row_id);
			DELETE FROM interest WHERE id = row_id;
		WHEN 'declaration' THEN DELETE FROM declaration WHERE id = row_id;
		WHEN 'domicile' THEN DELETE FROM party_domicile WHERE id = row_id;
		WHEN 'line_lot' THEN DELETE FROM contract_line_lot WHERE line_id = row_id;
		WHEN 'lot' THEN INSERT INTO correction (relation, row_id, reason) VALUES ('lot', row_id, 'withdrawn');
		WHEN 'producer' THEN UPDATE lot SET producer_id = NULL WHERE id = row_id;
		WHEN 'country' THEN UPDATE lot SET country = NULL WHERE id = row_id;
		WHEN 'role' THEN UPDATE lot SET role = NULL WHERE id = row_id;
		WHEN 'step' THEN UPDATE lot SET step = NULL WHERE id = row_id;
		WHEN 'made_on' THEN UPDATE lot SET made_on = NULL WHERE id = row_id;
		WHEN 'primary_source' THEN UPDATE lot SET primary_source = false WHERE id = row_id;
		WHEN 'cost' THEN UPDATE consumption SET cost = NULL, currency = NULL WHERE id = row_id;
	END CASE;
END $$;

CREATE TEMPORARY TABLE outcome (round integer, line text, rule text, reading text, before text, after text, taken text);
CREATE FUNCTION pg_temp.statuses() RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_agg(jsonb_build_array(s.line, s.rule, r.key, r.value)) FROM unnest(ARRAY['10USC4865', 'NDAA24-154']) AS k (rule), screen(k.rule, as_of => '2028-01-15') AS s, jsonb_each_text(s.status_by_policy) AS r $$;
DO $$
DECLARE
	before jsonb := pg_temp.statuses();
	after jsonb;
	chosen jsonb;
BEGIN
	FOR round IN 1..10 LOOP
		SELECT jsonb_agg(jsonb_build_object('line', c.line, 'kind', c.kind, 'id', c.id)) INTO chosen
		FROM (SELECT DISTINCT ON (r.line) r.* FROM (SELECT x.*, row_number() OVER (PARTITION BY x.line, x.kind ORDER BY random()) AS place FROM removable AS x) AS r
			WHERE r.place = 1 AND (r.line > 0) = (round % 5 > 0) ORDER BY r.line, random()) AS c;
		BEGIN
			PERFORM set_config('session_replication_role', 'replica', true);
			PERFORM pg_temp.take(c.value ->> 'kind', (c.value ->> 'id')::bigint) FROM jsonb_array_elements(chosen) AS c;
			after := pg_temp.statuses();
			RAISE SQLSTATE 'ZZ001';
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;    -- the rows are back
		END;
		INSERT INTO outcome
			SELECT round, b.value ->> 0, b.value ->> 1, b.value ->> 2, b.value ->> 3, a.value ->> 3, (SELECT c.value::text FROM jsonb_array_elements(chosen) AS c WHERE c.value ->> 'line' IN (b.value ->> 0, '0') LIMIT 1)
			FROM jsonb_array_elements(before) AS b JOIN jsonb_array_elements(after) AS a ON (a.value ->> 0, a.value ->> 1, a.value ->> 2) = (b.value ->> 0, b.value ->> 1, b.value ->> 2);
	END LOOP;
END $$;

SELECT diag(string_agg(format('%s to %s %s', o.before, o.after, o.count), ', ' ORDER BY o.before, o.after)) FROM (SELECT before, after, count(*) FROM outcome GROUP BY before, after) AS o;
SELECT cmp_ok(count(*), '>', 666::bigint, 'many verdicts were compared') FROM outcome;
SELECT cmp_ok(count(*), '>', 6::bigint, 'and taking facts away did change some') FROM outcome AS o WHERE o.before <> o.after;
SELECT is_empty($$SELECT o.* FROM outcome AS o JOIN verdict AS b ON b.verdict = o.before JOIN verdict AS a ON a.verdict = o.after
	WHERE (b.bars OR b.verdict = 'INDETERMINATE') AND a.settled AND NOT a.bars$$, 'no verdict got better by it');
SELECT * FROM finish();
ROLLBACK;
