-- Import views: rows with codes, days and quantities as written go in by INSERT and COPY and come back in the same shape.
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('import_view') \g /dev/null
SET search_path = import_view, materials, public;
SELECT no_plan();
CREATE FUNCTION pg_temp.shown(view text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format('SELECT v::text FROM %I AS v ORDER BY v::text COLLATE "C"', view);
END
$$;

-- Every view: its rows go in through it and come back as they were given, in one canonical spelling.
COPY import_party (code, name, kind, government_of, government_level, incorporated_in, headquarters_in, nationality, lei, cage, source) FROM stdin (FORMAT csv, NULL '');
GOV,Government of Utopia,government,CN,national,,,,,,sample
OWNER,Owner Ltd,,,,HKG,CN,,5493001KJTIIGC8Y1R12,,register
MAKER,"Maker, ""Sons"" & Co",company,,,US,,,,06481,
PERSON,A Person,natural_person,,,,,DE,,,
\.
SELECT results_eq('SELECT pg_temp.shown(''import_party'')', ARRAY[
	'(GOV,"Government of Utopia",government,CN,national,,,,,,,,,,,sample,)',
	'(MAKER,"Maker, ""Sons"" & Co",company,,,US,,,,,,,06481,,,,)',
	'(OWNER,"Owner Ltd",company,,,HK,CN,,,,,5493001KJTIIGC8Y1R12,,,,register,)',
	'(PERSON,"A Person",natural_person,,,,,,DE,,,,,,,,)'], 'parties come back with domiciles and identifiers, in canonical spelling');
SELECT is(count(*), 4::bigint, 'each country given is a domicile of its kind') FROM party_domicile;

INSERT INTO import_interest (owner, owned, share, valid_from, valid_to, source) VALUES
	('GOV', 'OWNER', '51%', NULL, NULL, 'register'), ('OWNER', 'MAKER', '1/3', '2025-01-01', '2026-12-31', NULL);
SELECT results_eq('SELECT pg_temp.shown(''import_interest'')', ARRAY[
	'(GOV,OWNER,equity,51/100,,,register)',
	'(OWNER,MAKER,equity,1/3,2025-01-01,2026-12-31,)'], 'interests come back with first and last day');
SELECT is(valid, '[2025-01-01,2027-01-01)', 'the last day is part of the range') FROM interest WHERE valid <> '(,)';

INSERT INTO import_site (code, name, operator, country) VALUES ('PLANT', 'Plant', 'MAKER', 'USA');
SELECT results_eq('SELECT pg_temp.shown(''import_site'')', ARRAY[
	'(PLANT,Plant,MAKER,US,,plant,operating,,)'], 'sites come back with what was left out filled in');
INSERT INTO import_item (code, name, class, material, unit_mass, maker) VALUES
	('CELL', 'Cell', 'cell', NULL, '70 g', 'MAKER'), ('PACK', 'Pack', 'pack', NULL, '1.5 KGM', 'MAKER'), ('POWDER', 'Powder', 'component_material', 'lithium_iron_phosphate', NULL, NULL);
SELECT results_eq('SELECT pg_temp.shown(''import_item'')', ARRAY[
	'(CELL,Cell,cell,,"0.07 kg",,,,MAKER,)',
	'(PACK,Pack,pack,,"1.5 kg",,,,MAKER,)',
	'(POWDER,Powder,component_material,lithium_iron_phosphate,,,,,,)'], 'items come back, units of mass alike');
INSERT INTO import_component (item, component, quantity) VALUES ('PACK', 'CELL', '16 each'), ('CELL', 'POWDER', '25 g');
SELECT results_eq('SELECT pg_temp.shown(''import_component'')', ARRAY[
	'(CELL,POWDER,"0.025 kg",0,,1,,,,"1 each",)',
	'(PACK,CELL,"16 each",0,,1,,,,"1 each",)'], 'components come back');

COPY import_lot (code, item, role, producer, site, country, step, made_on, quantity, primary_source, untraced_reason, source) FROM stdin (FORMAT csv);
POWDER-1,POWDER,cathode_material,MAKER,,DE,active_material_synthesis,2026-01-05,0.5 t,,not_asked,
CELL-1,CELL,,MAKER,PLANT,,cell_assembly,2026-02-01,1000 each,,,traveller
PACK-1,PACK,,MAKER,PLANT,,pack_assembly,2026-03-01,3 each,,,
\.
SELECT results_eq('SELECT pg_temp.shown(''import_lot'')', ARRAY[
	'(CELL-1,CELL,,,MAKER,PLANT,,cell_assembly,2026-02-01,"1000 each",,f,,,traveller,)',
	'(PACK-1,PACK,,,MAKER,PLANT,,pack_assembly,2026-03-01,"3 each",,f,,,,)',
	'(POWDER-1,POWDER,,cathode_material,MAKER,,DE,active_material_synthesis,2026-01-05,"500 kg",,f,not_asked,,,)'], 'lots come back');
COPY import_consumption (output_lot, input_lot, quantity, cost, currency) FROM stdin (FORMAT csv);
CELL-1,POWDER-1,25 kg,300.50,USD
PACK-1,CELL-1,48 each,,
\.
SELECT results_eq('SELECT pg_temp.shown(''import_consumption'')', ARRAY[
	'(CELL-1,POWDER-1,"25 kg",300.50,USD,f,)',
	'(PACK-1,CELL-1,"48 each",,,f,)'], 'consumption comes back');
SELECT is(consumed, '25 kg', 'what is imported is booked like any consumption') FROM lot_balance WHERE lot_id = lot_id('POWDER-1');
INSERT INTO import_transfer (lot, from_party, to_party, transferred_on) VALUES ('PACK-1', 'MAKER', NULL, '2026-04-01');
SELECT results_eq('SELECT pg_temp.shown(''import_transfer'')', ARRAY[
	'(PACK-1,MAKER,,2026-04-01,,)'], 'transfers come back');

INSERT INTO import_document (code, kind, title, sha256, issuer, issued_on, valid_to) VALUES ('DOC-1', 'declaration', 'Statement', repeat('0A', 32), 'MAKER', '2026-01-01', '2027-12-31');
SELECT results_eq('SELECT pg_temp.shown(''import_document'')', ARRAY[
	'(DOC-1,declaration,Statement,0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a,MAKER,2026-01-01,,2027-12-31,,)'], 'documents come back');
INSERT INTO import_declaration (claim, party, item, lot, declarant, document, valid_to) VALUES
	('ownership_complete', 'MAKER', NULL, NULL, 'MAKER', 'DOC-1', '2027-12-31'), ('inputs_complete', NULL, 'CELL', NULL, 'MAKER', NULL, NULL), ('inputs_complete', NULL, NULL, 'PACK-1', NULL, NULL, NULL);
SELECT results_eq('SELECT pg_temp.shown(''import_declaration'')', ARRAY[
	'(inputs_complete,,,PACK-1,,,,,)',
	'(inputs_complete,,CELL,,MAKER,,,,)',
	'(ownership_complete,MAKER,,,MAKER,DOC-1,,2027-12-31,)'], 'declarations come back, about a party, an item or a lot');
INSERT INTO import_licence (code, contractor, producer, item, right_quantity) VALUES ('LIC-1', 'OWNER', 'MAKER', 'CELL', true);
SELECT results_eq('SELECT pg_temp.shown(''import_licence'')', ARRAY[
	'(LIC-1,OWNER,MAKER,licence,CELL,,t,,,,,,,,)'], 'licences come back; a right nobody knows of stays unknown');
INSERT INTO import_listing (party, list, entry, valid_from) VALUES ('OWNER', '1260H', 'Owner Limited', '2026-06-08');
SELECT results_eq('SELECT pg_temp.shown(''import_listing'')', ARRAY[
	'(OWNER,1260H,"Owner Limited",confirmed,2026-06-08,,)'], 'listings come back');

INSERT INTO import_programme (code, name, milestone_b_on) VALUES ('PROG', 'Programme', '2026-05-01');
SELECT results_eq('SELECT pg_temp.shown(''import_programme'')', ARRAY[
	'(PROG,Programme,defence,2026-05-01,)'], 'programmes come back');
INSERT INTO import_site_asset (programme, site, item, lot, quantity) VALUES ('PROG', 'PLANT', 'PACK', 'PACK-1', '1 each');
SELECT results_eq('SELECT pg_temp.shown(''import_site_asset'')', ARRAY[
	'(PROG,PLANT,PACK,PACK-1,"1 each",installed,)'], 'site assets come back');
COPY import_contract_line (contract, buyer, seller, signed_on, line, programme, item, quantity, procured_on, standard_battery, lots) FROM stdin (FORMAT csv);
C-1,,MAKER,2026-01-15,C-1/1,PROG,PACK,2 each,2028-02-01,true,{PACK-1}
C-1,,,,C-1/2,PROG,CELL,5 each,,,"{CELL-1,POWDER-1}"
C-1,,MAKER,2026-01-15,C-1/3,,POWDER,5 kg,,,
\.
SELECT results_eq('SELECT pg_temp.shown(''import_contract_line'')', ARRAY[
	'(C-1,,MAKER,2026-01-15,C-1/1,PROG,PACK,"2 each",,,2028-02-01,,,t,t,none,unknown,f,f,f,{PACK-1},)',
	'(C-1,,MAKER,2026-01-15,C-1/2,PROG,CELL,"5 each",,,,,,t,f,none,unknown,f,f,f,"{CELL-1,POWDER-1}",)',
	'(C-1,,MAKER,2026-01-15,C-1/3,,POWDER,"5 kg",,,,,,t,f,none,unknown,f,f,f,{},)'], 'contract lines come back with their contract and lots');
SELECT is(count(*), 1::bigint, 'the lines share one contract') FROM contract;
INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W-1', '10USC4865', 'C-1/1', 'SecDef', '2028-01-01', '2028-12-31');
SELECT results_eq('SELECT pg_temp.shown(''import_waiver'')', ARRAY[
	'(W-1,10USC4865,C-1/1,,SecDef,,2028-01-01,2028-12-31,,)'], 'waivers come back');

-- What is wrong is refused, and says what is wrong.
SELECT throws_ok(statement, state, message, what) FROM (VALUES
	($$INSERT INTO import_interest (owner, owned, share) VALUES ('NOBODY', 'MAKER', '10%')$$, '23503', 'there is no party "NOBODY"', 'an unknown party'),
	($$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'NOTHING', '1 kg')$$, '23503', 'there is no item "NOTHING"', 'an unknown item'),
	($$INSERT INTO import_lot (code, item, site, quantity) VALUES ('X', 'CELL', 'NOWHERE', '1 each')$$, '23503', 'there is no site "NOWHERE"', 'an unknown site'),
	($$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('PACK-1', 'CELL-9', '1 each')$$, '23503', 'there is no lot "CELL-9"', 'an unknown lot'),
	($$INSERT INTO import_declaration (claim, party, document) VALUES ('ownership_complete', 'MAKER', 'DOC-9')$$, '23503', 'there is no document "DOC-9"', 'an unknown document'),
	($$INSERT INTO import_site_asset (programme, site, item) VALUES ('PROG-9', 'PLANT', 'PACK')$$, '23503', 'there is no programme "PROG-9"', 'an unknown programme'),
	($$INSERT INTO import_waiver (code, rule, line, granted_by, valid_from, valid_to) VALUES ('W-2', '10USC4865', 'C-9/1', 'SecDef', '2028-01-01', '2028-12-31')$$, '23503', 'there is no contract line "C-9/1"', 'an unknown line'),
	($$INSERT INTO import_lot (code, item, material, quantity) VALUES ('X', 'CELL', 'unobtainium', '1 each')$$, '23503', NULL, 'an unknown material'),
	($$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '1 furlong')$$, '22P02', NULL, 'an unknown unit'),
	($$INSERT INTO import_lot (code, item, quantity) VALUES ('X', 'CELL', '1000')$$, '22P02', NULL, 'a quantity without a unit'),
	($$INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('PACK-1', 'CELL-1', '1 kg')$$, '22023', 'cannot draw "1 kg" from lot "CELL-1"', 'mass drawn from pieces'),
	($$INSERT INTO import_lot (code, item, country, quantity) VALUES ('X', 'CELL', 'HUR', '1 each')$$, '22P02', NULL, 'an unknown country'),
	($$INSERT INTO import_party (code, name, lei) VALUES ('X', 'X', '5493001KJTIIGC8Y1R13')$$, '22P02', NULL, 'a wrong check digit'),
	($$INSERT INTO import_interest (owner, owned, share) VALUES ('OWNER', 'MAKER', '33%')$$, '23P01', 'the equity interest of "OWNER" in "MAKER" is already recorded', 'the same interest twice'),
	($$INSERT INTO import_declaration (claim, item) VALUES ('ownership_complete', 'CELL')$$, '23514', 'the claim "ownership_complete" cannot be about "CELL"', 'a claim about the wrong thing'),
	($$INSERT INTO import_declaration (claim) VALUES ('inputs_complete')$$, '23514', NULL, 'a claim about nothing'),
	($$INSERT INTO import_document (code, kind, title, sha256) VALUES ('DOC-2', 'other', 'X', 'abc')$$, '22023', NULL, 'a hash that is no hexadecimal number'),
	($$INSERT INTO import_document (code, kind, title, valid_from, valid_to) VALUES ('DOC-2', 'other', 'X', '2026-02-01', '2026-01-01')$$, '22000', NULL, 'a last day before the first'),
	($$INSERT INTO import_waiver (code, rule, line, granted_by, valid_from) VALUES ('W-2', '10USC4865', 'C-1/1', 'SecDef', '2028-01-01')$$, '23502', 'waiver "W-2" has no first or no last day', 'a waiver without end'),
	($$INSERT INTO import_contract_line (contract, signed_on, line, item, quantity) VALUES ('C-1', '2026-01-16', 'C-1/9', 'PACK', '1 each')$$, '23505', 'contract "C-1" is already recorded otherwise', 'a contract of another day'),
	($$INSERT INTO import_contract_line (contract, line, item, quantity, lots) VALUES ('C-1', 'C-1/9', 'PACK', '1 each', '{PACK-9}')$$, '23503', 'there is no lot "PACK-9"', 'a line from an unknown lot')
	) AS bad (statement, state, message, what);

