-- Who may do what in a ledger: roles, row-level security, read-only transactions, and sessions whose search_path is hostile.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('shared') \g /dev/null
\set ledger shared
\ir ../data/sample_ledger.sql

-- A battery whose dirty part is small, with nothing unknown about it: whoever sees all of it knows that it fails.
INSERT INTO import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, principal_place_in) VALUES
	('GOV', 'Government', 'government', 'CN', 'national', NULL, NULL, NULL), ('HOLDING', 'Holding', 'company', NULL, NULL, 'SG', 'SG', 'SG'), ('DIRTY', 'Dirty', 'company', NULL, NULL, 'SG', 'SG', 'SG'),
	('CLEAN', 'Clean', 'company', NULL, NULL, 'US', 'US', 'US'), ('MAKER', 'Maker', 'company', NULL, NULL, 'US', 'US', 'US');
INSERT INTO import_interest (owner, owned, share) VALUES ('GOV', 'HOLDING', '60%'), ('HOLDING', 'DIRTY', '60%');
INSERT INTO import_declaration (claim, party) SELECT 'ownership_complete', u FROM unnest(ARRAY['HOLDING', 'DIRTY', 'CLEAN', 'MAKER']) AS u;
INSERT INTO import_lot (code, item, role, producer, country, quantity, primary_source) VALUES
	('OXIDE', 'POWDER', NULL, 'CLEAN', 'US', '20 kg', true), ('CLEAN', 'POWDER', 'cathode_material', 'CLEAN', 'US', '10 kg', false), ('DIRTY', 'POWDER', 'anode_material', 'DIRTY', 'SG', '10 kg', true),
	('BATTERY', 'CELL-1', NULL, 'MAKER', 'US', '100 each', false), ('SET', 'PACK-1', NULL, 'MAKER', 'US', '1 each', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity, cost, currency) VALUES
	('CLEAN', 'OXIDE', '10 kg', 10, 'USD'), ('BATTERY', 'CLEAN', '9 kg', 90, 'USD'), ('BATTERY', 'DIRTY', '1 kg', 10, 'USD'), ('SET', 'BATTERY', '100 each', 500, 'USD');
INSERT INTO import_declaration (claim, lot) SELECT c, l FROM unnest(ARRAY['CLEAN', 'BATTERY', 'SET']) AS l, unnest(ARRAY['inputs_complete', 'no_feoc_licence']) AS c;
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, procured_on, obligated_on, delivered_on, lots) VALUES
	('K', '2032-01-01', 'K-1', 'PACK-1', '1 each', '2032-01-01', '2032-01-01', '2032-01-01', '{SET}'), ('K', NULL, 'K-2', 'CELL-1', '9 each', '2032-01-01', '2032-01-01', '2032-01-01', '{BATTERY,CELLS-1}');
INSERT INTO materials.property (property, subjects, type, title) VALUES ('access_tested', '{line,item,lot}', 'boolean', 'tested');
INSERT INTO import_line_property (line, property, value) VALUES ('K-1', 'access_tested', 'true');
INSERT INTO import_item_property (item, property, value) VALUES ('PACK-1', 'access_tested', 'true');
INSERT INTO import_lot_property (lot, property, value) VALUES ('SET', 'access_tested', 'true');
INSERT INTO import_list_entry (list, edition, name) VALUES ('1260H', 'waiting', 'Dirty');
INSERT INTO import_csv VALUES ('a line');
INSERT INTO import_mineral_source (declaration, company, company_name, declared_on, metal) VALUES ('SMELTERS-1', 'SMELTED', 'Smelted', '2026-01-01', 'Gold');
INSERT INTO questionnaire (code, subject, rule, version, as_of, due_on, status) VALUES ('ASKED-1', 'L', 'R', '1', '2026-01-01', '2026-02-01', 'INDETERMINATE');
INSERT INTO supplier_question (questionnaire_id, key, place, relation, row_id, aspect, wanted) SELECT q.id, 'party/SMELTED/incorporation', 1, 'party', party_id('SMELTED'), 'incorporation', 'where' FROM questionnaire AS q;
INSERT INTO import_answer (key, value, answered_on) VALUES ('party/SMELTED/incorporation', 'US', '2026-01-15');
INSERT INTO import_party_name (party, name) VALUES ('DIRTY', 'Dirty Trading');
INSERT INTO import_party (code, name, withheld) VALUES ('VEIL', 'A supplier', 'the buyer');
INSERT INTO import_party_identity (party, name) VALUES ('VEIL', 'Veiled');
SELECT disclose('VEIL', 'public', 'consent') \g /dev/null
SELECT publish('N001-1', '10USC4863') \g /dev/null
SELECT refresh_bi() \g /dev/null
RESET search_path;

