-- The status of all parties as the engine gives it, limb by limb, against the sentences that control_at gives: on a random ledger
-- with all limbs, by both readers, for a reader from whom rows are hidden, and for earlier days and knowledge.
-- SEED=n in the environment repeats a run; PARTIES=n makes it larger.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('status_control');
SET search_path = status_control, materials, public;
\set seed `echo "${SEED:-$(date +%s)}"`
\set parties `echo "${PARTIES:-300}"`
SELECT diag('SEED=' || :'seed' || ' PARTIES=' || :'parties');
CREATE TEMPORARY TABLE run AS SELECT :'seed'::text AS seed, :'parties'::integer AS parties;

CREATE FUNCTION pg_temp.chance(VARIADIC key text[]) RETURNS float8 LANGUAGE sql STABLE AS $$
	SELECT ((hashtextextended(r.seed || '/' || array_to_string(key, '/'), 0) & 1048575)::float8) / 1048576 FROM pg_temp.run AS r $$;
CREATE FUNCTION pg_temp.pick(low integer, high integer, VARIADIC key text[]) RETURNS integer LANGUAGE sql STABLE AS $$
	SELECT low + floor(pg_temp.chance(VARIADIC key) * (high - low + 1))::integer $$;
CREATE FUNCTION pg_temp.pick_of(words text[], VARIADIC key text[]) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT words[pg_temp.pick(1, cardinality(words), VARIADIC key)] $$;

INSERT INTO party (code, name, kind, government_of)
	SELECT 'P' || g, 'Party ' || g, k.kind, CASE WHEN k.kind IN ('government', 'government_agency', 'political_party')
		THEN pg_temp.pick_of('{CN,RU,HK,JP,US,IR,MO,TW,CN}', 'nation', g::text)::country END
	FROM run, generate_series(1, run.parties) AS g CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.chance('other kind', g::text) < 0.15
		THEN pg_temp.pick_of('{government,government_agency,political_party,natural_person,natural_person,anonymous,redacted,unknown,partnership}', 'kind', g::text) ELSE 'company' END) AS k (kind);
INSERT INTO party_domicile (party_id, kind, country, valid)
	SELECT p.id, pg_temp.pick_of('{incorporation,headquarters,principal_place,nationality,permanent_residence,location}', 'place', p.code, i::text),
		pg_temp.pick_of('{US,CN,HK,JP,DE,TW,MO,RU,US,US,FR,AU,CA}', 'country', p.code, i::text)::country,
		pg_temp.pick_of(ARRAY['(,)', '[2020-01-01,)', '(,2024-01-01)', '[2023-01-01,2025-01-01)'], 'place days', p.code, i::text)::daterange
	FROM party AS p, generate_series(1, 3) AS i WHERE pg_temp.chance('placed', p.code, i::text) < CASE WHEN p.id % 3 = 0 THEN 0.7 ELSE 0.2 END;
INSERT INTO party_domicile (party_id, kind, country) SELECT p.id, k, 'US' FROM party AS p, unnest('{incorporation,principal_place}'::text[]) AS k WHERE p.id % 4 > 0 AND p.kind IN ('company', 'partnership');
INSERT INTO document (code, kind, title, valid) SELECT 'D' || i, 'declaration', 'Declaration', (ARRAY['(,)', '(,2024-01-01)', '[2020-01-01,)'])[1 + i % 3]::daterange FROM generate_series(1, 9) AS i;
INSERT INTO declaration (claim, party_id, document_id, valid)
	SELECT CASE WHEN i = 1 THEN 'ownership_complete' ELSE pg_temp.pick_of('{ownership_complete,no_feoc_licence}', 'claim', p.code) END, p.id,
		CASE WHEN pg_temp.chance('documented', p.code) < 0.3 THEN (SELECT d.id FROM document AS d WHERE d.code = 'D' || pg_temp.pick(1, 9, 'document', p.code)) END,
		pg_temp.pick_of(ARRAY['(,)', '(,)', '(,2025-01-01)'], 'claim days', p.code)::daterange
	FROM party AS p, generate_series(1, 2) AS i WHERE pg_temp.chance('claimed', p.code, i::text) < 1.2 - 0.3 * i AND p.kind IN ('company', 'partnership') AND (i = 1 OR p.id % 2 = 0);
