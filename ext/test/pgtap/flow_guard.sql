-- The keys of consumption are declared, and checked by the guard a statement at a time.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('keyed') \g /dev/null
SET search_path = keyed, materials, public;
INSERT INTO lot (id, code, material, quantity) VALUES (1, 'ORE', 'graphite', '100 kg'), (2, 'POWDER', 'graphite', '100 kg'), (3, 'CELL', 'graphite', '100 kg');
INSERT INTO event (id, code) VALUES (1, 'MIXING');

CREATE FUNCTION pg_temp.enabled() RETURNS TABLE (key text, check_of text, enabled "char") LANGUAGE sql AS $$
	SELECT c.conname::text, p.proname::text, t.tgenabled FROM pg_trigger AS t JOIN pg_constraint AS c ON c.oid = t.tgconstraint JOIN pg_proc AS p ON p.oid = t.tgfoid
	WHERE t.tgrelid = 'consumption'::regclass AND c.contype = 'f'
$$;
SELECT set_eq($$SELECT conname::text, convalidated FROM pg_constraint WHERE conrelid = 'consumption'::regclass AND contype = 'f'$$,
	$$VALUES ('consumption_output_lot_id_fkey', true), ('consumption_input_lot_id_fkey', true), ('consumption_event_id_fkey', true)$$, 'the foreign keys are declared and valid');
SELECT set_eq($$SELECT key, check_of FROM pg_temp.enabled() WHERE enabled = 'D'$$,
	$$SELECT k, 'RI_FKey_check_ins' FROM unnest(ARRAY['consumption_output_lot_id_fkey', 'consumption_input_lot_id_fkey', 'consumption_event_id_fkey']) AS k$$, 'their check of inserted rows rests, and nothing else');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid IN ('lot'::regclass, 'event'::regclass) AND tgenabled = 'D'), 0::bigint, 'what lots and events are referred to by stays protected');
ALTER TABLE lot DISABLE TRIGGER USER;
SELECT lives_ok($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity, event_id) VALUES (2, 1, '1 kg', 1)$$, 'a sound row is recorded');
SELECT throws_ok('DELETE FROM lot WHERE id = 1', '23503', NULL, 'a lot that is referred to cannot be deleted even where the table''s own guard is off');
ALTER TABLE lot ENABLE TRIGGER USER;

-- What the keys say.
CREATE FUNCTION pg_temp.answer(command text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; key text; of_table text; of_schema text;
BEGIN
	EXECUTE command;
	RETURN 'done';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, key = CONSTRAINT_NAME, of_table = TABLE_NAME, of_schema = SCHEMA_NAME;
	RETURN concat_ws(' | ', state, message, detail, key, of_table, of_schema);
END
$$;
CREATE TEMPORARY TABLE missing (id integer GENERATED ALWAYS AS IDENTITY, what text, command text, said text);
INSERT INTO missing (what, command) VALUES
	('output', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (9, 1, '1 kg')$$),
	('input', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 9, '1 kg')$$),
	('both', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (8, 9, '1 kg')$$),
	('event', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity, event_id) VALUES (2, 1, '1 kg', 9)$$),
	('second row', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 1, '1 kg'), (2, 9, '1 kg')$$),
	('missing lot after a row at fault', $$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 1, '1 each'), (2, 9, '1 kg')$$),
	('nothing', $$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('POWDER', 'ORE', '1 kg')$$);
UPDATE missing SET said = pg_temp.answer(command);
SELECT is(said, '23503 | insert or update on table "consumption" violates foreign key constraint "consumption_output_lot_id_fkey" | Key (output_lot_id)=(9) is not present in table "lot". | consumption_output_lot_id_fkey | consumption | keyed',
	'a key that is not there is told as the server tells it') FROM missing WHERE what = 'output';
