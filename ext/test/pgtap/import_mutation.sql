-- Documents in JSON of every kind with a part changed at random: taken as a whole or refused, never half of one, never twice, and no memory kept.
-- SEED=n repeats a run, CASES=n says how many of each kind.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('import_mutation') \g /dev/null
SET LOCAL search_path = import_mutation, materials, public;
SET LOCAL jit = off;
SELECT no_plan();
\set seed `echo ${SEED:-$(date +%s)}`
\set cases `echo ${CASES:-3}`
SELECT diag('SEED=' || :seed);
SELECT setseed((:seed % 1000003) / 1000003.0) \g /dev/null

-- How a kind is imported: outcomes of which there is something.
CREATE TEMPORARY TABLE kind (kind text PRIMARY KEY, import text);
INSERT INTO kind VALUES
	('BODS', 'SELECT array_agg(i.outcome) FROM bods_import($1) AS i WHERE i.row_count > 0'),
	('Catena-X', 'SELECT array_agg(i.outcome) FROM catenax_import($1) AS i WHERE i.row_count > 0'),
	('GLEIF level 1', 'SELECT array_agg(i.outcome) FROM gleif_import(''lei'', $1) AS i WHERE i.row_count > 0'),
	('GLEIF level 2', 'SELECT array_agg(i.outcome) FROM gleif_import(''relationship'', $1) AS i WHERE i.row_count > 0'),
	('GLEIF exceptions', 'SELECT array_agg(i.outcome) FROM gleif_import(''exception'', $1) AS i WHERE i.row_count > 0'),
	('passport', 'SELECT array_agg(i.outcome) FROM passport_import($1, ''changed'', ''LOT-1'') AS i WHERE i.row_count > 0');
CREATE TEMPORARY TABLE example (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kind text NOT NULL, name text, document jsonb);
\set content `for f in ext/test/data/ownership/bods/*.json; do printf ',"%s": ' $(basename $f .json); cat $f; done | sed '1s/^,/{/'; printf '}'`
INSERT INTO example (kind, name, document) SELECT 'BODS', f.key, f.value FROM jsonb_each(:'content'::jsonb) AS f WHERE length(f.value::text) < 40000;
\set content `for f in ext/demo/catenax/*.json ext/test/data/catenax/*.json.gz; do printf ',"%s": ' $(basename ${f%.gz} .json); gzip -dcf $f; done | sed '1s/^,/{/'; printf '}'`
INSERT INTO example (kind, name, document) SELECT 'Catena-X', f.key, f.value FROM jsonb_each(:'content'::jsonb) AS f WHERE length(f.value::text) < 200000;
\set content `for f in ext/test/data/passport/*.json.gz; do printf ',"%s": ' $(basename $f .json.gz); gzip -dcf $f; done | sed '1s/^,/{/'; printf '}'`
INSERT INTO example (kind, name, document) SELECT 'passport', f.key, f.value FROM jsonb_each(:'content'::jsonb) AS f;
CREATE TEMPORARY TABLE level_1 (lei text, legal_name text, jurisdiction text, hq_country text, category text, entity_status text, registration_status text, last_update text);
CREATE TEMPORARY TABLE level_2 (child_lei text, parent_lei text, relationship text, status text, period_start text, period_end text, quantifier text, quantifier_unit text, method text, registration_status text);
CREATE TEMPORARY TABLE unnamed (lei text, category text, reason text);
\copy level_1 FROM 'ext/test/data/ownership/gleif/lei.csv' (FORMAT csv, HEADER)
\copy level_2 FROM 'ext/test/data/ownership/gleif/relationships.csv' (FORMAT csv, HEADER)
\copy unnamed FROM 'ext/test/data/ownership/gleif/reporting_exceptions.csv' (FORMAT csv, HEADER)
INSERT INTO example (kind, document)
SELECT 'GLEIF level 1', jsonb_agg(t) FROM level_1 AS t UNION ALL SELECT 'GLEIF level 2', jsonb_agg(t) FROM level_2 AS t UNION ALL SELECT 'GLEIF exceptions', jsonb_agg(t) FROM unnamed AS t;
CREATE TEMPORARY TABLE node AS
WITH RECURSIVE node (example_id, path, value) AS (
	SELECT e.id, '{}'::text[], e.document FROM example AS e
	UNION ALL
	SELECT n.example_id, n.path || c.key, c.value FROM node AS n CROSS JOIN LATERAL (SELECT o.key, o.value FROM jsonb_each(CASE jsonb_typeof(n.value) WHEN 'object' THEN n.value ELSE '{}' END) AS o
		UNION ALL SELECT (a.place - 1)::text, a.value FROM jsonb_array_elements(CASE jsonb_typeof(n.value) WHEN 'array' THEN n.value ELSE '[]' END) WITH ORDINALITY AS a (value, place)) AS c)
SELECT n.example_id, row_number() OVER (PARTITION BY n.example_id ORDER BY n.path) AS place, n.path, n.value FROM node AS n WHERE n.path <> '{}';
CREATE INDEX ON node (example_id, place);
ANALYZE node;

