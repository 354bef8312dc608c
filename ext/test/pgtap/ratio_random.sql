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

\ir ../data/rules/random_ratio.sql

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
	FROM ratio_case('RANDOM', '1', ARRAY(SELECT x.id FROM contract_line AS x), '{}', goods_of('{RANDOM}', '{1}', ARRAY(SELECT x.id FROM contract_line AS x), '{}', '{}', '{}', '2026-05-01', 'infinity'), '{}', '2026-05-01', 'infinity') AS r JOIN contract_line AS l ON l.id = r.case_id;

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
