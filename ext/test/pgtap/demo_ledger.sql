-- The demonstration ledger: sound in itself, labelled as sample data, and with enough unknown in it to be like the world.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
\i ext/demo/ledger/load.sql
SELECT no_plan();

SELECT results_eq('SELECT (SELECT count(*) FROM party), (SELECT count(*) FROM lot), (SELECT count(*) FROM consumption), (SELECT count(*) FROM contract_line)',
	$$VALUES (77::bigint, 132::bigint, 261::bigint, 23::bigint)$$, 'it is all there');
SELECT is(count(*), 0::bigint, 'nothing odd was found in it') FROM data_finding;

-- Sample data says so; what is public says where from.
SELECT is_empty(format('SELECT source FROM %I WHERE source IS NULL OR source !~ ''(sample data|public:)''', t.name), format('each row of %s says that it is sample data, or public and where from', t.name))
FROM unnest(ARRAY['party', 'party_domicile', 'interest', 'listing', 'site', 'item', 'item_component', 'lot', 'consumption', 'transfer', 'document', 'declaration',
	'control_contract', 'programme', 'site_asset', 'contract', 'contract_line', 'waiver']) AS t (name);

-- Masses and ways hold together.
SELECT is_empty($$
	SELECT o.code FROM consumption AS c JOIN lot_at('infinity') AS o ON o.id = c.output_lot_id JOIN lot_at('infinity') AS i ON i.id = c.input_lot_id
	WHERE o.code NOT IN ('LFP-CN-26A', 'AN-JP-26A')
	GROUP BY o.id, o.code, o.quantity, o.unit_mass
	HAVING sum(CASE materials.dimension(c.quantity) WHEN 'count' THEN amount_rounded(c.quantity, 'each', 6) * amount_rounded(i.unit_mass, 'kg', 6) ELSE amount_rounded(c.quantity, 'kg', 6) END)
		< CASE materials.dimension(o.quantity) WHEN 'count' THEN amount_rounded(o.quantity, 'each', 6) * amount_rounded(o.unit_mass, 'kg', 6) ELSE amount_rounded(o.quantity, 'kg', 6) END$$,
	'no lot weighs more than what went into it, but for the two that leave inputs out on purpose');
SELECT is_empty($$SELECT l.code FROM lot AS l WHERE NOT l.primary_source AND l.untraced_reason IS NULL AND NOT EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = l.id)$$,
	'every chain ends at an origin or with the reason why it does not');
SELECT is_empty($$SELECT l.code FROM lot AS l WHERE l.primary_source AND EXISTS (SELECT FROM consumption AS c WHERE c.output_lot_id = l.id)$$, 'and nothing goes into an origin');
SELECT is_empty($$SELECT c.id FROM consumption AS c WHERE c.cost IS NULL$$, 'every input has a cost');
SELECT is_empty($$SELECT x.line_id FROM contract_line_lot AS x JOIN lot AS l ON l.id = x.lot_id JOIN contract_line AS c ON c.id = x.line_id WHERE c.item_id <> l.item_id$$, 'lines are filled from lots of the item bought');
SELECT cmp_ok(max(t.tier_max), '>=', 6, 'the longest chain goes from the pack to the mine in at least six steps') FROM trace_up('UAS-US-26') AS t;
SELECT is(count(DISTINCT s.country), 5::bigint, 'the gigafactories stand in five member states') FROM site AS s JOIN party AS p ON p.id = s.operator_id WHERE p.kind = 'anonymous';

-- At least a fifth of what is bought is of unknown origin, by mass.
CREATE TEMPORARY TABLE bought AS
	SELECT l.code, amount_rounded(l.quantity, 'each', 6) * amount_rounded(a.unit_mass, 'kg', 6) AS kg
	FROM lot AS l JOIN lot_at('infinity') AS a ON a.id = l.id WHERE EXISTS (SELECT FROM contract_line_lot AS x WHERE x.lot_id = l.id);
