-- The truth table of the rulebook, made from its rows: for every row of every built-in rule there is a pair of cases in a real
-- ledger that differ in what that row asks about and in nothing else, and whose verdicts differ.  A row without such a pair fails,
-- so a new row without a case is noticed.  ROWS=n asks of n rows of each rule and shape (1; 0 asks of all); SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set rows `echo ${ROWS:-1}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT diag('SEED=' || :'seed' || ' ROWS=' || :'rows');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SELECT materials.create_ledger('rule_truth') \g /dev/null
SET LOCAL search_path = rule_truth, materials, public;
SET LOCAL jit = off;
\ir ../data/rules/case_world.sql
\ir ../data/rules/case_line.sql
\ir ../data/rules/case_pair.sql

-- Words are no conditions, and which reading is taken is a policy, not a fact.  That a rule is in force is what goes without saying.
DELETE FROM rule_row WHERE relation IN ('rule_word', 'rule_verdict', 'rule_policy') OR relation = 'rule_status' AND body ->> 'verdict' IS NULL OR NOT EXISTS (SELECT FROM materials.rule AS r WHERE r.rule = rule_row.rule AND r.builtin);
DELETE FROM rule_row WHERE relation = 'rule' AND coalesce(body ->> 'doctrine', body ->> 'domestic', body ->> 'absence_claim') IS NULL;
SELECT cmp_ok(count(DISTINCT r.rule), '=', (SELECT count(DISTINCT x.rule) FROM materials.rule AS x WHERE x.builtin), 'every rule has rows') FROM rule_row AS r;
SELECT pg_temp.rows_choose(:rows), pg_temp.parties_make() \g /dev/null
-- A limb, a share or an exception is decided by where its own rows are: asked of with one of them.
CREATE TEMPORARY VIEW decider AS
	SELECT r.relation, r.rule, r.key, d.relation AS by_relation, d.key AS by_key, d.chosen FROM rule_row AS r JOIN rule_row AS d ON d.rule = r.rule AND CASE r.relation WHEN 'rule_ratio' THEN d.relation = 'rule_threshold' AND d.key ->> 'limb' = r.key ->> 'limb'
		WHEN 'rule_limb' THEN d.relation IN ('rule_threshold', 'rule_step') AND d.key ->> 'limb' = r.key ->> 'limb' WHEN 'rule_release' THEN d.relation = 'rule_release_step' AND d.key @> r.key END;
UPDATE rule_row AS r SET chosen = d.chosen FROM (SELECT x.relation, x.rule, x.key, bool_or(x.chosen) AS chosen FROM decider AS x GROUP BY 1, 2, 3) AS d WHERE d.relation = r.relation AND d.rule = r.rule AND d.key = r.key AND (r.relation <> 'rule_limb' OR r.body ->> 'basis' IS NULL);
SELECT pg_temp.pairs_of_lines(), pg_temp.pairs_of_parties(), pg_temp.pairs_of_steps(), pg_temp.pairs_of_shares(), pg_temp.pairs_of_cells(), pg_temp.pairs_of_scopes() \g /dev/null
SELECT pg_temp.case_load() \g /dev/null
SELECT diag(format('%s rows of %s asked by %s pairs of %s cases', (SELECT count(*) FROM rule_row AS r WHERE r.chosen), (SELECT count(*) FROM rule_row), (SELECT count(*) FROM pair), (SELECT count(*) FROM world)));

-- A rule whose state is in doubt is asked as if it were not, but where its state is what is asked about.
CREATE TEMPORARY TABLE answer (rule text, state boolean, code text, status text, reason text, PRIMARY KEY (rule, state, code));
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT p.rule, p.relation = 'rule_status' AS state, array_agg(DISTINCT l.id) AS ids FROM pair AS p JOIN contract_line AS l ON l.code IN (p.base, p.other) GROUP BY 1, 2 LOOP
		WITH judged AS MATERIALIZED (
			SELECT j.* FROM check_judged(one.rule, rule_version(one.rule), one.ids, '{}', '{}', '{}',
				goods_of(ARRAY[one.rule], ARRAY[rule_version(one.rule)], one.ids, '{}', '{}', CASE WHEN one.state THEN '{}'::jsonb ELSE '{"state": "ignored"}' END, '2027-01-01', 'infinity'), '2027-01-01', 'infinity', CASE WHEN one.state THEN '{}'::jsonb ELSE '{"state": "ignored"}' END) AS j
		)
		INSERT INTO answer SELECT one.rule, one.state, l.code, (j.verdict).status, (j.verdict).reason FROM judged AS j JOIN contract_line AS l ON l.id = j.case_id;
	END LOOP;
	FOR one IN SELECT DISTINCT p.rule, w.code FROM pair AS p CROSS JOIN unnest(ARRAY['BAD', 'GOOD']) AS w (code) WHERE p.base = 'BAD' LOOP
		INSERT INTO answer SELECT one.rule, false, one.code, c.status, c.reason FROM "check"(one.code, one.rule, 'party', '2028-01-01', policies => '{"state": "ignored"}') AS c;
	END LOOP;
END $$;
CREATE TEMPORARY TABLE decided AS
	SELECT p.*, a.status AS base_status, b.status AS other_status, a.reason AS base_reason, b.reason AS other_reason, a.status <> b.status AND coalesce(p.asked IN (a.status, b.status), true) AS decides
	FROM pair AS p LEFT JOIN answer AS a ON a.rule = p.rule AND a.code = p.base AND a.state = (p.relation = 'rule_status') LEFT JOIN answer AS b ON b.rule = p.rule AND b.code = p.other AND b.state = (p.relation = 'rule_status');
CREATE TEMPORARY TABLE result AS
	SELECT r.relation, r.rule, r.key, coalesce(bool_and(d.decides), false) AS decides, min(d.detail) AS detail
	FROM rule_row AS r LEFT JOIN LATERAL (
		SELECT d.aspect, bool_or(d.decides) AS decides, min(format('%s to %s: %s / %s', d.base_status, d.other_status, left(d.base_reason, 120), left(d.other_reason, 120))) AS detail FROM decided AS d
		WHERE d.rule = r.rule AND (d.relation = r.relation AND d.key = r.key OR EXISTS (SELECT FROM decider AS x WHERE x.relation = r.relation AND x.rule = r.rule AND x.key = r.key AND x.by_relation = d.relation AND x.by_key = d.key))
		GROUP BY d.aspect) AS d ON true
	WHERE r.chosen GROUP BY r.relation, r.rule, r.key;
SELECT is_empty(format('SELECT x.rule, x.key, x.detail FROM result AS x WHERE x.relation = %L AND NOT x.decides', r.relation), format('%s: each of %s rows decides alone', r.relation, count(*))) FROM result AS r GROUP BY r.relation ORDER BY r.relation;
-- What was changed is what was meant: cases differ in one fact, or where conditions of a line are turned round, in one condition.
SELECT is_empty($$SELECT p.relation, p.rule, p.key, a.doc, b.doc FROM pair AS p JOIN world AS a ON a.code = p.base JOIN world AS b ON b.code = p.other
	WHERE p.relation NOT IN ('rule_gate', 'rule_exclusion', 'rule_condition', 'rule_threshold') AND p.base <> 'BAD'
		AND (SELECT count(*) FROM (SELECT k.key FROM jsonb_each(a.doc) AS k WHERE b.doc -> k.key IS DISTINCT FROM k.value UNION SELECT k.key FROM jsonb_each(b.doc) AS k WHERE a.doc -> k.key IS DISTINCT FROM k.value) AS d WHERE d.key NOT LIKE '%/region') > 1$$, 'cases of a pair differ in one fact');
SELECT is_empty($$SELECT p.rule, p.key, d.* FROM pair AS p JOIN contract_line AS a ON a.code = p.base JOIN contract_line AS b ON b.code = p.other
	CROSS JOIN LATERAL (SELECT count(*) AS n FROM line_test(p.rule, rule_version(p.rule), ARRAY[a.id], '{"state": "ignored"}', 'infinity') AS x JOIN line_test(p.rule, rule_version(p.rule), ARRAY[b.id], '{"state": "ignored"}', 'infinity') AS y USING (kind, key)
		WHERE x.kind IN ('gate', 'exclusion', 'phase') AND x.truth IS DISTINCT FROM y.truth) AS d
	WHERE p.relation IN ('rule_gate', 'rule_exclusion') AND d.n <> 1$$, 'and lines in one condition');
SELECT * FROM finish();
ROLLBACK;
