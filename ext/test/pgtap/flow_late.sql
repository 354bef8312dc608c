-- Lots that are packed after the flow store was written: by writers, for questions about now and about before, for lots with very
-- many inputs and in loops.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('late_flow') \g /dev/null
SET LOCAL search_path = late_flow, materials, public;
SELECT no_plan();
SET LOCAL materials.exact_edges = 0;

-- Lots 1 to 400 are sources; lot 401 is made of all of them and lots 402 to 460 are made of some, and of each other.
INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (code, item_id, quantity, primary_source, country, recorded_at)
SELECT 'L-' || n, 1, '1000000 kg', n <= 400, (CASE WHEN n % 3 = 0 THEN 'CN' ELSE 'US' END)::country, '2020-01-01' FROM generate_series(1, 460) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at)
SELECT o.id, i.id, (1 + (o.id * i.id) % 97 || ' kg')::quantity, '2020-01-01' FROM lot AS o, lot AS i
WHERE o.code = 'L-401' AND i.primary_source AND i.id % 2 = 0 OR o.id > 401 AND NOT o.primary_source AND i.id < o.id AND (o.id + i.id) % 53 = 0;
SELECT maintain_flow() \g /dev/null

-- What each lot is made of, as a reader tells it and as the walk does.
CREATE FUNCTION pg_temp.told(reader text, known_at timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('materials.flow_reader', told.reader, true);
	RETURN QUERY SELECT concat_ws(' ', l.id, b) FROM lot AS l, LATERAL flow_bounds('lot', l.id, 'up', 'mass', told.known_at) AS b WHERE l.id > 400;
	RETURN QUERY SELECT concat_ws(' ', l.id, s, o) FROM lot AS l, LATERAL flow_size('lot', l.id, told.known_at) AS s, LATERAL flow_origin_shares('lot', l.id, 'mass', told.known_at) AS o WHERE l.id > 400;
	RETURN QUERY SELECT concat_ws(' ', e) FROM exposure('POWDER', ARRAY['CN'], ends_only => true, known_at => told.known_at) AS e;
	PERFORM set_config('materials.flow_reader', 'auto', true);
END
$$;
CREATE FUNCTION pg_temp.compared(what text, known_at timestamptz) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	CREATE TEMPORARY TABLE apart AS
		SELECT l.id FROM lot AS l, LATERAL (SELECT count(*), bool_and(b.share_min <= w.share_min AND b.share_max >= w.share_max AND w.share_min - b.share_min < '1/1000000000000' AND b.share_max - w.share_max < '1/1000000000000') AS fits
			FROM flow_walk('lot', l.id, 'up', 'mass', compared.known_at) AS w FULL JOIN flow_bounds('lot', l.id, 'up', 'mass', compared.known_at) AS b ON b.reached_id = w.reached_id) AS x
		WHERE l.id > 400 AND x.fits IS DISTINCT FROM true;
	RETURN NEXT is_empty('SELECT * FROM apart', what || ': bounds contain what is exact, and are sharp');
	RETURN NEXT bag_eq(format('SELECT pg_temp.told(%L, %L)', 'auto', known_at), format('SELECT pg_temp.told(%L, %L)', 'sql', known_at), what || ': both readers tell the same');
	DROP TABLE apart;
END
$$;
SELECT * FROM pg_temp.compared('packed', 'infinity');
CREATE TEMPORARY TABLE before AS SELECT e.* FROM exposure('POWDER', ARRAY['CN'], ends_only => true, known_at => '2021-01-01') AS e;

-- A writer who may not even read the store packs for all.
CREATE ROLE late_flow_writer;
GRANT USAGE ON SCHEMA late_flow TO late_flow_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA late_flow TO late_flow_writer;
REVOKE SELECT ON flow_late, flow_odd, flow_even, flow_state FROM late_flow_writer;
GRANT INSERT ON consumption TO late_flow_writer;
GRANT INSERT, UPDATE ON lot_balance TO late_flow_writer;
SET LOCAL ROLE late_flow_writer;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity)
SELECT o.id, i.id, (1 + (o.id * i.id) % 89 || ' kg')::quantity FROM lot AS o, lot AS i
WHERE o.id IN (401, 410, 420) AND i.primary_source AND i.id % 2 = 1 OR o.id > 402 AND i.primary_source AND (o.id + i.id) % 6 = 0;
RESET ROLE;
SELECT cmp_ok((SELECT count(*) FROM consumption), '>', 4500::bigint, 'many rows come late');
SELECT is((SELECT count(DISTINCT f.lot_id) FROM flow_late AS f), 59::bigint, 'the lots are packed as they are written');
SELECT cmp_ok((SELECT count(*) FROM flow_late AS f WHERE f.part > 0), '>', 1::bigint, 'those with many inputs in several rows');
SELECT is((SELECT count(*) FROM flow_mark), 0::bigint, 'and no mark is left');
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 59::bigint, 'they are written since');
SELECT * FROM pg_temp.compared('packed late', 'infinity');
SELECT bag_eq($$SELECT * FROM exposure('POWDER', ARRAY['CN'], ends_only => true, known_at => '2021-01-01')$$, 'SELECT * FROM before', 'asked about before, nothing came late');
SELECT * FROM pg_temp.compared('asked about before', '2021-01-01');

-- Loops through lots of several rows, and a lot that is written again.
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (401, 420, '5 kg'), (410, 430, '7 kg'), (430, 401, '3 kg'), (420, 410, '2 kg'), (440, 1, '9 kg');
SELECT * FROM pg_temp.compared('written again', 'infinity');
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 59::bigint, 'no other lots are written');
SELECT is(pack_late_flow(), 5::bigint, 'they are packed again');
SELECT * FROM pg_temp.compared('packed again', 'infinity');

-- Left to maintenance: what is made of a new lot, and what a correction is about.
INSERT INTO lot (code, item_id, quantity, primary_source) VALUES ('L-461', 1, '100 kg', true);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 450, l.id, '1 kg' FROM lot AS l WHERE l.code = 'L-461';
INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', min(c.id), 'wrong' FROM consumption AS c WHERE c.output_lot_id = 445;
UPDATE item SET name = 'Fine powder';
SELECT pack_late_flow() \g /dev/null
SELECT set_has('SELECT m.lot_id FROM flow_mark AS m', 'VALUES (450::bigint), (445)', 'what is made of new lots and what is corrected stays marked');
SELECT * FROM pg_temp.compared('partly packed', 'infinity');
SELECT maintain_flow() \g /dev/null
SELECT is((SELECT p.stale_lots FROM trace_plan() AS p), 0::bigint, 'until maintenance comes');
SELECT is((SELECT count(*) FROM flow_late), 0::bigint, 'which leaves no late rows');
SELECT * FROM pg_temp.compared('maintained', 'infinity');
SELECT * FROM finish();
ROLLBACK;
