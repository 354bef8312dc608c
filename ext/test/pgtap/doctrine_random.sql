-- Random ownership structures through a real ledger, under all six doctrines and policies of theirs, against an exact oracle
-- that shares no code with the extension (ext/test/oracle): circles, ranges, excluded ends, partnerships, six metrics, unknown
-- holders, holders and contracts that are not recorded, listings, political figures, agreements to act together, payments.
-- What is open is also tried: whatever it turns out to be, shares and statuses lie within what was said.
-- Then: nothing becomes clear by losing a fact or widening a range, nor by a listing that is added.
-- SEED=n in the environment repeats a run; GRAPHS=n makes it longer.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('random_doctrine');
SET search_path = random_doctrine, materials, public;
\set seed `echo "${SEED:-$(date +%s)}"`
\set graphs `echo "${GRAPHS:-100}"`
\setenv SEED :seed
\setenv GRAPHS :graphs
SELECT diag('SEED=' || :'seed' || ' GRAPHS=' || :'graphs');
CREATE TEMPORARY TABLE run AS SELECT :'seed'::text AS seed, :'graphs'::integer AS graphs;
CREATE FUNCTION pg_temp.chance(VARIADIC key text[]) RETURNS float8 LANGUAGE sql STABLE AS $$
	SELECT ((hashtextextended(r.seed || '/' || array_to_string(key, '/'), 0) & 1048575)::float8) / 1048576 FROM pg_temp.run AS r $$;
CREATE FUNCTION pg_temp.pick(low integer, high integer, VARIADIC key text[]) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT low + floor(pg_temp.chance(VARIADIC key) * (high - low + 1))::integer $$;

-- Places 0 to 6 are the firms that are judged.
CREATE TEMPORARY TABLE node (graph integer, place integer, kind text, government_of text, seat text, nationality text, residence text, location text,
	not_us_person boolean, figure boolean, complete boolean, trading integer, payment integer, code text GENERATED ALWAYS AS (graph::text || '.' || place::text) STORED);
CREATE TEMPORARY TABLE listed (graph integer, place integer, list text, decision text);
CREATE TEMPORARY TABLE link (graph integer, owner integer, owned integer, metric text, low text, high text, bounds text);
CREATE TEMPORARY TABLE licence (graph integer, number integer, contractor integer, producer integer, rights integer);
CREATE TEMPORARY TABLE pact (graph integer, entity integer, one integer, two integer);
CREATE TEMPORARY TABLE question (question integer, doctrine text, policies jsonb);
CREATE TEMPORARY TABLE answer (graph integer, question integer, place integer, plain boolean, single boolean, circular boolean, said text, share_min numeric, share_max numeric, share_exact text,
	cases integer, seen_min numeric, seen_max numeric, caught boolean, clear boolean, some_caught boolean, some_clear boolean);
\copy node (graph, place, kind, government_of, seat, nationality, residence, location, not_us_person, figure, complete, trading, payment) FROM PROGRAM 'ext/test/oracle/rows.sh party' WITH (NULL '')
\copy listed FROM PROGRAM 'ext/test/oracle/rows.sh listing'
\copy link FROM PROGRAM 'ext/test/oracle/rows.sh interest'
\copy licence FROM PROGRAM 'ext/test/oracle/rows.sh contract'
\copy pact FROM PROGRAM 'ext/test/oracle/rows.sh pact'
\copy question FROM PROGRAM 'ext/test/oracle/rows.sh question'
\copy answer FROM PROGRAM 'ext/test/oracle/rows.sh answer' WITH (NULL '')
ANALYZE node, link, answer;

INSERT INTO party (code, name, kind, government_of) SELECT n.code, n.code, n.kind, n.government_of::country FROM node AS n ORDER BY n.graph, n.place;
CREATE TEMPORARY TABLE who AS SELECT n.graph, n.place, p.id, p.code FROM node AS n JOIN party AS p ON p.code = n.code;
CREATE UNIQUE INDEX ON who (graph, place);
ANALYZE who;
INSERT INTO party_domicile (party_id, kind, country)
	SELECT w.id, d.kind, d.country::country FROM node AS n JOIN who AS w USING (graph, place)
		CROSS JOIN LATERAL (VALUES ('incorporation', n.seat), ('nationality', n.nationality), ('permanent_residence', n.residence), ('location', n.location)) AS d (kind, country)
	WHERE d.country IS NOT NULL;