-- Rights.
CREATE ROLE ledger_test_reader;
CREATE ROLE ledger_test_recorder;
CREATE ROLE ledger_test_stranger;
SELECT materials.grant_ledger('shared', 'ledger_test_reader', 'reader'), materials.grant_ledger('shared', 'ledger_test_recorder', 'recorder') \g /dev/null

\ir ../data/as_role.sql

-- Every question there is, asked of the sample.
CREATE TEMPORARY TABLE question (query text);
INSERT INTO question VALUES
	($$SELECT * FROM shared.trace_up('PACK-A')$$), ($$SELECT * FROM shared.trace_up('SET', 'cost')$$), ($$SELECT * FROM shared.trace_down('ORE-2')$$), ($$SELECT * FROM shared.trace('CELLS-1')$$), ($$SELECT * FROM shared.origins('PACK-A')$$),
	($$SELECT * FROM shared.origins('PACK-B', 'cost', 'party')$$), ($$SELECT * FROM shared.control('ANODE')$$), ($$SELECT * FROM shared.control('DIRTY')$$), ($$SELECT * FROM shared.control_all()$$), ($$SELECT * FROM shared.integrated_ownership('STATE')$$),
	($$SELECT * FROM shared.custody_chain('PACK-A')$$), ($$SELECT count(*) FROM shared.custody_finding()$$), ($$SELECT * FROM shared.explain('K-1', '10USC4865')$$);
-- One rule of each kind: rules of one kind are rows for the same functions.
CREATE TEMPORARY TABLE kind AS SELECT min(r.rule) AS rule FROM materials.rule AS r GROUP BY r.test;
INSERT INTO question SELECT format('SELECT * FROM shared."check"(''N001-1'', %L)', k.rule) FROM kind AS k UNION ALL SELECT format('SELECT * FROM shared.screen(%L)', k.rule) FROM kind AS k;
INSERT INTO shared.award_gate (code, relation, rules) VALUES ('gate', 'shared.contract_line', '{10USC4865}');
INSERT INTO question SELECT format('SELECT * FROM %s AS t ORDER BY t::pg_catalog.text COLLATE pg_catalog."C"', c.oid::regclass) FROM pg_class AS c WHERE c.relnamespace = 'shared'::regnamespace AND c.relkind = 'v'
	-- Views that compute ask the functions above, for every lot and line; and the calendar has 25,933 days.
	AND c.relname NOT IN ('bi_verdict_live', 'bi_lot_origin_share_live', 'bi_date');
ALTER TABLE question ADD answer text;
UPDATE question SET answer = pg_temp.answer_to(session_user::text, query);
SELECT isnt(answer, NULL, format('it has an answer: %s', query)) FROM question;
SELECT is(pg_temp.answer_to('ledger_test_reader', query), answer, format('a reader gets the same: %s', query)) FROM question;
SELECT throws_ok(format('SELECT pg_temp.answer_to(''ledger_test_stranger'', %L)', query), '42501', NULL, format('a stranger gets nothing: %s', query)) FROM question;

