-- The demonstration, run by psql from the tree's root: fills the ledger "demo" and asks it what a procurement office would.
\set QUIET on
\pset pager off
\pset footer off
\pset border 1
\pset null ''
SET client_min_messages = warning;
\i ext/demo/ledger/load.sql

\echo
\echo 'THE LEDGER "demo" (sample data: invented, but for the makers that the law names)'
\echo
SELECT (SELECT count(*) FROM party) AS parties, (SELECT count(*) FROM interest) AS interests, (SELECT count(*) FROM lot) AS lots, (SELECT count(*) FROM consumption) AS "inputs of lots",
	(SELECT max(t.tier_max) FROM trace_up('UAS-US-26') AS t) AS "steps from drone to mine", (SELECT count(*) FROM contract_line) AS "contract lines", (SELECT count(*) FROM site) AS sites,
	(SELECT count(DISTINCT country) FROM lot) AS "producing countries";

\echo
\echo '1. WHO COUNTS AS A FOREIGN ENTITY OF CONCERN (DOE reading, 25 %): chains, a cross-holding, a nominee'
\echo
SELECT p.code AS party, c.status, materials.share_text(c.share_min, c.share_max) AS share, split_part(c.reason, ' (89 FR', 1) AS reason
FROM (VALUES ('SELANGOR'), ('DAEONSEP'), ('DAEONHLD'), ('RHEINWALL'), ('LAKESHORE'), ('TISZA')) AS p (code)
	CROSS JOIN LATERAL control(p.code, 'DOE-25', '2028-01-01') AS c;

\echo
\echo '2. VERDICTS ON EVERY CONTRACT LINE'
\echo
SELECT s.line, s.item_name AS bought, s.procured_on AS procured, max(s.status) FILTER (WHERE s.rule = '10USC4865') AS "10 USC 4865",
	max(materials.share_text(s.share_min, s.share_max)) FILTER (WHERE s.rule = '10USC4865' AND s.share_min IS NOT NULL AND materials.verdict_look(s.status) <> 'aside') AS "cost from others", max(s.status) FILTER (WHERE s.rule = 'NDAA24-154') AS "NDAA FY24 s.154"
FROM screen() AS s GROUP BY s.line, s.item_name, s.procured_on ORDER BY s.line COLLATE "C";

\echo
\echo '3. ONE LINE EXPLAINED, DOWN TO THE MINE: UAS-01, small drones'
\echo
SELECT e.kind, e.effect, coalesce(e.lot, '') AS lot, e.role, CASE WHEN e.share_min IS NOT NULL THEN materials.share_text(e.share_min, e.share_max) END AS share, left(split_part(e.detail, ' (89 FR', 1), 110) AS finding
FROM (SELECT DISTINCT ON (x.kind, x.lot, x.party) x.* FROM explain('UAS-01', '10USC4865') AS x WHERE x.kind IN ('verdict', 'cost', 'component', 'offender') AND x.effect = 'against' ORDER BY x.kind, x.lot, x.party, x.finding) AS e
ORDER BY e.finding;
\echo
\echo 'The way from the drone to the mine:'
\pset format unaligned
\pset tuples_only on
SELECT '  ' || replace(split_part(e.path, ';', 1), ' ← ', E'\n    <- ') FROM explain('UAS-01', '10USC4865') AS e WHERE e.kind = 'offender' AND e.lot = 'NG-CN-26' ORDER BY length(e.path) DESC, e.finding LIMIT 1;
\pset format aligned
\pset tuples_only off

\echo
\echo '4. HOW MANY COMPONENTS DEPEND ON A COVERED NATION, AND HOW MANY ARE UNKNOWN'
\echo
WITH used AS (
	SELECT DISTINCT u.lot_id FROM (SELECT DISTINCT x.lot_id FROM contract_line_lot AS x) AS b CROSS JOIN LATERAL flow_up(b.lot_id, 'infinity') AS u
), component AS (
	SELECT i.code, bool_or(s.traced = 'covered') AS depends, bool_or(s.traced = 'unknown' OR s.own = 'unknown') AS unknown
	FROM flow_status('10USC4865', ARRAY(SELECT u.lot_id FROM used AS u), '2028-01-01', 'infinity') AS s JOIN lot AS l ON l.id = s.lot_id JOIN item AS i ON i.id = l.item_id
	WHERE i.class <> 'raw_material' GROUP BY i.code
)
SELECT count(*) AS "components in what is bought", count(*) FILTER (WHERE c.depends) AS "depend on a covered nation or entity of concern", count(*) FILTER (WHERE NOT c.depends AND c.unknown) AS unknown, count(*) FILTER (WHERE NOT c.depends AND NOT c.unknown) AS "traced and clear"
FROM component AS c;