-- A statement goes in as a whole or not at all.
SELECT throws_ok($$COPY import_lot (code, item, country, quantity) FROM PROGRAM 'printf "GOOD-1,CELL,US,5 each\nGOOD-2,CELL,US,5 each\nBAD-1,CELL,ZZ,5 each\n"' (FORMAT csv)$$,
	'22P02', NULL, 'COPY stops at a country that does not exist');
SELECT throws_ok($$INSERT INTO import_party (code, name, incorporated_in, lei) VALUES ('NEW-1', 'New', 'US', NULL), ('NEW-2', 'New too', 'US', '5493001KJTIIGC8Y1R12')$$,
	'23505', NULL, 'an identifier names one party only');
SELECT is_empty($$SELECT code FROM lot WHERE code ~ '^(GOOD|BAD)' UNION ALL SELECT code FROM party WHERE code ~ '^NEW'$$, 'nothing of such a statement is kept');

-- A correction takes the row out of the view.
INSERT INTO correction (relation, row_id, reason) SELECT 'declaration', d.id, 'withdrawn' FROM declaration AS d WHERE d.lot_id IS NOT NULL;
INSERT INTO correction (relation, row_id, reason) SELECT 'interest', i.id, 'sold' FROM interest AS i WHERE i.valid <> '(,)';
SELECT is_empty($$SELECT claim FROM import_declaration WHERE lot IS NOT NULL UNION ALL SELECT metric FROM import_interest WHERE owner = 'OWNER'$$, 'a corrected row is no longer shown');

