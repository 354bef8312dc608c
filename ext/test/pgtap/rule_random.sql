-- Shares and verdicts of 10 U.S.C. 4865 against a slow model on seeded random ledgers: every way up is followed one by one,
-- amounts are multiplied out as decimals (quantities are powers of two, so they end), classes are read off each way.
-- SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set lines 120
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('rule_random') \g /dev/null
SET LOCAL search_path = rule_random, materials, public;
SELECT plan(7);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
\ir ../data/rules/random_battery.sql
ANALYZE lot; ANALYZE consumption; ANALYZE declaration;

-- The slow model, from what was drawn up and not from the ledger.
CREATE TEMPORARY TABLE fact AS
	SELECT m.line, m.n, m.code, m.kind, m.role, m.quantity, m.custody = 'book_and_claim' AS claimed,
		CASE WHEN m.step = 'recycling' THEN CASE WHEN m.country::text = 'US' THEN 2 WHEN m.country IS NULL THEN 1 ELSE 0 END ELSE 0 END AS renewed,
		-- 2 against, 1 unknown, 0 nothing.
		greatest(CASE WHEN m.producer LIKE 'BAD%' THEN 2 WHEN m.producer LIKE 'GOOD%' THEN 0 ELSE 1 END, CASE WHEN m.country::text = 'CN' THEN 2 WHEN m.country IS NULL OR m.country::text = 'HK' THEN 1 ELSE 0 END) AS assembly,
		coalesce((SELECT max(CASE WHEN p.code LIKE 'BAD%' THEN 2 WHEN p.code LIKE 'GOOD%' THEN 0 ELSE 1 END) FROM transfer AS t LEFT JOIN party AS p ON p.id = t.from_id WHERE t.lot_id = lot_id(m.code)), 0) AS supplier,
		CASE WHEN m.reason IS NOT NULL OR coalesce(m.custody = 'book_and_claim', false) THEN 1 WHEN m.has_input THEN CASE WHEN m.complete AND NOT m.short THEN 0 ELSE 1 END
			WHEN m.kind IN ('component', 'material', 'board', 'unclear') AND m.complete THEN 0 ELSE 1 END AS gap, m.licence_stated, m.step
	FROM made AS m;
CREATE UNIQUE INDEX ON fact (line, n);
CREATE INDEX ON draw (line, output);
CREATE TEMPORARY TABLE part AS
	WITH RECURSIVE way (line, battery, n, part, amount, cost, currency, priced) AS (
		SELECT f.line, f.n, f.n, 'inner', 1::numeric, NULL::numeric, NULL, true FROM fact AS f WHERE f.kind IN ('pack', 'cell')
		UNION ALL
		SELECT w.line, w.battery, d.input, CASE WHEN i.kind IN ('cell', 'electrode') AND (i.kind = 'cell' OR EXISTS (SELECT FROM draw AS x WHERE x.line = i.line AND x.output = i.n)) THEN 'inner'
				WHEN i.kind IN ('electrode', 'unclear') THEN 'unclear' WHEN i.role IN ('casing', 'cathode_foil') THEN 'hardware' ELSE 'component' END,
			w.amount * d.pieces / i.quantity, w.amount * d.cost, d.currency, d.cost IS NOT NULL
		FROM way AS w JOIN fact AS f ON f.line = w.line AND f.n = w.n AND f.claimed IS NOT TRUE
			JOIN draw AS d ON d.line = w.line AND d.output = w.n JOIN fact AS i ON i.line = d.line AND i.n = d.input
		WHERE w.part = 'inner')
	SELECT w.* FROM way AS w;
