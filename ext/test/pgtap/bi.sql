-- The star schema for BI tools: what its columns are, that its facts are those of the questions, who sees a snapshot, and that a
-- preview reads a preview's worth of rows.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('star') \g /dev/null
\set ledger star
\ir ../data/sample_ledger.sql
SET LOCAL search_path = star, materials, public;
INSERT INTO import_contract_line (contract, line, programme, item, quantity) VALUES ('N002', 'N002-1', NULL, 'PACK-1', '3 each');
SELECT determine('N001-2', '10USC4865', as_of => '2027-11-01') \g /dev/null

-- What tools see of it before they read a row.
CREATE TEMPORARY VIEW bi_column AS
SELECT c.oid, c.relname::text AS view, a.attname::text AS name, a.attnum, a.atttypid::regtype::text AS type, a.atttypmod
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'star'::regnamespace AND c.relkind = 'v' AND starts_with(c.relname::text, 'bi_');
SELECT cmp_ok(count(*), '>', 150::bigint, 'there are columns to look at') FROM bi_column;
SELECT is_empty($$SELECT view, name, type FROM bi_column WHERE type NOT IN ('text', 'bigint', 'integer', 'date', 'timestamp with time zone', 'boolean') AND NOT (type = 'numeric' AND atttypmod > 0)$$, 'every column is of a base type, and numbers state their precision');
SELECT is_empty($$SELECT view, name FROM bi_column WHERE coalesce(col_description(oid, attnum), '') = '' UNION ALL SELECT DISTINCT view, 'itself' FROM bi_column WHERE coalesce(obj_description(oid, 'pg_class'), '') = ''$$, 'views and columns have comments');
SELECT is_empty($$SELECT view FROM bi_column JOIN pg_class AS c USING (oid) WHERE NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)$$, 'views ask with the rights of who asks');
SELECT is_empty($$SELECT view FROM bi_column GROUP BY view HAVING bool_or(name ~ 'share(_min|_max)?$' AND name <> 'known_share' AND view !~ 'verdict') AND NOT bool_or(name = 'known_share')$$, 'what is known stands beside each share');
SELECT is_empty($$SELECT c.relname, q.seqmax FROM pg_sequence AS q JOIN pg_class AS c ON c.oid = q.seqrelid WHERE c.relnamespace = 'star'::regnamespace AND q.seqmax > 9007199254740991 AND c.relname !~ '^flow_'$$, 'no number is made that a double cannot hold');
SELECT throws_ok(format('INSERT INTO %s', command), '23514', NULL, format('nor taken: %s', command)) FROM (VALUES ($$party (id, code, name) VALUES (9007199254740992, 'X', 'X')$$), ($$programme (id, code, name) VALUES (9007199254740992, 'X', 'X')$$)) AS v (command);
SELECT is_empty($$SELECT v.t FROM unnest(ARRAY['party', 'site', 'item', 'lot', 'event', 'consumption', 'event_input', 'programme', 'contract_line', 'determination', 'snapshot']) AS v (t) WHERE NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conrelid = v.t::regclass AND c.conname = v.t || '_id_exact')$$,
	'every table whose numbers the views show is held to that');
-- Keys are declared on what lies beneath.
SELECT is_empty($$SELECT v.t, v.k FROM (VALUES ('consumption', 'output_lot_id'), ('consumption', 'input_lot_id'), ('lot', 'item_id'), ('lot', 'producer_id'), ('lot', 'site_id'), ('contract_line', 'programme_id'), ('contract_line_lot', 'lot_id'), ('determination', 'line_id'),
		('snapshot_origin', 'lot_id'), ('snapshot_origin', 'party_id'), ('snapshot_exposure', 'programme_id'), ('snapshot_exposure', 'site_id'), ('snapshot_coverage', 'line_id'), ('snapshot_request', 'lot_id'), ('snapshot_request', 'party_id')) AS v (t, k)
	WHERE NOT EXISTS (SELECT FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] WHERE c.contype = 'f' AND c.conrelid = v.t::regclass AND a.attname = v.k)$$, 'keys are declared on the tables beneath');