SELECT throws_ok(format('SELECT pg_temp.as_role(%L, %L)', role, command), '42501', NULL, format('%s may not: %s', role, command))
FROM (VALUES
	('ledger_test_reader', $$INSERT INTO shared.import_party (code, name) VALUES ('X', 'X')$$), ('ledger_test_reader', $$INSERT INTO shared.lot (code, material, quantity) VALUES ('X', 'graphite', '1 kg')$$), ('ledger_test_reader', 'DELETE FROM shared.lot'),
	('ledger_test_reader', 'UPDATE shared.party SET name = name'), ('ledger_test_reader', 'TRUNCATE shared.lot'), ('ledger_test_reader', $$SELECT materials.upgrade_ledger('shared')$$), ('ledger_test_reader', 'DROP SCHEMA shared CASCADE'),
	('ledger_test_reader', $$SELECT materials.create_ledger('mine')$$), ('ledger_test_reader', $$INSERT INTO materials.material (material, title) VALUES ('x', 'x')$$), ('ledger_test_reader', 'UPDATE materials.unknown_reason SET title = title'),
	('ledger_test_recorder', 'DELETE FROM shared.consumption'), ('ledger_test_recorder', 'UPDATE shared.lot SET quantity = quantity'), ('ledger_test_recorder', 'TRUNCATE shared.interest'), ('ledger_test_recorder', 'UPDATE shared.party SET name = name'),
	('ledger_test_recorder', 'ALTER TABLE shared.lot DISABLE TRIGGER ALL'), ('ledger_test_recorder', $$SELECT materials.upgrade_ledger('shared')$$), ('ledger_test_recorder', 'INSERT INTO shared.ledger DEFAULT VALUES'), ('ledger_test_recorder', 'SET session_replication_role = replica')) AS v (role, command);
SELECT throws_ok($$SELECT pg_temp.as_role('ledger_test_recorder', 'UPDATE shared.lot_balance SET consumed = consumed')$$, '55000', NULL, 'what triggers need, a recorder cannot use directly');
SELECT lives_ok(format('SELECT pg_temp.as_role(''ledger_test_recorder'', %L)', command), format('a recorder may: %s', command))
FROM (VALUES ($$INSERT INTO shared.import_party (code, name, incorporated_in) VALUES ('NEW', 'New', 'US')$$), ($$INSERT INTO shared.import_interest (owner, owned, share) VALUES ('NEW', 'MAKER', '10%')$$),
	($$INSERT INTO shared.import_lot (code, item, quantity) VALUES ('NEW', 'CELL-1', '10 each')$$), ($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity) VALUES ('NEW', 'OXIDE', '1 kg')$$),
	($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity, excess_stated) VALUES ('NEW', 'OXIDE', '100 kg', true)$$), ($$INSERT INTO shared.correction (relation, row_id, reason) SELECT 'consumption', max(id), 'x' FROM shared.consumption$$),
	($$INSERT INTO shared.correction (relation, row_id, reason) SELECT 'interest', max(id), 'x' FROM shared.interest$$), ($$INSERT INTO shared.import_declaration (claim, lot) VALUES ('inputs_complete', 'NEW')$$)) AS v (command);
SELECT is((SELECT array_agg(DISTINCT recorded_by) FROM shared.lot), ARRAY[session_user::text], 'recorded_by is who logged in, whatever role was taken on');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace IN ('shared'::regnamespace, 'materials'::regnamespace) AND p.prosecdef$$, 'no function lends rights');