-- Mostly earlier parties hold later ones, some are neighbours and make circles; shares are twelfths, exact or as ranges.
INSERT INTO interest (owner_id, owned_id, metric, share, valid)
	SELECT DISTINCT ON (o.id, d.id, m.metric) o.id, d.id, m.metric, CASE WHEN s.high = s.low THEN share(fraction(s.low) / 12) ELSE share(format('[%s%%,%s%%%s', s.low * 8, s.high * 8, pg_temp.pick_of('{],)}', 'end', d.code, m.metric, k::text))) END,
		pg_temp.pick_of(ARRAY['(,)', '(,)', '(,)', '(,2024-06-01)', '[2024-06-01,)'], 'days', d.code, m.metric, k::text)::daterange
	FROM party AS d, unnest('{equity,voting,board,debt}'::text[]) AS m (metric), generate_series(1, 3) AS k
		CROSS JOIN LATERAL (SELECT CASE WHEN pg_temp.chance('tree', d.code, m.metric, k::text) < 0.7 THEN pg_temp.pick(1, greatest(1, substr(d.code, 2)::integer - 1), 'owner', d.code, k::text)
			ELSE 1 + (substr(d.code, 2)::integer + pg_temp.pick(1, 20, 'neighbour', d.code, k::text)) % (SELECT r.parties FROM run AS r) END) AS h (place)
		JOIN party AS o ON o.code = 'P' || h.place
		CROSS JOIN LATERAL (SELECT pg_temp.pick(0, CASE k WHEN 1 THEN 8 ELSE 2 END, 'low', d.code, m.metric, k::text)) AS l (low)
		CROSS JOIN LATERAL (SELECT l.low, CASE WHEN pg_temp.chance('range', d.code, m.metric, k::text) < 0.1 THEN pg_temp.pick(l.low, 12, 'high', d.code, m.metric, k::text) ELSE l.low END AS high) AS s
	WHERE d.kind IN ('company', 'partnership') AND s.high > 0 AND pg_temp.chance('held', d.code, m.metric, k::text) < CASE WHEN m.metric = 'equity' THEN 0.6 ELSE 0.1 END
	ORDER BY o.id, d.id, m.metric, k;
INSERT INTO party_role (party_id, government_of, relation, status, body)
	SELECT p.id, pg_temp.pick_of('{CN,RU,US,HK}', 'role nation', p.code, i::text)::country, CASE i WHEN 1 THEN 'self' ELSE 'spouse' END, pg_temp.pick_of('{current,former}', 'status', p.code, i::text),
		pg_temp.pick_of('{executive,subnational_advisory,military}', 'body', p.code, i::text)
	FROM party AS p, generate_series(1, 2) AS i WHERE p.kind = 'natural_person' AND pg_temp.chance('role', p.code, i::text) < 0.5;
INSERT INTO listing (party_id, list, entry, decision, valid)
	SELECT p.id, pg_temp.pick_of('{FTO,OFAC-SDN,FEOC-DOE,BIS-EL}', 'list', p.code), 'Entry ' || p.code, pg_temp.pick_of('{confirmed,rejected,candidate}', 'decision', p.code),
		pg_temp.pick_of(ARRAY['(,)', '(,2024-06-01)'], 'list days', p.code)::daterange
	FROM party AS p WHERE pg_temp.chance('listed', p.code) < 0.06;
INSERT INTO concert (agreement, party_id, regarding_id)
	SELECT DISTINCT 'A' || pg_temp.pick(1, 2, 'agreement', d.code, i.owner_id::text) || d.code, i.owner_id, d.id
	FROM party AS d JOIN interest AS i ON i.owned_id = d.id WHERE pg_temp.chance('together', d.code) < 0.1;
