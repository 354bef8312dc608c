-- The quick guard of consumption against the one in SQL: two ledgers get the same random statements, one with
-- materials.flow_guard() and its keys at rest, the other with the ledger's own guard_consumption() and the triggers of its
-- keys.  Each statement is refused by both, in the same words, or by none, and the books are the same.
-- SEED=n repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
\set seed `echo ${SEED:-$(date +%s)}`
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('quick'), materials.create_ledger('in_sql') \g /dev/null
CREATE OR REPLACE TRIGGER guard_consumption AFTER INSERT ON in_sql.consumption
	REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION in_sql.guard_consumption();
ALTER TABLE in_sql.consumption ENABLE TRIGGER ALL;
SELECT plan(8);
SELECT diag('SEED=' || :'seed');
SELECT setseed((:seed % 1000000) / 1000000.0) \g /dev/null

SELECT is(ARRAY[(SELECT count(*) FROM pg_trigger AS t WHERE t.tgrelid = 'quick.consumption'::regclass AND t.tgenabled = 'D'),
	(SELECT count(*) FROM pg_trigger AS t WHERE t.tgrelid = 'in_sql.consumption'::regclass AND t.tgenabled = 'D')], ARRAY[3, 0]::bigint[], 'the two ledgers are guarded in two ways');

