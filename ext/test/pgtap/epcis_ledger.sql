-- EPCIS in a ledger that lives: the same again, conflicts, errors declared later, documents out of order, transformations told
-- in parts, and what is refused.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('epcis_ledger') \g /dev/null
SET LOCAL search_path = epcis_ledger, materials, public;
SET LOCAL jit = off;
SELECT no_plan();

-- Documents in few words: an event is its fields.
CREATE FUNCTION pg_temp.document(VARIADIC events jsonb[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object('@context', jsonb_build_array('https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', jsonb_build_object('ex', 'https://ns.example.com/x/')),
		'type', 'EPCISDocument', 'schemaVersion', '2.0', 'creationDate', '2026-01-01T00:00:00Z', 'epcisBody', jsonb_build_object('eventList', to_jsonb(events)))::text
$$;
CREATE FUNCTION pg_temp.made(at text, goods text, amount numeric) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_build_object('type', 'ObjectEvent', 'action', 'ADD', 'eventTime', at, 'eventTimeZoneOffset', '+00:00', 'bizStep', 'commissioning',
		'quantityList', jsonb_build_array(jsonb_build_object('epcClass', 'urn:ex:lot:' || goods, 'quantity', amount, 'uom', 'KGM')))
$$;
CREATE FUNCTION pg_temp.amounts(goods text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_agg(jsonb_build_object('epcClass', 'urn:ex:lot:' || split_part(g.one, ' ', 1), 'quantity', split_part(g.one, ' ', 2)::numeric, 'uom', 'KGM')) FROM string_to_table(goods, ', ') AS g (one)
$$;
CREATE FUNCTION pg_temp.turned(at text, inputs text, outputs text, run text DEFAULT NULL) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
	SELECT jsonb_strip_nulls(jsonb_build_object('type', 'TransformationEvent', 'eventTime', at, 'eventTimeZoneOffset', '+00:00', 'eventID', 'urn:ex:event:' || at, 'transformationID', 'urn:ex:run:' || run,
		'inputQuantityList', pg_temp.amounts(inputs), 'outputQuantityList', pg_temp.amounts(outputs)))
$$;
CREATE FUNCTION pg_temp.did(document text) RETURNS text LANGUAGE sql VOLATILE AS $$
	SELECT coalesce(string_agg(i.outcome || coalesce(' ' || i.number, '') || coalesce(': ' || i.detail, ''), ', ' ORDER BY i.outcome, i.detail), 'nothing') FROM epcis_import(document) AS i
$$;
CREATE FUNCTION pg_temp.flows() RETURNS TABLE (output text, input text, quantity text) LANGUAGE sql STABLE AS $$
	SELECT replace(o.code, 'urn:ex:lot:', ''), replace(i.code, 'urn:ex:lot:', ''), f.quantity::text FROM flow_at('infinity') AS f JOIN lot AS o ON o.id = f.output_lot_id JOIN lot AS i ON i.id = f.input_lot_id
$$;
CREATE FUNCTION pg_temp.lots() RETURNS TABLE (lot text, quantity text, untraced text) LANGUAGE sql STABLE AS $$
	SELECT replace(l.code, 'urn:ex:lot:', ''), l.quantity::text, l.untraced_reason FROM lot_at('infinity') AS s JOIN lot AS l ON l.id = s.id
$$;
CREATE FUNCTION pg_temp.row_count() RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
	t text;
	n bigint;
	total bigint := 0;
BEGIN
	FOR t IN SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'epcis_ledger'::regnamespace AND c.relkind = 'r' AND c.relname <> 'import_error' LOOP
		EXECUTE format('SELECT count(*) FROM %I', t) INTO n;
		total := total + n;
	END LOOP;
	RETURN total;
END
$$;

-- A document, then the same, then its events in another document.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-01T00:00:00Z', 'ore', 100), pg_temp.turned('2026-01-02T00:00:00Z', 'ore 80', 'metal 60'))),
	'consumption 1, event 2, item 1, lot 2, transformation 1', 'a lot made, and one made of it');
SELECT pg_temp.row_count() AS before \gset
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-01T00:00:00Z', 'ore', 100), pg_temp.turned('2026-01-02T00:00:00Z', 'ore 80', 'metal 60'))), 'repeated document 1: document ' || d.digest, 'the same document again')
FROM (SELECT left(e.sha256, 16) AS digest FROM epcis_document AS e) AS d;
SELECT is(pg_temp.row_count(), :before::bigint, 'adds nothing');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-01-02T00:00:00Z', 'ore 80', 'metal 60'))), 'repeated event 1', 'its event in another document');
SELECT is(pg_temp.row_count(), :before::bigint + 1, 'adds the document alone');

-- Conflicts: nothing of the document is taken.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-05T00:00:00Z', 'salt', 1), pg_temp.turned('2026-01-02T00:00:00Z', 'ore 90', 'metal 60'))),
	'conflict: event "urn:ex:event:2026-01-02T00:00:00Z" is already recorded with other content', 'the same id with other content');
SELECT results_eq('SELECT row_number, field, state FROM import_error', $$VALUES (2::bigint, 'eventID', '23505')$$, 'is in import_error');
SELECT is(pg_temp.row_count(), :before::bigint + 1, 'and nothing else is recorded');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-01-06T00:00:00Z', 'a 1', 'b 1'), pg_temp.turned('2026-01-06T00:00:00Z', 'a 1', 'b 2'))),
	'conflict: event "urn:ex:event:2026-01-06T00:00:00Z" is there twice, with other content', 'also within one document');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-05T00:00:00Z', 'salt', 1), pg_temp.made('2026-01-05', 'sugar', 1), pg_temp.made('2026-01-07T00:00:00Z', 'tea', -1))),
	'refused: eventTime is not a time with its offset from universal time: "2026-01-05", refused: quantityList.quantity is below zero: "-1"', 'bad events are named');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-05T00:00:00Z', 'salt', 1e14), pg_temp.made('2026-01-06T00:00:00Z', 'salt', 1e16))), 'refused: quantity is too large or too fine: "10000000000000000"', 'a quantity beyond what is kept');
