-- Facts as rows: what is refused, what conditions see, whose value goes first, and what corrections and instants do to it.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('stated') \g /dev/null
SET search_path = stated, materials, public;
SELECT no_plan();

INSERT INTO materials.property (property, subjects, type, unit, words, title) VALUES
	('sold_on', '{line}', 'date', NULL, NULL, 'day of sale'), ('approved', '{line,item}', 'boolean', NULL, NULL, 'approved'), ('density', '{item,lot}', 'number', NULL, NULL, 'g/cm3'),
	('energy', '{line,item,lot}', 'quantity', 'kWh', NULL, 'energy'), ('kind', '{item}', 'text', NULL, '{ev,industrial}', 'kind'), ('note', '{line}', 'text', NULL, NULL, 'note'),
	('weight', '{lot}', 'quantity', 'lb', NULL, 'weight');
INSERT INTO import_item (code, name, class, material) VALUES ('PACK', 'Pack', 'pack', NULL), ('POWDER', 'Powder', 'component_material', 'lithium_iron_phosphate');
INSERT INTO import_lot (code, item, material, country, quantity) VALUES ('P', 'PACK', NULL, 'US', '1 each'), ('BULK', NULL, 'graphite', NULL, '5 kg'), ('OLD', 'POWDER', NULL, 'DE', '5 kg');
INSERT INTO import_contract_line (contract, signed_on, line, item, quantity, lots) VALUES ('C', '2026-01-01', 'L', 'PACK', '1 each', '{P}');

-- The vocabulary: what is a column of a table is there as well, and nothing else of ours claims to be.
SELECT is_empty($$SELECT p.property, p.kept_in FROM property AS p WHERE p.kept_in IS NOT NULL AND p.property NOT IN ('programme', 'programme_kind')
	AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = to_regclass('stated.' || p.kept_in) AND a.attname = p.property)$$, 'what is said to be kept in a column is');
SELECT is_empty($$SELECT k.key FROM line_fact(ARRAY[line_id('L')], 'infinity') AS f, jsonb_object_keys(f.fact) AS k (key) WHERE k.key NOT IN (SELECT p.property FROM property AS p WHERE 'line' = ANY (p.subjects))$$,
	'every fact of a line is a property of lines');
SELECT is_empty($$SELECT k.key FROM lot_fact(ARRAY(SELECT l.id FROM lot AS l), 'infinity') AS f, jsonb_object_keys(f.fact) AS k (key) WHERE k.key NOT IN (SELECT p.property FROM property AS p WHERE 'lot' = ANY (p.subjects))$$,
	'every fact of a lot is a property of lots');
SELECT is_empty($$SELECT r.rule, r.event FROM rule AS r JOIN property AS p ON p.property = r.event WHERE p.type <> 'date' OR NOT 'line' = ANY (p.subjects)$$, 'the event of every rule is a day of lines');
SELECT is_empty($$SELECT r.rule, c.choice FROM rule_policy AS r, unnest(r.choices) AS c (choice) WHERE r.policy = 'event' AND NOT EXISTS (SELECT FROM property AS p WHERE p.property = c.choice AND p.type = 'date')$$, 'and so are those that can be chosen');
SELECT throws_ok(format('INSERT INTO materials.property (property, subjects, type, unit, title) VALUES (%s, ''x'')', v), '23514', NULL, format('no such property: %s', v))
FROM (VALUES ($$'Big', '{line}', 'date', NULL$$), ($$'a b', '{line}', 'date', NULL$$), ($$'x', '{party}', 'date', NULL$$), ($$'x', '{}', 'date', NULL$$), ($$'x', '{line}', 'colour', NULL$$), ($$'x', '{line}', 'quantity', NULL$$), ($$'x', '{line}', 'date', 'kg'$$)) AS v (v);

-- Values: right ones in one spelling, wrong ones refused.
SELECT is(property_value(property, subject, value), kept, format('%s = "%s" is kept as "%s"', property, value, kept)) FROM (VALUES
	('sold_on', 'line', '2028-02-29', '2028-02-29'), ('approved', 'item', 'Yes', 'true'), ('approved', 'line', 'f', 'false'), ('density', 'lot', '+2.500', '2.5'), ('density', 'lot', '-0', '0'),
	('energy', 'lot', '1500 Wh', '1.5 kWh'), ('energy', 'lot', '7.2 MJ', '2 kWh'), ('kind', 'item', 'ev', 'ev'), ('note', 'line', 'as written ', 'as written '), ('weight', 'lot', '2 lb', '0.90718474 kg')) AS v (property, subject, value, kept);
