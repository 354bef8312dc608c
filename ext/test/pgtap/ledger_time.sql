-- The two time axes: what was so on a day (as_of), and what had been recorded by an instant (known_at), by setting and by argument.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT no_plan();
SELECT materials.create_ledger('timed') \g /dev/null
SET search_path = timed, materials, public;

-- The settings.

SELECT is(as_of(), (transaction_timestamp() AT TIME ZONE 'UTC')::date, 'as_of is today in UTC where nothing is set');
SELECT is(known_at(), 'infinity'::timestamptz, 'known_at is all that is recorded');
CREATE FUNCTION pg_temp.with_setting(name text, value text, query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM set_config(name, value, true);
	EXECUTE format('SELECT string_agg(t::text, '';'') FROM (%s) AS t', query) INTO answer;
	PERFORM set_config(name, '', true);
	RETURN answer;
END
$$;
SELECT is(pg_temp.with_setting('materials.as_of', value, 'SELECT materials.as_of()')::text, format('(%s)', coalesce(shown, value)), format('materials.as_of = "%s"', value))
FROM (VALUES ('2026-11-21', NULL), ('2024-02-29', NULL), ('0001-01-01', NULL), ('9999-12-31', NULL), ('2000-02-29', NULL)) AS v (value, shown);
SET TIME ZONE 'UTC';
SELECT is(pg_temp.with_setting('materials.known_at', value, 'SELECT materials.known_at()'), format('("%s")', shown), format('materials.known_at = "%s"', value))
FROM (VALUES ('2026-11-21T12:00:00Z', '2026-11-21 12:00:00+00'), ('2026-11-21 12:00:00+05:30', '2026-11-21 06:30:00+00'), ('2026-11-21T00:00:00-08', '2026-11-21 08:00:00+00'),
	('2026-11-21T12:00:00.000001Z', '2026-11-21 12:00:00.000001+00'), ('2026-11-21T12:00:00.5Z', '2026-11-21 12:00:00.5+00'), ('2026-12-31T23:59:59.999999-00:01', '2027-01-01 00:00:59.999999+00'), ('2026-11-21T12:00:00+15:59', '2026-11-20 20:01:00+00')) AS v (value, shown);
SELECT throws_ok(format('SET materials.as_of = %L', value), '22023', format('invalid value for parameter "materials.as_of": "%s"', value), format('materials.as_of = "%s" is refused', left(value, 40)))
FROM (VALUES ('today'), ('now'), ('infinity'), ('-infinity'), ('2026'), ('2026-1-1'), ('2026-02-30'), ('2025-02-29'), ('1900-02-29'), ('2026-13-01'), ('2026-00-10'), ('2026-01-00'), ('0000-01-01'), ('20261121'), ('21.11.2026'), ('11/21/2026'),
	(' 2026-11-21'), ('2026-11-21 '), ('2026-11-21T00:00:00Z'), ('10000-01-01'), ('0044-03-15 BC'), ('-2026-01-01'), ('２０２６-11-21'), (repeat('9', 300))) AS v (value);
SELECT throws_ok(format('SET materials.known_at = %L', value), '22023', format('invalid value for parameter "materials.known_at": "%s"', value), format('materials.known_at = "%s" is refused', left(value, 40)))
FROM (VALUES ('now'), ('infinity'), ('2026-11-21'), ('2026-11-21T12:00:00'), ('2026-11-21T12:00Z'), ('2026-11-21T24:00:00Z'), ('2026-11-21T12:60:00Z'), ('2026-11-21T12:00:60Z'), ('2026-11-21T12:00:00.Z'), ('2026-11-21T12:00:00.1234567Z'),
	('2026-11-21T12:00:00+5'), ('2026-11-21T12:00:00+16:00'), ('2026-11-21T12:00:00+05:60'), ('2026-11-21T12:00:00 UTC'), ('2026-11-21T12:00:00z'), ('2026-02-30T12:00:00Z'), ('1')) AS v (value);
SELECT throws_ok('SET materials.knwon_at = ''2026-11-21T12:00:00Z''', '42602', NULL, 'a setting that is misspelt is refused');
SET LOCAL DateStyle = 'SQL, DMY';
SELECT is(pg_temp.with_setting('materials.as_of', '2026-11-02', 'SELECT to_char(materials.as_of(), ''YYYY-MM-DD'')'), '(2026-11-02)', 'DateStyle does not matter to what is read');
RESET DateStyle;
SET TIME ZONE 'Pacific/Kiritimati';
SELECT is(as_of(), (transaction_timestamp() AT TIME ZONE 'UTC')::date, 'nor does the time zone to what today is');
SELECT is(pg_temp.with_setting('materials.known_at', '2026-11-21T12:00:00Z', 'SELECT materials.known_at() AT TIME ZONE ''UTC'''), '("2026-11-21 12:00:00")', 'nor to an instant');
SET TIME ZONE 'UTC';

-- A few facts, each recorded at an instant of its own.

INSERT INTO party (code, name, kind, government_of, government_level, recorded_at) VALUES ('CN', 'China', 'government', 'CN', 'national', '2026-01-01Z'), ('MAKER', 'Maker', 'company', NULL, NULL, '2026-01-01Z');
INSERT INTO party_domicile (party_id, kind, country, recorded_at) VALUES (party_id('MAKER'), 'incorporation', 'US', '2026-01-01Z');
INSERT INTO interest (owner_id, owned_id, metric, share, valid, recorded_at) VALUES
	(party_id('CN'), party_id('MAKER'), 'equity', '10%', '(,2026-03-01)', '2026-01-01Z'), (party_id('CN'), party_id('MAKER'), 'equity', '30%', '[2026-03-01,2026-06-01)', '2026-04-01Z'),
	(party_id('CN'), party_id('MAKER'), 'equity', '5%', '[2026-06-01,)', '2026-06-01Z');
INSERT INTO document (code, kind, title, valid, recorded_at) VALUES ('STATEMENT', 'declaration', 'Statement', '[2026-01-01,2026-07-01)', '2026-01-01Z');
INSERT INTO declaration (claim, party_id, document_id, valid, recorded_at) VALUES ('ownership_complete', party_id('MAKER'), 1, '[2026-01-01,2027-01-01)', '2026-01-01Z');
INSERT INTO import_item (code, name, class) VALUES ('I', 'I', 'other');
INSERT INTO lot (code, item_id, quantity, primary_source, recorded_at) VALUES ('ORE', 1, '10 kg', true, '2026-01-01Z'), ('SCRAP', 1, '10 kg', false, '2026-01-01Z'), ('MADE', 1, '10 kg', false, '2026-02-01Z');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at) VALUES (lot_id('MADE'), lot_id('ORE'), '4 kg', '2026-02-01Z'), (lot_id('MADE'), lot_id('SCRAP'), '6 kg', '2026-03-01Z');
INSERT INTO consumption (output_lot_id, input_lot_id, quantity, recorded_at) VALUES (lot_id('MADE'), lot_id('ORE'), '5 kg', '2026-05-01Z');
INSERT INTO correction (relation, row_id, replaced_by, reason, recorded_at) VALUES ('consumption', 1, 3, 'weighed again', '2026-05-01Z');