INSERT INTO control_contract (code, contractor_id, producer_id, item_id, right_quantity, right_timing, right_sale, right_access, right_operation)
	SELECT 'K' || p.code, c.id, p.id, NULL, r.kept[1], r.kept[2], r.kept[3], r.kept[4], r.kept[5]
	FROM party AS p JOIN party AS c ON c.code = 'P' || pg_temp.pick(1, (SELECT r.parties FROM run AS r), 'contractor', p.code) AND c.id <> p.id
		CROSS JOIN LATERAL (SELECT ARRAY(SELECT CASE pg_temp.pick(1, 7, 'right', p.code, i::text) WHEN 1 THEN false WHEN 2 THEN NULL ELSE true END FROM generate_series(1, 5) AS i)) AS r (kept)
	WHERE pg_temp.chance('contract', p.code) < 0.2 AND p.kind IN ('company', 'partnership');
INSERT INTO correction (relation, row_id, reason, recorded_at)
	SELECT f.relation, f.id, 'lost', '2027-01-01'
	FROM (SELECT 'interest' AS relation, i.id FROM interest AS i UNION ALL SELECT 'declaration', d.id FROM declaration AS d UNION ALL SELECT 'party_domicile', d.id FROM party_domicile AS d
		UNION ALL SELECT 'concert', c.id FROM concert AS c UNION ALL SELECT 'control_contract', k.id FROM control_contract AS k UNION ALL SELECT 'listing', l.id FROM listing AS l) AS f
	WHERE pg_temp.chance('lost', f.relation, f.id::text) < 0.07;
-- A row that was updated stands behind those after it.
UPDATE party SET source = 'register' WHERE id % 11 = 3;

CREATE TEMPORARY TABLE asked AS
	SELECT row_number() OVER () AS number, a.* FROM (VALUES
		('2026-11-21'::date, '2026-12-31'::timestamptz, '{}'::jsonb), ('2026-11-21', '2028-01-01', '{}'), ('2023-11-21', 'infinity', '{}'), ('2025-11-21', '2020-12-31', '{}'),
		('2025-11-21', '2028-01-01', '{"unrecorded_holders": "ignored"}'), ('2025-11-21', '2028-01-01', '{"unrecorded_holders": "ignored", "metric_path": "largest", "principal_place": "required", "scoped_contracts": "apart"}'),
		('2025-11-21', '2026-12-31', '{"metric_path": "largest"}'), ('2025-11-21', '2026-12-31', '{"principal_place": "required"}')) AS a (as_of, known_at, policies);
CREATE TEMPORARY VIEW told AS
	SELECT a.number, c.party_id, c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation
	FROM asked AS a CROSS JOIN LATERAL control_at('DOE-25', a.as_of, a.known_at, doctrine_choices('DOE-25', a.policies), true, '{}') AS c;
CREATE TEMPORARY VIEW given AS
	SELECT a.number, c.* FROM asked AS a CROSS JOIN LATERAL control_status('party'::regclass, 'DOE-25', a.as_of, a.known_at, doctrine_choices('DOE-25', a.policies)) AS c;

CREATE TEMPORARY TABLE sentences AS SELECT * FROM told;
SELECT results_eq('SELECT * FROM given ORDER BY 1, 2', 'SELECT * FROM sentences ORDER BY 1, 2', 'the status alone is the status with its reason');
SELECT cmp_ok(count(DISTINCT s.status), '=', 3::bigint, 'every status is there') FROM sentences AS s;
SELECT diag(string_agg(format('%s %s', x.n, x.status), ', ' ORDER BY x.status)) FROM (SELECT s.status, count(*) AS n FROM sentences AS s GROUP BY 1) AS x;
SELECT results_eq(format('SELECT c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation FROM control(%L, ''DOE-25'', ''2026-11-21'', ''2028-01-01'') AS c', p.code),
		format('SELECT s.status, s.share_min, s.share_max, s.share_exact, s.metric, s.nation FROM sentences AS s WHERE s.number = 2 AND s.party_id = %s', p.id), format('%s asked alone', p.code))
	FROM party AS p WHERE p.id % 10 = 1 ORDER BY p.id;