ALTER TABLE consumption ENABLE TRIGGER ALL;
SELECT is(pg_temp.answer(command), said, format('%s: the triggers of the keys say the same', what)) FROM missing ORDER BY id;
SELECT is(flow_guard_keys('consumption'), 3, 'the triggers are put to rest again');
SELECT is(flow_guard_keys('consumption'), 0, 'once is enough');
ALTER TABLE consumption ENABLE TRIGGER ALL;
SELECT upgrade_ledger('keyed') \g /dev/null
SELECT is((SELECT count(*) FROM pg_temp.enabled() WHERE enabled = 'D'), 3::bigint, 'an upgrade does it too, as after a restore');
ALTER TABLE consumption DROP CONSTRAINT consumption_input_lot_id_fkey;
SELECT throws_ok(command, '23503', 'insert or update on table "consumption" violates foreign key constraint "consumption_input_lot_id_fkey"', 'without the declaration the lot is still looked for') FROM missing WHERE what = 'input';

-- Who may.
CREATE ROLE flow_guard_owner;
CREATE ROLE flow_guard_writer;
GRANT USAGE ON SCHEMA keyed TO flow_guard_writer, flow_guard_owner;
GRANT INSERT ON consumption TO flow_guard_writer;
SET LOCAL ROLE flow_guard_writer;
SELECT throws_ok($$SELECT materials.flow_guard_keys('keyed.consumption')$$, '42501', 'must be owner of table consumption', 'not everybody may put them to rest');
SELECT is(pg_temp.answer($$INSERT INTO keyed.consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 9, '1 kg')$$) LIKE '23503 | % | Key is not present in table "lot". |%', true, 'a writer who may not read learns no value');
SELECT is(pg_temp.answer($$INSERT INTO keyed.consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 1, '1 kg')$$) LIKE '42501 | permission denied for table %', true, 'and needs the rights that the checks need');
RESET ROLE;
SELECT throws_ok($$SELECT flow_guard_keys('lot')$$, '55000', 'table "lot" is not as materials.create_ledger made it', 'only where the guard stands');
CREATE TABLE alike (output_lot_id bigint REFERENCES lot, input_lot_id bigint REFERENCES lot, event_id bigint REFERENCES event);
SELECT throws_ok($$SELECT flow_guard_keys('alike')$$, '55000', NULL, 'a table of the same columns is not enough');
SELECT throws_ok('SELECT flow_guard_keys(0)', '42P01', NULL, 'nor a table that is not there');
ALTER TABLE consumption DISABLE TRIGGER guard_consumption;
SELECT throws_ok($$SELECT flow_guard_keys('consumption')$$, '55000', NULL, 'nor a guard that is off');
ALTER TABLE consumption ENABLE TRIGGER guard_consumption;
SELECT throws_ok('SELECT materials.flow_guard()', '39P01', 'function "flow_guard" was not called by trigger manager', 'the guard is no function to call');
CREATE TRIGGER row_wise AFTER INSERT ON alike FOR EACH ROW EXECUTE FUNCTION materials.flow_guard();
SELECT throws_ok('INSERT INTO alike VALUES (2, 1, NULL)', '55000', 'table "alike" is not as materials.create_ledger made it', 'nor a trigger for rows');

-- Row-level security: a lot that is there and hidden is not missing, one that is not there is.
GRANT SELECT ON ALL TABLES IN SCHEMA keyed TO flow_guard_writer;
GRANT INSERT ON lot_balance, data_finding TO flow_guard_writer;
GRANT UPDATE ON lot_balance TO flow_guard_writer;
ALTER TABLE lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON lot TO flow_guard_writer USING (code <> 'ORE');
SET LOCAL ROLE flow_guard_writer;
SELECT is(pg_temp.answer($$INSERT INTO keyed.consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 1, '1 kg')$$) LIKE '42501 | permission denied for lot number 1 |%', true, 'from a hidden lot nothing is drawn');
SELECT is(pg_temp.answer($$INSERT INTO keyed.consumption (output_lot_id, input_lot_id, quantity) VALUES (2, 9, '1 kg')$$) LIKE '23503 |%', true, 'a missing one is told as missing');
SELECT is(pg_temp.answer($$INSERT INTO keyed.consumption (output_lot_id, input_lot_id, quantity) VALUES (3, 2, '1 kg')$$), 'done', 'what is seen is drawn from');
RESET ROLE;
SELECT set_eq($$SELECT lot_id, consumed::text FROM lot_balance$$, $$VALUES (1, '3 kg'), (2, '1 kg')$$, 'and booked once');