-- Row-level security: what a role may not see is unknown to it, and never clean.
ALTER TABLE shared.lot ENABLE ROW LEVEL SECURITY;
ALTER TABLE shared.party ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON shared.lot TO ledger_test_reader, ledger_test_recorder USING (code <> coalesce(current_setting('test.lot', true), ''));
CREATE POLICY seen ON shared.party TO ledger_test_reader, ledger_test_recorder USING (code <> coalesce(current_setting('test.party', true), ''));
SELECT set_config('test.lot', 'DIRTY', true) \g /dev/null
SELECT is(pg_temp.answer_to('ledger_test_reader', $$SELECT kind, origin, reason, share FROM shared.origins('SET')$$), '(origin,OXIDE,,63/100);(unknown,SET,missing_input,3/10);(unknown,,hidden,7/100)', 'a hidden lot is an unknown share with its reason');
SELECT is(pg_temp.answer_to('ledger_test_reader', $$SELECT lot, tier_min, share, reason FROM shared.trace_up('SET')$$), '(BATTERY,1,7/10,);(CLEAN,2,63/100,);(,2,7/100,hidden);(OXIDE,3,63/100,)', 'and a row without a name');
SELECT is(pg_temp.answer_to('ledger_test_reader', $$SELECT output_lot, input_lot FROM shared.import_consumption WHERE output_lot = 'BATTERY'$$), '(BATTERY,CLEAN)', 'import views do not show it');
SELECT is(pg_temp.answer_to('ledger_test_reader', $$SELECT code FROM shared.import_lot WHERE code = 'DIRTY'$$), NULL, 'by no way');
SELECT throws_ok($$SELECT pg_temp.answer_to('ledger_test_reader', 'SELECT * FROM shared.trace_down(''DIRTY'')')$$, '23503', 'there is no lot "DIRTY"', 'asked for, it is not there');
SELECT throws_ok(format('SELECT pg_temp.as_role(''ledger_test_recorder'', %L)', format('INSERT INTO shared.consumption (output_lot_id, input_lot_id, quantity) VALUES (%s, %s, ''1 each'')', o.id, i.id)), '42501', 'permission denied for lot number ' || i.id, 'nothing is drawn from it unchecked')
FROM shared.lot AS o, shared.lot AS i WHERE o.code = 'SET' AND i.code = 'DIRTY';
SELECT throws_ok(format('SELECT pg_temp.as_role(''ledger_test_recorder'', %L)', format('INSERT INTO shared.correction (relation, row_id, reason) VALUES (''lot'', %s, ''x'')', i.id)), '23503', NULL, 'nor is it corrected') FROM shared.lot AS i WHERE i.code = 'DIRTY';
SELECT set_config('test.lot', '', true) \g /dev/null

