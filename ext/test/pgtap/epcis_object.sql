-- EPCIS documents as large objects: read and imported as the same documents are that are texts, a piece of them in memory at a time.
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
-- Memory, while this session has done nothing else: documents of 16 MB, of one line each.
CREATE FUNCTION pg_temp.most_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+) kB')::integer / 1024 $$;
CREATE FUNCTION pg_temp.long_document(head text, comma text, event text, tail text) RETURNS oid LANGUAGE plpgsql AS $$
DECLARE
	object oid := lo_from_bytea(0, convert_to(head, 'UTF8'));
	piece bytea := convert_to(repeat(event || comma, 2000), 'UTF8');
	size bigint := octet_length(head);
BEGIN
	WHILE size < 16000000 LOOP
		PERFORM lo_put(object, size, piece);
		size := size + octet_length(piece);
	END LOOP;
	PERFORM lo_put(object, size, convert_to(event || tail, 'UTF8'));
	RETURN object;
END
$$;
SELECT pg_temp.long_document('{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [', ',',
	'{"type": "ObjectEvent", "action": "ADD", "eventTime": "2026-01-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:ex:1"], "ex:a": ["' || repeat('x', 300) || '", {"d": "\"[{"}]}', ']}}') AS json \gset
SELECT pg_temp.long_document('<EPCISDocument xmlns:ex="urn:ex"><EPCISBody><EventList>', '',
	'<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:ex:1</epc></epcList><action>ADD</action><ex:a>' || repeat('x', 300) || '</ex:a></ObjectEvent>',
	'</EventList></EPCISBody></EPCISDocument>') AS xml \gset
SELECT count(*) FROM materials.epcis_read('{}') \g /dev/null
-- The server's buffers are told as memory of the session from its first look at them on.
SELECT materials.epcis_digest(:json) AS json_digest, materials.epcis_digest(:xml) AS xml_digest \gset
SELECT pg_temp.most_mb() AS most_at_first \gset
SELECT count(*) AS json_events FROM materials.epcis_read(:json) AS r WHERE r.part = 'event' \gset
SELECT pg_temp.most_mb() AS most_of_json \gset
SELECT count(*) AS xml_events FROM materials.epcis_read(:xml) AS r WHERE r.part = 'event' \gset
SELECT pg_temp.most_mb() AS most_of_both \gset
SELECT (SELECT count(*) FROM regexp_matches(convert_from(lo_get(:json), 'UTF8'), '"ObjectEvent"', 'g')) AS json_count, (SELECT count(*) FROM regexp_matches(convert_from(lo_get(:xml), 'UTF8'), '<ObjectEvent>', 'g')) AS xml_count,
	encode(sha256(lo_get(:json)), 'hex') AS json_sha256, encode(sha256(lo_get(:xml)), 'hex') AS xml_sha256 \gset
SELECT lo_unlink(:json), lo_unlink(:xml) \g /dev/null

BEGIN;
SELECT materials.create_ledger('epcis_object') \g /dev/null
SET LOCAL search_path = epcis_object, materials, public;
SELECT no_plan();
SELECT diag(format('memory at first %s MB, %s MB having read JSON, %s MB having read XML', :most_at_first, :most_of_json, :most_of_both));
SELECT results_eq('SELECT ' || :json_events || ', ' || :xml_events, format('VALUES (%s, %s)', :json_count, :xml_count), 'long objects are read to their end');
SELECT cmp_ok(:most_of_json - :most_at_first, '<', 10, 'of JSON a piece is in memory');
SELECT cmp_ok(:most_of_both - :most_at_first, '<', 10, 'and of XML');
SELECT is(ARRAY[:'json_digest', :'xml_digest'], ARRAY[:'json_sha256', :'xml_sha256'], 'the digest is of all their bytes');

-- Published documents, as texts and as objects.
CREATE TEMPORARY TABLE file (path text, bytes text);
\copy file FROM PROGRAM 'cd ext/test/data/epcis && for f in $(find chains dpp hash hash_equal openepcis -type f); do printf "%s\t" "$f"; base64 -w 0 "$f"; echo; done'
CREATE TEMPORARY TABLE object AS SELECT f.path, convert_from(decode(f.bytes, 'base64'), 'UTF8') AS document, lo_from_bytea(0, decode(f.bytes, 'base64')) AS object FROM file AS f;
SELECT bag_eq('SELECT o.path, r.* FROM object AS o CROSS JOIN LATERAL epcis_read(o.object) AS r', 'SELECT o.path, r.* FROM object AS o CROSS JOIN LATERAL epcis_read(o.document) AS r', format('%s published documents say the same', (SELECT count(*) FROM object)));
SELECT is_empty('SELECT o.path FROM object AS o WHERE epcis_digest(o.object) <> epcis_digest(o.document)', 'and have the same digests');
SELECT materials.create_ledger('epcis_object_text') \g /dev/null
CREATE TEMPORARY TABLE told AS
SELECT o.path, i.* FROM (SELECT c.* FROM object AS c WHERE c.path ~ '^chains/' ORDER BY length(c.document), c.path LIMIT 3) AS o CROSS JOIN LATERAL epcis_import(o.object, o.path) AS i;
CREATE TEMPORARY TABLE told_text AS
SELECT o.path, i.* FROM (SELECT c.* FROM object AS c WHERE c.path ~ '^chains/' ORDER BY length(c.document), c.path LIMIT 3) AS o CROSS JOIN LATERAL materials.epcis_import('epcis_object_text', o.document, o.path) AS i;
SELECT bag_eq('TABLE told', 'TABLE told_text', format('imports of %s chains tell the same', (SELECT count(DISTINCT t.path) FROM told AS t)));
SELECT bag_eq('SELECT l.code, l.quantity::text, l.country FROM epcis_object.import_lot AS l', 'SELECT l.code, l.quantity::text, l.country FROM epcis_object_text.import_lot AS l', 'and record the same lots');
SELECT is_empty($$SELECT o.path, i.outcome FROM object AS o CROSS JOIN LATERAL epcis_import(o.document) AS i WHERE o.path IN (SELECT t.path FROM told AS t WHERE t.outcome = 'event') AND i.outcome <> 'repeated document'$$, 'a document that came as an object is known as a text');