-- Before the first snapshot nothing is shown; what is computed as it is read is there.
SELECT is((SELECT count(*) FROM bi_snapshot) + (SELECT count(*) FROM bi_coverage), 0::bigint, 'without a snapshot there is none');
SELECT cmp_ok(refresh_bi(scope => 'all'), '>', 0::bigint, 'a snapshot is taken');
SELECT results_eq('SELECT whole, scope, lots FROM bi_snapshot', 'SELECT true, ''all'', count(*) FROM lot_at(''infinity'')', 'of all lots, by somebody from whom nothing is hidden');

-- Facts against the questions.
SELECT set_eq('SELECT consumption_id, output_lot_id, input_lot_id, quantity, unit FROM bi_consumption',
	$$SELECT c.id, lot_standing(c.output_lot_id, 'infinity') AS o, lot_standing(c.input_lot_id, 'infinity') AS i, split_part(c.quantity::text, ' ', 1)::numeric AS q, split_part(c.quantity::text, ' ', 2) AS u FROM consumption AS c WHERE NOT EXISTS (SELECT FROM correction AS x WHERE x.relation = 'consumption' AND x.row_id = c.id)$$,
	'consumption is what is recorded and not corrected, between the lots that stand');
SELECT results_eq('SELECT count(*), sum(mass_kg) FROM bi_consumption WHERE unit = ''each''', $$SELECT count(*), sum(b.quantity * 0.07) FROM bi_consumption AS b WHERE unit = 'each'$$, 'pieces weigh what a piece weighs');
SELECT set_eq('SELECT event_input_id, event_id, input_lot_id, mass_kg FROM bi_event_input', 'SELECT e.id, e.event_id, e.input_lot_id, 4.0 FROM event_input AS e', 'and so are inputs of events as a whole');
CREATE TEMPORARY TABLE origin AS
SELECT l.id AS lot_id, l.code, o.kind, o.reason, e.id AS end_id, e.country::text AS country, e.producer_id, e.material, share_min(o.share) AS share_min, share_max(o.share) AS share_max
FROM lot_at('infinity') AS l CROSS JOIN LATERAL origins(l.code) AS o LEFT JOIN lot_at('infinity') AS e ON e.code = o.origin;
SELECT set_eq('SELECT lot_id, kind, country, party_id, material, reason, end_lot_id, share_min, share_max FROM bi_lot_origin_share',
	$$SELECT lot_id, kind, coalesce(country, 'unknown') AS c, coalesce(producer_id, 0) AS p, coalesce(material, 'unknown') AS m, coalesce(reason, 'none') AS r, CASE kind WHEN 'unknown' THEN end_id ELSE 0 END AS e, round_down(sum(share_min), 12) AS least, least(round_up(sum(share_max), 12), 1) AS most
	FROM origin GROUP BY 1, 2, 3, 4, 5, 6, 7$$, 'shares by origin are those of origins()');
SELECT set_eq('SELECT DISTINCT lot_id, known_share FROM bi_lot_origin_share', $$SELECT lot_id, round_down('1'::fraction - least(coalesce(sum(share_max) FILTER (WHERE kind = 'unknown'), '0'), '1'), 12) AS known FROM origin GROUP BY lot_id$$, 'and known is what no row calls unknown');
SELECT bag_eq('SELECT lot_id, kind, country, party_id, material, reason, end_lot_id, share_min, share_max, known_share FROM bi_lot_origin_share', 'SELECT * FROM bi_lot_origin_share_live', 'computed as they are read they are the same');
SELECT set_eq('SELECT line_id, rule FROM bi_verdict', 'SELECT l.line_id, r.rule FROM bi_line AS l CROSS JOIN bi_rule AS r', 'every line has a row under every rule');
SELECT set_eq('SELECT line_id, rule, version, status, share_min, share_max, determination_code FROM bi_verdict WHERE determined',
	$$SELECT d.line_id, d.rule, d.version, d.status, round_down(d.share_min::fraction, 12) AS least, round_up(d.share_max::fraction, 12) AS most, d.code::text FROM determination AS d$$, 'that of the determination, where there is one');