-- What had been recorded: the argument, and the setting.

CREATE TEMPORARY TABLE traced (known_at timestamptz, answer text, what text);
INSERT INTO traced VALUES
	('2026-02-01Z', '(ORE,0.4)', 'a row is known from the instant at which it was recorded'), ('2026-03-01Z', '(ORE,0.4);(SCRAP,0.6)', 'the next one too'),
	('2026-02-28T23:59:59.999999Z', '(ORE,0.4)', 'and not a microsecond before'), ('2026-04-30T23:59:59.999999Z', '(ORE,0.4);(SCRAP,0.6)', 'a wrong row is in all answers until it was corrected'),
	('2026-05-01Z', '(ORE,0.45454545454545454545);(SCRAP,0.54545454545454545454)', 'and in none from then on'), ('infinity', '(ORE,0.45454545454545454545);(SCRAP,0.54545454545454545454)', 'so it is now'),
	(NULL, '(ORE,0.45454545454545454545);(SCRAP,0.54545454545454545454)', 'NULL is now as well');
SELECT is((SELECT string_agg((t.lot, t.share_min)::text, ';') FROM trace_up('MADE', known_at => traced.known_at) AS t), answer, format('known_at => %s: %s', known_at, what)) FROM traced;
SELECT is(pg_temp.with_setting('materials.known_at', to_char(known_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'SELECT lot, share_min FROM trace_up(''MADE'')'), answer, format('SET materials.known_at = %s: %s', known_at, what))
FROM traced WHERE isfinite(known_at);
SELECT is(pg_temp.with_setting('materials.known_at', '2026-02-01T00:00:00Z', 'SELECT lot FROM trace_up(''MADE'', known_at => ''infinity'')'), '(ORE);(SCRAP)', 'the argument goes before the setting');
SELECT throws_ok($$SELECT * FROM trace_up('MADE', known_at => '2026-01-31Z')$$, '23503', 'there is no lot "MADE"', 'a lot is not known before it was recorded');
SELECT throws_ok($$SELECT * FROM trace_up('MADE', known_at => '-infinity')$$, '23503', NULL, 'and nothing at the beginning of time');
SELECT throws_ok($$SELECT * FROM trace_up('MADE', known_at => '2026-13-01Z')$$, '22008', NULL, 'an argument that is no instant is refused');

-- What was so: days, their first included, their last not.

CREATE TEMPORARY TABLE held (as_of date, known_at timestamptz, answer text, what text);
INSERT INTO held VALUES
	('2026-02-28', NULL, '(NOT_FEOC,1/10)', 'the day before'), ('2026-03-01', NULL, '(FEOC,3/10)', 'the first day'), ('2026-05-31', NULL, '(FEOC,3/10)', 'the last day'), ('2026-06-01', NULL, '(NOT_FEOC,1/20)', 'the day after'),
	('2026-04-15', '2026-03-31Z', '(NOT_FEOC,0)', 'the same day, before it was recorded'), ('2026-04-15', '2026-04-01Z', '(FEOC,3/10)', 'the same day, when it was recorded'),
	('2026-07-01', NULL, '(INDETERMINATE,)', 'a statement whose document has expired is no longer relied on'), ('-infinity', NULL, '(INDETERMINATE,)', 'the beginning of time'), ('infinity', NULL, '(INDETERMINATE,)', 'the end of time');
SELECT is((SELECT (c.status, c.share_exact)::text FROM control('MAKER', as_of => held.as_of, known_at => held.known_at) AS c), answer, format('as_of => %s, known_at => %s: %s', as_of, known_at, what)) FROM held;
SELECT is(pg_temp.with_setting('materials.as_of', to_char(as_of, 'YYYY-MM-DD'), 'SELECT status, share_exact FROM control(''MAKER'')'), answer, format('SET materials.as_of = %s: %s', as_of, what))
FROM held WHERE isfinite(as_of) AND known_at IS NULL;
SELECT is(pg_temp.with_setting('materials.as_of', '2026-03-01', 'SELECT status FROM control(''MAKER'', as_of => ''2026-02-28'')'), '(NOT_FEOC)', 'the argument goes before the setting');
SELECT throws_ok($$SELECT * FROM control('MAKER', as_of => '2026-02-30')$$, '22008', NULL, 'an argument that is no day is refused');

-- Every question of a ledger can be asked of another time, and every reader of facts of one time only.

SELECT is_empty($$
	SELECT p.oid::regprocedure FROM pg_proc AS p
	WHERE p.pronamespace = 'timed'::regnamespace AND p.proretset AND NOT 'known_at' = ANY (p.proargnames)
		AND p.proname NOT IN ('consumption_of', 'battery_in', 'flow_late_fit', 'load_list_edition', 'list_row_fault', 'list_name_of', 'entry_match',
			'import_csv', 'csv_waiting', 'csv_field', 'csv_column', 'csv_column_fault', 'csv_rule', 'epcis_import', 'epcis_take', 'epcis_fact_of', 'epcis_prefix', 'epcis_record_lots', 'epcis_write_lots', 'epcis_write_flow', 'epcis_write_transfers',
			-- What is known of the lots, or was found, is handed on to these.
			'dossier_document', 'dossier_fact', 'lot_state', 'step_hit', 'step_lot', 'step_place', 'step_release', 'step_row', 'step_span', 'step_tested', 'step_whole',
			-- What is supposed is so in this transaction.
			'supposed', 'supposed_lot',
			-- The question and its instant are handed on to these.
			'fix_choice', 'settle_alone', 'settle_value',
			-- What it is about is handed to it.
			'flow_content',
			-- Who may see what is decided by today.
			'disclosed_to_me',
			-- Seals are over all that was ever recorded.
			'inclusion_proof', 'mark_difference', 'seal', 'sealed_leaf', 'sealed_table', 'row_leaf', 'export_proof', 'rows_hidden', 'verify', 'verify_checkpoint', 'verify_log', 'verify_register', 'verify_table',
			-- It takes two.
			'verdict_diff', 'changes', 'changes_total', 'change_rows',
			-- What they tell was found by then.
			'fact_about', 'former_change',
			-- What a shard is now; a question that goes there takes its instant along.
			'ledger_state', 'shard_status', 'shard_ask', 'shard_rows',
			-- These ask by all that is known now.
			'refuse', 'bods_faults', 'bods_import', 'bods_interest_days', 'bods_party_take', 'catenax_faults', 'catenax_import', 'catenax_nodes', 'gleif_import', 'ask_suppliers', 'passport_told', 'passport_faults', 'passport_import', 'passport_compare', 'passport_elements', 'passport_substance_of',
			'award_standing', 'determine', 'gate_verdict')$$, 'every function that returns rows takes known_at');
CREATE FUNCTION pg_temp.rows_at(signature regprocedure, as_of date, known_at timestamptz) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	answer bigint;
BEGIN
	EXECUTE format(CASE (SELECT pronargs FROM pg_proc WHERE oid = signature) WHEN 1 THEN 'SELECT count(*) FROM %s($2)' ELSE 'SELECT count(*) FROM %s($1, $2)' END, signature::regproc)
		INTO answer USING as_of, known_at;
	RETURN answer;
END
$$;
CREATE TEMPORARY TABLE reader AS
	SELECT p.oid::regprocedure AS signature, p.proname FROM pg_proc AS p
	WHERE p.pronamespace = 'timed'::regnamespace AND p.proname LIKE '%\_at' AND (oidvectortypes(p.proargtypes) IN ('timestamp with time zone', 'date, timestamp with time zone'));
SELECT cmp_ok(count(*), '>=', 12::bigint, 'functions that read facts at a time are looked at') FROM reader;
SELECT is(pg_temp.rows_at(signature, '2026-04-15', '-infinity'), 0::bigint, format('%s: nothing was known at the beginning of time', proname)) FROM (SELECT * FROM reader ORDER BY proname) AS r;
SELECT cmp_ok(pg_temp.rows_at(signature, '2026-04-15', 'infinity'), '>', 0::bigint, format('%s: something is known now', proname))
FROM (SELECT * FROM reader WHERE proname IN ('lot_at', 'consumption_at', 'interest_at', 'domicile_at', 'declaration_at') ORDER BY proname) AS r;

SELECT * FROM finish();
ROLLBACK;
