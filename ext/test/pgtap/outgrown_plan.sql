-- Plans that a session keeps, when a table that was empty when they were made fills up before anybody counts its rows: what a question
-- looks up for each of its lots is then looked up, and not searched for in all of the table.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('outgrown') \g /dev/null
SET LOCAL search_path = outgrown, materials, public;
SELECT no_plan();
SET LOCAL plan_cache_mode = force_generic_plan;

-- ORE is in 300 lots; 4,000 others are made of a lot that stands beside.
INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material');
INSERT INTO lot (code, item_id, quantity, primary_source) VALUES ('ORE', 1, '1000000 kg', true), ('SALT', 1, '1000000 kg', true), ('BESIDE', 1, '1000000 kg', true);
INSERT INTO lot (code, item_id, quantity) SELECT 'L-' || n, 1, '100 kg' FROM generate_series(1, 4300) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT l.id, CASE WHEN l.id <= 303 THEN 1 ELSE 3 END, '1 kg' FROM lot AS l WHERE NOT l.primary_source;
ANALYZE;

-- Rows that scans of a table gave so far, in this transaction.
CREATE FUNCTION pg_temp.scanned(relation regclass) RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT pg_stat_get_xact_tuples_returned(relation) $$;
-- What is made of a lot, and whether telling that took more than two passes over a table of 4,000 rows.  One for each lot would be 300.
CREATE FUNCTION pg_temp.ask(lot text, relation regclass, OUT lots bigint, OUT passes text) LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	before bigint := pg_temp.scanned(relation);
BEGIN
	lots := (SELECT count(*) FROM trace_down(lot));
	passes := CASE WHEN pg_temp.scanned(relation) - before < 10000 THEN 'few' ELSE pg_temp.scanned(relation) - before || ' rows' END;
END
$$;

SELECT is(a.lots || ' ' || a.passes, '300 few', 'what is made of a lot is asked where there is no event') FROM pg_temp.ask('ORE', 'event') AS a;
INSERT INTO event (code, occurred_on) SELECT 'E-' || n, '2028-01-01' FROM generate_series(1, 4000) AS n;
SELECT is(a.lots || ' ' || a.passes, '300 few', 'with 4,000 events these are not gone through for each lot') FROM pg_temp.ask('ORE', 'event') AS a;

-- Of SALT each lot is made in an event.
INSERT INTO lot (code, item_id, quantity, event_id) SELECT 'M-' || n, 1, '100 kg', n FROM generate_series(1, 300) AS n;
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT l.id, 2, '1 kg' FROM lot AS l WHERE l.event_id IS NOT NULL;
SELECT is(a.lots || ' ' || a.passes, '300 few', 'the same of lots that events made') FROM pg_temp.ask('SALT', 'event_input') AS a;
INSERT INTO event_input (event_id, input_lot_id, quantity) SELECT e.id, 3, '1 kg' FROM event AS e WHERE e.id > 300;
SELECT is(a.lots || ' ' || a.passes, '300 few', 'with 3,700 inputs of other events these are not gone through for each lot') FROM pg_temp.ask('SALT', 'event_input') AS a;

INSERT INTO correction (relation, row_id, reason) SELECT 'consumption', c.id, 'wrong' FROM consumption AS c WHERE c.input_lot_id = 3;
SELECT is(a.lots || ' ' || a.passes, '300 few', 'with 4,000 corrections these are not gone through for each lot') FROM pg_temp.ask('ORE', 'correction') AS a;
SELECT * FROM finish();
ROLLBACK;