-- In every statement LEDGER stands for the ledger.
CREATE TEMPORARY TABLE tried (id integer GENERATED ALWAYS AS IDENTITY, what text, command text, said_quick text, said_in_sql text);
CREATE FUNCTION pg_temp.answer(command text, ledger text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	state text; message text; detail text; hint text; key text;
BEGIN
	BEGIN
		EXECUTE replace(command, 'LEDGER', ledger);
		EXECUTE format('SET CONSTRAINTS %I.over_consumption IMMEDIATE', ledger);
	EXCEPTION WHEN OTHERS THEN
		GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, key = CONSTRAINT_NAME;
	END;
	EXECUTE format('SET CONSTRAINTS %I.over_consumption IMMEDIATE', ledger);
	-- Each ledger has its own instant at which a transaction began to record in it.
	RETURN concat_ws(' | ', coalesce(state, '00000'), message, nullif(regexp_replace(detail, '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*, ', 'recorded, '), ''), nullif(hint, ''), nullif(key, ''));
END
$$;
CREATE FUNCTION pg_temp.try(what text, command text) RETURNS void LANGUAGE sql AS
	$$INSERT INTO tried (what, command, said_quick, said_in_sql) SELECT $1, $2, pg_temp.answer($2, 'quick'), pg_temp.answer($2, 'in_sql')$$;

SELECT pg_temp.try('events', $$INSERT INTO LEDGER.event (id, code, occurred_on) SELECT g, 'E' || g, CASE WHEN g % 3 > 0 THEN '2026-01-01'::date + g % 4 END FROM generate_series(1, 20) AS g$$),
	pg_temp.try('lots', $$INSERT INTO LEDGER.lot (id, code, material, quantity, primary_source, made_on, event_id)
		SELECT g, 'L' || g, 'graphite', CASE WHEN g % 7 = 0 THEN '20 each' ELSE '20 kg' END::materials.quantity, g % 9 = 0, CASE WHEN g % 4 = 0 THEN '2026-01-01'::date + g % 3 END, CASE WHEN g % 5 < 2 THEN 1 + g % 20 END
		FROM generate_series(1, 200) AS g$$) \g /dev/null

CREATE FUNCTION pg_temp.one_statement(n integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	die double precision := random();
	rows text;
BEGIN
	-- Rows as a writer might send them: mostly sound, now and then with a lot or an event that is not there, pieces for
	-- kilograms, a lot drawn from twice, an excess that the source states, an amount that is out of all bounds.
	SELECT string_agg(format('(%s, %s, %s, %L, %L, %s)', n * 10 + g, 1 + floor(random() * 200 + CASE WHEN random() < 0.01 THEN 200 ELSE 0 END)::integer, r.input,
		CASE WHEN random() < 0.003 THEN '99999999999999 t' ELSE 1 + floor(random() * 4) || CASE WHEN (r.input % 7 = 0) <> (random() < 0.02) THEN ' each' ELSE ' kg' END END,
		random() < 0.02, CASE WHEN random() < 0.2 THEN (1 + floor(random() * 20.3))::integer::text ELSE 'NULL' END), ', ')
	INTO rows
	FROM generate_series(1, 1 + floor(random() * 4)::integer) AS g CROSS JOIN LATERAL (SELECT 1 + floor(random() * 200 + CASE WHEN g > 0 AND random() < 0.01 THEN 200 ELSE 0 END)::integer AS input) AS r;
	IF die < 0.85 THEN
		PERFORM pg_temp.try('consume', format('%s INSERT INTO LEDGER.consumption (id, output_lot_id, input_lot_id, quantity, excess_stated, event_id) VALUES %s',
			CASE WHEN die < 0.1 THEN 'SET CONSTRAINTS LEDGER.over_consumption DEFERRED;' END, rows));
	ELSIF die < 0.9 THEN
		PERFORM pg_temp.try('lot and consumption at once', format('WITH o AS (INSERT INTO LEDGER.lot (id, code, material, quantity, made_on) VALUES (%s, %L, ''graphite'', ''20 kg'', %L) RETURNING id)
			INSERT INTO LEDGER.consumption (id, output_lot_id, input_lot_id, quantity) SELECT %s, o.id, %s, ''1 kg'' FROM o', 1000 + n, 'N' || n, '2026-01-01'::date + floor(random() * 4)::integer, n * 10 + 9, 1 + floor(random() * 200)::integer));
	ELSIF die < 0.97 THEN
		PERFORM pg_temp.try('correct', format('INSERT INTO LEDGER.correction (relation, row_id, reason) SELECT ''consumption'', c.id, ''x'' FROM LEDGER.consumption AS c ORDER BY hashint8(c.id + %s) LIMIT 3', n));
	ELSE
		PERFORM pg_temp.try('withdraw lot', format('INSERT INTO LEDGER.correction (relation, row_id, reason) VALUES (''lot'', %s, ''x'')', 1 + floor(random() * 200)::integer));
	END IF;
END
$$;
SELECT count(pg_temp.one_statement(n)) FROM generate_series(1, 1500) AS n \g /dev/null

SELECT cmp_ok(count(*) FILTER (WHERE said_quick = '00000'), '>', 133::bigint, 'many statements were accepted') FROM tried;
SELECT cmp_ok(count(*) FILTER (WHERE said_quick <> '00000'), '>', 33::bigint, 'and many refused') FROM tried;
SELECT set_has($$SELECT DISTINCT left(said_quick, 5) FROM tried$$, $$VALUES ('00000'), ('22023'), ('23503'), ('23514')$$, 'for reasons of every kind');
SELECT is_empty($$SELECT id, command, said_quick, said_in_sql FROM tried WHERE said_quick IS DISTINCT FROM said_in_sql$$, 'both guards say the same of every statement');
SELECT set_eq('SELECT * FROM quick.lot_balance', 'SELECT * FROM in_sql.lot_balance', 'and keep the same books');
SELECT set_eq('SELECT kind, relation, row_id, detail FROM quick.data_finding', 'SELECT kind, relation, row_id, detail FROM in_sql.data_finding', 'and find the same');
SELECT is_empty($$
	SELECT c.id FROM quick.consumption AS c WHERE c.output_lot_id NOT IN (SELECT id FROM quick.lot) OR c.input_lot_id NOT IN (SELECT id FROM quick.lot) OR c.event_id NOT IN (SELECT id FROM quick.event)$$,
	'no row names what is not there');
SELECT * FROM finish();
ROLLBACK;