INSERT INTO party_role (party_id, government_of, status, body) SELECT w.id, 'CN', 'current', 'executive' FROM node AS n JOIN who AS w USING (graph, place) WHERE n.figure;
INSERT INTO declaration (claim, party_id)
	SELECT c.claim, w.id FROM node AS n JOIN who AS w USING (graph, place)
		CROSS JOIN LATERAL (VALUES ('ownership_complete', n.complete), ('not_us_person', n.not_us_person), ('publicly_traded', n.trading = 1), ('not_publicly_traded', n.trading = 2),
			('control_payment', n.payment = 1), ('no_control_payment', n.payment = 2)) AS c (claim, stated)
	WHERE c.stated;
INSERT INTO listing (party_id, list, entry, decision) SELECT w.id, l.list, w.code, l.decision FROM listed AS l JOIN who AS w USING (graph, place);
INSERT INTO interest (owner_id, owned_id, metric, share)
	SELECT o.id, d.id, l.metric, materials.share(l.low::fraction, l.high::fraction, l.bounds) FROM link AS l JOIN who AS o ON o.graph = l.graph AND o.place = l.owner JOIN who AS d ON d.graph = l.graph AND d.place = l.owned;
INSERT INTO control_contract (code, contractor_id, producer_id, right_quantity, right_timing, right_sale, right_access, right_operation)
	SELECT l.graph || '.' || l.number, c.id, p.id, true, true, CASE l.rights WHEN 0 THEN true WHEN 1 THEN false END, true, true
	FROM licence AS l JOIN who AS c ON c.graph = l.graph AND c.place = l.contractor JOIN who AS p ON p.graph = l.graph AND p.place = l.producer;
INSERT INTO concert (agreement, party_id, regarding_id)
	SELECT 'pact ' || a.graph, p.id, d.id FROM pact AS a JOIN who AS d ON d.graph = a.graph AND d.place = a.entity JOIN who AS p ON p.graph = a.graph AND p.place IN (a.one, a.two);
ANALYZE party, party_domicile, interest, declaration, listing, control_contract, concert;

CREATE TEMPORARY TABLE engine AS
	SELECT q.question, w.graph, w.place, CASE c.status WHEN d.caught THEN 'caught' WHEN d.clear THEN 'clear' ELSE 'open' END AS said, c.share_min, c.share_max, c.share_exact
	FROM question AS q JOIN doctrine AS d USING (doctrine) CROSS JOIN LATERAL control_all(q.doctrine, '2026-11-21', NULL, q.policies) AS c JOIN who AS w ON w.id = c.party_id WHERE w.place < 7;
CREATE TEMPORARY TABLE judged AS
	SELECT q.doctrine, q.policies, e.question, e.graph, e.place, e.said, e.share_min, e.share_max, e.share_exact, a.plain, a.single, a.circular, a.said AS oracle, a.share_min AS oracle_min,
		a.share_max AS oracle_max, a.share_exact AS oracle_exact, a.cases, a.seen_min, a.seen_max, a.caught, a.clear, a.some_caught, a.some_clear
	FROM engine AS e JOIN answer AS a USING (question, graph, place) JOIN question AS q USING (question);
ANALYZE judged;
SELECT is((SELECT count(*) FROM engine), (SELECT r.graphs * 7 * (SELECT count(*) FROM question) FROM run AS r), 'every firm of every structure has a status under every doctrine');
SELECT is((SELECT count(DISTINCT q.doctrine) FROM question AS q), (SELECT count(*) FROM doctrine AS d WHERE d.builtin), 'all doctrines are asked');
SELECT cmp_ok((SELECT count(*) FROM judged), '>', (SELECT count(*) * 98 / 100 FROM engine), 'the oracle answers for nearly all, for few of its numbers grow too long');
SELECT is_empty(format($$SELECT b.graph, b.place, b.said, b.oracle, b.share_min, b.oracle_min, b.share_max, b.oracle_max, b.share_exact, b.oracle_exact FROM judged AS b WHERE b.question = %L AND b.oracle IS NOT NULL
		AND ROW(b.said, b.share_min, b.share_max, b.share_exact) IS DISTINCT FROM ROW(b.oracle, b.oracle_min, b.oracle_max, b.oracle_exact) ORDER BY 1, 2$$, q.question),
	format('%s %s: engine and oracle agree exactly', q.doctrine, q.policies)) FROM question AS q ORDER BY q.question;