CREATE TEMPORARY TABLE origin AS SELECT b.code, b.kg, o.* FROM bought AS b CROSS JOIN LATERAL origins(b.code) AS o;
SELECT cmp_ok(sum(share_max * kg) FILTER (WHERE kind = 'unknown') / (SELECT sum(kg) FROM bought), '>=', 0.2, 'at least a fifth of the mass bought has no known origin') FROM origin;
SELECT cmp_ok(count(DISTINCT reason), '>=', 8::bigint, 'for eight reasons at least') FROM origin;
SELECT is_empty('SELECT code, sum(share_min) FROM origin GROUP BY code HAVING abs(sum(share_min) - 1) > 1e-15', 'known and unknown make up the whole of each lot');

-- The verdicts that the demonstration is about; between them all words but UNCONFIRMED.
CREATE TEMPORARY TABLE verdict (line text, rule text, status text);
INSERT INTO verdict VALUES
	('ADMIN-01', '10USC4865', 'EXCLUDED'), ('AIGF-ES-1', '10USC4865', 'NOT_APPLICABLE'), ('AIGF-FI-1', '10USC4865', 'NOT_APPLICABLE'), ('BASE-01', '10USC4865', 'PASS'), ('BASE-02', '10USC4865', 'PASS_BY_EXCEPTION'),
	('BASE-03', '10USC4865', 'FAIL'), ('BASE-04', '10USC4865', 'NOT_YET_EFFECTIVE'), ('BASE-05', '10USC4865', 'REVIEW'), ('BASE-06', '10USC4865', 'NOT_APPLICABLE'), ('BASE-07', '10USC4865', 'INDETERMINATE'), ('BASE-08', '10USC4865', 'NOT_COVERED'),
	('DCB-01', '10USC4865', 'NOT_APPLICABLE'), ('DCB-02', '10USC4865', 'NOT_APPLICABLE'), ('EOD-01', '10USC4865', 'INDETERMINATE'), ('HEL-01', '10USC4865', 'WAIVED'), ('HEL-02', '10USC4865', 'FAIL'), ('RADIO-01', '10USC4865', 'PASS_BY_EXCEPTION'), ('RADIO-02', '10USC4865', 'FAIL'),
	('SAT-01', '10USC4865', 'PASS'), ('SAT-02', '10USC4865', 'INDETERMINATE'), ('UAS-01', '10USC4865', 'FAIL'), ('UAS-02', '10USC4865', 'PASS'), ('UAS-03', '10USC4865', 'EXCLUDED'),
	('BASE-03', 'NDAA24-154', 'PROHIBITED'), ('BASE-04', 'NDAA24-154', 'NOT_YET_EFFECTIVE'), ('BASE-06', 'NDAA24-154', 'NOT_YET_EFFECTIVE'), ('BASE-07', 'NDAA24-154', 'INDETERMINATE'), ('BASE-08', 'NDAA24-154', 'NOT_COVERED'),
	('AIGF-ES-1', 'NDAA24-154', 'NOT_APPLICABLE'), ('AIGF-FI-1', 'NDAA24-154', 'NOT_APPLICABLE'), ('DCB-01', 'NDAA24-154', 'NOT_APPLICABLE'), ('DCB-02', 'NDAA24-154', 'NOT_APPLICABLE');
INSERT INTO verdict SELECT l.code, 'NDAA24-154', 'NOT_PROHIBITED' FROM contract_line AS l WHERE l.code NOT IN (SELECT v.line FROM verdict AS v WHERE v.rule = 'NDAA24-154');
CREATE TEMPORARY TABLE screened AS SELECT s.* FROM unnest(ARRAY['10USC4865', 'NDAA24-154']) AS r (rule) CROSS JOIN LATERAL screen(r.rule) AS s;
SELECT is(s.status, v.status, format('%s under %s: %s', v.line, v.rule, v.status)) FROM verdict AS v LEFT JOIN screened AS s ON s.line = v.line AND s.rule = v.rule ORDER BY v.rule, v.line;
SELECT is_empty($$SELECT v.verdict FROM unnest(ARRAY['FAIL', 'PROHIBITED', 'INDETERMINATE', 'REVIEW', 'PASS_BY_EXCEPTION', 'WAIVED', 'PASS', 'NOT_PROHIBITED', 'NOT_YET_EFFECTIVE', 'EXCLUDED', 'NOT_APPLICABLE', 'NOT_COVERED']) AS v (verdict)
	WHERE v.verdict NOT IN (SELECT s.status FROM screened AS s)$$, 'every verdict that the two rules can give is among them, but those on the state of a rule');
