-- Shares of rules of the kind cost_ratio against a slow model on seeded random ledgers: every way up is followed one by one,
-- weights are multiplied out as decimals (quantities are powers of two, so they end).  A share p / q is the smallest that
-- weights between their bounds allow if and only if the weights that make the sum of w (m q - p) smallest make it zero; no
-- sorting is needed to see that.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set lines 150
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('ratio_random') \g /dev/null
SET LOCAL search_path = ratio_random, materials, public;
SELECT plan(9);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

-- The rule: modules are looked into, structures and casings are left out, whatever else goes in counts.
INSERT INTO rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed) VALUES ('RANDOM', '1', 'Random', 'none', 'pack', 'named party', 'cost_ratio', 'procured_on', '2020-01-01', '2020-01-01', true);
INSERT INTO rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('RANDOM', '1', 'all', 'all', '2020-01-01', 'none', true);
INSERT INTO rule_list (rule, version, list, successors, citation, confirmed) VALUES ('RANDOM', '1', 'NDAA24-154', false, 'none', true);
INSERT INTO rule_scope (rule, version, scope, word, tested, may_hold, may_be_part) VALUES ('RANDOM', '1', 'class', 'pack', true, true, true);
INSERT INTO rule_limb (rule, version, limb, title, citation, confirmed) SELECT 'RANDOM', '1', l, l, 'none', true FROM unnest(ARRAY['cost', 'mass', 'part', 'country']) AS l;
INSERT INTO rule_ratio (rule, version, limb, basis, per, otherwise, mark, holder, met, unmet) VALUES
	('RANDOM', '1', 'cost', 'cost', 'lot', 'counts', 'other', true, 'PASS', 'FAIL'), ('RANDOM', '1', 'mass', 'mass', 'case', 'counts', 'offender', false, 'FAIL', 'PASS'),
	('RANDOM', '1', 'part', 'part', 'lot', 'counts', 'offender', false, 'FAIL', 'PASS'), ('RANDOM', '1', 'country', 'mass', 'lot', 'counts', 'country', false, 'FAIL', 'PASS');
INSERT INTO rule_ratio_part (rule, version, limb, place, class, role, treatment)
	SELECT 'RANDOM', '1', r.limb, p.* FROM rule_ratio AS r, (VALUES (1, 'module', NULL, 'inside'), (2, 'structure', NULL, 'left_out'), (3, NULL, 'casing', 'left_out')) AS p WHERE r.rule = 'RANDOM';
INSERT INTO rule_threshold (rule, version, limb, valid, threshold, strict, citation, confirmed) SELECT 'RANDOM', '1', r.limb, '(,)', CASE r.limb WHEN 'part' THEN '0' ELSE '1/2' END::fraction, r.limb <> 'cost', 'none', true FROM rule_ratio AS r WHERE r.rule = 'RANDOM';
INSERT INTO rule_ratio_country (rule, version, country) VALUES ('RANDOM', '1', 'KR');

INSERT INTO import_party (code, name, incorporated_in) VALUES ('GOOD', 'Good', 'US'), ('NAMED', 'Named', 'CN'), ('MAYBE', 'Perhaps named', 'CN');
INSERT INTO import_listing (party, list, entry, decision) VALUES ('NAMED', 'NDAA24-154', 'Named', 'confirmed'), ('MAYBE', 'NDAA24-154', 'Perhaps', 'candidate');
INSERT INTO import_item (code, name, class) VALUES ('pack', 'Pack', 'pack'), ('module', 'Module', 'module'), ('part', 'Part', 'component_material'), ('structure', 'Structure', 'structure');

CREATE TEMPORARY TABLE node AS
	SELECT l AS line, n, CASE WHEN n = 0 THEN 'pack' WHEN n IN (1, 5) THEN 'module' WHEN n = 8 THEN 'structure' ELSE 'part' END AS kind, (ARRAY['GOOD', 'GOOD', 'GOOD', 'GOOD', 'NAMED', 'NAMED', 'NAMED', 'MAYBE', NULL])[1 + floor(random() * CASE WHEN n < 2 THEN 4.2 ELSE 8.3 END)::integer] AS producer,
		(ARRAY['US', 'CN', 'KR', 'DE', NULL])[1 + floor(random() * 4.3)::integer]::country AS country, CASE WHEN random() < 0.15 THEN 'casing' WHEN random() < 0.95 THEN 'cathode_material' END AS role, random() < 0.97 AS complete
	FROM generate_series(1, :lines) AS l, generate_series(0, 8) AS n;