SELECT is_empty(format($$SELECT b.graph, b.place, b.said, b.share_min, b.seen_min, b.seen_max, b.share_max, b.some_caught, b.some_clear FROM judged AS b WHERE b.question = %L AND b.cases > 0
		AND (b.seen_min < b.share_min OR b.seen_max > b.share_max OR b.said = 'caught' AND NOT b.caught OR b.said = 'clear' AND (b.some_caught OR NOT b.clear)) ORDER BY 1, 2$$, q.question),
	format('%s %s: whatever is unknown turns out to be, it lies within what was said', q.doctrine, q.policies)) FROM question AS q WHERE q.question IN (SELECT b.question FROM judged AS b WHERE b.cases > 0) ORDER BY q.question;
-- What is said is no wider than need be: with one thing unknown the cases reach the lower end, and nearly always the upper one,
-- where the cases leave out who might stand above a holder that is not known.
SELECT is_empty(format($$SELECT b.graph, b.place, b.share_min, b.seen_min FROM judged AS b WHERE b.question = %L AND b.single AND b.seen_min > b.share_min + 1e-19$$, q.question),
	format('%s: with one thing unknown the lower end is reached', q.doctrine)) FROM question AS q WHERE q.policies = '{}' ORDER BY q.question;
SELECT cmp_ok(count(*) FILTER (WHERE b.seen_max < b.share_max - 1e-19), '<=', 1 + count(*) / 10, b.doctrine || ': and nearly always the upper one') FROM judged AS b WHERE b.single AND b.cases > 0 GROUP BY b.doctrine ORDER BY b.doctrine;
SELECT diag(format('%s %s: %s compared (%s caught, %s open, %s clear; %s in structures with circles), %s tried case by case (%s cases), bounds reached in %s of %s with one thing unknown', b.doctrine, b.policies,
	count(b.oracle), count(*) FILTER (WHERE b.oracle = 'caught'), count(*) FILTER (WHERE b.oracle = 'open'), count(*) FILTER (WHERE b.oracle = 'clear'), count(b.oracle) FILTER (WHERE b.circular),
	count(*) FILTER (WHERE b.cases > 0), sum(b.cases), count(*) FILTER (WHERE b.single AND b.cases > 0 AND b.seen_min <= b.share_min + 1e-19 AND b.seen_max >= b.share_max - 1e-19), count(*) FILTER (WHERE b.single AND b.cases > 0)))
FROM judged AS b GROUP BY b.question, b.doctrine, b.policies ORDER BY b.question;
SELECT is(count(DISTINCT b.said), 3::bigint, format('%s %s: every kind of status comes up', b.doctrine, b.policies)) FROM judged AS b GROUP BY b.question, b.doctrine, b.policies ORDER BY b.question;
SELECT is_empty('SELECT * FROM judged AS b WHERE b.share_min > b.share_max', 'no share is at least more than at most');

-- The same with sentences, and asked alone.
CREATE TEMPORARY TABLE asked AS SELECT d.doctrine, d.caught, d.clear FROM doctrine AS d WHERE d.builtin;
CREATE TEMPORARY TABLE told AS
	SELECT a.doctrine, c.*, w.graph, w.place, w.code FROM asked AS a CROSS JOIN (SELECT array_agg(w.id) AS ids FROM who AS w WHERE w.graph < 20) AS x
		CROSS JOIN LATERAL control_at(a.doctrine, '2026-11-21', 'infinity', doctrine_choices(a.doctrine), false, x.ids) AS c JOIN who AS w ON w.id = c.party_id;
SELECT is_empty(format($$SELECT t.party_id, t.status, s.status, t.share_exact, s.share_exact FROM told AS t JOIN control_status('party'::regclass, %L, '2026-11-21', 'infinity', doctrine_choices(%L)) AS s USING (party_id)
	WHERE t.doctrine = %L AND ROW(t.status, t.share_min, t.share_max, t.share_exact, t.metric) IS DISTINCT FROM ROW(s.status, s.share_min, s.share_max, s.share_exact, s.metric)$$, a.doctrine, a.doctrine, a.doctrine),
	a.doctrine || ': status alone is the status with sentences') FROM asked AS a ORDER BY a.doctrine;