-- What is wrong is told with its line, in a text and in an object.
CREATE FUNCTION pg_temp.fault(document bytea) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(concat_ws(' ', i.outcome, i.place, i.field, i.detail), '; ') FROM epcis_import(lo_from_bytea(0, fault.document)) AS i WHERE i.outcome IN ('refused', 'conflict')
$$;
CREATE TEMPORARY TABLE broken (document text, fault text);
INSERT INTO broken VALUES
	('', 'refused the document is empty'),
	('[]', 'refused the document is neither XML nor a JSON object'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT,\n{"type": "ObjectEvent"\n', 'refused line 4: the document ends too early'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT,\n\n{"type": x}\n]}}', 'refused line 4: there is a word that JSON does not have'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT,\n]}}', 'refused line 3: a value is expected'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT\nEVENT]}}', 'refused line 3: a comma or a closing bracket is expected'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT\n]},\n}', 'refused line 4: the name of a member is expected'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [\nEVENT\n}}\n}', 'refused line 3: a value is expected'),
	(E'{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": []}}', 'refused eventList eventList has no event'),
	(E'<EPCISDocument>\n<EPCISBody>\n</EPCISDocument>', 'refused line 3: Opening and ending tag mismatch: EPCISBody line 2 and EPCISDocument');
UPDATE broken SET document = replace(document, 'EVENT', '{"type": "ObjectEvent", "eventTime": "2026-01-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "epcList": ["urn:ex:1"]}');
SELECT is(pg_temp.fault(convert_to(b.document, 'UTF8')), b.fault, 'an object: ' || b.fault) FROM broken AS b;
SELECT is((SELECT string_agg(concat_ws(' ', i.outcome, i.place, i.field, i.detail), '; ') FROM epcis_import(b.document) AS i), b.fault, 'a text: ' || b.fault) FROM broken AS b;
SELECT is((SELECT count(*) FROM epcis_document AS d JOIN broken AS b ON epcis_digest(b.document) = d.sha256), 0::bigint, 'none of them is recorded');
SELECT is(pg_temp.fault('\x7b2261223a2022e922' || convert_to('}', 'UTF8')), 'refused line 1: the document is not in UTF-8', 'JSON in another encoding than UTF-8');
SELECT lo_from_bytea(0, convert_to('<?xml version="1.0" encoding="ISO-8859-1"?><ObjectEvent xmlns:ex="urn:ex"><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:ex:1</epc></epcList><action>ADD</action><ex:a>é</ex:a></ObjectEvent>', 'LATIN1')) AS latin,
	lo_from_bytea(0, '\xefbbbf' || convert_to('{"type": "ObjectEvent", "eventTime": "2026-01-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "epcList": ["urn:ex:1"]}', 'UTF8')) AS marked \gset
SELECT is((SELECT r.content ->> '{urn:ex}a' FROM epcis_read(:latin) AS r WHERE r.part = 'event'), 'é', 'XML is in the encoding that it names');
SELECT is((SELECT count(*) FROM epcis_read(:marked) AS r WHERE r.part = 'event'), 1::bigint, 'a mark of byte order is left out');
SELECT throws_ok('SELECT epcis_import(4294967295::oid)', '42704', 'large object 4294967295 does not exist', 'an object that there is not');
SELECT lo_from_bytea(0, convert_to('{"a": 1}', 'UTF8')) AS mine, lo_from_bytea(0, convert_to('<a/>', 'UTF8')) AS mine_too \gset
CREATE ROLE epcis_object_recorder;
SELECT materials.grant_ledger('epcis_object', 'epcis_object_recorder', 'recorder') \g /dev/null
SET LOCAL ROLE epcis_object_recorder;
SELECT throws_ok(format('SELECT epcis_import(%s::oid)', :mine), '42501', 'permission denied for large object ' || :mine, 'an object of another role');
SELECT is((SELECT string_agg(i.outcome, ', ') FROM epcis_import(lo_from_bytea(0, convert_to('{"type": "ObjectEvent", "eventTime": "2026-01-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "action": "ADD", "epcList": ["urn:ex:mine"]}', 'UTF8'))) AS i WHERE i.outcome = 'event'), 'event', 'a recorder imports an object of his own');
RESET ROLE;

-- What is cancelled leaves nothing, while XML is read too.
CREATE FUNCTION pg_temp.ended(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE statement;
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END
$$;
SELECT pg_temp.long_document('<EPCISDocument><EPCISBody><EventList>', '', '<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:ex:1</epc></epcList><action>ADD</action></ObjectEvent>', '</EventList></EPCISBody></EPCISDocument>') AS long \gset
SELECT count(*) AS before FROM epcis_event \gset
SET LOCAL statement_timeout = '300ms';
SELECT ok(pg_temp.ended(format('SELECT count(*) FROM epcis_import(%s::oid) AS i', :long)), 'an import that is cancelled');
SET LOCAL statement_timeout = 0;
SELECT is((SELECT count(*) FROM epcis_event), :before::bigint, 'leaves nothing');
SELECT ok(pg_temp.ended(format('SELECT count(*) FROM epcis_read(%s::oid) AS r', :long)) IS FALSE, 'and the object can be read then');
SELECT * FROM finish();
ROLLBACK;