SET LOCAL materials.flow_reader = 'sql';
SELECT results_eq('SELECT * FROM given ORDER BY 1, 2', 'SELECT * FROM sentences ORDER BY 1, 2', 'the same by queries alone');
SELECT results_eq('SELECT * FROM told ORDER BY 1, 2', 'SELECT * FROM sentences ORDER BY 1, 2', 'and so with reasons');
RESET materials.flow_reader;

-- Nobody is answered from rows that he may not see.
CREATE ROLE status_reader;
GRANT USAGE ON SCHEMA status_control TO status_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA status_control TO status_reader;
GRANT SELECT ON asked TO status_reader;
SELECT set_config('role', 'status_reader', true);
CREATE TEMPORARY VIEW told_reader AS
	SELECT a.number, c.party_id, c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation
	FROM asked AS a CROSS JOIN LATERAL control_at('DOE-25', a.as_of, a.known_at, doctrine_choices('DOE-25', a.policies), true, '{}') AS c;
CREATE TEMPORARY VIEW given_reader AS
	SELECT a.number, c.* FROM asked AS a CROSS JOIN LATERAL control_status('party'::regclass, 'DOE-25', a.as_of, a.known_at, doctrine_choices('DOE-25', a.policies)) AS c;
SELECT results_eq('SELECT * FROM given_reader ORDER BY 1, 2', 'SELECT * FROM told_reader ORDER BY 1, 2', 'a reader of everything is answered alike');
SELECT set_config('role', 'none', true);
ALTER TABLE party ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON party USING (id % 5 <> 2);
SELECT set_config('role', 'status_reader', true);
SELECT results_eq('SELECT * FROM given_reader ORDER BY 1, 2', 'SELECT * FROM told_reader ORDER BY 1, 2', 'so is one from whom parties are hidden');
SELECT is_empty('SELECT party_id FROM given_reader WHERE party_id % 5 = 2', 'of whom he hears nothing');
SELECT set_config('role', 'none', true);
ALTER TABLE interest ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible ON interest USING (id % 7 <> 1);
SELECT set_config('role', 'status_reader', true);
SELECT results_eq('SELECT * FROM given_reader ORDER BY 1, 2', 'SELECT * FROM told_reader ORDER BY 1, 2', 'or interests');
SELECT set_config('role', 'none', true);
REVOKE SELECT ON party_domicile FROM status_reader;
SELECT set_config('role', 'status_reader', true);
SELECT throws_ok('SELECT * FROM given_reader', '42501', NULL, 'without a right to a table there is no answer');
SELECT set_config('role', 'none', true);

-- Who does not ask why does not pay for it.
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
SELECT is((SELECT count(*) FROM pg_temp.plan_of('SELECT c.party_id, c.status, c.share_min, c.share_max, c.share_exact, c.metric, c.nation FROM control_all() AS c') AS p (line) WHERE p.line LIKE '%control_at%'), 0::bigint,
	'sentences are not made for those who do not read them');
SELECT is((SELECT count(*) FROM pg_temp.plan_of('SELECT c.reason FROM control_all() AS c') AS p (line) WHERE p.line LIKE '%control_at%'), 1::bigint, 'but for those who do');

-- A ledger with nobody in it.
SELECT materials.create_ledger('status_empty');
SET search_path = status_empty, materials, public;
SELECT is_empty('SELECT * FROM control_all()', 'nobody has no status');
SELECT throws_ok('SELECT status FROM control_all(''DOE-99'')', '22023', NULL, 'a doctrine that there is not is named');
SELECT throws_ok('SELECT status FROM control_all(''DOE-25'', NULL, NULL, ''{"metric_path": "longest"}'')', '22023', NULL, 'and a choice that there is not');
SELECT * FROM finish();
ROLLBACK;
