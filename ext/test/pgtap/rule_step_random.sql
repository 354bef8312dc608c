-- Rules about steps against a slow model on seeded random chains: the model goes every way from the magnet up to each lot
-- one by one, where the rules spread marks.  Then facts are taken away, which never clears anything, and parties are
-- listed, which never clears anything either.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
\set lines 160
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('rule_step_random') \g /dev/null
SET LOCAL search_path = rule_step_random, materials, public;
SELECT plan(9);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

INSERT INTO import_party (code, name) VALUES ('P1', 'First'), ('P2', 'Second'), ('P3', 'Third'), ('LISTED', 'Listed');
INSERT INTO import_listing (party, list, entry, valid_from) VALUES ('LISTED', 'UFLPA', 'Listed', '2027-01-01');
INSERT INTO import_site (code, name, country, region) VALUES ('XJ', 'In Xinjiang', 'CN', 'CN-XJ'), ('FJ', 'In Fujian', 'CN', 'CN-FJ');
INSERT INTO import_item (code, name, class, material) VALUES ('MAGNET', 'Magnet', 'magnet', 'neodymium_iron_boron_magnet'), ('ANY', 'Something', 'raw_material', NULL);

-- Lot 0 of each line is a magnet; each lot draws from ones of greater numbers.  Most is in order, so that single faults decide.
CREATE TEMPORARY TABLE node AS
	SELECT l AS line, n, CASE WHEN n = 0 AND r.step < 0.9 THEN 'sintering' WHEN r.step < 0.02 THEN NULL
			WHEN n = 7 THEN CASE WHEN r.step < 0.7 THEN 'mining' WHEN r.step < 0.95 THEN 'collection' ELSE 'melting' END
			WHEN n IN (1, 2) THEN (ARRAY['milling', 'sintering', 'magnetization', 'repacking', 'alloy_powder'])[1 + floor(random() * 5)::integer]
			ELSE (ARRAY['melting', 'melting', 'separation', 'collection', 'recycling', 'melting', 'milling'])[1 + floor(random() * 7)::integer] END AS step,
		CASE WHEN r.place < CASE l % 4 WHEN 0 THEN 0.9 ELSE 0.97 END THEN (ARRAY['US', 'US', 'US', 'JP'])[1 + floor(random() * CASE WHEN l % 4 = 0 THEN 4 ELSE 3.3 END)::integer] WHEN r.place < 0.985 THEN 'CN' WHEN r.place < 0.992 THEN 'HK' END AS country,
		CASE WHEN r.material < 0.6 THEN 'rare_earth_oxide' WHEN r.material < 0.8 THEN 'neodymium' WHEN r.material < 0.9 THEN 'dysprosium' WHEN r.material < 0.95 THEN 'aluminium' END AS material,
		r.claim < 0.985 AS stated, CASE WHEN r.maker < 0.99 THEN format('P%s', 1 + floor(random() * 3)::integer) WHEN r.maker < 0.996 THEN 'LISTED' END AS maker, r.region < 0.3 AS in_xj
	FROM generate_series(1, :lines) AS l, generate_series(0, 7) AS n,
		LATERAL (SELECT random() AS step, random() AS place, random() AS material, random() AS claim, random() AS maker, random() AS region WHERE l >= 0 AND n >= 0) AS r;
CREATE TEMPORARY TABLE draw AS
	SELECT o.line, o.n AS output, i.n AS input FROM node AS o JOIN node AS i ON i.line = o.line AND i.n > o.n
	WHERE i.n = o.n + 1 AND random() < 0.9 OR random() < 0.12;