SELECT is_empty($$SELECT * FROM bi_verdict WHERE NOT determined AND (status <> 'NOT_DETERMINED' OR bars OR settled)$$, 'and silence is no verdict');
SELECT determine('N001-2', '10USC4865', as_of => '2030-11-01') \g /dev/null
SELECT results_eq($$SELECT as_of, count(*) FROM bi_verdict WHERE determined GROUP BY as_of$$, $$VALUES ('2030-11-01'::date, 1::bigint)$$, 'the newest one counts');
SELECT set_eq($$SELECT rule, version, status, confirmed FROM bi_verdict_live WHERE line_id = line_id('N001-1')$$, $$SELECT rule, version, status, confirmed FROM check_all('N001-1')$$, 'verdicts as they are read are those of check');
SELECT set_eq('SELECT line_id, known_share, reason FROM bi_coverage',
	$$SELECT n.id, round_down('1'::fraction - coalesce(g.lost, '0'), 12) AS k, coalesce(g.reason, 'none') AS r FROM contract_line AS n JOIN contract_line_lot AS x ON x.line_id = n.id
		LEFT JOIN LATERAL (SELECT sum(o.share_max) AS lost, (array_agg(o.reason ORDER BY o.share_max DESC))[1] AS reason FROM origin AS o WHERE o.lot_id = lot_standing(x.lot_id, 'infinity') AND o.kind = 'unknown') AS g ON true
	UNION ALL VALUES (line_id('N002-1'), 0.0, 'no_lot')$$, 'coverage is what origins() knows of the lot of a line, and nothing of a line without a lot');
SELECT set_eq($$SELECT subject, country, share_min, share_max, known_share, mass_kg FROM bi_exposure$$, $$
	WITH held AS (SELECT 'programme' AS subject, lot_standing(x.lot_id, 'infinity') AS lot_id, (l.quantity_base_amount * 10)::fraction AS mass FROM contract_line_lot AS x JOIN contract_line AS n ON n.id = x.line_id AND n.programme_id IS NOT NULL
			CROSS JOIN LATERAL (SELECT quantity_base_amount(y.quantity) / 1e21 AS quantity_base_amount FROM lot_at('infinity') AS y WHERE y.id = lot_standing(x.lot_id, 'infinity')) AS l
		UNION ALL SELECT 'site', lot_standing(a.lot_id, 'infinity'), '20' FROM site_asset AS a),
	whole AS (SELECT h.subject, sum(h.mass) AS mass FROM held AS h GROUP BY 1),
	part AS (SELECT h.subject, CASE o.kind WHEN 'origin' THEN o.country END AS country, sum(h.mass * o.share_min) AS least, sum(h.mass * o.share_max) AS most FROM held AS h JOIN origin AS o ON o.lot_id = h.lot_id GROUP BY 1, 2)
	SELECT p.subject, coalesce(p.country, 'unknown') AS c, round_down(p.least / w.mass, 12) AS a, round_up(p.most / w.mass, 12) AS b, round_down('1'::fraction - coalesce((SELECT u.most FROM part AS u WHERE u.subject = p.subject AND u.country IS NULL), '0') / w.mass, 12) AS k, w.mass::numeric AS m
	FROM part AS p JOIN whole AS w USING (subject)$$, 'exposure is the mean of origins by mass');
SELECT set_eq('SELECT lot_id, party_id, reason, share_max, lines FROM bi_supplier_request', $$SELECT o.end_id, coalesce(o.producer_id, 0) AS p, o.reason, max(round_up(o.share_max, 12)) AS m, count(DISTINCT x.line_id) AS n
	FROM origin AS o LEFT JOIN contract_line_lot AS x ON lot_standing(x.lot_id, 'infinity') = o.lot_id WHERE o.kind = 'unknown' GROUP BY o.end_id, o.producer_id, o.reason$$, 'each lot where a way is lost is asked about once');