-- Lots side by side are read in one go, with gaps between them, and those at the ends of what a number can be; so are their
-- balances, also where these have moved to other pages time and again.
ALTER TABLE lot DISABLE ROW LEVEL SECURITY;
INSERT INTO lot (id, code, material, quantity) SELECT n, 'N' || n, 'graphite', '1 kg' FROM unnest(ARRAY[-9007199254740991, -9007199254740990, -1, 0, 9007199254740990, 9007199254740991]) AS n
	UNION ALL SELECT n, 'N' || n, 'graphite', '1 kg' FROM generate_series(1000, 1400) AS n WHERE n % 5 <> 0;
CREATE TEMPORARY TABLE near AS SELECT id, row_number() OVER (ORDER BY hashint8(id)) AS n FROM lot WHERE code LIKE 'N%' AND (id NOT BETWEEN 1000 AND 1400 OR id % 17 < 9);
DO $$BEGIN
	FOR i IN 1..90 LOOP
		INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 3, id, '1 g' FROM near WHERE i % 2 = 0 OR n % 3 = i % 3 ORDER BY n;
	END LOOP;
END$$;
SELECT set_eq($$SELECT lot_id, consumed FROM lot_balance WHERE lot_id NOT IN (1, 2)$$,
	$$SELECT c.input_lot_id, materials.sum(c.quantity) FROM consumption AS c JOIN near AS n ON n.id = c.input_lot_id GROUP BY 1$$, 'what is drawn from lots near and far is booked, each in its place');
SELECT cmp_ok((SELECT count(*) FROM near), '>', 150::bigint, 'and these are many');
SELECT is(pg_temp.answer($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 3, n, '1 g' FROM unnest(ARRAY[1001, 9007199254740991, 1005, -9223372036854775808, 9223372036854775807]) AS n$$) LIKE '23503 |%Key (input\_lot\_id)=(1005) is%', true, 'the first row whose lot is missing is told');
SELECT is(pg_temp.answer($$INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 3, n, '0.95 kg' FROM unnest(ARRAY[-1, 0, 1001]) AS n$$) LIKE '23514 |%', true, 'and what is left is known for each');

-- What hangs on the books is kept.
CREATE TEMPORARY TABLE audit (lot_id bigint, consumed text);
CREATE FUNCTION pg_temp.audit() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN INSERT INTO pg_temp.audit VALUES (NEW.lot_id, NEW.consumed::text); RETURN NULL; END$$;
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON lot_balance FOR EACH ROW EXECUTE FUNCTION pg_temp.audit();
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) VALUES (3, 1, '1 kg');
SELECT set_eq('SELECT * FROM audit', $$VALUES (1, '4 kg')$$, 'a trigger that somebody set on lot_balance fires');
DROP TRIGGER audit ON lot_balance;
ALTER TABLE lot_balance ADD COLUMN note text DEFAULT 'x';
CREATE INDEX ON lot_balance (note);
INSERT INTO consumption (output_lot_id, input_lot_id, quantity) SELECT 3, 1, '1 g' FROM generate_series(1, 300);
SELECT results_eq($$SELECT consumed::text, note FROM lot_balance WHERE lot_id = 1$$, $$VALUES ('4.3 kg', 'x')$$, 'columns and indexes that somebody added are served');
SELECT * FROM finish();
ROLLBACK;
