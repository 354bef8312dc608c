-- to_settle and to_fix against brute force: on seeded random cells every set of answers, and of suppliers replaced, is asked
-- of the real check.  SEED=n repeats a run, SETTLE_CASES=n makes more cells,
-- SETTLE_PARTS=n (up to 8) cells of more components.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set cases `echo ${SETTLE_CASES:-1}`
\set parts `echo ${SETTLE_PARTS:-3}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT plan(8);
SELECT materials.create_ledger('settle_random') \g /dev/null
SET LOCAL search_path = settle_random, materials, public;
SET LOCAL materials.as_of = '2028-06-01';
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
\ir ../data/rules/settle.sql

-- Cells of a few components: of makers of whom too little is known, or of offenders, each with another part of the cost.
INSERT INTO import_party (code, name, incorporated_in) SELECT format('OPEN-%s', n), 'An open maker', 'KR' FROM generate_series(1, :parts) AS n UNION ALL SELECT format('BAD-%s', n), 'A maker of the state', 'KR' FROM generate_series(1, :parts) AS n;
INSERT INTO import_interest (owner, owned, share) SELECT 'STATE', format('BAD-%s', n), '60%' FROM generate_series(1, :parts) AS n;
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', format('BAD-%s', n) FROM generate_series(1, :parts) AS n;
CREATE FUNCTION pg_temp.parts(maker text, count integer) RETURNS jsonb LANGUAGE sql VOLATILE AS $$
	SELECT jsonb_agg(jsonb_build_object('role', (ARRAY['cathode_material', 'anode_material', 'separator', 'binder', 'anode_foil', 'electrolyte_salt', 'electrolyte_solvent', 'electrolyte_additive', 'conductive_additive'])[p.n],
		'maker', CASE WHEN p.n > count THEN 'GOOD' WHEN random() < 0.85 THEN maker || '-' || p.n WHEN maker = 'BAD' THEN 'GOOD' END, 'cost', 1 + (CASE WHEN random() < 0.4 THEN 3 WHEN random() < 0.5 THEN 30 ELSE 200 END * random())::integer,
		'country', CASE WHEN p.n <= count AND maker = 'OPEN' AND random() < 0.15 THEN '' ELSE 'KR' END) ORDER BY p.n) FROM generate_series(1, count + 1) AS p (n) $$;
SELECT pg_temp.cell('S' || n, pg_temp.parts('OPEN', :parts)), pg_temp.cell('F' || n, pg_temp.parts('BAD', :parts)) FROM generate_series(1, :cases) AS n \g /dev/null

-- What the two functions choose from, in their order; and the verdict with each set of it.
CREATE TEMPORARY TABLE about AS
	SELECT n AS cell, 'settle' AS question, a || jsonb_build_object('changes', jsonb_path_query_array(a -> 'ranked', '$[*].good'), 'too_few', -1) AS body
	FROM generate_series(1, :cases) AS n CROSS JOIN LATERAL settle_about('settled', 'L-S' || n, '10USC4865') AS o
		CROSS JOIN LATERAL settle_ranked(settle_gaps(o), settle_verdict('{}', o)) AS a
	UNION ALL
	SELECT n, 'fix', fix_choices(o, 'L-F' || n) || '{"too_few": -1}' FROM generate_series(1, :cases) AS n CROSS JOIN LATERAL settle_about('turned', 'L-F' || n, '10USC4865') AS o;
CREATE TEMPORARY TABLE tried AS
	SELECT a.cell, a.question, s.members, settle_decides(s.members, a.body) AS enough
	FROM about AS a CROSS JOIN LATERAL generate_series(0, (1 << jsonb_array_length(a.body -> 'changes')) - 1) AS b (bits)
		CROSS JOIN LATERAL (SELECT ARRAY(SELECT m FROM generate_series(1, jsonb_array_length(a.body -> 'changes')) AS m WHERE b.bits >> (m - 1) & 1 = 1)) AS s (members);
CREATE TEMPORARY TABLE best AS
	SELECT DISTINCT ON (t.cell, t.question) t.cell, t.question, t.members FROM tried AS t WHERE t.enough ORDER BY t.cell, t.question, cardinality(t.members), t.members;
CREATE TEMPORARY TABLE told AS
	SELECT n AS cell, 'settle' AS question, array_agg(s.place ORDER BY s.place) FILTER (WHERE s.needed) AS members, bool_and(s.proven) AS proven, count(*) AS facts FROM generate_series(1, :cases) AS n CROSS JOIN LATERAL to_settle('L-S' || n, '10USC4865') AS s GROUP BY n
	UNION ALL
	SELECT n, 'fix', array_agg(c.place::integer ORDER BY c.place) FILTER (WHERE f.needed), bool_and(f.proven), count(*) FROM generate_series(1, :cases) AS n CROSS JOIN LATERAL to_fix('L-F' || n, '10USC4865') AS f
		JOIN about AS a ON a.cell = n AND a.question = 'fix' CROSS JOIN LATERAL jsonb_array_elements(a.body -> 'choices') WITH ORDINALITY AS c (choice, place)
	WHERE c.choice ->> 'lots' = f.lots GROUP BY n;

SELECT diag(format('%s sets were asked about', count(*))) FROM tried;
SELECT is((SELECT count(*) FROM about), 2 * :cases::bigint, 'every cell was asked about');
SELECT cmp_ok((SELECT count(*) FROM tried), '>=', 3::bigint, 'of many sets');
SELECT is_empty($$SELECT a.cell FROM about AS a JOIN tried AS t USING (cell, question) WHERE t.members = '{}' AND t.enough AND EXISTS (SELECT FROM told AS o WHERE o.cell = a.cell AND o.question = a.question)$$, 'what is settled, or bars nothing, is told nothing');
SELECT is_empty($$SELECT b.cell, b.question, b.members AS brute_force, o.members FROM best AS b JOIN told AS o USING (cell, question) WHERE o.members IS DISTINCT FROM b.members$$, 'the smallest set is that of all sets, the first of them in the order told');
SELECT is_empty($$SELECT o.cell, o.question FROM told AS o LEFT JOIN best AS b USING (cell, question) WHERE b.members IS NULL AND o.members IS NOT NULL$$, 'and none where there is none');
SELECT is_empty($$SELECT o.cell, o.question FROM told AS o WHERE o.members IS NOT NULL AND NOT o.proven$$, 'it is proven');
SELECT is_empty($$SELECT t.cell, t.question, t.members, u.members FROM tried AS t JOIN tried AS u USING (cell, question) WHERE t.members <@ u.members AND t.enough AND NOT u.enough$$, 'who answers or replaces more settles no less');
SELECT is((SELECT count(*) FROM about AS a JOIN tried AS t USING (cell, question) WHERE t.members = '{}' AND NOT t.enough), (SELECT count(*) FROM told), 'all others are told something');
SELECT * FROM finish();
ROLLBACK;