-- Concentration of a small world that can be told by head: 100 kg of packs, 30 kg of graphite in them.
SELECT materials.create_ledger('small') \g /dev/null
SET LOCAL search_path = small, materials, public;
INSERT INTO import_item (code, name, class, material) VALUES ('ORE', 'Ore', 'raw_material', 'natural_graphite'), ('POWDER', 'Powder', 'component_material', 'graphite'), ('SHELL', 'Shell', 'structure', 'steel'), ('PACK', 'Pack', 'pack', NULL);
INSERT INTO import_lot (code, item, country, step, quantity, primary_source, untraced_reason) VALUES ('ORE-CN', 'ORE', 'CN', 'mining', '60 kg', true, NULL), ('ORE-MZ', 'ORE', 'MZ', 'mining', '20 kg', true, NULL),
	('FINE', 'POWDER', 'CN', 'concentration', '40 kg', false, NULL), ('POWDER-KR', 'POWDER', 'KR', 'refining', '20 kg', false, NULL), ('POWDER-JP', 'POWDER', 'JP', 'refining', '10 kg', false, 'refused'),
	('STEEL', 'SHELL', NULL, 'melting', '70 kg', true, NULL), ('PACK-1', 'PACK', 'US', 'pack_assembly', '100 kg', false, NULL);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('FINE', 'ORE-CN', '30 kg'), ('FINE', 'ORE-MZ', '10 kg'), ('POWDER-KR', 'FINE', '20 kg'), ('PACK-1', 'POWDER-KR', '20 kg'), ('PACK-1', 'POWDER-JP', '10 kg'), ('PACK-1', 'STEEL', '70 kg');
INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C', 'C-1', 'PACK', '100 kg', '{PACK-1}');
-- Mined: 15 in CN, 5 in MZ, 10 nobody knows where.  Processed, where it was last: 20 in KR, 10 in JP; that it was in CN before does not count twice.
SELECT results_eq('SELECT material, stage, country, mass_min, share_min, share_max FROM concentration_country()', $$VALUES
	('graphite', 'extraction', 'CN', 15.0, 0.5, 0.833333333334), ('graphite', 'extraction', 'MZ', 5.0, 0.166666666666, 0.5), ('graphite', 'extraction', NULL, 10.0, 0.333333333333, 0.333333333334),
	('graphite', 'processing', 'KR', 20.0, 0.666666666666, 0.666666666667), ('graphite', 'processing', 'JP', 10.0, 0.333333333333, 0.333333333334),
	('iron', 'metal', NULL, 70.0, 1.0, 1.0), ('none', 'assembly', 'US', 100.0, 1.0, 1.0)$$, 'shares of countries by material and stage');
-- 0.5^2 + (1/6)^2 = 0.2778 at least, (5/6)^2 + (1/6)^2 = 0.7222 at most.
SELECT results_eq('SELECT material, stage, country_count, top_country, top_certain, largest_share_min, largest_share_max, round(hhi_min, 9), round(hhi_max, 9), round(known_share, 9) FROM concentration(''C-1'')', $$VALUES
	('graphite', 'extraction', 2::bigint, 'CN', true, 0.5, 0.833333333334, 0.277777778, 0.722222222, 0.666666667), ('graphite', 'processing', 2, 'KR', true, 0.666666666666, 0.666666666667, 0.555555556, 0.555555556, 1.0),
	('iron', 'metal', 0, 'unknown', false, 0, 1.0, 0.0, 1.0, 0.0), ('none', 'assembly', 1, 'US', true, 1.0, 1.0, 1.0, 1.0, 1.0)$$, 'how concentrated it is, with bounds');