SELECT is_empty('SELECT t.doctrine, t.party_id FROM told AS t WHERE t.reason IS NULL OR t.facts IS NULL OR t.confirmed IS NULL', 'everybody is given a reason');
SELECT is_empty($$SELECT t.doctrine, t.party_id, f FROM told AS t, jsonb_array_elements(t.facts) AS f WHERE NOT row_exists(f ->> 'relation', (f ->> 'id')::bigint)$$, 'that rests on rows that exist');
SELECT is_empty($$SELECT t.doctrine, t.code, t.status, c.status FROM told AS t CROSS JOIN LATERAL control(t.code, t.doctrine, '2026-11-21') AS c
	WHERE t.graph < 8 AND t.place = t.graph % 7 AND ROW(t.status, t.share_min, t.share_max, t.share_exact, t.metric, t.reason, t.chain, t.facts, t.confirmed)
		IS DISTINCT FROM ROW(c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.reason, c.chain, c.facts, c.confirmed)$$, 'a party asked alone is told the same');

-- Facts are lost, one of each structure: an interest, a contract or an agreement, and with it the claim that all are recorded; a
-- claim alone; where a party belongs; or an interest is replaced by a wider range.  Records that add up to more than the whole
-- contradict each other, and what is lost of them may be the contradiction: those structures are left out.  A statement that
-- somebody paid under a contract of control incriminates by itself, as a listing does: whoever takes it back clears.
CREATE TEMPORARY TABLE fact AS
	SELECT w.graph, 'interest' AS relation, i.id, i.owned_id AS about, 'lost' AS how FROM interest AS i JOIN who AS w ON w.id = i.owned_id
	UNION ALL SELECT w.graph, 'interest', i.id, i.owned_id, 'wider' FROM interest AS i JOIN who AS w ON w.id = i.owned_id
	UNION ALL SELECT w.graph, 'control_contract', k.id, k.producer_id, 'lost' FROM control_contract AS k JOIN who AS w ON w.id = k.producer_id
	UNION ALL SELECT w.graph, 'concert', c.id, c.regarding_id, 'lost' FROM concert AS c JOIN who AS w ON w.id = c.regarding_id
	UNION ALL SELECT w.graph, 'declaration', d.id, NULL, d.claim FROM declaration AS d JOIN who AS w ON w.id = d.party_id WHERE d.claim <> 'control_payment'
	UNION ALL SELECT w.graph, 'party_domicile', d.id, NULL, 'lost' FROM party_domicile AS d JOIN who AS w ON w.id = d.party_id;
CREATE TEMPORARY TABLE taken AS
	SELECT DISTINCT ON (f.graph) f.* FROM (SELECT x.*, row_number() OVER (PARTITION BY x.graph, x.relation, x.how ORDER BY pg_temp.chance('one', x.relation, x.id::text)) AS place FROM fact AS x) AS f
	WHERE f.place = 1 AND NOT EXISTS (SELECT FROM link AS l WHERE l.graph = f.graph GROUP BY l.owned, l.metric HAVING sum(l.low::fraction) > '1' OR sum(l.low::fraction) = '1' AND bool_or(starts_with(l.bounds, '(')))
	ORDER BY f.graph, pg_temp.chance('taken', f.relation, f.how, f.id::text);
SET CONSTRAINTS ALL DEFERRED;
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT t.relation, t.id, 'lost', '2030-01-01' FROM taken AS t;
INSERT INTO interest (owner_id, owned_id, metric, share, recorded_at)
	SELECT i.owner_id, i.owned_id, i.metric, materials.share(materials.share_min(i.share) * fraction(pg_temp.pick(0, 3, 'low', i.id::text)) / 4, materials.share_max(i.share) + (1 - materials.share_max(i.share)) * fraction(pg_temp.pick(0, 4, 'high', i.id::text)) / 4, '[]'), '2030-01-01'
	FROM taken AS t JOIN interest AS i ON i.id = t.id WHERE t.how = 'wider';
INSERT INTO correction (relation, row_id, reason, recorded_at)
	SELECT 'declaration', d.id, 'lost', '2030-01-01' FROM taken AS t JOIN declaration AS d ON d.party_id = t.about AND d.claim = 'ownership_complete' WHERE t.how <> 'wider';
