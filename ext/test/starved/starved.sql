-- Memory that comes to its end at every place: each allocation of the extension fails once while a type is read or written, a file is
-- loaded or a question is asked.  Every time the error is that there is no memory, nothing is left of it, and what is asked again
-- afterwards is answered as before.  Run by `make starved`, which links ext/test/starved/starved.c in.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
CREATE FUNCTION starved_from_now(bigint) RETURNS void LANGUAGE c STRICT AS '$libdir/materials';
CREATE FUNCTION starved_allocations() RETURNS bigint LANGUAGE c STRICT AS '$libdir/materials';
CREATE FUNCTION starved_with_xml(boolean) RETURNS void LANGUAGE c STRICT AS '$libdir/materials';
-- Before libxml2 is used: its allocators are watched from then on.
SELECT starved_with_xml(false) \g /dev/null
SELECT materials.create_ledger('starved') \g /dev/null
\set ledger starved
\i ext/test/data/sample_ledger.sql
SET materials.as_of = '2027-11-01';
SELECT maintain_flow() \g /dev/null
SET LOCAL search_path = starved, materials, public;
SELECT no_plan();

-- What a query answers with its n-th allocation failing; what it wrote is undone.
CREATE FUNCTION pg_temp.answered(query text, failing bigint, OUT answer text, OUT allocations bigint, OUT state text) LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	PERFORM starved_from_now(failing);
	EXECUTE format('SELECT md5(string_agg(q::text, E''\n'' ORDER BY q::text COLLATE "C")) FROM (%s) AS q', query) INTO answer;
	allocations := starved_allocations();
	PERFORM starved_from_now(0);
	RAISE SQLSTATE 'ZZ001';
EXCEPTION WHEN OTHERS THEN
	PERFORM starved_from_now(0);
	GET STACKED DIAGNOSTICS said = MESSAGE_TEXT;
	state := CASE WHEN SQLSTATE <> 'ZZ001' THEN SQLSTATE || ' ' || said END;
END;
$$;

-- What is wrong with a query's answers when its n-th allocation fails: every n up to 300, then every twentieth part further.  An error
-- other than that there is no memory is allowed where `also` matches it.
CREATE FUNCTION pg_temp.faults(query text, also text DEFAULT NULL, OUT wrong text[], OUT allocations bigint, OUT tried bigint) LANGUAGE plpgsql AS $$
DECLARE
	whole record;
	one record;
	place bigint := 1;
BEGIN
	wrong := '{}';
	tried := 0;
	PERFORM pg_temp.answered(query, 0);    -- plans and caches are made
	whole := pg_temp.answered(query, 0);
	allocations := whole.allocations;
	IF whole.state IS NOT NULL OR allocations = 0 THEN
		wrong := wrong || format('with memory: %s, %s allocations', whole.state, allocations);
	END IF;
	WHILE place <= allocations LOOP
		one := pg_temp.answered(query, place);
		tried := tried + 1;
		IF one.state IS NULL AND one.answer IS DISTINCT FROM whole.answer OR one.state NOT LIKE '53200 %' AND (also IS NULL OR one.state !~ also) THEN
			wrong := wrong || format('allocation %s: %s', place, coalesce(one.state, 'another answer'));
		END IF;
		place := place + greatest(1, (place - 280) / 20);
	END LOOP;
	one := pg_temp.answered(query, 0);
	IF (one.answer, one.state) IS DISTINCT FROM (whole.answer, whole.state) THEN
		wrong := wrong || format('afterwards: %s', coalesce(one.state, 'another answer'));
	END IF;