CREATE TEMPORARY TABLE verdict_before AS SELECT s.line, s.rule, s.status, v.severity FROM kind AS k CROSS JOIN LATERAL shared.screen(k.rule) AS s JOIN materials.verdict AS v ON v.verdict = s.status;
SELECT results_eq($$SELECT line, status FROM verdict_before WHERE rule = '10USC4865' AND line LIKE 'K%' ORDER BY line$$, $$VALUES ('K-1', 'FAIL'), ('K-2', 'FAIL')$$, 'who sees all knows that both lines fail');
GRANT SELECT ON verdict_before, kind TO ledger_test_reader;
CREATE FUNCTION pg_temp.got_better(setting text, code text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config(setting, code, true);
	answer := pg_temp.answer_to('ledger_test_reader', $q$
		SELECT b.line, b.rule, b.status AS was, s.status FROM kind AS k CROSS JOIN LATERAL shared.screen(k.rule) AS s JOIN verdict_before AS b ON b.line = s.line AND b.rule = s.rule JOIN materials.verdict AS v ON v.verdict = s.status
		WHERE b.severity > v.severity AND v.severity < 80$q$);
	PERFORM set_config(setting, '', true);
	RETURN answer;
END
$$;
SELECT is(pg_temp.got_better('test.lot', code), NULL, format('no verdict gets better for who may not see lot %s', code)) FROM unnest(ARRAY['DIRTY', 'CLEAN', 'OXIDE', 'BATTERY', 'SET', 'CELLS-1', 'POWDER-1', 'PACK-A']) AS l (code);
SELECT is(pg_temp.got_better('test.party', code), NULL, format('nor party %s', code)) FROM unnest(ARRAY['GOV', 'HOLDING', 'DIRTY', 'MAKER', 'ANODE']) AS p (code);
DROP POLICY seen ON shared.lot;
DROP POLICY seen ON shared.party;
ALTER TABLE shared.lot DISABLE ROW LEVEL SECURITY;
ALTER TABLE shared.party DISABLE ROW LEVEL SECURITY;
UPDATE question SET answer = pg_temp.answer_to(session_user::text, query);

-- Asking writes nothing.
CREATE FUNCTION pg_temp.answer_read_only(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	SET LOCAL transaction_read_only = on;
	answer := pg_temp.answer_to(session_user::text, query);
	RAISE SQLSTATE 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN answer;
END
$$;
SELECT is(pg_temp.answer_read_only(query), answer, format('a read-only transaction gets the same: %s', query)) FROM question;

-- A hostile path: operators, functions, types and tables of the same names come first, and answer wrongly.
CREATE SCHEMA hostile;
GRANT USAGE ON SCHEMA hostile TO PUBLIC;
DO $$
DECLARE
	one record;
	made integer := 0;
BEGIN
	FOR one IN
		SELECT o.oprname, o.oprleft::regtype AS l, o.oprright::regtype AS r, o.oprresult::regtype AS result
		FROM pg_operator AS o JOIN pg_namespace AS n ON n.oid = o.oprnamespace
		WHERE n.nspname IN ('pg_catalog', 'materials') AND o.oprkind = 'b'
			AND ARRAY[o.oprleft, o.oprright, o.oprresult] <@ ARRAY(SELECT t.oid FROM pg_type AS t JOIN pg_namespace AS m ON m.oid = t.typnamespace
				WHERE m.nspname = 'materials' AND t.typtype = 'b' OR t.typname IN ('bool', 'int4', 'int8', 'text', 'name', 'numeric', 'date', 'timestamptz', 'daterange', 'jsonb', '_int8', '_text', 'oid'))
	LOOP
		EXECUTE format('CREATE FUNCTION hostile.f%s(%s, %s) RETURNS %s LANGUAGE sql IMMUTABLE AS ''SELECT NULL::%4$s''', made, one.l, one.r, one.result);
		EXECUTE format('CREATE OPERATOR hostile.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = hostile.f%s)', one.oprname, one.l, one.r, made);
		made := made + 1;
	END LOOP;
	FOR one IN
		SELECT DISTINCT ON (p.proname, pg_get_function_identity_arguments(p.oid)) p.proname, oidvectortypes(p.proargtypes) AS arguments, p.prorettype::regtype AS result
		FROM pg_proc AS p
		WHERE p.pronamespace IN ('pg_catalog'::regnamespace, 'materials'::regnamespace, 'shared'::regnamespace) AND p.prokind = 'f' AND NOT p.proretset AND p.provariadic = 0
			AND p.prorettype IN (SELECT t.oid FROM pg_type AS t WHERE t.typtype IN ('b', 'd') AND t.typname NOT IN ('internal', 'cstring'))
			AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) AS u (id) JOIN pg_type AS t ON t.oid = u.id WHERE t.typtype = 'p')
			AND p.proname IN ('format', 'length', 'left', 'lower', 'upper', 'trim_scale', 'round', 'now', 'transaction_timestamp', 'to_char', 'isempty', 'current_setting', 'set_config', 'quote_ident', 'replace', 'split_part', 'lot_id', 'party_id', 'item_id',
				'lot_standing', 'row_exists', 'as_of', 'known_at', 'same_dimension', 'dimension', 'sign', 'round_up', 'round_down', 'share', 'quantity_ratio', 'country_name', 'btrim', 'coalesce', 'greatest', 'array_length', 'cardinality')
	LOOP
		EXECUTE format('CREATE FUNCTION hostile.%I(%s) RETURNS %s LANGUAGE sql AS ''SELECT NULL::%3$s''', one.proname, one.arguments, one.result);
		made := made + 1;
	END LOOP;
	FOR one IN SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'shared'::regnamespace AND c.relkind IN ('r', 'v') LOOP
		EXECUTE format('CREATE TABLE hostile.%I (LIKE shared.%1$I)', one.relname);
		IF one.relname NOT LIKE 'import\_%' THEN
			EXECUTE format('CREATE TEMPORARY TABLE %I (LIKE shared.%1$I)', one.relname);
		END IF;
		made := made + 1;
	END LOOP;
	CREATE DOMAIN hostile.text AS pg_catalog.int4;
	CREATE DOMAIN hostile.timestamptz AS pg_catalog.int4;
	CREATE DOMAIN hostile.date AS pg_catalog.int4;
	CREATE AGGREGATE hostile.max(pg_catalog.int8) (SFUNC = pg_catalog.int8smaller, STYPE = pg_catalog.int8);
	CREATE AGGREGATE hostile.bool_or(pg_catalog.bool) (SFUNC = pg_catalog.booland_statefunc, STYPE = pg_catalog.bool);
	PERFORM set_config('test.made', made::pg_catalog.text, true);