CREATE TEMPORARY TABLE before AS SELECT a.*, c.party_id, c.status, c.share_min, c.share_max FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2029-12-31') AS c;
CREATE TEMPORARY TABLE after AS SELECT a.*, c.party_id, c.status, c.share_min, c.share_max FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2030-01-01') AS c;
ANALYZE before, after, taken;
SELECT diag(string_agg(format('%s %s %s', x.n, x.relation, x.how), ', ' ORDER BY x.relation, x.how)) FROM (SELECT t.relation, t.how, count(*) AS n FROM taken AS t GROUP BY t.relation, t.how) AS x;
SELECT is_empty(format('SELECT w.code, t.relation, t.how, t.id, b.status, a.status FROM before AS b JOIN after AS a USING (doctrine, party_id) JOIN who AS w ON w.id = party_id LEFT JOIN taken AS t USING (graph)
	WHERE doctrine = %L AND b.status <> b.clear AND a.status = a.clear ORDER BY 1', x.doctrine),
	x.doctrine || ': nothing becomes clear by losing a fact, or by a wider range') FROM asked AS x ORDER BY x.doctrine;
SELECT isnt_empty(format('SELECT FROM before AS b JOIN after AS a USING (doctrine, party_id) WHERE doctrine = %L AND b.status = b.clear AND a.status <> a.clear', x.doctrine), x.doctrine || ': some that were clear no longer are')
FROM asked AS x ORDER BY x.doctrine;
SELECT is_empty('SELECT w.code, t.relation, t.how, doctrine FROM before AS b JOIN after AS a USING (doctrine, party_id) JOIN who AS w ON w.id = party_id LEFT JOIN taken AS t USING (graph) WHERE b.status = b.clear AND a.status = a.caught',
	'nor does losing a fact catch a clear party');
-- Within circles of half or more DOE-25 has shares multiply at least, and counts in full where an interest that closed one is lost: there a
-- lower end may rise.
CREATE TEMPORARY TABLE below AS
	WITH RECURSIVE over AS (
		SELECT l.graph, l.owner, l.owned FROM link AS l WHERE l.owner < 7
		UNION SELECT o.graph, o.owner, l.owned FROM over AS o JOIN link AS l ON l.graph = o.graph AND l.owner = o.owned
	)
	SELECT DISTINCT o.graph, o.owned AS place FROM over AS o WHERE EXISTS (SELECT FROM over AS c WHERE c.graph = o.graph AND c.owner = o.owner AND c.owned = o.owner);
ANALYZE below;
SELECT is_empty('SELECT w.code, t.relation, t.how, doctrine, b.share_min, a.share_min, b.share_max, a.share_max FROM before AS b JOIN after AS a USING (doctrine, party_id) JOIN who AS w ON w.id = party_id JOIN taken AS t USING (graph)
	WHERE t.relation IN (''interest'', ''declaration'') AND (a.share_max < b.share_max
		OR a.share_min > b.share_min AND (doctrine <> ''DOE-25'' OR NOT EXISTS (SELECT FROM below AS c WHERE c.graph = w.graph AND c.place = w.place)))', 'nor do the ends of a share come nearer to each other');
SELECT cmp_ok((SELECT count(*) FROM who AS w WHERE w.place < 7 AND NOT EXISTS (SELECT FROM below AS c WHERE c.graph = w.graph AND c.place = w.place)), '>', (SELECT r.graphs::bigint FROM run AS r), 'many are below no circle');

-- A listing more catches more, never less.
INSERT INTO listing (party_id, list, entry, recorded_at)
	SELECT w.id, l.list, w.code, '2031-01-01' FROM run AS r, generate_series(0, r.graphs - 1) AS g JOIN who AS w ON w.graph = g AND w.place = pg_temp.pick(0, 6, 'more', g::text)
		JOIN (VALUES (1, 'OFAC-SDN'), (1, 'BIS-EL'), (2, '1260H'), (2, 'BIS-MEU'), (3, 'FTO'), (3, 'NS-CMIC')) AS l (sort, list) ON l.sort = pg_temp.pick(1, 3, 'lists', g::text);
CREATE TEMPORARY TABLE more AS SELECT a.*, c.party_id, c.status FROM asked AS a CROSS JOIN LATERAL control_all(a.doctrine, '2026-11-21', '2031-01-01') AS c;
ANALYZE more;
SELECT is_empty(format('SELECT w.code, a.status, m.status FROM after AS a JOIN more AS m USING (doctrine, party_id) JOIN who AS w ON w.id = party_id
	WHERE doctrine = %L AND (m.status = m.clear AND a.status <> a.clear OR a.status = a.caught AND m.status <> m.caught) ORDER BY 1', x.doctrine), x.doctrine || ': a listing more clears nobody') FROM asked AS x ORDER BY x.doctrine;
SELECT isnt_empty(format('SELECT FROM after AS a JOIN more AS m USING (doctrine, party_id) WHERE doctrine = %L AND a.status <> a.caught AND m.status = m.caught', x.doctrine), x.doctrine || ': and catches some') FROM asked AS x ORDER BY x.doctrine;
SELECT * FROM finish();
ROLLBACK;