CREATE TEMPORARY TABLE source AS
	WITH RECURSIVE way (line, part, n, renewed) AS (
		SELECT DISTINCT p.line, p.n, p.n, 0 FROM part AS p JOIN fact AS f ON f.line = p.line AND f.n = p.n WHERE p.part IN ('component', 'unclear') OR f.kind = 'electrode'
		UNION ALL
		SELECT w.line, w.part, d.input, greatest(w.renewed, f.renewed) FROM way AS w JOIN fact AS f ON f.line = w.line AND f.n = w.n AND f.claimed IS NOT TRUE JOIN draw AS d ON d.line = w.line AND d.output = w.n)
	SELECT w.line, w.part, max(greatest(f.assembly, f.supplier)) FILTER (WHERE w.n = w.part) AS direct, max(greatest(f.assembly, f.supplier, f.gap)) AS traced,
		max(greatest(CASE WHEN w.renewed = 0 THEN greatest(f.assembly, f.supplier) WHEN w.renewed = 1 THEN least(greatest(f.assembly, f.supplier), 1) ELSE 0 END,
			CASE WHEN greatest(w.renewed, f.renewed) < 2 THEN f.gap ELSE 0 END)) AS counted
	FROM way AS w JOIN fact AS f ON f.line = w.line AND f.n = w.n GROUP BY w.line, w.part;
CREATE TEMPORARY TABLE battery_line AS
	-- The lots tested for a line: the root if it is a battery, else its pack; and the cells inside.
	SELECT DISTINCT b.line, b.battery, p.n AS tested FROM (SELECT f.line, f.n AS battery FROM fact AS f WHERE f.n = 0 AND f.kind IN ('pack', 'cell') OR f.n = 1 AND f.kind = 'pack'
			AND NOT EXISTS (SELECT FROM fact AS r WHERE r.line = f.line AND r.n = 0 AND r.claimed)) AS b
		JOIN part AS p ON p.line = b.line AND p.battery = b.battery AND p.part = 'inner' JOIN fact AS f ON f.line = p.line AND f.n = p.n AND f.kind IN ('pack', 'cell');
CREATE TEMPORARY TABLE licence AS
	SELECT p.line, p.battery, max(CASE WHEN c.code LIKE 'BAD%' THEN 2 WHEN c.code LIKE 'GOOD%' THEN 0 ELSE 1 END) AS licensor
	FROM part AS p JOIN fact AS f ON f.line = p.line AND f.n = p.n JOIN control_contract AS k ON k.lot_id = lot_id(f.code) JOIN party AS c ON c.id = k.contractor_id WHERE p.part <> 'hardware' GROUP BY p.line, p.battery;