SELECT ok(share_min > 0.95 AND share_max < 1, 'the second source of the UPS passes by more than 95 % of the cost') FROM screened WHERE line = 'BASE-02' AND rule = '10USC4865';
SELECT ok(share_min < 0.95 AND share_max > 0.95, 'the bounds of the robot lie on both sides of 95 %') FROM screened WHERE line = 'EOD-01' AND rule = '10USC4865';
SELECT is(c.status, p.status, format('%s: %s', p.code, p.status)) FROM (VALUES ('SELANGOR', 'FEOC'), ('TISZA', 'FEOC'), ('DAEONSEP', 'NOT_FEOC'), ('DAEONHLD', 'NOT_FEOC'), ('LAKESHORE', 'NOT_FEOC'), ('RHEINWALL', 'INDETERMINATE'), ('CATL', 'FEOC'), ('SALTFORK', 'NOT_FEOC'), ('KAPUAS', 'INDETERMINATE')) AS p (code, status)
	CROSS JOIN LATERAL control(p.code, 'DOE-25', '2028-01-01') AS c;
SELECT results_eq($$SELECT materials.round_half_up((c.share_min)::materials.fraction, 15) FROM control('DAEONHLD', 'DOE-25', '2028-01-01') AS c$$, $$VALUES (materials.round_half_up('5/22'::materials.fraction, 15))$$, 'the cross-holding is solved: 5/22');

-- Estimates of questions that the planner cannot look into are of the right order.
CREATE FUNCTION pg_temp.rows_beside(question text, OUT told numeric, OUT counted numeric) LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM ' || question INTO plan;
	told := plan -> 0 -> 'Plan' ->> 'Plan Rows';
	EXECUTE 'SELECT count(*) FROM ' || question INTO counted;
END
$$;
SELECT ok(r.told BETWEEN r.counted / 10 AND r.counted * 10, format('%s: %s rows expected, %s found', q.question, r.told, r.counted))
FROM unnest(ARRAY['concentration_country()', 'concentration()', 'supply()', 'single_points_of_failure()', 'no_alternate()', 'world_comparison()', 'expiring(3650, ''2028-01-01'')', 'explode(''BAT-UAS'')', 'explode_material(''BAT-UAS'')', 'explode_origin(''BAT-UAS'')', 'changes_total(''2020-01-01Z'')', 'passport_origin(''UAS-PACK-26A'')',
	'trace_up(''UAS-US-26'')', 'trace_down(''NG-CN-26'')', 'trace(''UAS-US-26'')', 'trace_edges(''UAS-US-26'')', 'recall(''NG-CN-26'')', 'origins(''UAS-US-26'')', 'where_used(countries => ''{CN}'')', 'paths(''UAS-US-26'')', 'path_chains(''UAS-US-26'')',
	'custody_chain(''UAS-US-26'')', 'control_all()', 'control(''IRONWOOD'')', 'check_all(''UAS-01'')', 'screen()', 'screen(''10USC4865'')', 'explain(''UAS-01'', ''10USC4865'')', 'to_settle(''EOD-01'', ''10USC4865'')', 'to_fix(''UAS-01'', ''10USC4865'')',
	'changes(''2020-01-01Z'')', 'bi_lot', 'bi_consumption', 'bi_party', 'bi_item', 'bi_site', 'bi_line', 'bi_material', 'bi_country', 'bi_date', 'bi_rule', 'bi_verdict', 'bi_lot_origin_share_live']) AS q (question)
	CROSS JOIN LATERAL pg_temp.rows_beside(q.question) AS r;
SELECT * FROM finish();
ROLLBACK;