SELECT refresh_bi() \g /dev/null
SELECT set_eq('SELECT material, stage, country_count, top_country, top_certain, largest_share_min, largest_share_max, hhi_min, hhi_max, known_share, mass_min_kg FROM bi_concentration', 'SELECT material, stage, country_count, top_country, top_certain, largest_share_min, largest_share_max, hhi_min, hhi_max, known_share, mass_min FROM concentration()', 'the view has the same');
SELECT set_eq('SELECT material, stage, country, share_min, share_max, mass_min_kg FROM bi_country_share', 'SELECT material, stage, coalesce(country, ''unknown''), share_min, share_max, mass_min FROM concentration_country()', 'and so has that by country');
SELECT results_eq('SELECT DISTINCT known_share FROM bi_country_share WHERE stage = ''extraction''', 'VALUES (0.666666666666)', 'with what is known of it');
-- However what is unknown is shared out, the index lies between its bounds.
SELECT setseed(0.25) \g /dev/null
SELECT is_empty($$
	WITH world AS MATERIALIZED (SELECT w, ARRAY(SELECT floor(random() * 100 + 0 * w)::numeric FROM generate_series(1, 4) AS g) AS known, ARRAY(SELECT floor(random() * 100 + 0 * w)::numeric FROM generate_series(1, 4) AS g) AS drawn FROM generate_series(1, 300) AS w),
	total AS (SELECT w.*, k.sum AS known_sum, d.sum AS open FROM world AS w CROSS JOIN LATERAL (SELECT sum(u) FROM unnest(w.known) AS u) AS k CROSS JOIN LATERAL (SELECT sum(u) FROM unnest(w.drawn) AS u) AS d WHERE k.sum + d.sum > 0),
	told AS (SELECT t.w, i.*, (SELECT sum(((a.k + a.d) / (t.known_sum + t.open)) ^ 2) FROM unnest(t.known, t.drawn) AS a (k, d)) AS hhi, (SELECT max((a.k + a.d) / (t.known_sum + t.open)) FROM unnest(t.known, t.drawn) AS a (k, d)) AS largest
		FROM total AS t CROSS JOIN LATERAL (SELECT array_agg('C' || a.n ORDER BY a.n) || NULL::text AS countries, array_agg(trunc(a.k / (t.known_sum + t.open), 12) ORDER BY a.n) || trunc(t.open / (t.known_sum + t.open), 12) AS mins,
				array_agg(ceil((a.k + t.open) / (t.known_sum + t.open) * 1e12) / 1e12 ORDER BY a.n) || ceil(t.open / (t.known_sum + t.open) * 1e12) / 1e12 AS maxs FROM unnest(t.known) WITH ORDINALITY AS a (k, n)) AS s
			CROSS JOIN LATERAL concentration_index(s.countries, s.mins, s.maxs) AS i)
	SELECT * FROM told WHERE hhi NOT BETWEEN hhi_min - 1e-12 AND hhi_max + 1e-12 OR largest NOT BETWEEN largest_share_min - 1e-12 AND largest_share_max + 1e-12$$, '300 worlds that agree with what is known lie within the bounds');
SET LOCAL search_path = star, materials, public;

-- Nothing is empty but where the column beside says so.
CREATE FUNCTION pg_temp.empty_unsaid() RETURNS TABLE (view text, name text, companion text) LANGUAGE plpgsql AS $$
DECLARE
	one record;
	found boolean;
BEGIN
	FOR one IN SELECT c.view, c.name, (SELECT k.name FROM bi_column AS k WHERE k.view = c.view AND k.type = 'boolean' AND (k.name = 'determined' AND c.name IN ('as_of', 'determined_at') OR k.name IN (c.name || '_known', regexp_replace(c.name, '(_kg|_on|_min|_max)$', '') || '_known'))) AS companion
		FROM bi_column AS c WHERE c.view NOT LIKE '%\_live'
	LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %I AS v WHERE v.%I IS NULL AND %s)', one.view, one.name, CASE WHEN one.companion IS NULL THEN 'true' ELSE format('v.%I', one.companion) END) INTO found;
		IF found THEN
			RETURN QUERY SELECT one.view::text, one.name::text, one.companion::text;
		END IF;
	END LOOP;
END
$$;
SELECT is_empty('SELECT * FROM pg_temp.empty_unsaid()', 'no column is empty but where the one beside it says so');

-- Joins lose no row: every key is found in its dimension.
CREATE FUNCTION pg_temp.lost() RETURNS TABLE (fact text, key text, dimension text) LANGUAGE plpgsql AS $$
DECLARE
	one record;
	found boolean;
