-- Less knowledge never makes a verdict better: under every built-in rule, random cases in a real ledger, each beside the same case
-- with one fact taken away, one range made wider, or one lot withdrawn, and beside the same with one more party on a list.  Cases
-- begin as those of the truth table (rule_truth) and are changed at random.  A statement that a set of rows is complete falls with
-- the row; the class or material of a lot is one, where the rule says that such a lot holds nothing of the kind.  Left alone: lists and dated law; that there is no
-- programme, which is a fact; flags of a line that are never empty.
-- CASES=n takes n cases of each rule (4), FACTS=n takes n facts of each away, one by one (3); SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set cases `echo ${CASES:-4}`
\set facts `echo ${FACTS:-3}`
\set rows 1
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(8);
SELECT diag('SEED=' || :'seed' || ' CASES=' || :'cases' || ' FACTS=' || :'facts');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SELECT materials.create_ledger('rule_monotone') \g /dev/null
SET LOCAL search_path = rule_monotone, materials, public;
SET LOCAL jit = off;
\ir ../data/rules/case_world.sql
\ir ../data/rules/case_line.sql
\ir ../data/rules/case_pair.sql
DELETE FROM rule_row WHERE NOT EXISTS (SELECT FROM materials.rule AS r WHERE r.rule = rule_row.rule AND r.builtin);
SELECT pg_temp.rows_choose(:rows), pg_temp.parties_make() \g /dev/null
-- Cases against which each rule stands are made of its phases; of what else there is some will do.
UPDATE rule_row AS r SET chosen = false WHERE r.relation NOT IN ('rule_phase', 'rule_limb') AND random() > 0.1 + :cases / 20.0;
SELECT pg_temp.pairs_of_lines(), pg_temp.pairs_of_parties(), pg_temp.pairs_of_steps(), pg_temp.pairs_of_shares(), pg_temp.pairs_of_cells(), pg_temp.pairs_of_scopes() \g /dev/null

