-- record_lot against the two statements that it stands for: the same rows, the same refusals.  SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('by_call') \g /dev/null
SELECT materials.create_ledger('by_statement') \g /dev/null
SELECT no_plan();
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null
SET LOCAL search_path = by_call, materials, public;

CREATE FUNCTION pg_temp.fill(ledger text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM set_config('search_path', ledger || ', materials, public', true);
	INSERT INTO item (code, name, class) VALUES ('POWDER', 'Powder', 'component_material'), ('CELL', 'Cell', 'cell');
	INSERT INTO party (code, name) VALUES ('MAKER', 'Maker');
	INSERT INTO site (code, name, country) VALUES ('WORKS', 'Works', 'DE');
	INSERT INTO event (code, occurred_on) VALUES ('E-1', '2026-03-01'), ('E-2', '2026-05-01');
	INSERT INTO lot (code, item_id, quantity, made_on, primary_source) SELECT 'L-' || n, 1, '1000 kg', CASE WHEN n % 3 > 0 THEN date '2026-01-01' + n END, n % 5 = 0 FROM generate_series(1, 40) AS n;
	INSERT INTO correction (relation, row_id, reason) VALUES ('lot', 7, 'there was none');
	PERFORM set_config('search_path', 'by_call, materials, public', true);
END
$$;
SELECT pg_temp.fill('by_call'), pg_temp.fill('by_statement') \g /dev/null

-- What may be asked, with everything that can be wrong with it.
CREATE TEMPORARY TABLE asked AS
	SELECT n, CASE WHEN random() < 0.03 THEN ' blank' WHEN random() < 0.03 THEN 'L-1' ELSE 'N-' || n END AS code, CASE WHEN random() < 0.03 THEN '-1 kg' WHEN random() < 0.2 THEN '10 each' ELSE '10 kg' END AS quantity,
		CASE WHEN random() < 0.03 THEN 99 WHEN random() < 0.1 THEN NULL ELSE 1 + floor(random() * 2) END::bigint AS item_id, CASE WHEN random() < 0.05 THEN 'gunpowder' WHEN random() < 0.2 THEN 'graphite' END AS material,
		CASE WHEN random() < 0.03 THEN 99 WHEN random() < 0.5 THEN 1 END::bigint AS producer_id, CASE WHEN random() < 0.03 THEN 99 WHEN random() < 0.5 THEN 1 END::bigint AS site_id,
		CASE WHEN random() < 0.3 THEN 'US' END AS country, CASE WHEN random() < 0.4 THEN date '2026-02-01' + floor(random() * 100)::integer END AS made_on,
		CASE WHEN random() < 0.03 THEN 99 WHEN random() < 0.3 THEN 1 + floor(random() * 2) END::bigint AS event_id, CASE WHEN random() < 0.05 THEN NULL ELSE random() < 0.05 END AS primary_source,
		CASE WHEN random() < 0.05 THEN 'withheld' END AS untraced_reason, CASE WHEN random() < 0.03 THEN 'magic' WHEN random() < 0.2 THEN 'segregated' END AS custody_model,
		CASE WHEN random() < 0.3 THEN 'a source' END AS source, i.inputs, i.drawn, CASE WHEN random() < 0.3 THEN i.costs END AS costs, CASE WHEN random() < 0.05 THEN 'Dollar' WHEN random() < 0.6 THEN 'USD' END AS currency
	FROM generate_series(1, 400) AS n, LATERAL (
		SELECT array_agg(CASE WHEN random() < 0.005 THEN NULL WHEN random() < 0.01 THEN 9999 WHEN random() < 0.003 THEN 7 ELSE (ARRAY(SELECT x FROM generate_series(1, 40) AS x WHERE x <> 7))[1 + floor(random() * 39)] END::bigint) AS inputs,
			array_agg(CASE WHEN random() < 0.005 THEN '0 kg' WHEN random() < 0.01 THEN '1 each' WHEN random() < 0.01 THEN '900 kg' ELSE '0.5 kg' END::quantity) AS drawn,
			array_agg(CASE WHEN random() < 0.01 THEN -1 WHEN random() < 0.8 THEN 1.25 END::numeric) AS costs
		FROM generate_series(1, floor(random() * 8 + n * 0)::integer)) AS i;
-- Keys are checked in the order of their triggers' names, which end with numbers that the server gives: of two keys that lead nowhere one ledger
-- may name the first, the other the second.
DELETE FROM asked AS a WHERE 1 < (SELECT count(*) FROM (VALUES (a.item_id = 99), (a.material = 'gunpowder'), (a.producer_id = 99), (a.site_id = 99), (a.event_id = 99),
	(a.untraced_reason = 'withheld'), (a.custody_model = 'magic')) AS m (nowhere) WHERE m.nowhere);

CREATE FUNCTION pg_temp.by_call(a asked) RETURNS text LANGUAGE plpgsql SET search_path = by_call, materials, public AS $$
DECLARE
	state text; message text; detail text;
BEGIN
	PERFORM record_lot(a.code, a.quantity::quantity, a.inputs, a.drawn, item_id => a.item_id, material => a.material, producer_id => a.producer_id, site_id => a.site_id, country => a.country::country,
		made_on => a.made_on, event_id => a.event_id, primary_source => a.primary_source, untraced_reason => a.untraced_reason, custody_model => a.custody_model, source => a.source,
		costs => a.costs, currency => a.currency);
	RETURN 'recorded';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN format('%s %s %s', state, message, regexp_replace(regexp_replace(regexp_replace(detail, '\(\d+, \d+, ', '(', 'g'), '\(\d+, ', '('), '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*, ', 'recorded, '));
END
$$;
CREATE FUNCTION pg_temp.by_statement(a asked) RETURNS text LANGUAGE plpgsql SET search_path = by_statement, materials, public AS $$
DECLARE
	state text; message text; detail text;
	made bigint;
BEGIN
	INSERT INTO lot (code, quantity, item_id, material, producer_id, site_id, country, made_on, event_id, primary_source, untraced_reason, custody_model, source)
	VALUES (a.code, a.quantity::quantity, a.item_id, a.material, a.producer_id, a.site_id, a.country::country, a.made_on, a.event_id, coalesce(a.primary_source, false), a.untraced_reason, a.custody_model, a.source)
	RETURNING id INTO made;
	INSERT INTO consumption (output_lot_id, input_lot_id, quantity, cost, currency, event_id, source)
	SELECT made, u.input, u.drawn, u.cost, a.currency, a.event_id, a.source FROM unnest(a.inputs, a.drawn, a.costs) AS u (input, drawn, cost);
	RETURN 'recorded';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
	RETURN format('%s %s %s', state, message, regexp_replace(regexp_replace(regexp_replace(detail, '\(\d+, \d+, ', '(', 'g'), '\(\d+, ', '('), '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*, ', 'recorded, '));
END
$$;
CREATE TEMPORARY TABLE answered AS SELECT a.n, pg_temp.by_call(a) AS by_call, pg_temp.by_statement(a) AS by_statement FROM asked AS a ORDER BY a.n;
SELECT is_empty('SELECT * FROM answered AS a WHERE a.by_call <> a.by_statement', 'the call says what the statements say, to the letter');
SELECT cmp_ok((SELECT count(*) FROM answered AS a WHERE a.by_call = 'recorded'), '>', 80::bigint, 'much was recorded');
SELECT cmp_ok((SELECT count(DISTINCT left(a.by_call, 40)) FROM answered AS a), '>', 6::bigint, 'and refused for many reasons');

CREATE FUNCTION pg_temp.recorded(ledger text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		SELECT 'lot ' || (to_jsonb(l) - '{id,recorded_at}'::text[])::text FROM %1$I.lot AS l
		UNION ALL SELECT 'consumption ' || (to_jsonb(c) - '{id,output_lot_id,recorded_at}'::text[] || jsonb_build_object('output', o.code))::text FROM %1$I.consumption AS c JOIN %1$I.lot AS o ON o.id = c.output_lot_id
		UNION ALL SELECT 'balance ' || to_jsonb(b)::text FROM %1$I.lot_balance AS b
		UNION ALL SELECT DISTINCT 'mark ' || l.code FROM %1$I.flow_mark AS m JOIN %1$I.lot AS l ON l.id = m.lot_id
		UNION ALL SELECT 'finding ' || (to_jsonb(f) - '{id,recorded_at}'::text[])::text FROM %1$I.data_finding AS f$q$, ledger);
END
$$;
SELECT bag_eq($$SELECT * FROM pg_temp.recorded('by_call')$$, $$SELECT * FROM pg_temp.recorded('by_statement')$$, 'and leaves the same rows');

SELECT cmp_ok((SELECT count(*) FROM by_call.lot AS l WHERE l.recorded_at NOT BETWEEN transaction_timestamp() AND clock_timestamp()), '=', 0::bigint, 'recorded when it was');

-- How an error came about tells whether a statement ran.
CREATE FUNCTION pg_temp.way(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	context text;
BEGIN
	EXECUTE call;
	RETURN 'nothing was wrong';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS context = PG_EXCEPTION_CONTEXT;
	RETURN CASE WHEN context LIKE '%INSERT INTO by_call%' THEN 'by a statement' ELSE 'directly' END || ': ' || SQLERRM;
END
$$;
PREPARE twice AS SELECT record_lot('L-1', '1 kg', item_id => 1);
SELECT is(pg_temp.way('EXECUTE twice'), 'directly: duplicate key value violates unique constraint "lot_code_revision_key"', 'a lot is written without a statement');
SELECT is(pg_temp.way($$SELECT record_lot('X', '1 kg', ARRAY[7], ARRAY['1 kg']::quantity[], item_id => 1)$$), 'directly: lot "X" or "L-7" was corrected', 'and its inputs');
SELECT matches(pg_temp.way($$SELECT record_lot('X', '1 kg', ARRAY[1], ARRAY['0 kg']::quantity[], item_id => 1)$$), 'by a statement: .*consumption_quantity_positive', 'a statement says what is wrong with a row');

SAVEPOINT many;
INSERT INTO lot (id, code, item_id, quantity) SELECT n, 'C-' || n, 1, '10 kg' FROM generate_series(5001, 5050) AS n;
INSERT INTO correction (relation, row_id, reason) SELECT 'lot', n, 'there was none' FROM generate_series(5001, 5040) AS n;
SELECT is(pg_temp.way($$SELECT record_lot('X', '1 kg', ARRAY[5041, 5050], ARRAY['1 kg', '1 kg']::quantity[], item_id => 1)$$), 'nothing was wrong', 'corrections of many other lots do not matter');
SELECT is(pg_temp.way($$SELECT record_lot('Y', '1 kg', ARRAY[5050, 5040], ARRAY['1 kg', '1 kg']::quantity[], item_id => 1)$$), 'directly: lot "Y" or "C-5040" was corrected', 'that of an input among them does');
ROLLBACK TO many;

-- What people hang on the tables is heeded.
SAVEPOINT own;
ALTER TABLE lot ADD COLUMN colour text DEFAULT 'grey', ADD COLUMN weighed integer;
ALTER TABLE lot ADD CONSTRAINT no_red CHECK (code <> 'RED' AND colour <> 'red');
SELECT lives_ok($$SELECT record_lot('GREY', '1 kg', item_id => 1)$$, 'columns of one''s own');
SELECT is((SELECT l.colour FROM lot AS l WHERE l.code = 'GREY'), 'grey', 'have their defaults');
SELECT matches(pg_temp.way($$SELECT record_lot('RED', '1 kg', item_id => 1)$$), 'violates check constraint "no_red"', 'a constraint of one''s own holds');
SELECT is(pg_temp.way('EXECUTE twice'), 'directly: duplicate key value violates unique constraint "lot_code_revision_key"', 'all that without a statement');
CREATE UNIQUE INDEX one_mass ON lot (unit_mass);
SELECT lives_ok($$SELECT record_lot('S-1', '1 kg', item_id => 1, unit_mass => '3 g')$$, 'an index of one''s own');
SELECT throws_ok($$SELECT record_lot('S-2', '1 kg', item_id => 1, unit_mass => '3 g')$$, '23505', 'duplicate key value violates unique constraint "one_mass"', 'is kept');
CREATE UNIQUE INDEX one_early ON lot (made_on) WHERE made_on < '1990-01-01';
SELECT lives_ok($$SELECT record_lot('OLD-1', '1 kg', item_id => 1, made_on => '1980-01-01')$$, 'an index over a part of the rows');
SELECT throws_ok($$SELECT record_lot('OLD-2', '1 kg', item_id => 1, made_on => '1980-01-01')$$, '23505', NULL, 'is kept');
SELECT lives_ok($$SELECT record_lot('NEW-' || n, '1 kg', item_id => 1, made_on => '1990-01-01') FROM generate_series(1, 2) AS n$$, 'for that part');
SELECT matches(pg_temp.way('EXECUTE twice'), '^directly: ', 'without a statement too');
CREATE UNIQUE INDEX one_source ON lot (lower(source)) WHERE made_on = '1991-01-01';
SELECT lives_ok($$SELECT record_lot('SRC-1', '1 kg', item_id => 1, made_on => '1991-01-01', source => 'Report')$$, 'an index over an expression');
SELECT throws_ok($$SELECT record_lot('SRC-2', '1 kg', item_id => 1, made_on => '1991-01-01', source => 'REPORT')$$, '23505', NULL, 'is kept as well');
SELECT matches(pg_temp.way('EXECUTE twice'), '^by a statement: ', 'by a statement');
DROP INDEX one_source;
SELECT matches(pg_temp.way('EXECUTE twice'), '^directly: ', 'only while it is there');
CREATE FUNCTION dye() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.colour := 'blue'; RETURN NEW; END $$;
CREATE TRIGGER dye BEFORE INSERT ON lot FOR EACH ROW EXECUTE FUNCTION dye();
SELECT record_lot('DYED', '1 kg', ARRAY[1], ARRAY['1 kg']::quantity[], item_id => 1) \g /dev/null
SELECT is((SELECT l.colour FROM lot AS l WHERE l.code = 'DYED'), 'blue', 'a trigger of one''s own fires');
SELECT is((SELECT count(*) FROM consumption AS c JOIN lot AS l ON l.id = c.output_lot_id WHERE l.code = 'DYED'), 1::bigint, 'the inputs are recorded all the same');
CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER keep_out BEFORE INSERT ON lot FOR EACH ROW EXECUTE FUNCTION keep_out();
SELECT throws_ok($$SELECT record_lot('KEPT', '1 kg', item_id => 1)$$, '55000', 'the lot was not recorded', 'one that keeps rows out is no success');
ROLLBACK TO own;

CREATE TABLE heard (input bigint);
CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO by_call.heard VALUES (NEW.input_lot_id); RETURN NULL; END $$;
CREATE TRIGGER hear AFTER INSERT ON consumption FOR EACH ROW EXECUTE FUNCTION hear();
SELECT record_lot('HEARD', '1 kg', ARRAY[1, 2], ARRAY['1 kg', '2 kg']::quantity[], item_id => 1) \g /dev/null
SELECT results_eq('SELECT h.input FROM heard AS h ORDER BY 1', 'VALUES (1::bigint), (2)', 'a trigger on consumption fires');
ROLLBACK TO own;
ALTER TABLE consumption DISABLE TRIGGER guard_consumption;
SELECT is(pg_temp.way($$SELECT record_lot('X', '1 kg', ARRAY[7], ARRAY['1 kg']::quantity[], item_id => 1)$$), 'nothing was wrong', 'a guard that was disabled is not called');
ROLLBACK TO own;

-- Rights are those of the tables.
CREATE ROLE record_lot_writer;
GRANT USAGE ON SCHEMA by_call TO record_lot_writer;
GRANT SELECT ON ALL TABLES IN SCHEMA by_call TO record_lot_writer;
SET LOCAL ROLE record_lot_writer;
SELECT throws_ok($$SELECT record_lot('R-1', '1 kg', item_id => 1)$$, '42501', 'permission denied for table lot', 'who may not write does not');
RESET ROLE;
GRANT INSERT ON lot TO record_lot_writer;
SET LOCAL ROLE record_lot_writer;
SELECT lives_ok($$SELECT record_lot('R-1', '1 kg', item_id => 1)$$, 'who may write lots does');
SELECT throws_ok($$SELECT record_lot('R-2', '1 kg', ARRAY[1], ARRAY['1 kg']::quantity[], item_id => 1)$$, '42501', 'permission denied for table consumption', 'but no inputs');
RESET ROLE;
ALTER TABLE lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY ours ON lot FOR INSERT TO record_lot_writer WITH CHECK (code LIKE 'OURS-%');
CREATE POLICY all_of_it ON lot FOR SELECT TO record_lot_writer USING (true);
SET LOCAL ROLE record_lot_writer;
SELECT throws_ok($$SELECT record_lot('R-3', '1 kg', item_id => 1)$$, '42501', 'new row violates row-level security policy for table "lot"', 'row-level security holds');
SELECT lives_ok($$SELECT record_lot('OURS-3', '1 kg', item_id => 1)$$, 'for each row');
RESET ROLE;
ROLLBACK TO own;
SET LOCAL transaction_read_only = on;
SELECT throws_ok('EXECUTE twice', '25006', NULL, 'nothing is written in a read-only transaction');
ROLLBACK TO own;

SELECT throws_ok($$SELECT record_lot('X', '1 kg', ARRAY[1, 2], ARRAY['1 kg']::quantity[], item_id => 1)$$, '22023', '2 inputs cannot have 1 quantities', 'as many quantities as inputs');
SELECT throws_ok($$SELECT record_lot('X', '1 kg', ARRAY[1], ARRAY['1 kg']::quantity[], item_id => 1, costs => ARRAY[1, 2]::numeric[])$$, '22023', '1 inputs cannot have 2 costs', 'and as many costs, or none');
CREATE SCHEMA strange;
CREATE TABLE strange.lot (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, code integer, quantity text);
SELECT throws_ok($$SELECT materials.flow_record('strange.lot', 'X', '1 kg', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$, '55000', NULL, 'only tables of a ledger are written');
SELECT throws_ok($$SELECT materials.flow_record('by_call.consumption', 'X', '1 kg', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL)$$, '55000',
	'table "consumption" is not as materials.create_ledger made it', 'and only by their table lot');
SELECT throws_ok($$SELECT materials.flow_record(NULL, 'X', '1 kg', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL)$$, '22004', NULL, 'which has to be stated');
SELECT * FROM finish();
ROLLBACK;