\echo
\echo '5. IF THE EXPORT OF GRAPHITE ANODES FROM CHINA STOPPED'
\echo
WITH anode AS MATERIALIZED (
	SELECT l.id, l.code FROM lot_at('infinity') AS l WHERE l.role = 'anode_material' AND l.country = 'CN'
), touched AS MATERIALIZED (
	SELECT DISTINCT t.lot FROM anode AS a CROSS JOIN LATERAL trace_down(a.code) AS t
), line AS (
	SELECT l.* FROM contract_line AS l WHERE EXISTS (SELECT FROM contract_line_lot AS x JOIN lot AS t ON t.id = x.lot_id JOIN touched AS d ON d.lot = t.code WHERE x.line_id = l.id)
)
SELECT (SELECT count(*) FROM anode) AS "anode lots", (SELECT count(*) FROM touched) AS "lots made of them", (SELECT count(*) FROM line) AS "contract lines",
	(SELECT string_agg(l.code, ', ' ORDER BY l.code COLLATE "C") FROM line AS l) AS lines,
	(SELECT string_agg(DISTINCT s.code, ', ' ORDER BY s.code) FROM site_asset AS a JOIN site AS s ON s.id = a.site_id JOIN lot AS t ON t.id = a.lot_id JOIN touched AS d ON d.lot = t.code) AS sites;

\echo
\echo '6. WHERE ONE PACK COMES FROM, BY MASS: UAS-PACK-26A (what is unknown may come from anywhere)'
\echo
WITH origin AS MATERIALIZED (
	SELECT o.* FROM origins('UAS-PACK-26A', by => 'country') AS o
)
SELECT CASE o.kind WHEN 'unknown' THEN 'unknown: ' || r.title ELSE materials.country_name(o.country::country) END AS origin, trunc(o.share_min * 100, 2) || ' %' AS "at least",
	trim_scale(ceil(least(CASE o.kind WHEN 'unknown' THEN o.share_max ELSE o.share_max + u.share END, 1) * 10000) / 100) || ' %' AS "at most"
FROM origin AS o LEFT JOIN materials.unknown_reason AS r ON r.reason = o.reason CROSS JOIN (SELECT coalesce(sum(x.share_max), 0) AS share FROM origin AS x WHERE x.kind = 'unknown') AS u
ORDER BY o.kind, o.share_max DESC;

\echo
\echo '7. WHAT NOBODY KNOWS: the share of all that is bought whose origin is unknown, by mass'
\echo
WITH bought AS (
	SELECT l.code, amount_rounded(l.quantity, 'each', 6) * amount_rounded(i.unit_mass, 'kg', 6) AS kg
	FROM lot AS l JOIN item AS i ON i.id = l.item_id WHERE EXISTS (SELECT FROM contract_line_lot AS x WHERE x.lot_id = l.id)
), unknown AS (
	SELECT o.reason, sum(o.share_max * b.kg) AS kg FROM bought AS b CROSS JOIN LATERAL origins(b.code) AS o WHERE o.kind = 'unknown' GROUP BY o.reason
)
SELECT coalesce(r.title, 'in all') AS "why unknown", round(sum(u.kg)) AS kg, materials.share_text(round(sum(u.kg) / (SELECT sum(b.kg) FROM bought AS b), 4)) AS "of what is bought"
FROM unknown AS u LEFT JOIN materials.unknown_reason AS r ON r.reason = u.reason GROUP BY GROUPING SETS ((r.title), ()) ORDER BY sum(u.kg) DESC;

