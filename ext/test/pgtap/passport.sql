-- Battery passports: published samples of every form in, against their own fields; what is odd, what is refused; out by clusters
-- with traced origins and what is missing, and in again.
\set ON_ERROR_STOP on
\set QUIET on
BEGIN;
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS materials CASCADE;
SELECT materials.create_ledger('passport_test') \g /dev/null
SELECT materials.create_ledger('passport_second') \g /dev/null
SELECT no_plan();
CREATE TEMPORARY TABLE file (name text PRIMARY KEY, document jsonb);
\set content `for f in ext/test/data/passport/*.json.gz; do printf ',"%s": ' $(basename $f .json.gz); gzip -dcf $f; done | sed '1s/^,/{/'; printf '}'`
INSERT INTO file SELECT f.key, f.value FROM jsonb_each(:'content'::jsonb) AS f;
SELECT is((SELECT string_agg(f.name || ' ' || materials.passport_form_of(f.document), ', ' ORDER BY f.name) FROM file AS f),
	'BatteryPass-3.0.1 batterypass3, BatteryPass-6.1.0 batterypass6, ChemicalMaterialPassport-3.0.0 chemical, SecondaryMaterialContent-1.0.0 secondary, ev.source dpp, lmt.source dpp, stationary.source dpp', 'every sample is told by its form');

SET LOCAL search_path = passport_test, materials, public;
CREATE ROLE passport_test_recorder;
SELECT materials.grant_ledger('passport_test', 'passport_test_recorder', 'recorder') \g /dev/null
GRANT SELECT ON file TO passport_test_recorder;
SET LOCAL ROLE passport_test_recorder;
CREATE FUNCTION pg_temp.told(name text, lot text DEFAULT NULL) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM file AS f CROSS JOIN LATERAL passport_import(f.document, f.name, told.lot) AS r WHERE f.name = told.name
$$;
SELECT is(pg_temp.told('ev.source'), 'passports 1, known 0, lots 1, substances 10, assays 4, properties 3, findings 6', 'a recorder imports a battery of an electric vehicle');
SELECT is(pg_temp.told('lmt.source'), 'passports 1, known 0, lots 1, substances 10, assays 4, properties 3, findings 7', 'one for light means of transport');
SELECT is(pg_temp.told('stationary.source'), 'passports 1, known 0, lots 1, substances 10, assays 4, properties 4, findings 3', 'a stationary one');
SELECT is(pg_temp.told('BatteryPass-6.1.0'), 'passports 1, known 0, lots 1, substances 10, assays 0, properties 4, findings 5', 'BatteryPass 6.1.0');
SELECT is(pg_temp.told('BatteryPass-3.0.1'), 'passports 1, known 0, lots 1, substances 7, assays 1, properties 1, findings 9', 'BatteryPass 3.0.1');
SELECT throws_ok($$SELECT pg_temp.told('nothing'), passport_import('{"a": 1}')$$, '22023', 'the document is a passport of no form that is known', 'a document of no form');
SELECT is(pg_temp.told('ChemicalMaterialPassport-3.0.0'), 'conflict 1', 'a passport under the identifier of another one is a conflict');
SELECT is((SELECT e.message FROM import_error AS e), 'passport "urn:uuid:550e8400-e29b-41d4-a716-446655440000" is there with other content', 'and kept as such');
SELECT is(pg_temp.told('SecondaryMaterialContent-1.0.0'), 'refused 1', 'a statement that names nothing is refused');
SELECT is(pg_temp.told('SecondaryMaterialContent-1.0.0', 'POLYMER-2'), 'passports 1, known 0, lots 1, substances 1, assays 0, properties 0, findings 0', 'unless the lot is named');
SELECT is(pg_temp.told(f.name, CASE WHEN f.name ~ 'Secondary' THEN 'POLYMER-2' END), 'passports 0, known 1, lots 0, substances 0, assays 0, properties 0, findings 0', 'a second time adds nothing: ' || f.name) FROM file AS f WHERE f.name !~ 'Chemical' ORDER BY f.name;
RESET ROLE;

-- Field by field, read from the documents another way.
SELECT bag_eq($$SELECT ROW(s.cas, s.ec, trim_scale(100 * round_half_up(share_min(s.mass_fraction), 6)), s.country, s.location)::text FROM lot_substance AS s JOIN passport AS p ON p.id = s.passport_id WHERE p.form = 'dpp' AND s.part = 'material'$$,
	$$SELECT ROW(m.one ->> 'casNumber', m.one ->> 'ecNumber', trim_scale((m.one ->> 'weightPercentage')::numeric), m.one ->> 'countryOfOrigin', split_part(m.one ->> 'componentLocation', '/battery/', 2))::text FROM file AS f CROSS JOIN LATERAL jsonb_array_elements(f.document -> 'materialComposition') AS m (one) WHERE f.name ~ 'source'$$, 'materials: number, share, country and place');
