-- The chain of custody of every lot of random flow, by every reader, against a query that goes each way up by itself: shares
-- by model, what is lost, the weakest model, and all findings.  Unpacked, packed, with corrections, and as known before.
-- SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('random_custody') \g /dev/null
SET LOCAL search_path = random_custody, materials, public;
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SET LOCAL jit = off;
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO import_site (code, name, country) VALUES ('PIT-1', 'Pit 1', 'AU'), ('PIT-2', 'Pit 2', 'CL');
INSERT INTO lot (code, material, quantity, primary_source, untraced_reason, site_id, custody_model, recorded_at)
SELECT 'L' || n, (ARRAY['steel', 'aluminium'])[1 + floor(random() * 1.3)], (20 + floor(random() * 80) || ' kg')::quantity, n < 8, CASE WHEN n BETWEEN 8 AND 10 THEN 'refused' END,
	CASE WHEN n < 8 AND random() < 0.6 THEN site_id('PIT-' || 1 + n % 2) END,
	CASE WHEN n > 7 OR random() < 0.3 THEN (ARRAY['identity_preserved', 'identity_preserved', 'segregated', 'segregated', 'controlled_blending', 'mass_balance', 'book_and_claim', NULL])[1 + floor(random() * 8)] END, '2025-01-01'
FROM generate_series(1, 30) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, excess_stated, recorded_at)
SELECT o.id, i.id, (1 + floor(random() * 60) || ' kg')::quantity, true, '2025-01-01'
FROM (SELECT n, greatest(1, n - 1 - floor(random() * 9))::integer AS m FROM generate_series(11, 30) AS n, generate_series(1, 3) AS k WHERE k <= 1 + n % 3) AS p
	JOIN lot AS o ON o.code = 'L' || p.n JOIN lot AS i ON i.code = 'L' || p.m;
INSERT INTO declaration (claim, lot_id, recorded_at) SELECT 'inputs_complete', l.id, '2025-01-01' FROM lot AS l WHERE l.custody_model = 'mass_balance' AND random() < 0.7;

