-- All rules in one pass: however many rules are asked of however many lines, the graph is walked once, what is known of its
-- lots is read once, and each doctrine is asked once.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('passed') \g /dev/null
SET LOCAL search_path = passed, materials, public;
SET LOCAL track_functions = 'all';
SELECT no_plan();

INSERT INTO import_party (code, name, incorporated_in) SELECT 'P' || n, 'Maker ' || n, (ARRAY['US', 'CN', 'JP', 'DE'])[n]::country FROM generate_series(1, 4) AS n;
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', p.code FROM party AS p;
INSERT INTO import_interest (owner, owned, metric, share) VALUES ('P2', 'P3', 'equity', '30%');
INSERT INTO import_item (code, name, class, material) VALUES ('DRONE', 'Drone', 'end_item', NULL), ('MOTOR', 'Motor', 'motor', NULL), ('MAGNET', 'Magnet', 'magnet', 'neodymium_iron_boron_magnet'), ('METAL', 'Metal', 'raw_material', 'neodymium');
-- Twelve tiers, the last of them shared.
INSERT INTO lot (code, item_id, producer_id, country, step, made_on, quantity, primary_source)
	SELECT format('L%s-%s', t, n), item_id(CASE WHEN t = 1 THEN 'DRONE' WHEN t = 2 THEN 'MOTOR' WHEN t = 3 THEN 'MAGNET' ELSE 'METAL' END), party_id('P' || 1 + (t + n) % 4), (ARRAY['US', 'CN', 'JP', 'DE'])[1 + (t + n) % 4]::country,
		CASE WHEN t < 3 THEN 'system_assembly' WHEN t = 3 THEN 'sintering' WHEN t < 8 THEN 'melting' WHEN t < 12 THEN 'refining' ELSE 'mining' END, date '2026-06-01' - 20 * t, '10 kg', t = 12
	FROM generate_series(1, 12) AS t CROSS JOIN generate_series(1, 3) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency)
	SELECT lot_id(format('L%s-%s', t, n)), lot_id(format('L%s-%s', t + 1, m)), '5 kg', 10, 'USD' FROM generate_series(1, 11) AS t CROSS JOIN generate_series(1, 3) AS n CROSS JOIN generate_series(1, 3) AS m WHERE m <> n;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', l.code FROM lot AS l WHERE NOT l.primary_source;
INSERT INTO import_contract_line (contract, buyer, seller, signed_on, line, item, quantity, procured_on, obligated_on)
	SELECT 'C', 'P1', 'P4', '2026-07-01', 'N' || n, 'DRONE', '10 kg', '2026-09-01', '2026-09-01' FROM generate_series(1, 3) AS n;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT line_id('N' || n), lot_id('L1-' || n) FROM generate_series(1, 3) AS n;

CREATE FUNCTION pg_temp.calls_made(statement text) RETURNS TABLE (name text, calls bigint) LANGUAGE plpgsql AS $$
DECLARE
	before jsonb := (SELECT coalesce(jsonb_object_agg(f.funcid, f.calls), '{}') FROM pg_stat_xact_user_functions AS f);
BEGIN
	EXECUTE calls_made.statement;
	RETURN QUERY SELECT f.funcname::text, sum(f.calls - coalesce((before ->> f.funcid::text)::bigint, 0))::bigint FROM pg_stat_xact_user_functions AS f WHERE f.schemaname IN ('passed', 'materials') GROUP BY f.funcname;
END
$$;
CREATE TEMPORARY TABLE question (place integer PRIMARY KEY, call text);
INSERT INTO question VALUES (1, 'CREATE TEMPORARY TABLE screened AS SELECT * FROM screen()'), (2, $$SELECT count(*) FROM screen('OBBBA-PFE')$$), (3, $$CREATE TEMPORARY TABLE checked AS SELECT * FROM check_all('N2')$$);
CREATE TEMPORARY TABLE made AS SELECT q.place, c.name, c.calls FROM question AS q CROSS JOIN LATERAL pg_temp.calls_made(q.call) AS c;