INSERT INTO import_event (code, step, party, site, occurred_on, allocation) VALUES ('RUN-1', 'cell_assembly', 'MAKER', 'PLANT', '2026-04-01', 'any');
SELECT results_eq('SELECT pg_temp.shown(''import_event'')', ARRAY['(RUN-1,transformation,cell_assembly,MAKER,PLANT,2026-04-01,any,)'], 'events come back');
INSERT INTO import_lot (code, item, quantity, event) VALUES ('CELL-9', 'CELL', '5 each', 'RUN-1');
INSERT INTO import_event_input (event, input_lot, quantity, cost, currency) VALUES ('RUN-1', 'POWDER-1', '1 kg', 12, 'USD');
SELECT results_eq('SELECT pg_temp.shown(''import_event_input'')', ARRAY['(RUN-1,POWDER-1,"1 kg",12,USD,f,)'], 'and what went into them');
SELECT is(event, 'RUN-1', 'a lot names the event that made it') FROM import_lot WHERE code = 'CELL-9';
INSERT INTO import_assay (item, element, mass_fraction, method, valid_from, valid_to, source) VALUES ('POWDER', 'Li', '4.4%', 'specification', '2025-01-01', '2025-12-31', 'data sheet');
INSERT INTO import_assay (material, element, mass_fraction) VALUES ('lithium_carbonate', 'Li', '[18.6%,18.8%]');
SELECT results_eq('SELECT pg_temp.shown(''import_assay'')', ARRAY[
	'(,,lithium_carbonate,Li,"[93/500,47/250]",measured,,,,)',
	'(,POWDER,,Li,11/250,specification,,2025-01-01,2025-12-31,"data sheet")'], 'assays come back');