SELECT is(pg_temp.did('{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [}'), 'refused: line 1: a value is expected', 'a document that cannot be read');
SELECT is(pg_temp.did(pg_temp.document(VARIADIC '{}')), 'refused: eventList has no event', 'a document without events');
SELECT throws_ok('SELECT * FROM epcis_import(NULL)', '22004', 'there is no document', 'no document at all');
SELECT is(pg_temp.row_count(), :before::bigint + 1, 'of none of them anything is recorded');

-- More is told of a lot: what was recorded is replaced, and stays known for then.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-01-01T12:00:00Z', 'ore', 20))), 'event 1, lot told anew 1', 'more was made of a lot');
SELECT bag_eq('SELECT * FROM pg_temp.lots()', $$VALUES ('ore', '120 kg', NULL), ('metal', '60 kg', NULL)$$, 'its quantity is the sum');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-02-02T00:00:00Z', 'metal 60, scrap 5', 'part 62'))), 'consumption 2, event 1, lot 2, transformation 1', 'of a lot that nobody made');
SELECT bag_eq('SELECT * FROM pg_temp.lots()', $$VALUES ('ore', '120 kg', NULL), ('metal', '60 kg', NULL), ('scrap', '5 kg', 'not_asked'), ('part', '62 kg', NULL)$$, 'as much is there as was drawn, and it is untraced');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-01-20T00:00:00Z', 'waste 9', 'scrap 8'))), 'consumption 1, event 1, lot 1, lot told anew 1, transformation 1', 'until its document comes');
SELECT bag_eq('SELECT * FROM pg_temp.flows()', $$VALUES ('metal', 'ore', '80 kg'), ('part', 'metal', '60 kg'), ('part', 'scrap', '5 kg'), ('scrap', 'waste', '9 kg')$$, 'then the chain goes on');
SELECT is((SELECT t.quantity::text FROM lot AS t JOIN lot_at('infinity') AS s ON s.id = t.id WHERE t.code = 'urn:ex:lot:scrap'), '8 kg', 'with what was made');

