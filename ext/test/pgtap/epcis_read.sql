-- EPCIS documents as others wrote them: what is read of them, the hashes of their events, and what is said of those that are
-- not as they should be (ext/test/data/epcis/SOURCE.md).
\set ON_ERROR_STOP on
\set QUIET on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
-- Memory, while this session has done nothing else: documents of 8,000 events, which would take ten times their size as trees.
CREATE FUNCTION pg_temp.most_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'VmHWM:\s*(\d+) kB')::integer / 1024 $$;
SELECT current_setting('data_directory') || '/epcis_long' AS long \gset
SELECT format('COPY (SELECT CASE n WHEN 1 THEN %L ELSE %L END || %L || n || %L || CASE n WHEN 8000 THEN %L ELSE %L END FROM generate_series(1, 8000) AS n) TO %L', f.head, f.comma, f.event, f.rest, f.tail, '', :'long' || f.form)
FROM (VALUES ('.json', '{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [', ',', '{"type": "ObjectEvent", "action": "ADD", "eventTime": "2026-01-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "epcList": ["urn:ex:',
		'"], "ex:a": {"b": ["c", 1, true, {"d": "e"}]}}', ']}}'),
	('.xml', '<EPCISDocument xmlns:ex="urn:ex"><EPCISBody><EventList>', '', '<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:ex:',
		'</epc></epcList><action>ADD</action><ex:a><ex:b>c</ex:b><ex:b>1</ex:b><ex:b><ex:d>e</ex:d></ex:b></ex:a></ObjectEvent>', '</EventList></EPCISBody></EPCISDocument>')) AS f (form, head, comma, event, rest, tail) \gexec
SELECT count(*) FROM materials.epcis_read('{}') \g /dev/null
SELECT pg_temp.most_mb() AS most_at_first \gset
SELECT count(*) FILTER (WHERE r.part = 'event') AS json_events FROM materials.epcis_read(pg_read_file(:'long' || '.json')) AS r \gset
SELECT pg_temp.most_mb() AS most_of_json \gset
SELECT count(*) FILTER (WHERE r.part = 'event') AS xml_events FROM materials.epcis_read(pg_read_file(:'long' || '.xml')) AS r \gset
SELECT pg_temp.most_mb() AS most_of_both \gset
SELECT format('COPY (SELECT) TO PROGRAM %L', 'rm ''' || :'long' || '.json'' ''' || :'long' || '.xml''') \gexec

BEGIN;
SET LOCAL search_path = materials, public;
SELECT no_plan();
SELECT diag(format('memory at first %s MB, %s MB having read JSON, %s MB having read XML', :most_at_first, :most_of_json, :most_of_both));
SELECT results_eq('SELECT ' || :json_events || ', ' || :xml_events, 'VALUES (8000, 8000)', 'long documents are read');
-- Under valgrind and the address checker a process has far more memory than it asked for.
SELECT pg_read_file('/proc/self/maps') ~ '/(vgpreload|libasan)' AS watched \gset
\if :watched
SELECT skip('memory is watched', 2);
\else
SELECT cmp_ok(:most_of_json - :most_at_first, '<', 14, 'JSON of them is never held as a tree');
SELECT cmp_ok(:most_of_both - :most_at_first, '<', 14, 'nor is XML');
\endif

CREATE TEMPORARY TABLE file (path text, bytes text);
\copy file FROM PROGRAM 'cd ext/test/data/epcis && for f in $(find chains dpp hash hash_equal openepcis -type f); do printf "%s\t" "$f"; base64 -w 0 "$f"; echo; done'
CREATE TEMPORARY TABLE part AS SELECT f.path, r.* FROM file AS f CROSS JOIN LATERAL epcis_read(convert_from(decode(f.bytes, 'base64'), 'UTF8')) AS r;
CREATE TEMPORARY TABLE doc_event (doc text, event_no integer, event_type text, event_id text, event_time timestamptz, tz_offset text, action text, biz_step text, disposition text, error_declared boolean,
	n_epc integer, n_qty integer, parent text, n_child_epc integer, n_child_qty integer, n_in_epc integer, n_in_qty integer, n_out_epc integer, n_out_qty integer, transformation_id text);