-- Some cases of each rule; a third of them as they are, others with leaves that they have in other cases of it.
CREATE TEMPORARY TABLE spare AS SELECT DISTINCT w.rule, k.key, k.value FROM world AS w CROSS JOIN LATERAL jsonb_each(w.doc) AS k WHERE k.key !~ '^(waiver/|line/(programme|milestone)|.*/region$)';
-- A region lies in its country: where one of the two is another, there is none.
CREATE FUNCTION pg_temp.placed(doc jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
	SELECT doc - ARRAY(SELECT k.key FROM jsonb_each_text(doc) AS k WHERE k.key LIKE 'lot/%/region' AND left(k.value, 2) <> doc ->> replace(k.key, '/region', '/country')) $$;
CREATE TEMPORARY TABLE subject AS
	SELECT w.rule, w.code AS origin, pg_temp.placed(w.doc || CASE WHEN w.n % 3 = 0 THEN '{}' ELSE coalesce(c.change, '{}') END) AS doc
	FROM (SELECT x.*, row_number() OVER (PARTITION BY x.rule ORDER BY x.place, random()) - 1 AS n
		FROM (SELECT w.*, row_number() OVER (PARTITION BY w.rule, p.relation ORDER BY p.base <> w.code, random()) + CASE p.relation WHEN 'rule_phase' THEN -1 ELSE 0 END AS place
			FROM world AS w CROSS JOIN LATERAL (SELECT y.relation, y.base FROM pair AS y WHERE w.code IN (y.base, y.other) ORDER BY y.relation <> 'rule_phase', y.relation LIMIT 1) AS p) AS x) AS w
		LEFT JOIN LATERAL (SELECT jsonb_object_agg(s.key, s.value) AS change FROM (SELECT DISTINCT ON (y.key) y.key, y.value FROM spare AS y WHERE y.rule = w.rule AND w.doc ? y.key ORDER BY y.key, random(), w.n) AS s WHERE random() < 0.25) AS c ON true
	WHERE w.n < :cases;

-- What can become less known, leaf by leaf.
CREATE TEMPORARY TABLE weaker (code text, other text);
INSERT INTO weaker VALUES ('GOOD', 'GOOD-OPEN'), ('GOOD', 'GOOD-NOWHERE'), ('BAD', 'BAD-OPEN'), ('BAD', 'BAD-NOWHERE');
INSERT INTO weaker SELECT format('%s %s', k.kind, l.list), 'NIECE ' || l.list FROM list_of AS l CROSS JOIN (VALUES ('DAUGHTER'), ('COUSIN')) AS k (kind) WHERE l.share IS NOT NULL;
INSERT INTO weaker SELECT format('%s %s', o, s.share), format('%s %s', o, s.wide) FROM unnest(ARRAY['STATE', 'BAD']) AS o CROSS JOIN (VALUES ('5%', '[5%,30%]'), ('25%', '[25%,30%]'), ('30%', '[20%,60%]'), ('50%', '[20%,60%]'), ('60%', '[0%,100%]'), ('24.9%', '[20%,60%]'), ('5%', '5% OPEN'), ('30%', '30% OPEN'), ('60%', '60% OPEN')) AS s (share, wide);
CREATE TEMPORARY TABLE change AS
	SELECT s.rule, s.origin, s.doc, c.kind, c.leaf, c.change
	FROM subject AS s CROSS JOIN LATERAL jsonb_each_text(s.doc) AS k CROSS JOIN LATERAL (SELECT string_to_array(k.key, '/') AS at) AS p
		CROSS JOIN LATERAL (
			SELECT 'fact' AS kind, k.key AS leaf, jsonb_build_object(k.key, NULL) AS change
			WHERE p.at[1] IN ('claim', 'item_claim', 'assay', 'lot_property', 'cost', 'contract') OR p.at[1] = 'lot' AND p.at[3] IN ('maker', 'country', 'region', 'step', 'role', 'made_on', 'primary')
				OR p.at[1] = 'line' AND EXISTS (SELECT FROM materials.property AS x WHERE x.property = p.at[2] AND (x.kept_in IS NULL OR x.type = 'date' AND x.kept_in <> 'programme' OR x.property = 'environment'))
			UNION ALL
			-- Who states all inputs states from whom they came, and what else is in them.
			SELECT 'fact', k.key, (SELECT coalesce(jsonb_object_agg(format('claim/%s/inputs_complete', split_part(d, '/', 2)), NULL), '{}') FROM jsonb_object_keys(s.doc) AS d WHERE p.at[3] = 'supplier' AND d LIKE format('draw/%%/%s', p.at[2])) || jsonb_build_object(k.key, NULL)
			WHERE p.at[1] = 'lot' AND p.at[3] = 'supplier'
			UNION ALL
			SELECT 'fact', k.key, jsonb_build_object(k.key, NULL, format('cost/%s/%s', p.at[2], p.at[3]), NULL, format('claim/%s/inputs_complete', p.at[2]), NULL)
				|| CASE WHEN EXISTS (SELECT FROM materials.rule_scope AS x JOIN materials.rule AS r ON r.rule = x.rule AND r.version = x.version
					WHERE x.rule = s.rule AND r.test = 'party_relation' AND x.word = s.doc ->> format('lot/%s/%s', p.at[2], x.scope) AND (x.scope = 'class' OR NOT s.doc ? format('lot/%s/class', p.at[2])) AND NOT x.may_hold AND NOT x.tested)
					THEN jsonb_build_object(format('lot/%s/class', p.at[2]), NULL, format('lot/%s/material', p.at[2]), NULL) ELSE '{}' END
			WHERE p.at[1] = 'draw'
			UNION ALL
			SELECT 'fact', k.key, jsonb_build_object(k.key, NULL, format('claim/%s/no_feoc_licence', p.at[2]), NULL, 'claim/top/no_feoc_licence', NULL) WHERE p.at[1] = 'licence'
			UNION ALL
			SELECT 'fact', k.key, '{"waiver/by": null, "waiver/from": null, "waiver/to": null}' WHERE k.key = 'waiver/by'
			UNION ALL
			SELECT 'lot', k.key, jsonb_build_object('withdrawn/' || p.at[2], 'true') WHERE p.at[1] = 'lot' AND p.at[3] = 'country'
			UNION ALL
			SELECT 'lot', k.key, '{"unfilled": "true"}' WHERE k.key = 'lot/top/country'
			UNION ALL
			SELECT 'range', k.key, jsonb_build_object(k.key, '[0%,100%]') WHERE p.at[1] = 'assay'
			UNION ALL
			SELECT 'range', k.key, jsonb_build_object(k.key, w.other) FROM weaker AS w WHERE w.code = k.value AND p.at[cardinality(p.at)] IN ('maker', 'supplier', 'seller', 'buyer')
			UNION ALL
			SELECT 'listing', k.key, jsonb_build_object(k.key, format('%s %s', g.how, l.list)) FROM materials.rule_list AS l CROSS JOIN (VALUES ('LISTED'), ('PERHAPS')) AS g (how) WHERE l.rule = s.rule AND k.value = 'GOOD' AND p.at[cardinality(p.at)] IN ('maker', 'supplier', 'seller', 'buyer')
		) AS c;
-- Of each case some changes of each kind.
CREATE TEMPORARY TABLE trial AS
	SELECT c.rule, c.kind, c.leaf, pg_temp.world_of(c.rule, c.doc) AS base, pg_temp.world_of(c.rule, c.doc || c.change) AS other
	FROM (SELECT x.*, row_number() OVER (PARTITION BY x.rule, x.origin, x.kind ORDER BY random()) AS n FROM change AS x) AS c WHERE c.n <= CASE c.kind WHEN 'fact' THEN :facts ELSE (:facts + 2) / 3 END;
DELETE FROM world AS w WHERE NOT EXISTS (SELECT FROM trial AS t WHERE w.code IN (t.base, t.other));
SELECT pg_temp.case_load() \g /dev/null

CREATE TEMPORARY TABLE answer (rule text, code text PRIMARY KEY, status text, reason text);
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN SELECT w.rule, array_agg(l.id) AS ids FROM world AS w JOIN contract_line AS l ON l.code = w.code GROUP BY w.rule LOOP
		WITH judged AS MATERIALIZED (
			SELECT j.* FROM check_judged(one.rule, rule_version(one.rule), one.ids, '{}', '{}', '{}',
				goods_of(ARRAY[one.rule], ARRAY[rule_version(one.rule)], one.ids, '{}', '{}', '{"state": "ignored"}', '2027-01-01', 'infinity'), '2027-01-01', 'infinity', '{"state": "ignored"}') AS j
		)
		INSERT INTO answer SELECT one.rule, l.code, (j.verdict).status, (j.verdict).reason FROM judged AS j JOIN contract_line AS l ON l.id = j.case_id;
	END LOOP;
END $$;
CREATE TEMPORARY TABLE outcome AS
	SELECT t.*, r.test, a.status AS base_status, b.status AS other_status, v.bars OR v.asks OR NOT v.settled AS stands, w.settled AND NOT w.bars AND NOT w.asks AS clears
	FROM trial AS t JOIN materials.rule AS r ON r.rule = t.rule AND r.version = rule_version(t.rule) JOIN answer AS a ON a.code = t.base JOIN answer AS b ON b.code = t.other
		JOIN LATERAL verdicts_of(r.rule, r.version) AS v ON v.verdict = a.status JOIN LATERAL verdicts_of(r.rule, r.version) AS w ON w.verdict = b.status;
SELECT diag(format('%s: %s of %s verdicts changed', o.kind, count(*) FILTER (WHERE o.base_status <> o.other_status), count(*))) FROM outcome AS o GROUP BY o.kind ORDER BY o.kind;
SELECT is(count(*), (SELECT count(*) FROM trial), 'every case has its verdict') FROM outcome;
SELECT set_eq('SELECT DISTINCT o.rule FROM outcome AS o', 'SELECT r.rule FROM materials.rule AS r WHERE r.builtin', 'under every rule');
SELECT set_eq($$SELECT DISTINCT o.test FROM outcome AS o WHERE o.stands$$, 'SELECT DISTINCT r.test FROM materials.rule AS r WHERE r.builtin', 'and rules of each kind stood against some');
SELECT cmp_ok(count(*), '>', 10::bigint, 'many verdicts did change') FROM outcome AS o WHERE o.base_status <> o.other_status;
SELECT is_empty(format($$SELECT o.rule, o.leaf, o.base_status, o.other_status, a.doc, b.doc FROM outcome AS o JOIN world AS a ON a.code = o.base JOIN world AS b ON b.code = o.other WHERE o.kind = %L AND o.stands AND o.clears$$, k.kind), k.what)
FROM (VALUES ('fact', 'no verdict got better by a fact that was taken away'), ('range', 'nor by a range made wider, or a party of which less is known'), ('lot', 'nor by a lot withdrawn'), ('listing', 'nor by a listing')) AS k (kind, what);
SELECT * FROM finish();
ROLLBACK;
