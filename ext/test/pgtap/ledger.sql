-- The life of a ledger: made under any name, beside others, upgraded with what its owner added, renamed, dropped.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();

-- Making.

SELECT is(materials.create_ledger(), 'ledger', 'without a name, the ledger is called "ledger"');

-- The same use of each, so that a name wrongly quoted anywhere shows.
CREATE FUNCTION pg_temp.use_ledger(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE replace($use$
		INSERT INTO $L.import_party (code, name, incorporated_in) VALUES ('USED', 'Used', 'US');
		INSERT INTO $L.import_item (code, name, class) VALUES ('USED', 'Used', 'other');
		INSERT INTO $L.import_lot (code, item, producer, quantity, primary_source) VALUES ('USED-ORE', 'USED', 'USED', '8 kg', true), ('USED-1', 'USED', 'USED', '6 kg', false);
		INSERT INTO $L.import_consumption (output_lot, input_lot, quantity) VALUES ('USED-1', 'USED-ORE', '6 kg');
		INSERT INTO $L.import_interest (owner, owned, share) VALUES ('USED', 'USED', '10%');
		INSERT INTO $L.correction (relation, row_id, reason) VALUES ('interest', (SELECT max(id) FROM $L.interest), 'nobody owns himself')$use$, '$L', format('%I', name));
	EXECUTE format('SELECT string_agg(t::text, '';'') FROM %I.trace_up(''USED-1'') AS t', name) INTO answer;
	RETURN answer;
END
$$;
-- All that is odd about names in few of them: letters of other scripts and cases, quotes, white space and signs in one.
-- A ledger holds some hundred locks until its transaction ends, so each of many is undone before the next is made.
CREATE FUNCTION pg_temp.try_ledger(name text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	answer := materials.create_ledger(name);
	answer := answer || ' ' || (SELECT l.owner FROM materials.ledgers() AS l WHERE l.ledger = name) || ' ' || pg_temp.use_ledger(name);
	PERFORM materials.upgrade_ledger(name);
	RAISE SQLSTATE 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN answer;
END
$$;
SELECT is(pg_temp.try_ledger(name), name || ' ' || current_user || ' (USED-ORE,1,1,1,1,1,0.75,USED,,,USED,Used,,,,"8 kg",)', format('a ledger can be called %s', left(name, 20)))
FROM (VALUES ('UPPER "x" it''s 5% \ a.b, 名
é'), ('n' || repeat('é', 31)), (' '), ('"$user"')) AS odd (name);
SELECT is(pg_temp.use_ledger('ledger'), '(USED-ORE,1,1,1,1,1,0.75,USED,,,USED,Used,,,,"8 kg",)', 'and "ledger" works as well');

SELECT throws_ok(format('SELECT materials.create_ledger(%L)', name), '3F000', format('a ledger cannot be called "%s"', left(name, 64)), format('refused as a name: "%s"', left(name, 20)))
FROM (VALUES (''), ('pg_'), ('pg_temp'), ('pg_acme'), ('materials'), ('information_schema'), ('$user'), (repeat('n', 64)), (repeat('é', 32)), (repeat('n', 1000000))) AS bad (name);
SELECT throws_ok($$SELECT materials.create_ledger('ledger')$$, '42P06', 'schema "ledger" already exists', 'a ledger is not made over another');
CREATE SCHEMA empty;
SELECT throws_ok($$SELECT materials.create_ledger('empty')$$, '42P06', 'schema "empty" already exists', 'nor in a schema that is there');
SELECT is((SELECT count(*) FROM pg_class WHERE relnamespace = 'empty'::regnamespace), 0::bigint, 'which stays as it was');
SELECT is(materials.create_ledger(NULL), NULL, 'no name, no ledger');
SELECT throws_ok($$SELECT materials.upgrade_ledger('empty')$$, '3F000', 'there is no ledger "empty"', 'a schema that is no ledger is not upgraded');
SELECT throws_ok($$SELECT materials.ledger_shape('nowhere')$$, '3F000', 'schema "nowhere" is neither a ledger nor empty', 'the template does not run without a schema');
SELECT throws_ok($$SELECT materials.ledger_shape('public')$$, '3F000', 'schema "public" is neither a ledger nor empty', 'nor among strangers');

SELECT is((SELECT version FROM ledger.ledger)::text, (SELECT extversion FROM pg_extension WHERE extname = 'materials'), 'a ledger knows the version that shaped it');
SELECT is((SELECT upgraded_at FROM ledger.ledger), NULL, 'and that it was not upgraded yet');
SELECT throws_ok(format('%s ledger.ledger', command), '55000', NULL, format('the row about the ledger stays: %s', command)) FROM (VALUES ('DELETE FROM'), ('TRUNCATE')) AS c (command);

-- Side by side: the same codes, other facts.

SELECT materials.create_ledger('left'), materials.create_ledger('right') \g /dev/null
SELECT isnt((SELECT origin FROM "left".ledger), (SELECT origin FROM "right".ledger), 'each has an identity of its own');
INSERT INTO "left".import_item (code, name, class) VALUES ('I', 'I', 'other');
INSERT INTO "left".import_lot (code, item, quantity, primary_source) VALUES ('A', 'I', '1 kg', true), ('B', 'I', '1 kg', false), ('ONLY-LEFT', 'I', '1 kg', true);
INSERT INTO "left".import_consumption (output_lot, input_lot, quantity) VALUES ('B', 'A', '1 kg');
INSERT INTO "right".import_item (code, name, class) VALUES ('I', 'I', 'other');
INSERT INTO "right".import_lot (code, item, quantity, untraced_reason) VALUES ('A', 'I', '2 kg', 'refused'), ('B', 'I', '3 kg', NULL);
INSERT INTO "right".import_consumption (output_lot, input_lot, quantity) VALUES ('B', 'A', '2 kg');
SET search_path = "right", "left", public;
SELECT results_eq($$SELECT kind, reason, share_min FROM "left".origins('B')$$, $$VALUES ('origin', NULL::text, 1.0)$$, 'the left ledger answers from its own rows');
SELECT results_eq($$SELECT kind, reason, share_max FROM "right".origins('B') ORDER BY 2$$, $$VALUES ('unknown', 'missing_input', 0.33333333333333333334), ('unknown', 'refused', 0.66666666666666666667)$$, 'the right one from its own');
SELECT throws_ok($$SELECT * FROM "right".trace_up('ONLY-LEFT')$$, '23503', 'there is no lot "ONLY-LEFT"', 'what only the left one knows, the right one does not');
SELECT throws_ok($$SELECT "right".lot_id('ONLY-LEFT')$$, '23503', NULL, 'not by its code either');
RESET search_path;
SELECT is_empty($$
	SELECT d.classid::regclass, d.objid, n.nspname
	FROM pg_depend AS d JOIN pg_class AS c ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname = 'left' AND (d.classid, d.objid) IN (
		SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace = '"right"'::regnamespace
		UNION ALL SELECT 'pg_constraint'::regclass, oid FROM pg_constraint WHERE connamespace = '"right"'::regnamespace
		UNION ALL SELECT 'pg_trigger'::regclass, t.oid FROM pg_trigger AS t JOIN pg_class AS r ON r.oid = t.tgrelid WHERE r.relnamespace = '"right"'::regnamespace
		UNION ALL SELECT 'pg_rewrite'::regclass, w.oid FROM pg_rewrite AS w JOIN pg_class AS r ON r.oid = w.ev_class WHERE r.relnamespace = '"right"'::regnamespace)$$,
	'nothing of one ledger refers to a table of another');

-- Views let nobody see more than the tables would.

SELECT is_empty($$
	SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace AND relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)$$,
	'every view of a ledger asks with the rights of who asks');

-- Upgrading.  What the template makes is compared object by object; what the owner added stays.

CREATE FUNCTION pg_temp.shape(name text) RETURNS TABLE (object text) LANGUAGE sql STABLE AS $$
	SELECT format('%s %s %s %s %s', c.relkind, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
	FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.relnamespace = to_regnamespace(quote_ident(name))
	UNION ALL SELECT replace(pg_get_functiondef(p.oid), quote_ident(name), '$L') || p.oid FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace(quote_ident(name))
	UNION ALL SELECT replace(pg_get_constraintdef(k.oid), quote_ident(name), '$L') FROM pg_constraint AS k WHERE k.connamespace = to_regnamespace(quote_ident(name))
	UNION ALL SELECT replace(pg_get_triggerdef(t.oid), quote_ident(name), '$L') FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid WHERE c.relnamespace = to_regnamespace(quote_ident(name)) AND NOT t.tgisinternal
	UNION ALL SELECT d.objoid || ' ' || d.objsubid || d.description FROM pg_description AS d JOIN pg_class AS c ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid WHERE c.relnamespace = to_regnamespace(quote_ident(name))
$$;
CREATE TEMPORARY TABLE shape_before AS SELECT * FROM pg_temp.shape('left');
SELECT is(materials.upgrade_ledger('left'), 'left', 'an upgrade returns the name');
SELECT is(materials.upgrade_ledger('left'), 'left', 'and can be repeated');
SELECT bag_eq('SELECT * FROM pg_temp.shape(''left'')', 'SELECT * FROM shape_before', 'the ledger is as before');
SELECT is((SELECT upgraded_at FROM "left".ledger), transaction_timestamp(), 'but knows that it was upgraded');
SELECT results_eq($$SELECT kind, reason, share_min FROM "left".origins('B')$$, $$VALUES ('origin', NULL::text, 1.0)$$, 'and has its rows');

-- A column for each name that a function of the ledger uses for a parameter or a result, in every table that it reads, with a value
-- that would show: functions that mistake it for their own answer otherwise, or fail.
DO $$
DECLARE
	one record;
BEGIN
	FOR one IN
		SELECT c.oid::regclass AS table_name, string_agg(format('ADD COLUMN %I text DEFAULT ''wrong''', n.name), ', ') AS columns
		FROM pg_class AS c
			CROSS JOIN LATERAL (SELECT DISTINCT u.name FROM pg_proc AS p, unnest(p.proargnames) AS u (name)
				WHERE p.pronamespace = '"left"'::regnamespace AND u.name <> ''
					AND (p.prosrc ~ format('\m%s\M', c.relname) OR EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid))
				UNION VALUES ('bad'), ('found_id'), ('new_id'), ('input_code'), ('made'), ('replaced'), ('root'), ('instant'), ('fault'), ('needed'), ('locked'), ('our notes')) AS n
		WHERE c.relnamespace = '"left"'::regnamespace AND c.relkind = 'r'
			AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = n.name)
		GROUP BY c.oid
	LOOP
		EXECUTE format('ALTER TABLE %s %s', one.table_name, one.columns);
	END LOOP;
END
$$;
CREATE INDEX our_index ON "left".lot ("our notes");
COMMENT ON COLUMN "left".lot."our notes" IS 'a comment of ours';
COMMENT ON SCHEMA "left" IS 'the programme''s ledger';
ALTER TABLE "left".lot ADD CONSTRAINT our_check CHECK ("our notes" <> '');
ALTER TABLE "left".lot ENABLE ROW LEVEL SECURITY;
CREATE POLICY our_policy ON "left".lot USING (code <> 'HIDDEN');
CREATE ROLE ledger_test_grantee;
GRANT SELECT ON "left".lot TO ledger_test_grantee;
REVOKE EXECUTE ON FUNCTION "left".lot_id(text, timestamptz) FROM PUBLIC;
CREATE VIEW "left".our_view AS SELECT code, "our notes" FROM "left".lot;
CREATE FUNCTION "left".our_function() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TEMPORARY TABLE shape_with_ours AS SELECT * FROM pg_temp.shape('left');

SELECT is(materials.upgrade_ledger('left'), 'left', 'a ledger with columns of its owner in every table is upgraded');
SELECT bag_eq('SELECT * FROM pg_temp.shape(''left'')', 'SELECT * FROM shape_with_ours', 'all that the owner added is there as it was');
SELECT ok(has_table_privilege('ledger_test_grantee', '"left".lot', 'SELECT'), 'grants stay');
SELECT ok(NOT has_function_privilege('ledger_test_grantee', '"left".lot_id(text, timestamptz)', 'EXECUTE'), 'revoked rights stay revoked');
SELECT policies_are('left', 'lot', ARRAY['our_policy'], 'policies stay');
SELECT has_index('left', 'lot', 'our_index', 'indexes stay');
SELECT is(obj_description('"left"'::regnamespace, 'pg_namespace'), 'the programme''s ledger', 'the owner''s comment on the ledger stays');
SELECT is(pg_temp.use_ledger('left'), '(USED-ORE,1,1,1,1,1,0.75,USED,,,USED,Used,,,,"8 kg",)', 'columns of the owner disturb neither writing nor asking');
SELECT throws_ok($$INSERT INTO "left".import_consumption (output_lot, input_lot, quantity) VALUES ('USED-1', 'USED-ORE', '2.5 kg')$$, '23514', 'lot "USED-ORE" would be over-consumed', 'nor the guards');
SELECT throws_ok($$INSERT INTO "left".import_consumption (output_lot, input_lot, quantity) VALUES ('USED-1', 'USED-ORE', '2 each')$$, '22023', 'cannot draw "2 each" from lot "USED-ORE"', 'nor their words');

-- A statement of an older version that lacks something gets it again.
DROP TRIGGER guard_consumption ON "left".consumption;
DROP TRIGGER over_consumption ON "left".lot_balance;
DROP VIEW "left".import_waiver;
DROP INDEX "left".consumption_input;
SELECT materials.upgrade_ledger('left') \g /dev/null
SELECT bag_eq('SELECT * FROM pg_temp.shape(''left'') WHERE object NOT LIKE ''%import_waiver%'' AND object !~ ''^[0-9]+ [0-9]+''', 'SELECT * FROM shape_with_ours WHERE object NOT LIKE ''%import_waiver%'' AND object !~ ''^[0-9]+ [0-9]+''', 'what is missing is made again');
SELECT has_view('left', 'import_waiver', 'views too');

-- Renaming by ALTER SCHEMA.

CREATE FUNCTION "right".our_function() RETURNS text LANGUAGE plpgsql SET search_path = public AS 'BEGIN RETURN current_setting(''search_path''); END';
ALTER SCHEMA "right" RENAME TO "new ""name";
SELECT is(pg_temp.use_ledger('new "name'), '(USED-ORE,1,1,1,1,1,0.75,USED,,,USED,Used,,,,"8 kg",)', 'a renamed ledger works');
SELECT is(materials.create_ledger('right'), 'right', 'its old name is free for another');
INSERT INTO "new ""name".import_item (code, name, class) VALUES ('AFTER', 'After', 'other');
SELECT is((SELECT count(*) FROM "right".item), 0::bigint, 'which gets nothing of what is written to the renamed one');
SELECT throws_ok($$SELECT "right".item_id('AFTER')$$, '23503', NULL, 'and knows nothing of it');
SELECT is("new ""name".item_id('AFTER') > 0, true, 'as the renamed one does');
SELECT is("new ""name".our_function(), 'public', 'a search_path of the owner''s own function is left alone');
SELECT is(materials.upgrade_ledger('new "name'), 'new "name', 'a renamed ledger is upgraded under its new name');
SELECT throws_ok($$SELECT materials.upgrade_ledger('nobody')$$, '3F000', NULL, 'not under one that is gone');

SELECT * FROM finish();
ROLLBACK;