-- Several outputs: nobody says which input went into which.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-03-01T00:00:00Z', 'x 10, y 20', 'p 12, q 16'))), 'event 1, input of an event 2, lot 4, transformation 1', 'two outputs');
SELECT bag_eq($$SELECT f.output, f.input, f.quantity FROM pg_temp.flows() AS f WHERE f.output IN ('p', 'q')$$, $$VALUES ('p', 'x', '10 kg'), ('p', 'y', '20 kg'), ('q', 'x', '10 kg'), ('q', 'y', '20 kg')$$, 'each input may be in each of them');
-- A transformation told in parts.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-04-01T00:00:00Z', 'm 5', NULL, 'R'), pg_temp.turned('2026-04-02T00:00:00Z', NULL, 'n 4', 'R'))), 'consumption 1, event 2, lot 2, transformation 1', 'what goes in and what comes out in two events');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-04-03T00:00:00Z', 'k 2', 'o 3', 'R'))), 'event 1, input of an event 2, input withdrawn 1, lot 2', 'and a third, with another output');
SELECT bag_eq($$SELECT f.output, f.input, f.quantity FROM pg_temp.flows() AS f WHERE f.output IN ('n', 'o')$$, $$VALUES ('n', 'm', '5 kg'), ('n', 'k', '2 kg'), ('o', 'm', '5 kg'), ('o', 'k', '2 kg')$$, 'are one transformation');

-- Errors declared later, and the event that corrects.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.turned('2026-02-02T00:00:00Z', 'metal 60, scrap 5', 'part 62') || '{"errorDeclaration": {"declarationTime": "2026-05-01T00:00:00Z", "reason": "incorrect_data", "correctiveEventIDs": ["urn:ex:event:2026-02-02T01:00:00Z"]}}',
	pg_temp.turned('2026-02-02T01:00:00Z', 'metal 50', 'part 52'))), 'consumption 1, declared error 1, event 2, input withdrawn 2, lot told anew 1, transformation 1', 'an event is declared an error, and another corrects it');
SELECT bag_eq($$SELECT f.output, f.input, f.quantity FROM pg_temp.flows() AS f WHERE f.output = 'part'$$, $$VALUES ('part', 'metal', '50 kg')$$, 'what it said no longer counts');
SELECT is((SELECT t.quantity::text FROM lot AS t JOIN lot_at('infinity') AS s ON s.id = t.id WHERE t.code = 'urn:ex:lot:part'), '52 kg', 'the other counts');


-- Containers, and things that change hands.
SELECT is(pg_temp.did(pg_temp.document(
	'{"type": "AggregationEvent", "action": "ADD", "eventTime": "2026-06-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "parentID": "urn:epc:id:sscc:4012345.0000000333", "childEPCs": ["urn:epc:id:sgtin:4012345.012345.1", "urn:epc:id:sgtin:4012345.012345.2"]}',
	'{"type": "AggregationEvent", "action": "DELETE", "eventTime": "2026-06-02T00:00:00Z", "eventTimeZoneOffset": "+00:00", "parentID": "https://example.com/sscc/040123450000003338", "childEPCs": ["https://id.gs1.org/01/04012345123456/21/1"]}',
	'{"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-06-03T00:00:00Z", "eventTimeZoneOffset": "+00:00", "bizStep": "shipping", "epcList": ["urn:epc:id:sgtin:4012345.012345.1"],
		"sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00225"}], "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00777"}, {"type": "location", "destination": "urn:epc:id:sgln:0614141.00777.0"}]}',
	'{"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-06-05T00:00:00Z", "eventTimeZoneOffset": "+00:00", "bizStep": "receiving", "epcList": ["https://id.gs1.org/01/04012345123456/21/1"],
		"sourceList": [{"type": "owning_party", "source": "https://id.gs1.org/417/4012345002256"}], "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00777"}]}')),
	'event 4, item 1, lot 1, party 2, transfer 1', 'packed, unpacked, sent and received');
SELECT results_eq($$SELECT c.child, c.removed_at::date FROM epcis_containment('infinity') AS c ORDER BY c.child$$,
	$$VALUES ('https://id.gs1.org/01/04012345123456/21/1', '2026-06-02'::date), ('https://id.gs1.org/01/04012345123456/21/2', NULL)$$, 'one thing came out of the container, however it is called');
SELECT results_eq($$SELECT f.code, t.code, x.transferred_on FROM transfer AS x JOIN party AS f ON f.id = x.from_id JOIN party AS t ON t.id = x.to_id$$,
	$$VALUES ('https://id.gs1.org/417/4012345002256'::code, 'https://id.gs1.org/417/0614141007776'::code, '2026-06-03'::date)$$, 'sender and receiver tell of one transfer');