SELECT bag_eq($$SELECT ROW(s.cas, trim_scale(100 * round_half_up(share_min(s.mass_fraction), 6)))::text FROM lot_substance AS s JOIN passport AS p ON p.id = s.passport_id WHERE p.form = 'dpp' AND s.part = 'hazard'$$,
	$$SELECT ROW(m.one ->> 'substanceCasNumber', trim_scale((m.one ->> 'concentration')::numeric))::text FROM file AS f CROSS JOIN LATERAL jsonb_array_elements(f.document -> 'hazardousSubstances') AS m (one) WHERE f.name ~ 'source'$$, 'hazardous substances');
SELECT bag_eq($$SELECT ROW(l.code, s.element, trim_scale(100 * round_half_up(share_min(s.recycled), 6)), trim_scale(100 * round_half_up(share_min(s.post_consumer), 6)))::text FROM lot_substance AS s JOIN lot AS l ON l.id = s.lot_id JOIN passport AS p ON p.id = s.passport_id WHERE p.form = 'dpp' AND s.part = 'recycled'$$,
	$$SELECT ROW(f.document ->> 'uniqueProductIdentifier', e.symbol, (f.document -> 'recycledContent' ->> (e.name || 'RecycledShare'))::numeric, (f.document -> 'recycledContent' ->> (e.name || 'PostConsumerShare'))::numeric)::text
		FROM file AS f CROSS JOIN (VALUES ('cobalt', 'Co'), ('lithium', 'Li'), ('nickel', 'Ni'), ('lead', 'Pb')) AS e (name, symbol) WHERE f.name ~ 'source'$$, 'recycled content');