\echo
\echo '8. THE CHAINS BY WHICH THE MOST OF UAS-PACK-26A CAME (no two tell of the same kilogram)'
\echo
SELECT c.path AS way, materials.share_text(c.share_min, c.share_max) AS share, materials.share_text(c.together_min, c.together_max) AS "with those before", array_to_string(c.lots, ' <- ') AS chain FROM path_chains('UAS-PACK-26A', k => 5) AS c;

\echo
\echo '9. WHAT A MILLION DRONE PACKS TAKE AS DESIGNED: TONNES OF EACH MATERIAL'
\echo
SELECT m.title AS material, trim_scale(m.mass_min / 1000) AS "at least", trim_scale(m.mass_max / 1000) AS "at most" FROM explode_material('BAT-UAS', '1000000 each') AS m WHERE m.material NOT IN ('battery', 'assembly');

\echo
\echo '10. A VERDICT ON RECORD: BASE-01 is determined; then it comes out that the government of China holds 30 % of the maker of its cells'
\echo
SELECT code AS determination FROM determine('BASE-01', '10USC4865', source => 'the demonstration') \gset
SELECT d.rule, d.version, d.status AS "put on record", left(encode(d.digest, 'hex'), 16) || '...' AS "SHA-256 of verdict, findings and facts", (SELECT count(*) FROM determination_fact AS f WHERE f.determination_id = d.id) AS "facts it rests on"
FROM determination AS d WHERE d.code = :'determination';
BEGIN;
INSERT INTO import_interest (owner, owned, share, source) VALUES ('GOV-CN', 'SALTFORK', '30%', 'made up for the demonstration, and rolled back');
SELECT c.status AS "asked now", r.status AS "on record", r.status_now AS "computed again by what was known then", CASE WHEN r.matches THEN 'the same bytes' ELSE 'DIFFERENT' END AS "compared with the record"
FROM replay(:'determination') AS r CROSS JOIN LATERAL "check"(r.line, r.rule) AS c;
ROLLBACK;

\echo
\echo '11. THE AWARD GATE: contract_line takes no line that section 154 bars; somebody tries'
\echo
SELECT gate_lines('contract_line', '{NDAA24-154}', open_max => 1, source => 'the demonstration') AS "gate, on the table contract_line";
\echo 'INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots)'
\echo '  VALUES (''BASE-2026-2'', ''BASE-09'', ''BESS-OF-C'', ''1 each'', ''2028-05-01'', ''2028-05-01'', ''{BESS-CN-26}'');'
\set SHOW_CONTEXT never
\set ON_ERROR_STOP off
INSERT INTO import_contract_line (contract, line, item, quantity, procured_on, obligated_on, lots) VALUES ('BASE-2026-2', 'BASE-09', 'BESS-OF-C', '1 each', '2028-05-01', '2028-05-01', '{BESS-CN-26}');
\set ON_ERROR_STOP on
\echo
SELECT count(*) AS "lines BASE-09 in the ledger" FROM contract_line WHERE code = 'BASE-09';

\i ext/demo/catenax/load.sql
\echo
\echo 'THE LEDGER "catenax": a real bill of materials, the Catena-X test vehicles (Eclipse Tractus-X, CC-BY-4.0)'
\echo
SELECT (SELECT count(*) FROM lot) AS parts, (SELECT count(*) FROM consumption) AS relationships, (SELECT string_agg(format('%s %s', f.count, replace(f.kind, '_', ' ')), ', ' ORDER BY f.kind) FROM (SELECT d.kind, count(*) FROM data_finding AS d GROUP BY d.kind) AS f) AS "oddities kept and named";
\echo
\echo 'Published counts, asked again:'
SELECT c.question, c.published, (SELECT count(*) FROM trace(c.code, c.direction, 'count')) AS "the ledger says"
FROM (VALUES ('parts of electric car ...146b', 'urn:uuid:a4a2ba57-1c50-48ad-8981-7a0ef032146b', 'up', 112), ('parts of electric car ...5dab', 'urn:uuid:26c7a0d5-a176-471e-9799-11a768005dab', 'up', 67),
	('recall of cathode batch ...13b2', 'urn:uuid:6f3e3cd0-5640-41ae-a257-07130a2713b2', 'down', 39), ('recall of cathode batch ...b351', 'urn:uuid:34fb1d24-9158-4bc3-ac3a-34fc4893b351', 'down', 41)) AS c (question, code, direction, published);