SELECT results_eq($$SELECT i.scheme, i.value FROM party_identifier AS i ORDER BY 2$$, $$VALUES ('GLN', '0614141007776'), ('GLN', '4012345002256')$$, 'parties are known by their GLN');
SELECT is((SELECT i.gtin::text FROM item AS i JOIN lot AS l ON l.item_id = i.id WHERE l.code = 'https://id.gs1.org/01/04012345123456/21/1'), '04012345123456', 'the class of a thing is an item');
SELECT results_eq($$SELECT h.type, h.role, h.step FROM epcis_history('urn:epc:id:sgtin:4012345.012345.1', 'infinity') AS h$$,
	$$VALUES ('AggregationEvent', 'child', NULL), ('AggregationEvent', 'child', NULL), ('ObjectEvent', 'epc', 'shipping'), ('ObjectEvent', 'epc', 'receiving')$$, 'what happened to a thing');

-- A thing that is repaired.
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-07-01T00:00:00Z', 'engine', 10), pg_temp.turned('2026-07-05T00:00:00Z', 'engine 10, valve 1', 'engine 10'), pg_temp.turned('2026-07-09T00:00:00Z', 'engine 10', 'ship 10'))),
	'consumption 3, event 3, lot 4, transformation 2', 'made, repaired, built in');
SELECT bag_eq($$SELECT f.output, f.input FROM pg_temp.flows() AS f WHERE f.input ~ 'engine|valve'$$, $$VALUES ('engine', 'engine before urn:ex:event:2026-07-05T00:00:00Z'), ('engine', 'valve'), ('ship', 'engine')$$, 'what was before the repair is another lot');

-- A recorder imports and exports, a part of each kind that there is.
CREATE ROLE epcis_test_recorder;
SELECT materials.grant_ledger('epcis_ledger', 'epcis_test_recorder', 'recorder') \g /dev/null
GRANT USAGE ON SCHEMA public TO epcis_test_recorder;
SET LOCAL ROLE epcis_test_recorder;
SELECT is((SELECT string_agg(i.outcome || coalesce(' ' || i.number, ''), ', ' ORDER BY i.outcome COLLATE "C") FROM materials.epcis_import('epcis_ledger', pg_temp.document(
	'{"type": "ObjectEvent", "action": "ADD", "eventTime": "2026-09-01T00:00:00Z", "eventTimeZoneOffset": "+00:00", "bizStep": "none such", "epcList": ["urn:epc:id:sgtin:4012345.077777.1"],
		"sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:4012345.00226"}], "destinationList": [{"type": "owning_party", "destination": "urn:epc:id:pgln:0614141.00778"}]}',
	pg_temp.turned('2026-09-02T00:00:00Z', 'ore 1, tin 2', 'bronze 3'), pg_temp.turned('2026-02-02T01:00:00Z', 'metal 50', 'part 52') || '{"errorDeclaration": {"declarationTime": "2026-09-03T00:00:00Z", "reason": "incorrect_data"}}')) AS i),
	'consumption 2, declared error 1, event 3, input withdrawn 1, item 1, lot 3, oddity, party 2, transfer 1, transformation 1', 'a recorder imports');
SELECT is((SELECT count(*) FROM materials.epcis_import('epcis_ledger', '{}', 'empty') AS i WHERE i.outcome = 'refused'), 1::bigint, 'is told what is wrong');
SELECT is((SELECT count(*) FROM epcis_read(epcis_export()) AS r WHERE r.part = 'event'), (SELECT count(*) FROM epcis_event), 'and exports');
RESET ROLE;
SELECT is((SELECT count(*) FROM import_error AS e WHERE e.document = 'empty'), 1::bigint, 'what was wrong is kept');

-- Ended in the middle: while a document is read, and while what follows from it is written.  An attribute of an element that stays
-- open is memory of libxml2; were it not given back, five times would be told.
CREATE TEMPORARY TABLE long AS SELECT 'JSON' AS form, '{"type": "EPCISDocument", "@context": [], "epcisBody": {"eventList": [' || string_agg(pg_temp.made('2026-08-01T00:00:00Z', 'g' || n, 1)::text, ', ') || ']}}' AS document FROM generate_series(1, 6000) AS n
	UNION ALL SELECT 'XML', '<EPCISDocument><EPCISBody note="' || repeat('x', 9000000) || '"><EventList>'
		|| repeat('<ObjectEvent><eventTime>2026-08-01T00:00:00Z</eventTime><eventTimeZoneOffset>+00:00</eventTimeZoneOffset><epcList><epc>urn:ex:thing:1</epc></epcList><action>ADD</action></ObjectEvent>', 12000) || '</EventList></EPCISBody></EPCISDocument>';