-- A part is exchanged for something odd or for another part of the same document, left out, or there twice; once to three times.
CREATE FUNCTION pg_temp.changed(example_id integer) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_variable
DECLARE
	document jsonb := (SELECT e.document FROM pg_temp.example AS e WHERE e.id = example_id);
	parts bigint := (SELECT max(n.place) FROM pg_temp.node AS n WHERE n.example_id = example_id);
	one record;
	other record;
	odd constant jsonb[] := ARRAY['null', '""', '-1', '1e300', '{"a": 1}', '[]', '"HUR"', 'true', '"0000-00-00"', '"9999-12-31T25:00:00Z"', '"7439-93-3"', '"infinity"', '"-1 kg"', '"50%"', '[1, "x", null]', '" "', to_jsonb(repeat('ab', 600)), to_jsonb('é'''';--' || chr(1) || chr(128512))];
BEGIN
	FOR i IN 1 .. 1 + floor(random() * 3)::integer LOOP
		SELECT n.* INTO one FROM (SELECT 1 + floor(random() * parts)::bigint AS place) AS d JOIN pg_temp.node AS n ON n.example_id = changed.example_id AND n.place = d.place;
		SELECT n.* INTO other FROM (SELECT 1 + floor(random() * parts)::bigint AS place) AS d JOIN pg_temp.node AS n ON n.example_id = changed.example_id AND n.place = d.place;
		-- It may have gone with a part that was changed before.
		CONTINUE WHEN document #> one.path IS NULL;
		document := CASE floor(random() * 5)
			WHEN 0 THEN document #- one.path
			WHEN 1 THEN jsonb_set(document, one.path, other.value)
			WHEN 2 THEN CASE WHEN jsonb_typeof(document #> trim_array(one.path, 1)) = 'array' THEN jsonb_insert(document, one.path, one.value) ELSE document END
			ELSE jsonb_set(document, one.path, odd[1 + floor(random() * cardinality(odd))::integer]) END;
	END LOOP;
	RETURN document;
END
$$;
-- All that is recorded; what was refused stands in import_error.
CREATE FUNCTION pg_temp.row_count() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	counted bigint;
BEGIN
	EXECUTE (SELECT 'SELECT ' || string_agg(format('(SELECT count(*) FROM %I)', c.relname), ' + ') FROM pg_class AS c WHERE c.relnamespace = 'import_mutation'::regnamespace AND c.relkind = 'r' AND c.relname <> 'import_error') INTO counted;
	RETURN counted;
END
$$;
-- Whatever a case recorded is taken back.
CREATE FUNCTION pg_temp.try(import text, document jsonb, OUT outcome text, OUT problem text) LANGUAGE plpgsql AS $$
DECLARE
	before bigint := pg_temp.row_count();
	after bigint;
	outcomes text[];
BEGIN
	EXECUTE import INTO outcomes USING document;
	after := pg_temp.row_count();
	outcome := CASE WHEN outcomes && '{refused, conflict}' THEN 'refused' WHEN after > before THEN 'taken' ELSE 'nothing' END;
	IF outcome = 'refused' AND after <> before THEN
		problem := 'half a document was taken';
	ELSIF outcome = 'taken' THEN
		EXECUTE import INTO outcomes USING document;
		IF pg_temp.row_count() <> after OR outcomes && '{refused, conflict}' THEN
			problem := format('a second time %s, and %s rows', outcomes, pg_temp.row_count() - after);
		END IF;
	END IF;
	RAISE SQLSTATE 'TRIED';
EXCEPTION WHEN SQLSTATE 'TRIED' THEN
	NULL;
-- No document of its kind at all.
WHEN invalid_parameter_value THEN
	outcome := 'refused';
WHEN OTHERS THEN
	problem := SQLSTATE || ' ' || SQLERRM;
END
$$;
CREATE FUNCTION pg_temp.own_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+) kB')::integer / 1024 $$;

SELECT results_eq(format('SELECT t.outcome, t.problem FROM pg_temp.try(%L, %L) AS t', k.import, e.document), $$VALUES ('taken', NULL::text)$$, concat_ws(' ', e.kind, e.name, 'unchanged is taken, and once')) FROM example AS e JOIN kind AS k ON k.kind = e.kind ORDER BY e.id;
CREATE TEMPORARY TABLE tried (kind text, document jsonb, outcome text, problem text, own_mb integer);
SELECT set_config('mutation.cases', :'cases', true) \g /dev/null
DO $$
DECLARE
	one record;
BEGIN
	FOR n IN 1 .. current_setting('mutation.cases')::integer LOOP
		FOR one IN SELECT k.kind, k.import, pg_temp.changed((SELECT e.id FROM pg_temp.example AS e WHERE e.kind = k.kind ORDER BY random() LIMIT 1)) AS document FROM pg_temp.kind AS k ORDER BY k.kind LOOP
			INSERT INTO pg_temp.tried SELECT one.kind, one.document, t.outcome, t.problem, pg_temp.own_mb() FROM pg_temp.try(one.import, one.document) AS t;
		END LOOP;
	END LOOP;
END
$$;
SELECT is_empty(format('SELECT t.problem, md5(t.document::text), t.document FROM tried AS t WHERE t.problem IS NOT NULL AND t.kind = %L', k.kind),
	(SELECT format('%s changed documents of %s, of which %s were taken and %s refused: none breaks anything, none is taken in half or twice', count(*), k.kind, count(*) FILTER (WHERE t.outcome = 'taken'), count(*) FILTER (WHERE t.outcome = 'refused')) FROM tried AS t WHERE t.kind = k.kind))
FROM kind AS k ORDER BY k.kind;
SELECT ok(count(*) FILTER (WHERE t.outcome = 'taken') > 0 AND count(*) FILTER (WHERE t.outcome = 'refused') > 0, 'some were taken, some refused') FROM tried AS t;
-- What a subtransaction keeps to the end of the transaction is some kilobytes.
SELECT cmp_ok((SELECT t.own_mb FROM tried AS t ORDER BY t.ctid DESC LIMIT 1) - (SELECT max(f.own_mb) FROM (SELECT t.own_mb FROM tried AS t ORDER BY t.ctid LIMIT 12) AS f), '<', 24 + (:cases * 6 / 100), 'no memory is kept');
SELECT * FROM finish();
ROLLBACK;