SELECT throws_ok(format('SELECT property_value(%L, %L, %L)', property, subject, value), state, message, format('%s = "%s" is refused', property, left(value, 40))) FROM (VALUES
	('sold_on', 'line', '2027-02-29', '22023', 'property "sold_on" cannot be "2027-02-29"'), ('sold_on', 'line', '2027-2-2', '22023', NULL), ('sold_on', 'line', '0000-01-01', '22023', NULL), ('sold_on', 'line', 'infinity', '22023', NULL),
	('sold_on', 'line', 'today', '22023', NULL), ('sold_on', 'line', '2027-04-31', '22023', NULL), ('sold_on', 'line', '1900-02-29', '22023', NULL), ('sold_on', 'line', '', '22023', NULL),
	('approved', 'line', 'maybe', '22023', 'property "approved" cannot be "maybe"'), ('density', 'lot', 'NaN', '22023', NULL), ('density', 'lot', '1e5', '22023', NULL), ('density', 'lot', '1,5', '22023', NULL), ('density', 'lot', repeat('9', 31), '22023', NULL),
	('energy', 'lot', '5 kg', '22023', 'property "energy" cannot be "5 kg"'), ('energy', 'lot', '1 J', '22023', 'property "energy" cannot be "1 J"'), ('energy', 'lot', '5', '22P02', NULL), ('weight', 'lot', '1 kg', '22023', NULL),
	('kind', 'item', 'EV', '22023', NULL), ('note', 'line', '', '22023', NULL), ('note', 'line', repeat('x', 1001), '22023', format('property "note" cannot be "%s"', repeat('x', 64))),
	('kind', 'line', 'ev', '23514', 'property "kind" cannot be recorded of a line'), ('signed_on', 'line', '2026-01-01', '23514', NULL), ('colour', 'line', 'red', '23503', 'there is no property "colour"')) AS v (property, subject, value, state, message);
CREATE FUNCTION pg_temp.said(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	EXECUTE statement;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN format('%s|%s', detail, hint);
END
$$;
SELECT is(pg_temp.said(statement), said, format('detail and hint: %s', statement)) FROM (VALUES
	($$SELECT property_value('kind', 'item', 'x')$$, 'It is one of ev, industrial: kind.|materials.property says of each property what its values are.'),
	($$SELECT property_value('kind', 'lot', 'ev')$$, 'It is recorded of: item.|materials.property says what each property is of.'),
	($$SELECT property_value('signed_on', 'line', '2026-01-01')$$, 'It is kept in table "contract".|materials.property says what each property is of.')) AS v (statement, said);

-- Whose value goes first: the line's or lot's own, then the item's; columns are seen beside them.
INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'energy', '2 kWh'), ('PACK', 'kind', 'ev'), ('PACK', 'density', '1.5'), ('POWDER', 'density', '2.4');
INSERT INTO import_line_property (line, property, value) VALUES ('L', 'energy', '2010 Wh'), ('L', 'sold_on', '2027-02-18'), ('L', 'approved', 'no');
INSERT INTO import_lot_property (lot, property, value) VALUES ('P', 'density', '1.6'), ('OLD', 'density', '2.6');
SELECT is(f.fact -> k.key, k.value::jsonb, format('the line says %s = %s', k.key, k.value)) FROM line_fact(ARRAY[line_id('L')], 'infinity') AS f, (VALUES
	('energy', '2.01'), ('kind', '"ev"'), ('density', '1.5'), ('sold_on', '"2027-02-18"'), ('approved', 'false'), ('signed_on', '"2026-01-01"'), ('class', '"pack"'), ('material', NULL), ('programme', 'null'), ('procured_on', NULL)) AS k (key, value);
SELECT is(f.fact -> k.key, k.value::jsonb, format('lot %s says %s = %s', k.code, k.key, k.value)) FROM (VALUES
	('P', 'energy', '2'), ('P', 'density', '1.6'), ('P', 'kind', '"ev"'), ('P', 'country', '"US"'), ('P', 'class', '"pack"'), ('P', 'sold_on', NULL), ('BULK', 'class', 'null'), ('BULK', 'material', '"graphite"'), ('BULK', 'country', NULL),
	('OLD', 'material', '"lithium_iron_phosphate"'), ('OLD', 'density', '2.6'), ('OLD', 'role', 'null')) AS k (code, key, value), lot_fact(ARRAY[lot_id(k.code)], 'infinity') AS f;
SELECT is((SELECT f.fact FROM item_fact(ARRAY[item_id('POWDER')], 'infinity') AS f), '{"class": "component_material", "density": 2.4, "material": "lithium_iron_phosphate"}', 'an item says what is recorded of it');
SELECT is(jsonb_path_match(f.fact, 'strict $.energy > 2'::jsonpath, '{}', true), true, 'more than 2 kWh is compared exactly') FROM line_fact(ARRAY[line_id('L')], 'infinity') AS f;
SELECT is(jsonb_path_match(f.fact, 'strict $.energy > 2.01'::jsonpath, '{}', true), false, 'and not more than it says') FROM line_fact(ARRAY[line_id('L')], 'infinity') AS f;
SELECT is(jsonb_path_match(f.fact, 'strict $.note == "x"'::jsonpath, '{}', true), NULL, 'what nobody states is unknown') FROM line_fact(ARRAY[line_id('L')], 'infinity') AS f;