CREATE TEMPORARY TABLE draw AS
	SELECT o.line, o.n AS output, i.n AS input, (ARRAY[1, 2, 3, 4])[1 + floor(random() * 4)::integer] AS pieces, CASE WHEN random() < 0.97 THEN floor(random() * 30) END AS cost, CASE WHEN random() < 0.995 THEN 'USD' ELSE 'EUR' END AS currency
	FROM node AS o JOIN node AS i ON i.line = o.line AND i.n > o.n
	WHERE CASE o.kind WHEN 'pack' THEN random() < 0.4 WHEN 'module' THEN random() < 0.5 WHEN 'part' THEN random() < 0.04 ELSE false END;
INSERT INTO import_lot (code, item, role, producer, country, step, made_on, quantity, primary_source)
	SELECT format('%s.%s', n.line, n.n), n.kind, CASE WHEN n.kind = 'part' THEN n.role END, n.producer, n.country, 'component_making', '2026-01-01', CASE n.kind WHEN 'pack' THEN '1 each' WHEN 'module' THEN '64 each' ELSE '64 kg' END::quantity,
		NOT EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n) AND n.n > 0 AND n.complete FROM node AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency)
	SELECT format('%s.%s', d.line, d.output), format('%s.%s', d.line, d.input), quantity(d.pieces, CASE i.kind WHEN 'module' THEN 'each' ELSE 'kg' END), d.cost, CASE WHEN d.cost IS NOT NULL THEN d.currency END FROM draw AS d JOIN node AS i ON i.line = d.line AND i.n = d.input;
-- What is weighed and weighs more than what went in is missing something: parts with inputs are.
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', format('%s.%s', n.line, n.n) FROM node AS n WHERE n.complete AND EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n);
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, lots) SELECT 'C', n.line, 'pack', '1 each', '2026-05-01', ARRAY[format('%s.0', n.line)] FROM node AS n WHERE n.n = 0;
ANALYZE lot; ANALYZE consumption; ANALYZE declaration;

-- The slow model.  Class: 2 against, 1 unknown, 0 nothing.
CREATE TEMPORARY VIEW fact AS SELECT n.*, CASE n.producer WHEN 'GOOD' THEN 0 WHEN 'NAMED' THEN 2 ELSE 1 END AS class FROM node AS n;
CREATE TEMPORARY TABLE way AS
	-- Every way from the pack: all of it through what is looked into (inner) or not, and the worst maker on it.
	WITH RECURSIVE way (line, n, amount, inner_way, worst) AS (
		SELECT f.line, 0, 1::numeric, true, f.class FROM fact AS f WHERE f.n = 0
		UNION ALL
		SELECT w.line, d.input, w.amount * d.pieces / 64, w.inner_way AND f.kind = 'module', greatest(w.worst, f.class) FROM way AS w JOIN draw AS d ON d.line = w.line AND d.output = w.n JOIN fact AS f ON f.line = d.line AND f.n = d.input)
	SELECT * FROM way;
CREATE TEMPORARY TABLE held AS
	SELECT w.line, w.n, sum(w.amount) AS amount, bool_and(w.inner_way) AS only_inner, CASE WHEN min(w.worst) FILTER (WHERE w.inner_way) = max(w.worst) FILTER (WHERE w.inner_way) THEN min(w.worst) FILTER (WHERE w.inner_way) ELSE 1 END AS worst
	FROM way AS w GROUP BY w.line, w.n HAVING bool_or(w.inner_way);