CREATE TEMPORARY TABLE doc_item (doc text, event_no integer, role text, item text, quantity numeric, uom text);
CREATE TEMPORARY TABLE doc_hash (doc text, line_no integer, expected_hash text, agrees boolean);
\copy doc_event FROM 'ext/test/data/epcis/events.csv' WITH (FORMAT csv, HEADER true)
\copy doc_item FROM 'ext/test/data/epcis/items.csv' WITH (FORMAT csv, HEADER true)
\copy doc_hash FROM 'ext/test/data/epcis/event_hashes.csv' WITH (FORMAT csv, HEADER true)

-- Hashes.
SELECT is(count(*), 47::bigint, 'there are 47 published hashes that are not marked as no oracle') FROM doc_hash AS d WHERE d.agrees IS NOT FALSE;
SELECT results_eq('SELECT d.doc, d.line_no, p.hash FROM doc_hash AS d JOIN part AS p ON p.path = d.doc AND p.part = ''event'' AND p.place = d.line_no WHERE d.agrees IS NOT FALSE ORDER BY 1, 2',
	'SELECT d.doc, d.line_no, d.expected_hash FROM doc_hash AS d WHERE d.agrees IS NOT FALSE ORDER BY 1, 2', 'each event has its published hash');
SELECT results_eq($$SELECT p.path, count(*) > 1, count(DISTINCT p.hash) FROM part AS p WHERE p.path LIKE 'hash\_equal/%' AND p.part = 'event' GROUP BY 1 ORDER BY 1$$,
	$$SELECT f.path, true, 1::bigint FROM file AS f WHERE f.path LIKE 'hash\_equal/%' ORDER BY 1$$, 'one event has one hash, however it is written');