CREATE TEMPORARY TABLE model AS
	WITH summed AS (
		SELECT p.line, p.battery, t.reading,
			bool_or(p.part = 'component') AS any_component, bool_or(p.part = 'component' AND NOT p.priced) AS unpriced, count(DISTINCT p.currency) FILTER (WHERE p.part IN ('component', 'unclear')) > 1 AS mixed,
			bool_or(p.part = 'inner' AND (f.gap = 1 OR f.kind = 'cell' AND NOT EXISTS (SELECT FROM draw AS d WHERE d.line = f.line AND d.output = f.n)) OR p.part = 'unclear' AND (f.gap = 1 OR NOT p.priced)) AS gap,
			coalesce(max(greatest(c.class, c.counted)) FILTER (WHERE p.part IN ('component', 'unclear') OR p.part = 'inner' AND f.kind = 'electrode'), 0) AS worst,
			-- An electrode looked into counts in place of its parts where its step does not rule that out, or its own source is in doubt.
			bool_or(p.part = 'inner' AND f.kind = 'electrode' AND (f.step IS NULL OR s.direct > 0)) AS either,
			coalesce(sum(p.cost) FILTER (WHERE p.part = 'component'), 0) AS d, coalesce(sum(p.cost) FILTER (WHERE p.part = 'component' AND c.counted = 0), 0) AS n,
			coalesce(sum(p.cost) FILTER (WHERE p.part = 'component' AND c.counted = 1), 0) AS u,
			coalesce(sum(p.cost) FILTER (WHERE p.part = 'unclear' AND c.counted = 0), 0) AS x0, coalesce(sum(p.cost) FILTER (WHERE p.part = 'unclear' AND c.counted = 1), 0) AS x1,
			coalesce(sum(p.cost) FILTER (WHERE p.part = 'unclear' AND c.counted = 2), 0) AS x2
		FROM part AS p CROSS JOIN (VALUES ('strict_trace'), ('direct_source')) AS t (reading) JOIN fact AS f ON f.line = p.line AND f.n = p.n
			LEFT JOIN source AS s ON s.line = p.line AND s.part = p.n
			LEFT JOIN LATERAL (SELECT CASE WHEN t.reading = 'strict_trace' AND (p.part <> 'inner' OR f.step IS NULL) THEN s.traced ELSE s.direct END AS class,
				CASE WHEN t.reading = 'strict_trace' AND (p.part <> 'inner' OR f.step IS NULL) THEN s.counted ELSE s.direct END AS counted) AS c ON true
		GROUP BY p.line, p.battery, t.reading),
	bound AS (
		SELECT s.*, NOT s.any_component OR s.unpriced OR s.mixed OR s.d = 0 AS unformed, CASE WHEN NOT s.any_component OR s.unpriced OR s.mixed OR s.gap OR s.d = 0 OR s.either AND s.worst > 0 THEN 0 ELSE s.n END AS low_n,
			CASE WHEN NOT s.any_component OR s.unpriced OR s.mixed OR s.gap OR s.d = 0 OR s.either AND s.worst > 0 THEN 1 ELSE s.d + s.x1 + s.x2 END AS low_d,
			CASE WHEN NOT s.any_component OR s.unpriced OR s.mixed OR s.gap OR s.d = 0 OR s.either AND s.worst > 0 THEN 1 ELSE s.n + s.u + s.x0 + s.x1 END AS high_n,
			CASE WHEN NOT s.any_component OR s.unpriced OR s.mixed OR s.gap OR s.d = 0 OR s.either AND s.worst > 0 THEN 1 ELSE s.d + s.x0 + s.x1 END AS high_d
		FROM summed AS s)
	SELECT b.line, b.battery, b.reading, b.low_n, b.low_d, b.high_n, b.high_d, CASE
			WHEN b.any_component AND b.worst = 0 AND NOT b.gap AND t.technology = 0 AND f.assembly = 0 THEN 'PASS'
			WHEN b.any_component AND b.worst = 0 AND NOT b.gap AND t.technology = 0 AND f.assembly = 2 THEN 'REVIEW'
			WHEN b.unformed THEN 'INDETERMINATE'
			WHEN f.assembly = 2 OR t.technology = 2 OR b.high_n * 20 <= b.high_d * 19 THEN 'FAIL'
			WHEN f.assembly = 0 AND t.technology = 0 AND b.low_n * 20 > b.low_d * 19 THEN 'PASS_BY_EXCEPTION'
			ELSE 'INDETERMINATE' END AS status
	FROM bound AS b JOIN fact AS f ON f.line = b.line AND f.n = b.battery
		LEFT JOIN licence AS l ON l.line = b.line AND l.battery = b.battery
		CROSS JOIN LATERAL (SELECT CASE WHEN l.licensor > 0 THEN l.licensor WHEN f.licence_stated OR EXISTS (SELECT FROM part AS o JOIN fact AS g ON g.line = o.line AND g.n = o.battery AND g.licence_stated
			WHERE o.line = b.line AND o.n = b.battery AND o.part = 'inner' AND (o.line, o.battery) IN (SELECT x.line, x.tested FROM battery_line AS x)) THEN 0 ELSE 1 END AS technology) AS t;