BEGIN
	FOR one IN SELECT f.view, f.name, d.dimension, d.id FROM bi_column AS f JOIN (VALUES ('party_id', 'bi_party', 'party_id'), ('producer_id', 'bi_party', 'party_id'), ('maker_id', 'bi_party', 'party_id'), ('seller_id', 'bi_party', 'party_id'), ('operator_id', 'bi_party', 'party_id'), ('site_id', 'bi_site', 'site_id'), ('country', 'bi_country', 'country'),
			('material', 'bi_material', 'material'), ('item_id', 'bi_item', 'item_id'), ('lot_id', 'bi_lot', 'lot_id'), ('output_lot_id', 'bi_lot', 'lot_id'), ('input_lot_id', 'bi_lot', 'lot_id'), ('line_id', 'bi_line', 'line_id'), ('rule', 'bi_rule', 'rule'), ('programme_id', 'bi_programme', 'programme_id')) AS d (name, dimension, id) ON d.name = f.name
		WHERE f.view NOT LIKE '%\_live'
	LOOP
		EXECUTE format('SELECT EXISTS (SELECT f.%I FROM %I AS f EXCEPT SELECT d.%I FROM %I AS d)', one.name, one.view, one.id, one.dimension) INTO found;
		IF found THEN
			RETURN QUERY SELECT one.view::text, one.name::text, one.dimension::text;
		END IF;
	END LOOP;
END
$$;
SELECT is_empty('SELECT * FROM pg_temp.lost()', 'every key is found in its dimension, so an inner join loses nothing');

-- Who sees a snapshot.
\ir ../data/as_role.sql
CREATE ROLE star_test_reader;
CREATE ROLE star_test_north;
CREATE ROLE star_test_south;
CREATE ROLE star_test_member IN ROLE star_test_north;
CREATE ROLE star_test_auditor;
CREATE ROLE star_test_keeper;
SELECT materials.grant_ledger('star', 'star_test_' || k.role, k.kind) FROM (VALUES ('reader', 'reader'), ('north', 'recorder'), ('south', 'recorder'), ('member', 'reader'), ('auditor', 'auditor'), ('keeper', 'keeper')) AS k (role, kind) \g /dev/null
CREATE FUNCTION pg_temp.seen(role text) RETURNS text LANGUAGE sql AS $$SELECT pg_temp.answer_to(role, 'SELECT s.made_by, (SELECT count(*) > 0 FROM star.bi_lot_origin_share) FROM star.bi_snapshot AS s')$$;
SELECT is(pg_temp.answer_to('star_test_reader', 'SELECT star.facts_hidden()'), '(f)', 'in a ledger as it is made nothing is hidden from a reader');
SELECT is(pg_temp.seen('star_test_reader'), format('(%s,t)', current_user), 'a reader sees what the owner took');
SELECT throws_ok($$SELECT pg_temp.answer_to('star_test_reader', 'SELECT star.refresh_bi()')$$, '42501', NULL, 'and takes none himself');
SELECT is(pg_temp.answer_to('star_test_keeper', 'SELECT star.refresh_bi() > 0'), '(t)', 'a keeper takes one');
SELECT is((SELECT string_agg(s.made_by, ',') FROM snapshot AS s), 'star_test_keeper', 'which takes the place of the one before');
ALTER TABLE lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY north ON lot TO star_test_north USING (code ~ 'PACK-A|ORE|POWDER|CELL');
CREATE POLICY south ON lot TO star_test_south, star_test_reader USING (code ~ 'PACK-B|ORE|POWDER|CELL');
CREATE POLICY everything ON lot TO star_test_keeper USING (true);
SELECT is(pg_temp.seen(role), NULL, format('once policies hide rows, %s sees no snapshot of all', role)) FROM unnest(ARRAY['star_test_reader', 'star_test_north', 'star_test_member']) AS u (role);
SELECT is(pg_temp.seen(current_user::text), '(star_test_keeper,t)', 'the owner does');
SELECT is(pg_temp.answer_to('star_test_north', 'SELECT star.refresh_bi() > 0'), '(t)', 'a tenant takes his own');
SELECT is(pg_temp.seen(role), answer, format('%s sees %s', role, coalesce(answer, 'none'))) FROM (VALUES ('star_test_north', '(star_test_north,t)'), ('star_test_member', '(star_test_north,t)'), ('star_test_south', NULL), ('star_test_reader', NULL), (current_user::text, '(star_test_keeper,t)')) AS v (role, answer);
SELECT is(pg_temp.answer_to('star_test_north', $$SELECT DISTINCT l.lot_code FROM star.bi_lot_origin_share AS o JOIN star.bi_lot AS l ON l.lot_id = o.lot_id$$), '(PACK-A)', 'with the lots that he may see');
SELECT is(pg_temp.answer_to('star_test_south', 'SELECT count(*) FROM star.snapshot_origin'), '(0)', 'nobody else reads its rows');
SELECT throws_ok($$SELECT pg_temp.as_role('star_test_south', $q$INSERT INTO star.snapshot (made_by, whole, scope, known_at, lots) VALUES ('star_test_north', false, 'all', now(), 1)$q$)$$, '42501', NULL, 'or writes one in his name');
SELECT throws_ok($$SELECT pg_temp.as_role('star_test_south', $q$INSERT INTO star.snapshot (whole, scope, known_at, lots) VALUES (true, 'all', now(), 1)$q$)$$, '42501', NULL, 'or says that nothing was hidden from him');
SELECT is(pg_temp.answer_to('star_test_keeper', $$SELECT star.refresh_bi('star_test_south') > 0$$), '(t)', 'a keeper takes one for somebody');
SELECT is(pg_temp.seen(role), answer, format('then %s sees %s', role, coalesce(answer, 'none'))) FROM (VALUES ('star_test_south', '(star_test_keeper,t)'), ('star_test_north', '(star_test_north,t)'), ('star_test_reader', NULL)) AS v (role, answer);
ALTER TABLE lot DISABLE ROW LEVEL SECURITY;
SELECT throws_ok(command, state, message, format('refused: %s', command)) FROM (VALUES ($$SELECT refresh_bi('nobody_there')$$, '42704', 'there is no role "nobody_there"'), ($$SELECT refresh_bi(scope => 'some')$$, '22023', 'there is no scope "some"'),
	($$SELECT suppose_listing('ANODE', 'HOUSE'), refresh_bi()$$, '55000', 'no snapshot is taken while something is supposed')) AS v (command, state, message);