CREATE FUNCTION pg_temp.own_mb() RETURNS integer LANGUAGE sql VOLATILE AS $$ SELECT substring(pg_read_file('/proc/self/status') FROM 'RssAnon:\s*(\d+) kB')::integer / 1024 $$;
CREATE FUNCTION pg_temp.ended(query text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE query;
	RETURN false;
EXCEPTION WHEN query_canceled THEN
	RETURN true;
END
$$;
CREATE FUNCTION pg_temp.end_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_cancel_backend(pg_backend_pid());
	PERFORM pg_sleep(10);
	RETURN NULL;
END
$$;
SELECT pg_temp.row_count() AS before \gset
SET LOCAL statement_timeout = '10ms';
SELECT ok(pg_temp.ended('SELECT count(*) FROM long AS l CROSS JOIN LATERAL epcis_read(l.document) AS r WHERE l.form = ''JSON'''), 'ended while JSON is read');
SET LOCAL statement_timeout = '60ms';
SELECT ok(pg_temp.ended('SELECT count(*) FROM long AS l CROSS JOIN LATERAL epcis_read(l.document) AS r WHERE l.form = ''XML'''), 'ended while XML is read');
SELECT ok(pg_temp.ended('SELECT count(*) FROM long AS l CROSS JOIN LATERAL epcis_import(l.document) AS r WHERE l.form = ''XML'''), 'and in an import');
-- The first times the C library may keep what it was given back.
SELECT pg_temp.own_mb() AS memory_before \gset
\set again 'SELECT pg_temp.ended(''SELECT count(*) FROM long AS l CROSS JOIN LATERAL epcis_read(l.document) AS r WHERE l.form = $$XML$$'') \\g /dev/null'
:again
:again
:again
:again
:again
SET LOCAL statement_timeout = 0;
SELECT cmp_ok(pg_temp.own_mb() - :memory_before, '<', 24, 'the memory is given back, five times');
CREATE TRIGGER end_here AFTER INSERT ON lot FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.end_here();
SELECT ok(pg_temp.ended('SELECT epcis_import(pg_temp.document(pg_temp.made(''2026-08-01T00:00:00Z'', ''steel'', 1)))'), 'ended while lots are written');
DROP TRIGGER end_here ON lot;
SELECT is(pg_temp.row_count(), :before::bigint, 'no row is left of any of them');
SELECT is_empty($$SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = pg_my_temp_schema() AND c.relname LIKE 'epcis\_%'$$, 'and no temporary table');
SELECT is(pg_temp.did(pg_temp.document(pg_temp.made('2026-08-01T00:00:00Z', 'steel', 1))), 'event 1, lot 1', 'the same document is taken then');
-- A unit that there is not says nothing of how much it was.
SELECT is((SELECT count(*) FROM epcis_import('{"@context": "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": "2026-03-01T08:00:00Z", "epcisBody": {"eventList": [{"type": "TransformationEvent",
	"eventID": "urn:uuid:strange-unit", "eventTime": "2026-03-01T08:00:00Z", "eventTimeZoneOffset": "+00:00", "inputQuantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.099999.STRANGE-IN", "quantity": 10, "uom": "XXX"}],
	"outputEPCList": ["urn:epc:id:sgtin:4012345.077889.991", "urn:epc:id:sgtin:4012345.077889.992"]}]}}') AS i WHERE i.outcome ~ 'refused|conflict'), 0::bigint, 'an amount in a unit that there is not is no reason to refuse a document');
SELECT results_eq($$SELECT l.quantity::text, e.quantity::text, f.kind FROM lot AS l JOIN event_input AS e ON e.input_lot_id = l.id JOIN data_finding AS f ON f.relation = 'lot' AND f.row_id = l.id WHERE l.code ~ 'STRANGE-IN$'$$,
	$$VALUES ('1 each', '1 each', 'disagreeing_quantity')$$, 'it counts as one of them, and is told');
SELECT * FROM finish();
ROLLBACK;