SELECT is(epcis_event_hash(convert_from(decode(f.bytes, 'base64'), 'UTF8')), d.expected_hash, format('the hash of the only event of %s', f.path))
FROM file AS f JOIN doc_hash AS d ON d.doc = f.path WHERE d.agrees AND f.path IN ('hash/ReferenceEventHashAlgorithm.xml', 'hash/ralfsChaosExample.jsonld');
SELECT throws_ok('SELECT epcis_event_hash(''{"type": "Event"}'')', '22P02', 'not an EPCIS event: "{"type": "Event"}"', 'what is no event has no hash');
SELECT throws_ok('SELECT epcis_event_hash('''')', '22P02', NULL, 'nor has nothing');
SELECT throws_ok(format('SELECT epcis_event_hash(%L)', (SELECT convert_from(decode(f.bytes, 'base64'), 'UTF8') FROM file AS f WHERE f.path = 'hash/SensorDataExamples.xml')),
	'22023', 'the document has more than one event', 'many events have not one hash');

-- Events and goods of the documents that are as they should be.
CREATE TEMPORARY TABLE good AS SELECT DISTINCT d.doc FROM doc_event AS d;
SELECT is_empty($$SELECT p.path, p.place, p.message FROM part AS p WHERE p.part = 'fault' AND (p.path IN (SELECT g.doc FROM good AS g) OR p.path !~ 'invalid|malformed')$$, 'nothing of them is refused');
SELECT results_eq($$SELECT d.doc, d.event_no, d.event_type, d.event_time, d.tz_offset, nullif(d.action, ''), d.error_declared, nullif(d.transformation_id, '') FROM doc_event AS d ORDER BY 1, 2$$,
	$$SELECT p.path, p.place, p.type, p.happened_at, p.content ->> 'eventTimeZoneOffset', p.action, p.content ? 'errorDeclaration', p.content ->> 'transformationID'
	FROM part AS p JOIN good AS g ON g.doc = p.path WHERE p.part = 'event' ORDER BY 1, 2$$, '315 events: type, time, offset, action, error, transformation');
SELECT is_empty($$SELECT d.doc, d.event_no, d.event_id, p.code FROM doc_event AS d JOIN part AS p ON p.path = d.doc AND p.part = 'event' AND p.place = d.event_no WHERE p.code <> coalesce(nullif(d.event_id, ''), p.hash)$$,
	'an event is called what it says, or else by its hash');
SELECT is_empty($$(SELECT d.doc, d.event_no, d.role, digital_link(d.item), d.quantity, nullif(d.uom, '') FROM doc_item AS d
	EXCEPT ALL SELECT p.path, p.place, i.role, i.item, i.amount::numeric, i.unit FROM part AS p CROSS JOIN LATERAL unnest(p.roles, p.items, p.amounts, p.units) AS i (role, item, amount, unit) WHERE i.role <> 'parent')$$,
	'672 goods with their amounts are read');
SELECT is((SELECT count(*) FROM part AS p JOIN good AS g ON g.doc = p.path CROSS JOIN LATERAL unnest(p.roles) AS i (role) WHERE i.role <> 'parent'), (SELECT count(*) FROM doc_item AS d), 'and no others');

-- The same events in JSON and in XML.
CREATE TEMPORARY TABLE twin AS SELECT j.path AS json, x.path AS xml FROM file AS j JOIN file AS x ON j.path LIKE 'openepcis/2.0-json/documents/%' AND x.path LIKE 'openepcis/2.0-xml/documents/%'
	AND regexp_replace(j.path, '^.*/|\.json$', '', 'g') = regexp_replace(x.path, '^.*/|\.xml$', '', 'g')
	WHERE j.path !~ 'CurieString_document|epcisDocWithAllGS1Keys|epcisDocWithSensorComponent';
SELECT is(count(*), 23::bigint, 'there are 23 pairs') FROM twin;
SELECT is_empty($$SELECT t.json, j.place, j.content, x.content FROM twin AS t JOIN part AS j ON j.path = t.json AND j.part = 'event' FULL JOIN part AS x ON x.path = t.xml AND x.part = 'event' AND x.place = j.place
	WHERE t.json IS NOT NULL AND (j.code, j.type, j.action, j.happened_at, j.roles, j.instances, j.items, j.amounts, j.units) IS DISTINCT FROM (x.code, x.type, x.action, x.happened_at, x.roles, x.instances, x.items, x.amounts, x.units)$$,
	'both of a pair say the same');

-- What is wrong is refused or told, and the field is named.
SELECT is(count(*), 18::bigint, 'there are 18 documents with something wrong') FROM file AS f WHERE f.path LIKE '%/invalid/%';
SELECT results_eq($$SELECT regexp_replace(p.path, '^openepcis/2.0-', ''), p.part, p.place, p.field, p.state FROM part AS p WHERE p.path LIKE '%/invalid/%' AND p.part IN ('fault', 'oddity')
	ORDER BY p.path COLLATE "C", p.place, p.part DESC, p.field COLLATE "C"$$, $$VALUES
	('json/invalid/Combination_of_events_with_missing_mandatory_fields.json', 'fault', 1, 'action', '23502'),
	('json/invalid/Combination_of_events_with_missing_mandatory_fields.json', 'fault', 2, 'action', '23502'),
	('json/invalid/Combination_of_events_with_missing_mandatory_fields.json', 'fault', 2, 'eventTimeZoneOffset', '23502'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'oddity', 1, 'bizStep', '01000'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'oddity', 2, 'disposition', '01000'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'oddity', 3, 'sourceList.type', '01000'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'oddity', 4, 'ilmd.materialType', '01000'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'fault', 5, 'action', '22P02'),
	('json/invalid/Combination_of_multiple_invalid_fields.json', 'fault', 5, 'eventTime', '22007'),
	('json/invalid/Combination_of_non_standard_bizStep_and_disposition.json', 'oddity', 1, 'bizStep', '01000'),
	('json/invalid/Combination_of_non_standard_bizStep_and_disposition.json', 'oddity', 2, 'disposition', '01000'),
	('json/invalid/EPCISDocument_without_context.json', 'fault', NULL, '@context', '23502'),
	('json/invalid/ObjectEvent_with_ilmd_field_without_namespace.json', 'oddity', 1, 'ilmd.materialType', '01000'),
	('json/invalid/ObjectEvent_with_invalid_action.json', 'fault', 1, 'action', '22P02'),
	('json/invalid/ObjectEvent_with_invalid_certificationInfo.json', 'fault', 1, 'certificationInfo', '22P02'),
	('json/invalid/ObjectEvent_with_invalid_certificationInfo.json', 'fault', 1, 'certificationInfo', '22P02'),
	('json/invalid/ObjectEvent_with_non_standard_bizStep.json', 'oddity', 1, 'bizStep', '01000'),
	('json/invalid/ObjectEvent_with_non_standard_bizStep_in_second_event.json', 'oddity', 2, 'bizStep', '01000'),
	('json/invalid/ObjectEvent_with_non_standard_disposition.json', 'oddity', 1, 'disposition', '01000'),
	('json/invalid/ObjectEvent_with_unknown_field_in_quantityList.json', 'fault', 1, 'quantityList.weight', '22023'),
	('json/invalid/ObjectEvent_without_action_and_eventTime.json', 'fault', 1, 'action', '23502'),
	('json/invalid/ObjectEvent_without_action_and_eventTime.json', 'fault', 1, 'eventTime', '23502'),
	('json/invalid/ObjectEvent_without_action_and_eventTime.json', 'fault', 1, 'eventTimeZoneOffset', '23502'),
	('json/invalid/ObjectEvent_without_identifier_list.json', 'fault', 1, 'epcList', '23502'),
	('xml/invalid/ObjectEvent_bare_event_without_action.xml', 'fault', 1, 'action', '23502'),
	('xml/invalid/ObjectEvent_with_invalid_action.xml', 'fault', 1, 'action', '22P02'),
	('xml/invalid/ObjectEvent_with_unknown_element.xml', 'fault', 1, 'madeUpField', '22023'),
	('xml/invalid/ObjectEvent_with_wrong_element_order.xml', 'oddity', 1, 'action', '01000'),
	('xml/invalid/ObjectEvent_without_eventTime.xml', 'fault', 1, 'eventTime', '23502')$$, 'what is wrong with each');
SELECT results_eq($$SELECT p.part, p.place, p.message FROM part AS p WHERE p.path = 'chains/EPCISQueryDocument_malformed.jsonld'$$, $$VALUES ('fault', NULL::integer, 'line 2: the document ends too early')$$, 'a document that breaks off');
SELECT results_eq($$SELECT p.part, p.place, p.field FROM part AS p WHERE p.path = 'chains/querydoc_fail_schemacheck.xml' AND p.part IN ('fault', 'oddity')$$, $$VALUES ('oddity', 4, 'epcList')$$, 'a document against the schema of EPCIS 1');

-- Documents that are none.
SELECT results_eq(format('SELECT r.part, r.message FROM epcis_read(%L) AS r', bad.document), format('VALUES (''fault'', %L)', bad.message), bad.what) FROM (VALUES
	('', 'the document is empty', 'nothing'),
	(' ', 'the document is empty', 'a blank'),
	('hello', 'the document is neither XML nor a JSON object', 'a word'),
	('[]', 'the document is neither XML nor a JSON object', 'a list'),
	('{}', 'type is missing', 'an empty object'),
	('{"type": "Other"}', 'type is neither EPCISDocument nor EPCISQueryDocument nor an event', 'another type'),
	('{"type": "EPCISDocument", "@context": []}', 'epcisBody has no eventList', 'no body'),
	('{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": []}} {}', 'line 1: something follows the end of the document', 'something behind it'),
	('{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [{"a": "\u0000"}]}}', 'line 1: a string has a zero character', 'a zero character'),
	(repeat('[', 200), 'the document is neither XML nor a JSON object', 'many lists'),
	('{"a":' || repeat('[', 200), 'line 1: the document is nested too deeply', 'depth'),
	('<a/>', 'a is neither EPCISDocument nor EPCISQueryDocument nor an event', 'another element'),
	('<!DOCTYPE a [<!ENTITY x "y">]><EPCISDocument/>', 'line 1: there is a document type declaration', 'entities'),
	(E'\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><EPCISDocument/>', 'line 2: there is a document type declaration', 'a document type that is elsewhere'),
	(repeat('<EPCISBody>', 200), 'EPCISBody is neither EPCISDocument nor EPCISQueryDocument nor an event', 'many elements'),
	('<EPCISDocument>' || repeat('<EPCISBody>', 200), 'line 1: the document is nested too deeply', 'depth in XML'),
	('{"a": tru}', 'line 1: there is a word that JSON does not have', 'a word that JSON does not have'),
	(E'{\n"a": "\\x"}', 'line 2: a string has an escape that JSON does not have', 'an escape that JSON does not have'),
	('{"a": "\ud800"}', 'line 1: a string has half of a character', 'half of a character'),
	('{"a": "b', 'line 1: the document ends too early', 'a string that breaks off')
	) AS bad (document, message, what);
-- libxml2 says it in its own words.
SELECT results_eq(format('SELECT r.part, r.message ~ %L FROM epcis_read(%L) AS r', '^line ' || bad.line || ': \S', bad.document), $$VALUES ('fault', true)$$, bad.what) FROM (VALUES
	('<a', 1, 'a tag that breaks off'),
	(E'<EPCISDocument>\n<EPCISBody>&x;</EPCISBody></EPCISDocument>', 2, 'an unknown entity'),
	(E'<EPCISDocument>\n<EPCISBody>\n</EPCISDocument>', 3, 'tags that do not fit'),
	('<EPCISDocument a="1" a="2"/>', 1, 'an attribute twice'),
	('<x:EPCISDocument/>', 1, 'a prefix of nothing'),
	(E'<EPCISDocument/>\n<EPCISDocument/>', 2, 'two roots'),
	('<EPCISDocument>&#1;</EPCISDocument>', 1, 'a character that XML does not have'),
	('<EPCISDocument><EPCISBody>' || repeat('x', 11000000) || '</EPCISBody></EPCISDocument>', 1, 'a text above ten megabytes')
	) AS bad (document, line, what);
SELECT results_eq(format('SELECT r.content ->> %L FROM epcis_read(%L) AS r WHERE r.part = %L', 'bizStep', d.head || '<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>'
	|| '<epcList><epc>urn:x:y</epc></epcList><action>ADD</action><bizStep>urn:<![CDATA[é]]>&amp;&#x20AC;</bizStep></ObjectEvent>', 'event'), $$VALUES ('urn:é&€')$$, 'XML ' || d.what)
FROM (VALUES ('', 'without a head'), ('<?xml version="1.0" encoding="ISO-8859-1"?>', 'that says it were in another encoding'), ('<?xml version="1.0" encoding="UTF-16"?>', 'that says it were in one of two bytes'), (U&'\FEFF<?xml version="1.0"?>', 'behind a mark of the order of bytes')) AS d (head, what);

-- Text between elements, and elements in texts, would be lost: the event is refused.
SELECT results_eq(format('SELECT r.part, r.field, r.state, r.message FROM epcis_read(%L) AS r WHERE r.part = %L', '<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>'
	|| bad.written || CASE WHEN bad.written NOT LIKE '%<epcList>%' THEN '<epcList><epc>urn:x:y</epc></epcList>' ELSE '' END || '<action>ADD</action></ObjectEvent>', 'fault'),
	format('VALUES (''fault'', %L, %L, %L)', bad.field, bad.code, bad.message), bad.written) FROM (VALUES
	('<epcList>urn:x:z</epcList><quantityList><quantityElement><epcClass>urn:x:y</epcClass></quantityElement></quantityList>', 'epcList', '22P02', 'epcList has text where only elements may stand: "urn:x:z"'),
	('<epcList><epc>urn:x:y</epc> urn:x:z </epcList>', 'epcList', '22P02', 'epcList has text where only elements may stand: "urn:x:z"'),
	('<epcList><epc>urn:x:y<b/></epc></epcList>', 'epc.b', '22023', 'epc.b is no element of EPCIS'),
	('words', 'ObjectEvent', '22P02', 'ObjectEvent has text where only elements may stand: "words"'),
	('<extension>words<quantityList><quantityElement><epcClass>urn:x:y</epcClass></quantityElement></quantityList></extension>', 'extension', '22P02', 'extension has text where only elements may stand: "words"'),
	('<readPoint>urn:x:y<id>urn:x:z</id></readPoint>', 'readPoint', '22P02', 'readPoint has text where only elements may stand: "urn:x:y"'),
	('<bizTransactionList>urn:x:y<bizTransaction type="urn:x:t">urn:x:y</bizTransaction></bizTransactionList>', 'bizTransactionList', '22P02', 'bizTransactionList has text where only elements may stand: "urn:x:y"'),
	('<bizTransactionList><bizTransaction type="urn:x:t">urn:x:y<note>words</note></bizTransaction></bizTransactionList>', 'bizTransaction.note', '22023', 'bizTransaction.note is no element of EPCIS'),
	('<persistentDisposition>words<set>completeness_verified</set></persistentDisposition>', 'persistentDisposition', '22P02', 'persistentDisposition has text where only elements may stand: "words"'),
	('<errorDeclaration>words<declarationTime>2026-01-01T00:00:00Z</declarationTime></errorDeclaration>', 'errorDeclaration', '22P02', 'errorDeclaration has text where only elements may stand: "words"'),
	('<sensorElementList><sensorElement>words<sensorReport type="Temperature" value="1" uom="CEL"/></sensorElement></sensorElementList>', 'sensorElement', '22P02', 'sensorElement has text where only elements may stand: "words"')
	) AS bad (written, field, code, message);

-- So would an attribute that EPCIS does not have, except where it has a namespace and stands on what is an object: then it is a field of an extension,
-- as an element of that name would be.  What schemas say of elements is no part of them.
SELECT results_eq(format('SELECT r.part, r.field, r.state, r.message FROM epcis_read(%L) AS r WHERE r.part = %L', '<ObjectEvent><eventTime>2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset>'
	|| bad.written || CASE WHEN bad.written NOT LIKE '<epcList%' THEN '<epcList><epc>urn:x:y</epc></epcList>' ELSE '' END || '<action>ADD</action></ObjectEvent>', 'fault'),
	format('VALUES (''fault'', %L, ''22023'', %L)', bad.field, bad.field || ' is no attribute of EPCIS'), bad.written) FROM (VALUES
	('<epcList a="1"><epc>urn:x:y</epc></epcList>', 'epcList.a'),
	('<epcList xmlns:x="urn:x" x:a="1"><epc>urn:x:y</epc></epcList>', 'epcList.{urn:x}a'),
	('<epcList><epc a="1">urn:x:y</epc></epcList>', 'epc.a'),
	('<readPoint a="1"><id>urn:x:z</id></readPoint>', 'readPoint.a'),
	('<ilmd a="1"/>', 'ilmd.a'),
	('<extension action="1"/>', 'extension.action'),
	('<bizTransactionList><bizTransaction type="urn:x:t" a="1">urn:x:y</bizTransaction></bizTransactionList>', 'bizTransaction.a'),
	('<persistentDisposition a="1"><set>completeness_verified</set></persistentDisposition>', 'persistentDisposition.a'),
	('<persistentDisposition><set a="1">completeness_verified</set></persistentDisposition>', 'set.a'),
	('<errorDeclaration reason="urn:x:r"><declarationTime>2026-01-01T00:00:00Z</declarationTime></errorDeclaration>', 'errorDeclaration.reason'),
	('<sensorElementList><sensorElement a="1"><sensorReport type="Temperature" value="1" uom="CEL"/></sensorElement></sensorElementList>', 'sensorElement.a')
	) AS bad (written, field);
SELECT results_eq(format('SELECT r.part, r.content - ''{type,eventTime,eventTimeZoneOffset,epcList,action}''::text[] FROM epcis_read(%L) AS r WHERE r.part IN (''event'', ''fault'')', '<ObjectEvent xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
	|| kept.on_event || '><eventTime xsi:type="a">2026-01-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList xsi:nil="false"><epc>urn:x:y</epc></epcList><action>ADD</action>' || kept.written || '</ObjectEvent>'),
	format('VALUES (''event'', %L::jsonb)', kept.content), kept.on_event || kept.written) FROM (VALUES
	(' xsi:type="x:ObjectEventType" xsi:schemaLocation="urn:x x.xsd"', '', '{}'),
	(' x:a="1"', '', '{"{urn:x}a": "1"}'),
	(' x:a="1"', '<x:a>2</x:a>', '{"{urn:x}a": ["1", "2"]}'),
	('', '<extension x:a="1"/>', '{"{urn:x}a": "1"}'),
	('', '<readPoint x:a="1"><id>urn:x:z</id></readPoint>', '{"readPoint": {"id": "urn:x:z", "{urn:x}a": "1"}}'),
	('', '<ilmd x:a="1"/>', '{"ilmd": {"{urn:x}a": "1"}}')
	) AS kept (on_event, written, content);

-- Identifiers: the two ways to write each key are one.
SELECT is(digital_link(k.urn), k.link, k.urn) FROM (VALUES
	('urn:epc:id:sgtin:4012345.012345.12', 'https://id.gs1.org/01/04012345123456/21/12'),
	('urn:epc:id:sscc:4012345.0000000333', 'https://id.gs1.org/00/040123450000003338'),
	('urn:epc:id:sgln:4012345.00011.987', 'https://id.gs1.org/414/4012345000115/254/987'),
	('urn:epc:id:sgln:4012345.00005.0', 'https://id.gs1.org/414/4012345000054'),
	('urn:epc:id:pgln:4012345.00225', 'https://id.gs1.org/417/4012345002256'),
	('urn:epc:id:grai:4012345.66666.87', 'https://id.gs1.org/8003/0401234566666387'),
	('urn:epc:id:giai:4000001.111', 'https://id.gs1.org/8004/4000001111'),
	('urn:epc:id:gsrn:4012345.9876540000', 'https://id.gs1.org/8018/401234598765400000'),
	('urn:epc:id:gsrnp:4012345.0000098765', 'https://id.gs1.org/8017/401234500000987658'),
	('urn:epc:id:gdti:4012345.55555.98', 'https://id.gs1.org/253/401234555555498'),
	('urn:epc:id:cpi:4012345.ABC.123', 'https://id.gs1.org/8010/4012345ABC/8011/123'),
	('urn:epc:id:sgcn:4012345.99999.44', 'https://id.gs1.org/255/401234599999044'),
	('urn:epc:id:ginc:4012345.333', 'https://id.gs1.org/401/4012345333'),
	('urn:epc:id:gsin:4012345.999987654', 'https://id.gs1.org/402/40123459999876541'),
	('urn:epc:id:itip:4012345.012345.01.02.999', 'https://id.gs1.org/8006/040123451234560102/21/999'),
	('urn:epc:id:upui:4012345.012345.AB12', 'https://id.gs1.org/01/04012345123456/235/AB12'),
	('urn:epc:class:lgtin:4054739.099914.20160711', 'https://id.gs1.org/01/04054739999148/10/20160711'),
	('urn:epc:idpat:sgtin:4054739.099914.*', 'https://id.gs1.org/01/04054739999148'),
	('urn:epc:id:sgtin:4012345.012345.a(b', 'https://id.gs1.org/01/04012345123456/21/a%28b'),
	('https://example.com/some/where/gtin/4012345123456/lot/L1/ser/S1?x=y', 'https://id.gs1.org/01/04012345123456/21/S1'),
	('http://id.gs1.de/01/4012345123456/22/2A/10/L1', 'https://id.gs1.org/01/04012345123456/10/L1'),
	('https://id.gs1.org/01/04012345123456', 'https://id.gs1.org/01/04012345123456'),
	('urn:epc:id:sgtin:4012345.01234.12', 'urn:epc:id:sgtin:4012345.01234.12'),
	('urn:epc:id:gid:1.2.3', 'urn:epc:id:gid:1.2.3'),
	('https://example.com/01/abc', 'https://example.com/01/abc'),
	('urn:gdst:example.org:product:lot:class:x.y', 'urn:gdst:example.org:product:lot:class:x.y'),
	('', '')) AS k (urn, link);
SELECT * FROM finish();
ROLLBACK;