-- Withheld names.
INSERT INTO import_party (code, name, withheld) VALUES ('R-1', 'Supplier R-1', 'the buyer');
INSERT INTO import_party_identity (party, name) VALUES ('R-1', 'Dark Graphite');
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source) VALUES ('DARK', 'ORE', 'R-1', 'SG', '1 kg', true);
INSERT INTO contract_line_lot (line_id, lot_id) VALUES (line_id('N002-1'), lot_id('DARK'));
SELECT pg_temp.answer_to('star_test_keeper', 'SELECT star.refresh_bi()') \g /dev/null
SELECT is(pg_temp.answer_to(role, $$SELECT p.party_name, p.name_withheld FROM star.bi_lot_origin_share AS o JOIN star.bi_party AS p ON p.party_id = o.party_id JOIN star.bi_lot AS l ON l.lot_id = o.lot_id WHERE l.lot_code = 'DARK'$$), answer, format('%s reads %s', role, answer))
FROM (VALUES ('star_test_reader', '("Supplier R-1",t)'), ('star_test_auditor', '("Dark Graphite",t)')) AS v (role, answer);
SELECT is_empty($$SELECT * FROM (SELECT pg_temp.answer_to('star_test_reader', format('SELECT * FROM star.%I', c.view)) AS said FROM (SELECT DISTINCT view FROM bi_column WHERE view NOT LIKE '%\_live') AS c) AS a WHERE a.said ~ 'Dark'$$, 'and no view tells him the name');