CREATE TEMPORARY TABLE piece AS
	SELECT h.line, i.n, i.country, i.class, greatest(i.class, h.worst) AS held_class, i.role IS NOT NULL AS sure, h.only_inner, h.amount * d.cost AS cost, h.amount * d.pieces AS mass, d.currency
	FROM held AS h JOIN draw AS d ON d.line = h.line AND d.output = h.n JOIN fact AS i ON i.line = d.line AND i.n = d.input AND i.kind = 'part' AND i.role IS DISTINCT FROM 'casing';
CREATE TEMPORARY TABLE gap AS
	SELECT DISTINCT h.line FROM held AS h JOIN fact AS f ON f.line = h.line AND f.n = h.n WHERE NOT f.complete OR f.n = 0 AND NOT EXISTS (SELECT FROM draw AS d WHERE d.line = f.line AND d.output = 0);
CREATE TEMPORARY TABLE model AS
	-- limb, candidate (of the share by country), lower and upper weight (empty: no limit), lower and upper mark.
	SELECT p.line, 'cost' AS limb, '' AS candidate, CASE WHEN p.sure AND p.only_inner AND NOT m.mixed THEN coalesce(p.cost, 0) ELSE 0 END AS a, CASE WHEN NOT m.mixed THEN p.cost END AS b, CASE p.held_class WHEN 0 THEN 1 ELSE 0 END AS low, CASE p.held_class WHEN 2 THEN 0 ELSE 1 END AS high
	FROM piece AS p JOIN (SELECT x.line, count(DISTINCT x.currency) FILTER (WHERE x.cost IS NOT NULL) > 1 AS mixed FROM piece AS x GROUP BY x.line) AS m USING (line)
	UNION ALL
	SELECT p.line, 'mass', '', CASE WHEN p.sure AND p.only_inner THEN p.mass ELSE 0 END, p.mass, CASE p.class WHEN 2 THEN 1 ELSE 0 END, CASE p.class WHEN 0 THEN 0 ELSE 1 END FROM piece AS p
	UNION ALL
	SELECT p.line, 'part', '', CASE WHEN bool_or(p.sure) THEN 1 ELSE 0 END, 1, CASE max(p.class) WHEN 2 THEN 1 ELSE 0 END, CASE max(p.class) WHEN 0 THEN 0 ELSE 1 END FROM piece AS p GROUP BY p.line, p.n
	UNION ALL
	SELECT p.line, 'country', c.name, CASE WHEN p.sure AND p.only_inner THEN p.mass ELSE 0 END, p.mass, CASE WHEN p.country::text = c.name THEN 1 ELSE 0 END, CASE WHEN p.country IS NULL OR p.country::text = c.name THEN 1 ELSE 0 END
	FROM piece AS p CROSS JOIN (VALUES ('US'), ('CN'), ('DE'), ('other')) AS c (name)
	UNION ALL
	SELECT g.line, l.limb, c.name, 0, NULL, 0, 1 FROM gap AS g CROSS JOIN (VALUES ('cost'), ('mass'), ('part'), ('country')) AS l (limb) JOIN (VALUES (''), ('US'), ('CN'), ('DE'), ('other')) AS c (name) ON (c.name = '') = (l.limb <> 'country');

CREATE TEMPORARY TABLE engine AS
	SELECT l.code::integer AS line, r.limb, r.status, r.share_min, r.share_max
	FROM ratio_case('RANDOM', '1', ARRAY(SELECT x.id FROM contract_line AS x), '{}', '{}', '2026-05-01', 'infinity') AS r JOIN contract_line AS l ON l.id = r.case_id;