CREATE TEMPORARY TABLE model_line AS
	SELECT l.line, r.reading, coalesce((array_agg(s.status ORDER BY v.severity DESC))[1], 'NOT_COVERED') AS status
	FROM fact AS l CROSS JOIN (VALUES ('strict_trace'), ('direct_source')) AS r (reading)
		LEFT JOIN LATERAL (
			SELECT m.status FROM battery_line AS b JOIN model AS m ON m.line = b.line AND m.battery = b.tested AND m.reading = r.reading WHERE b.line = l.line
			UNION ALL
			SELECT 'INDETERMINATE' FROM fact AS f WHERE f.line = l.line AND (f.kind = 'end_item' OR f.kind = 'board' AND f.line % 10 <> 0) AND f.gap = 1) AS s ON true
		LEFT JOIN verdict AS v ON v.verdict = s.status
	WHERE l.n = 0 GROUP BY l.line, r.reading;

CREATE TEMPORARY TABLE engine AS
	SELECT s.line::integer AS line, s.status, s.status_by_policy, s.share_min, s.share_max FROM screen('10USC4865', as_of => '2028-01-15') AS s;
CREATE TEMPORARY TABLE engine_battery AS
	SELECT f.line, f.n AS battery, x.reading, x.status, x.share_min, x.share_max
	FROM (SELECT array_agg(lot_id(f.code)) AS ids FROM fact AS f JOIN battery_line AS b ON b.line = f.line AND b.tested = f.n) AS i,
		lot_known('10USC4865', rule_version('10USC4865'), ARRAY(SELECT l.id FROM lot AS l), rule_choices('10USC4865', rule_version('10USC4865'), '{}'), '2028-01-15', 'infinity') AS e,
		LATERAL judge_battery('10USC4865', rule_version('10USC4865'), i.ids, e.lots, e.inputs, rule_choices('10USC4865', rule_version('10USC4865'), '{}'),
			ARRAY(SELECT s::party_standing FROM standing_of('{10USC4865}', ARRAY[rule_version('10USC4865')], '{}', '{}', (lot_reading(ARRAY(SELECT l.id FROM lot AS l), '2028-01-15', 'infinity')).lots, '{}', '2028-01-15', 'infinity') AS s), '{2028-01-15}', '2028-01-15', 'infinity') AS x
		JOIN lot AS l ON l.id = x.battery_id JOIN fact AS f ON f.code = l.code;

SELECT diag(string_agg(format('%s %s', m.status, m.count), ', ' ORDER BY m.status)) FROM (SELECT status, count(*) FROM model GROUP BY status) AS m;
SELECT cmp_ok(count(*), '>', 66::bigint, 'many batteries were judged') FROM engine_battery;
SELECT cmp_ok(count(DISTINCT e.status), '>=', 4::bigint, 'with several verdicts among them') FROM engine_battery AS e;
SELECT is_empty($$SELECT e.line, e.battery, e.reading, e.share_min, m.low_n, m.low_d FROM engine_battery AS e JOIN model AS m USING (line, battery, reading)
	WHERE numerator(e.share_min) * m.low_d <> denominator(e.share_min) * m.low_n$$, 'worst cases are the slow model''s, exactly');
SELECT is_empty($$SELECT e.line, e.battery, e.reading, e.share_max, m.high_n, m.high_d FROM engine_battery AS e JOIN model AS m USING (line, battery, reading)
	WHERE numerator(e.share_max) * m.high_d <> denominator(e.share_max) * m.high_n$$, 'best cases are the slow model''s, exactly');
SELECT is_empty($$SELECT e.line, e.battery, e.reading, e.status AS engine, m.status AS model FROM engine_battery AS e JOIN model AS m USING (line, battery, reading) WHERE e.status <> m.status$$,
	'verdicts on batteries are the slow model''s');
SELECT is_empty($$SELECT e.line, m.reading, e.status_by_policy ->> m.reading AS engine, m.status AS model FROM engine AS e JOIN model_line AS m USING (line) WHERE e.status_by_policy ->> m.reading <> m.status$$,
	'verdicts on lines are the slow model''s, under both readings');
SELECT is(count(*), :lines::bigint, 'every line has one') FROM engine;
SELECT * FROM finish();
ROLLBACK;