-- A preview reads a preview's worth of rows, however large the tables.
SET LOCAL search_path = small, materials, public;
SET LOCAL session_replication_role = replica;
INSERT INTO party (id, code, name) SELECT 1000 + n, 'P-' || n, 'P' FROM generate_series(1, 300) AS n;
INSERT INTO item (id, code, name, class, unit_mass) SELECT 1000 + n, 'I-' || n, 'I', 'cell', '1 kg' FROM generate_series(1, 300) AS n;
INSERT INTO lot (id, code, item_id, producer_id, quantity, made_on, country, step, primary_source) SELECT 10000 + n, 'L-' || n, 1001 + n % 300, 1001 + n % 300, '1 t', date '2020-01-01' + n % 3000, 'KR', 'refining', n <= 2500 FROM generate_series(1, 5000) AS n;
INSERT INTO consumption (id, output_lot_id, input_lot_id, quantity, cost, currency) SELECT 10000 + n, 12501 + n % 2500, 10001 + (n * 7) % 2500, '12.5 kg', n, 'USD' FROM generate_series(1, 20000) AS n;
INSERT INTO contract (id, code) VALUES (1000, 'WIDE');
INSERT INTO contract_line (id, code, contract_id, item_id, quantity) SELECT 10000 + n, 'N-' || n, 1000, 1001, '1 t' FROM generate_series(1, 5000) AS n;
INSERT INTO contract_line_lot (line_id, lot_id) SELECT 10000 + n, 15001 - n FROM generate_series(1, 5000) AS n;
DELETE FROM snapshot;
INSERT INTO snapshot (id, whole, scope, known_at, lots) VALUES (1000, true, 'all', now(), 5000);
INSERT INTO snapshot_origin (snapshot_id, number, lot_id, kind, country, share_min, share_max, known_share) SELECT 1000, n, 10001 + n % 5000, 'origin', 'KR', 1, 1, 1 FROM generate_series(1, 20000) AS n;
INSERT INTO snapshot_coverage (snapshot_id, line_id, lots, lots_open, known_share_min, known_share_max) SELECT 1000, 10000 + n, 1, 0, 1, 1 FROM generate_series(1, 5000) AS n;
INSERT INTO snapshot_request (snapshot_id, number, lot_id, reason, lots, lines, share_max) SELECT 1000, n, 10000 + n, 'refused', 1, 1, 1 FROM generate_series(1, 5000) AS n;
SET LOCAL session_replication_role = origin;
ANALYZE party, item, lot, consumption, contract_line, contract_line_lot, snapshot_origin, snapshot_coverage, snapshot_request;
CREATE FUNCTION pg_temp.rows_read(statement text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	told json;
BEGIN
	EXECUTE 'EXPLAIN (ANALYZE, FORMAT JSON) ' || statement INTO told;
	RETURN (SELECT coalesce(sum(((n ->> 'Actual Rows')::numeric + coalesce((n ->> 'Rows Removed by Filter')::numeric, 0)) * (n ->> 'Actual Loops')::numeric), 0)
		FROM jsonb_path_query(told::jsonb, 'strict $.**') AS n WHERE jsonb_typeof(n) = 'object' AND n ? 'Relation Name');
END
$$;
CREATE TEMPORARY TABLE preview AS SELECT DISTINCT c.relname::text AS view FROM pg_class AS c WHERE c.relnamespace = 'small'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'bi\_%';
SELECT is(pg_temp.rows_read(format('SELECT * FROM %s %s', view, probe)), 0::bigint, format('%s %s reads nothing', view, probe)) FROM preview, unnest(ARRAY['LIMIT 0', 'WHERE 1 = 0']) AS u (probe) WHERE view NOT IN ('bi_snapshot');
SELECT cmp_ok(pg_temp.rows_read(format('SELECT * FROM %s LIMIT 100', view)), '<=', 1500::bigint, format('%s LIMIT 100 reads few rows', view)) FROM preview WHERE view <> 'bi_verdict_live';
SELECT cmp_ok(pg_temp.rows_read(format('SELECT * FROM %s', question)), '<=', 300::bigint, format('one of them is looked up: %s', question)) FROM unnest(ARRAY['bi_lot WHERE lot_id = 10077', 'bi_consumption WHERE consumption_id = 10077', 'bi_consumption WHERE output_lot_id = 14000', 'bi_lot_origin_share WHERE lot_id = 10077', 'bi_lot_origin_share_live WHERE lot_id = 10077', 'bi_verdict WHERE line_id = 10077', 'bi_coverage WHERE line_id = 10077', 'bi_party WHERE party_id = 1077']) AS u (question);
SELECT cmp_ok(pg_temp.rows_read('SELECT count(*) FROM bi_consumption'), '>=', 20000::bigint, 'what reads all is seen to');
SELECT * FROM finish();
ROLLBACK;