-- Below a first lot that draws nothing, nothing is reached: it draws from the last.
INSERT INTO draw SELECT n.line, 0, 7 FROM node AS n WHERE n.n = 0 AND NOT EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = 0);
INSERT INTO import_lot (code, item, material, producer, site, country, step, made_on, quantity, primary_source)
	SELECT format('%s.%s', n.line, n.n), CASE WHEN n.n = 0 THEN 'MAGNET' WHEN n.material IS NULL THEN 'ANY' END, CASE WHEN n.n > 0 THEN n.material END, n.maker, CASE WHEN n.country = 'CN' THEN CASE WHEN n.in_xj THEN 'XJ' ELSE 'FJ' END END,
		CASE WHEN n.country <> 'CN' THEN n.country::country END, n.step, '2026-01-01', '100 each', n.stated AND NOT EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n) FROM node AS n;
INSERT INTO import_consumption (output_lot, input_lot, quantity) SELECT format('%s.%s', d.line, d.output), format('%s.%s', d.line, d.input), '1 each' FROM draw AS d;
INSERT INTO import_declaration (claim, lot) SELECT 'inputs_complete', format('%s.%s', n.line, n.n) FROM node AS n WHERE n.stated AND EXISTS (SELECT FROM draw AS d WHERE d.line = n.line AND d.output = n.n);
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, delivered_on, lots)
	SELECT 'C-' || l.code, '2026-01-15', split_part(l.code, '.', 1) || y.tag, 'MAGNET', '100 each', y.day, ARRAY[l.code::text] FROM lot AS l CROSS JOIN (VALUES ('-2026', '2026-12-31'::date), ('-2027', '2027-01-01')) AS y (tag, day) WHERE l.code LIKE '%.0' AND y.tag = '-2026';
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, delivered_on, lots)
	SELECT 'D-' || l.code, '2026-01-15', split_part(l.code, '.', 1) || '-2027', 'MAGNET', '100 each', '2027-01-01', ARRAY[l.code::text] FROM lot AS l WHERE l.code LIKE '%.0';
INSERT INTO import_line_property (line, property, value)
	SELECT l.code, p.property, 'false' FROM contract_line AS l CROSS JOIN unnest('{at_or_below_sat,acquired_outside_us,electronic_device}'::text[]) AS p (property)
	UNION ALL SELECT l.code, 'imported_on', l.delivered_on::text FROM contract_line AS l;
ANALYZE lot; ANALYZE consumption; ANALYZE declaration; ANALYZE contract_line;

-- The model.
CREATE TEMPORARY TABLE way AS
	WITH RECURSIVE way (line, n, past, fresh) AS (
		SELECT n.line, n.n, n.step IN ('collection', 'recycling'), true FROM node AS n WHERE n.n = 0
		UNION ALL
		-- fresh: no recycling stands between it and the magnet; past: one does, or it is one itself; empty where a step is not known.
		SELECT w.line, i.n, w.past OR i.step IN ('collection', 'recycling'), w.fresh AND o.step NOT IN ('collection', 'recycling')
		FROM way AS w JOIN draw AS d ON d.line = w.line AND d.output = w.n JOIN node AS i ON i.line = d.line AND i.n = d.input JOIN node AS o ON o.line = w.line AND o.n = w.n
	)
	SELECT w.*, n.step, n.country, n.maker, n.in_xj, CASE WHEN w.n = 0 THEN 'magnet' ELSE n.material END AS material, n.stated, NOT EXISTS (SELECT FROM draw AS d WHERE d.line = w.line AND d.output = w.n) AS leaf FROM way AS w JOIN node AS n USING (line, n);