SELECT is((SELECT m.calls FROM made AS m WHERE m.place = q.place AND m.name = w.name), 1::bigint, format('%s: %s once', q.call, w.does))
FROM question AS q CROSS JOIN (VALUES ('flow_upstream', 'the graph is walked'), ('input_of', 'what went into lots is read'), ('known_lot_of', 'what is known of lots is read')) AS w (name, does);
SELECT is((SELECT coalesce(sum(m.calls), 0) FROM made AS m WHERE m.place = q.place AND m.name IN ('flow_walk', 'flow_bounds', 'flow_up')), 0::numeric, format('%s: no lot is walked by itself', q.call)) FROM question AS q;
SELECT is((SELECT m.calls FROM made AS m WHERE m.place = 1 AND m.name = 'judge'), (SELECT count(DISTINCT r.rule) FROM rule AS r), 'every rule is judged once for all lines');
-- Nothing about parties begins or ends on any day here.
SELECT is((SELECT m.calls FROM made AS m WHERE m.place = 1 AND m.name = 'control_at'),
	(SELECT count(DISTINCT (d.doctrine, rule_doctrine_choices(d.doctrine, rule_choices(r.rule, r.version, '{}'))))
		FROM rules_asked(NULL) AS a JOIN rule AS r ON r.rule = a.rule AND r.version = a.version
			CROSS JOIN LATERAL (SELECT r.doctrine UNION SELECT f.doctrine FROM rule_doctrine AS f WHERE f.rule = r.rule AND f.version = r.version) AS d WHERE d.doctrine IS NOT NULL),
	'each doctrine is asked once, however many rules follow it');
SELECT cmp_ok((SELECT count(*) FROM rules_asked(NULL) AS a JOIN rule AS r ON r.rule = a.rule AND r.version = a.version WHERE r.doctrine IS NOT NULL), '>',
	(SELECT m.calls FROM made AS m WHERE m.place = 1 AND m.name = 'control_at'), 'more rules follow doctrines than there are');

-- One line asked by itself and among others is the same.
SELECT is_empty($$SELECT s.rule FROM screened AS s JOIN checked AS c ON c.rule = s.rule WHERE s.line = 'N2' AND (s.status, s.share_min, s.share_max, s.status_by_policy, s.reason, s.confirmed) IS DISTINCT FROM (c.status, c.share_min, c.share_max, c.status_by_policy, c.reason, c.confirmed)$$,
	'verdicts on lines together are those on each');

-- Loops over rows in PL/pgSQL: none where rules are judged.
SELECT is_empty($$SELECT p.proname FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
	WHERE p.pronamespace = 'passed'::regnamespace AND l.lanname = 'plpgsql' AND p.prosrc ~* '\mFOR\s+\w+\s+IN\s+(SELECT|WITH|EXECUTE)\M' AND p.prosrc ~ '\m(judge\w*|check_judged|check_worst|check_all|check"|screen|goods_of|standing_of)\s*\('$$,
	'no function that judges rules goes through rows in a loop');
-- What tells how far a call has come decides nothing.
SELECT is_empty($$SELECT p.proname FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
		CROSS JOIN LATERAL regexp_replace(p.prosrc, 'PERFORM materials\.tell_progress\([^;]*\);', '') AS b (body)
	WHERE p.pronamespace = 'passed'::regnamespace AND l.lanname <> 'sql' AND (b.body !~ '^\s*#variable_conflict use_column\s+BEGIN\s+RETURN QUERY\M' OR b.body ~ '\mRETURN QUERY\M.*\mRETURN QUERY\M' OR b.body ~ '\m(LOOP|FOREACH|WHILE|EXECUTE|PERFORM)\M|:=')
		AND p.proname ~ '^(judge|case_|line_|lot_state|known_lot|battery|component|maker|ratio|step|party_(looked|caught|verdict|source)|property_(subject|test|verdict)|named_at|epoch_of|goods_of|standing_of|check_(judged|worst))' AND p.proname NOT LIKE '%\_id'$$,
	'all that judges is a statement');
SELECT * FROM finish();
ROLLBACK;