SELECT bag_eq($$SELECT ROW(l.code, i.code, p.code, l.country, l.made_on, trim_scale(amount(l.unit_mass, 'kg')), s.country)::text FROM lot AS l JOIN item AS i ON i.id = l.item_id JOIN party AS p ON p.id = l.producer_id JOIN site AS s ON s.id = l.site_id$$,
	$$SELECT ROW(f.document ->> 'digitalProductPassportId', f.document ->> 'gtin', f.document #>> '{manufacturer,globalLocationNumber}', f.document #>> '{countryOfOrigin,countryCode}', (f.document ->> 'manufacturingDate')::date, trim_scale((f.document #>> '{netWeight,value}')::numeric), 'DE')::text FROM file AS f WHERE f.name ~ 'source'$$, 'batteries: what they are, who made them where and when, how heavy they are');
SELECT bag_eq($$SELECT ROW(l.code, p.property, p.value)::text FROM lot_property AS p JOIN lot AS l ON l.id = p.lot_id JOIN passport AS k ON k.lot_id = l.id WHERE k.form = 'dpp'$$,
	$$SELECT ROW(f.document ->> 'digitalProductPassportId', v.name, v.value)::text FROM file AS f CROSS JOIN LATERAL (VALUES ('rated_energy', (f.document #>> '{technicalSpecifications,ratedEnergy,value}') || ' kWh'), ('rated_capacity', (f.document #>> '{technicalSpecifications,ratedCapacity,value}') || ' Ah'),
		('carbon_footprint', trim_scale((f.document #>> '{carbonFootprintDeclaration,carbonFootprintTotal,value}')::numeric)::text)) AS v (name, value) WHERE f.name ~ 'source'$$, 'properties that rules ask for');
SELECT is((SELECT string_agg(i.code || ' ' || p.value, ', ') FROM item_property AS p JOIN item AS i ON i.id = p.item_id), '09521234030010 industrial, 123-0.740-3434-A sli', 'a category is recorded where the passport does not contradict itself about it');
SELECT results_eq($$SELECT a.element, a.mass_fraction::text FROM assay AS a JOIN lot AS l ON l.id = a.lot_id WHERE l.code ~ 'EV-2025' ORDER BY 1$$, $$VALUES ('C', '[183/1000,129/200]'), ('Fe', '[43/200,677/1000]'), ('Li', '[21/500,63/125]'), ('P', '[49/500,14/25]')$$, 'elements: what is named as one, and at most all that is named as no other');
SELECT is((SELECT count(*) FROM evidence AS e JOIN document AS d ON d.id = e.document_id JOIN passport AS p ON p.document_id = d.id WHERE e.grade = 'C' AND e.relation IN ('assay', 'lot')), 19::bigint, 'facts rest on the passports');

-- What is odd is told, and not swallowed.
SELECT results_eq($$SELECT f.kind, f.detail FROM data_finding AS f JOIN passport AS p ON p.id = f.row_id AND f.relation = 'passport' WHERE p.form = 'batterypass6' ORDER BY f.id$$,
	$$VALUES ('disagreeing_quantity', 'shares of materials come to 0.00053 %'), ('mislabelled_identifier', '"201-004-7" is labelled CAS, and is an EC number'), ('mislabelled_identifier', '"201-004-7" is labelled CAS, and is an EC number'),
		('mislabelled_identifier', '"201-004-7" is labelled CAS, and is an EC number'), ('other', 'putting_into_service cannot be "7172-75-08"')$$, 'an EC number that is labelled CAS is none');
SELECT is((SELECT string_agg(DISTINCT coalesce(s.cas::text, 'no CAS') || ', EC ' || s.ec, '; ') FROM lot_substance AS s WHERE s.name = 'phenolphthalein'), 'no CAS, EC 201-004-7', 'and is kept as what it is');
SELECT results_eq($$SELECT f.kind, f.detail, count(*)::integer FROM data_finding AS f JOIN passport AS p ON p.id = f.row_id AND f.relation = 'passport' WHERE p.form = 'batterypass3' GROUP BY 1, 2 ORDER BY min(f.id)$$,
	$$VALUES ('disagreeing_quantity', 'Graphite: 19 % of 1007 kg is not 2.5 kg', 6), ('disagreeing_quantity', 'shares of materials come to 19 %', 1), ('other', 'battery_status cannot be "first life/ waste/ repaired/ repurposed/ recycled"', 1), ('unknown_country', 'manufacturing_country cannot be "VJ-I"', 1)$$, 'shares and masses that disagree, a country that there is not');
SELECT is((SELECT string_agg(f.detail, '; ' ORDER BY f.id) FROM data_finding AS f JOIN lot AS l ON f.relation = 'lot' AND l.id = f.row_id WHERE l.code ~ 'LMT'),
	'name of 9521234000006 is "VoltDrive GmbH" here, and "EcoCell GmbH" in the passport; name of 9521234000006 is "VoltDrive GmbH" here, and "PedalPro Mobility GmbH" in the passport', 'one number of several companies');
SELECT is((SELECT string_agg(f.detail, '; ' ORDER BY f.id) FROM data_finding AS f JOIN passport AS p ON p.id = f.row_id AND f.relation = 'passport' WHERE p.code ~ 'EV-2025'),
	'Cobalt: recycled 10 %, from before use 0 % and after use 6 %; Lithium: recycled 8 %, from before use 5 % and after use 4 %; Nickel: recycled 9 %, from before use 0 % and after use 5 %; shares of materials come to 53.8 %; battery_category is "industrial" and "ev"', 'recycled shares that do not add up, shares that do not sum, two categories');
CREATE FUNCTION pg_temp.odd(changed jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	SELECT string_agg(f.detail, '; ' ORDER BY f.detail COLLATE "C") INTO answer FROM materials.passport_findings('dpp', '{"digitalProductPassportId": "x", "materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 100}]}'::jsonb || changed) AS f;
	RETURN answer;
END
$$;
SELECT is(pg_temp.odd('{}'), NULL, 'nothing is odd where nothing is');
SELECT is(pg_temp.odd(o.changed::jsonb), o.finding, o.finding) FROM (VALUES
	('{"countryOfOrigin": {"countryCode": "HUR"}}', 'manufacturing_country cannot be "HUR"'),
	('{"countryOfOrigin": {"countryCode": "HU"}, "manufacturingPlace": {"address": {"countryCode": "HUN"}}}', NULL),
	('{"countryOfOrigin": {"countryCode": "HU"}, "manufacturingPlace": {"address": {"countryCode": "DE"}}}', 'manufacturing_country is "DE" and "HU"'),
	('{"materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 100, "countryOfOrigin": "HUR"}]}', 'Lithium: there is no country "HUR"'),
	('{"materialComposition": [{"casNumber": "7439-93-3", "weightPercentage": 100}]}', '"7439-93-3" is labelled CAS, and is none'),
	('{"materialComposition": [{"ecNumber": "7439-93-2", "weightPercentage": 100}]}', '"7439-93-2" is labelled EC, and is a CAS number'),
	('{"materialComposition": [{"casNumber": "7439-93-2", "ecNumber": "231-158-0", "weightPercentage": 100}]}', 'CAS number 7439-93-2 and EC number 231-158-0 are of two substances'),
	('{"materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 60}, {"casNumber": "7440-48-4", "weightPercentage": 60}]}', 'shares of materials come to 120 %'),
	('{"materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 101}]}', 'Lithium: not a share: "101 percent"'),
	('{"netWeight": {"value": 450, "unitCode": "KWH"}}', 'battery_mass cannot be 450 KWH'),
	('{"netWeight": {"value": "heavy", "unitCode": "KGM"}}', 'battery_mass cannot be "heavy" KGM'),
	('{"recycledContent": {"cobaltRecycledShare": 10, "cobaltPreConsumerShare": 4, "cobaltPostConsumerShare": 6}}', NULL),
	('{"recycledContent": {"cobaltPreConsumerShare": 60, "cobaltPostConsumerShare": 60}}', 'Cobalt: recycled not told %, from before use 60 % and after use 60 %'),
	('{"recycledContent": {"cobaltRecycledShare": "some"}}', 'Cobalt: not a recycled share: "some"')) AS o (changed, finding);
SELECT is((SELECT string_agg(f.detail, '; ' ORDER BY f.detail) FROM file AS f0 CROSS JOIN LATERAL materials.passport_findings('chemical', f0.document) AS f WHERE f0.name ~ 'Chemical'),
	'"201-004-7" is labelled CAS, and is an EC number; "201-004-7" is labelled CAS, and is an EC number; phenolphthalein: 5.3 partPerMillion is not from 2.1 to 2.6; shares of materials come to 0.00053 %', 'a concentration outside its own range');

SELECT is((SELECT count(*) FROM file AS f CROSS JOIN LATERAL materials.passport_substances('secondary', jsonb_set(f.document, '{secondaryMaterialContent,0,inorganic,secondaryInorganic,postConsumer,chemicalRecycling,percentageOfMaterialWeight}', '[]')) AS s WHERE f.name ~ 'Secondary'),
	(SELECT count(*) FROM file AS f CROSS JOIN LATERAL materials.passport_substances('secondary', f.document) AS s WHERE f.name ~ 'Secondary'), 'a list where numbers are to add up is none of them');

-- All of a document or nothing; one identifier, one content.
SELECT is((SELECT string_agg(r.outcome || ': ' || r.detail, '; ') FROM passport_import('[{"digitalProductPassportId": "urn:new:1"}, {"digitalProductPassportId": "urn:new:2", "uniqueProductIdentifier": "urn:lot:2"}, {"digitalProductPassportId": "urn:new:1", "gtin": "1"}]', 'list') AS r),
	'conflict: passport 3, passport_identifier: passport "urn:new:1" is in the document twice, with other content', 'a list with one that is at fault');
SELECT is((SELECT count(*) FROM passport AS p WHERE p.code ~ 'urn:new'), 0::bigint, 'adds nothing');
SELECT is((SELECT string_agg(r.outcome, '; ') FROM file AS f CROSS JOIN LATERAL passport_import(jsonb_set(f.document, '{netWeight,value}', '451'), 'later') AS r WHERE f.name = 'ev.source'), 'conflict', 'other content under the same identifier is a conflict');
SELECT is((SELECT string_agg(r.outcome, '; ') FROM file AS f CROSS JOIN LATERAL passport_import(f.document, 'later', 'POLYMER-2') AS r WHERE f.name = 'ev.source'), 'conflict', 'so is another lot');
SELECT is((SELECT string_agg(r.detail, '; ') FROM passport_import(jsonb_build_object('digitalProductPassportId', repeat('x', 201))) AS r), format('passport 1, product_identifier: an identifier has more than 200 characters: "%s"', repeat('x', 64)), 'an identifier is bounded');

-- A passport and a lot that is there already; twins of Catena-X that have materials.
INSERT INTO import_item (code, name, class) VALUES ('PACK', 'Pack', 'pack');
INSERT INTO import_lot (code, item, country, made_on, quantity, primary_source) VALUES ('urn:lot:7', 'PACK', 'US', '2025-01-01', '1 each', false);
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM passport_import('{"digitalProductPassportId": "urn:p:7", "uniqueProductIdentifier": "urn:lot:7", "countryOfOrigin": {"countryCode": "DE"}, "manufacturingDate": "2025-01-02"}', 'seven') AS r WHERE r.row_count > 0), 'passports 1, findings 2', 'a lot that is there stays as it is');
SELECT is((SELECT string_agg(f.detail, '; ' ORDER BY f.detail) FROM data_finding AS f JOIN lot AS l ON f.relation = 'lot' AND l.id = f.row_id WHERE l.code = 'urn:lot:7'), 'country is US here, and DE in the passport; day of making is 2025-01-01 here, and 2025-01-02 in the passport', 'and what contradicts it is told');
SET LOCAL search_path = passport_second, materials, public;
\set twins `cat ext/demo/catenax/smallTestdata.json`
CREATE TEMPORARY TABLE twin AS SELECT t.twin FROM jsonb_array_elements((:'twins'::jsonb) -> 'https://catenax.io/schema/TestDataContainer/1.0.0') AS t (twin)
	WHERE jsonb_array_length(t.twin -> 'urn:bamm:io.catenax.material_for_recycling:1.1.0#MaterialForRecycling') = 1 ORDER BY t.twin::text ~ '"Copper", "materialClass".*1\.2[,}]' DESC LIMIT 4;
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM passport_import((SELECT jsonb_build_object('twins', jsonb_agg(t.twin)) FROM twin AS t), 'vehicles') AS r WHERE r.row_count > 0 AND r.outcome <> 'findings'),
	(SELECT format('passports %s, lots %s, substances %s', count(*), count(*), sum(jsonb_array_length(t.twin #> '{urn:bamm:io.catenax.material_for_recycling:1.1.0#MaterialForRecycling,0,component}'))) FROM twin AS t), 'materials of the twins in a container');
SELECT bag_eq($$SELECT ROW(l.code, s.name, coalesce(trim_scale(amount(s.mass, 'kg')), trim_scale(100 * round_half_up(share_min(s.mass_fraction), 6))), trim_scale(100 * round_half_up(share_min(s.recycled), 4)))::text FROM lot_substance AS s JOIN lot AS l ON l.id = s.lot_id$$,
	$$SELECT ROW(t.twin ->> 'catenaXId', c.one ->> 'materialName', trim_scale((c.one #>> '{quantity,value}')::numeric), c.one -> 'recycledContent')::text FROM twin AS t CROSS JOIN LATERAL jsonb_array_elements(t.twin #> '{urn:bamm:io.catenax.material_for_recycling:1.1.0#MaterialForRecycling,0,component}') AS c (one)$$, 'with masses or shares, and recycled shares');

-- Out and in again: nothing is lost, nothing is new.
SET LOCAL search_path = passport_test, materials, public;
CREATE TEMPORARY TABLE exported AS SELECT l.code::text, passport_export(l.code) AS document FROM lot AS l;
SELECT is((SELECT r.before -> 'substances' = r.after -> 'substances' AND r.after -> 'attributes' @> ((r.before -> 'attributes') - CASE WHEN l.code = 'urn:lot:7' THEN '{manufacturing_country,manufacturing_date}'::text[] ELSE '{}' END)
		FROM (SELECT materials.passport_reading(p.form, p.content) AS before, materials.passport_reading('spec99100', e.document) AS after) AS r), true, 'out by clusters tells what came in: ' || p.code)
	FROM passport AS p JOIN lot AS l ON l.id = p.lot_id JOIN exported AS e ON e.code = l.code ORDER BY p.id;
SELECT is((SELECT string_agg(r.outcome, ', ') FROM exported AS e CROSS JOIN LATERAL passport_import(e.document, 'back') AS r WHERE r.row_count > 0), 'known, known, known, known, known, known, known', 'in again adds nothing');
SET LOCAL search_path = passport_second, materials, public;
SELECT is((SELECT count(*) FROM exported AS e CROSS JOIN LATERAL passport_import(e.document, e.code) AS r WHERE r.outcome = 'passports' AND r.row_count = 1), 7::bigint, 'another ledger takes what came out');
SELECT is((SELECT count(*) FROM exported AS e WHERE passport_clusters(lot_id(e.code), 'infinity') = e.document - 'extension' - 'specification'), 7::bigint, 'and gives the same out');
SELECT is((SELECT string_agg(r.outcome, ', ') FROM (SELECT * FROM exported LIMIT 3) AS e CROSS JOIN LATERAL passport_import(e.document, 'again') AS r WHERE r.row_count > 0), 'known, known, known', 'a second time it is known there');

-- What is missing: every attribute is told or asked for, and each is a row.
SET LOCAL search_path = passport_test, materials, public;
SELECT bag_eq($$SELECT a.attribute FROM materials.passport_attribute AS a$$, $$SELECT t.attribute FROM passport_attribute_of(lot_id('https://id.gs1.org/01/09521234030010/21/STAT-2025-000317'), 'infinity') AS t
	UNION ALL SELECT m.attribute FROM passport_missing('https://id.gs1.org/01/09521234030010/21/STAT-2025-000317') AS m UNION ALL SELECT a.attribute FROM materials.passport_attribute AS a WHERE 'ev' = ANY (a.categories) AND a.attribute <> 'capacity_threshold'$$, 'what a passport does not tell is missing, unless the category does not owe it');
SELECT results_eq($$SELECT m.one, string_agg(a.attribute, ', ' ORDER BY a.attribute) FROM unnest(ARRAY['ev', 'industrial', 'lmt']) AS m (one) JOIN materials.passport_attribute AS a ON m.one = ANY (a.categories) GROUP BY m.one ORDER BY m.one$$,
	$$VALUES ('ev', 'capacity_threshold, certified_energy'), ('industrial', 'remaining_capacity, remaining_efficiency, remaining_power, remaining_resistance, self_discharge_evolution'), ('lmt', 'remaining_capacity, remaining_efficiency, remaining_power, remaining_resistance, self_discharge_evolution')$$,
	'state of health is told of a vehicle''s battery by its energy, of others by what remains: Annex VII Part A');
SELECT is((SELECT string_agg(l.letter, '' ORDER BY l.letter) FROM (SELECT DISTINCT (regexp_matches(a.citation, 'Annex XIII 1\(([a-z])\)', 'g'))[1] AS letter FROM materials.passport_attribute AS a WHERE a.owed) AS l), 'bcdefghijklmnopqrs', 'each letter of the public part has its attributes; those of (a) are cited as Annex VI Part A');
SELECT is((SELECT count(*) FROM materials.passport_attribute AS a WHERE coalesce(a.citation, '') !~ '(Annex|Art\.|SPEC)'), 0::bigint, 'every attribute has its citation');
SELECT is((SELECT ROW(m.cluster, m.owed, m.supplied_by, m.ask, m.citation)::text FROM passport_missing('https://id.gs1.org/01/09521234030010/21/STAT-2025-000317') AS m WHERE m.attribute = 'remaining_capacity'),
	'(performance,t,battery,9521234000006,"Regulation (EU) 2023/1542 Annex XIII 4(b); Art. 14")', 'who has to supply it, and by which law');
INSERT INTO materials.passport_attribute (attribute, cluster, title, type, path, supplied_by, owed, citation) VALUES ('water_use', 'footprint', 'water', 'number', '{waterUse}', 'manufacturer', false, 'Art. 0');
INSERT INTO materials.passport_path (form, attribute, path) VALUES ('dpp', 'water_use', '$.numberOfCells');
SELECT is((SELECT string_agg(passport_clusters(l.id, 'infinity') #>> '{CarbonFootprint,waterUse}', ', ' ORDER BY l.code) FROM lot AS l), '96, 13, 16', 'one more attribute is two rows');
SELECT is((SELECT count(*) FROM lot AS l CROSS JOIN LATERAL passport_missing(l.code) AS m WHERE m.attribute = 'water_use' AND l.code IN ('POLYMER-2', 'urn:lot:7')), 2::bigint, 'and missing elsewhere');
INSERT INTO materials.passport_form (form, place, title, test, class, citation) VALUES ('own', 100, 'own', '$.ownPassport', 'cell', 'ours');
INSERT INTO materials.passport_path (form, attribute, path) VALUES ('own', 'product_identifier', '$.ownPassport.id');
INSERT INTO materials.passport_list (form, place, part, path, fields, defaults) VALUES ('own', 1, 'material', '$.ownPassport.made_of[*]', '{"name": "$.what", "share": "$.ppm"}', '{"unit": "ppm"}');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM passport_import('{"ownPassport": {"id": "own-1", "made_of": [{"what": "Cobalt", "ppm": 1200}]}}') AS r WHERE r.row_count > 0), 'passports 1, lots 1, substances 1', 'one more form is rows too');
SELECT is((SELECT s.element || ' ' || s.mass_fraction FROM lot_substance AS s JOIN lot AS l ON l.id = s.lot_id WHERE l.code = 'own-1'), 'Co 3/2500', 'and is read exactly');

-- Where it comes from, traced; what is unknown is told with its bounds.
INSERT INTO import_party (code, name) VALUES ('MAKER', 'Maker');
INSERT INTO import_item (code, name, class) VALUES ('CAM', 'Cathode material', 'component_material');
INSERT INTO import_lot (code, item, material, country, quantity, primary_source) VALUES ('LI-CL', NULL, 'lithium_carbonate', 'CL', '10 kg', true), ('LI-AU', NULL, 'lithium_hydroxide', 'AU', '10 kg', true);
INSERT INTO import_lot (code, item, producer, country, quantity, untraced_reason) VALUES ('LI-X', 'CAM', 'MAKER', NULL, '10 kg', 'refused');
INSERT INTO import_lot (code, item, producer, country, quantity, primary_source) VALUES ('BAT-1', 'PACK', 'MAKER', 'US', '1 each', false);
INSERT INTO import_consumption (output_lot, input_lot, quantity) VALUES ('BAT-1', 'LI-CL', '2 kg'), ('BAT-1', 'LI-AU', '1 kg'), ('BAT-1', 'LI-X', '1 kg');
INSERT INTO import_declaration (claim, lot) VALUES ('inputs_complete', 'BAT-1');
INSERT INTO import_assay (lot, element, mass_fraction) VALUES ('LI-CL', 'Li', '20%'), ('LI-AU', 'Li', '30%'), ('LI-X', 'Li', '[0%,10%]');
SELECT results_eq($$SELECT o.element, o.kind, o.country, o.reason, o.share_exact FROM passport_origin('BAT-1') AS o$$,
	$$VALUES (NULL, 'origin', 'CL', NULL, '1/2'), (NULL, 'origin', 'AU', NULL, '1/4'), (NULL, 'unknown', NULL, 'refused', '1/4'), ('Li', 'origin', 'CL', NULL, '[1/2,4/7]'), ('Li', 'origin', 'AU', NULL, '[3/8,3/7]'), ('Li', 'unknown', NULL, 'refused', '[0,1/8]')$$, 'exact shares by country, for all of it and for lithium, with what is unknown');
SELECT is((SELECT jsonb_path_query_array(passport_export('BAT-1'), '$.extension.origin[*] ? (@.element == "Li" && @.kind == "unknown").share')), '["[0,1/8]"]', 'in the passport too');
SELECT is((SELECT string_agg(o.claimed || ' claimed, ' || o.share_exact || ' unknown', '') FROM passport_origin('https://id.gs1.org/01/09521234010012/21/EV-2025-000142') AS o WHERE o.element = 'Li'), 'CL claimed, 1 unknown', 'a country that is claimed is no origin that is traced');
SELECT is((SELECT m.ask FROM passport_missing('BAT-1') AS m WHERE m.attribute = 'materials'), 'MAKER', 'suppliers of materials are those whose lots went in');
SELECT is((SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM passport_import(passport_export('BAT-1'), 'own') AS r WHERE r.row_count > 0), 'known 1', 'a ledger learns nothing from what it says itself');
SELECT throws_ok($$SELECT passport_export('BAT-1', '2000-01-01Z')$$, '23503', 'there is no lot "BAT-1"', 'nor is a lot known before it was recorded');
INSERT INTO correction (relation, row_id, reason) SELECT 'lot_substance', min(s.id), 'typed wrongly' FROM lot_substance AS s WHERE s.name = 'Cobalt' AND s.part = 'material';
SELECT is(passport_export('own-1') #> '{MaterialComposition,batteryMaterials}', NULL, 'what was corrected is told no more');

-- A newer issue stands for an earlier one, which stays in history; earlier answers stay as they were.
SET LOCAL session_replication_role = replica;
DO $$
DECLARE
	one text;
BEGIN
	FOR one IN SELECT a.attrelid::regclass::text FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = 'passport_test'::regnamespace WHERE a.attname = 'recorded_at' LOOP
		EXECUTE format('UPDATE %s SET recorded_at = recorded_at - interval %L', one, '1 day');
	END LOOP;
END
$$;
SET LOCAL session_replication_role = origin;
CREATE TEMPORARY TABLE issue AS SELECT f.document AS first, f.document || '{"lastUpdated": "2024-06-01", "materialComposition": [{"casNumber": "7439-93-2", "weightPercentage": 5, "countryOfOrigin": "AU"}]}' #- '{technicalSpecifications,ratedCapacity}'
	|| jsonb_build_object('technicalSpecifications', (f.document -> 'technicalSpecifications') - 'ratedCapacity' || '{"ratedEnergy": {"value": 80, "unitCode": "KWH"}}') AS second, f.document ->> 'digitalProductPassportId' AS code FROM file AS f WHERE f.name = 'ev.source';
GRANT SELECT ON issue TO passport_test_recorder;
SET LOCAL ROLE passport_test_recorder;
CREATE FUNCTION pg_temp.issued(document jsonb) RETURNS text LANGUAGE sql AS $$ SELECT string_agg(r.outcome || ' ' || r.row_count, ', ') FROM passport_import(document, 'issue') AS r WHERE r.row_count > 0 $$;
CREATE FUNCTION pg_temp.known(instant timestamptz) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('; ', (SELECT string_agg(concat_ws(' ', s.name, s.mass_fraction, s.country), ', ' ORDER BY s.name) FROM substance_at(instant) AS a JOIN lot_substance AS s ON s.id = a.id WHERE a.lot_id = lot_id(i.code) AND s.part = 'material' AND s.country IN ('CL', 'AU')),
		(SELECT string_agg(concat_ws(' ', a.element, a.mass_fraction), ', ' ORDER BY a.element) FROM assay_at(instant) AS a WHERE a.lot_id = lot_id(i.code)),
		(SELECT string_agg(concat_ws(' ', p.property, p.value), ', ' ORDER BY p.property) FROM lot_property_at(instant) AS p WHERE p.lot_id = lot_id(i.code)),
		(SELECT string_agg(p.revision::text, ', ') FROM passport_at(instant) AS a JOIN passport AS p ON p.id = a.id WHERE p.code = i.code)) FROM issue AS i
$$;
CREATE TEMPORARY TABLE known_before AS SELECT pg_temp.known('infinity') AS told, passport_export(i.code, now() - interval '1 hour') AS document FROM issue AS i;
SELECT is(pg_temp.issued(jsonb_set(i.second, '{lastUpdated}', '"2024-03-20T15:30:00+01:00"')), 'conflict 1', 'other content of the same instant is no newer issue') FROM issue AS i;
SELECT is(pg_temp.issued(jsonb_set(i.second, '{lastUpdated}', '"2024-13-20"')), 'conflict 1', 'nor is one without a day') FROM issue AS i;
SELECT is(pg_temp.issued(i.second), 'passports 1, substances 7, assays 1, properties 2, findings 6, newer issues 1', 'a newer issue is taken') FROM issue AS i;
SELECT is(pg_temp.known('infinity'), 'Lithium 1/20 AU; Li [1/20,1]; carbon_footprint 65, rated_energy 80 kWh; 2', 'and told from then on');
SELECT is(pg_temp.known(now() - interval '1 hour'), (SELECT b.told FROM known_before AS b), 'what was known before stays known for then');
SELECT is(passport_export(i.code, now() - interval '1 hour'), (SELECT b.document FROM known_before AS b), 'in the passport too') FROM issue AS i;
SELECT is(pg_temp.issued(i.second), 'known 1', 'twice is once') FROM issue AS i;
SELECT is(pg_temp.issued(i.first), 'known 1', 'the earlier one is known still') FROM issue AS i;
SELECT is(pg_temp.issued(jsonb_set(i.second, '{lastUpdated}', '"2024-05-31T23:00:00Z"')), 'conflict 1', 'what is dated before the one that stands is a conflict') FROM issue AS i;
SELECT is(pg_temp.issued(jsonb_set(i.first, '{lastUpdated}', '"2024-06-01T00:00:01Z"')), 'passports 1, substances 10, assays 4, properties 3, findings 6, newer issues 1', 'an issue may say again what an earlier one said') FROM issue AS i;
SELECT is((SELECT string_agg(concat_ws(' ', p.revision, n.revision), ', ' ORDER BY p.revision) FROM correction AS x JOIN passport AS p ON p.id = x.row_id JOIN passport AS n ON n.id = x.replaced_by WHERE x.relation = 'passport'), '1 2, 2 3', 'each is corrected by the next');
SELECT alike(pg_temp.issued(i.first || '{"lastUpdated": "2024-06-02", "countryOfOrigin": {"countryCode": "SE"}}' #- '{manufacturingPlace}'), 'passports 1, %', 'an issue may name another country of making') FROM issue AS i;
SELECT results_eq($$SELECT c.country, c.claimed_in FROM issue AS i CROSS JOIN LATERAL claim_rows(ARRAY[lot_id(i.code)], '2026-01-01', 'infinity') AS c WHERE c.about = 'made'$$, $$SELECT 'SE', i.code FROM issue AS i$$, 'then that alone is claimed');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