INSERT INTO property (property, subjects, type, unit, title) VALUES ('seen_on', '{line}', 'date', NULL, 'seen'), ('stored', '{line,item,lot}', 'quantity', 'kWh', 'stored');
INSERT INTO import_line_property (line, property, value) VALUES ('C-1/1', 'seen_on', '2026-04-05'), ('C-1/1', 'stored', '1500 Wh');
INSERT INTO import_item_property (item, property, value, source) VALUES ('PACK', 'stored', '2 kWh', 'data sheet');
INSERT INTO import_lot_property (lot, property, value) VALUES ('PACK-1', 'stored', '7.2 MJ');
SELECT results_eq('SELECT pg_temp.shown(''import_line_property'')', ARRAY['(C-1/1,seen_on,2026-04-05,)', '(C-1/1,stored,"1.5 kWh",)'], 'further facts about lines come back');
SELECT results_eq('SELECT pg_temp.shown(''import_item_property'')', ARRAY['(PACK,stored,"2 kWh","data sheet")'], 'about items');
SELECT results_eq('SELECT pg_temp.shown(''import_lot_property'')', ARRAY['(PACK-1,stored,"2 kWh",)'], 'and about lots, units of energy alike');

-- Every view takes rows, and every column of theirs says what it means.
SELECT is(count(*), 28::bigint, 'there are twenty-seven import views, and one for files') FROM pg_class WHERE relnamespace = 'import_view'::regnamespace AND relkind = 'v' AND relname ~ '^import_';
SELECT is_empty($$SELECT c.relname FROM pg_class AS c WHERE c.relnamespace = 'import_view'::regnamespace AND c.relkind = 'v' AND c.relname ~ '^import_'
	AND NOT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = c.oid)$$, 'rows can be inserted into each of them');
SELECT is_empty($$SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE c.relnamespace = 'import_view'::regnamespace AND c.relname ~ '^import_' AND c.relkind = 'v' AND col_description(c.oid, a.attnum) IS NULL$$, 'each of their columns has a comment');
SELECT * FROM finish();
ROLLBACK;
