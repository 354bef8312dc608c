-- Published documents, changed at random: whatever comes out is read or refused, and what is loaded is loaded as a whole, once.
-- CASES mutations (default 16), SEED repeats a run.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis_mutation') \g /dev/null
SET LOCAL search_path = epcis_mutation, materials, public;
SET LOCAL jit = off;
\set seed `echo ${SEED:-$(date +%s)}`
\set cases `echo "${CASES:-16}"`
SELECT no_plan();
SELECT diag('SEED=' || :seed);
SELECT setseed(mod(:seed, 1000000) / 1000000.0) \g /dev/null

CREATE TEMPORARY TABLE file (id integer GENERATED ALWAYS AS IDENTITY, path text, bytes text);
\copy file (path, bytes) FROM PROGRAM 'cd ext/test/data/epcis && for f in $(find chains dpp hash openepcis -type f ! -name "*malformed*" | LC_ALL=C sort); do printf "%s\t" "$f"; base64 -w 0 "$f"; echo; done'
CREATE FUNCTION pg_temp.mutated(document text) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	size integer := length(document);
	at integer;
	other integer;
	run integer;
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3)::integer LOOP
		at := 1 + floor(random() * size)::integer;
		other := 1 + floor(random() * size)::integer;
		run := 1 + floor(random() ^ 3 * 300)::integer;
		CASE floor(random() * 9)
			WHEN 0 THEN document := overlay(document PLACING '' FROM at FOR run);	-- a piece is missing
			WHEN 1 THEN document := overlay(document PLACING substr(document, other, run) FROM at FOR 0);	-- a piece twice
			WHEN 2 THEN document := overlay(document PLACING (ARRAY['"', '{', '}', '[', ']', ',', ':', '<', '>', '&', '/', '\', '-', 'e', E'\n', 'é', '0', '9', '😀', ' '])[1 + floor(random() * 20)::integer] FROM at FOR 1);
			WHEN 3 THEN document := left(document, at);
			WHEN 4 THEN document := regexp_replace(document, '(\d+)(\.\d+)?', (ARRAY['-1', '0', '1e400', '1e-30', '99999999999999999999', '', 'x', '0.1', '""'])[1 + floor(random() * 9)::integer], at);
			WHEN 5 THEN document := regexp_replace(document, '"[^"]*"', (ARRAY['""', 'null', '[]', '{}', 'true', '"\u0041"', '"\ud800"', '"urn:epc:id:sgtin:x"', '1'])[1 + floor(random() * 9)::integer], at);
			WHEN 6 THEN document := regexp_replace(document, '(ADD|OBSERVE|DELETE)', (ARRAY['ADD', 'DELETE', 'OBSERVE', 'add', ''])[1 + floor(random() * 5)::integer], at);
			WHEN 7 THEN document := regexp_replace(document, '(KGM|TNE|EA)', (ARRAY['GRM', 'XXX', 'LTR', '', 'EA'])[1 + floor(random() * 5)::integer], at);
			ELSE document := overlay(document PLACING repeat((ARRAY['{"a":', '[', '<a>', '{', '9'])[1 + floor(random() * 5)::integer], 150) FROM at FOR 0);
		END CASE;
		size := GREATEST(length(document), 1);
	END LOOP;
	RETURN document;
END
$$;
CREATE FUNCTION pg_temp.row_count() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	t text;
	n bigint;
	total bigint := 0;
BEGIN
	FOREACH t IN ARRAY ARRAY['epcis_document', 'epcis_event', 'epcis_master', 'item', 'lot', 'event', 'consumption', 'event_input', 'transfer', 'party', 'site', 'correction', 'data_finding'] LOOP
		EXECUTE format('SELECT count(*) FROM %I', t) INTO n;
		total := total + n;
	END LOOP;
	RETURN total;
END
$$;
CREATE TEMPORARY TABLE tried (id integer, path text, document text, outcome text, problem text);
CREATE FUNCTION pg_temp.try(id integer) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
	path text;
	document text;
	outcome text;
	problem text;
	before bigint;
	after bigint;
	events bigint;
BEGIN
	SELECT f.path, convert_from(decode(f.bytes, 'base64'), 'UTF8') INTO path, document FROM pg_temp.file AS f ORDER BY random() LIMIT 1;
	document := pg_temp.mutated(document);
	before := pg_temp.row_count();
	BEGIN
		SELECT string_agg(DISTINCT i.outcome, ', ' ORDER BY i.outcome) INTO outcome FROM epcis_import(document) AS i;
		after := pg_temp.row_count();
		IF outcome ~ 'refused|conflict' AND after <> before THEN
			problem := 'half a document was loaded';
		ELSIF outcome !~ 'refused|conflict' THEN
			SELECT count(DISTINCT (r.code, r.content ? 'errorDeclaration')) INTO events FROM epcis_read(document) AS r WHERE r.part = 'event';
			IF events <> (SELECT count(*) FROM epcis_event AS e WHERE (e.code, e.declared_error) IN (SELECT r.code, r.content ? 'errorDeclaration' FROM epcis_read(document) AS r WHERE r.part = 'event')) THEN
				problem := 'events are missing';
			END IF;
			PERFORM epcis_import(document || ' ');
			IF pg_temp.row_count() <> after + (SELECT count(*) FROM epcis_read(document || ' ') AS r WHERE r.part IN ('document', 'oddity')) THEN
				problem := 'loading it again added rows';
			END IF;
		END IF;
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
		NULL;
	WHEN OTHERS THEN
		problem := format('%s %s', SQLSTATE, SQLERRM);
	END;
	INSERT INTO pg_temp.tried VALUES (id, path, document, outcome, problem);
END
$$;
SELECT pg_temp.try(n) FROM generate_series(1, :cases) AS n \g /dev/null
SELECT is_empty('SELECT t.id, t.path, t.problem, md5(t.document) FROM tried AS t WHERE t.problem IS NOT NULL', format('%s changed documents: none breaks anything, none is loaded in half or twice', :cases));
SELECT ok(count(*) FILTER (WHERE t.outcome ~ 'refused') > 0 AND count(*) FILTER (WHERE t.outcome ~ '^event|, event') > 0, format('%s were refused, %s loaded, %s in conflict', count(*) FILTER (WHERE t.outcome ~ 'refused'), count(*) FILTER (WHERE t.outcome ~ 'event'), count(*) FILTER (WHERE t.outcome ~ 'conflict')))
FROM tried AS t;
SELECT * FROM finish();
ROLLBACK;