-- One value at a time.
SELECT throws_ok($$INSERT INTO import_line_property (line, property, value) VALUES ('L', 'energy', '3 kWh')$$, '23505', 'property "energy" of "L" is already recorded', 'a second value is refused');
SELECT throws_ok($$INSERT INTO import_line_property (line, property, value) VALUES ('L', 'energy', '2.01 kWh')$$, '23505', NULL, 'even the same');
SELECT throws_ok($$INSERT INTO import_item_property (item, property, value) VALUES ('POWDER', 'energy', '3 kWh'), ('POWDER', 'energy', '3 kWh')$$, '23505', 'property "energy" of "POWDER" is already recorded', 'and within one statement');
SELECT throws_ok($$INSERT INTO import_lot_property (lot, property, value) VALUES ('P', 'density', '3')$$, '23505', 'property "density" of "P" is already recorded', 'and of a lot');
SELECT throws_ok($$INSERT INTO line_property (line_id, property, revision, value) VALUES (line_id('L'), 'energy', 7, '3 kWh')$$, '23505', NULL, 'whatever revision is given');
SELECT is(pg_temp.said($$INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'kind', 'industrial')$$), 'Row 2 says "ev".|Correct that row first, then record the value that stands instead.', 'it says what is recorded');

-- A correction, told apart by instants.
SELECT recorded_at AS before FROM item_property WHERE property = 'kind' \gset
INSERT INTO correction (relation, row_id, reason, recorded_at) SELECT 'item_property', p.id, 'wrong kind', materials.recorded_at('ledger') + interval '1 s' FROM item_property AS p WHERE p.property = 'kind';
SELECT lives_ok($$INSERT INTO item_property (item_id, property, value, recorded_at) VALUES (item_id('PACK'), 'kind', 'industrial', materials.recorded_at('ledger') + interval '2 s')$$, 'a corrected value can be stated anew');
SELECT throws_ok($$INSERT INTO import_item_property (item, property, value) VALUES ('PACK', 'kind', 'ev')$$, '23505', NULL, 'once');
SELECT is(string_agg(p.revision || ' ' || p.value, ', ' ORDER BY p.revision), '0 ev, 1 industrial', 'the revision counts') FROM item_property AS p WHERE p.property = 'kind';
SELECT is((SELECT f.fact ->> 'kind' FROM line_fact(ARRAY[line_id('L')], materials.recorded_at('ledger') + make_interval(secs => v.seconds)) AS f), v.kind, format('after %s s', v.seconds))
FROM (VALUES (0, 'ev'), (0.5, 'ev'), (1, NULL), (1.5, NULL), (2, 'industrial')) AS v (seconds, kind);
SELECT is((SELECT i.value FROM import_item_property AS i WHERE i.property = 'kind'), 'industrial', 'the view shows what stands');

-- What is recorded of a lot that was replaced is of the one that stands, until that says otherwise.
INSERT INTO lot (code, revision, item_id, quantity) VALUES ('OLD', 1, item_id('POWDER'), '6 kg');
INSERT INTO correction (relation, row_id, replaced_by, reason) SELECT 'lot', min(l.id), max(l.id), 'weighed again' FROM lot AS l WHERE l.code = 'OLD';
SELECT is((SELECT f.fact -> 'density' FROM lot_fact(ARRAY[lot_id('OLD')], 'infinity') AS f), '2.6', 'the lot that stands has it');
SELECT is((SELECT a.value FROM lot_property_at('infinity') AS a WHERE a.lot_id = lot_id('OLD')), '2.6', 'in either way of asking');
INSERT INTO import_lot_property (lot, property, value) VALUES ('OLD', 'density', '2.7');
SELECT is((SELECT f.fact -> 'density' FROM lot_fact(ARRAY[lot_id('OLD')], 'infinity') AS f), '2.7', 'its own value goes before it');
SELECT is((SELECT string_agg(a.value, ',') FROM lot_property_at('infinity') AS a WHERE a.lot_id = lot_id('OLD')), '2.7', 'in either way of asking');
SELECT is_empty($$SELECT * FROM line_property_at('-infinity') UNION ALL SELECT * FROM item_property_at('-infinity') UNION ALL SELECT * FROM lot_property_at('-infinity')$$, 'nothing was known at the beginning of time');

-- A day that is recorded so can be the event of a rule.
INSERT INTO materials.rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed)
	SELECT 'SALE', '1', 'x', 'x', 'battery', 'named maker', 'named_maker', 'sold_on', '2026-01-01', '2026-01-01', true;
INSERT INTO materials.rule_phase (rule, version, phase, title, effective_from, citation, confirmed) VALUES ('SALE', '1', 'all', 'all', '2027-02-19', 'x', true);
SELECT is((SELECT t.verdict || ': ' || t.detail FROM line_test('SALE', '1', ARRAY[line_id('L')], '{}', 'infinity') AS t WHERE t.kind = 'event'), 'NOT_YET_EFFECTIVE: sold_on = 2027-02-18', 'the phase is compared with it');
SELECT throws_ok($$INSERT INTO materials.rule (rule, version, title, citation, subject, concern, test, event, enacted_on, released_on, confirmed)
	SELECT 'SALE', '2', 'x', 'x', 'battery', 'named maker', 'named_maker', 'colour', '2026-01-01', '2026-01-01', true$$, '23503', NULL, 'an event that is no property is refused');
SELECT * FROM finish();
ROLLBACK;
