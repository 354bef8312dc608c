-- Every published document that is as it should be loads, and what is exported says the same as what was imported.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis_export') \g /dev/null
SET LOCAL search_path = epcis_export, materials, public;
SET LOCAL jit = off;
SELECT no_plan();

CREATE TEMPORARY TABLE file (path text PRIMARY KEY, bytes text);
\copy file FROM PROGRAM 'cd ext/test/data/epcis && for f in $(find chains dpp hash hash_equal openepcis -type f ! -path "*/invalid/*" ! -name "*malformed*"); do printf "%s\t" "$f"; base64 -w 0 "$f"; echo; done'
CREATE FUNCTION pg_temp.text_of(path text) RETURNS text LANGUAGE sql STABLE AS $$ SELECT convert_from(decode(f.bytes, 'base64'), 'UTF8') FROM pg_temp.file AS f WHERE f.path = text_of.path $$;
-- Some of them, or with DOCUMENTS=1000 all.
\set documents `echo "${DOCUMENTS:-16}"`
DELETE FROM file AS f WHERE f.path NOT IN (SELECT g.path FROM file AS g ORDER BY g.path ~ 'epcisXmlDocHavingEventWithIgnoreFields|weee-disposal|ralfsChaos|gdst_data|all_wholechain|Namespaces_at' DESC, md5(g.path) LIMIT :documents);
-- Authors use an id again in another document.  Each of these loads where the other is not.
CREATE FUNCTION pg_temp.alone(path text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	SELECT string_agg(i.outcome, ' ') INTO said FROM materials.epcis_import('epcis_export', pg_temp.text_of(path), path) AS i;
	RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION WHEN SQLSTATE 'ZZ001' THEN
	RETURN said;
END
$$;
CREATE TEMPORARY TABLE told AS SELECT f.path, r.code, r.hash FROM file AS f CROSS JOIN LATERAL epcis_read(pg_temp.text_of(f.path)) AS r WHERE r.part = 'event';
SELECT matches(pg_temp.alone(t.path), '^event ', t.path || ' loads alone') FROM (SELECT DISTINCT a.path FROM told AS a JOIN told AS b ON b.code = a.code AND b.hash <> a.hash AND b.path COLLATE "C" < a.path COLLATE "C") AS t ORDER BY t.path;
CREATE TEMPORARY TABLE done AS SELECT f.path, i.* FROM (SELECT g.path FROM file AS g ORDER BY g.path COLLATE "C") AS f CROSS JOIN LATERAL epcis_import(pg_temp.text_of(f.path), f.path) AS i;
SELECT ok(count(*) >= least(:documents, 140), format('there are %s documents that are as they should be', count(*))) FROM file;
SELECT is_empty($$SELECT d.path, d.detail FROM done AS d WHERE d.outcome = 'refused'$$, 'none is refused');
SELECT is_empty($$SELECT f.path FROM file AS f WHERE NOT EXISTS (SELECT FROM done AS d WHERE d.path = f.path AND d.outcome IN ('event', 'repeated event', 'conflict'))$$, 'each is recorded, or tells of an event whose id stands for another one in a document before');
SELECT is_empty($$SELECT d.path FROM done AS d WHERE d.outcome = 'conflict' AND NOT EXISTS (SELECT FROM told AS a JOIN told AS b ON b.code = a.code AND b.hash <> a.hash AND b.path COLLATE "C" < a.path COLLATE "C" WHERE a.path = d.path)$$,
	'no other is in conflict than those');

-- There and back.
CREATE TEMPORARY TABLE back AS SELECT r.* FROM epcis_read(epcis_export()) AS r;
SELECT is_empty($$SELECT b.message FROM back AS b WHERE b.part = 'fault'$$, 'what is exported can be read');
SELECT is((SELECT count(*) FROM back AS b WHERE b.part = 'event'), (SELECT count(*) FROM epcis_event), 'all events are exported');
SELECT is_empty($$SELECT e.code, e.content, b.content FROM epcis_event AS e LEFT JOIN back AS b ON b.part = 'event' AND b.code = e.code AND (b.content ? 'errorDeclaration') = e.declared_error
	WHERE e.content IS DISTINCT FROM b.content OR e.hash IS DISTINCT FROM b.hash OR e.items IS DISTINCT FROM b.items$$, 'each as it came: content, hash, goods');
SELECT set_eq($$SELECT b.code, b.type, b.content::text FROM back AS b WHERE b.part = 'vocabulary'$$, $$SELECT m.code, m.type, m.content::text FROM epcis_master AS m$$, 'and the master data');
SELECT is((SELECT count(*) FROM epcis_import(epcis_export()) AS i WHERE i.outcome NOT IN ('repeated event', 'oddity')), 0::bigint, 'imported again it adds nothing');
SELECT is((SELECT array_agg(DISTINCT r.type) FROM epcis_read(epcis_export(ARRAY['urn:epc:id:sscc:08600031303.0003'])) AS r WHERE r.part = 'event'), ARRAY['AggregationEvent', 'ObjectEvent'], 'events of one thing');
SELECT is((SELECT count(*) FROM epcis_read(epcis_export(from_time => '2022-01-01', to_time => '2022-02-01')) AS r WHERE r.part = 'event'),
	(SELECT count(*) FROM epcis_event AS e WHERE e.happened_at >= '2022-01-01' AND e.happened_at < '2022-02-01'), 'events of a month');
SELECT is((epcis_export(known_at => '2000-01-01'))::jsonb #> '{epcisBody,eventList}', '[]', 'nothing before anything was known');
SELECT is((epcis_export())::jsonb ->> 'schemaVersion', '2.0', 'it is a document of EPCIS 2.0');
SELECT throws_ok($$SELECT materials.epcis_import('nowhere', '{}', NULL)$$, '3F000', 'there is no ledger "nowhere"', 'a ledger that is not there');
SELECT * FROM finish();
ROLLBACK;