END;
$$;
CREATE FUNCTION pg_temp.survives(what text, query text, also text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT is(f.wrong[1 : 3], '{}', format('%s: %s of %s allocations fail', what, f.tried, f.allocations)) FROM pg_temp.faults(query, also) AS f;
$$;

-- Who hides that there was no memory is found.
CREATE FUNCTION pg_temp.hides(value text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN value::materials.share::text; EXCEPTION WHEN out_of_memory THEN RETURN 'less'; END; $$;
SELECT matches((pg_temp.faults('SELECT pg_temp.hides(''1/3'')')).wrong[1], 'another answer', 'an answer that comes without its memory is found');

-- Types: in and out as text and in binary, compared, hashed.
CREATE TEMPORARY TABLE example (type text, value text);
INSERT INTO example VALUES ('lei', '5493001KJTIIGC8Y1R12'), ('cage', '1ABC5'), ('nsn', '6140-01-234-5678'), ('country', 'KOR'), ('quantity', '12345678901234567.5 kg'), ('share', '[1/3,2/3]'),
	('fraction', '123456789012345678901/7'), ('hs', '8507.60'), ('cas', '7440-44-0'), ('gtin', '4006381333931'), ('gln', '4012345000009'), ('sscc', '340123450000000000'), ('ec', '231-159-6'), ('uei', 'ZQGGHJH74DW7');
SELECT is_empty($$SELECT t.typname FROM pg_type AS t JOIN pg_proc AS p ON p.oid = t.typinput WHERE t.typnamespace = 'materials'::regnamespace AND t.typtype = 'b' AND t.typcategory <> 'A'
	AND p.pronamespace = 'materials'::regnamespace EXCEPT SELECT type FROM example$$, 'every type is tried');
CREATE FUNCTION pg_temp.as_text(type text, value text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE answer text; BEGIN EXECUTE format('SELECT concat_ws('' '', v, v = v, v <= v) FROM CAST($1 AS %s) AS v', type) INTO answer USING value; RETURN answer; END; $$;
CREATE FUNCTION pg_temp.in_binary(type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	EXECUTE format('TRUNCATE kept_%s', type);
	EXECUTE format('COPY kept_%s FROM %L (FORMAT binary)', type, current_setting('data_directory') || '/kept_' || type);
	EXECUTE format('COPY kept_%s TO %L (FORMAT binary)', type, current_setting('data_directory') || '/kept_again');
	EXECUTE format('SELECT value::text FROM kept_%s', type) INTO answer;
	RETURN answer;
END;
$$;
SELECT format('CREATE TEMPORARY TABLE kept_%s (value %s)', type, type), format('INSERT INTO kept_%s VALUES (%L)', type, value), format('COPY kept_%s TO %L (FORMAT binary)', type, current_setting('data_directory') || '/kept_' || type) FROM example \gexec
SELECT pg_temp.survives(format('%s as text', type), format('SELECT pg_temp.as_text(%L, %L)', type, value)) FROM example;
SELECT pg_temp.survives(format('%s in binary', type), format('SELECT pg_temp.in_binary(%L)', type)) FROM example;
SELECT pg_temp.survives('arithmetic', $$SELECT q + q, q - q, f * f, f / f, f + f, f::numeric FROM kept_quantity AS a (q), kept_fraction AS b (f)$$);
SELECT pg_temp.survives('aggregates', $$SELECT sum(q), min(q), max(f), sum(f) FROM kept_quantity AS a (q), kept_fraction AS b (f)$$);

-- Loaders.
\set json `cat ext/test/data/epcis/hash/ralfsChaosExample.jsonld`
\set xml `cat ext/test/data/epcis/hash/ReferenceEventHashAlgorithm.xml`
SELECT pg_temp.survives('EPCIS in JSON', format('SELECT r FROM epcis_read(%L) AS r', :'json'));
SELECT pg_temp.survives('EPCIS in XML', format('SELECT r FROM epcis_read(%L) AS r', :'xml'));
SELECT pg_temp.survives('hash of an event', format('SELECT epcis_event_hash(%L)', :'json'));
SELECT starved_with_xml(true) \g /dev/null
SELECT pg_temp.survives('EPCIS in XML, libxml2 too', format('SELECT r FROM epcis_read(%L) AS r', :'xml'));
SELECT starved_with_xml(false) \g /dev/null
SELECT pg_temp.survives('EPCIS into a ledger', format('SELECT r.outcome, r.place, r.field, r.detail FROM materials.epcis_import(''starved'', %L) AS r', :'xml'));
SELECT pg_temp.survives('CSV', $q$SELECT i.outcome, i.row_count, i.line, i.field FROM import_csv('party', content => E'code,name,lei\nP-1,"Maker, Sons",5493001KJTIIGC8Y1R12\nP-2,Other,\n') AS i$q$);
\set bods `cat ext/test/data/ownership/bods/indirect-ownership.json`
SELECT pg_temp.survives('BODS', format('SELECT b FROM bods_import(%L) AS b', :'bods'));
SELECT pg_temp.survives('GLEIF', $q$SELECT g FROM gleif_import('exception', '[{"lei": "001GPB6A9XPE8XJICC14", "category": "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT", "reason": "NO_KNOWN_PERSON"}]') AS g$q$);
SELECT pg_temp.survives('facts', $q$SELECT r IS NULL FROM record_lot('STARVED-1', '5 kg', ARRAY[lot_id('ORE-1')], ARRAY['1 kg']::quantity[], material => 'graphite') AS r$q$);

-- Questions, sealing, proofs.
SELECT count(*) FROM seal() \g /dev/null
INSERT INTO import_party (code, name) VALUES ('UNSEALED', 'Not sealed yet');
SELECT pg_temp.survives(q, 'SELECT q FROM ' || q || ' AS q')
FROM unnest(ARRAY['trace_up(''PACK-A'')', 'trace_up(''PACK-A'', ''cost'')', 'trace_down(''ORE-2'')', 'origins(''PACK-A'', by => ''party'')', 'control_all()', 'control_all(''OFAC-50'')', 'maintain_flow()', 'screen()', 'seal()', 'verify()']) AS q;
SELECT finish();
ROLLBACK;