-- Smallest and greatest sum of w (m q - p) over all weights, for each candidate: below zero with weights without limit where one of them has a smaller mark.
CREATE TEMPORARY TABLE proof AS
	SELECT e.line, e.limb, m.candidate, e.share_min, e.share_max,
		sum(CASE WHEN m.low * denominator(e.share_min) < numerator(e.share_min) THEN m.b ELSE m.a END * (m.low * denominator(e.share_min) - numerator(e.share_min))) AS least,
		coalesce(bool_or(m.b IS NULL AND m.low * denominator(e.share_min) < numerator(e.share_min)), false) AS lower_yet, coalesce(bool_or(m.b IS NULL AND m.low * denominator(e.share_min) = numerator(e.share_min)), false) AS lower_met,
		sum(CASE WHEN m.high * denominator(e.share_max) > numerator(e.share_max) THEN m.b ELSE m.a END * (m.high * denominator(e.share_max) - numerator(e.share_max))) AS greatest,
		coalesce(bool_or(m.b IS NULL AND m.high * denominator(e.share_max) > numerator(e.share_max)), false) AS higher_yet, coalesce(bool_or(m.b IS NULL AND m.high * denominator(e.share_max) = numerator(e.share_max)), false) AS higher_met
	FROM engine AS e JOIN model AS m USING (line, limb) WHERE e.share_min IS NOT NULL GROUP BY e.line, e.limb, m.candidate, e.share_min, e.share_max;

SELECT diag(string_agg(format('%s %s %s', s.limb, s.status, s.count), ', ' ORDER BY s.limb, s.status)) FROM (SELECT limb, status, count(*) FROM engine GROUP BY limb, status) AS s;
SELECT is(count(*), 4 * :lines::bigint, 'every line has a verdict of every limb') FROM engine;
SELECT cmp_ok(count(DISTINCT e.status), '>=', 3::bigint, 'with several words among them') FROM engine AS e;
SELECT cmp_ok(count(*), '>', :lines::bigint, 'and many shares are between 0 and 1') FROM engine AS e WHERE e.share_max > '0' AND e.share_min < '1' AND (e.share_min > '0' OR e.share_max < '1');
-- The share of one country is the largest, so no candidate goes beyond it and one comes up to it.
SELECT is_empty($$SELECT p.* FROM proof AS p WHERE p.limb <> 'country' AND (p.least < 0 OR p.lower_yet)$$, 'no weights make a share smaller than its lower bound');
SELECT is_empty($$SELECT p.* FROM proof AS p WHERE p.greatest > 0 OR p.higher_yet$$, 'nor greater than its upper bound');
SELECT is_empty($$SELECT p.line, p.limb FROM proof AS p GROUP BY p.line, p.limb HAVING bool_and(p.least > 0 AND NOT p.lower_met OR p.lower_yet)$$, 'some weights come to the lower bound');
SELECT is_empty($$SELECT p.line, p.limb FROM proof AS p GROUP BY p.line, p.limb HAVING bool_and(p.greatest < 0 AND NOT p.higher_met)$$, 'and to the upper bound');
SELECT is_empty($$SELECT p.line FROM proof AS p WHERE p.limb = 'country' GROUP BY p.line HAVING bool_and(p.least < 0 OR p.lower_yet) OR bool_or(p.least > 0 AND NOT p.lower_met AND NOT p.lower_yet)$$, 'the largest share of one country is that of one candidate and of none less');
SELECT is_empty($$SELECT e.*, t.* FROM engine AS e LEFT JOIN (SELECT m.line, m.limb, coalesce(sum(m.b), 0) = 0 AND bool_and(m.b IS NOT NULL) AS nothing, sum(m.a) = 0 AS maybe, bool_or(m.a > 0 AND m.low = 1) AS one, bool_or(m.high = 1) AS perhaps_one FROM model AS m GROUP BY m.line, m.limb) AS t USING (line, limb)
	WHERE e.status <> CASE WHEN coalesce(t.maybe, true) THEN 'INDETERMINATE' WHEN e.limb = 'cost' THEN CASE WHEN e.share_min >= '1/2' THEN 'PASS' WHEN e.share_max < '1/2' THEN 'FAIL' ELSE 'INDETERMINATE' END
		-- More than none: one part is enough, whatever else may be missing.
		WHEN e.limb = 'part' THEN CASE WHEN t.one THEN 'FAIL' WHEN NOT t.perhaps_one THEN 'PASS' ELSE 'INDETERMINATE' END
		ELSE CASE WHEN e.share_min > '1/2' THEN 'FAIL' WHEN e.share_max <= '1/2' THEN 'PASS' ELSE 'INDETERMINATE' END END$$, 'verdicts follow from the bounds');
SELECT * FROM finish();
ROLLBACK;