END
$$;
SELECT cmp_ok(current_setting('test.made')::integer, '>', 300, 'many objects stand in the way');
CREATE FUNCTION pg_temp.answer_with_path(query pg_catalog.text, path pg_catalog.text) RETURNS pg_catalog.text LANGUAGE plpgsql AS $$
DECLARE
	answer pg_catalog.text;
	command pg_catalog.text := pg_catalog.format('SELECT pg_catalog.string_agg(t::pg_catalog.text, pg_catalog.chr(59)) FROM (%s) AS t', query);
	before pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
	PERFORM pg_catalog.set_config('search_path', path, true);
	EXECUTE command INTO answer;
	PERFORM pg_catalog.set_config('search_path', before, true);
	RETURN answer;
END
$$;
SELECT is(pg_temp.answer_with_path('SELECT pg_catalog.int8(1) = pg_catalog.int8(1)', 'hostile, pg_catalog'), '()', 'the path is as hostile as it is meant to be');
SELECT is(pg_temp.answer_with_path(query, path), answer, format('with the path "%s" the answer is the same: %s', path, query))
FROM question CROSS JOIN (VALUES ('hostile, pg_temp, pg_catalog, shared'), ('')) AS p (path);
CREATE FUNCTION pg_temp.write_with_path(command pg_catalog.text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	before pg_catalog.text := pg_catalog.current_setting('search_path');
BEGIN
	PERFORM pg_catalog.set_config('search_path', 'hostile, pg_temp, pg_catalog, shared', true);
	EXECUTE command;
	PERFORM pg_catalog.set_config('search_path', before, true);
END
$$;
SELECT lives_ok(format('SELECT pg_temp.write_with_path(%L)', command), format('a hostile path hinders no writing: %s', command))
FROM (VALUES ($$INSERT INTO shared.import_party (code, name, incorporated_in) VALUES ('PATH', 'Path', 'US')$$), ($$INSERT INTO shared.import_lot (code, item, quantity) VALUES ('PATH', 'POWDER', '10 kg'), ('PATH-2', 'POWDER', '10 kg')$$),
	($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity) VALUES ('PATH-2', 'PATH', '6 kg')$$), ($$INSERT INTO shared.import_interest (owner, owned, share) VALUES ('PATH', 'CLEAN', '10%')$$)) AS v (command);
SELECT throws_ok(format('SELECT pg_temp.write_with_path(%L)', command), state, message, format('and gets round no guard: %s', command))
FROM (VALUES ($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity) VALUES ('PATH-2', 'PATH', '5 kg')$$, '23514', 'lot "PATH" would be over-consumed'), ($$DELETE FROM shared.lot$$, '55000', NULL),
	($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity) VALUES ('PATH-2', 'PATH', '1 each')$$, '22023', NULL), ($$INSERT INTO shared.import_consumption (output_lot, input_lot, quantity) VALUES ('PATH', 'PACK-A', '1 each'), ('OXIDE', 'PATH', '1 kg')$$, '23514', NULL),
	($$INSERT INTO shared.import_interest (owner, owned, share) VALUES ('PATH', 'CLEAN', '20%')$$, '23P01', NULL), ($$INSERT INTO shared.correction (relation, row_id, reason) VALUES ('lot', 0, 'x')$$, '23503', NULL)) AS v (command, state, message);
SELECT lives_ok($$SELECT pg_temp.write_with_path('SELECT materials.upgrade_ledger(''shared'')')$$, 'a ledger is upgraded under it');
SELECT lives_ok($$SELECT pg_temp.write_with_path('SELECT materials.create_ledger(''under_path'')')$$, 'and made');
SELECT is((SELECT count(*) FROM pg_depend WHERE refclassid = 'pg_proc'::regclass AND refobjid IN (SELECT oid FROM pg_proc WHERE pronamespace = 'hostile'::regnamespace)
	AND (classid, objid) IN (SELECT 'pg_proc'::regclass, oid FROM pg_proc WHERE pronamespace IN ('shared'::regnamespace, 'under_path'::regnamespace))), 0::bigint, 'nothing of theirs refers to it');

SELECT * FROM finish();
ROLLBACK;