CREATE FUNCTION pg_temp.rank_of(model text, primary_source boolean) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE WHEN model IS NULL AND primary_source THEN 7 WHEN model IS NULL THEN 2 ELSE array_position(ARRAY['book_and_claim', 'not_stated', 'mass_balance', 'controlled_blending', 'segregated', 'identity_preserved'], model) END;
$$;
CREATE FUNCTION pg_temp.compared(what text, known_at timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	reader text;
BEGIN
	-- What weighs in a lot, and what is missing in it: more was made than came in.
	CREATE TEMPORARY TABLE node AS
		SELECT l.id, l.code, l.custody_model AS model, l.primary_source, l.site_id, l.material, amount(l.quantity, 'kg')::fraction AS made, pg_temp.rank_of(l.custody_model, l.primary_source) AS rank, false AS gone FROM lot_at(compared.known_at) AS l
		UNION ALL SELECT x.row_id, NULL, NULL, false, NULL, NULL, '1', NULL, true FROM correction AS x WHERE x.relation = 'lot' AND x.recorded_at <= compared.known_at;
	CREATE TEMPORARY TABLE draw AS
		SELECT c.output_lot_id AS o, c.input_lot_id AS i, sum(amount(c.quantity, 'kg'))::fraction AS kg FROM consumption_at(compared.known_at) AS c JOIN node AS n ON n.id = c.output_lot_id AND NOT n.gone AND n.model IS DISTINCT FROM 'book_and_claim' GROUP BY 1, 2;
	CREATE TEMPORARY TABLE part AS
		SELECT d.o, d.i, d.kg / materials.fraction_larger(t.kg, n.made) AS part, t.kg / materials.fraction_larger(t.kg, n.made) AS told FROM draw AS d JOIN (SELECT o, materials.sum(kg) AS kg FROM draw GROUP BY o) AS t USING (o) JOIN node AS n ON n.id = d.o;
	-- A credit is lost even where it is called a primary source.
	CREATE TEMPORARY TABLE way AS
		WITH RECURSIVE way (root, at, part, met, ranks) AS (
			SELECT n.id, n.id, fraction '1', ARRAY[n.id], ARRAY[n.rank] FROM node AS n WHERE NOT n.gone
			UNION ALL
			SELECT w.root, p.i, w.part * p.part, w.met || p.i, w.ranks || n.rank FROM way AS w JOIN part AS p ON p.o = w.at JOIN node AS n ON n.id = p.i)
		SELECT w.*, CASE WHEN n.primary_source AND n.model IS DISTINCT FROM 'book_and_claim' THEN '0' ELSE w.part * (fraction '1' - coalesce((SELECT p.told FROM part AS p WHERE p.o = w.at LIMIT 1), '0')) END AS lost,
			CASE WHEN n.primary_source AND n.model IS DISTINCT FROM 'book_and_claim' THEN w.part ELSE '0' END AS found, n.model IS NOT DISTINCT FROM 'book_and_claim' AS credit
		FROM way AS w JOIN node AS n ON n.id = w.at;
	CREATE TEMPORARY TABLE expected AS
		SELECT e.root, (ARRAY['book_and_claim', 'not_stated', 'mass_balance', 'controlled_blending', 'segregated', 'identity_preserved'])[e.rank] AS model, e.rank,
			(SELECT materials.sum(w.found + w.lost) FILTER (WHERE e.rank = ANY (w.ranks)) FROM way AS w WHERE w.root = e.root) AS share_min,
			(SELECT materials.sum(CASE WHEN e.rank = ANY (w.ranks) THEN w.found + w.lost ELSE w.lost END) FROM way AS w WHERE w.root = e.root) AS share_max, e.lots
		FROM (SELECT w.root, n.rank, count(DISTINCT w.at) AS lots FROM way AS w JOIN node AS n ON n.id = w.at WHERE n.rank < 7 GROUP BY 1, 2) AS e
		UNION ALL
		SELECT w.root, 'unknown', 2, materials.sum(w.lost), materials.sum(w.lost), count(DISTINCT w.at) FROM way AS w WHERE w.lost > '0' AND NOT w.credit GROUP BY w.root;
	CREATE TEMPORARY TABLE finding_expected AS
		WITH RECURSIVE reach (lot, input, at) AS (
			SELECT n.id, d.i, d.i FROM node AS n JOIN draw AS d ON d.o = n.id WHERE n.model IN ('identity_preserved', 'segregated')
			UNION
			SELECT r.lot, r.input, d.i FROM reach AS r JOIN draw AS d ON d.o = r.at
		), claim (lot, at) AS (
			SELECT n.id, d.i FROM node AS n JOIN draw AS d ON d.o = n.id WHERE n.model = 'identity_preserved'
			UNION
			SELECT c.lot, d.i FROM claim AS c JOIN node AS n ON n.id = c.at AND n.model = 'identity_preserved' JOIN draw AS d ON d.o = c.at
		)
		SELECT l.model || '_weaker_input' AS finding, l.id AS lot, r.input, bool_or(coalesce(a.rank, 2) <> 2) AS certain
		FROM reach AS r JOIN node AS l ON l.id = r.lot JOIN node AS a ON a.id = r.at WHERE coalesce(a.rank, 2) < l.rank GROUP BY l.model, l.id, r.input
		UNION ALL
		SELECT 'identity_preserved_mixed', c.lot, NULL, count(DISTINCT coalesce(-a.site_id, a.id)) FILTER (WHERE a.primary_source) > 1
		FROM claim AS c JOIN node AS a ON a.id = c.at
		WHERE (a.primary_source OR a.model IS DISTINCT FROM 'identity_preserved' OR NOT EXISTS (SELECT FROM draw AS d WHERE d.o = a.id)) AND (SELECT count(*) FROM draw AS d WHERE d.o = c.lot) > 1
		GROUP BY c.lot HAVING count(DISTINCT CASE WHEN a.primary_source THEN coalesce(-a.site_id, a.id) ELSE a.id END) > 1
		UNION ALL
		SELECT 'mass_balance_exceeds_inputs', n.id, NULL, EXISTS (SELECT FROM declaration AS d WHERE d.lot_id = n.id) AND NOT EXISTS (SELECT FROM draw AS d JOIN node AS i ON i.id = d.i WHERE d.o = n.id AND i.material <> n.material)
		FROM node AS n WHERE n.model = 'mass_balance' AND NOT n.primary_source AND n.made > coalesce((SELECT materials.sum(d.kg) FROM draw AS d WHERE d.o = n.id), '0');
	RETURN NEXT cmp_ok((SELECT count(*) FROM expected), '>', 6::bigint, what || ': chains are of many models');
	RETURN NEXT cmp_ok((SELECT count(*) FROM finding_expected), '>', 0::bigint, what || ': there are findings');
	FOREACH reader IN ARRAY ARRAY['plain', 'auto', 'sql'] LOOP
		PERFORM set_config('materials.flow_reader', reader, true);
		CREATE TEMPORARY TABLE found AS SELECT n.id AS root, f.* FROM node AS n CROSS JOIN LATERAL custody_chain(n.code, known_at => compared.known_at) AS f WHERE NOT n.gone;
		RETURN NEXT bag_eq('SELECT root, model::text, lots, rank = min(rank) OVER (PARTITION BY root) FROM expected', 'SELECT root, model, lots, weakest FROM found', what || ', ' || reader || ': the same models, as many lots, the same weakest');
		RETURN NEXT is_empty($q$SELECT e.root, e.model, e.share_min, f.share_min, e.share_max, f.share_max FROM found AS f JOIN expected AS e USING (root, model)
			WHERE share_min(f.share) > e.share_min OR share_max(f.share) < e.share_max OR e.share_min - share_min(f.share) > '1/100000000000' OR share_max(f.share) - e.share_max > '1/100000000000'
				OR e.model = 'unknown' AND f.share <> share(e.share_min, e.share_max)$q$, what || ', ' || reader || ': shares hold what goes each way by itself, and what is lost is exact');
		RETURN NEXT bag_eq('SELECT finding::text, lot, input, certain FROM finding_expected', format('SELECT f.finding, (SELECT l.id FROM lot AS l WHERE l.code = f.lot) AS lot, (SELECT l.id FROM lot AS l WHERE l.code = f.input_lot) AS input, f.certain FROM custody_finding(known_at => %L) AS f', compared.known_at), what || ', ' || reader || ': the same findings');
		RETURN NEXT bag_eq(format($q$SELECT n.code::text, f.finding, f.lot, f.input_lot FROM node AS n CROSS JOIN LATERAL custody_finding(n.code, known_at => %L) AS f WHERE NOT n.gone$q$, compared.known_at),
			format($q$SELECT n.code::text, f.finding, f.lot, f.input_lot FROM custody_finding(known_at => %L) AS f JOIN node AS m ON m.code = f.lot JOIN (SELECT DISTINCT w.root, w.at FROM way AS w) AS w ON w.at = m.id JOIN node AS n ON n.id = w.root$q$, compared.known_at),
			what || ', ' || reader || ': of one lot those of all that it was made of');
		DROP TABLE found;
	END LOOP;
	PERFORM set_config('materials.flow_reader', 'auto', true);
	DROP TABLE node, draw, part, way, expected, finding_expected;
END
$$;

SELECT * FROM pg_temp.compared('unpacked', 'infinity');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.reader FROM trace_plan() AS p), 'store by pages', 'the flow is packed');
SELECT * FROM pg_temp.compared('packed', 'infinity');
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', c.id, 'wrong' FROM consumption AS c WHERE random() < 0.05;
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', l.id, 'there was none' FROM lot AS l WHERE l.code IN ('L15', 'L22');
SELECT * FROM pg_temp.compared('corrected', 'infinity');
SELECT * FROM pg_temp.compared('as known before', '2025-03-01');
SELECT * FROM finish();
ROLLBACK;