CREATE TEMPORARY VIEW model AS
	WITH fact AS (
		SELECT w.*, y.year, CASE
				WHEN w.step IN ('sintering', 'milling', 'magnetization', 'alloy_powder', 'melting') THEN CASE WHEN w.country IS NULL OR w.country = 'HK' THEN 'open' WHEN w.country = 'CN' THEN 'bad' END
				WHEN y.year = 2027 AND w.step IN ('mining', 'separation') THEN CASE WHEN w.country IS NULL OR w.country = 'HK' THEN 'open' WHEN w.country = 'CN' THEN CASE WHEN w.material IN ('rare_earth_oxide', 'neodymium', 'magnet') THEN 'bad' ELSE 'open' END END
				WHEN y.year = 2027 AND w.step IN ('collection', 'recycling') OR w.step IS NULL THEN CASE WHEN coalesce(w.country, 'HK') IN ('CN', 'HK') THEN 'open' END END AS state,
			NOT w.stated OR w.leaf AND y.year = 2027 AND coalesce(w.step NOT IN ('mining', 'collection', 'recycling'), true) AS gap
		FROM way AS w CROSS JOIN (VALUES (2026), (2027)) AS y (year)
	), summed AS (
		SELECT f.line, f.year, bool_or(f.state = 'bad' AND f.past IS FALSE) IS TRUE AS bad, bool_or(f.state = 'bad' AND f.past IS NOT FALSE) IS TRUE AS bad_past, bool_or(f.state = 'bad' AND f.past IS NULL) IS TRUE AS bad_perhaps,
			bool_or((f.state = 'open' OR f.gap) AND f.past IS NOT TRUE) IS TRUE AS open, bool_or((f.state = 'open' OR f.gap) AND f.past) IS TRUE AS open_past,
			bool_or(f.step = 'melting' AND f.country IS NOT NULL) IS TRUE AND bool_or(f.step = 'sintering' AND f.country IS NOT NULL) IS TRUE AS told,
			bool_or(f.step IN ('melting', 'sintering') AND f.country IS NULL AND f.past IS NOT TRUE) IS TRUE AS untold, bool_or(f.step IN ('melting', 'sintering') AND f.country IS NULL AND f.past) IS TRUE AS untold_past,
			bool_or(f.fresh AND f.step IN ('collection', 'recycling')) IS TRUE AS recycled, bool_or(f.fresh IS NOT FALSE AND (f.step IS NULL OR f.step IN ('collection', 'recycling'))) IS TRUE AS recycled_perhaps
		FROM fact AS f GROUP BY f.line, f.year
	), asked AS (
		-- Milling and sintering by themselves: done at home for certain or perhaps, abroad for certain, or perhaps not at home.
		SELECT f.line, f.year, k.step, bool_or(f.fresh AND f.step = k.step AND f.country = 'US') IS TRUE AS met, bool_or(f.fresh AND f.step = k.step AND f.country <> 'US') IS TRUE AS abroad,
			bool_or(f.fresh IS NOT FALSE AND coalesce(f.step = k.step, true) AND f.country IS DISTINCT FROM 'US') IS TRUE AS perhaps_abroad, bool_or(f.fresh IS NOT FALSE AND coalesce(f.step = k.step, true)) IS TRUE AS perhaps
		FROM fact AS f CROSS JOIN (VALUES ('milling'), ('sintering')) AS k (step) GROUP BY f.line, f.year, k.step
	), held AS (
		SELECT a.line, a.year, bool_or(h.holds IS FALSE) AS fails, bool_and(h.holds IS TRUE) AS holds
		FROM asked AS a CROSS JOIN LATERAL (SELECT CASE WHEN a.abroad OR NOT a.perhaps THEN false WHEN a.met AND NOT a.perhaps_abroad THEN true END) AS h (holds) GROUP BY a.line, a.year
	), excepted AS (
		SELECT s.*, (CASE WHEN s.recycled THEN true WHEN s.recycled_perhaps THEN NULL ELSE false END) AND (CASE WHEN h.fails THEN false WHEN h.holds THEN true END) AS exempt
		FROM summed AS s JOIN held AS h ON h.line = s.line AND h.year = s.year
	)
	SELECT e.line, e.year, CASE WHEN e.bad OR e.bad_past AND NOT e.exempt THEN 'FAIL' WHEN e.open OR e.untold OR e.bad_perhaps THEN 'INDETERMINATE' WHEN NOT (e.bad_past OR e.open_past OR e.untold_past) AND e.told THEN 'PASS' WHEN e.exempt THEN 'EXEMPT' ELSE 'INDETERMINATE' END AS status
	FROM excepted AS e;
CREATE TEMPORARY VIEW model_xuar AS
	SELECT w.line, y.year, CASE WHEN bool_or(w.country = 'CN' AND w.in_xj OR w.maker = 'LISTED' AND y.year = 2027) IS TRUE THEN 'PRESUMED_BARRED' WHEN bool_or(w.country IS NULL OR w.maker IS NULL OR NOT w.stated) THEN 'INDETERMINATE' ELSE 'NOT_BARRED' END AS status
	FROM way AS w CROSS JOIN (VALUES (2026), (2027)) AS y (year) GROUP BY w.line, y.year;

CREATE TEMPORARY TABLE answer AS
	SELECT r.rule, split_part(s.line, '-', 1)::integer AS line, split_part(s.line, '-', 2)::integer AS year, s.status, s.reason FROM unnest('{10USC4872,UFLPA}'::text[]) AS r (rule) CROSS JOIN LATERAL screen(r.rule, as_of => '2026-11-21') AS s;
SELECT diag(string_agg(format('%s %s %s: %s', m.rule, m.year, m.status, m.count), ', ' ORDER BY m.rule, m.year, m.status)) FROM (SELECT a.rule, a.year, a.status, count(*) FROM answer AS a GROUP BY 1, 2, 3) AS m;
SELECT is_empty($$SELECT m.line, m.year, m.status AS wanted, a.status, a.reason FROM model AS m JOIN answer AS a USING (line, year) WHERE a.rule = '10USC4872' AND a.status IS DISTINCT FROM m.status$$, 'the ban on covered nations is as in the model');
SELECT is_empty($$SELECT m.line, m.year, m.status AS wanted, a.status, a.reason FROM model_xuar AS m JOIN answer AS a USING (line, year) WHERE a.rule = 'UFLPA' AND a.status IS DISTINCT FROM m.status$$, 'the presumption on Xinjiang is as in the model');
SELECT is(count(*), 4 * :lines::bigint, 'all lines were compared') FROM answer;
SELECT cmp_ok(count(DISTINCT a.status), '>=', 4::bigint, 'with all outcomes among them') FROM answer AS a WHERE a.rule = '10USC4872';

-- Facts taken away, one a line and round.
CREATE TEMPORARY TABLE removable AS
	SELECT n.line, u.kind, l.id FROM node AS n JOIN lot AS l ON l.code = format('%s.%s', n.line, n.n) CROSS JOIN (VALUES ('lot'), ('producer'), ('place'), ('step'), ('primary_source'), ('material'), ('region')) AS u (kind) WHERE u.kind <> 'material' OR n.n > 0
	UNION ALL SELECT split_part(l.code, '.', 1)::integer, 'consumption', c.id FROM consumption AS c JOIN lot AS l ON l.id = c.output_lot_id
	UNION ALL SELECT split_part(l.code, '.', 1)::integer, 'declaration', d.id FROM declaration AS d JOIN lot AS l ON l.id = d.lot_id;
INSERT INTO site (code, name, country) VALUES ('CN-ANY', 'Somewhere in China', 'CN');
CREATE FUNCTION pg_temp.take(kind text, row_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	CASE kind
		WHEN 'consumption' THEN
			DELETE FROM declaration WHERE claim = 'inputs_complete' AND lot_id = (SELECT c.output_lot_id FROM consumption AS c WHERE c.id = row_id);
			DELETE FROM consumption WHERE id = row_id;
		WHEN 'declaration' THEN DELETE FROM declaration WHERE id = row_id;
		WHEN 'lot' THEN INSERT INTO correction (relation, row_id, reason) VALUES ('lot', row_id, 'withdrawn');
		WHEN 'producer' THEN UPDATE lot SET producer_id = NULL WHERE id = row_id;
		WHEN 'place' THEN UPDATE lot SET country = NULL, site_id = NULL WHERE id = row_id;
		WHEN 'region' THEN UPDATE lot SET site_id = site_id('CN-ANY') WHERE id = row_id AND site_id IS NOT NULL;
		WHEN 'step' THEN UPDATE lot SET step = NULL WHERE id = row_id;
		WHEN 'material' THEN UPDATE lot SET material = NULL, item_id = item_id('ANY') WHERE id = row_id;
		WHEN 'primary_source' THEN UPDATE lot SET primary_source = false WHERE id = row_id;
	END CASE;
END $$;
CREATE TEMPORARY TABLE outcome (round integer, rule text, line text, before text, after text, taken text);
DO $$
DECLARE
	after jsonb;
	chosen jsonb;
BEGIN
	FOR round IN 1..8 LOOP
		SELECT jsonb_agg(jsonb_build_object('line', c.line, 'kind', c.kind, 'id', c.id)) INTO chosen
		FROM (SELECT DISTINCT ON (r.line) r.* FROM (SELECT x.*, row_number() OVER (PARTITION BY x.line, x.kind ORDER BY random()) AS place FROM removable AS x) AS r WHERE r.place = 1 ORDER BY r.line, random()) AS c;
		BEGIN
			PERFORM set_config('session_replication_role', 'replica', true);
			PERFORM pg_temp.take(c.value ->> 'kind', (c.value ->> 'id')::bigint) FROM jsonb_array_elements(chosen) AS c;
			SELECT jsonb_agg(jsonb_build_array(r.rule, s.line, s.status)) INTO after FROM unnest('{10USC4872,UFLPA}'::text[]) AS r (rule) CROSS JOIN LATERAL screen(r.rule, as_of => '2026-11-21') AS s;
			RAISE SQLSTATE 'ZZ001';
		EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
			NULL;    -- the rows are back
		END;
		INSERT INTO outcome
			SELECT round, a.value ->> 0, a.value ->> 1, b.status, a.value ->> 2, (SELECT c.value::text FROM jsonb_array_elements(chosen) AS c WHERE (c.value ->> 'line')::integer = b.line)
			FROM jsonb_array_elements(after) AS a JOIN answer AS b ON b.rule = a.value ->> 0 AND format('%s-%s', b.line, b.year) = a.value ->> 1;
	END LOOP;
END $$;
SELECT diag(string_agg(format('%s to %s %s', o.before, o.after, o.count), ', ' ORDER BY o.before, o.after)) FROM (SELECT before, after, count(*) FROM outcome GROUP BY before, after) AS o;
SELECT cmp_ok(count(*), '>', 1333::bigint, 'many verdicts were compared') FROM outcome;
SELECT cmp_ok(count(*), '>', 16::bigint, 'and taking facts away did change some') FROM outcome AS o WHERE o.before <> o.after;
SELECT is_empty($$SELECT o.* FROM outcome AS o JOIN verdict AS b ON b.verdict = o.before JOIN verdict AS a ON a.verdict = o.after WHERE (b.bars OR NOT b.settled) AND a.settled AND NOT a.bars$$, 'no verdict got better by it');

-- Another party listed.
INSERT INTO import_listing (party, list, entry) VALUES ('P2', 'UFLPA', 'Second');
CREATE TEMPORARY TABLE listed AS SELECT split_part(s.line, '-', 1)::integer AS line, split_part(s.line, '-', 2)::integer AS year, s.status FROM screen('UFLPA', as_of => '2026-11-21') AS s;
SELECT cmp_ok(count(*), '>', 3::bigint, 'a listing changes some verdicts') FROM listed AS l JOIN answer AS a USING (line, year) WHERE a.rule = 'UFLPA' AND l.status <> a.status;
SELECT is_empty($$SELECT a.line, a.year, a.status, l.status FROM listed AS l JOIN answer AS a USING (line, year) WHERE a.rule = 'UFLPA' AND l.status <> a.status AND l.status <> 'PRESUMED_BARRED'$$, 'all of them to barred');
SELECT * FROM finish();
ROLLBACK;
